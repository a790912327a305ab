// Connections: the base URL and the headers that a configuration gives to every request. src/client/connection/mod.rs
// checks the configuration once; after that, only strings are joined.

import { copyOptions } from "../copy-options.js";
import { KycLinkError } from "../error.js";
import { knownOptions } from "../options/known-options.js";
import { CLIENT_OPTIONS, ERRORS, PROVIDER_OPTIONS } from "../tables.js";
import { CHECK_CONFIG } from "../wasm/calls.js";
import { freeze } from "../wasm/json.js";
import { call } from "../wasm/wasm.js";
import { pairs } from "./headers.js";

/**
 * @import { CallOptions, ClientOptions } from "../../types/core.js"
 * @import { ProviderName } from "../../types/form.js"
 */

/**
 * A configuration: a copy of the caller's options, without those that belong to a call.
 *
 * @typedef {Omit<ClientOptions, "headers"> & {
 *   headers?: import("./headers.js").Header[],
 *   profiles?: readonly string[],
 *   definition?: string,
 * }} Config `definition` is that of a provider of one's own
 */

/**
 * The options of one call that change its headers.
 *
 * @typedef {Pick<CallOptions, "idempotencyKey"> & { headers?: import("./headers.js").Header[] }} CallOverrides
 */

/**
 * What determines a request's method and headers: whether it takes the idempotency key, its method, and the media type
 * of its body (`""` without a body).
 *
 * @typedef {{ takesKey: boolean, method: string, type: string }} RequestLine
 */

/**
 * A connection to a provider, for one call if it has an idempotency key. It contains credentials: it is never part of
 * anything that a caller gets.
 *
 * @typedef {object} Connection
 * @property {ProviderName} provider
 * @property {Config} config
 * @property {string} baseUrl
 * @property {boolean} requiresKeys whether the provider requires an idempotency key for each create
 * @property {object} [frozenConfig] the configuration for calls, made by the first flow
 * @property {Record<string, string>[]} headers those of requests without the idempotency key, then those with it; both
 *   have an empty "Content-Type"
 * @property {Pick<Config, "policy" | "profiles"> & { links?: object, credentials: string[] }} rules what
 *   inputs and responses are validated by; `links` are allowHosts and allowLoopback, frozen; no error repeats one of the `credentials`
 */

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
  if (copyOptions(config).dangerouslyAllowBrowser === true) return;
  const message = `${ERRORS.secret_in_browser} In a test with jsdom, pass dangerouslyAllowBrowser: true.`;
  throw new KycLinkError("secret_in_browser", { provider, message });
}

/**
 * Checks a configuration.
 *
 * @param {ProviderName} provider
 * @param {Config} config a value that is not an object is refused
 * @param {CallOverrides} [overrides]
 * @returns {Connection}
 */
export function open(provider, config, overrides) {
  const { policy, allowHosts, profiles, definition } = copyOptions(config);
  /** @type {{ baseUrl: string, allowLoopback: boolean, requiresKeys: boolean, headers: Record<string, string>[] }} */
  const { baseUrl, allowLoopback, requiresKeys, headers } = call(CHECK_CONFIG, definition ?? provider, config, overrides);
  const links = allowHosts == null && !allowLoopback ? undefined : freeze([allowHosts, allowLoopback]);
  const rules = { policy, links, profiles, credentials: credentialsOf(copyOptions(config), copyOptions(overrides)) };
  return { provider, config, baseUrl, requiresKeys, headers, rules };
}

/**
 * Returns the headers of a request with this line.
 *
 * @param {Connection} connection
 * @param {RequestLine} line
 * @returns {Record<string, string>}
 */
export function requestHeaders({ headers }, { takesKey, type }) {
  const given = headers[takesKey ? 1 : 0];
  // Spread first, so that "Content-Type" keeps its position: headers have an order.
  if (type !== "") return { ...given, "Content-Type": type };
  const { "Content-Type": _, ...others } = given;
  return others;
}

/**
 * Returns every string of a configuration and of the options of a call, and the values of their headers: each may be a
 * credential.
 *
 * @param {Config} config
 * @param {CallOverrides} call
 */
function credentialsOf({ headers = [], ...options }, { idempotencyKey, headers: more = [] }) {
  const values = [...Object.values(options), idempotencyKey, ...[...headers, ...more].map(([, value]) => value)];
  return values.filter((value) => typeof value === "string");
}

const NOT_RANDOM =
  "This platform has no crypto.randomUUID, which an idempotency key needs: pass idempotencyKey, a new random one for each person.";

/** The name of the header that a provider may require for creates, in lower case. */
const KEY_HEADER = "idempotency-key";

/**
 * Returns the idempotency key in headers.
 *
 * @param {Record<string, string>} headers
 */
export function keyOf(headers) {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === KEY_HEADER)?.[1];
}

/**
 * Returns the options of a call that creates a customer, with a key of its own where the provider requires one and the
 * caller has given none. All attempts of the call send the same key.
 *
 * @template {CallOptions} Options
 * @param {Connection} connection
 * @param {Options} options
 * @returns {Options}
 */
export function withKey(connection, options) {
  const { idempotencyKey, headers } = options;
  if (!connection.requiresKeys || idempotencyKey !== undefined) return options;
  if (pairs(headers)?.some(([name]) => name.toLowerCase() === KEY_HEADER)) return options;
  const key = globalThis.crypto?.randomUUID?.();
  if (key === undefined) throw new KycLinkError("invalid_config", { provider: connection.provider, message: NOT_RANDOM });
  // The result must not inherit, either: a spread alone would bring back `Object.prototype`.
  return copyOptions({ ...options, idempotencyKey: key });
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
 * The configuration that `openOnce` checked last, as it was read, with its connection.
 *
 * @type {{ names: string[], copy: Record<string, unknown>, connection: Connection } | undefined}
 */
let last;

/**
 * Returns the connection of a configuration, and checks it unless it is the same as in the last call.
 *
 * Each property is read once, so a getter or a proxy cannot show one value here and another to `open`. A configuration
 * with an object, such as `headers`, is not remembered: the object may have changed in the meantime.
 *
 * @param {ProviderName} provider
 * @param {object | null | undefined} config
 * @returns {Connection}
 */
export function openOnce(provider, config) {
  /** @type {Record<string, unknown>} */
  const copy = { ...config };
  const names = Object.keys(copy);
  if (last && isSame(last, provider, names, copy)) return last.connection;
  const { idempotencyKey, headers, ...given } = knownOptions(copy, { ...CONFIG_OPTIONS, idempotencyKey: 1 });
  const call = { idempotencyKey, headers: pairs(headers) };
  const connection = open(provider, /** @type {Config} */ (config && given), /** @type {CallOverrides} */ (call));
  if (!names.some((name) => typeof copy[name] === "object" && copy[name] !== null)) last = { names, copy, connection };
  return connection;
}

/**
 * @param {NonNullable<typeof last>} known
 * @param {ProviderName} provider
 * @param {string[]} names
 * @param {Record<string, unknown>} copy
 */
function isSame(known, provider, names, copy) {
  if (known.connection.provider !== provider || known.names.length !== names.length) return false;
  return names.every((name, at) => name === known.names[at] && copy[name] === known.copy[name]);
}
