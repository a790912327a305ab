// Clients: one method per operation of a provider, built on the three steps that are also exported on their own.

import type { OperationName, ProviderName } from "../codes.ts";
import { misuse } from "../error.ts";
import { knownOptions } from "../options/known-options.ts";
import type { CallOptions, ClientOptions } from "../options/options.ts";
import type { Clients } from "../providers.js";
import { CALL_OPTIONS, COMPOSITES, ENDPOINTS, OPERATIONS } from "../tables.js";
import { sendWithRetries, truthOf } from "./attempts.ts";
import type { State } from "./connect.ts";
import { checkCallOptions, connect } from "./connect.ts";
import { withKey, withOptions } from "./connection.ts";
import type { Page, PagePromise } from "./page-promise.ts";
import { pagePromise } from "./page-promise.ts";
import type { CallName } from "./request.ts";
import { build, refuseMistake } from "./request.ts";
import { parse } from "./response.ts";

/** A provider's client: one method per operation, which takes the operation's input and {@link CallOptions}. */
export type Client<Provider extends ProviderName> = Clients[Provider];

/** What a method of a client takes and returns. */
export interface CallTypes<Input, Output> {
  /** The input. */
  input: Input;
  /** The result. */
  output: Output;
}

/**
 * A method of a client. It needs no input if every member of the operation's input is optional. A list is returned as a
 * {@link PagePromise}.
 */
export type Method<Call> = Call extends { input: infer Input; output: infer Output }
  ? (
      ...args: Record<never, never> extends Input
        ? [input?: Input | undefined, options?: CallOptions | undefined]
        : [input: Input, options?: CallOptions | undefined]
    ) => Output extends Page<infer Item, infer Next> ? PagePromise<Item, Next> : Promise<Output>
  : never;

/** The name of a provider, which may be one of your own. */
export type AnyProviderName = ProviderName | (string & {});

/** The state of each client, hidden from console.log, JSON and the client's users. */
const states: WeakMap<object, State> = new WeakMap();

/** Returns the function that makes clients of a provider. */
export function provider<Name extends ProviderName>(name: Name): (config: ClientOptions) => Client<Name> {
  // A function that may be called with `new`, as classes of other packages are.
  return function client(config) {
    const state = connect(name, config);
    const client: Record<string, (input: unknown, options?: CallOptions) => Promise<unknown>> = {};
    for (const operation of OPERATIONS.filter(isCall)) {
      if (!operation.startsWith(`${name}.`)) continue;
      const method = ENDPOINTS.get(operation)?.isPage ? list : run;
      client[operation.slice(name.length + 1)] = (input, options) => method(state, operation, input, options);
    }
    states.set(client, state);
    return Object.freeze(client) as Client<Name>;
  };
}

function isCall(operation: OperationName): operation is CallName {
  return !COMPOSITES.some((composite) => composite === operation);
}

/** Returns a client without methods. */
export function clientOf(state: State) {
  const client = Object.freeze({});
  states.set(client, state);
  return client;
}

export function stateOf(client: object): State {
  const state = states.get(client);
  if (state) return state;
  const members = Object.values(client ?? {});
  const isClient = members.length > 0 && members.every((member) => typeof member === "function");
  if (!isClient) throw misuse("Pass a client: what the function of a provider returns.");
  throw misuse("This client is from another copy of kyclink: `npm ls kyclink` lists the copies, `npm dedupe` leaves one.");
}

async function run(state: State, operation: CallName, input: unknown, given: CallOptions | undefined) {
  return prepare(state, operation, given)(input);
}

/** Requests the first page of a list. The options are read once, and used for the following pages, too. */
function list(state: State, operation: CallName, input: unknown, given: CallOptions | undefined) {
  let request: (input: unknown) => Promise<Page<unknown>>;
  const first = async () => {
    request = prepare(state, operation, given);
    return request(input);
  };
  const requestNext = (next: object) => request(next);
  return pagePromise(first(), {
    requestNext,
    details: { provider: state.connection.provider, operation },
  });
}

/** Returns the function that calls an operation with these options. */
function prepare<Output>(state: State, operation: CallName, given: CallOptions | undefined) {
  const known = knownOptions(given, CALL_OPTIONS);
  const limits = checkCallOptions(known, state);
  const options = ENDPOINTS.get(operation)?.creates ? withKey(state.connection, known) : known;
  return async (input: unknown) => {
    const connection = withOptions(state.connection, options);
    refuseMistake(operation, input);
    // Operations without an input, or without a required field, may be called without one.
    const { request, sent } = build(operation, input === undefined ? {} : input, connection);
    try {
      const response = await sendWithRetries(state, { operation, request, options, limits });
      return parse<Output>(operation, response, sent, connection.rules);
    } catch (error) {
      throw truthOf(error, { operation, request });
    }
  };
}
