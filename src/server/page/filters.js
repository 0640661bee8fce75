// What is shown: by type, by list, by score. The row of types is the legend too.

import { byId, el } from "./dom.js";
import { MENTION_TYPES } from "./kinds.js";
import { number, onLanguage, t } from "./language.js";

/** Where the service itself draws the line. */
const DEFAULT_SCORE = 0.5;
/** The choice of the list for names that no list holds. */
const UNLISTED = "*unlisted";

/** The group in which the sheet paints a mention. */
export const groupOf = (mention) => (mention.listed ? mention.type : `${mention.type}-unlisted`);

/** The filters. `changed()` is called when other mentions are to be shown, `asked()` when the service must be asked anew. */
export class Filters {
  #hidden = new Set(["nationality"]);
  #list = "";
  #score = DEFAULT_SCORE;
  #counts = new Map();
  #choice;
  #mentions = [];
  #changed;
  #asked;

  constructor({ changed, asked }) {
    this.#changed = changed;
    this.#asked = asked;
    onLanguage(() => this.#build());
  }

  /** The options for the service. Nationalities are only sent if they are asked for. */
  get options() {
    const types = this.#hidden.has("nationality") ? undefined : MENTION_TYPES;
    return { min_score: this.#score, types };
  }

  /** The options that leave the service to do all the filtering, for answers in other forms. */
  get allOptions() {
    const types = MENTION_TYPES.filter((type) => !this.#hidden.has(type));
    const gazetteers = this.#list && this.#list !== UNLISTED ? this.#list : undefined;
    return { min_score: this.#score, types, gazetteers, unlisted: this.#list === "" || this.#list === UNLISTED ? undefined : false };
  }

  /** Whether nothing would be shown whatever the text. */
  get isEmpty() { return MENTION_TYPES.every((type) => this.#hidden.has(type)); }

  /** Whether a mention is to be shown. */
  allows(mention) {
    if (this.#hidden.has(mention.type) || mention.score < this.#score) return false;
    if (this.#list === UNLISTED) return !mention.listed;
    return this.#list === "" || mention.why?.gazetteer === this.#list;
  }

  /** Takes note of a new answer: the counts and the lists to choose from. */
  count(mentions) {
    this.#mentions = mentions;
    for (const type of MENTION_TYPES) {
      const count = mentions.filter((mention) => mention.type === type).length;
      // Nationalities are not asked for while they are hidden: nobody knows how many there are.
      this.#counts.get(type).textContent = type === "nationality" && this.#hidden.has(type) ? "" : number(count);
    }
    this.#fillLists();
  }

  #fillLists() {
    const counts = new Map();
    for (const mention of this.#mentions) {
      const list = mention.listed ? mention.why?.gazetteer : UNLISTED;
      if (list) counts.set(list, (counts.get(list) ?? 0) + 1);
    }
    if (this.#list && !counts.has(this.#list)) counts.set(this.#list, 0);
    const named = [...counts].sort(([one], [other]) => one.localeCompare(other));
    const option = ([list, count]) => {
      const name = list === UNLISTED ? t("only_unlisted") : list;
      return el("option", { value: list, selected: list === this.#list }, `${name} (${number(count)})`);
    };
    this.#choice.replaceChildren(el("option", { value: "", selected: this.#list === "" }, t("all_lists")), ...named.map(option));
  }

  #build() {
    const type = (name) => {
      const count = el("span", { class: "count" }, "0");
      this.#counts.set(name, count);
      const box = el("input", { type: "checkbox", value: name, checked: !this.#hidden.has(name), onchange: () => this.#toggle(name, box.checked) });
      return el("label", { class: "type" }, box, el("span", { class: `swatch ${name}` }, t(`type_${name}`)), count);
    };
    this.#choice = el("select", { id: "by-list", onchange: (event) => { this.#list = event.target.value; this.#changed(); } });
    const shown = el("output", { for: "by-score" }, number(this.#score));
    const slide = (event) => { this.#score = Number(event.target.value); shown.textContent = number(this.#score); this.#changed(); };
    const slider = el("input", { type: "range", id: "by-score", min: 0, max: 1, step: 0.05, value: this.#score, oninput: slide, onchange: () => this.#asked() });
    byId("filters").replaceChildren(
      ...MENTION_TYPES.map(type),
      el("span", { class: "swatch sample-unlisted" }, t("legend_unlisted")),
      el("label", { class: "pair", for: "by-list" }, t("list"), this.#choice),
      el("label", { class: "pair", for: "by-score" }, t("least_score"), slider, shown),
    );
    this.count(this.#mentions);
  }

  #toggle(type, on) {
    if (on) this.#hidden.delete(type);
    else this.#hidden.add(type);
    if (type === "nationality" && on) this.#asked();
    else this.#changed();
  }
}
