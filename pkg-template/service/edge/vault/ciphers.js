// The cryptography of a vault: AES-256-GCM and HMAC-SHA-256, with keys that HKDF-SHA-256 derives.
//
// WebCrypto is on every platform. In Node each of its operations goes to another thread and back, which takes four times
// the CPU of the operation. So there, the functions of `node:crypto` do the same at once.
//
// Both also read inherited members of their options, so each one is an object without a prototype.

import { builtin } from "../../../module/builtin.js";

/**
 * @template [Key=any]
 * @typedef {object} Ciphers
 * @property {(secret: string) => { seal: Key, mac: Key } | Promise<{ seal: Key, mac: Key }>} deriveKeys
 * @property {(key: Key, given: Message) => Bytes | Promise<Bytes>} encrypt returns the ciphertext and, after it, the tag
 * @property {(key: Key, given: Message) => Bytes | Promise<Bytes>} decrypt takes what `encrypt` returns; fails unless
 *   the key, the IV and the additional data are the same
 * @property {(key: Key, bytes: Bytes) => Bytes | Promise<Bytes>} sign returns a MAC
 */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {{ iv: Bytes, additionalData: Bytes, bytes: Bytes }} Message */

/**
 * What is used of `node:crypto`: the types of Node must not be needed to read this file.
 *
 * @typedef {object} NodeCrypto
 * @property {(digest: string, secret: Bytes, salt: Bytes, info: Bytes, length: number) => ArrayBuffer} hkdfSync
 * @property {(bytes: Bytes) => object} createSecretKey
 * @property {(algorithm: string, key: object, iv: Bytes, options: object) => Cipher} createCipheriv
 * @property {(algorithm: string, key: object, iv: Bytes, options: object) => Cipher} createDecipheriv
 * @property {(digest: string, key: object) => { update(bytes: Bytes): { digest(): Bytes } }} createHmac
 */

/**
 * @typedef {object} Cipher
 * @property {(bytes: Bytes) => Cipher} setAAD
 * @property {(tag: Bytes) => Cipher} setAuthTag
 * @property {() => Bytes} getAuthTag
 * @property {(bytes: Bytes) => Bytes} update
 * @property {() => Bytes} final
 */

const encoder = new TextEncoder();

const TAG_BYTES = 16; // the longest: a value with a shorter tag can be forged
const KEY_BYTES = 32;

/**
 * The `info` of HKDF, which makes keys of one secret differ.
 *
 * @param {"seal" | "mac"} use
 */
const infoOf = (use) => encoder.encode(`kyclink ${use}`);

/** @type {(given: Message) => AesGcmParams} */
const gcm = ({ iv, additionalData }) => ({ name: "AES-GCM", iv, additionalData, tagLength: TAG_BYTES * 8 });

/** @type {Ciphers<CryptoKey>} */
export const webCiphers = {
  async deriveKeys(secret) {
    const base = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
    /** @type {(use: "seal" | "mac", algorithm: AesKeyGenParams | HmacKeyGenParams, usages: KeyUsage[]) => Promise<CryptoKey>} */
    const key = (use, algorithm, usages) =>
      crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: infoOf(use) }, base, algorithm, false, usages);
    const [seal, mac] = await Promise.all([
      key("seal", { name: "AES-GCM", length: KEY_BYTES * 8 }, ["encrypt", "decrypt"]),
      key("mac", { name: "HMAC", hash: "SHA-256", length: KEY_BYTES * 8 }, ["sign"]),
    ]);
    return { seal, mac };
  },
  encrypt: async (key, given) => new Uint8Array(await crypto.subtle.encrypt(gcm(given), key, given.bytes)),
  decrypt: async (key, given) => new Uint8Array(await crypto.subtle.decrypt(gcm(given), key, given.bytes)),
  sign: async (key, bytes) => new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes)),
};

/**
 * @param {NodeCrypto} node
 * @returns {Ciphers<object>}
 */
export function nodeCiphers({ createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync }) {
  const options = { authTagLength: TAG_BYTES };
  /** @type {(secret: string, use: "seal" | "mac") => object} */
  const key = (secret, use) => {
    const bytes = hkdfSync("sha256", encoder.encode(secret), new Uint8Array(), infoOf(use), KEY_BYTES);
    return createSecretKey(new Uint8Array(bytes));
  };
  return {
    deriveKeys: (secret) => ({ seal: key(secret, "seal"), mac: key(secret, "mac") }),
    encrypt(key, { iv, additionalData, bytes }) {
      const cipher = createCipheriv("aes-256-gcm", key, iv, options).setAAD(additionalData);
      const text = cipher.update(bytes);
      cipher.final(); // nothing: GCM has no blocks to fill
      return joined(text, cipher.getAuthTag());
    },
    decrypt(key, { iv, additionalData, bytes }) {
      const tagAt = bytes.length - TAG_BYTES;
      const cipher = createDecipheriv("aes-256-gcm", key, iv, options).setAAD(additionalData).setAuthTag(bytes.subarray(tagAt));
      const text = cipher.update(bytes.subarray(0, tagAt));
      cipher.final(); // throws if the tag is wrong
      return text;
    },
    sign: (key, bytes) => createHmac("sha256", key).update(bytes).digest(),
  };
}

/**
 * Returns one array with the bytes of these.
 *
 * @param {...Uint8Array} parts
 */
export function joined(...parts) {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Returns the quickest implementation that this platform has. */
export function platformCiphers() {
  const node = builtin("node:crypto");
  return node ? nodeCiphers(node) : webCiphers;
}
