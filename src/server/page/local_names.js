// Names added to, or suppressed in, this article alone: they travel with each request and are kept nowhere.

import { button, byId, el, own } from "./dom.js";
import { onLanguage, t } from "./language.js";

/** The names. `changed()` is called when the article must be tagged anew. */
export class LocalNames {
  #place = byId("local");
  #added = [];
  #suppressed = [];
  #changed;

  constructor({ changed }) {
    this.#changed = changed;
    onLanguage(() => this.#render());
  }

  /** The options for the service. */
  get options() { return { add: this.#added, suppress: this.#suppressed }; }

  add(name) {
    this.#added.push(name);
    this.#update();
  }

  suppress(text) {
    if (!this.#suppressed.includes(text)) this.#suppressed.push(text);
    this.#update();
  }

  clear() {
    [this.#added, this.#suppressed] = [[], []];
    this.#render();
  }

  #update() {
    this.#render();
    this.#changed();
  }

  #chip(note, text, drop) {
    return button([el("span", { class: "quiet" }, note), " ", own(text), " ✕"], () => { drop(); this.#update(); }, { class: "chip", "aria-label": t("drop_local", { text }) });
  }

  #render() {
    const without = (names, gone) => names.filter((name) => name !== gone);
    this.#place.hidden = this.#added.length + this.#suppressed.length === 0;
    this.#place.replaceChildren(
      ...this.#added.map((name) => this.#chip(t("added_here"), name.text, () => { this.#added = without(this.#added, name); })),
      ...this.#suppressed.map((text) => this.#chip(t("suppressed_here"), text, () => { this.#suppressed = without(this.#suppressed, text); })),
    );
  }
}
