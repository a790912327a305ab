// Runs `refresh` of an operator for a request of a cron, which sends the operator's own secret.

import { isKycLinkError, misuse } from "../../../module/error.js";
import { knownOptions } from "../../../module/options/known-options.js";
import { createOperator } from "./operator.js";

/** As many as Vercel asks for, https://vercel.com/docs/cron-jobs/manage-cron-jobs. */
const MIN_SECRET = 16;
const HMAC = { name: "HMAC", hash: "SHA-256" };

/** @type {typeof import("../../../types/edge.js").refreshRoute} */
export async function refreshRoute(request, options) {
  const { secret, config, env, limit } = knownOptions(options, { secret: 1, config: 1, env: 1, limit: 1 });
  // Without this, a variable that is not set would be a secret that everybody knows: "undefined".
  if (typeof secret !== "string" || secret.length < MIN_SECRET) {
    throw misuse(`secret must be a string of at least ${MIN_SECRET} characters, such as CRON_SECRET of the environment.`);
  }
  if (!["GET", "POST"].includes(request.method)) return respond(405, { code: "no_route" }, { allow: "GET, POST" });
  if (!(await isSame(request.headers.get("authorization") ?? "", `Bearer ${secret}`))) {
    return respond(401, { code: "unauthorized" }, { "www-authenticate": "Bearer" });
  }
  try {
    const operator = createOperator(/** @type {import("../../../types/edge.js").Config} */ (config), env);
    return respond(200, await operator.refresh({ limit, signal: request.signal }));
  } catch (error) {
    // A mistake in the configuration is the developer's, who reads it in the log of the platform.
    if (!isKycLinkError(error) || error.code === "invalid_config") throw error;
    return respond(503, { code: error.code });
  }
}

/**
 * Compares two texts in a time that says nothing about them: the platform compares their MACs, under a key of this request.
 *
 * @param {string} given
 * @param {string} expected
 */
async function isSame(given, expected) {
  const [first, second] = [given, expected].map((text) => new TextEncoder().encode(text));
  const key = /** @type {CryptoKey} */ (await crypto.subtle.generateKey(HMAC, false, ["sign", "verify"]));
  return crypto.subtle.verify(HMAC, key, await crypto.subtle.sign(HMAC, key, first), second);
}

/**
 * @param {number} status
 * @param {object} body
 * @param {Record<string, string>} [headers]
 */
function respond(status, body, headers) {
  return Response.json(body, { status, headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers } });
}
