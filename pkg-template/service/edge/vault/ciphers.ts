// The cryptography of a vault: AES-256-GCM and HMAC-SHA-256, with keys that HKDF-SHA-256 derives.
//
// WebCrypto is on every platform. In Node each of its operations goes to another thread and back, which takes four times
// the CPU of the operation. So there, the functions of `node:crypto` do the same at once.
//
// Both also read inherited members of their options, so each one is an object without a prototype.

import { builtin } from "../../../module/builtin.ts";

// biome-ignore lint/suspicious/noExplicitAny: a vault only passes on the keys that its own ciphers have made
export interface Ciphers<Key = any> {
  deriveKeys: (secret: string) => { seal: Key; mac: Key } | Promise<{ seal: Key; mac: Key }>;
  /** returns the ciphertext and, after it, the tag */
  encrypt: (key: Key, given: Message) => Bytes | Promise<Bytes>;
  /** takes what `encrypt` returns; fails unless the key, the IV and the additional data are the same */
  decrypt: (key: Key, given: Message) => Bytes | Promise<Bytes>;
  /** returns a MAC */
  sign: (key: Key, bytes: Bytes) => Bytes | Promise<Bytes>;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Message = { iv: Bytes; additionalData: Bytes; bytes: Bytes };

/** What is used of `node:crypto`: the types of Node must not be needed to read this file. */
interface NodeCrypto {
  hkdfSync: (digest: string, secret: Bytes, salt: Bytes, info: Bytes, length: number) => ArrayBuffer;
  createSecretKey: (bytes: Bytes) => object;
  createCipheriv: (algorithm: string, key: object, iv: Bytes, options: object) => Cipher;
  createDecipheriv: (algorithm: string, key: object, iv: Bytes, options: object) => Cipher;
  createHmac: (digest: string, key: object) => { update(bytes: Bytes): { digest(): Bytes } };
}

interface Cipher {
  setAAD: (bytes: Bytes) => Cipher;
  setAuthTag: (tag: Bytes) => Cipher;
  getAuthTag: () => Bytes;
  update: (bytes: Bytes) => Bytes;
  final: () => Bytes;
}

const encoder = new TextEncoder();

const TAG_BYTES = 16; // the longest: a value with a shorter tag can be forged
const KEY_BYTES = 32;

/** The `info` of HKDF, which makes keys of one secret differ. */
const infoOf = (use: "seal" | "mac") => encoder.encode(`kyclink ${use}`);

const gcm: (given: Message) => AesGcmParams = ({ iv, additionalData }) => ({
  name: "AES-GCM",
  iv,
  additionalData,
  tagLength: TAG_BYTES * 8,
});

export const webCiphers: Ciphers<CryptoKey> = {
  async deriveKeys(secret) {
    const base = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
    const key: (use: "seal" | "mac", algorithm: AesKeyGenParams | HmacKeyGenParams, usages: KeyUsage[]) => Promise<CryptoKey> = (
      use,
      algorithm,
      usages,
    ) =>
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

export function nodeCiphers({ createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync }: NodeCrypto): Ciphers<object> {
  const options = { authTagLength: TAG_BYTES };
  const key: (secret: string, use: "seal" | "mac") => object = (secret, use) => {
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

/** Returns one array with the bytes of these. */
export function joined(...parts: Uint8Array[]) {
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
