// Derives two keys from each `cookieSecret`: one seals values, the other computes MACs, which compare two strings
// without storing them.

import { decodeExactly, encodeBase64url } from "./base64url.ts";
import type { Ciphers } from "./ciphers.ts";
import { joined, platformCiphers } from "./ciphers.ts";

export interface Vault {
  seal: (text: string, purpose: string) => Promise<string>;
  open: (sealed: string, purpose: string) => Promise<string | undefined>;
  computeMacs: (text: string) => Promise<string[]>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const IV_BYTES = 12; // NIST SP 800-38D section 8.2: 96 bits
/** How many initialization vectors are drawn at once: a plan seals a few values. */
const IVS = 5;

/** Random bytes for the next initialization vectors. */
let drawn = new Uint8Array();

/** Seals with the first of the secrets and opens with any of them. */
export function vault(secrets: string[], { deriveKeys, encrypt, decrypt, sign }: Ciphers = platformCiphers()): Vault {
  let keys: Promise<{ seal: unknown; mac: unknown }[]> | undefined;
  const all = () => {
    keys ??= Promise.all(secrets.map((secret) => deriveKeys(secret)));
    return keys;
  };
  return {
    /** Seals a text as a string that opens only for the same purpose. */
    async seal(text, purpose) {
      const [{ seal }] = await all();
      const iv = drawIv();
      const additionalData = encoder.encode(purpose);
      return encodeBase64url(joined(iv, await encrypt(seal, { iv, additionalData, bytes: encoder.encode(text) })));
    },

    /** Returns the text; `undefined` if it was not sealed here. */
    async open(sealed, purpose) {
      const bytes = decodeExactly(sealed);
      const given = { iv: bytes.subarray(0, IV_BYTES), additionalData: encoder.encode(purpose), bytes: bytes.subarray(IV_BYTES) };
      for (const { seal } of await all()) {
        try {
          return decoder.decode(await decrypt(seal, given));
        } catch {} // sealed with another secret, or by somebody else
      }
      return undefined;
    },

    /** Returns the MAC of a string with each secret. */
    async computeMacs(text) {
      const bytes = encoder.encode(text);
      return Promise.all((await all()).map(async ({ mac }) => encodeBase64url(await sign(mac, bytes))));
    },
  };
}

/**
 * Returns a new initialization vector. Those that the current turn of the event loop leaves over are dropped: a process
 * that is copied, as platforms do for a quick start, must not use one twice.
 */
function drawIv() {
  const bytes = drawn.length > 0 ? drawn : crypto.getRandomValues(new Uint8Array(IVS * IV_BYTES));
  if (bytes !== drawn) queueMicrotask(() => (drawn = new Uint8Array()));
  drawn = bytes.subarray(IV_BYTES);
  return bytes.subarray(0, IV_BYTES);
}
