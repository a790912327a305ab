// Webhooks: what is to be verified, and what a delivery says, is decided in Rust; the platform's own cryptography verifies.

import { bytesOf } from "./bytes.js";
import { CHECK_WEBHOOK, READ_WEBHOOK } from "./calls.js";
import { isKycLinkError, KycLinkError, misuse } from "./error.js";
import { pairs } from "./headers.js";
import { ownOptions } from "./options.js";
import { call } from "./wasm.js";

/** Checks a delivery's signature over its raw body, and reads its event. */
export async function verifyWebhook(provider, options) {
  try {
    const { body: given, headers, secret, publicKey, maxAgeMs, now = Date.now() } = ownOptions(options);
    const body = raw(given);
    const check = readSignature(provider, { headers, secret, publicKey });
    if (!(await passes(check, body))) throw new KycLinkError("webhook_signature", { provider });
    const content = json(() => new TextDecoder("utf-8", { fatal: true }).decode(body));
    const whole = (value) => (Number.isFinite(value) ? Math.floor(value) : value);
    return call(READ_WEBHOOK, provider, content, whole(maxAgeMs), whole(now));
  } catch (error) {
    if (isKycLinkError(error)) throw error;
    throw misuse("verifyWebhook takes a provider and { body, headers, secret or publicKey }.", { cause: error });
  }
}

/** Reads a delivery's signature and the keys that it may be of, without its body: what is to be verified. */
export function readSignature(provider, { headers, secret, publicKey }) {
  return call(CHECK_WEBHOOK, provider, pairs(headers).map(withJson), { secret, publicKey });
}

/** A copy: what was verified is what is read, whatever its owner does meanwhile. */
function raw(body) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : bytesOf(body);
  if (!bytes) throw misuse("body is the raw body, text or bytes as they came, and not what was parsed from it.");
  return bytes.slice();
}

/** JSON is read by the host, a signature in JSON too. */
function withJson([name, text]) {
  const value = json(() => text);
  return [name, typeof value === "object" ? value : text];
}

function json(read) {
  try {
    return JSON.parse(read());
  } catch {
    return undefined;
  }
}

/** Whether the signature is one of any of the keys. A key that is none stops everything: it would never verify. */
async function passes({ algorithm: name, format, keys, signature }, body) {
  // WebCrypto takes of this what the algorithm needs.
  const algorithm = { name, hash: "SHA-256", namedCurve: "P-256" };
  const own = await Promise.all(
    keys.map((key) => crypto.subtle.importKey(format, new Uint8Array(key), algorithm, false, ["verify"])),
  ).catch((cause) => {
    throw misuse("A key is none that WebCrypto takes.", { cause });
  });
  const verdicts = await Promise.all(own.map((key) => crypto.subtle.verify(algorithm, key, new Uint8Array(signature), body)));
  return verdicts.includes(true);
}
