// Webhooks: Rust decides what has to be verified and reads the event; the platform's WebCrypto verifies the signature.

import { bytesOf } from "../bytes.js";
import { copyOptions } from "../copy-options.js";
import { isKycLinkError, KycLinkError, misuse } from "../error.js";
import { parseJson } from "../json.js";
import { knownOptions } from "../options/known-options.js";
import { SIGNATURE_HEADERS, WEBHOOK_DELIVERY } from "../tables.js";
import { CHECK_WEBHOOK, READ_WEBHOOK } from "../wasm/calls.js";
import { call } from "../wasm/wasm.js";
import { pairs } from "./headers.js";

/** @import { WebhookKeys } from "../../types/core.js" */
/** @typedef {{ body?: unknown, headers?: unknown, secret?: WebhookKeys, publicKey?: WebhookKeys, maxAgeMs?: number, now?: number }} Delivery */

// The keys are those of all providers.
const WEBHOOK_OPTIONS = { ...WEBHOOK_DELIVERY, secret: 1, publicKey: 1 };

/**
 * What is needed to verify a signature; bytes are lists of numbers.
 *
 * @typedef {{ algorithm: string, format: "raw" | "spki", keys: number[][], signature: number[], signedAt?: string }} SignatureCheck
 *   `signedAt` is the time of the signature, if the signature covers it
 */

const NO_AGE = "The configuration is not valid. maxAgeMs must be a number of milliseconds.";
const USAGE = "verifyWebhook takes a provider and { body, headers, secret or publicKey }.";

/** @type {typeof import("../../types/core.js").verifyWebhook} */
export async function verifyWebhook(provider, options) {
  if (typeof provider !== "string") throw misuse(USAGE);
  try {
    const {
      body: given,
      headers,
      secret,
      publicKey,
      maxAgeMs,
      now = Date.now(),
    } = knownOptions(/** @type {Delivery} */ (options), WEBHOOK_OPTIONS);
    // Before the signature: a mistake must show with the first delivery, whoever sends it.
    const isAge = typeof maxAgeMs === "number" && maxAgeMs >= 0 && maxAgeMs <= Number.MAX_SAFE_INTEGER;
    if (maxAgeMs != null && !isAge) throw misuse(NO_AGE);
    const body = copyBody(given);
    /** @type {SignatureCheck} */
    const read = call(CHECK_WEBHOOK, provider, pairs(headers).map(withJson), { secret, publicKey });
    // Without a prototype: an inherited `signedAt` would be a time without a signature.
    const check = copyOptions(read);
    if (!(await isSigned(check, body))) throw new KycLinkError("webhook_signature", { provider });
    return call(READ_WEBHOOK, provider, parseJson(body), floorMs(maxAgeMs), floorMs(now), check.signedAt);
  } catch (error) {
    if (isKycLinkError(error)) throw error;
    throw misuse(USAGE, { cause: error });
  }
}

/**
 * Returns the headers of a request that may have a signature, as src/edge reads them.
 *
 * @param {Headers} headers
 */
export function signaturesOf(headers) {
  const found = [];
  for (const name of SIGNATURE_HEADERS) {
    const value = headers.get(name);
    if (value !== null) found.push(withJson([name, value]));
  }
  return found;
}

/**
 * Copies the body, so that what is read later is what was verified.
 *
 * @param {unknown} body
 */
function copyBody(body) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : bytesOf(body);
  if (!bytes) throw misuse("body must be the raw body, as a string or bytes, not an object parsed from it.");
  return bytes.slice();
}

/**
 * Parses the value of a header if it is JSON, because the host parses all JSON. Some signatures are JSON.
 *
 * @param {import("./headers.js").Header} header
 */
function withJson([name, text]) {
  const value = parseJson(text);
  return [name, typeof value === "object" ? value : text];
}

/** @param {unknown} ms */
function floorMs(ms) {
  return typeof ms === "number" && Number.isFinite(ms) ? Math.floor(ms) : ms;
}

/**
 * Returns whether the signature matches one of the keys. Throws for an invalid key, even if another key matches:
 * an invalid key could never verify anything.
 *
 * @param {SignatureCheck} check
 * @param {Uint8Array<ArrayBuffer>} body
 */
export async function isSigned({ algorithm: name, format, keys, signature, signedAt }, body) {
  // WebCrypto ignores the members that the algorithm does not need.
  const algorithm = { name, hash: "SHA-256", namedCurve: "P-256" };
  const imports = keys.map((key) => crypto.subtle.importKey(format, new Uint8Array(key), algorithm, false, ["verify"]));
  const imported = await Promise.all(imports).catch((cause) => {
    throw misuse("WebCrypto does not accept one of the webhook keys.", { cause });
  });
  const message = signedAt === undefined ? body : await messageWithTime(signedAt, body);
  const verdicts = await Promise.all(imported.map((key) => crypto.subtle.verify(algorithm, key, new Uint8Array(signature), message)));
  return verdicts.includes(true);
}

/**
 * Returns the message of a signature that also covers the time: the hash of the time, a dot and the body. The
 * signature's algorithm hashes it again.
 *
 * @param {string} signedAt
 * @param {Uint8Array<ArrayBuffer>} body
 */
async function messageWithTime(signedAt, body) {
  const start = new TextEncoder().encode(`${signedAt}.`);
  const signed = new Uint8Array(start.length + body.length);
  signed.set(start);
  signed.set(body, start.length);
  return crypto.subtle.digest("SHA-256", signed);
}
