// usage: node check.mjs SERVICE_URL BUSY_URL HANGING_URL     checks docs/clients/*.mjs; BUSY_URL answers 503 twice, then as the service
import assert from "node:assert/strict";
import { AalamError, cut, tag } from "../../docs/clients/aalam.mjs";
import { markNames } from "../../docs/clients/mark.mjs";

const [url, busy, hanging] = process.argv.slice(2);
const text = "😀👨‍👩‍👧 قال سيرغي لافروف <b>ببيروت</b>";

const { offsets, mentions } = await tag(text, { types: ["person", "place"], offsets: "byte" }, { url });
assert.equal(offsets, "utf16");
assert.deepEqual(mentions.map((mention) => mention.text), ["سيرغي لافروف", "بيروت"]);
for (const mention of mentions) assert.equal(text.slice(mention.start, mention.end), mention.text);
assert.equal(cut(text, mentions).map((part) => part.text).join(""), text);
assert.deepEqual(cut(text, []), [{ text }]);
assert.deepEqual(cut("", []), []);

const place = { types: ["place"] };
assert.equal((await tag(text, { ...place, format: "json" }, { url })).offsets, "utf16");
assert.equal((await tag(text, { ...place, format: "ninjs" }, { url })).places[0].name, "بيروت");
assert.equal((await tag(text, { ...place, format: "webannotation" }, { url })).items[0].target.selector.length, 2);
assert.match(await tag("إلى بيروت", { ...place, format: "html" }, { url }), /<mark class="aalam place"/);
assert.match(await tag("إلى بيروت", { ...place, format: "conll" }, { url }), /^بيروت\tB-LOC$/m);

const nested = await tag("افتتحت جامعة القاهرة", { overlap: "all" }, { url });
assert.ok(nested.mentions.length > 1, "one name inside another");
assert.deepEqual(cut("افتتحت جامعة القاهرة", nested.mentions).map((part) => part.text), ["افتتحت ", "جامعة القاهرة"]);

await assert.rejects(tag(text, { types: ["city"] }, { url }), (error) => {
  assert.ok(error instanceof AalamError);
  assert.deepEqual([error.status, error.code, error.errors[0].field], [422, "invalid_options", "types"]);
  assert.ok(error.requestId);
  return true;
});
const started = performance.now();
assert.equal((await tag(text, {}, { url: busy })).mentions.length, 2);
assert.ok(performance.now() - started >= 2000, "Retry-After was not waited for");
await assert.rejects(tag(text, {}, { url: hanging, timeoutMs: 300 }), { name: "TimeoutError" });

// As much of a page as is needed.
const element = {
  textContent: text,
  ownerDocument: { createElement: (name) => ({ name }) },
  replaceChildren(...nodes) { this.nodes = nodes; },
};
await markNames(element, { types: ["place"] }, { url });
assert.deepEqual(element.nodes, [
  text.slice(0, text.indexOf("بيروت")),
  { name: "mark", className: "place", title: "بيروت", textContent: "بيروت" },
  "</b>",
]);
element.nodes = "as it was";
await assert.rejects(markNames(element, {}, { url: hanging, timeoutMs: 300 }));
assert.equal(element.nodes, "as it was");
console.log("JavaScript: passed");
