// Connections: what a configuration gives to every request. It is checked once, by src/client/connection.rs; afterwards only
// strings are put together.

import { CHECK_CONFIG } from "./calls.js";
import { KycLinkError } from "./error.js";
import { pairs } from "./headers.js";
import { knownOptions } from "./known-options.js";
import { ownOptions } from "./options.js";
import { Packed, pack } from "./pack.js";
import { ERRORS, PROVIDER_OPTIONS } from "./tables.js";
import { callPacked } from "./wasm.js";

/**
 * @typedef {import("../types/core.js").CallOptions} CallOptions
 * @typedef {import("../types/core.js").ClientOptions} ClientOptions
 * @typedef {import("../types/form.js").ProviderName} ProviderName
 */

/**
 * A configuration: our own copy of the caller's options, without those of a call.
 *
 * @typedef {Omit<ClientOptions, "headers"> & {
 *   headers?: import("./headers.js").Header[],
 *   profiles?: readonly string[],
 * }} Config
 */

/**
 * What belongs to one call.
 *
 * @typedef {Pick<CallOptions, "idempotencyKey"> & { headers?: import("./headers.js").Header[] }} OwnOfCall
 */

/**
 * What requests have in common if they have the same method, media type and idempotency key.
 *
 * @typedef {{ method: string, headers: Record<string, string>, hasBody: boolean }} Head
 */

/**
 * A connection to a provider, for one call if it has an idempotency key. It contains credentials: it is never part of anything
 * that a caller gets.
 *
 * @typedef {object} Connection
 * @property {ProviderName} provider
 * @property {Config} config
 * @property {string} baseUrl
 * @property {string[]} headers those of a request without and with the idempotency key, as JSON; "Content-Type" is empty
 * @property {Map<string, Head>} heads by the line that src/js writes for them
 * @property {Pick<Config, "policy" | "profiles"> & { links?: Packed, credentials: string[] }} rules what inputs and responses
 *   are validated by; `links` are allowHosts and allowLoopback, and no error repeats one of the `credentials`
 */

/** @satisfies {Record<keyof ClientOptions, 1>} */
const CLIENT_OPTIONS = {
  fetch: 1,
  timeout: 1,
  maxRetries: 1,
  policy: 1,
  allowHosts: 1,
  headers: 1,
  dangerouslyAllowBrowser: 1,
};

/** The options of every client. One object may have the credentials of several providers. */
export const CONFIG_OPTIONS = Object.assign({}, CLIENT_OPTIONS, ...Object.values(PROVIDER_OPTIONS));

/**
 * Refuses credentials in web pages and their workers: no server has a `document` or a `ServiceWorkerRegistration`.
 *
 * @param {ProviderName} provider
 * @param {ClientOptions | null | undefined} config
 */
export function refuseInPage(provider, config) {
  if (typeof document === "undefined" && typeof ServiceWorkerRegistration === "undefined") return;
  if (ownOptions(config).dangerouslyAllowBrowser === true) return;
  const message = `${ERRORS.secret_in_browser} In a test with jsdom, pass dangerouslyAllowBrowser: true.`;
  throw new KycLinkError("secret_in_browser", { provider, message });
}

/**
 * Checks a configuration.
 *
 * @param {ProviderName} provider
 * @param {Config} config anything else that is not an object is refused, too
 * @param {OwnOfCall} [call]
 * @returns {Connection}
 */
export function open(provider, config, call) {
  const checked = /** @type {string} */ (callPacked(CHECK_CONFIG, pack([provider, config, call]), String));
  const [baseUrl, loopback, ...headers] = checked.split("\n");
  const { policy, allowHosts, profiles } = ownOptions(config);
  const links = allowHosts == null && loopback === "" ? undefined : new Packed([allowHosts, loopback !== ""]);
  const rules = { policy, links, profiles, credentials: credentialsOf(ownOptions(config), ownOptions(call)) };
  return { provider, config, baseUrl, headers, heads: new Map(), rules };
}

/**
 * Returns every string of a configuration, whatever a provider calls its credentials, and of the options of a call, with the
 * values of their headers.
 *
 * @param {Config} config
 * @param {OwnOfCall} call
 */
function credentialsOf({ headers = [], ...options }, { idempotencyKey, headers: own = [] }) {
  const values = [...Object.values(options), idempotencyKey, ...[...headers, ...own].map(([, value]) => value)];
  return values.filter((value) => typeof value === "string");
}

/**
 * Returns the connection with the options of one call. Most calls have none.
 *
 * @param {Connection} connection
 * @param {CallOptions} options
 */
export function withOptions(connection, { idempotencyKey, headers, profiles }) {
  if ((idempotencyKey ?? headers ?? profiles) === undefined) return connection;
  const { provider, config } = connection;
  return open(provider, { ...config, profiles: profiles ?? config.profiles }, { idempotencyKey, headers: pairs(headers) });
}

/**
 * The last configuration that `openOnce` has checked, as it was read, and its connection.
 *
 * @type {{ names: string[], own: Record<string, unknown>, connection: Connection } | undefined}
 */
let last;

/**
 * Checks a configuration, unless it is that of the last time.
 *
 * Each property is read once, so a getter or a proxy cannot show one value here and another to `open`. A configuration with an
 * object, such as `headers`, is not remembered: the object may have changed in the meantime.
 *
 * @param {ProviderName} provider
 * @param {object | null | undefined} config
 * @returns {Connection}
 */
export function openOnce(provider, config) {
  /** @type {Record<string, unknown>} */
  const own = { ...config };
  const names = Object.keys(own);
  if (last && isSame(last, provider, names, own)) return last.connection;
  const { idempotencyKey, headers, ...given } = knownOptions(own, { ...CONFIG_OPTIONS, idempotencyKey: 1 });
  const call = { idempotencyKey, headers: pairs(headers) };
  const connection = open(provider, /** @type {Config} */ (config && given), /** @type {OwnOfCall} */ (call));
  if (!names.some((name) => typeof own[name] === "object" && own[name] !== null)) last = { names, own, connection };
  return connection;
}

/**
 * @param {NonNullable<typeof last>} known
 * @param {ProviderName} provider
 * @param {string[]} names
 * @param {Record<string, unknown>} own
 */
function isSame(known, provider, names, own) {
  if (known.connection.provider !== provider || known.names.length !== names.length) return false;
  return names.every((name, at) => name === known.names[at] && own[name] === known.own[name]);
}
