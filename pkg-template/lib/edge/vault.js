// Derives two keys from each `cookieSecret`: one seals values, the other computes MACs, which compare two strings
// without storing them.
//
// WebCrypto also reads inherited members of an algorithm, so each one is an object without a prototype.

import { ownOptions } from "../options.js";
import { toJson } from "../to-json.js";

/**
 * @typedef {object} Vault
 * @property {(value: unknown, purpose: string) => Promise<string>} seal
 * @property {(text: string, purpose: string) => Promise<unknown>} open
 * @property {(text: string) => Promise<string[]>} computeMacs
 */

/** @typedef {{ seal: CryptoKey, mac: CryptoKey }} Keys */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const IV_BYTES = 12; // NIST SP 800-38D section 8.2: 96 bits
const TAG_BITS = 128; // the longest: a seal with a shorter tag can be forged

/**
 * Seals with the first of the secrets and opens with any of them.
 *
 * @param {string[]} secrets
 * @returns {Vault}
 */
export function vault(secrets) {
  /** @type {Promise<Keys[]> | undefined} */
  let keys;
  const all = () => {
    keys ??= Promise.all(secrets.map(derive));
    return keys;
  };
  return {
    /** Seals a value as a string that opens only for the same purpose. */
    async seal(value, purpose) {
      const [{ seal }] = await all();
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const sealed = await crypto.subtle.encrypt(gcm(iv, purpose), seal, encoder.encode(toJson(value)));
      const bytes = new Uint8Array(IV_BYTES + sealed.byteLength);
      bytes.set(iv);
      bytes.set(new Uint8Array(sealed), IV_BYTES);
      return base64url(bytes);
    },

    /** Returns the value; `undefined` if it was not sealed here. */
    async open(text, purpose) {
      const bytes = bytesOf(text);
      for (const { seal } of await all()) {
        try {
          const opened = await crypto.subtle.decrypt(gcm(bytes.subarray(0, IV_BYTES), purpose), seal, bytes.subarray(IV_BYTES));
          return JSON.parse(decoder.decode(opened));
        } catch {} // sealed with another secret, or by somebody else
      }
      return undefined;
    },

    /** Returns the MAC of a string with each secret. */
    async computeMacs(text) {
      const sign = async (/** @type {Keys} */ { mac }) =>
        base64url(new Uint8Array(await crypto.subtle.sign("HMAC", mac, encoder.encode(text))));
      return Promise.all((await all()).map(sign));
    },
  };
}

/** @type {(iv: Uint8Array<ArrayBuffer>, purpose: string) => AesGcmParams} */
const gcm = (iv, purpose) => ownOptions({ name: "AES-GCM", iv, additionalData: encoder.encode(purpose), tagLength: TAG_BITS });

/**
 * @param {string} secret
 * @returns {Promise<Keys>}
 */
async function derive(secret) {
  const base = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  /** @type {(use: string, algorithm: AesKeyGenParams | HmacKeyGenParams, usages: KeyUsage[]) => Promise<CryptoKey>} */
  const key = (use, algorithm, usages) =>
    crypto.subtle.deriveKey(
      ownOptions({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encoder.encode(`kyclink ${use}`) }),
      base,
      ownOptions(algorithm),
      false,
      usages,
    );
  const [seal, mac] = await Promise.all([
    key("seal", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]),
    key("mac", { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]),
  ]);
  return { seal, mac };
}

/** @param {Uint8Array} bytes */
export function base64url(bytes) {
  return btoa(String.fromCharCode.apply(null, /** @type {never} */ (bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/**
 * Returns the bytes; none if the text is not what `base64url` makes of them. `atob` also takes white space, padding and
 * bits that are not part of a byte, so that a sealed value could be changed and would still open.
 *
 * @param {string} text
 */
function bytesOf(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    if (base64url(bytes) === text) return bytes;
  } catch {} // not base64
  return new Uint8Array();
}
