// Run in the page by page_cases.py: what a screen reader would miss, and contrasts below WCAG's AA.
() => {
  const complaints = [];
  const shown = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const about = (element) => `<${element.tagName.toLowerCase()} id=${element.id} class=${element.className}> ${element.textContent.trim().slice(0, 30)}`;
  const named = (element) => {
    const by = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join("");
    return element.getAttribute("aria-label") || by.trim() || [...(element.labels ?? [])].map((label) => label.textContent).join("").trim() || element.textContent.trim();
  };
  for (const element of document.querySelectorAll("button, input, select, textarea, [role=listbox], [role=tablist], [role=tab], [role=group], section, aside, dialog")) {
    if (shown(element) && !named(element)) complaints.push(`no name: ${about(element)}`);
  }
  for (const element of document.querySelectorAll("[aria-labelledby], [aria-describedby], [aria-controls], [aria-activedescendant], label[for]")) {
    for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant", "for"]) {
      for (const id of (element.getAttribute(name) ?? "").split(" ").filter(Boolean)) {
        if (!document.getElementById(id)) complaints.push(`${name}=${id} leads nowhere: ${about(element)}`);
      }
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids.filter((one, at) => ids.indexOf(one) !== at)) complaints.push(`id ${id} stands twice`);
  for (const table of document.querySelectorAll("table")) {
    if (shown(table) && !table.querySelector("th[scope=col]")) complaints.push(`no column heads: ${about(table)}`);
  }
  for (const part of ["main", "header", "footer", "h1"]) {
    if (document.querySelectorAll(`body ${part}`).length !== 1) complaints.push(`not one ${part}`);
  }
  if (!document.documentElement.lang) complaints.push("the page has no language");

  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (front, back) => [0, 1, 2].map((at) => front[at] * front[3] + back[at] * (1 - front[3]));
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
  };
  const luminance = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  for (const element of document.querySelectorAll("body *")) {
    const speaks = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!speaks || !shown(element) || element.closest("#backdrop, option, .skip")) continue;
    const back = ground(element);
    const ratio = contrast(over(rgba(getComputedStyle(element).color), back), back);
    if (ratio < 4.5) complaints.push(`contrast ${ratio.toFixed(2)}: ${about(element)}`);
  }
  // The article's letters on each highlight, and each highlight's line on the sheet.
  const sheet = ground(document.getElementById("sheet"));
  const ink = rgba(getComputedStyle(document.getElementById("text")).color);
  for (const name of ["person", "place", "organisation", "nationality", "role", "selected"]) {
    const style = getComputedStyle(document.getElementById("backdrop"), `::highlight(${name})`);
    const back = over(rgba(style.backgroundColor), sheet);
    if (contrast(ink, back) < 4.5) complaints.push(`contrast ${contrast(ink, back).toFixed(2)} on ::highlight(${name})`);
    if (name !== "role" && contrast(rgba(style.textDecorationColor), sheet) < 3) complaints.push(`the line of ::highlight(${name}) is faint`);
  }
  return complaints;
};
