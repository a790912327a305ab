// What the ready providers share: checked credentials, signatures, and the errors of responses.

import { refuseInPage } from "../../module/call/connection.ts";
import { copyOptions } from "../../module/copy-options.ts";
import { misuse } from "../../module/error.ts";
import { parseJson } from "../../module/json.ts";
import { knownOptions } from "../../module/options/known-options.ts";
import { hasUnseen, isQuoted } from "../as-copied.ts";
import { checkUrl } from "../url.ts";
import type { ProviderErrorCode } from "./errors.ts";
import { providerError, settingsError, webhookRefused } from "./errors.ts";
import type { ProviderStatus } from "./functions.ts";
import { isGuessable, isPlaceholder } from "./placeholder.ts";

/**
 * The status of a response that has none. kyclink refuses it, so that the known status stays. A word that no document has
 * is `unknown` instead.
 */
export const WITHOUT_STATUS = Object.freeze({}) as ProviderStatus;

/** A credential can stand in a header. */
export const CREDENTIAL = /^[\x21-\x7e]{1,4000}$/;

/** How many bytes the HMACs of these hashes have. */
const HASH_BYTES = { "SHA-256": 32, "SHA-512": 64 };

/** How many signatures of a delivery are compared: providers send two while a secret is replaced. */
const MAX_SIGNATURES = 8;

/** How long ago a delivery may have been signed, in milliseconds, unless a provider repeats one later. */
const MAX_AGE_MS = 300_000;

/** Returns the options of a provider, which are refused in a web page, and if there is an unknown one. */
export function ownOptionsOf<Options extends object>(provider: string, given: Options, known: Readonly<Record<string, unknown>>): Options {
  refuseInPage(provider, given);
  return knownOptions(given, known) as Options;
}

/**
 * Returns a text of the options, which is not a placeholder. No message has its value.
 *
 * @param what what the text is
 */
export function checkText(name: string, value: unknown, form: RegExp, what: string): string {
  if (typeof value !== "string") throw misuse(`${name} is missing: it must be ${what}. Is its environment variable set?`);
  if (!form.test(value)) throw misuse(`${name} must be ${what}.`);
  // Behind a prefix such as sbx:, too.
  const texts = [value, value.slice(value.indexOf(":") + 1)];
  if (texts.some(isPlaceholder)) throw misuse(`${name} must be ${what}, and not a placeholder.`);
  if (texts.some(isQuoted)) throw misuse(`${name} must be ${what}, without quotes around it.`);
  if (texts.some(hasUnseen)) throw misuse(`${name} must be ${what}, without blanks around it or invisible characters.`);
  return value;
}

/**
 * Returns the secrets that sign webhooks: several while one is being replaced, none without webhooks.
 *
 * @param others the other secrets of the provider
 */
export function checkSecrets(value: unknown, form: RegExp, what: string, others: string[]) {
  if (value === undefined) return [];
  const all = Array.isArray(value) ? value : [value];
  if (all.length === 0) throw misuse(`webhookSecret must be ${what}, or a list of them.`);
  return all.map((one) => {
    const secret = checkText("webhookSecret", one, form, what);
    if (others.includes(secret)) throw misuse(`webhookSecret must be ${what}, and not the value of another option.`);
    if (isGuessable(secret)) throw misuse(`webhookSecret must be ${what}: somebody could guess this one.`);
    return secret;
  });
}

/** Returns the base URL of the requests, without a slash at its end. */
export function checkBaseUrl(value: unknown, ours: string) {
  if (value === undefined) return ours;
  const { href } = checkUrl("baseUrl", value);
  return href.endsWith("/") ? href.slice(0, -1) : href;
}

/**
 * What statuses mean. After a timeout (408), a request may have been carried out, and 424 and 425 are about neither the
 * person nor the settings.
 */
const CODES: Readonly<Record<number, ProviderErrorCode>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  408: "unavailable",
  409: "conflict",
  424: "unavailable",
  425: "unavailable",
  429: "rate_limited",
};

