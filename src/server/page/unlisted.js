// The report of names that were seen and are in no list: the editors' to-do list.

import { json, query } from "./api.js";
import { button, byId, el, own } from "./dom.js";
import { SUBTYPES } from "./kinds.js";
import { current, number, t, word } from "./language.js";
import { problemBox } from "./problems.js";

const LIMIT = 100;

/** The report. `add(text, type, columns)` is called for a name that an editor takes. */
export class UnlistedReport {
  #place = byId("unlisted");
  #type = "";
  #sort = "count";
  #add;

  constructor({ add }) {
    this.#add = add;
  }

  async load() {
    let report;
    try {
      report = await json(`v1/unlisted?${query({ limit: LIMIT, sort: this.#sort, type: this.#type || undefined })}`, { cache: "no-store" });
    } catch (error) {
      return this.#place.replaceChildren(problemBox(error, () => this.load()));
    }
    const rows = report.names.map((name) => this.#row(name));
    const columns = ["name", "type", "times", "cue", "context", "last_seen"];
    const head = el("tr", {}, columns.map((name) => el("th", { scope: "col" }, t(`column_${name}`))), el("th", { scope: "col" }, t("column_add")));
    const caption = el("caption", {}, t("unlisted_caption", { n: rows.length }));
    const table = el("table", {}, caption, el("thead", {}, head), el("tbody", {}, rows));
    this.#place.replaceChildren(this.#controls(), rows.length > 0 ? el("div", { class: "scroll" }, table) : el("p", { class: "quiet" }, t("no_unlisted")));
  }

  #controls() {
    const option = (value, name, chosen) => el("option", { value, selected: value === chosen }, name);
    const types = ["", ...Object.keys(SUBTYPES)].map((type) => option(type, t(type ? `type_${type}` : "all_types"), this.#type));
    const sorts = ["count", "recent"].map((sort) => option(sort, t(`sort_${sort}`), this.#sort));
    return el(
      "div",
      { class: "bar" },
      el("label", { class: "pair" }, t("column_type"), el("select", { onchange: (event) => { this.#type = event.target.value; this.load(); } }, types)),
      el("label", { class: "pair" }, t("sort"), el("select", { onchange: (event) => { this.#sort = event.target.value; this.load(); } }, sorts)),
      button(t("refresh"), () => this.load()),
    );
  }

  #row(name) {
    const seen = new Intl.DateTimeFormat(`${current()}-u-nu-latn`, { dateStyle: "short", timeStyle: "short" }).format(new Date(name.last_seen));
    const count = name.error > 0 ? t("at_most", { count: name.count, error: name.error }) : number(name.count);
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, own(name.text)),
      el("td", {}, t(`type_${name.type}`)),
      el("td", {}, count),
      el("td", {}, name.cue.text ? own(name.cue.text) : word("rule_short", name.cue.rule)),
      el("td", {}, own(name.context ?? "")),
      el("td", {}, seen),
      el("td", {}, button(t("add"), () => this.#add(name.text, name.type, name.suggested), { "aria-label": t("add_name", { text: name.text }) })),
    );
  }
}
