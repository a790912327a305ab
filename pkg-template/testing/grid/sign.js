/**
 * Grid's webhook signature: ECDSA P-256 with SHA-256 over the body, ASN.1 DER in base64, inside the JSON of
 * `X-Grid-Signature`. WebCrypto returns r‖s, so this file encodes it as DER.
 */

import { base64 } from "../ids.js";

/** @param {Uint8Array} raw r‖s, 64 bytes */
export function rawToDer(raw) {
  const numbers = [...derInteger(raw.subarray(0, 32)), ...derInteger(raw.subarray(32))];
  return Uint8Array.from([0x30, numbers.length, ...numbers]);
}

/** Encodes the shortest non-negative integer. @param {Uint8Array} magnitude */
function derInteger(magnitude) {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? [0] : [...magnitude.subarray(first)];
  if (digits[0] >= 0x80) digits.unshift(0);
  return [0x02, digits.length, ...digits];
}

async function generateKeys() {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const lines = base64(spki).match(/.{1,64}/g) ?? [];
  return { privateKey: pair.privateKey, publicKey: ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----", ""].join("\n") };
}

export function createSigner() {
  /** @type {ReturnType<typeof generateKeys> | undefined} */
  let keys;
  /** @param {string} body */
  return async (body) => {
    keys ??= generateKeys();
    const { privateKey, publicKey } = await keys;
    const raw = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, new TextEncoder().encode(body));
    const s = base64(rawToDer(new Uint8Array(raw)));
    return { headers: { "content-type": "application/json", "X-Grid-Signature": JSON.stringify({ v: "1", s }) }, publicKey };
  };
}
