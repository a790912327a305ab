/** How long a record of the soak lives, at most: a session is over by then. */
export const LIFETIME_MS = 60_000;

/**
 * Returns the store with records that live a minute instead of up to 90 days. After the first minutes as many records
 * expire as are written, so memory that still grows is a leak and not the store's content.
 */
export function shortLived({ get, swap }) {
  return { get, swap: (key, before, after, ttlMs) => swap(key, before, after, Math.min(ttlMs, LIFETIME_MS)) };
}
