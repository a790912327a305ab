// Webhooks: Rust decides what has to be verified and reads the event; the platform's WebCrypto verifies the signature.

import { bytesOf } from "../bytes.ts";
import type { ProviderName } from "../codes.ts";
import { copyOptions } from "../copy-options.ts";
import { isKycLinkError, KycLinkError, misuse } from "../error.ts";
import { parseJson } from "../json.ts";
import { knownOptions } from "../options/known-options.ts";
import type { WebhookDelivery } from "../options/options.ts";
import type { ProviderTypes } from "../providers.js";
import { SIGNATURE_HEADERS, WEBHOOK_DELIVERY } from "../tables.js";
import { CHECK_WEBHOOK, READ_WEBHOOK } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";
import type { AnyProviderName } from "./client.ts";
import type { Header } from "./headers.ts";
import { pairs } from "./headers.ts";
import type { Capability, Requirement } from "./results.ts";

/**
 * The meaning of a webhook event, the same for all providers.
 *
 * - `kyc_pending`: the provider is deciding.
 * - `kyc_approved`, `kyc_rejected`: the provider has decided.
 * - `kyc_expired`: an approval has run out.
 * - `kyc_needs_review`: the decision waits for the person or for a reviewer.
 * - `customer_created`, `customer_updated`: a customer was created or changed.
 * - `test`: a test of your endpoint.
 * - `other`: anything else, including new types.
 */
export type WebhookKind =
  | "kyc_pending"
  | "kyc_approved"
  | "kyc_rejected"
  | "kyc_expired"
  | "kyc_needs_review"
  | "customer_created"
  | "customer_updated"
  | "test"
  | "other";

/** A verified webhook event. It may be late: before anything depends on it, read the customer from the provider. */
export interface WebhookEvent {
  /** The provider that sent the event. */
  provider: AnyProviderName;
  /** The event's id, the same in every delivery. Store it, and act only on new ones. */
  id: string;
  /** The provider's own event type. Providers may add types. */
  type: string;
  /** The meaning of the type. */
  kind: WebhookKind;
  /** The customer that the event is about. */
  customerId?: string;
  /** The KYC link that the event is about, at a provider whose links have ids. */
  kycLinkId?: string;
  /** Your own id of the person, if a provider of your own names it. */
  reference?: string;
  /** When the event occurred: the provider's own RFC 3339 timestamp. */
  occurredAt?: string;
  /** What the customer still needs; missing where the event has neither a customer nor a verification. */
  requirements?: Requirement[];
  /** Which product is open; missing where the event does not say it. */
  capabilities?: Capability[];
  /** Why a provider of your own has refused, in words that the person may see. */
  reasons?: string[];
  /** The same in the provider's codes, for you alone: never show them to the person. */
  operatorReasons?: string[];
  /** The provider's data, unchanged. Contains personal data. */
  data: unknown;
}

/** A webhook key, or a list of keys during a rotation. */
export type WebhookKeys = string | readonly string[];

/** Options of {@link verifyWebhook}: the raw body, the headers, and the provider's key. */
export type WebhookOptions<Provider extends ProviderName = ProviderName> = {
  [Name in Provider]: WebhookDelivery & ProviderTypes[Name]["webhookKey"];
}[Provider];

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
