/**
 * `kyclink/edge`: the handler that connects your page to the provider.
 *
 * @example
 * ```ts
 * export default { fetch: createHandler((env: Env) => ({
 *   provider: "spherepay",
 *   spherepay: { apiKey: env.SPHEREPAY_API_KEY, environment: "production" },
 *   allowedOrigins: ["https://app.example.com"],
 *   cookieSecret: env.COOKIE_SECRET,
 *   store: durableObjectStore(env.KYCLINK),
 *   rateLimit: "none",
 * })) };
 * ```
 * @module
 */

import type { AnyProviderName, Issue } from "./common.js";
import type { Applicant } from "./core.js";
import type { HandlerCode } from "./handler-codes.js";
import type { Gates, Route } from "./handler-gates.js";
import type { HandlerOptions } from "./handler-options.js";
import type { OwnProvider } from "./provider.js";
import type { ProviderTypes } from "./providers.js";
import type { ErrorCode, OperationName, ProviderName } from "./tables.js";

export type { NextAction } from "./core.js";
export * from "./handler-codes.js";
export * from "./handler-gates.js";
export * from "./handler-options.js";
export * from "./handler-page.js";
export * from "./handler-status.js";
export * from "./operator.js";
export * from "./refresh.js";

/**
 * Where the handler stores its records. Keys are hashes and values are encrypted.
 *
 * Of several calls of `swap` for one key with the same `before`, exactly one must succeed.
 *
 * @example
 * const values = new Map<string, string>();
 * const store: Store = {
 *   get: async (key) => values.get(key),
 *   swap: async (key, before, after, ttlMs) => {
 *     if (values.get(key) !== before) return false;
 *     if (after === undefined) values.delete(key);
 *     else values.set(key, after); // and delete it after `ttlMs`
 *     return true;
 *   },
 * };
 */
export interface Store {
  /** Returns the value of a key; `undefined` or `null` if there is none or it has expired. */
  get(key: string): Promise<string | null | undefined>;
  /**
   * Replaces the value of a key, if its current value is `before`. If both are `undefined`, it changes nothing, and
   * succeeds where there is no value.
   *
   * @param key The key.
   * @param before The expected value; `undefined` if the key must have none.
   * @param after The new value; `undefined` deletes the key.
   * @param ttlMs The lifetime of the new value, in milliseconds.
   * @returns `true` if the value was replaced, or else `false`. Anything else is refused.
   */
  swap(key: string, before: string | undefined, after: string | undefined, ttlMs: number): Promise<boolean>;
}

/** A provider's client options and webhook keys. Without a webhook key, the provider has no webhook route. */
export type ProviderConfig<Name extends ProviderName> = ProviderTypes[Name]["handler"];

/**
 * Something that took time while a request was handled, or that a person has done. Contains no personal data, ids or
 * credentials.
 *
 * The step is `request` for each request to the provider, `respond` for the whole request to the handler, or the name of
 * what the handler waited for: `readBody`, `wait`, `loadRecord`, `swapRecord`, `verifySignature`, the name of a hook …
 *
 * What a person does, in this order:
 *
 * - `form_shown`: the form of `page` was shown.
 * - `submitted`: a form was sent, and its body could be read.
 * - `refused`: the form was not accepted. `code` says why, and `codes` has the codes of the issues.
 * - `link_opened`: the person got a link to the hosted pages.
 * - `came_back`: the person came to the status page from another site.
 * - `settled`: the customer is `approved` or `rejected`, which `status` says. It comes once for each decision, with the
 *   request from which the handler has learned it.
 */
