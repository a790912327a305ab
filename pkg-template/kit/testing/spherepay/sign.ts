/** SpherePay's webhook signature: lower-case hex HMAC-SHA256 over the body, the whole secret string as the key. */

import { hex, toHex } from "../ids.ts";

const encoder = new TextEncoder();

export async function signature(secret: string, body: string) {
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return toHex(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(body))));
}

/** @param made the secret of an earlier sandbox */
export function createSigner(made: string | undefined) {
  const secret = () => (made ??= `secret_${hex(16)}`);
  const sign = async (body: string) => ({
    headers: { "content-type": "application/json", signature: await signature(secret(), body) },
    secret: secret(),
  });
  return { secret, sign };
}
