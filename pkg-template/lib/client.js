// Clients: one method per operation of a provider, over the three steps that are also exported on their own.

import { KycLinkError } from "./error.js";
import { pairs } from "./headers.js";
import { Packed } from "./pack.js";
import { parseResponse } from "./response.js";
import { COMPOSITES, OPERATIONS } from "./tables.js";
import { send } from "./transport.js";
import { call } from "./wasm.js";

// What a client knows and does not show: not in console.log, not in JSON, not to its users.
const connections = new WeakMap();

/** The function that makes clients of one provider. */
export function provider(name) {
  const verbs = OPERATIONS.filter((operation) => operation.startsWith(`${name}.`) && !COMPOSITES.includes(operation));
  return (config) => {
    if (typeof document !== "undefined" && config?.dangerouslyAllowBrowser !== true) {
      throw new KycLinkError("secret_in_browser", { provider: name });
    }
    const connection = connect(name, config);
    const client = {};
    for (const operation of verbs) {
      client[operation.slice(name.length + 1)] = (input, options) => run(connection, operation, input, options ?? {});
    }
    connections.set(client, connection);
    return Object.freeze(client);
  };
}

/** What belongs to a client. */
export function connectionOf(client) {
  const connection = connections.get(client);
  if (!connection) throw new KycLinkError("invalid_config", { message: "This is no client of this copy of kyclink." });
  return connection;
}

function connect(provider, config) {
  const { fetch, timeout, dangerouslyAllowBrowser, ...rest } = config ?? {};
  const own = { ...rest, headers: pairs(rest.headers) };
  const allowLoopback = call("check_config", provider, config && own);
  return { provider, config: own, transport: { fetch, timeout }, links: { allowHosts: own.allowHosts, allowLoopback } };
}

async function run(connection, operation, input, options) {
  const given = new Packed(input);
  const request = call("build_request", operation, given, callConfig(connection, options), Date.now());
  const { profiles = connection.config.profiles } = options;
  return parseResponse(operation, await exchange(connection, operation, request, options), given, { ...connection.links, profiles });
}

/** A client's configuration with what one call adds. */
export function callConfig({ config }, { idempotencyKey, headers }) {
  return { ...config, idempotencyKey, headers: [...config.headers, ...pairs(headers)] };
}

/** Sends one request of an operation; what no answer means depends on the operation. */
export async function exchange({ provider, transport }, operation, request, { signal, timeout = transport.timeout }) {
  const before = signal?.aborted;
  try {
    return await send(request, { fetch: transport.fetch, timeout, signal });
  } catch (error) {
    if (!["network", "timeout", "aborted"].includes(error.code)) throw Object.assign(error, { provider, operation });
    throw KycLinkError.from(call("no_answer", operation, error.code, !before), { cause: error.cause });
  }
}
