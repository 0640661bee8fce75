// The page's language: which one is in force, and how its words get into the page.

import { STRINGS } from "./strings.js";

const KEPT = "aalam.language";
const LANGUAGES = { ar: "rtl", en: "ltr" };
const listeners = new Set();

let language = read();
let plurals = new Intl.PluralRules(language);
// Latin digits in both: offsets and scores are compared with what programs say.
let numbers = new Intl.NumberFormat(`${language}-u-nu-latn`);

function read() {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept in LANGUAGES ? kept : "ar";
  } catch {
    return "ar"; // storage is forbidden: the page works without memory
  }
}

/** The language in force: `ar` or `en`. */
export const current = () => language;

/** A number as it is written in the language. */
export const number = (value) => numbers.format(value);

/** The name of a country by its two letters. */
export function country(code) {
  try {
    return new Intl.DisplayNames(language, { type: "region" }).of(code);
  } catch {
    return code; // no two letters: shown as listed
  }
}

/** Whether there is such a string. */
export const known = (key) => key in STRINGS;

/** A string. `{name}` in it is replaced by `values.name`; one with several forms is chosen by `values.n`. */
export function t(key, values = {}) {
  if (!known(key)) throw new Error(`no string ${key}`);
  let text = STRINGS[key][language];
  if (typeof text === "object") text = text[plurals.select(values.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number(values[name]) : values[name]));
}

/** The string of a word of the API, such as a subtype; the word itself, made readable, if the page has none. */
export const word = (group, name) => (known(`${group}_${name}`) ? t(`${group}_${name}`) : name.replaceAll("_", " "));

/** Calls `listener` now and whenever the language changes. */
export function onLanguage(listener) {
  listeners.add(listener);
  listener();
}

/** Changes to the other language, and keeps it. */
export function toggleLanguage() {
  language = language === "ar" ? "en" : "ar";
  plurals = new Intl.PluralRules(language);
  numbers = new Intl.NumberFormat(`${language}-u-nu-latn`);
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // as above
  }
  listeners.forEach((listener) => listener());
}

/** Puts the words into the static part of the page. */
export function translatePage() {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language];
  document.title = t("title");
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", t(element.dataset.tLabel));
  for (const element of document.querySelectorAll("[data-t-placeholder]")) element.placeholder = t(element.dataset.tPlaceholder);
  // The button to the other language speaks that language.
  const other = document.getElementById("language");
  other.lang = language === "ar" ? "en" : "ar";
}
