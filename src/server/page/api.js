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
  get isOfKey() { return this.code === "unauthorized" || this.code === "wrong_key"; }
}

/** The admin key and the editor's name, for this tab only: never in an address, never on disk. */
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

function adminHeaders() {
  const headers = { Authorization: `Bearer ${headerText(credentials.key)}` };
  if (credentials.author) headers["X-Author"] = headerText(credentials.author);
  return headers;
}

/**
 * Sends a request; `options` are those of `fetch`, and `admin: true` for one that needs the key.
 * @throws {ServiceError} for any answer that is no success; an `AbortError` if it was cancelled.
 */
export async function send(path, { admin = false, headers = {}, ...options } = {}) {
  let response;
  try {
    const all = admin ? { ...headers, ...adminHeaders() } : headers;
    response = await fetch(new URL(path, document.baseURI), { ...options, headers: all, credentials: "same-origin" });
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
