/**
 * Checks for a store that a user of the package has written. They run under any test runner: a check that fails throws,
 * and its message says what the store did and what it must do instead.
 */

import type { Store } from "../../service/edge/store.ts";

/** A check of {@link storeSuite}. */
export interface StoreCheck {
  /** What is checked: the name of the test. */
  readonly name: string;
  /** Runs the check. Rejects with an `Error` whose message says what the store must do instead. */
  readonly run: () => Promise<void>;
}

type Checked = ReturnType<typeof checked>;

const DAY_MS = 86_400_000;
/** Longer than a JavaScript timer can wait (24.8 days). Some records of the handler live even longer. */
const LONG_MS = 30 * DAY_MS;
/**
 * A lifetime whose end a check waits for. If the database is too slow for it, the check is repeated with a longer one.
 */
const SHORT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
const PARALLEL = 50;
/** A value longer than every record of the handler, in characters. */
const LARGE = 32 * 1024;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Returns a random key or value in base64url, as the handler's are. */
function random(length = 43) {
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => ALPHABET[byte % 64]).join("");
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function must(condition: boolean, message: string) {
  if (!condition) throw new Error(message);
}

/** Wraps a store, and checks the types of what it returns. */
function checked(store: Store) {
  async function get(key: string) {
    const value = await store.get(key);
    must(value === undefined || value === null || typeof value === "string", "get must return a string, undefined or null.");
    return value ?? undefined;
  }
  async function swap(key: string, before: string | undefined, after: string | undefined, ttlMs: number = DAY_MS): Promise<boolean> {
    const swapped = await store.swap(key, before, after, after === undefined ? 0 : ttlMs);
    must(typeof swapped === "boolean", "swap must return true or false.");
    return swapped === true;
  }
  return { get, swap };
}

/** Checks that exactly one of several parallel swaps succeeds, and returns its number. */
async function oneSucceeds(swap: (at: number) => Promise<boolean>, what: string) {
  const swapped = await Promise.all(Array.from({ length: PARALLEL }, (_, at) => swap(at)));
  const count = swapped.filter(Boolean).length;
  must(
    count === 1,
    `${count} of ${PARALLEL} parallel swaps ${what} returned true, and exactly one must: compare and write in one statement, script or transaction.`,
  );
  return swapped.indexOf(true);
}

/** Writes a value with a short lifetime and calls `during`. Returns whether both ended within that lifetime. */
async function inTime({ swap }: Checked, key: string, ttlMs: number, during: () => Promise<unknown>) {
  const start = performance.now();
  must(await swap(key, undefined, "a", ttlMs), "swap must return true where there is no value and none is expected.");
  await during();
  return performance.now() - start < ttlMs;
}

/** Repeats a check with longer lifetimes until the store is fast enough for one. */
async function withShortLifetime(check: (ttlMs: number) => Promise<boolean>) {
  for (let ttlMs = SHORT_MS; ttlMs <= LONGEST_WAIT_MS; ttlMs *= 2) if (await check(ttlMs)) return;
  throw new Error(`The store takes more than ${LONGEST_WAIT_MS / 2} ms for two calls: its expiry cannot be checked.`);
}

