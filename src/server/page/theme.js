// Light or dark: the system's choice, until somebody chooses here.

import { byId } from "./dom.js";
import { onLanguage, t } from "./language.js";

const KEPT = "aalam.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // storage is forbidden: the page works without memory
  }
}

let chosen = kept();

const isDark = () => (chosen ? chosen === "dark" : system.matches);

function apply() {
  if (chosen) document.documentElement.dataset.theme = chosen;
  byId("theme").textContent = t(isDark() ? "to_light" : "to_dark");
}

byId("theme").addEventListener("click", () => {
  chosen = isDark() ? "light" : "dark";
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // as above
  }
  apply();
});
system.addEventListener("change", apply);
onLanguage(apply);
