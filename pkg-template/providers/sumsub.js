// Sumsub: links of its WebSDK. A person's id there is the `reference`, which finds or creates the applicant: a repeated
// create makes another link to the same check.
//
// What it relies on, as the documents said it in autumn 2026:
// - docs.sumsub.com/reference/authentication: one host, tokens with `sbx:` or `prd:`, the signature of each request
// - docs.sumsub.com/reference/generate-websdk-external-link: `websdkLink`, whose response has only a URL
// - docs.sumsub.com/docs/websdk-settings: links may be on a domain of the operator
// - docs.sumsub.com/reference/get-applicant-review-status, docs.sumsub.com/docs/receive-and-interpret-results-via-api:
//   `reviewStatus`, `reviewAnswer`, `reviewRejectType`; `clientComment` is not for the person
// - docs.sumsub.com/docs/webhook-manager: `x-payload-digest`, repeated for a day, in any order. The header with the name
//   of the algorithm is not signed, so the option says which it is. `createdAtMs` is UTC: beside it, `createdAt` had the
//   same time with `+0000` in older bodies.
// Not documented, and not relied on: the longest `ttlInSecs`, the claims of the JWT in a redirect, businesses.

import { refuseInPage } from "../lib/connection.js";
import { misuse } from "../lib/error.js";
import { knownOptions } from "../lib/options/known-options.js";
import { defineProvider } from "../provider/define.js";
import { providerError, webhookRefused } from "../provider/errors.js";

/** @typedef {import("../types/providers/sumsub.js").SumsubOptions} SumsubOptions */
/** @typedef {import("../types/provider.js").ProviderStatus} ProviderStatus */
/** @typedef {{ method: string, path: string, body?: object | undefined, fetch: import("../types/provider.js").ProviderFetch }} Call */

/** @satisfies {Record<keyof SumsubOptions, 1>} */
const OPTIONS = {
  appToken: 1,
  secretKey: 1,
  levelName: 1,
  ttlInSecs: 1,
  lang: 1,
  linkHosts: 1,
  webhookSecret: 1,
  webhookAlgorithm: 1,
  baseUrl: 1,
  dangerouslyAllowBrowser: 1,
};
const HOST = "https://api.sumsub.com";
const LINK_HOST = "in.sumsub.com";
const TTL_SECONDS = 1800;
/** The algorithms of webhooks, without SHA-1. */
const HASHES = { HMAC_SHA256_HEX: "SHA-256", HMAC_SHA512_HEX: "SHA-512" };
/** What a reference must be to be a customer's id. */
const USER_ID = /^(?=.*[A-Za-z0-9])[A-Za-z0-9._:@|~+=,-]{1,200}$/;

/** @type {Readonly<Record<string, ProviderStatus["status"]>>} */
const STATUSES = {
  init: "incomplete",
  awaitingUser: "incomplete",
  pending: "pending",
  prechecked: "pending",
  queued: "pending",
  awaitingService: "pending",
  onHold: "on_hold",
};

