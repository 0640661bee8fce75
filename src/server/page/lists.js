// The lists in numbers: a table whose bars are drawn by the style sheet.

import { json } from "./api.js";
import { byId, el } from "./dom.js";
import { SUBTYPES } from "./kinds.js";
import { number, t } from "./language.js";
import { problemBox } from "./problems.js";

/** A bar of `count` out of `most`; the number stands beside it, so the bar says nothing to a screen reader. */
function bar(count, most, type) {
  const drawn = el("span", { class: `share ${type}`, "aria-hidden": "true" });
  drawn.style.setProperty("--share", String(most > 0 ? count / most : 0));
  return el("td", { class: "bars" }, drawn);
}

function table(caption, names, rows) {
  const head = el("tr", {}, names.map((name) => el("th", { scope: "col" }, t(name))), el("td", {}));
  return el("div", { class: "scroll" }, el("table", { class: "chart" }, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, rows)));
}

/** The lists of entities, as `GET /v1/gazetteers` has them. */
export class Lists {
  #place = byId("lists");
  #answer = null;
  #error = null;
  #changed;

  /** `changed()` is called when the lists have been loaded. */
  constructor({ changed }) {
    this.#changed = changed;
  }

  /** The lists that hold entities. */
  get entityLists() { return this.#answer?.gazetteers.filter((list) => list.type) ?? []; }
  get answer() { return this.#answer; }

  async load() {
    try {
      this.#answer = await json("v1/gazetteers");
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
    this.render();
    this.#changed();
  }

  render() {
    if (this.#error) return this.#place.replaceChildren(problemBox(this.#error, () => this.load()));
    if (!this.#answer) return this.#place.replaceChildren();
    const lists = [...this.entityLists].sort((one, other) => other.rows - one.rows);
    const total = (type) => lists.filter((list) => list.type === type).reduce((sum, list) => sum + list.rows, 0);
    const types = Object.keys(SUBTYPES);
    const most = Math.max(...types.map(total));
    const byType = types.map((type) => el("tr", {}, el("th", { scope: "row" }, t(`type_${type}`)), el("td", {}, number(total(type))), bar(total(type), most, type)));
    const longest = lists[0]?.rows ?? 0;
    const byList = lists.map((list) =>
      el("tr", {}, el("th", { scope: "row" }, el("code", {}, list.name)), el("td", {}, t(`type_${list.type}`)), el("td", {}, number(list.rows)), bar(list.rows, longest, list.type)));
    this.#place.replaceChildren(
      el("p", {}, t("lists_summary", { entities: this.#answer.entities, forms: this.#answer.forms })),
      table(t("rows_by_type"), ["column_type", "column_rows"], byType),
      table(t("rows_by_list"), ["column_list", "column_type", "column_rows"], byList),
    );
  }
}