const CHECKS = {
  async "a key has no value before it is written"({ get, swap }) {
    const key = random();
    must((await get(key)) === undefined, "get must return undefined or null for a key that was never written.");
    must(!(await swap(key, "a", "b")), "swap must return false if a value is expected and there is none.");
    must((await get(key)) === undefined, "A swap that returns false must write nothing.");
  },

  async "swap adds a value only where there is none"({ get, swap }) {
    const key = random();
    must(await swap(key, undefined, "a"), "swap must return true where there is no value and none is expected.");
    must((await get(key)) === "a", "get must return the value that swap has written.");
    must(!(await swap(key, undefined, "b")), "swap must return false if no value is expected and there is one.");
    must((await get(key)) === "a", "A swap that returns false must write nothing.");
    must((await get(random())) === undefined, "A value must belong to its key only.");
  },

  async "swap replaces a value only if it is the expected one"({ get, swap }) {
    const key = random();
    await swap(key, undefined, "a");
    must(!(await swap(key, "b", "c")), "swap must return false if another value is expected.");
    must((await get(key)) === "a", "A swap that returns false must write nothing.");
    must(await swap(key, "a", "b"), "swap must return true if the value is the expected one.");
    must((await get(key)) === "b", "get must return the value that swap has written.");
    must(await swap(key, "b", "b"), "swap must return true even if the new value is the old one.");
  },

  async "swap deletes a value only if it is the expected one"({ get, swap }) {
    const key = random();
    await swap(key, undefined, "a");
    must(!(await swap(key, "b", undefined)), "swap must not delete another value than the expected one.");
    must((await get(key)) === "a", "A swap that returns false must delete nothing.");
    must(await swap(key, "a", undefined), "swap must delete the expected value and return true if `after` is undefined.");
    must((await get(key)) === undefined, "get must return undefined or null for a value that was deleted.");
    must(!(await swap(key, "a", undefined)), "swap must return false if the value to delete is not there.");
    must(await swap(key, undefined, "c"), "A key must be free after its value was deleted.");
  },

  async "swap without values changes nothing"({ swap }) {
    const key = random();
    must(await swap(key, undefined, undefined), "swap must return true if no value is expected, none is given and there is none.");
    await swap(key, undefined, "a");
    must(!(await swap(key, undefined, undefined)), "swap must return false if no value is expected, none is given and there is one.");
  },

  async "of parallel swaps exactly one succeeds"({ get, swap }) {
    const key = random();
    const first = await oneSucceeds((at) => swap(key, undefined, `a${at}`), "that add a value");
    must((await get(key)) === `a${first}`, "get must return the value of the swap that returned true.");
    const second = await oneSucceeds((at) => swap(key, `a${first}`, `b${at}`), "that replace the same value");
    must((await get(key)) === `b${second}`, "get must return the value of the swap that returned true.");
    // The first swap of all replaces, or deletes; or all of them delete.
    for (const after of [
      (at: number) => (at % 2 ? undefined : `c${at}`),
      (at: number) => (at % 2 ? `c${at}` : undefined),
      () => undefined,
    ]) {
      const key = random();
      await swap(key, undefined, "a");
      await oneSucceeds((at) => swap(key, "a", after(at)), "that delete or replace the same value");
    }
  },

  async "a value expires, and not earlier than it should"(store) {
    await withShortLifetime(async (ttlMs) => {
      const key = random();
      let early: string | null | undefined;
      const isInTime = await inTime(store, key, ttlMs, async () => {
        await pause(ttlMs / 2);
        early = await store.get(key);
      });
      if (!isInTime) return false;
      must(early === "a", `A value with a lifetime of ${ttlMs} ms was gone before: ttlMs is in milliseconds.`);
      await pause(ttlMs * 1.5);
      must((await store.get(key)) === undefined, `A value with a lifetime of ${ttlMs} ms was there after ${ttlMs * 1.5} ms.`);
      for (const after of [undefined, "b"]) must(!(await store.swap(key, "a", after)), "swap must not find a value that has expired.");
      return true;
    });
  },

  async "of parallel swaps for an expired value's key exactly one succeeds"({ get, swap }) {
    const key = random();
    await swap(key, undefined, "a", 1);
    await pause(SHORT_MS);
    const first = await oneSucceeds((at) => swap(key, undefined, `b${at}`), "that add a value where one has expired");
    must((await get(key)) === `b${first}`, "get must return the value of the swap that returned true.");
  },

  async "a value that is written again has a new lifetime"(store) {
    await withShortLifetime(async (ttlMs) => {
      const [long, short] = [random(), random()];
      let swapped: boolean | undefined;
      const isInTime = await inTime(store, long, ttlMs, async () => {
        swapped = await store.swap(long, "a", "b");
      });
      if (!isInTime) return false;
      must(swapped === true, `A value with a lifetime of ${ttlMs} ms was gone before: ttlMs is in milliseconds.`);
      await store.swap(short, undefined, "a");
      await store.swap(short, "a", "b", ttlMs);
      await pause(ttlMs * 1.5);
      must((await store.get(long)) === "b", "A value that was written again with a longer lifetime must have that.");
      must((await store.get(short)) === undefined, "A value that was written again with a shorter lifetime must have that.");
      return true;
    });
  },

  async "a value may live for thirty days"({ get, swap }) {
    const key = random();
    await swap(key, undefined, "a", LONG_MS);
    await pause(50);
    must((await get(key)) === "a", "A value with a lifetime of 30 days was gone at once: timers of JavaScript wait 24.8 days at most.");
  },

  async "keys and values are case-sensitive"({ get, swap }) {
    const key = `-_${random(30)}aA`;
    await swap(key, undefined, "value-A_a");
    must((await get(key.toLowerCase())) === undefined, "Keys that differ in case must be different: use a binary collation.");
    must(!(await swap(key, "VALUE-a_A", "b")), "Values that differ in case must be different: use a binary collation.");
    must((await get(key)) === "value-A_a", "get must return the value that swap has written.");
  },

  async "a large value is stored whole"({ get, swap }) {
    const [key, value] = [random(), random(LARGE)];
    await swap(key, undefined, value);
    must((await get(key)) === value, `A value of ${LARGE} characters was changed: use a column without a length.`);
    must(!(await swap(key, `${value.slice(0, -1)}.`, "a")), `swap must compare all of a value of ${LARGE} characters.`);
    must(await swap(key, value, "a"), `swap must return true if a value of ${LARGE} characters is the expected one.`);
  },
} satisfies Record<string, (store: Checked) => Promise<void>>;

/**
 * Returns the checks that a store for `kyclink/edge` must pass, for any test runner. They take about three seconds, and
 * each uses random keys of its own. They wait for each other, so that none removes expired values for another one.
 *
 * @param makeStore Called once for each check. It may return the same store each time, and should use a database like
 *   that of your production.
 * @example
 * import { test } from "node:test";
 * for (const { name, run } of storeSuite(() => store)) test(name, run);
 */
export function storeSuite(makeStore: () => Store | Promise<Store>): readonly StoreCheck[] {
  let earlier: Promise<void> = Promise.resolve();
  return Object.entries(CHECKS).map(([name, check]) => ({
    name,
    // One after another: the writes of another check could remove the expired values that a store would still return.
    run() {
      const done = earlier.then(async () => check(checked(await makeStore())));
      earlier = done.catch(() => {});
      return done;
    },
  }));
}
