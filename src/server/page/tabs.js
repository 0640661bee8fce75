// The tabs below the article.

import { byId, roving } from "./dom.js";

/** Makes the tabs work; `shown(name)` is called when one is turned to. */
export function startTabs(names, shown) {
  const turn = (name) => {
    for (const one of names) {
      const tab = byId(`tab-${one}`);
      tab.setAttribute("aria-selected", String(one === name));
      tab.tabIndex = one === name ? 0 : -1;
      byId(one).hidden = one !== name;
    }
    shown(name);
  };
  for (const name of names) byId(`tab-${name}`).addEventListener("click", () => turn(name));
  roving(document.querySelector("[role=tablist]"), "[role=tab]", (tab) => turn(tab.id.replace("tab-", "")));
  turn(names[0]);
}
