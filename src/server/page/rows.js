// Rows of the lists, as the editing API has them: an object with a text for each column, and an array where a cell holds several.
// Nothing here talks to the service; every function gives a new row.

import { COLUMNS } from "./kinds.js";

const NEEDS_CONTEXT = "needs_context";

/** A row without content but what `given` says. */
export function emptyRow(given = {}) {
  const row = Object.fromEntries(COLUMNS.map(({ name, list }) => [name, list ? [] : ""]));
  return { ...row, source: "curated", ...given };
}

/** Whether the row has this name, as its canonical one or another. */
export const hasName = (row, text) => row.name === text || row.aliases.includes(text);

/** With one more name. */
export const withAlias = (row, text) => (hasName(row, text) ? row : { ...row, aliases: [...row.aliases, text] });

/** Without a name that is not the canonical one; flags that speak of it go too. */
export const withoutAlias = (row, text) => ({
  ...row,
  aliases: row.aliases.filter((alias) => alias !== text),
  flags: row.flags.filter((flag) => flag !== `${NEEDS_CONTEXT}=${text}`),
});

/** Whether a name of the row is only tagged beside a cue or after a fuller one. */
export const needsContext = (row, text) => row.flags.includes(NEEDS_CONTEXT) || row.flags.includes(`${NEEDS_CONTEXT}=${text}`);

/** With the flag that lets this name be tagged only beside a cue or after a fuller one. */
export const withNeedsContext = (row, text) =>
  (needsContext(row, text) ? row : { ...row, flags: [...row.flags, `${NEEDS_CONTEXT}=${text}`] });

/** The columns in which two rows differ: `{name, before, after}`, with texts as they are shown. Either row may be null. */
export function differences(before, after) {
  const shown = (row, name) => (row ? [row[name] ?? ""].flat().join(" | ") : "");
  const all = COLUMNS.map(({ name }) => ({ name, before: shown(before, name), after: shown(after, name) }));
  return all.filter((column) => column.before !== column.after);
}

const LATIN = {
  آ: "a", أ: "a", ا: "a", ى: "a", ع: "a", ة: "a", إ: "i", ب: "b", ت: "t", ط: "t", ث: "th", ج: "j", ح: "h", ه: "h", خ: "kh", د: "d", ض: "d",
  ذ: "dh", ر: "r", ز: "z", ظ: "z", س: "s", ص: "s", ش: "sh", غ: "gh", ف: "f", ق: "q", ك: "k", ل: "l", م: "m", ن: "n", و: "w", ؤ: "w",
  ي: "y", ئ: "y", پ: "p", چ: "ch", ژ: "zh", ڤ: "v", گ: "g", ء: "",
};

/** An id made of a name: lower-case ASCII words joined by `_`. It is a proposal; the usual English spelling makes a better one. */
export function slug(name) {
  const latin = [...name.normalize("NFKC").toLowerCase()].map((letter) => LATIN[letter] ?? letter).join("");
  return latin.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0652\u0640]/g, "").replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
}
