// The details of one mention.

import { json } from "./api.js";
import { button, byId, el, own } from "./dom.js";
import { familiesInWords, reasons } from "./explain.js";
import { openHistory } from "./history_dialog.js";
import { country, number, t, word } from "./language.js";
import { inWords } from "./problems.js";

/** The panel. `actions` has `corrections`, `suppress(text)`, `closed()`, `edited()`. */
export class Panel {
  #place = byId("panel");
  #actions;
  #entities = new Map();
  #shown = null;

  constructor(actions) {
    this.#actions = actions;
  }

  get isOpen() { return !this.#place.hidden; }

  /** Forgets what was loaded: an edit has changed it. */
  forget() { this.#entities.clear(); }

  /** Shows a mention of an answer; `text` is the article as it was tagged. */
  show(mention, answer, text) {
    this.#shown = { mention, answer, text };
    this.render();
    this.#place.hidden = false;
  }

  /** Puts the focus into the panel. */
  focus() { byId("panel-title")?.focus(); }

  close() {
    if (!this.isOpen) return;
    this.#place.hidden = true;
    this.#shown = null;
    this.#actions.closed();
  }

  render() {
    if (!this.#shown) return;
    const { mention, answer, text } = this.#shown;
    const entity = answer.entities[mention.entity];
    const title = el("h2", { id: "panel-title", tabindex: -1 }, own(entity?.name ?? mention.text));
    const names = el("section", { class: "names" });
    this.#place.replaceChildren(
      el("div", { class: "bar" }, title, button("✕", () => this.close(), { class: "close", "aria-label": t("close_panel") })),
      this.#facts(mention, entity, text),
      el("h3", {}, t("why")),
      el("ul", {}, reasons(mention, text).map((reason) => own(reason, "li"))),
      ...this.#alternatives(mention, answer),
      ...this.#sameAs(entity),
      names,
      el("h3", {}, t("corrections")),
      this.#buttons(mention, entity),
    );
    if (entity) this.#loadNames(mention.entity, names);
  }

  #facts(mention, entity, text) {
    const facts = [
      ["as_written", own(mention.text)],
      ["type", t(`type_${mention.type}`)],
      ["subtype", mention.subtype && word("subtype", mention.subtype)],
      ["name_en", entity?.name_en && el("bdi", { lang: "en" }, entity.name_en)],
      ["country", entity?.country && country(entity.country)],
      ["role", mention.role && own(mention.role.text)],
      ["score", el("span", {}, el("meter", { min: 0, max: 1, value: mention.score, "aria-hidden": "true" }), " ", number(mention.score))],
      ["span", el("bdi", { dir: "ltr" }, `${mention.start}–${mention.end}`)],
      ["context", this.#context(mention, text)],
      ["id", el("code", {}, mention.entity ?? t("unlisted_long"))],
    ];
    const filled = facts.filter(([, fact]) => fact);
    return el("dl", {}, filled.flatMap(([name, fact]) => [el("dt", {}, t(`fact_${name}`)), el("dd", {}, fact)]));
  }

  /** The mention between the words round it. */
  #context({ start, end }, text) {
    const before = text.slice(Math.max(0, start - 30), start).replace(/^\S*\s/, "");
    const after = text.slice(end, end + 30).replace(/\s\S*$/, "");
    return el("bdi", { dir: "auto" }, "…", before, el("strong", {}, text.slice(start, end)), after, "…");
  }

  #alternatives(mention, answer) {
    if (mention.alternatives.length === 0) return [];
    const one = ({ entity, type, score }) =>
      el("li", {}, own(answer.entities[entity]?.name ?? entity), " ", el("span", { class: "quiet" }, [t(`type_${type}`), number(score), entity].join(t("comma"))));
    return [el("h3", {}, t("alternatives")), el("ul", {}, mention.alternatives.map(one))];
  }

  #sameAs(entity) {
    if (!entity?.same_as.length) return [];
    return [el("h3", {}, t("same_as")), el("ul", { class: "codes" }, entity.same_as.map((link) => el("li", {}, el("code", {}, link))))];
  }

  async #loadNames(id, place) {
    const { mention } = this.#shown;
    try {
      if (!this.#entities.has(id)) this.#entities.set(id, await json(`v1/entities/${encodeURIComponent(id)}`));
    } catch (error) {
      // A name that came with the request is in no list.
      if (error.code !== "entity_not_found") place.replaceChildren(el("p", { class: "problem" }, inWords(error)));
      return;
    }
    if (this.#shown?.mention !== mention) return;
    const entity = this.#entities.get(id);
    const lists = entity.gazetteers;
    const roles = entity.roles.map((role) => el("li", {}, own(role.text), role.from || role.to ? el("bdi", { class: "quiet" }, ` ${role.from ?? "…"}–${role.to ?? "…"}`) : null));
    place.replaceChildren(
      ...(roles.length > 0 ? [el("h3", {}, t("roles")), el("ul", {}, roles)] : []),
      el("h3", {}, t("all_names")),
      el("ul", {}, entity.aliases.map((alias) => this.#alias(alias))),
      el("p", { class: "quiet" }, t("in_lists", { lists: lists.join(t("comma")) })),
      el("div", { class: "bar" }, lists.map((list) => button(t("history_in", { list }), () => this.#history(list, id)))),
    );
  }

  #alias(alias) {
    const notes = [t(`alias_${alias.kind}`)];
    if (alias.needs_context) notes.push(t("alias_needs_context"));
    if (alias.skeleton) notes.push(t("alias_skeleton", { skeleton: alias.skeleton }));
    const forms = alias.forms.map((form) => el("li", {}, own(form.text), " ", el("span", { class: "quiet" }, familiesInWords(form.families))));
    return el(
      "li",
      {},
      own(alias.text),
      " ",
      el("span", { class: "quiet" }, notes.join(t("comma"))),
      forms.length > 0 && el("details", {}, el("summary", {}, t("forms", { n: forms.length })), el("ul", {}, forms)),
    );
  }

  #buttons(mention, entity) {
    const { corrections, suppress } = this.#actions;
    const listed = mention.listed && mention.why?.gazetteer;
    const type = mention.type === "nationality" ? "place" : mention.type;
    return el(
      "div",
      { class: "stack" },
      button(t("suppress_here"), () => suppress(mention.text)),
      button(t("another_entity"), () => corrections.another(mention, listed ? entity?.name : null)),
      button(t(listed ? "another_type" : "add_as_new"), () => corrections.add(mention.text, type)),
      listed && button(t("make_need_context"), () => corrections.needContext(mention)),
      listed && button(t("withdraw_name"), () => corrections.withdrawName(mention)),
      listed && button(t("edit_whole_entry"), () => corrections.edit(mention.entity, mention.why.gazetteer)),
    );
  }

  async #history(list, id) {
    if (await openHistory(list, id)) this.#actions.edited();
  }
}
