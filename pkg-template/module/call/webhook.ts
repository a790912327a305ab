// Webhooks: Rust decides what has to be verified and reads the event; the platform's WebCrypto verifies the signature.

import type { WebhookKeys } from "../../types/core.js";
import type { ProviderName } from "../../types/tables.js";
import type { WebhookEvent, WebhookOptions } from "../../types/webhooks.js";
import { bytesOf } from "../bytes.ts";
import { copyOptions } from "../copy-options.ts";
import { isKycLinkError, KycLinkError, misuse } from "../error.ts";
import { parseJson } from "../json.ts";
import { knownOptions } from "../options/known-options.ts";
import { SIGNATURE_HEADERS, WEBHOOK_DELIVERY } from "../tables.js";
import { CHECK_WEBHOOK, READ_WEBHOOK } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";
import type { Header } from "./headers.ts";
import { pairs } from "./headers.ts";

type GivenDelivery = { body?: unknown; headers?: unknown; secret?: WebhookKeys; publicKey?: WebhookKeys; maxAgeMs?: number; now?: number };

// The keys are those of all providers.
const WEBHOOK_OPTIONS = { ...WEBHOOK_DELIVERY, secret: 1, publicKey: 1 };

/**
 * What is needed to verify a signature; bytes are lists of numbers.
 *
 * `signedAt` is the time of the signature, if the signature covers it
 */
export type SignatureCheck = { algorithm: string; format: "raw" | "spki"; keys: number[][]; signature: number[]; signedAt?: string };

const NO_AGE = "The configuration is not valid. maxAgeMs must be a number of milliseconds.";
const USAGE = "verifyWebhook takes a provider and { body, headers, secret or publicKey }.";

/**
 * Verifies the signature of a webhook over its raw body, and returns the event.
 *
 * Replays are not detected: store each event's `id`, and act only on new ones.
 *
 * @param provider The provider that sends the webhook.
 * @param options The raw body, the headers, and the key.
 * @returns The event.
 * @throws {KycLinkError} `webhook_signature`, `webhook_malformed`, `webhook_stale`, `webhook_too_old` or `invalid_config`
 * @example
 * const body = await request.arrayBuffer();
 * const event = await verifyWebhook("spherepay", { body, headers: request.headers, secret });
 */
export async function verifyWebhook<Provider extends ProviderName>(
  provider: Provider,
  options: WebhookOptions<Provider>,
): Promise<WebhookEvent> {
  if (typeof provider !== "string") throw misuse(USAGE);
  try {
    const { body: given, headers, secret, publicKey, maxAgeMs, now = Date.now() } = knownOptions(options as GivenDelivery, WEBHOOK_OPTIONS);
    // Before the signature: a mistake must show with the first delivery, whoever sends it.
    const isAge = typeof maxAgeMs === "number" && maxAgeMs >= 0 && maxAgeMs <= Number.MAX_SAFE_INTEGER;
    if (maxAgeMs != null && !isAge) throw misuse(NO_AGE);
    const body = copyBody(given);
    const read: SignatureCheck = call(CHECK_WEBHOOK, provider, pairs(headers).map(withJson), { secret, publicKey });
    // Without a prototype: an inherited `signedAt` would be a time without a signature.
    const check = copyOptions(read);
    if (!(await isSigned(check, body))) throw new KycLinkError("webhook_signature", { provider });
    return call(READ_WEBHOOK, provider, parseJson(body), floorMs(maxAgeMs), floorMs(now), check.signedAt);
  } catch (error) {
    if (isKycLinkError(error)) throw error;
    throw misuse(USAGE, { cause: error });
  }
}

/** Returns the headers of a request that may have a signature, as src/edge reads them. */
export function signaturesOf(headers: Headers) {
  const found = [];
  for (const name of SIGNATURE_HEADERS) {
    const value = headers.get(name);
    if (value !== null) found.push(withJson([name, value]));
  }
  return found;
}

/** Copies the body, so that what is read later is what was verified. */
function copyBody(body: unknown) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : bytesOf(body);
  if (!bytes) throw misuse("body must be the raw body, as a string or bytes, not an object parsed from it.");
  return bytes.slice();
}

/** Parses the value of a header if it is JSON, because the host parses all JSON. Some signatures are JSON. */
function withJson([name, text]: Header) {
  const value = parseJson(text);
  return [name, typeof value === "object" ? value : text];
}

function floorMs(ms: unknown) {
  return typeof ms === "number" && Number.isFinite(ms) ? Math.floor(ms) : ms;
}

/**
 * Returns whether the signature matches one of the keys. Throws for an invalid key, even if another key matches:
 * an invalid key could never verify anything.
 */
export async function isSigned({ algorithm: name, format, keys, signature, signedAt }: SignatureCheck, body: Uint8Array<ArrayBuffer>) {
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
 */
async function messageWithTime(signedAt: string, body: Uint8Array<ArrayBuffer>) {
  const start = new TextEncoder().encode(`${signedAt}.`);
  const signed = new Uint8Array(start.length + body.length);
  signed.set(start);
  signed.set(body, start.length);
  return crypto.subtle.digest("SHA-256", signed);
}
