// What was done to an entry, by whom, and taking back the last of it.

import { openDialog } from "./dialog.js";
import { button, el, own, toast } from "./dom.js";
import { history, undo } from "./entries.js";
import { differenceTable } from "./entry_dialog.js";
import { withKey } from "./key_dialog.js";
import { current, t, word } from "./language.js";
import { inWords, problemBox } from "./problems.js";

function moment(at) {
  const form = new Intl.DateTimeFormat(`${current()}-u-nu-latn`, { dateStyle: "medium", timeStyle: "short" });
  return el("time", { datetime: at }, form.format(new Date(at)));
}

function oneEdit(edit) {
  const head = [word("edit", edit.kind), " — ", own(edit.author || "—"), " — ", moment(edit.at)];
  return el("li", {}, el("p", {}, head), differenceTable(edit.before, edit.after, [t("before"), t("after")]));
}

/** Opens the history of an entry. Resolves with true if the last edit was taken back. */
export async function openHistory(list, id) {
  let edits;
  try {
    edits = await withKey(() => history(list, id));
  } catch (error) {
    toast(inWords(error));
    return false;
  }
  if (!edits) return false;
  return openDialog(t("history_of", { id, list }), (close) => {
    if (edits.length === 0) return el("p", {}, t("no_history"));
    const trouble = el("div", { role: "alert" });
    const takeBack = async () => {
      try {
        await undo(list, id);
        toast(t("undone"));
        close(true);
      } catch (error) {
        trouble.replaceChildren(problemBox(error));
      }
    };
    return [trouble, button(t("undo_last"), takeBack, { class: "main" }), el("ol", { class: "edits", reversed: true }, edits.map(oneEdit))];
  });
}
