// Connections: the base URL and the headers that a configuration gives to every request. src/client/connection/mod.rs
// checks the configuration once; after that, only strings are joined.

import type { ProviderName } from "../codes.ts";
import { copyOptions } from "../copy-options.ts";
import { KycLinkError } from "../error.ts";
import { knownOptions } from "../options/known-options.ts";
import type { CallOptions, ClientOptions } from "../options/options.ts";
import { CLIENT_OPTIONS, ERRORS, PROVIDER_OPTIONS } from "../tables.js";
import { CHECK_CONFIG } from "../wasm/calls.ts";
import { freeze } from "../wasm/json.ts";
import { call } from "../wasm/wasm.ts";
import type { AnyProviderName } from "./client.ts";
import type { Header } from "./headers.ts";
import { pairs } from "./headers.ts";

/** Sends requests to the provider. */
export interface InEnvironment {
  /** The provider's sandbox or its production API, whichever the credentials belong to. */
  environment: "sandbox" | "production";
  /** Not together with `environment`. */
  baseUrl?: undefined;
}

/** Sends requests to another server. */
export interface AtBaseUrl {
  /** The URL of a server with the same API, such as a sandbox of `kyclink/testing`. */
  baseUrl: string;
  /** Not together with `baseUrl`. */
  environment?: undefined;
}

/** Where a client sends its requests: exactly one of `environment` and `baseUrl`. */
export type ServerOptions = InEnvironment | AtBaseUrl;

/** The options of a client that a handler takes, too. It has a `fetch` and a `timeout` of its own. */
export interface HandlerClientOptions extends Pick<ClientOptions, "policy" | "allowHosts" | "headers"> {}

/**
 * A configuration: a copy of the caller's options, without those that belong to a call.
 *
 * `definition` is that of a provider of one's own
 */
type ConnectionConfig = Omit<ClientOptions, "headers"> & { headers?: Header[]; profiles?: readonly string[]; definition?: string };

/** The options of one call that change its headers. */
type CallOverrides = Pick<CallOptions, "idempotencyKey"> & { headers?: Header[] };

/**
 * What determines a request's method and headers: whether it takes the idempotency key, its method, and the media type
 * of its body (`""` without a body).
 */
export type RequestLine = { takesKey: boolean; method: string; type: string };

/**
 * A connection to a provider, for one call if it has an idempotency key. It contains credentials: it is never part of
 * anything that a caller gets.
 */
export interface Connection {
  provider: ProviderName;
  config: ConnectionConfig;
  baseUrl: string;
  /** whether the provider requires an idempotency key for each create */
  requiresKeys: boolean;
  /** the configuration for calls, made by the first flow */
  frozenConfig?: object;
  /** those of requests without the idempotency key, then those with it; both have an empty "Content-Type" */
  headers: Record<string, string>[];
  /**
   * what inputs and responses are validated by; `links` are allowHosts and allowLoopback, frozen; no error repeats one
   * of the `credentials`
   */
  rules: Pick<ConnectionConfig, "policy" | "profiles"> & { links?: object; credentials: string[] };
}

/** The options of every client. One object may have the credentials of several providers. */
export const CONFIG_OPTIONS = Object.assign({}, CLIENT_OPTIONS, ...Object.values(PROVIDER_OPTIONS));

/** Refuses credentials in web pages and their workers: no server has a `document` or a `ServiceWorkerRegistration`. */
export function refuseInPage(provider: AnyProviderName, config: ClientOptions | null | undefined) {
  if (typeof document === "undefined" && typeof ServiceWorkerRegistration === "undefined") return;
  if (copyOptions(config).dangerouslyAllowBrowser === true) return;
  const message = `${ERRORS.secret_in_browser} In a test with jsdom, pass dangerouslyAllowBrowser: true.`;
  throw new KycLinkError("secret_in_browser", { provider, message });
}

/**
 * Checks a configuration.
 *
 * @param config a value that is not an object is refused
 */
