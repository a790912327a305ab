// What is made of `cookieSecret`: a key that seals, and one that tells whether two texts are the same without keeping them.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const IV_BYTES = 12; // NIST SP 800-38D section 8.2: 96 bits

/** Seals under the first of the secrets and opens under any. */
export function vault(secrets) {
  let keys;
  const all = () => (keys ??= Promise.all(secrets.map(derive)));
  return {
    /** A value as text; `purpose` is where it belongs, and where alone it opens. */
    async seal(value, purpose) {
      const [{ seal }] = await all();
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const sealed = await crypto.subtle.encrypt(gcm(iv, purpose), seal, encoder.encode(JSON.stringify(value)));
      return base64url([...iv, ...new Uint8Array(sealed)]);
    },

    /** The value; `undefined` where it is none of ours. */
    async open(text, purpose) {
      const bytes = bytesOf(text);
      for (const { seal } of await all()) {
        try {
          const opened = await crypto.subtle.decrypt(gcm(bytes.subarray(0, IV_BYTES), purpose), seal, bytes.subarray(IV_BYTES));
          return JSON.parse(decoder.decode(opened));
        } catch {} // sealed under another secret, or by somebody else
      }
      return undefined;
    },

    /** The MACs of a text, under each secret. */
    async macs(text) {
      const sign = async ({ mac }) => base64url(new Uint8Array(await crypto.subtle.sign("HMAC", mac, encoder.encode(text))));
      return Promise.all((await all()).map(sign));
    },
  };
}

/** The name of a record in a store. It must stay the same when secrets change, and says nothing to who does not know it all. */
export async function nameOf(parts) {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(JSON.stringify(parts)))));
}

const gcm = (iv, purpose) => ({ name: "AES-GCM", iv, additionalData: encoder.encode(purpose) });

async function derive(secret) {
  const base = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  const key = (use, algorithm, usages) =>
    crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encoder.encode(`kyclink ${use}`) },
      base,
      algorithm,
      false,
      usages,
    );
  const [seal, mac] = await Promise.all([
    key("seal", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]),
    key("mac", { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]),
  ]);
  return { seal, mac };
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The bytes; none where the text is no base64url. */
function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
