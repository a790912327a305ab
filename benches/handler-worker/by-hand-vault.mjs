// Seals values and computes MACs with keys that are derived from the secret, once.

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const IV_BYTES = 12;

/** Returns `{ seal, open, mac }`. A sealed value opens only for the purpose that it was sealed for. */
export async function vaultOf(secret) {
  const base = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  const derive = (info, algorithm, usages) =>
    crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encoder.encode(info) },
      base,
      algorithm,
      false,
      usages,
    );
  const [sealing, signing] = await Promise.all([
    derive("seal", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]),
    derive("mac", { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]),
  ]);
  return {
    async seal(value, purpose) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const algorithm = { name: "AES-GCM", iv, additionalData: encoder.encode(purpose) };
      const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, sealing, encoder.encode(JSON.stringify(value))));
      const bytes = new Uint8Array(IV_BYTES + sealed.length);
      bytes.set(iv);
      bytes.set(sealed, IV_BYTES);
      return base64url(bytes);
    },

    /** Returns the value; `undefined` if it was not sealed here. */
    async open(text, purpose) {
      try {
        const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
        // `atob` also takes other spellings, in which a sealed value could be changed and would still open.
        if (base64url(bytes) !== text) return undefined;
        const algorithm = { name: "AES-GCM", iv: bytes.subarray(0, IV_BYTES), additionalData: encoder.encode(purpose) };
        return JSON.parse(decoder.decode(await crypto.subtle.decrypt(algorithm, sealing, bytes.subarray(IV_BYTES))));
      } catch {
        return undefined;
      }
    },

    mac: async (text) => base64url(new Uint8Array(await crypto.subtle.sign("HMAC", signing, encoder.encode(text)))),
  };
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
