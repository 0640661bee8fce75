// Taking the result away: to the clipboard, or as a file.

import { send } from "./api.js";
import { button, el, toast } from "./dom.js";
import { t } from "./language.js";
import { inWords } from "./problems.js";
import { tagQuery } from "./tagging.js";

/** Without HTTPS browsers offer no clipboard but the old command. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = el("textarea", { class: "aside", readonly: true });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error(t("copy_refused"));
  return undefined;
}

function download(text, type, name) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = el("a", { href: address, download: name });
  link.click();
  // Later: the browser may still be reading it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A file's name without its ending, and without what no file system takes. */
const stem = (name) => name.replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N} _-]+/gu, "_").slice(0, 80) || "article";

/**
 * The buttons. `read()` gives `{text, kind, options, shown, name}`: what was tagged, the filters as the service's options, the answer
 * with what is shown, and the name of the article.
 */
export function exportButtons(read) {
  const forms = {
    json: { type: "application/json", text: async ({ shown }) => JSON.stringify(shown, null, 2) },
    html: {
      type: "text/html",
      text: async ({ text, kind, options }) => {
        const path = `v1/tag?${tagQuery({ ...options, format: "html" })}`;
        return (await send(path, { method: "POST", body: text, headers: { "Content-Type": `${kind}; charset=utf-8` } })).text();
      },
    },
  };
  const attempt = async (form, act, done) => {
    const now = read();
    if (!now.shown) return toast(t("nothing_to_export"));
    try {
      await act(await forms[form].text(now), forms[form].type, `${stem(now.name)}.${form}`);
      toast(t(done));
    } catch (error) {
      toast(inWords(error));
    }
    return undefined;
  };
  const names = Object.keys(forms);
  return [
    ...names.map((form) => button(t(`copy_${form}`), () => attempt(form, copy, "copied"))),
    ...names.map((form) => button(t(`download_${form}`), () => attempt(form, download, "downloaded"))),
  ];
}
