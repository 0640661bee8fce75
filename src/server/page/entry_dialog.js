// One entry of a list in a form: a new one, or one to be changed. Says what will change before it is saved, shows the errors of the
// service beside their fields, and both versions if somebody else was faster.

import { field, openDialog } from "./dialog.js";
import { button, el, own, toast } from "./dom.js";
import { load, save, withdraw } from "./entries.js";
import { withKey } from "./key_dialog.js";
import { COLUMNS, SUBTYPES } from "./kinds.js";
import { t, word } from "./language.js";
import { inWords, problemBox } from "./problems.js";
import { differences, slug } from "./rows.js";

/** Columns that an editor seldom fills; they are folded away for a new entry. */
const SELDOM = ["role", "from", "to", "same_as", "flags", "source"];
const LEFT_TO_RIGHT = ["id", "name_en", "country", "from", "to", "same_as", "source"];

/** A table of what differs between two rows. */
export function differenceTable(before, after, heads) {
  const rows = differences(before, after).map((column) =>
    el("tr", {}, el("th", { scope: "row" }, t(`field_${column.name}`)), own(column.before, "td"), own(column.after, "td")));
  if (rows.length === 0) return el("p", { class: "quiet" }, t("no_changes"));
  const head = el("tr", {}, el("th", { scope: "col" }, t("column")), heads.map((name) => el("th", { scope: "col" }, name)));
  return el("div", { class: "scroll" }, el("table", { class: "changes" }, el("thead", {}, head), el("tbody", {}, rows)));
}

function control({ name, list }, row, types) {
  const value = list ? row[name].join("\n") : row[name];
  const direction = LEFT_TO_RIGHT.includes(name) ? "ltr" : "auto";
  if (list) {
    const area = el("textarea", { rows: Math.min(6, Math.max(2, row[name].length + 1)), dir: direction, name });
    area.value = value;
    return area;
  }
  if (name === "subtype") {
    const known = types.flatMap((type) => SUBTYPES[type]);
    const options = ["", ...new Set(value ? [...known, value] : known)];
    // The lists take people without one; asking for it here spares the way to the service and back.
    return el("select", { name, required: !types.includes("person") }, options.map((option) => el("option", { value: option, selected: option === value }, option ? word("subtype", option) : "—")));
  }
  return el("input", { type: "text", name, dir: direction, value, autocomplete: "off" });
}

/** The form of an entry. */
class EntryForm {
  #lists;
  #isNew;
  #type;
  #list;
  #before;
  #etag;
  #controls = new Map();
  #fields = el("div", {});
  #preview = el("div", {});
  #trouble = el("div", { role: "alert" });
  #close;
  #busy = false;

