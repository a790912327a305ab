// Clients: one method per operation of a provider, over the three steps that are also exported on their own.

import { exchange, limits } from "./attempts.js";
import { CHECK_CONFIG } from "./calls.js";
import { KycLinkError, misuse } from "./error.js";
import { pairs } from "./headers.js";
import { ownOptions } from "./options.js";
import { Packed } from "./pack.js";
import { build } from "./request.js";
import { parse } from "./response.js";
import { COMPOSITES, OPERATIONS } from "./tables.js";
import { call } from "./wasm.js";

// What a client knows and does not show: not in console.log, not in JSON, not to its users.
const connections = new WeakMap();

/** The function that makes clients of one provider. */
export function provider(name) {
  const verbs = OPERATIONS.filter((operation) => operation.startsWith(`${name}.`) && !COMPOSITES.includes(operation));
  return (config) => {
    if (typeof document !== "undefined" && ownOptions(config).dangerouslyAllowBrowser !== true) {
      throw new KycLinkError("secret_in_browser", { provider: name });
    }
    const connection = connect(name, config);
    const client = {};
    for (const operation of verbs) {
      client[operation.slice(name.length + 1)] = (input, options) => run(connection, operation, input, ownOptions(options));
    }
    connections.set(client, connection);
    return Object.freeze(client);
  };
}

/** What belongs to a client. */
export function connectionOf(client) {
  const connection = connections.get(client);
  if (!connection) throw misuse("This is no client of this copy of kyclink.");
  return connection;
}

function connect(provider, config) {
  const { fetch, timeout, maxRetries, dangerouslyAllowBrowser, headers, ...rest } = ownOptions(config);
  // Lists are copied: a client does not change when its caller's lists do.
  const copies = Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]);
  const own = ownOptions({ ...Object.fromEntries(copies), headers: pairs(headers) });
  const packed = new Packed(own);
  const allowLoopback = call(CHECK_CONFIG, provider, config && packed);
  if (fetch !== undefined && typeof fetch !== "function")
    throw new KycLinkError("invalid_config", { provider, message: "fetch is a function." });
  return { provider, config: own, packed, fetch, ...limits({ timeout, maxRetries }), links: { allowHosts: own.allowHosts, allowLoopback } };
}

async function run(connection, operation, input, options) {
  // What takes nothing, or nothing that is required, is called with nothing.
  const given = new Packed(input === undefined ? {} : input);
  const request = build(operation, given, callConfig(connection, options));
  const answer = await exchange(connection, { operation, request, options });
  return parse(operation, answer, given, { ...connection.links, profiles: options.profiles ?? connection.config.profiles });
}

/** A client's configuration with what one call adds, which most of the time is nothing. */
export function callConfig({ config, packed }, { idempotencyKey, headers, profiles }) {
  if ((idempotencyKey ?? headers ?? profiles) === undefined) return packed;
  return { ...config, idempotencyKey, profiles: profiles ?? config.profiles, headers: [...config.headers, ...pairs(headers)] };
}