export interface StepReport {
  /** The route; empty where the handler has none at this path. */
  route: Route;
  /** What was done. */
  step: string;
  /** The provider's operation, where there is one. */
  operation?: OperationName | (string & {}) | undefined;
  /** Which attempt this request to the provider was, from 1. */
  attempt?: number | undefined;
  /** How long it took, in milliseconds. `respond` includes all others. */
  ms: number;
  /**
   * The code of the error that it ended with: of a request to the provider, of a step, or of the handler's problem
   * details.
   */
  code?: HandlerCode | ErrorCode | undefined;
  /** The codes of the issues, where the step is `refused`. */
  codes?: Issue["code"][] | undefined;
  /** The HTTP status of the provider's response, or the decision, where the step is `settled`. */
  status?: number | "approved" | "rejected" | undefined;
}

/** The provider, with its credentials. */
export type Chosen =
  | {
      [Name in ProviderName]: {
        /** The provider. */
        provider: Name;
      } & Configured<Name>;
    }[ProviderName]
  | ({
      /** A provider of your own: what `defineProvider` of `kyclink/provider` has returned. */
      provider: OwnProvider;
    } & Others)
  | ({
      /**
       * Chooses the provider, by its name or as one of `providers`. Called only with a body that is valid for at least
       * one of the configured providers.
       */
      provider: (applicant: Applicant) => AnyProviderName | OwnProvider | Promise<AnyProviderName | OwnProvider>;
    } & Others);

/** What a configuration may have beside its provider. */
type Others = { [Other in ProviderName]?: ProviderConfig<Other> | undefined } & {
  /** The providers of your own from which a function `provider` chooses. One that is not listed cannot be chosen. */
  providers?: readonly OwnProvider[] | undefined;
};

/** The configuration of {@link createHandler}. */
export type Config = HandlerOptions & Gates & Chosen;

/** The credentials of this provider, and perhaps of others. */
type Configured<Name extends ProviderName> = { [Own in Name]: ProviderConfig<Own> } & Others;

/**
 * The function that {@link createHandler} returns: responds to a request.
 * `ctx.waitUntil` keeps a started request alive if the browser disconnects.
 */
export type Handler<Env = unknown> = (
  request: Request,
  env?: Env,
  ctx?: {
    /** Keeps the platform from ending the request before a promise has settled. */
    waitUntil(promise: Promise<unknown>): void;
  },
) => Promise<Response>;

/**
 * Creates the handler.
 *
 * @param config The configuration, or a function that returns it for an `env` and is called once per `env`. `env` is
 *   what a Worker passes as second argument. Whatever other platforms pass there is ignored: in Node, Bun and Deno,
 *   `env` has the environment variables.
 * @returns A function from a `Request` to a `Response`.
 * @throws {KycLinkError} `invalid_config` if an option is missing or invalid; for a function, at its first request
 * @example
 * const handler = createHandler({
 *   provider: "grid",
 *   grid: { clientId, clientSecret, environment: "sandbox" },
 *   allowedOrigins: ["https://app.example.com"],
 *   cookieSecret,
 *   store: memoryStore(),
 *   rateLimit: "none",
 * });
 * Deno.serve(handler);
 */
export declare function createHandler<
  // biome-ignore lint/suspicious/noExplicitAny: with `unknown`, an option that is missing in a function is an error about `env`
  Env = any,
  Returned extends Config = Config,
>(config: Config | ((env: Env) => OnlyOptions<Returned>)): Handler<Env>;

/** A configuration without options that do not exist. TypeScript itself finds those only outside of functions. */
export type OnlyOptions<Returned> = Returned & { [Name in Exclude<NamesOf<Returned>, NamesOf<Config>>]: never } & {
  [Name in keyof Returned & ProviderName]?:
    | { [Option in Exclude<NamesOf<Returned[Name]>, NamesOf<ProviderConfig<Name>>>]?: never }
    | undefined;
};

/** The names of the properties of any member of a union. */
type NamesOf<Union> = Union extends object ? keyof Union : never;

/**
 * Creates a store in memory, for a single process. Records expire by a monotonic clock, so a step of the wall clock
 * neither ends a lock early nor keeps a record for longer.
 *
 * @example
 * const store = memoryStore();
 */
export declare function memoryStore(): Store;
