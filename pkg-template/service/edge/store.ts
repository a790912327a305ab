/**
 * Where the handler stores its records. Keys are hashes and values are encrypted.
 *
 * Of several calls of `swap` for one key with the same `before`, exactly one must succeed.
 *
 * @example
 * const values = new Map<string, string>();
 * const store: Store = {
 *   get: async (key) => values.get(key),
 *   swap: async (key, before, after, ttlMs) => {
 *     if (values.get(key) !== before) return false;
 *     if (after === undefined) values.delete(key);
 *     else values.set(key, after); // and delete it after `ttlMs`
 *     return true;
 *   },
 * };
 */
export interface Store {
  /** Returns the value of a key; `undefined` or `null` if there is none or it has expired. */
  get(key: string): Promise<string | null | undefined>;
  /**
   * Replaces the value of a key, if its current value is `before`. If both are `undefined`, it changes nothing, and
   * succeeds where there is no value.
   *
   * @param key The key.
   * @param before The expected value; `undefined` if the key must have none.
   * @param after The new value; `undefined` deletes the key.
   * @param ttlMs The lifetime of the new value, in milliseconds.
   * @returns `true` if the value was replaced, or else `false`. Anything else is refused.
   */
  swap(key: string, before: string | undefined, after: string | undefined, ttlMs: number): Promise<boolean>;
}
