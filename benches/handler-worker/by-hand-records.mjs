// Sealed records, each in a Durable Object of its own, with a MAC of its name. A record has a lock, which the object's
// own clock ends: so one message stores a record and locks it, or checks that it is unchanged and locks it.

const ADDRESS = "https://record.invalid/";

/** Returns `{ open, count }` for the records in a namespace. */
export function recordsIn(namespace, vault) {
  const nameOf = (parts) => vault.mac(JSON.stringify(parts));
  async function send(name, message) {
    const object = namespace.get(namespace.idFromName(name));
    const response = await object.fetch(ADDRESS, { method: "POST", body: JSON.stringify(message) });
    if (!response.ok) throw new Error("the object failed");
    return response.json();
  }
  return {
    open: async (parts) => new Record(await nameOf(parts), vault, send),

    /** Counts a request within a window, and returns how long the window lasts if it is one too many. */
    count: async (parts, { max, perMs }) => send(await nameOf(parts), { max, perMs }),
  };
}

class Record {
  #name;
  #vault;
  #send;
  /** What the store has, as far as this request knows. */
  #sealed = null;

  constructor(name, vault, send) {
    [this.#name, this.#vault, this.#send] = [name, vault, send];
  }

  /** Returns `{ exists, value, isLocked }`. A record that exists and cannot be opened has no value. */
  async load() {
    const { value, isLocked } = await this.#send(this.#name, {});
    this.#sealed = value;
    const exists = value !== null;
    return { exists, isLocked, value: exists ? await this.#vault.open(value, this.#name) : undefined };
  }

  /**
   * Replaces what is known of the record, or removes it, and returns whether it was still that. `lockMs` also locks it,
   * unless it is locked; without it, the lock ends.
   */
  async swap(value, { ttlMs = 0, lockMs = 0 } = {}) {
    const after = value === undefined ? null : await this.#vault.seal(value, this.#name);
    const isDone = await this.#send(this.#name, { before: this.#sealed, after, ttlMs, lockMs });
    if (isDone) this.#sealed = after;
    return isDone;
  }

  /** Locks the record if it is unchanged, and returns whether it was. The holder of the lock may set its end. */
  lock(lockMs, { isHolder = false } = {}) {
    return this.#send(this.#name, { before: this.#sealed, lockMs, isHolder });
  }
}

/** A record or a count. No other request comes in between reading and writing. */
export class RecordObject {
  #storage;

  constructor({ storage }) {
    this.#storage = storage;
  }

  async fetch(request) {
    const message = await request.json();
    const stored = await this.#current();
    if ("max" in message) return Response.json(await this.#count(stored, message));
    if ("before" in message) return Response.json(await this.#change(stored, message));
    return Response.json({ value: stored.value, isLocked: Date.now() < stored.lockedUntil });
  }

  async alarm() {
    const { until, lockedUntil } = await this.#current();
    const end = Math.max(until, lockedUntil);
    await (Date.now() < end ? this.#storage.setAlarm(end) : this.#storage.deleteAll());
  }

  async #current() {
    const stored = (await this.#storage.get("record")) ?? { value: null, until: 0, lockedUntil: 0 };
    return Date.now() < stored.until ? stored : { ...stored, value: null, until: 0 };
  }

  async #count({ value, until }, { max, perMs }) {
    const count = value ?? 0;
    if (count >= max) return { leftMs: Math.min(perMs, until - Date.now()) };
    await this.#store({ value: count + 1, until: value === null ? Date.now() + perMs : until, lockedUntil: 0 });
    return { leftMs: 0 };
  }

  async #change({ value, until, lockedUntil }, { before, after = before, ttlMs, lockMs, isHolder }) {
    const now = Date.now();
    if (value !== before || (lockMs > 0 && !isHolder && now < lockedUntil)) return false;
    const end = ttlMs === undefined ? until : now + ttlMs;
    await this.#store({ value: after, until: after === null ? 0 : end, lockedUntil: lockMs > 0 ? now + lockMs : 0 });
    return true;
  }

  async #store(record) {
    const end = Math.max(record.until, record.lockedUntil);
    // An object without data costs nothing.
    await (end === 0
      ? Promise.all([this.#storage.deleteAlarm(), this.#storage.deleteAll()])
      : Promise.all([this.#storage.put("record", record), this.#storage.setAlarm(end)]));
  }
}
