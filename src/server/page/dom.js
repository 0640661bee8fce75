// Building elements. Text becomes text nodes and nothing else: no data ever passes through a parser of HTML.

/**
 * An element. `properties`: `class`; `data` (an object); `onNAME` (a listener); anything else is an attribute, left out if it is null,
 * undefined or false. Children are nodes or strings; null and false are left out.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "data") Object.assign(element.dataset, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The element with this id; the page has it. */
export const byId = (id) => document.getElementById(id);

/** A button. `name` says what it is, `act` is called when it is pressed. */
export const button = (name, act, properties = {}) => el("button", { type: "button", onclick: act, ...properties }, name);

/** A stretch of an article or a name, whose direction is its own and not the page's. */
export const own = (text, tag = "bdi", properties = {}) => el(tag, { dir: "auto", ...properties }, text);

/** Says something for a moment, to the eye and to a screen reader. */
export function toast(message) {
  const place = byId("toast");
  place.textContent = message;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { place.textContent = ""; }, 5000);
}

/** Listens to arrow keys, Home and End among elements of a kind, and moves the focus. */
export function roving(container, selector, onFocus) {
  container.addEventListener("keydown", (event) => {
    const all = [...container.querySelectorAll(selector)];
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    const to = { [forward]: (at + 1) % all.length, [backward]: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[to].focus();
    onFocus?.(all[to]);
  });
}
