/** SpherePay's webhook signature: lower-case hex HMAC-SHA256 over the body, the whole secret string as the key. */

import { hex, toHex } from "../ids.js";

const encoder = new TextEncoder();

/** @param {string} secret @param {string} body */
export async function signature(secret, body) {
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return toHex(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(body))));
}

export function createSigner() {
  /** @type {string | undefined} */
  let secret;
  /** @param {string} body */
  return async (body) => {
    secret ??= `secret_${hex(16)}`;
    return { headers: { "content-type": "application/json", signature: await signature(secret, body) }, secret };
  };
}
