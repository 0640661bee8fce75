// The editors' page: puts its parts together.

import "./theme.js";
import { Corrections } from "./corrections.js";
import { byId, el } from "./dom.js";
import { EntityTable } from "./entities.js";
import { exportButtons } from "./exporting.js";
import { readFiles, readPastes } from "./files.js";
import { Filters, groupOf } from "./filters.js";
import { onKey } from "./key_dialog.js";
import { onLanguage, t, toggleLanguage, translatePage } from "./language.js";
import { Lists } from "./lists.js";
import { LocalNames } from "./local_names.js";
import { MentionList } from "./mentions.js";
import { Panel } from "./panel.js";
import { problemBox } from "./problems.js";
import { Sheet } from "./sheet.js";
import { startTabs } from "./tabs.js";
import { Tagging } from "./tagging.js";
import { UnlistedReport } from "./unlisted.js";

const SAMPLE = `وصل وزير الخارجية الروسي سيرغي لافروف إلى القاهرة مساء أمس، والتقى نظيره المصري في مقر وزارة الخارجية.
وقال لافروف إن موسكو تتابع الوضع بلبنان، وإن الأمم المتحدة دعت إلى اجتماع في جنيف الأسبوع المقبل.
🕊 وَأَكَّدَ الأمينُ العام أنطونيو غوتيريش أن «الحل سياسي»، بينما أعلنت شركة أرامكو السعودية نتائجها في الرياض.`;

/** What the page shows: the answer, the text it is about, the mentions that pass the filters, and which of them is selected. */
const view = { state: "empty", error: null, answer: null, text: "", visible: [], selected: -1, name: "" };
/** Where the focus goes when the panel is closed. */
let origin = null;

const retag = () => tagging.now();
const filters = new Filters({ changed: () => refilter(), asked: retag });
const local = new LocalNames({ changed: retag });
const sheet = new Sheet({ changed: () => tagging.changed(), chosen: (index) => choose(index), selecting });
const list = new MentionList({ chosen: (index) => choose(index), opened: () => { if (panel.isOpen) panel.focus(); } });
const table = new EntityTable({ chosen: (index) => { choose(index); byId("mention-list").focus(); } });
const lists = new Lists({ changed: footer });
const corrections = new Corrections({ lists: () => lists.entityLists, edited, addHere: (name) => local.add(name) });
const report = new UnlistedReport({ add: (text, type, columns) => corrections.add(text, type, columns) });
const panel = new Panel({ corrections, edited, closed: panelClosed, suppress: (text) => { panel.close(); local.suppress(text); } });
const tagging = new Tagging(
  () => ({ text: sheet.value, kind: byId("kind").value, options: { ...filters.options, ...local.options } }),
  showState,
);

/** What the tagging says: a new answer, that it waits for one, or that there is none. */
function showState({ state, answer, error, text }) {
  view.state = state;
  view.error = error;
  byId("article").setAttribute("aria-busy", String(state === "busy"));
  if (state === "busy") return;
  if (state !== "failed") {
    Object.assign(view, { answer: answer ?? null, text: text ?? "" });
    refilter();
  }
  showStatus();
}

function showStatus() {
  const { state, error, visible, answer } = view;
  byId("problem").replaceChildren(...(state === "failed" ? [problemBox(error, error.mayPass ? retag : null)] : []));
  const painting = sheet.canPaint ? "" : ` ${t("cannot_paint")}`;
  if (state === "done") {
    const hidden = answer.mentions.length - visible.length;
    byId("status").textContent = t("count", { n: visible.length }) + (hidden > 0 ? ` ${t("count_hidden", { n: hidden })}` : "") + painting;
  } else if (state === "empty") {
    byId("status").textContent = t("empty");
  } else {
    byId("status").textContent = "";
  }
}

/** Shows what passes the filters. The mention that was selected stays so if it is still there. */
function refilter() {
  const before = view.visible[view.selected];
  const { mentions = [], entities = {} } = view.answer ?? {};
  view.visible = mentions.filter((mention) => filters.allows(mention));
  filters.count(mentions);
  list.show(view.visible, entities);
  table.show(view.visible, entities);
  const same = (mention) => before && mention.entity === before.entity && mention.text === before.text && mention.start === before.start;
  view.selected = view.visible.findIndex(same);
  if (view.selected < 0) panel.close();
  else panel.show(view.visible[view.selected], view.answer, view.text);
  list.select(view.selected);
  paint();
  if (view.state === "done") showStatus();
}