/** @type {typeof import("../types/providers/sumsub.js").sumsub} */
export function sumsub(given) {
  refuseInPage(/** @type {any} */ ("sumsub"), given);
  const options = knownOptions(given, OPTIONS);
  const { levelName, ttlInSecs = TTL_SECONDS, lang, linkHosts, webhookSecret } = options;
  const appToken = credential("appToken", options.appToken);
  if (!/^(?:sbx|prd):/.test(appToken)) throw misuse("appToken must begin with sbx: or prd:, as Sumsub's app tokens do.");
  const secretKey = credential("secretKey", options.secretKey);
  const origin = originOf(options.baseUrl ?? HOST);
  if (typeof levelName !== "string" || levelName.trim() === "")
    throw misuse("levelName must be the name of a level in Sumsub's dashboard.");
  if (!Number.isInteger(ttlInSecs) || ttlInSecs < 1) throw misuse("ttlInSecs must be a whole number of seconds.");
  if (lang !== undefined && !/^[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?$/.test(lang)) throw misuse('lang must be a language, such as "de".');
  const call = caller({ origin, appToken, secretKey });

  return defineProvider({
    name: "sumsub",
    label: "Sumsub",
    applicant: { individual: ["email?", "phone?"] },
    hosts: linkHosts ?? [LINK_HOST],
    repeat: "reference",
    async create({ applicant, reference, redirectUri, fetch, now }) {
      if (!USER_ID.test(reference)) throw providerError({ code: "invalid_request", issues: [{ path: "reference" }] });
      const { email, phone } = applicant;
      const { url } = await call({
        method: "POST",
        path: `/resources/sdkIntegrations/levels/-/websdkLink${lang ? `?lang=${lang}` : ""}`,
        body: {
          levelName,
          userId: reference,
          applicantIdentifiers: email || phone ? { email, phone } : undefined,
          ttlInSecs,
          redirect: redirectUri && { successUrl: redirectUri, rejectUrl: redirectUri },
        },
        fetch,
      });
      return { customerId: reference, kycUrl: url, expiresAt: now + ttlInSecs * 1000 };
    },
    async status({ customerId, fetch }) {
      const { id } = await call({
        method: "GET",
        path: `/resources/applicants/-;externalUserId=${encodeURIComponent(customerId)}/one`,
        fetch,
      });
      // The id becomes a part of a path.
      if (typeof id !== "string" || !/^[A-Za-z0-9]{1,64}$/.test(id)) return UNREADABLE;
      return statusOf(await call({ method: "GET", path: `/resources/applicants/${id}/status`, fetch }), levelName);
    },
    webhook: webhookSecret === undefined ? undefined : { verify: verifier(options, appToken.startsWith("sbx:")) },
  });
}

/** A status that kyclink refuses. */
const UNREADABLE = /** @type {ProviderStatus} */ ({});

/**
 * Returns the status of an applicant, at the level that is asked for: an approval of another level is kept when the level
 * is changed, and says nothing about this one.
 *
 * @param {Record<string, any>} review
 * @param {string} levelName
 * @returns {ProviderStatus}
 */
function statusOf({ levelName: level, reviewStatus, reviewResult }, levelName) {
  if (typeof level !== "string") return UNREADABLE;
  const isDecided = reviewStatus === "completed";
  if (!isDecided) return Object.hasOwn(STATUSES, reviewStatus) ? { status: STATUSES[reviewStatus] } : UNREADABLE;
  if (level !== levelName) {
    return {
      status: "on_hold",
      requirements: [{ kind: "review", who: "operator", can: "act", code: "level_changed", nextAction: "wait" }],
    };
  }
  const { reviewAnswer, reviewRejectType } = reviewResult ?? {};
  if (reviewAnswer === "GREEN") return { status: "approved" };
  if (reviewAnswer === "RED" && reviewRejectType === "FINAL") return { status: "rejected" };
  if (reviewAnswer === "RED" && reviewRejectType === "RETRY")
    return { status: "incomplete", requirements: [{ kind: "document", code: "retry" }] };
  return UNREADABLE;
}

/**
 * Returns a function that sends signed requests, and returns the object of the response.
 *
 * @param {{ origin: string, appToken: string, secretKey: string }} account
 */
function caller({ origin, appToken, secretKey }) {
  /** @type {(call: Call) => Promise<Record<string, any>>} */
  return async ({ method, path, body, fetch }) => {
    const text = body && JSON.stringify(body);
    // Signed when it is sent: Sumsub refuses a time that is more than a minute off.
    const time = Math.floor(Date.now() / 1000);
    const bytes = new TextEncoder().encode(`${time}${method}${path}${text ?? ""}`);
    const signature = await crypto.subtle.sign("HMAC", await hmacKey(secretKey, "SHA-256", "sign"), bytes);
    const response = await fetch(origin + path, {
      method,
      headers: {
        Accept: "application/json",
        ...(text !== undefined && { "Content-Type": "application/json" }),
        "X-App-Token": appToken,
        "X-App-Access-Ts": String(time),
        "X-App-Access-Sig": hexOf(signature),
      },
      body: text,
    });
    if (!response.ok) throw failureOf(response);
    const answer = await response.json().catch(() => undefined);
    return typeof answer === "object" && answer !== null ? answer : {};
  };
}

/** @type {Readonly<Record<number, import("../types/provider.js").ProviderErrorCode>>} */
const CODES = { 401: "unauthorized", 403: "forbidden", 404: "not_found", 409: "conflict", 429: "rate_limited" };

/** @param {Response} response Its text is not read, because it may repeat what was sent. */
function failureOf({ status, headers }) {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  const code = CODES[status] ?? (status >= 400 && status < 500 ? "provider_rejected" : "unavailable");
  return providerError({ code, ...(seconds >= 0 && { retryAfterMs: seconds * 1000 }) });
}

/**
 * Returns the function that verifies deliveries. They say that there is news, and the status is then read: deliveries
 * arrive in any order, and an approval may be followed by a rejection.
 *
 * @param {Partial<SumsubOptions>} options
 * @param {boolean} isSandbox
 * @returns {NonNullable<import("../types/provider.js").ProviderDefinition["webhook"]>["verify"]}
 */
function verifier({ webhookSecret, webhookAlgorithm = "HMAC_SHA256_HEX" }, isSandbox) {
  const secret = credential("webhookSecret", webhookSecret);
  if (!Object.hasOwn(HASHES, webhookAlgorithm)) {
    throw misuse(
      `webhookAlgorithm must be one of ${Object.keys(HASHES).join(", ")}, as it is set for the webhook in Sumsub's dashboard. SHA-1 is not supported.`,
    );
  }
  const hash = HASHES[webhookAlgorithm];
  return async ({ body, headers }) => {
    const digest = bytesOfHex(headers.get("x-payload-digest") ?? "");
    const isValid = digest && (await crypto.subtle.verify("HMAC", await hmacKey(secret, hash, "verify"), digest, body));
    if (!isValid) throw webhookRefused("signature");
    const { externalUserId, type, createdAtMs, sandboxMode } = eventOf(body);
    const at = timeOf(createdAtMs);
    if (typeof type !== "string" || at === undefined) throw webhookRefused("malformed");
    // A sandbox decides as its user likes.
    if (typeof externalUserId !== "string" || (sandboxMode === true && !isSandbox)) return undefined;
    // A delivery has no id of its own, and is repeated with the same body.
    const id = hexOf(await crypto.subtle.digest("SHA-256", body));
    const kind = type === "applicantCreated" ? "customer_created" : "customer_updated";
    return { id, kind, customerId: externalUserId, reference: externalUserId, at };
  };
}

/**
 * @param {Uint8Array} body
 * @returns {Record<string, unknown>}
 */
function eventOf(body) {
  try {
    return JSON.parse(new TextDecoder().decode(body)) ?? {};
  } catch {
    throw webhookRefused("malformed");
  }
}

/**
 * Reads a time in UTC, such as "2026-02-24 10:30:00.123".
 *
 * @param {unknown} value
 */
function timeOf(value) {
  const parts = typeof value === "string" && /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)Z?$/.exec(value);
  const at = parts ? Date.parse(`${parts[1]}T${parts[2]}Z`) : Number.NaN;
  return Number.isFinite(at) ? at : undefined;
}

/**
 * @param {string} secret
 * @param {string} hash
 * @param {"sign" | "verify"} use
 */
function hmacKey(secret, hash, use) {
  return crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash }, false, [use]);
}

/** @param {ArrayBuffer} bytes */
function hexOf(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
function bytesOfHex(text) {
  if (!/^(?:[0-9a-f]{2}){1,64}$/i.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16));
}

/**
 * Returns a credential, which must be able to stand in a header. No message repeats it.
 *
 * @param {string} name
 * @param {unknown} value
 */
function credential(name, value) {
  if (typeof value !== "string" || !/^[\x21-\x7e]{1,1000}$/.test(value)) {
    throw misuse(`${name} is missing, or has other characters than a credential of Sumsub has: is its environment variable set?`);
  }
  return value;
}

/**
 * Returns the origin of a base URL: what is signed is the path, so there must be none before it.
 *
 * @param {unknown} value
 */
function originOf(value) {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  const isOrigin = url && url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
  if (!isOrigin || url.protocol !== "https:")
    throw misuse('baseUrl must be an https URL without a path, such as "https://api.sumsub.com".');
  return url.origin;
}