/**
 * Returns the error that a response other than a success means. Its text may repeat what was sent, so it is not used.
 *
 * @param more other codes, the applicant's fields that the provider refuses, its own code, and what to check if it
 *   refuses the settings
 */
export function errorOf(
  response: Response,
  {
    codes,
    paths = [],
    word,
    settings,
  }: { codes?: Readonly<Record<number, ProviderErrorCode>>; paths?: string[]; word?: unknown; settings?: string | undefined } = {},
) {
  const { status, headers } = response;
  const seconds = Number(headers.get("retry-after") ?? undefined);
  const given = {
    code: codes?.[status] ?? CODES[status] ?? (status >= 400 && status < 500 ? "provider_rejected" : "unavailable"),
    issues: paths.map((path) => ({ path })),
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    providerCode: word as string | undefined,
  };
  return settings !== undefined && given.code === "provider_rejected" ? settingsError(given, settings) : providerError(given);
}

/**
 * Returns the own members of an object; a list as it is, and no members of anything else. `Known` are those that are passed
 * on as they are documented: kyclink checks what a function returns.
 */
export function members<Known = unknown>(value: unknown): Known & Record<string, unknown>;
export function members(value: unknown): object {
  const object = typeof value === "object" ? value : null;
  return object && Array.isArray(object) ? object : copyOptions(object);
}

export function eventOf<Known = unknown>(body: Uint8Array) {
  return members<Known>(parseJson(body));
}

/** Refuses a delivery that was signed too long ago, or too far in the future. */
export function refuseOld(seconds: unknown, now: number, maxAgeMs: number = MAX_AGE_MS) {
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) throw webhookRefused("malformed");
  if (Math.abs(now - seconds * 1000) > maxAgeMs) throw webhookRefused("too_old");
}

/**
 * Whether one of the signatures is the HMAC of the message with one of the secrets. The message is not made unless a
 * signature may be one, and is signed once for each secret: a stranger may send thousands of signatures.
 *
 * @param signatures hexadecimal
 */
export async function hasHmac(
  secrets: string[],
  messageOf: () => Uint8Array<ArrayBuffer> | undefined,
  signatures: string[],
  hash: keyof typeof HASH_BYTES = "SHA-256",
) {
  const given = signatures.flatMap((one) => bytesOfHex(one, HASH_BYTES[hash]) ?? []).slice(0, MAX_SIGNATURES);
  const message = given.length > 0 ? messageOf() : undefined;
  if (!message) return false;
  for (const secret of secrets) {
    const own = new Uint8Array(await crypto.subtle.sign("HMAC", await hmacKey(secret, hash), message));
    if (given.some((one) => areEqual(one, own))) return true;
  }
  return false;
}

/** Compares two HMACs, which are as long as each other, in a time that says nothing about them. */
function areEqual(one: Uint8Array, other: Uint8Array) {
  return other.reduce((difference, byte, at) => difference | (byte ^ one[at]), 0) === 0;
}

/** Returns the HMAC-SHA256 of a text, in hexadecimal. */
export async function sign(secret: string, text: string) {
  return hexOf(await crypto.subtle.sign("HMAC", await hmacKey(secret, "SHA-256"), new TextEncoder().encode(text)));
}

function hmacKey(secret: string, hash: string) {
  return crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash }, false, ["sign"]);
}

/** Returns the id of a reference: the same, with `=` and the bytes of each character that an id must not have. */
export function idOf(reference: string) {
  return reference.replace(/[^A-Za-z0-9._:@|~+,-]/gu, (character) =>
    Array.from(new TextEncoder().encode(character), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

export function hexOf(bytes: ArrayBuffer | Uint8Array) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Returns the bytes of a hexadecimal text; `undefined` if it is not one of this many bytes. */
export function bytesOfHex(hex: string, length: number) {
  if (hex.length !== 2 * length || !/^[0-9a-f]*$/i.test(hex)) return undefined;
  return Uint8Array.from({ length }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}
