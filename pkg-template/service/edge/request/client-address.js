// Finds the address of the client that sent a request. A header counts only on the platform that overwrites it: anywhere
// else a client could send it itself.

import { envOf } from "../config/env.js";

/** Where `toNodeHandler` puts the address. A copy of this package from another bundle reads the same symbol. */
export const CLIENT_ADDRESS = Symbol.for("kyclink.clientAddress");

/**
 * The keys of a handler, and the id that distinguishes it from others with the same keys and the same store.
 *
 * @typedef {{ vault: import("../vault/vault.js").Vault, id: string }} Identity
 */

/** What a handler knows of the requests that its hooks see. @type {WeakMap<Request, Identity & { address?: string }>} */
const requests = new WeakMap();

/**
 * Remembers what a hook may need to know of a request: the address that came with the original, or that the platform
 * passed as second argument, and the handler's identity.
 *
 * @param {Request} request the request that hooks see
 * @param {Request} incoming
 * @param {unknown} platform the handler's second argument
 * @param {Identity} handler
 */
export function introduce(request, incoming, platform, { vault, id }) {
  requests.set(request, { address: addressOn(incoming) ?? addressFrom(platform, incoming), vault, id });
}

/**
 * Returns the identity of the handler that the request came to; `undefined` outside of a handler.
 *
 * @param {Request} request
 * @returns {Identity | undefined}
 */
export function handlerOf(request) {
  return requests.get(request);
}

/** @type {typeof import("../../../types/edge.js").clientAddress} */
export function clientAddress(request) {
  const header = platformHeader();
  return requests.get(request)?.address ?? addressOn(request) ?? (header && request.headers.get(header)) ?? undefined;
}

/** @param {Request} request */
function addressOn(request) {
  return textOf(Object.getOwnPropertyDescriptor(request, CLIENT_ADDRESS)?.value);
}

/**
 * Returns the address that Deno and Bun tell in the second argument of a server's function.
 *
 * @param {unknown} platform
 * @param {Request} request
 */
function addressFrom(platform, request) {
  if (typeof platform !== "object" || platform === null) return undefined;
  /** @type {{ remoteAddr?: { hostname?: unknown }, requestIP?: (request: Request) => { address?: unknown } | null }} */
  const { remoteAddr, requestIP } = platform;
  if ("Deno" in globalThis) return textOf(remoteAddr?.hostname);
  return "Bun" in globalThis && typeof requestIP === "function" ? textOf(requestIP.call(platform, request)?.address) : undefined;
}

/** Returns the header with which this platform replaces whatever the client has sent. */
export function platformHeader() {
  if (isWorker()) return "cf-connecting-ip";
  const env = /** @type {{ VERCEL?: unknown }} */ (envOf(undefined));
  return Object.hasOwn(env, "VERCEL") && env.VERCEL === "1" ? "x-real-ip" : undefined;
}

/** Returns whether this runs in a Cloudflare Worker. */
export function isWorker() {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers";
}

/** @param {unknown} value */
function textOf(value) {
  return typeof value === "string" && value !== "" ? value : undefined;
}
