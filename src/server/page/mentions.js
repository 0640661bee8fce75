// The list of mentions: the way to them for the keyboard and for screen readers.

import { button, byId, el, own } from "./dom.js";
import { number, t, word } from "./language.js";

/** So many are put into the page at once; an article has a few dozen. */
const STEP = 300;

/** The mentions shown. `chosen(index)` when one is chosen, `opened()` when the keyboard asks for its details. */
export class MentionList {
  #list = byId("mention-list");
  #mentions = [];
  #entities = {};
  #selected = -1;
  #count = STEP;

  constructor({ chosen, opened }) {
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) chosen(Number(option.dataset.index));
    });
    this.#list.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter") return opened();
      const to = this.#target(event);
      if (to === undefined || this.#mentions.length === 0) return;
      event.preventDefault();
      chosen(Math.max(0, Math.min(to, this.#mentions.length - 1)));
    });
  }

  /** By the physical key too: n and p stand elsewhere on an Arabic keyboard. */
  #target({ key, code }) {
    if (key === "ArrowDown" || code === "KeyN") return this.#selected + 1;
    if (key === "ArrowUp" || code === "KeyP") return this.#selected - 1;
    return { Home: 0, End: this.#mentions.length - 1 }[key];
  }

  /** Other mentions. */
  show(mentions, entities) {
    this.#mentions = mentions;
    this.#entities = entities;
    this.#selected = -1;
    this.#count = STEP;
    this.#render();
  }

  /** Marks one as selected; -1 for none. */
  select(index) {
    this.#list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    this.#selected = index;
    if (index >= this.#count) {
      this.#count = index + STEP;
      this.#render();
    }
    const option = byId(`mention-${index}`);
    if (!option) return this.#list.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.#list.setAttribute("aria-activedescendant", option.id);
    // Within the list only: the page itself must not move.
    const [box, frame] = [option.getBoundingClientRect(), this.#list.getBoundingClientRect()];
    if (box.top < frame.top) this.#list.scrollTop += box.top - frame.top;
    else if (box.bottom > frame.bottom) this.#list.scrollTop += box.bottom - frame.bottom;
  }

  #render() {
    const shown = this.#mentions.slice(0, this.#count);
    this.#list.removeAttribute("aria-activedescendant");
    this.#list.replaceChildren(...shown.map((mention, index) => this.#option(mention, index)));
    byId("more-mentions")?.remove();
    const left = this.#mentions.length - shown.length;
    if (left === 0) return;
    const more = () => { this.#count += STEP; this.#render(); this.select(this.#selected); };
    this.#list.after(button(t("more", { n: left }), more, { id: "more-mentions" }));
  }

  #option(mention, index) {
    const entity = this.#entities[mention.entity];
    const name = entity && entity.name !== mention.text ? own(entity.name, "bdi", { class: "quiet" }) : null;
    const about = mention.listed ? mention.subtype && word("subtype", mention.subtype) : t("unlisted_short");
    return el(
      "div",
      { role: "option", id: `mention-${index}`, class: "option", data: { index }, "aria-selected": "false", "aria-setsize": this.#mentions.length, "aria-posinset": index + 1 },
      own(mention.text, "bdi", { class: `swatch ${mention.type}${mention.listed ? "" : " unlisted"}` }),
      name,
      el("span", { class: "quiet" }, [t(`type_${mention.type}`), about].filter(Boolean).join(t("comma"))),
      el("span", { class: "score" }, number(mention.score)),
    );
  }
}
