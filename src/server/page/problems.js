// Errors of the service, in words and with the mend.

import { button, el } from "./dom.js";
import { askForKey } from "./key_dialog.js";
import { known, t } from "./language.js";

/** One sentence in the page's language that says what happened and what to do. */
export const inWords = (error) => (known(`problem_${error.code}`) ? t(`problem_${error.code}`) : t("problem_other", { title: error.title || error.code || error.message }));

/** The error as elements: the sentence, what the service said, the fields it named, and what may help: a key, or `retry`. */
export function problemBox(error, retry = null) {
  const box = el("div", { class: "problem" }, el("p", {}, el("strong", {}, inWords(error))));
  // The service speaks English.
  if (error.detail) box.append(el("p", { lang: "en", dir: "ltr", class: "quiet" }, error.detail));
  if (error.errors?.length > 1) {
    const field = ({ field, detail }) => el("li", {}, el("code", {}, field), ` ${detail}`);
    box.append(el("ul", { lang: "en", dir: "ltr" }, error.errors.map(field)));
  }
  if (error.requestId) box.append(el("p", { class: "quiet" }, t("request_id"), " ", el("code", {}, error.requestId)));
  if (error.isOfKey) box.append(button(t("enter_key"), () => askForKey(), { class: "main" }));
  if (retry) box.append(button(t("retry"), retry));
  return box;
}
