// The request that hooks see.

import { ownOptions } from "../options.js";

/** Members that Node would otherwise read from Object.prototype. */
const OTHER_MEMBERS = { body: null, signal: null, window: null, referrer: "" };

/**
 * Returns the request that hooks may see. The token of a link to another device is a secret, which a hook might log or
 * send elsewhere. The path is here, too, because `serve` gets the requests for assets, which never cross to src/edge.
 *
 * @param {Request} request
 * @param {string} base
 */
export function withoutToken(request, base) {
  if (!request.url.includes("?")) return request;
  const url = new URL(request.url);
  if (url.pathname !== `${base}/handoff/open` || url.search === "") return request;
  url.search = "";
  const { method, headers } = request;
  // Cloudflare's own: the visitor's country, network and so on.
  const { cf } = /** @type {{ cf?: unknown }} */ (request);
  return new Request(url, /** @type {RequestInit} */ (ownOptions({ ...OTHER_MEMBERS, method, headers, cf })));
}
