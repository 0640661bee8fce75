// Arithmetic of spans: half-open ranges of UTF-16 units, as the page's strings count.

/** What an edit changed: `start` is common to both texts, `removed` units after it gave way to `inserted` ones. */
export function change(before, after) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let tail = 0;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
  return { start, removed: before.length - start - tail, inserted: after.length - start - tail };
}

/** A span after an edit; null if the edit touched it. */
export function moved(span, { start, removed, inserted }) {
  if (span.end <= start) return span;
  if (span.start < start + removed || (removed === 0 && span.start < start)) return null;
  const by = inserted - removed;
  return { ...span, start: span.start + by, end: span.end + by };
}

/** The index of the last of `starts`, sorted, that is not behind `offset`. */
export function lineOf(starts, offset) {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
