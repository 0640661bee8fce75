// Talking to the service. Paths are relative to the page, so that it also works behind a proxy that serves it under a prefix.

const KEY = "aalam.key";
const AUTHOR = "aalam.author";

/** An error of the service, or of the way to it. `code` is that of the problem document, or `unreachable`, or `no_problem`. */
export class ServiceError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.status = status;
    this.code = problem.code;
    this.title = problem.title ?? "";
    this.detail = problem.detail ?? "";
    this.errors = problem.errors ?? [];
    this.requestId = problem.request_id ?? "";
  }

  /** Whether the service is only away or busy: the page tries again by itself. */
  get isPassing() { return this.code === "unreachable" || this.status === 503 || this.status === 429; }

  /** Whether the same request may succeed later; other refusals would come again. */
  get mayPass() { return this.isPassing || this.status === 408 || this.status >= 500; }

  /** Whether another key may help. */
  get isOfKey() { return ["unauthorized", "wrong_key", "missing_scope"].includes(this.code); }
}

/** The key and the editor's name, for this tab only: never in an address, never on disk. */
export const credentials = {
  get key() { return sessionStorage.getItem(KEY) ?? ""; },
  get author() { return sessionStorage.getItem(AUTHOR) ?? ""; },
  set(key, author) {
    if (key) sessionStorage.setItem(KEY, key);
    else sessionStorage.removeItem(KEY);
    sessionStorage.setItem(AUTHOR, author);
  },
};

/** Headers carry bytes: a name in Arabic travels as those of UTF-8. */
const headerText = (text) => String.fromCharCode(...new TextEncoder().encode(text));

/** Where there is a key every request has it: whether one is needed, the service says. Edits name their author too. */
function ownHeaders(admin) {
  const headers = {};
  if (credentials.key) headers.Authorization = `Bearer ${headerText(credentials.key)}`;
  if (admin && credentials.author) headers["X-Author"] = headerText(credentials.author);
  return headers;
}

/**
 * Sends a request; `options` are those of `fetch`, and `admin: true` for one of an editor.
 * @throws {ServiceError} for any answer that is no success; an `AbortError` if it was cancelled.
 */
export async function send(path, { admin = false, headers = {}, ...options } = {}) {
  let response;
  try {
    response = await fetch(new URL(path, document.baseURI), { ...options, headers: { ...headers, ...ownHeaders(admin) }, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError(0, { code: "unreachable" });
  }
  if (response.ok) return response;
  let problem = { code: "no_problem", title: response.statusText };
  if (response.headers.get("content-type")?.includes("problem+json")) problem = await response.json().catch(() => problem);
  throw new ServiceError(response.status, problem);
}

/** The JSON of an answer. */
export const json = async (path, options) => (await send(path, options)).json();

/** A query string of those options that are set; lists are repeated. */
export function query(options) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null) continue;
    for (const one of [value].flat()) search.append(name, one);
  }
  return search.toString();
}
