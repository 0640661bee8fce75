// Why a mention was found, in plain words.

import { t, word } from "./language.js";

const key = (name) => name.replaceAll(" ", "_");

/** Sentences that say why; `text` is the article as it was tagged. */
export function reasons(mention, text) {
  const { why } = mention;
  if (!why) return [];
  const said = [word("rule", why.rule)];
  if (why.alias) {
    const kind = t(why.alias_kind === "name" ? "why_name" : "why_alias", { alias: why.alias });
    said.push(why.gazetteer ? `${kind} ${t("why_list", { list: why.gazetteer })}` : kind);
  } else if (why.gazetteer) {
    said.push(t("why_list", { list: why.gazetteer }));
  }
  for (const fold of why.folds) said.push(t("why_fold", { fold: word("fold", key(fold)) }));
  for (const family of why.families) said.push(t("why_family", { family: word("family", key(family)) }));
  if (why.clitics.length > 0) said.push(t("why_clitics", { letters: why.clitics.join(" + ") }));
  if (why.cues.length > 0) said.push(t("why_cues", { cues: why.cues.map((cue) => `«${cue}»`).join(t("comma")) }));
  if (why.antecedent) said.push(t("why_antecedent", { text: text.slice(why.antecedent.start, why.antecedent.end) }));
  return said;
}

/** How a name of an entity came to be searched in other forms: a text for each. */
export const familiesInWords = (families) => families.map((family) => word("family", key(family))).join(t("comma"));
