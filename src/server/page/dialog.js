// Dialogs: the browser's own, which keep the focus inside, close by Escape, and give the focus back.

import { button, el } from "./dom.js";
import { t } from "./language.js";

/** Counts dialogs: one may be opened above another, and each title has an id of its own. */
let opened = 0;

/**
 * Opens a dialog. `fill(close)` gives its content; `close(result)` ends it.
 * Resolves with that result; with null if it was left.
 */
export function openDialog(title, fill) {
  return new Promise((resolve) => {
    let result = null;
    const titleId = `dialog-title-${(opened += 1)}`;
    const dialog = el("dialog", { "aria-labelledby": titleId });
    const close = (value = null) => { result = value; dialog.close(); };
    const head = el("div", { class: "bar" }, el("h2", { id: titleId }, title), button("✕", () => close(), { class: "close", "aria-label": t("close") }));
    dialog.append(el("div", {}, head, fill(close)));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(result); });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("[autofocus]")?.focus();
  });
}

/** A labelled field: `control` gets the id and, if there is help, the description. */
export function field(name, control, help = "") {
  control.id = `field-${name}`;
  const described = el("p", { class: "quiet", id: `help-${name}` }, help);
  control.setAttribute("aria-describedby", described.id);
  return el("div", { class: "field" }, el("label", { for: control.id }, t(`field_${name}`)), control, described);
}
