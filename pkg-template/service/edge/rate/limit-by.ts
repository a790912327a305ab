// `limitBy`: a `rateLimit` hook that counts on the handler's store. counting.js counts, and src/edge/rate decides.

import type { AnyProviderName } from "../../../module/call/client.ts";
import { milliseconds } from "../../../module/call/timer.ts";
import { DEFAULT_TIMEOUT } from "../../../module/call/transport.ts";
import { copyOptions } from "../../../module/copy-options.ts";
import { KycLinkError, misuse } from "../../../module/error.ts";
import { knownOptions } from "../../../module/options/known-options.ts";
import { PROVIDER_OPTIONS } from "../../../module/tables.js";
import { CLIENT_NETWORK, COUNTERS } from "../../../module/wasm/calls.ts";
import { call } from "../../../module/wasm/wasm.ts";
import { isOwnName } from "../../provider/own-provider.ts";
import type { RateLimited, Route } from "../config/gates.ts";
import { isStore } from "../config/settings.ts";
import { startDeadline, within } from "../engine/deadline.ts";
import { isSwapped } from "../engine/effects.ts";
import { clientAddress, handlerOf } from "../request/client-address.ts";
import type { Store } from "../store.ts";
import { encodeBase64url } from "../vault/base64url.ts";
import type { Vault } from "../vault/vault.ts";
import { vault } from "../vault/vault.ts";
import type { Limits } from "./counting.ts";
import { startCounting } from "./counting.ts";

/** A limit of {@link limitBy}: how many requests of one client a route admits. */
export interface RouteLimit {
  /** How many requests are admitted; 4 times as many of a whole /56 of IPv6, and 16 times as many of a whole /48. */
  max: number;
  /** In how many milliseconds, from the client's first request. */
  perMs: number;
}

/** A route that {@link limitBy} limits. `webhooks` stands for the webhooks of every provider. */
export type LimitedRoute =
  | "links"
  | "links/renew"
  | "token"
  | `contact/${"email" | "phone"}${"" | "/confirm"}`
  | "agreements"
  | `handoff${"" | "/open" | "/end"}`
  | "end"
  | "status"
  | "page"
  | `webhooks${"" | `/${AnyProviderName}`}`;

