// Tags texts with Aalam, in browsers and in Node 20 or newer: no package is needed.

const RETRIES = 4;
const LONGEST_WAIT_MS = 30_000;

/** A problem that the service answered with: `code` is stable, `requestId` finds it in the log. */
export class AalamError extends Error {
  constructor(problem) {
    super(`${problem.title}: ${problem.detail}`);
    this.name = "AalamError";
    this.status = problem.status;
    this.code = problem.code;
    this.errors = problem.errors ?? [];
    this.requestId = problem.request_id;
  }
}

/**
 * The answer to one text. Its offsets are UTF-16 units, as those of JavaScript's strings:
 * `text.slice(mention.start, mention.end) === mention.text`. In a `format` that is no JSON it is a string.
 * A `key` is for a service that needs one; in a page whoever looks has it too.
 */
export async function tag(text, options = {}, { url = "http://localhost:8080", key = "", timeoutMs = 12_000 } = {}) {
  // The other formats have units of their own, and the service refuses the option there.
  const units = (options.format ?? "json") === "json" ? { offsets: "utf16" } : {};
  const request = {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ text, ...options, ...units }),
  };
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(`${url}/v1/tag`, { ...request, signal: AbortSignal.timeout(timeoutMs) });
    if (response.ok) return isJson(response) ? response.json() : response.text();
    if (![429, 503].includes(response.status) || attempt === RETRIES) throw await problem(response);
    await response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, waitMs(response, attempt)));
  }
}

/** Whether the answer is JSON of some kind, such as web annotations. */
function isJson(response) {
  return /^application\/(\w+\+)?json\b/.test(response.headers.get("content-type") ?? "");
}

/** What Retry-After asks for, and a little more, so that not all callers come back at once. */
function waitMs(response, attempt) {
  const asked = response.headers.get("retry-after") ?? "";
  const seconds = /^\d+$/.test(asked) ? Number(asked) : 2 ** attempt;
  return Math.min(seconds * 1000, LONGEST_WAIT_MS) + Math.random() * 500;
}

async function problem(response) {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
  return isProblem ? new AalamError(await response.json()) : new Error(`HTTP ${response.status} from ${response.url}`);
}

/** The text cut at its mentions: parts in order, that together are the text; a part of a name has its `mention`. */
export function cut(text, mentions) {
  const parts = [];
  let end = 0;
  for (const mention of mentions) {
    if (mention.start < end) continue; // one inside another, with `overlap: "all"`
    if (mention.start > end) parts.push({ text: text.slice(end, mention.start) });
    parts.push({ text: text.slice(mention.start, mention.end), mention });
    end = mention.end;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
