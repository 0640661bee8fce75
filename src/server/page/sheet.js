// The article: a textarea, so that caret, input methods and undo are the browser's own, and behind it the same text once more, on which
// the mentions are painted by the CSS Custom Highlight API. That puts no element into the text: letters keep their joining, and nothing
// shifts. The backdrop has an element a line; an edit touches only the lines it changed.

import { byId, el } from "./dom.js";
import { change, lineOf, moved } from "./spans.js";

const TYPES = ["person", "place", "organisation", "nationality"];
/** Names of the painted groups, each styled in parts.css; those later in the list are painted above. */
const GROUPS = [...TYPES, ...TYPES.map((type) => `${type}-unlisted`), "role", "selected"];

/** The painted article. `changed()` is called after each edit, `chosen(index)` when a mention is clicked. */
export class Sheet {
  #area = byId("text");
  #backdrop = byId("backdrop");
  #value = "";
  #lines = [];
  #starts = [0];
  #mentions = [];
  #highlights = new Map();

  constructor({ changed, chosen, selecting }) {
    if (this.canPaint) {
      for (const [priority, name] of GROUPS.entries()) {
        const highlight = new Highlight();
        highlight.priority = priority;
        CSS.highlights.set(name, highlight);
        this.#highlights.set(name, highlight);
      }
    }
    this.#mirror();
    this.#area.addEventListener("input", () => { this.#edited(); changed(); });
    this.#area.addEventListener("click", (event) => {
      const index = this.#at(event.clientX, event.clientY);
      if (index >= 0 && this.selection === "") chosen(index);
    });
    document.addEventListener("selectionchange", () => { if (document.activeElement === this.#area) selecting(this.selection); });
  }

  /** Whether this browser paints highlights. */
  get canPaint() { return typeof Highlight === "function" && "highlights" in CSS; }
  get value() { return this.#value; }
  get area() { return this.#area; }
  get selection() { return this.#value.slice(this.#area.selectionStart, this.#area.selectionEnd); }

  /** Puts another text in place. */
  set value(text) {
    this.#area.value = text;
    this.#mentions = [];
    this.#edited();
    this.#area.setSelectionRange(0, 0);
  }

  /** Paints these mentions: `{start, end, group, role?}`; `selected` is the index of one, or -1. */
  paint(mentions, selected = -1) {
    this.#mentions = mentions;
    if (!this.canPaint) return;
    for (const highlight of this.#highlights.values()) highlight.clear();
    for (const [index, mention] of mentions.entries()) {
      if (!mention) continue;
      const range = this.#range(mention);
      this.#highlights.get(mention.group).add(range);
      if (index !== selected) continue;
      this.#highlights.get("selected").add(range);
      if (mention.role) this.#highlights.get("role").add(this.#range(mention.role));
    }
  }

  /** Scrolls a mention into view. */
  reveal(index) {
    const mention = this.#mentions[index];
    if (!mention) return;
    const line = this.#lines[lineOf(this.#starts, mention.start)].element;
    line.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  #edited() {
    const edit = change(this.#value, this.#area.value);
    const before = this.#mentions;
    this.#value = this.#area.value;
    this.#mirror();
    this.paint(before.map((mention) => mention && moved(mention, edit)));
  }

  /** Makes the backdrop say what the textarea says. */
  #mirror() {
    const texts = this.#value.split("\n");
    const old = this.#lines;
    let head = 0;
    while (head < old.length && head < texts.length && old[head].text === texts[head]) head += 1;
    let tail = 0;
    const most = Math.min(old.length, texts.length) - head;
    while (tail < most && old[old.length - 1 - tail].text === texts[texts.length - 1 - tail]) tail += 1;
    const fresh = texts.slice(head, texts.length - tail).map((text) => {
      const node = document.createTextNode(text);
      return { text, node, element: el("div", { class: "line" }, node) };
    });
    for (const line of old.slice(head, old.length - tail)) line.element.remove();
    const after = tail > 0 ? old[old.length - tail].element : null;
    const lines = document.createDocumentFragment();
    lines.append(...fresh.map((line) => line.element));
    this.#backdrop.insertBefore(lines, after);
    this.#lines = [...old.slice(0, head), ...fresh, ...old.slice(old.length - tail)];
    let start = 0;
    this.#starts = texts.map((text) => (start += text.length + 1) - text.length - 1);
  }

  /** Where a span lies in the backdrop. */
  #range({ start, end }) {
    const [first, last] = [lineOf(this.#starts, start), lineOf(this.#starts, Math.max(start, end - 1))];
    const within = (line, offset) => Math.min(offset - this.#starts[line], this.#lines[line].text.length);
    return new StaticRange({
      startContainer: this.#lines[first].node,
      startOffset: within(first, start),
      endContainer: this.#lines[last].node,
      endOffset: within(last, end),
    });
  }

  /** The index of the mention under a point of the window, or -1. */
  #at(x, y) {
    const caret = this.#area.selectionStart;
    // Both neighbours of the caret: a click on a letter's far half puts it behind the letter.
    const near = this.#mentions.flatMap((mention, index) => (mention && mention.start <= caret && caret <= mention.end ? [index] : []));
    return near.find((index) => this.rects(index).some((box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom)) ?? -1;
  }

  /** The boxes of a mention in the window. */
  rects(index) {
    const { startContainer, startOffset, endContainer, endOffset } = this.#range(this.#mentions[index]);
    const range = document.createRange();
    range.setStart(startContainer, startOffset);
    range.setEnd(endContainer, endOffset);
    return [...range.getClientRects()];
  }
}
