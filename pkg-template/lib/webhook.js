// Webhooks: Rust decides what has to be verified and reads the event; the platform's WebCrypto verifies the signature.

import { bytesOf } from "./bytes.js";
import { CHECK_WEBHOOK, READ_WEBHOOK } from "./calls.js";
import { isKycLinkError, KycLinkError, misuse } from "./error.js";
import { pairs } from "./headers.js";
import { knownOptions } from "./known-options.js";
import { ownOptions } from "./options.js";
import { WEBHOOK_DELIVERY } from "./tables.js";
import { call } from "./wasm.js";

/** @typedef {import("../types/core.js").WebhookKeys} WebhookKeys */
/** @typedef {{ body?: unknown, headers?: unknown, secret?: WebhookKeys, publicKey?: WebhookKeys, maxAgeMs?: number, now?: number }} Delivery */

// The keys are those of all providers.
const WEBHOOK_OPTIONS = { ...WEBHOOK_DELIVERY, secret: 1, publicKey: 1 };

/**
 * The data to verify; bytes are lists of numbers.
 *
 * @typedef {{ algorithm: string, format: "raw" | "spki", keys: number[][], signature: number[], signedAt?: string }} SignatureCheck
 *   `signedAt` is when a delivery was signed whose signature covers that time, too
 */

/**
 * Verifies the signature of a delivery over its raw body, and returns its event.
 *
 * @type {typeof import("../types/core.js").verifyWebhook}
 */
export async function verifyWebhook(provider, options) {
  try {
    const {
      body: given,
      headers,
      secret,
      publicKey,
      maxAgeMs,
      now = Date.now(),
    } = knownOptions(/** @type {Delivery} */ (options), WEBHOOK_OPTIONS);
    const body = raw(given);
    // It has no member that it inherits, such as a time that nobody signed.
    const check = /** @type {SignatureCheck} */ (ownOptions(readSignature(provider, { headers, secret, publicKey })));
    if (!(await passes(check, body))) throw new KycLinkError("webhook_signature", { provider });
    const content = json(() => new TextDecoder("utf-8", ownOptions({ fatal: true })).decode(body));
    return call(READ_WEBHOOK, provider, content, whole(maxAgeMs), whole(now), check.signedAt);
  } catch (error) {
    if (isKycLinkError(error)) throw error;
    throw misuse("verifyWebhook takes a provider and { body, headers, secret or publicKey }.", { cause: error });
  }
}

/**
 * Reads a delivery's signature and the keys to verify it with. The body is not needed.
 *
 * @param {string} provider
 * @param {{ headers: unknown, secret?: WebhookKeys, publicKey?: WebhookKeys }} delivery
 * @returns {SignatureCheck}
 */
export function readSignature(provider, { headers, secret, publicKey }) {
  // Its `signedAt` may be absent, and an inherited one is none.
  return ownOptions(call(CHECK_WEBHOOK, provider, pairs(headers).map(withJson), { secret, publicKey }));
}

/**
 * Copies the body, so that what is read later is what was verified.
 *
 * @param {unknown} body
 */
function raw(body) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : bytesOf(body);
  if (!bytes) throw misuse("body must be the raw body, as a string or bytes, not an object parsed from it.");
  return bytes.slice();
}

/**
 * Parses the value of a header that is JSON: the host parses all JSON, signatures included.
 *
 * @param {import("./headers.js").Header} header
 */
function withJson([name, text]) {
  const value = json(() => text);
  return [name, typeof value === "object" ? value : text];
}

/**
 * @param {() => string} read
 * @returns {unknown}
 */
function json(read) {
  try {
    return JSON.parse(read());
  } catch {
    return undefined;
  }
}

/** @param {unknown} ms */
function whole(ms) {
  return typeof ms === "number" && Number.isFinite(ms) ? Math.floor(ms) : ms;
}

/**
 * Returns whether the signature matches one of the keys. Throws for an invalid key, even if another key matches:
 * an invalid key could never verify anything.
 *
 * @param {SignatureCheck} check
 * @param {Uint8Array<ArrayBuffer>} body
 */
async function passes({ algorithm: name, format, keys, signature, signedAt }, body) {
  // WebCrypto ignores the members that the algorithm does not need. It would also read inherited ones.
  const algorithm = ownOptions({ name, hash: "SHA-256", namedCurve: "P-256" });
  const imports = keys.map((key) => crypto.subtle.importKey(format, new Uint8Array(key), algorithm, false, ["verify"]));
  const imported = await Promise.all(imports).catch((cause) => {
    throw misuse("WebCrypto does not accept one of the webhook keys.", { cause });
  });
  const message = signedAt === undefined ? body : await digest(signedAt, body);
  const verdicts = await Promise.all(imported.map((key) => crypto.subtle.verify(algorithm, key, new Uint8Array(signature), message)));
  return verdicts.includes(true);
}

/**
 * Returns what is signed if the signature covers the time, too: the hash of the time, a dot and the body. The algorithm of
 * the signature hashes it again.
 *
 * @param {string} signedAt
 * @param {Uint8Array<ArrayBuffer>} body
 */
async function digest(signedAt, body) {
  const start = new TextEncoder().encode(`${signedAt}.`);
  const signed = new Uint8Array(start.length + body.length);
  signed.set(start);
  signed.set(body, start.length);
  return crypto.subtle.digest("SHA-256", signed);
}
