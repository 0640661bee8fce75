// The key: asked for when it is needed, kept for this tab.

import { credentials } from "./api.js";
import { field, openDialog } from "./dialog.js";
import { button, byId, el } from "./dom.js";
import { onLanguage, t } from "./language.js";

const listeners = new Set();

/** Calls `listener` whenever there is another key, or none any more. */
export const onKey = (listener) => listeners.add(listener);

/** Shows on its button whether there is a key. */
function refresh() {
  const has = credentials.key !== "";
  byId("key").setAttribute("aria-pressed", String(has));
  byId("key").firstElementChild.textContent = t(has ? "key_button_on" : "key_button");
}

/** Asks for the key; `message` says why. Resolves with whether there is one. */
export async function askForKey(message = "") {
  const before = credentials.key;
  await openDialog(t("key_title"), (close) => {
    const key = el("input", { type: "password", autocomplete: "off", dir: "ltr", value: credentials.key, autofocus: true });
    const author = el("input", { type: "text", autocomplete: "off", dir: "auto", maxlength: 100, value: credentials.author });
    const keep = (event) => {
      event.preventDefault();
      credentials.set(key.value.trim(), author.value.trim());
      close();
    };
    const forget = () => { credentials.set("", ""); close(); };
    return el(
      "form",
      { onsubmit: keep },
      message && el("p", { role: "alert", class: "problem" }, message),
      field("key", key, t("key_help")),
      field("author", author, t("author_help")),
      el("div", { class: "bar" }, el("button", { type: "submit", class: "main" }, t("save")), button(t("forget_key"), forget)),
    );
  });
  refresh();
  if (credentials.key !== before) listeners.forEach((listener) => listener());
  return credentials.key !== "";
}

/** Whether there is a key, after asking for it if not. */
export const ensureKey = async () => credentials.key !== "" || askForKey();

/**
 * Does something that needs the key; asks for it first, and again once if the service refuses it.
 * @throws what `act` throws otherwise.
 */
export async function withKey(act) {
  if (!(await ensureKey())) return undefined;
  try {
    return await act();
  } catch (error) {
    if (!error.isOfKey) throw error;
    if (!(await askForKey(t("key_refused")))) return undefined;
    return act();
  }
}

byId("key").addEventListener("click", () => askForKey());
onLanguage(refresh);
