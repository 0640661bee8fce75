// Choosing another entity for a mention, by the beginning of a name.

import { json, query } from "./api.js";
import { openDialog } from "./dialog.js";
import { button, el, own } from "./dom.js";
import { country, t, word } from "./language.js";
import { inWords } from "./problems.js";

const PAUSE_MS = 200;
const LIMIT = 12;
/** Below this the service has nothing to go by. */
const LEAST_LETTERS = 2;

/** A found entity in words. */
const about = (entity) => [t(`type_${entity.type}`), entity.subtype && word("subtype", entity.subtype), entity.country && country(entity.country), entity.name_en].filter(Boolean).join(t("comma"));

/**
 * Asks which entity `text` means. `wrong` is the name of the one it was taken for, or null.
 * Resolves with `{id, type, part}`, where `part` says that the wrong one shall lose the name; null if nothing was chosen.
 */
export function chooseEntity(text, wrong) {
  return openDialog(t("which_entity", { text }), (close) => {
    const found = el("ul", { class: "found" });
    const said = el("p", { role: "status", class: "quiet" });
    const part = el("input", { type: "checkbox" });
    let running = null;
    let timer = 0;
    const show = (entities) => {
      said.textContent = t("found", { n: entities.length });
      const choose = (entity) => () => close({ id: entity.id, type: entity.type, part: part.checked });
      found.replaceChildren(...entities.map((entity) => el("li", {}, button([own(entity.name, "strong"), " ", el("span", { class: "quiet" }, about(entity))], choose(entity)))));
    };
    const ask = async (q) => {
      running?.abort();
      if ([...q].length < LEAST_LETTERS) return found.replaceChildren();
      running = new AbortController();
      try {
        show((await json(`v1/entities?${query({ q, limit: LIMIT })}`, { signal: running.signal })).entities);
      } catch (error) {
        if (error.name !== "AbortError") said.textContent = inWords(error);
      }
    };
    const typed = (event) => { clearTimeout(timer); timer = setTimeout(() => ask(event.target.value.trim()), PAUSE_MS); };
    const input = el("input", { type: "search", dir: "auto", value: text, oninput: typed, autofocus: true, "aria-label": t("look_up") });
    ask(text);
    return [
      input,
      wrong && el("label", { class: "pair" }, part, t("part_from", { name: wrong })),
      said,
      found,
    ];
  });
}
