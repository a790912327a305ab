/**
 * Grid's webhook signature: ECDSA P-256 with SHA-256 over the body, ASN.1 DER in base64, inside the JSON of
 * `X-Grid-Signature`. WebCrypto returns r‖s, so this file encodes it as DER.
 */

import { base64 } from "../ids.ts";

/** @param raw r‖s, 64 bytes */
export function rawToDer(raw: Uint8Array) {
  const numbers = [...derInteger(raw.subarray(0, 32)), ...derInteger(raw.subarray(32))];
  return Uint8Array.from([0x30, numbers.length, ...numbers]);
}

/** Encodes the shortest non-negative integer. */
function derInteger(magnitude: Uint8Array) {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? [0] : [...magnitude.subarray(first)];
  if (digits[0] >= 0x80) digits.unshift(0);
  return [0x02, digits.length, ...digits];
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

/** @param stored the private key of an earlier sandbox, as a JWK */
async function makeKeys(stored: object | undefined) {
  const jwk: JsonWebKey =
    stored ?? (await crypto.subtle.exportKey("jwk", (await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"])).privateKey));
  const privateKey = await crypto.subtle.importKey("jwk", jwk, ALGORITHM, true, ["sign"]);
  const { kty, crv, x, y } = jwk;
  const publicKey = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, ALGORITHM, true, ["verify"]);
  const lines = base64(new Uint8Array(await crypto.subtle.exportKey("spki", publicKey))).match(/.{1,64}/g) ?? [];
  return { jwk, privateKey, publicKey: ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----", ""].join("\n") };
}

export function createSigner(stored?: object) {
  let keys: ReturnType<typeof makeKeys> | undefined;
  const ready = () => (keys ??= makeKeys(stored));
  const sign = async (body: string) => {
    const { privateKey, publicKey } = await ready();
    const raw = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, new TextEncoder().encode(body));
    const s = base64(rawToDer(new Uint8Array(raw)));
    return { headers: { "content-type": "application/json", "X-Grid-Signature": JSON.stringify({ v: "1", s }) }, publicKey };
  };
  return { sign, exportKey: async () => (await ready()).jwk };
}
