/**
 * Bridge's webhook signature: `t=<ms>,v0=<base64>`, RSASSA-PKCS1-v1_5 with SHA-256, whose message is the SHA-256 of the
 * time, a dot and the body. Bridge has a key for each webhook; this sandbox has one for all.
 */

import type { Now } from "../clock.ts";
import { base64 } from "../ids.ts";

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const NEW_KEY = { ...ALGORITHM, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };

/** @param stored the private key of an earlier sandbox, as a JWK */
async function makeKeys(stored: object | undefined) {
  const jwk: JsonWebKey =
    stored ?? (await crypto.subtle.exportKey("jwk", (await crypto.subtle.generateKey(NEW_KEY, true, ["sign", "verify"])).privateKey));
  const privateKey = await crypto.subtle.importKey("jwk", jwk, ALGORITHM, true, ["sign"]);
  const { kty, n, e } = jwk;
  const publicKey = await crypto.subtle.importKey("jwk", { kty, n, e }, ALGORITHM, true, ["verify"]);
  const lines = base64(new Uint8Array(await crypto.subtle.exportKey("spki", publicKey))).match(/.{1,64}/g) ?? [];
  return { jwk, privateKey, publicKey: ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----", ""].join("\n") };
}

export function createSigner(now: Now, stored?: object) {
  let keys: ReturnType<typeof makeKeys> | undefined;
  const ready = () => (keys ??= makeKeys(stored));
  const sign = async (body: string) => {
    const { privateKey, publicKey } = await ready();
    const time = Math.floor(now());
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${time}.${body}`));
    const signature = base64(new Uint8Array(await crypto.subtle.sign(ALGORITHM, privateKey, digest)));
    return { headers: { "content-type": "application/json", "X-Webhook-Signature": `t=${time},v0=${signature}` }, publicKey };
  };
  return { sign, exportKey: async () => (await ready()).jwk };
}