  constructor({ lists, list, type, row, before = null, etag = null, isNew = false, localOnly = null }, close) {
    this.#lists = lists;
    this.#isNew = isNew;
    this.#type = type;
    this.#list = list ?? this.#listsOfType()[0]?.name;
    this.#before = before;
    this.#etag = etag;
    this.#close = close;
    const submit = (event) => { event.preventDefault(); this.#save(); };
    const once = localOnly && (() => { localOnly({ text: this.#row().name, type: this.#type }); close(null); });
    this.element = el(
      "form",
      { onsubmit: submit, oninput: () => this.#changes() },
      isNew ? this.#where() : el("p", {}, t("in_list", { list: this.#list })),
      this.#fields,
      this.#preview,
      this.#trouble,
      el(
        "div",
        { class: "bar" },
        el("button", { type: "submit", class: "main" }, t(isNew ? "add_to_list" : "save")),
        once && button(t("add_here_only"), once),
        !isNew && button(t("withdraw_entry"), () => this.#withdraw(), { class: "danger" }),
      ),
    );
    this.#fill(row);
  }

  #listsOfType() {
    return this.#lists.filter((list) => list.type === this.#type);
  }

  /** Type and list of a new entry. */
  #where() {
    const lists = el("select", { onchange: (event) => { this.#list = event.target.value; } });
    const offer = () => {
      const names = this.#listsOfType().map((list) => list.name);
      if (!names.includes(this.#list)) [this.#list] = names;
      lists.replaceChildren(...names.map((name) => el("option", { value: name, selected: name === this.#list }, name)));
    };
    const choose = (event) => { this.#type = event.target.value; offer(); this.#fill(this.#row()); };
    const types = el("select", { onchange: choose }, Object.keys(SUBTYPES).map((type) =>
      el("option", { value: type, selected: type === this.#type }, t(`type_${type}`))));
    offer();
    return el("div", { class: "fields" }, field("type", types), field("list", lists));
  }

  #fill(row) {
    this.#controls.clear();
    const build = (column) => {
      const made = control(column, row, [this.#type].filter((type) => type in SUBTYPES));
      this.#controls.set(column.name, made);
      if (column.name === "id") made.readOnly = !this.#isNew;
      const help = `help_${column.name}`;
      return field(column.name, made, ["aliases", "flags", "same_as", "id", "country", "from"].includes(column.name) ? t(help) : "");
    };
    const seldom = (column) => SELDOM.includes(column.name);
    const often = COLUMNS.filter((column) => !seldom(column)).map(build);
    const rest = COLUMNS.filter(seldom).map(build);
    const more = el("details", { open: !this.#isNew }, el("summary", {}, t("more_columns")), el("div", { class: "fields" }, rest));
    this.#fields.replaceChildren(el("div", { class: "fields" }, often), more);
    if (this.#isNew) this.#followName();
    this.#changes();
  }

  /** The id follows the English name, or the name, until somebody writes one. */
  #followName() {
    const [id, name, english] = ["id", "name", "name_en"].map((column) => this.#controls.get(column));
    let follows = id.value === "" || id.value === slug(english.value || name.value);
    const follow = () => { if (follows) id.value = slug(english.value || name.value); };
    id.addEventListener("input", () => { follows = false; });
    for (const source of [name, english]) source.addEventListener("input", follow);
    follow();
  }

  /** The row as it stands in the form. */
  #row() {
    const read = ({ name, list }) => {
      const { value } = this.#controls.get(name);
      return [name, list ? value.split("\n").map((line) => line.trim()).filter(Boolean) : value.trim()];
    };
    return Object.fromEntries(COLUMNS.map(read));
  }

  #changes() {
    if (this.#isNew) return;
    this.#preview.replaceChildren(el("h3", {}, t("changes")), differenceTable(this.#before, this.#row(), [t("before"), t("after")]));
  }

  async #attempt(act, done) {
    if (this.#busy) return;
    this.#busy = true;
    this.#trouble.replaceChildren();
    for (const made of this.#controls.values()) made.removeAttribute("aria-invalid");
    try {
      const finished = await withKey(async () => { await act(); return true; });
      if (finished) {
        toast(t(done));
        this.#close(true);
      }
    } catch (error) {
      await this.#report(error);
    } finally {
      this.#busy = false;
    }
  }

  #save() {
    return this.#attempt(() => save(this.#list, this.#row(), { etag: this.#etag, isNew: this.#isNew }), "saved");
  }

  #withdraw() {
    return this.#attempt(() => withdraw(this.#list, this.#before.id, this.#etag), "withdrawn");
  }

  async #report(error) {
    if (error.status === 412 && !this.#isNew) return this.#conflict();
    const taken = error.status === 412;
    this.#trouble.replaceChildren(taken ? el("p", { class: "problem" }, t("id_taken")) : problemBox(error));
    const named = taken ? ["id"] : (error.errors ?? []).map((one) => one.field.split(/[.[]/)[0]);
    for (const name of named) this.#controls.get(name)?.setAttribute("aria-invalid", "true");
    this.#trouble.scrollIntoView({ block: "nearest" });
  }

  /** Somebody changed or withdrew the entry meanwhile. */
  async #conflict() {
    let theirs;
    try {
      theirs = await load(this.#list, this.#before.id);
    } catch (error) {
      theirs = error.status === 404 ? { row: null, etag: null } : null;
      if (!theirs) return this.#trouble.replaceChildren(problemBox(error));
    }
    const mine = this.#row();
    const keepMine = () => { this.#before = theirs.row; this.#etag = theirs.etag; this.#save(); };
    const takeTheirs = () => {
      this.#before = theirs.row;
      this.#etag = theirs.etag;
      this.#trouble.replaceChildren();
      this.#fill(theirs.row);
    };
    this.#trouble.replaceChildren(el(
      "div",
      { class: "problem" },
      el("p", {}, el("strong", {}, t(theirs.row ? "conflict" : "conflict_withdrawn"))),
      differenceTable(theirs.row, mine, [t("theirs"), t("mine")]),
      el("div", { class: "bar" }, button(t("keep_mine"), keepMine), theirs.row && button(t("take_theirs"), takeTheirs)),
    ));
    this.#trouble.scrollIntoView({ block: "nearest" });
  }
}

/**
 * Opens the form. `given`: `lists` (those of `GET /v1/gazetteers`), `type`, `row`; for a new entry `isNew` and perhaps `localOnly(name)`,
 * which is offered beside saving; else `list`, `before` (the row in force), `etag`. Resolves with true if something was saved.
 */
export const openEntry = (title, given) => openDialog(title, (close) => new EntryForm(given, close).element);

/** Loads an entry and opens it with `change(row)` put into the form. Resolves with true if something was saved. */
export async function changeEntry(title, { lists, list, id }, change = (row) => row) {
  try {
    const loaded = await withKey(() => load(list, id));
    if (!loaded) return false;
    const type = lists.find((known) => known.name === list)?.type;
    return await openEntry(title, { lists, list, type, before: loaded.row, row: change(loaded.row), etag: loaded.etag });
  } catch (error) {
    toast(inWords(error));
    return false;
  }
}
