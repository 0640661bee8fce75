// The table of what the article names, with how often.

import { button, byId, el, own } from "./dom.js";
import { country, number, t, word } from "./language.js";

const COLUMNS = [
  { key: "name", of: (row) => row.name },
  { key: "type", of: (row) => t(`type_${row.type}`) },
  { key: "subtype", of: (row) => (row.subtype ? word("subtype", row.subtype) : "") },
  { key: "country", of: (row) => (row.country ? country(row.country) : "") },
  { key: "count", of: (row) => row.indexes.length, isNumber: true },
  { key: "score", of: (row) => row.score, isNumber: true },
];

/** One row for each entity, and for each name that no list holds. */
export function tally(mentions, entities) {
  const rows = new Map();
  for (const [index, mention] of mentions.entries()) {
    const key = mention.entity ? `e:${mention.type}:${mention.entity}` : `u:${mention.type}:${mention.text}`;
    const entity = entities[mention.entity];
    const fresh = { name: entity?.name ?? mention.text, type: mention.type, subtype: mention.subtype, country: entity?.country, score: 0, indexes: [], listed: mention.listed };
    const row = rows.get(key) ?? fresh;
    row.indexes.push(index);
    row.score = Math.max(row.score, mention.score);
    rows.set(key, row);
  }
  return [...rows.values()];
}

/** The table. `chosen(index)` when one goes to a mention. */
export class EntityTable {
  #place = byId("entities");
  #rows = [];
  #by = "count";
  #down = true;
  #chosen;

  constructor({ chosen }) {
    this.#chosen = chosen;
  }

  show(mentions, entities) {
    this.#rows = tally(mentions, entities);
    this.render();
  }

  render() {
    if (this.#rows.length === 0) return this.#place.replaceChildren(el("p", { class: "quiet" }, t("no_entities")));
    const focused = document.activeElement?.dataset.sort;
    const head = el("tr", {}, COLUMNS.map((column) => this.#header(column)));
    const body = this.#sorted().map((row) => this.#row(row));
    const caption = el("caption", {}, t("entities_caption", { n: this.#rows.length }));
    this.#place.replaceChildren(el("div", { class: "scroll" }, el("table", {}, caption, el("thead", {}, head), el("tbody", {}, body))));
    if (focused) this.#place.querySelector(`[data-sort="${focused}"]`)?.focus();
  }

  #sorted() {
    const column = COLUMNS.find(({ key }) => key === this.#by);
    const order = column.isNumber ? (a, b) => column.of(a) - column.of(b) : (a, b) => column.of(a).localeCompare(column.of(b));
    return [...this.#rows].sort((a, b) => (this.#down ? -order(a, b) : order(a, b)));
  }

  #header(column) {
    const isSorted = column.key === this.#by;
    const sort = () => {
      this.#down = isSorted ? !this.#down : Boolean(column.isNumber);
      this.#by = column.key;
      this.render();
    };
    const arrow = isSorted ? (this.#down ? " ▾" : " ▴") : "";
    const name = [t(`column_${column.key}`), el("span", { "aria-hidden": "true" }, arrow)];
    const sorted = this.#down ? "descending" : "ascending";
    return el("th", { scope: "col", "aria-sort": isSorted ? sorted : null }, button(name, sort, { class: "plain", data: { sort: column.key } }));
  }

  #row(row) {
    let next = 0;
    const go = () => { this.#chosen(row.indexes[next]); next = (next + 1) % row.indexes.length; };
    const name = button(own(row.name), go, { class: "plain link", title: t("go_to_mentions") });
    const cells = COLUMNS.slice(1).map((column) => el("td", {}, column.isNumber ? number(column.of(row)) : column.of(row)));
    const note = row.listed ? null : el("span", { class: "quiet" }, ` ${t("unlisted_short")}`);
    return el("tr", {}, el("th", { scope: "row" }, name, note), cells);
  }
}
