// Clients: one method per operation of a provider, built on the three steps that are also exported on their own.

import { misuse } from "../error.js";
import { knownOptions } from "../options/known-options.js";
import { CALL_OPTIONS, COMPOSITES, ENDPOINTS, OPERATIONS } from "../tables.js";
import { sendWithRetries, truthOf } from "./attempts.js";
import { checkCallOptions, connect } from "./connect.js";
import { withKey, withOptions } from "./connection.js";
import { pagePromise } from "./page-promise.js";
import { build, refuseMistake } from "./request.js";
import { parse } from "./response.js";

/**
 * @import { CallName, CallOptions, ClientOptions } from "../../types/core.js"
 * @import { ProviderName } from "../../types/form.js"
 * @import { State } from "./connect.js"
 */

/**
 * The state of each client, hidden from console.log, JSON and the client's users.
 *
 * @type {WeakMap<object, State>}
 */
const states = new WeakMap();

/**
 * Returns the function that makes clients of a provider.
 *
 * @template {ProviderName} Name
 * @param {Name} name
 * @returns {(config: ClientOptions) => import("../../types/core.js").Client<Name>}
 */
export function provider(name) {
  // A function that may be called with `new`, as classes of other packages are.
  return function client(config) {
    const state = connect(name, config);
    /** @type {Record<string, (input: unknown, options?: CallOptions) => Promise<unknown>>} */
    const client = {};
    for (const operation of OPERATIONS.filter(isCall)) {
      if (!operation.startsWith(`${name}.`)) continue;
      const method = ENDPOINTS.get(operation)?.isPage ? list : run;
      client[operation.slice(name.length + 1)] = (input, options) => method(state, operation, input, options);
    }
    states.set(client, state);
    return /** @type {import("../../types/core.js").Client<Name>} */ (Object.freeze(client));
  };
}

/**
 * @param {import("../../types/form.js").OperationName} operation
 * @returns {operation is CallName}
 */
function isCall(operation) {
  return !COMPOSITES.some((composite) => composite === operation);
}

/**
 * Returns a client without methods.
 *
 * @param {State} state
 */
export function clientOf(state) {
  const client = Object.freeze({});
  states.set(client, state);
  return client;
}

/**
 * @param {object} client
 * @returns {State}
 */
export function stateOf(client) {
  const state = states.get(client);
  if (state) return state;
  const members = Object.values(client ?? {});
  const isClient = members.length > 0 && members.every((member) => typeof member === "function");
  if (!isClient) throw misuse("Pass a client: what the function of a provider returns.");
  throw misuse("This client is from another copy of kyclink: `npm ls kyclink` lists the copies, `npm dedupe` leaves one.");
}

/**
 * @param {State} state
 * @param {CallName} operation
 * @param {unknown} input
 * @param {CallOptions | undefined} given
 */
async function run(state, operation, input, given) {
  return prepare(state, operation, given)(input);
}

/**
 * Requests the first page of a list. The options are read once, and used for the following pages, too.
 *
 * @param {State} state
 * @param {CallName} operation
 * @param {unknown} input
 * @param {CallOptions | undefined} given
 */
function list(state, operation, input, given) {
  /** @type {(input: unknown) => Promise<unknown>} */
  let request;
  const first = async () => {
    request = prepare(state, operation, given);
    return request(input);
  };
  const requestNext = (/** @type {object} */ next) => request(next);
  return pagePromise(/** @type {Promise<import("./page-promise.js").Page>} */ (first()), {
    requestNext: /** @type {(next: object) => Promise<import("./page-promise.js").Page>} */ (requestNext),
    details: { provider: state.connection.provider, operation },
  });
}

/**
 * Returns the function that calls an operation with these options.
 *
 * @param {State} state
 * @param {CallName} operation
 * @param {CallOptions | undefined} given
 */
function prepare(state, operation, given) {
  const known = knownOptions(given, CALL_OPTIONS);
  const limits = checkCallOptions(known, state);
  const options = ENDPOINTS.get(operation)?.creates ? withKey(state.connection, known) : known;
  return async (/** @type {unknown} */ input) => {
    const connection = withOptions(state.connection, options);
    refuseMistake(operation, input);
    // Operations without an input, or without a required field, may be called without one.
    const { request, sent } = build(operation, input === undefined ? {} : input, connection);
    try {
      const response = await sendWithRetries(state, { operation, request, options, limits });
      return parse(operation, response, sent, connection.rules);
    } catch (error) {
      throw truthOf(error, { operation, request });
    }
  };
}
