// What an editor does about a mention: the steps from a click to the form of an entry.

import { toast } from "./dom.js";
import { listsOf } from "./entries.js";
import { changeEntry, openEntry } from "./entry_dialog.js";
import { ensureKey } from "./key_dialog.js";
import { t } from "./language.js";
import { chooseEntity } from "./lookup_dialog.js";
import { inWords } from "./problems.js";
import { emptyRow, withAlias, withNeedsContext, withoutAlias } from "./rows.js";

/** The list in which an entity is edited: the one that was asked for, if it has it, else the first. */
async function listFor(id, preferred) {
  const lists = await listsOf(id);
  return lists.includes(preferred) ? preferred : lists[0];
}

/** Takes a name from an entity: it goes if it is another name; the canonical one is only made to need context. */
const deprived = (name) => (row) => (row.name === name ? withNeedsContext(row, name) : withoutAlias(row, name));

/** The editing steps. `lists()` gives those of `GET /v1/gazetteers`; `edited()` is called after each saved edit. */
export class Corrections {
  #lists;
  #edited;
  #addHere;

  constructor({ lists, edited, addHere }) {
    this.#lists = lists;
    this.#edited = edited;
    this.#addHere = addHere;
  }

  /** A new entry for a name; `given` are columns that are known. */
  async add(text, type, given = {}) {
    const row = emptyRow({ name: text, ...given });
    await this.#done(openEntry(t("new_entry"), { lists: this.#lists(), type, row, isNew: true, localOnly: this.#addHere }));
  }

  /** The whole entry in a form. */
  async edit(id, list) {
    await this.#change(t("edit_entry", { id }), id, list, (row) => row);
  }

  /** The name a mention matched shall be tagged only beside a cue or after a fuller one. */
  async needContext(mention) {
    const name = mention.why?.alias ?? mention.text;
    await this.#change(t("edit_entry", { id: mention.entity }), mention.entity, mention.why?.gazetteer, (row) => withNeedsContext(row, name));
  }

  /** The name a mention matched is no name of its entity. */
  async withdrawName(mention) {
    const name = mention.why?.alias ?? mention.text;
    await this.#change(t("edit_entry", { id: mention.entity }), mention.entity, mention.why?.gazetteer, deprived(name));
  }

  /** The mention means another entity, which gets the name; the wrong one loses it if the editor says so. */
  async another(mention, wrongName) {
    if (!(await ensureKey())) return;
    const chosen = await chooseEntity(mention.text, wrongName);
    if (!chosen) return;
    const name = mention.why?.alias ?? mention.text;
    await this.#change(t("edit_entry", { id: chosen.id }), chosen.id, null, (row) => withAlias(row, name));
    if (chosen.part && mention.entity) await this.withdrawName(mention);
  }

  async #change(title, id, preferred, change) {
    try {
      const list = await listFor(id, preferred);
      // A name may stand in another list's row of the same entity; then there is nothing to take away here.
      await this.#done(changeEntry(title, { lists: this.#lists(), list, id }, change));
    } catch (error) {
      toast(inWords(error));
    }
  }

  async #done(saving) {
    if (await saving) this.#edited();
  }
}
