// Counts the WebAssembly instances and reads the size of the last one's memory: the package creates its instance at the
// first call. And lets records expire soon. For the handler in Node and in the Worker.

const { Instance } = WebAssembly;
let count = 0;
let memory;

WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    count++;
    memory = this.exports.memory;
  }
};

export const wasmUse = () => ({ instances: count, wasmBytes: memory?.buffer.byteLength ?? 0 });

/** How long a record of the soak lives, at most: a session is over by then. */
export const LIFETIME_MS = 60_000;

/**
 * Returns the store with records that live a minute instead of up to 90 days. After the first minutes as many records
 * expire as are written, so memory that still grows is a leak and not the store's content.
 */
export function shortLived({ get, swap }) {
  return { get, swap: (key, before, after, ttlMs) => swap(key, before, after, Math.min(ttlMs, LIFETIME_MS)) };
}
