// Providers of one's own: what `defineProvider` has hidden behind the object that it returns.

/**
 * What is behind a provider of one's own.
 *
 * @typedef {object} OwnProvider
 * @property {string} name
 * @property {string} label its name for people
 * @property {string | undefined} account what tells its account apart from others: it may be a secret
 * @property {string | undefined} scope what its statuses are about, beside the account
 * @property {{ definition: string, allowHosts: readonly string[], baseUrl: string | undefined, webhook: boolean | undefined }} connection
 *   what the crate makes a provider of (src/provider/own): its definition, the hosts of its links, a URL on loopback if
 *   they may be there, and whether it has webhooks
 * @property {{ repeat: import("../../types/provider.js").ProviderDefinition["repeat"], hasLink: boolean, hasToken: boolean, hasFind: boolean, sendsItself: boolean }} traits
 *   what makes a second create safe, which functions there are, and whether they send without the given `fetch`
 * @property {import("./own-operation.js").OwnOperation} operation
 * @property {Partial<Record<import("../../types/common.js").CustomerType, import("../../types/core.js").Preparation>> | undefined} preparation
 *   what to have at hand
 * @property {import("../../module/call/transport.js").Send} send sends a request to one of its functions, as `attempt` sends one to a host
 * @property {((delivery: { body: Uint8Array<ArrayBuffer>, headers: Headers, isLocal?: boolean }) => Promise<Verified | false>) | undefined} verify
 *   verifies a delivery: `false` without a valid signature
 */

/**
 * What a function has returned as an event, which is null if it does not matter.
 *
 * @typedef {{ body: unknown }} Verified
 */

/**
 * Whether an own provider may have this name, which is a part of paths and records.
 *
 * @param {unknown} name
 */
export function isOwnName(name) {
  return typeof name === "string" && /^[a-z][a-z0-9-]{1,30}$/.test(name);
}

/** @type {WeakMap<object, OwnProvider>} */
const hidden = new WeakMap();

/**
 * @param {object} provider
 * @param {OwnProvider} own
 */
export function hideBehind(provider, own) {
  hidden.set(provider, own);
}

/**
 * Returns the definition in an own provider; `undefined` for anything else.
 *
 * @param {unknown} value
 */
export function ownProviderOf(value) {
  return hidden.get(/** @type {object} */ (value));
}