function paint() {
  // While an answer is on its way the sheet moves the old mentions along by itself.
  if (sheet.value !== view.text) return;
  sheet.paint(view.visible.map(({ role, ...mention }) => ({ start: mention.start, end: mention.end, group: groupOf(mention), role })), view.selected);
}

/** Selects a mention: on the sheet, in the list, in the panel. */
function choose(index) {
  if (!panel.isOpen) origin = document.activeElement;
  view.selected = index;
  paint();
  list.select(index);
  panel.show(view.visible[index], view.answer, view.text);
  // Now that the panel is open, which may cover a part of the sheet.
  sheet.reveal(index);
}

function panelClosed() {
  const had = byId("panel").contains(document.activeElement) || document.activeElement === document.body;
  view.selected = -1;
  list.select(-1);
  paint();
  if (had) (origin?.isConnected ? origin : byId("mention-list")).focus();
}

/** A piece of the text is selected, or none any more. */
function selecting(text) {
  const name = text.trim();
  byId("selection").hidden = name === "" || name.includes("\n") || name.length > 200;
  byId("selected-text").textContent = name;
}

/** An edit is in force: everything that was loaded is old. */
function edited() {
  panel.forget();
  lists.load();
  retag();
  if (!byId("unlisted").hidden) report.load();
}

function open({ text, kind, name = "", encoding = "UTF-8" }) {
  view.name = name;
  byId("kind").value = kind;
  local.clear();
  sheet.value = text;
  byId("file-note")?.remove();
  if (name) byId("article-title").after(el("span", { id: "file-note", class: "quiet clip", dir: "auto" }, encoding === "UTF-8" ? name : `${name} (${encoding})`));
  retag();
}

function footer() {
  const { answer } = lists;
  byId("footer").replaceChildren(answer ? t("footer", { generation: answer.generation, version: answer.version.slice(0, 19) }) : "");
}

/** The answer with the mentions that are shown, and the entities that they and their alternatives mean. */
function shownAnswer() {
  if (!view.answer) return null;
  const meant = new Set(view.visible.flatMap((mention) => [mention.entity, ...mention.alternatives.map(({ entity }) => entity)]));
  const entities = Object.fromEntries(Object.entries(view.answer.entities).filter(([id]) => meant.has(id)));
  return { ...view.answer, mentions: view.visible, entities };
}

function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.isOpen && !document.querySelector("dialog")) {
      event.preventDefault();
      panel.close();
    } else if (event.key === "F8" && view.visible.length > 0) {
      event.preventDefault();
      const step = event.shiftKey ? -1 : 1;
      choose((Math.max(view.selected, event.shiftKey ? 0 : -1) + step + view.visible.length) % view.visible.length);
    }
  });
}

function startButtons() {
  byId("language").addEventListener("click", toggleLanguage);
  byId("sample").addEventListener("click", () => open({ text: SAMPLE, kind: "text/plain" }));
  byId("clear").addEventListener("click", () => { open({ text: "", kind: byId("kind").value }); sheet.area.focus(); });
  byId("kind").addEventListener("change", retag);
  byId("add-selected").addEventListener("click", () => corrections.add(sheet.selection.trim(), "person"));
  readPastes(sheet.area, (kind) => { byId("kind").value = kind; });
  readFiles({
    opened: open,
    refused: (name) => byId("problem").replaceChildren(el("p", { class: "problem" }, t("file_too_long", { name }))),
  });
}

const taken = () => ({
  text: view.text,
  kind: byId("kind").value,
  options: { ...filters.allOptions, ...local.options },
  shown: filters.isEmpty ? null : shownAnswer(),
  name: view.name,
});

startButtons();
startKeys();
startTabs(["entities", "unlisted", "lists"], (name) => { if (name === "unlisted") report.load(); });
onLanguage(() => {
  translatePage();
  byId("export").replaceChildren(...exportButtons(taken));
  table.render();
  lists.render();
  refilter();
  showStatus();
  footer();
  if (!byId("unlisted").hidden) report.load();
});
onKey(() => {
  if (view.error?.isOfKey) retag();
  lists.load();
  if (!byId("unlisted").hidden) report.load();
});
lists.load();
// The browser may have kept the text over a reload.
if (sheet.area.value !== "") sheet.value = sheet.area.value;
tagging.changed();
