// Providers of one's own: what `defineProvider` has hidden behind the object that it returns.

/**
 * What is behind a provider of one's own. `table` is what the crate makes a provider of: src/provider/declared.
 *
 * @typedef {object} Declared
 * @property {string} name
 * @property {string} label its name for people
 * @property {string} table
 * @property {import("./form/own.js").OwnOperation} operation
 * @property {Partial<Record<import("../types/common.js").CustomerType, import("../types/core.js").Preparation>> | undefined} preparation
 *   what to have at hand
 * @property {readonly string[]} hosts those that its links may have
 * @property {Send} send sends a request to one of its functions, as `attempt` sends one to a host
 * @property {((delivery: { body: Uint8Array<ArrayBuffer>, headers: Headers }) => Promise<unknown>) | undefined} verify
 *   verifies a delivery: `false` without a valid signature, or the event as the body, unless it `isIgnored`
 */

/**
 * @typedef {(
 *   request: import("../types/core.js").HttpRequest,
 *   options: import("./transport.js").AttemptOptions,
 * ) => Promise<import("./transport.js").RawResponse & { code?: import("./error.js").ErrorCode }>} Send
 */

/** @type {WeakMap<object, Declared>} */
const hidden = new WeakMap();

/**
 * Hides what is behind a provider.
 *
 * @param {object} provider
 * @param {Declared} declared
 */
export function hideBehind(provider, declared) {
  hidden.set(provider, declared);
}

/**
 * Returns what is behind a provider of one's own; `undefined` for anything else.
 *
 * @param {unknown} value
 */
export function declaredOf(value) {
  return hidden.get(/** @type {object} */ (value));
}
