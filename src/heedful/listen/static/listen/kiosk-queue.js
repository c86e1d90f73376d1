// What waits for the network: kept on the tablet until the server has said that it has it, whatever happens meanwhile.
"use strict";
class KioskQueue {
  static AT_ONCE = 10;
  static PATIENCE = [5, 10, 20, 40, 80, 160, 300]; // seconds until the next try
  static TIMEOUT = 20_000;

  constructor(code, address, { changed = () => {}, heard = () => {} } = {}) {
    Object.assign(this, { code, address, changed, heard, tries: 0, sending: null, again: false });
    this.base = KioskQueue.#opened(code).catch(() => null); // without a data base: the browser's plain storage
    addEventListener("online", () => this.send());
  }

  static #opened(code) {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open(`heedful-kiosk-${code}`, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("responses", { keyPath: "key" });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = opening.onblocked = () => reject(opening.error);
    });
  }

  async #in(mode, what) {
    const base = await this.base;
    if (!base) return what(new PlainStore(this.code));
    return new Promise((resolve, reject) => {
      const work = base.transaction("responses", mode, { durability: "strict" });
      const asked = what(work.objectStore("responses"));
      work.oncomplete = () => resolve(asked.result);
      work.onerror = work.onabort = () => reject(work.error);
    });
  }

  async all() {
    const found = await this.#in("readonly", (store) => store.getAll());
    return found?.result ?? found ?? [];
  }

  async keep(response) {
    await this.#in("readwrite", (store) => store.put(response));
    await this.#tell();
  }

  // Only what was sent: if the person has answered more in the meantime, that is sent next.
  async #drop(sent) {
    const now = (await this.all()).find((each) => each.key === sent.key);
    if (now && now.step === sent.step) await this.#in("readwrite", (store) => store.delete(sent.key));
  }

  // Nothing is said of what is only on its way.
  async #tell() {
    const kept = await this.all(), waits = this.tries > 0 || !navigator.onLine;
    const waiting = waits ? kept.filter((each) => each.over && !each.apart).length : 0;
    this.changed({ waiting, apart: kept.filter((each) => each.apart).length });
  }

  // Whoever was answering when the tablet went off is not there any more: what they said is sent.
  async begin() {
    for (const each of await this.all()) if (!each.over) await this.keep({ ...each, over: true });
    await this.#tell();
    return this.send();
  }

  send() {
    clearTimeout(this.timer);
    if (this.sending) this.again = true;
    else this.sending = this.#sendAll().finally(() => {
      this.sending = null;
      if (this.again) { this.again = false; this.send(); }
    });
    return this.sending;
  }

  async #sendAll() {
    try {
      let size = KioskQueue.AT_ONCE;
      for (;;) {
        const due = (await this.all()).filter((each) => each.over && !each.apart).slice(0, size);
        const answer = await this.#post(due);
        if (answer.status === 413 && due.length) {
          if (due.length === 1) await this.keep({ ...due[0], apart: true });
          size = 1;
          continue;
        }
        if (![200, 422].includes(answer.status)) throw new Error(`answered ${answer.status}`);
        const said = await answer.json(), settled = new Set(said.settled);
        for (const each of due) if (settled.has(each.key)) await this.#drop(each);
        this.tries = 0;
        await this.#tell();
        if (!due.some((each) => settled.has(each.key))) return this.heard(said);
      }
    } catch {
      const wait = KioskQueue.PATIENCE[Math.min(this.tries++, KioskQueue.PATIENCE.length - 1)];
      await this.#tell().catch(() => {});
      this.timer = setTimeout(() => this.send(), wait * 1000 * (0.75 + Math.random() / 2)); // not all tablets at once
    }
  }

  #post(responses) {
    const body = JSON.stringify({ responses });
    const headers = { "Content-Type": "application/json" };
    return fetch(this.address, { method: "POST", body, headers, credentials: "omit", signal: AbortSignal.timeout(KioskQueue.TIMEOUT) });
  }
}

// The same few words as a data base's store, on the browser's plain storage.
class PlainStore {
  constructor(code) { this.prefix = `heedful-kiosk-${code}:`; }
  getAll() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
    return { result: keys.map((key) => JSON.parse(localStorage.getItem(key))) };
  }
  put(response) { localStorage.setItem(this.prefix + response.key, JSON.stringify(response)); }
  delete(key) { localStorage.removeItem(this.prefix + key); }
}
