// Articles from elsewhere: files that are chosen or dropped on the sheet, and what is pasted in place of the whole text.

import { byId } from "./dom.js";

/** Longer files freeze a text field; the service would refuse them anyway. */
const MOST_BYTES = 8 * 1024 * 1024;

/** A tag that articles have; «a < b» is none. */
const TAG = /<\/?(?:!doctype|html|body|article|section|div|p|br|h[1-6]|ul|ol|li|table|blockquote|figure|img|span|a|b|strong|i|em)\b[^<>]*>/i;

const isHtml = (file) => file.type === "text/html" || /\.html?$/i.test(file.name);

/** UTF-8, or else the encoding of old Arabic files. */
function decode(bytes) {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "UTF-8" };
  } catch {
    return { text: new TextDecoder("windows-1256").decode(bytes), encoding: "Windows-1256" };
  }
}

/** Calls `pasted(kind)` before a text is pasted in place of the whole one. */
export function readPastes(area, pasted) {
  area.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (area.selectionEnd - area.selectionStart === area.value.length) pasted(TAG.test(text) ? "text/html" : "text/plain");
  });
}

/** Calls `opened({text, kind, name, encoding})` with each file, `refused(name)` for one that is too long. */
export function readFiles({ opened, refused }) {
  const read = async (file) => {
    if (file.size > MOST_BYTES) return refused(file.name);
    const { text, encoding } = decode(await file.arrayBuffer());
    return opened({ text, encoding, kind: isHtml(file) ? "text/html" : "text/plain", name: file.name });
  };
  byId("file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) read(file);
    // So that the same file can be opened again.
    event.target.value = "";
  });
  const sheet = byId("sheet");
  const holdsFile = (event) => event.dataTransfer?.types.includes("Files");
  sheet.addEventListener("dragover", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    sheet.classList.add("over");
  });
  sheet.addEventListener("dragleave", () => sheet.classList.remove("over"));
  sheet.addEventListener("drop", (event) => {
    sheet.classList.remove("over");
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    read(file);
  });
}
