// The editing API: one entry of one list at a time.

import { json, send } from "./api.js";

const path = (list, id, rest = "") => `v1/gazetteers/${encodeURIComponent(list)}/entries/${encodeURIComponent(id)}${rest}`;

/** The lists that have an entity. */
export const listsOf = async (id) => (await json(`v1/entities/${encodeURIComponent(id)}`)).gazetteers;

/** A row in force with the tag of its state: `{row, etag}`. */
export async function load(list, id) {
  const response = await send(path(list, id), { admin: true, cache: "no-store" });
  return { row: await response.json(), etag: response.headers.get("etag") };
}

/**
 * Puts a row in place. With `etag` only if it is still in that state, with `isNew` only if there is none of this id.
 * @throws {ServiceError} of status 412 if somebody was faster.
 */
export async function save(list, row, { etag = null, isNew = false } = {}) {
  const headers = { "Content-Type": "application/json" };
  if (isNew) headers["If-None-Match"] = "*";
  else if (etag) headers["If-Match"] = etag;
  await send(path(list, row.id), { method: "PUT", admin: true, headers, body: JSON.stringify(row) });
}

/** Withdraws an entry, if it is still in the state of `etag`. */
export async function withdraw(list, id, etag) {
  await send(path(list, id), { method: "DELETE", admin: true, headers: etag ? { "If-Match": etag } : {} });
}

/** The edits of an entry, the newest first: `{seq, at, author, kind, before, after}` with rows or null. */
export const history = async (list, id) => (await json(path(list, id, "/history"), { admin: true, cache: "no-store" })).edits;

/** Takes back the last edit of an entry, by an edit of its own. */
export async function undo(list, id) {
  await send(path(list, id, "/undo"), { method: "POST", admin: true });
}