export function open(provider: ProviderName, config: ConnectionConfig, overrides?: CallOverrides): Connection {
  const { policy, allowHosts, profiles, definition } = copyOptions(config);
  const {
    baseUrl,
    allowLoopback,
    requiresKeys,
    headers,
  }: { baseUrl: string; allowLoopback: boolean; requiresKeys: boolean; headers: Record<string, string>[] } = call(
    CHECK_CONFIG,
    definition ?? provider,
    config,
    overrides,
  );
  const links = allowHosts == null && !allowLoopback ? undefined : freeze([allowHosts, allowLoopback]);
  const rules = { policy, links, profiles, credentials: credentialsOf(copyOptions(config), copyOptions(overrides)) };
  return { provider, config, baseUrl, requiresKeys, headers, rules };
}

/** Returns the headers of a request with this line. */
export function requestHeaders({ headers }: Connection, { takesKey, type }: RequestLine): Record<string, string> {
  const given = headers[takesKey ? 1 : 0];
  // Spread first, so that "Content-Type" keeps its position: headers have an order.
  if (type !== "") return { ...given, "Content-Type": type };
  const { "Content-Type": _, ...others } = given;
  return others;
}

/**
 * Returns every string of a configuration and of the options of a call, and the values of their headers: each may be a
 * credential.
 */
function credentialsOf({ headers = [], ...options }: ConnectionConfig, { idempotencyKey, headers: more = [] }: CallOverrides) {
  const values = [...Object.values(options), idempotencyKey, ...[...headers, ...more].map(([, value]) => value)];
  return values.filter((value) => typeof value === "string");
}

const NOT_RANDOM =
  "This platform has no crypto.randomUUID, which an idempotency key needs: pass idempotencyKey, a new random one for each person.";

/** The name of the header that a provider may require for creates, in lower case. */
const KEY_HEADER = "idempotency-key";

/** Returns the idempotency key in headers. */
export function keyOf(headers: Record<string, string>) {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === KEY_HEADER)?.[1];
}

/**
 * Returns the options of a call that creates a customer, with a key of its own where the provider requires one and the
 * caller has given none. All attempts of the call send the same key.
 */
export function withKey<Options extends CallOptions>(connection: Connection, options: Options): Options {
  const { idempotencyKey, headers } = options;
  if (!connection.requiresKeys || idempotencyKey !== undefined) return options;
  if (pairs(headers)?.some(([name]) => name.toLowerCase() === KEY_HEADER)) return options;
  const key = globalThis.crypto?.randomUUID?.();
  if (key === undefined) throw new KycLinkError("invalid_config", { provider: connection.provider, message: NOT_RANDOM });
  // The result must not inherit, either: a spread alone would bring back `Object.prototype`.
  return copyOptions({ ...options, idempotencyKey: key });
}

/** Returns the connection with the options of one call. Most calls have none. */
export function withOptions(connection: Connection, { idempotencyKey, headers, profiles }: CallOptions) {
  if ((idempotencyKey ?? headers ?? profiles) === undefined) return connection;
  const { provider, config } = connection;
  return open(provider, { ...config, profiles: profiles ?? config.profiles }, { idempotencyKey, headers: pairs(headers) });
}

/** The configuration that `openOnce` checked last, as it was read, with its connection. */
let last: { names: string[]; copy: Record<string, unknown>; connection: Connection } | undefined;

/**
 * Returns the connection of a configuration, and checks it unless it is the same as in the last call.
 *
 * Each property is read once, so a getter or a proxy cannot show one value here and another to `open`. A configuration
 * with an object, such as `headers`, is not remembered: the object may have changed in the meantime.
 */
export function openOnce(provider: ProviderName, config: object | null | undefined): Connection {
  const copy: Record<string, unknown> = { ...config };
  const names = Object.keys(copy);
  if (last && isSame(last, provider, names, copy)) return last.connection;
  const { idempotencyKey, headers, ...given } = knownOptions(copy, { ...CONFIG_OPTIONS, idempotencyKey: 1 });
  const call = { idempotencyKey, headers: pairs(headers) };
  const connection = open(provider, (config && given) as ConnectionConfig, call as CallOverrides);
  if (!names.some((name) => typeof copy[name] === "object" && copy[name] !== null)) last = { names, copy, connection };
  return connection;
}

function isSame(known: NonNullable<typeof last>, provider: ProviderName, names: string[], copy: Record<string, unknown>) {
  if (known.connection.provider !== provider || known.names.length !== names.length) return false;
  return names.every((name, at) => name === known.names[at] && copy[name] === known.copy[name]);
}
