// Clients: one method per operation of a provider, built on the three steps that are also exported on their own.

import { checkCallOptions, exchange } from "./attempts.js";
import { CHECK_CONFIG } from "./calls.js";
import { KycLinkError, misuse } from "./error.js";
import { pairs } from "./headers.js";
import { ownOptions } from "./options.js";
import { Packed } from "./pack.js";
import { build } from "./request.js";
import { parse } from "./response.js";
import { COMPOSITES, OPERATIONS } from "./tables.js";
import { call } from "./wasm.js";

/**
 * @typedef {import("../types/core.js").CallName} CallName
 * @typedef {import("../types/core.js").CallOptions} CallOptions
 * @typedef {import("../types/core.js").ClientOptions} ClientOptions
 * @typedef {import("../types/form.js").ProviderName} ProviderName
 */

/**
 * A client's configuration: its own copy of the options, without those that only concern sending.
 *
 * @typedef {Pick<ClientOptions, "policy" | "allowHosts"> & {
 *   headers: import("./headers.js").Header[],
 *   profiles?: readonly string[],
 *   baseUrl?: string,
 *   environment?: string,
 * }} ClientConfig
 */

/**
 * The state of a client.
 *
 * @typedef {object} Connection
 * @property {ProviderName} provider
 * @property {ClientConfig} config
 * @property {Packed} packed the configuration, ready for src/js
 * @property {import("../types/core.js").Fetch} [fetch]
 * @property {number} timeout
 * @property {number} maxRetries
 * @property {Packed} [links] allowHosts and allowLoopback, ready for src/js
 */

/**
 * The state of each client, hidden from console.log, JSON and the client's users.
 *
 * @type {WeakMap<object, Connection>}
 */
const connections = new WeakMap();

/**
 * Returns the function that makes clients of a provider.
 *
 * @template {ProviderName} Name
 * @param {Name} name
 * @returns {(config: ClientOptions) => import("../types/core.js").Client<Name>}
 */
export function provider(name) {
  const names = OPERATIONS.filter(isCall).filter((operation) => operation.startsWith(`${name}.`));
  return (config) => {
    if (typeof document !== "undefined" && ownOptions(config).dangerouslyAllowBrowser !== true) {
      throw new KycLinkError("secret_in_browser", { provider: name });
    }
    const connection = connect(name, config);
    /** @type {Record<string, (input: unknown, options?: CallOptions) => Promise<unknown>>} */
    const client = {};
    for (const operation of names) {
      client[operation.slice(name.length + 1)] = (input, options) => run(connection, operation, input, ownOptions(options));
    }
    connections.set(client, connection);
    return /** @type {import("../types/core.js").Client<Name>} */ (Object.freeze(client));
  };
}

/**
 * @param {import("../types/form.js").OperationName} operation
 * @returns {operation is CallName}
 */
function isCall(operation) {
  return !COMPOSITES.some((composite) => composite === operation);
}

/**
 * @param {object} client
 * @returns {Connection}
 */
export function connectionOf(client) {
  const connection = connections.get(client);
  if (!connection) throw misuse("This is not a client that this copy of kyclink has made.");
  return connection;
}

/**
 * @param {ProviderName} provider
 * @param {ClientOptions} config
 * @returns {Connection}
 */
function connect(provider, config) {
  const { fetch, timeout, maxRetries, dangerouslyAllowBrowser: _, headers, ...rest } = ownOptions(config);
  // Lists are copied: a client does not change when its caller changes them.
  const copies = Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]);
  /** @type {ClientConfig} */
  const own = ownOptions({ ...Object.fromEntries(copies), headers: pairs(headers) });
  const packed = new Packed(own);
  /** @type {boolean} */
  const allowLoopback = call(CHECK_CONFIG, provider, config && packed);
  if (fetch !== undefined && typeof fetch !== "function") {
    throw new KycLinkError("invalid_config", { provider, message: "fetch must be a function." });
  }
  const links = own.allowHosts == null && !allowLoopback ? undefined : new Packed([own.allowHosts, allowLoopback]);
  return { provider, config: own, packed, fetch, ...checkCallOptions({ timeout, maxRetries }), links };
}

/**
 * @param {Connection} connection
 * @param {CallName} operation
 * @param {unknown} input
 * @param {CallOptions} options
 */
async function run(connection, operation, input, options) {
  // Operations without an input, or without a required field, may be called without one.
  const packed = new Packed(input === undefined ? {} : input);
  const request = build(operation, packed, callConfig(connection, options));
  const response = await exchange(connection, { operation, request, options });
  return parse(operation, response, packed, { links: connection.links, profiles: options.profiles ?? connection.config.profiles });
}

/**
 * Returns a client's configuration with the options of one call. Most calls have none.
 *
 * @param {Connection} connection
 * @param {CallOptions} options
 */
export function callConfig({ config, packed }, { idempotencyKey, headers, profiles }) {
  if ((idempotencyKey ?? headers ?? profiles) === undefined) return packed;
  return { ...config, idempotencyKey, profiles: profiles ?? config.profiles, headers: [...config.headers, ...pairs(headers)] };
}
