// Finds the address of the client that sent a request. A header counts only on the platform that overwrites it: anywhere
// else a client could send it itself.

import { envOf } from "../config/env.ts";
import type { Vault } from "../vault/vault.ts";

/** Where `toNodeHandler` puts the address. A copy of this package from another bundle reads the same symbol. */
export const CLIENT_ADDRESS = Symbol.for("kyclink.clientAddress");

/** The keys of a handler, and the id that distinguishes it from others with the same keys and the same store. */
type Identity = { vault: Vault; id: string };

/** What a handler knows of the requests that its hooks see. */
const requests: WeakMap<Request, Identity & { address?: string }> = new WeakMap();

/**
 * Remembers what a hook may need to know of a request: the address that came with the original, or that the platform
 * passed as second argument, and the handler's identity.
 *
 * @param request the request that hooks see
 * @param platform the handler's second argument
 */
export function introduce(request: Request, incoming: Request, platform: unknown, { vault, id }: Identity) {
  requests.set(request, { address: addressOn(incoming) ?? addressFrom(platform, incoming), vault, id });
}

/** Returns the identity of the handler that the request came to; `undefined` outside of a handler. */
export function handlerOf(request: Request): Identity | undefined {
  return requests.get(request);
}

/**
 * Returns the address of the client that sent a request, for a hook; `undefined` if it is not known.
 *
 * It is the address that `toNodeHandler` of `kyclink/node`, Deno or Bun passes to the handler; on Cloudflare Workers
 * the header `CF-Connecting-IP`, on Vercel `X-Real-IP`. Other headers are not read, because clients can send them.
 *
 * @example
 * // Your login sets x-user, and removes what clients send: otherwise everybody would have as many requests as names.
 * const rateLimit = limitBy({ store, key: (request) => request.headers.get("x-user") ?? clientAddress(request) });
 */
export function clientAddress(request: Request): string | undefined {
  const header = platformHeader();
  return requests.get(request)?.address ?? addressOn(request) ?? (header && request.headers.get(header)) ?? undefined;
}

function addressOn(request: Request) {
  return textOf(Object.getOwnPropertyDescriptor(request, CLIENT_ADDRESS)?.value);
}

/** Returns the address that Deno and Bun tell in the second argument of a server's function. */
function addressFrom(platform: unknown, request: Request) {
  if (typeof platform !== "object" || platform === null) return undefined;
  const { remoteAddr, requestIP }: { remoteAddr?: { hostname?: unknown }; requestIP?: (request: Request) => { address?: unknown } | null } =
    platform;
  if ("Deno" in globalThis) return textOf(remoteAddr?.hostname);
  return "Bun" in globalThis && typeof requestIP === "function" ? textOf(requestIP.call(platform, request)?.address) : undefined;
}

/** Returns the header with which this platform replaces whatever the client has sent. */
export function platformHeader() {
  if (isWorker()) return "cf-connecting-ip";
  const env: { VERCEL?: unknown } = envOf(undefined);
  return Object.hasOwn(env, "VERCEL") && env.VERCEL === "1" ? "x-real-ip" : undefined;
}

/** Returns whether this runs in a Cloudflare Worker. */
export function isWorker() {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers";
}

function textOf(value: unknown) {
  return typeof value === "string" && value !== "" ? value : undefined;
}
