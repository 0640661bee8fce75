// Tagging as one types: waits for a pause, sends the text, shows only the newest answer.

import { query, send } from "./api.js";

/** How long a pause must be, in milliseconds: a long text costs more to send and to paint. */
const pause = (text) => (text.length > 100_000 ? 700 : 200);
/** After an outage: tried again after so many milliseconds, then twice that, up to the second number. */
const RETRY_MS = [2000, 30_000];

/** The query of `POST /v1/tag` for what the page's filters ask. A name to add is `{type, text, id?}`. */
export function tagQuery({ add = [], suppress = [], ...options }) {
  return query({
    ...options,
    suppress,
    add: add.map(({ type, text, id }) => [type, text, ...(id ? [id] : [])].join(":")),
  });
}

/**
 * Sends texts to be tagged. `read()` gives `{text, kind, options}` at the moment of sending; `shown` gets `{state, answer?, error?, text?}`,
 * where `state` is `empty`, `busy`, `done` or `failed`.
 */
export class Tagging {
  #read;
  #show;
  #timer = 0;
  #running = null;
  #retry = RETRY_MS[0];

  constructor(read, show) {
    this.#read = read;
    this.#show = show;
  }

  /** The text or what is asked has changed. */
  changed() {
    this.#cancel();
    const { text } = this.#read();
    if (text === "") return this.#show({ state: "empty" });
    this.#timer = setTimeout(() => this.now(), pause(text));
  }

  /** Sends without waiting. */
  async now() {
    this.#cancel();
    const { text, kind, options } = this.#read();
    if (text === "") return this.#show({ state: "empty" });
    const running = new AbortController();
    this.#running = running;
    this.#show({ state: "busy" });
    try {
      const path = `v1/tag?${tagQuery({ ...options, offsets: "utf16", explain: true })}`;
      const headers = { "Content-Type": `${kind}; charset=utf-8` };
      const response = await send(path, { method: "POST", body: text, headers, signal: running.signal });
      const answer = await response.json();
      if (this.#running !== running) return;
      this.#retry = RETRY_MS[0];
      this.#show({ state: "done", answer, text });
    } catch (error) {
      if (error.name === "AbortError" || this.#running !== running) return;
      if (error.isPassing) {
        this.#timer = setTimeout(() => this.now(), this.#retry);
        this.#retry = Math.min(this.#retry * 2, RETRY_MS[1]);
      }
      this.#show({ state: "failed", error });
    }
  }

  #cancel() {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
  }
}