/** The options of {@link limitBy}. */
export interface LimitByOptions {
  /** The handler's store, which counts the requests. */
  store: Store;
  /**
   * Replaces limits. The names of own providers are not checked.
   *
   * @default 20 in ten minutes for `links`; see docs/running.md#rate-limits
   */
  limits?: { [Route in LimitedRoute]?: RouteLimit | undefined } | undefined;
  /**
   * Returns what is counted as one client: a string that is not empty. What `clientAddress` returns for the request counts
   * as the client's address. Any other string has a counter of its own, also if it looks like an address; it then counts
   * by network, as addresses do.
   *
   * @default clientAddress
   */
  key?: ((request: Request) => string | undefined | Promise<string | undefined>) | undefined;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Routes that make the provider do something: many people may share an address, but few begin at the same time. */
const CALLS_PROVIDER = { max: 60, perMs: 10 * MINUTE };
/** Routes that a page reads again and again. */
const READS = { max: 600, perMs: MINUTE };
/** A provider delivers all its webhooks from few addresses. */
const WEBHOOKS = { max: 3000, perMs: MINUTE };
/** What the routes of webhooks begin with: the name of the provider follows, which may be an own one. */
const OF_WEBHOOKS = "webhooks/";

/** The limits of the routes. */
const LIMITS: Readonly<Record<string, RouteLimit>> = {
  links: { max: 20, perMs: 10 * MINUTE },
  "links/renew": CALLS_PROVIDER,
  token: CALLS_PROVIDER,
  "contact/email": CALLS_PROVIDER,
  "contact/email/confirm": CALLS_PROVIDER,
  "contact/phone": CALLS_PROVIDER,
  "contact/phone/confirm": CALLS_PROVIDER,
  agreements: CALLS_PROVIDER,
  handoff: CALLS_PROVIDER,
  "handoff/open": READS,
  "handoff/end": READS,
  end: READS,
  status: READS,
  page: READS,
  webhooks: WEBHOOKS,
  ...Object.fromEntries(Object.keys(PROVIDER_OPTIONS).map((name) => [OF_WEBHOOKS + name, WEBHOOKS])),
};

/** The record with the key of requests that come to no handler. Like every other name, its own is hashed. */
const KEY_RECORD = new TextEncoder().encode('["rate","key"]');
const KEY_BYTES = 32;
/** Another process may store the key between reading and storing it: then it is there the second time. */
const KEY_ATTEMPTS = 2;

/**
 * Returns what {@link limitBy} counts as one client, for another limiter: the IPv4 address of {@link clientAddress}, or
 * the /64 of its IPv6 address, as in `2001:db8:1:2::/64`. `undefined` if the address is not known.
 *
 * The owner of a connection can choose the last 64 bits of an IPv6 address. A limiter that counts whole addresses does not
 * limit that owner.
 *
 * @example
 * const rateLimit = (request: Request) => env.LIMITER.limit({ key: clientNetwork(request) ?? "unknown" });
 */
export function clientNetwork(request: Request): string | undefined {
  const address = clientAddress(request);
  return address === undefined ? undefined : call(CLIENT_NETWORK, address);
}

const NO_ADDRESSES =
  "limitBy does not know the client's address on this platform: pass the request through toNodeHandler of kyclink/node, or pass key, a function that returns the address.";
const NO_ADDRESS =
  "limitBy does not know the client's address for one request, although it knew it before: the client has gone, or a proxy has sent none.";

/**
 * Makes a `rateLimit` hook that counts on the handler's store: by route, and by the client's network. The store gets
 * only a keyed hash of it. If the store fails, the hook throws, and the response is 503.
 *
 * @throws {KycLinkError} `invalid_config` if an option is invalid
 * @example
 * const rateLimit = limitBy({ store, limits: { links: { max: 10, perMs: 600_000 } } });
 */
export function limitBy(options: LimitByOptions): (request: Request, route: Route) => Promise<true | RateLimited> {
  const { store, limits, key = clientAddress } = knownOptions(options, { store: 1, limits: 1, key: 1 });
  if (!isStore(store)) throw misuse("limitBy needs the store of the handler: limitBy({ store }).");
  if (typeof key !== "function") throw misuse("key must be a function that returns what is counted as one client.");
  const known = store;
  const allLimits = limitsOf(limits);
  const count = startCounting(known);
  let ownVault: Promise<Vault> | undefined;
  let hasAddresses = false;

  /** Returns keys that all processes with this store have, for a request that comes to no handler. */
  async function vaultOfStore(limits: Limits) {
    ownVault ??= readKey(known).then((secret) => vault([secret]));
    const reading = ownVault;
    try {
      return await within(limits, () => reading);
    } catch (cause) {
      if (ownVault === reading) ownVault = undefined;
      throw cause;
    }
  }

  return async (request, route) => {
    const client = await key(request);
    if (typeof client !== "string" || client === "") {
      if (key !== clientAddress) throw unusableKey(client);
      throw hasAddresses ? new KycLinkError("advice", { message: NO_ADDRESS }) : misuse(NO_ADDRESSES);
    }
    hasAddresses = true;
    const limit = limitOf(allLimits, route);
    const limits = { deadline: startDeadline(DEFAULT_TIMEOUT), timeout: DEFAULT_TIMEOUT };
    try {
      const { vault, id } = handlerOf(request) ?? { vault: await vaultOfStore(limits), id: "" };
      const counters: string[] = call(COUNTERS, id, route, client, client === clientAddress(request));
      const waitMs = await count({ counters, limit, vault }, limits);
      return waitMs === 0 || { retryAfterMs: waitMs };
    } catch (cause) {
      if (!(cause instanceof KycLinkError)) throw storeFails(cause);
      throw cause.code === "internal" ? storeFails(cause.cause) : cause;
    } finally {
      limits.deadline.stop();
    }
  };
}

/**
 * Returns the error for what `key` must not return. Nothing, or an empty string, comes from a request without what `key`
 * reads, and may be a stranger's; a value of another type comes from the function.
 */
function unusableKey(client: unknown) {
  const message = "The key of limitBy must return a string that is not empty, for every request.";
  return client === undefined || client === null || client === "" ? new KycLinkError("advice", { message }) : misuse(message);
}

function storeFails(cause: unknown) {
  return new KycLinkError("unavailable", { message: "The store of limitBy fails.", retryable: true }, { cause });
}

function limitsOf(given: Readonly<Record<string, RouteLimit | undefined>> | undefined): Readonly<Record<string, RouteLimit>> {
  const ofOwn = Object.keys(copyOptions(given)).filter(
    (route) => route.startsWith(OF_WEBHOOKS) && isOwnName(route.slice(OF_WEBHOOKS.length)),
  );
  const routes = { ...LIMITS, ...Object.fromEntries(ofOwn.map((route) => [route, WEBHOOKS])) };
  const all = Object.entries(knownOptions(given, routes)).filter(([, limit]) => limit !== undefined);
  const limits = all.map(([route, limit]) => {
    const { max, perMs } = knownOptions(limit, { max: 1, perMs: 1 });
    if (!(Number.isSafeInteger(max) && (max as number) > 0)) throw misuse(`max of ${route} must be a whole number above 0.`);
    return [route, { max, perMs: milliseconds(`perMs of ${route}`, perMs) }];
  });
  return copyOptions(Object.fromEntries(limits));
}

function limitOf(limits: Readonly<Record<string, RouteLimit>>, route: string) {
  const group = route.startsWith(OF_WEBHOOKS) ? "webhooks" : route;
  return limits[route] ?? limits[group] ?? copyOptions(LIMITS)[group] ?? READS;
}

/** Reads the key from the store, or stores a random one. */
async function readKey(store: Store) {
  const name = encodeBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", KEY_RECORD)));
  for (let attempt = 0; attempt < KEY_ATTEMPTS; attempt++) {
    const stored = await store.get(name);
    if (typeof stored === "string" && stored !== "") return stored;
    const fresh = encodeBase64url(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
    if (isSwapped(await store.swap(name, undefined, fresh, 366 * DAY))) return fresh;
  }
  throw storeFails(undefined);
}
