/**
 * `kyclink/providers/sumsub`: Sumsub as a provider, with the levels of your account.
 *
 * @example
 * ```ts
 * import { createHandler, memoryStore } from "kyclink/edge";
 * const provider = sumsub({
 *   appToken: process.env.SUMSUB_APP_TOKEN ?? "",
 *   secretKey: process.env.SUMSUB_SECRET_KEY ?? "",
 *   levelName: "basic-kyc-level",
 *   webhookSecret: process.env.SUMSUB_WEBHOOK_SECRET,
 * });
 * const handler = createHandler({ provider, rateLimit: "none", allowedOrigins: [], cookieSecret, store: memoryStore() });
 * ```
 * @module
 */

// Sumsub: links of its WebSDK. A person's id there is made of the `reference`, which finds or creates the applicant: a
// repeated create makes another link to the same check.
//
// What it relies on, as the documents said it in autumn 2026:
// - docs.sumsub.com/reference/authentication: one host, the signature of each request
// - `sumsub_sign.py` of github.com/SumSubstance/agent-skills @32e925b: tokens of the sandbox begin with `sbx:`; those of
//   production begin with `prd:`, or have no prefix
// - docs.sumsub.com/reference/generate-websdk-external-link: `websdkLink`, whose response has only a URL
// - docs.sumsub.com/reference/generate-access-token: a token of the SDKs, which opens the applicant of one user
// - docs.sumsub.com/docs/websdk-settings: links may be on a domain of the operator; older documents have them on
//   api.sumsub.com
// - docs.sumsub.com/docs/applicants: an applicant is created when the link is opened
// - docs.sumsub.com/reference/get-applicant-data-via-externaluserid: `externalUserId`, by which it is found, and `type`,
//   which is `individual` or `company`
// - docs.sumsub.com/docs/receive-and-interpret-results-via-api: `review` with `levelName`, `reviewStatus`, `reviewAnswer`,
//   `reviewRejectType`; `moderationComment` is for the person, `rejectLabels` and `clientComment` are not
// - docs.sumsub.com/docs/workflows: a workflow moves applicants to other levels; reference/change-level-and-reset-steps:
//   whoever opens a link or a token of a level is moved to that one, and begins it
// - docs.sumsub.com/reference/deactivate-applicant-profile, docs/make-applicant-profile-inactive: `deleted`, after which a
//   profile is "as if it never existed", and its person may begin anew
// - docs.sumsub.com/reference/error-codes-description: the names of errors, most of which are about documents
// - docs.sumsub.com/docs/webhook-manager: `x-payload-digest`, repeated for a day, in any order. The header with the name
//   of the algorithm is not signed, so the option says which it is. `createdAtMs` is UTC: beside it, `createdAt` had the
//   same time with `+0000` in older bodies. Events about transactions and cases come to the same URL.
// Not documented, and not relied on: the longest `ttlInSecs`, the claims of the JWT in a redirect, businesses, the answer
// YELLOW, the type EXTERNAL of a rejection.

import type { CustomerType } from "../../module/applicant.ts";
import { misuse } from "../../module/error.ts";
import type { OwnProvider, ProviderDefinition } from "../provider/define.ts";
import { defineProvider } from "../provider/define.ts";
import type { ProviderErrorCode } from "../provider/errors.ts";
import { providerError, webhookRefused } from "../provider/errors.ts";
import type { ProviderFetch, ProviderStatus } from "../provider/functions.ts";
import { isId } from "../provider/members.ts";
import {
  CREDENTIAL,
  checkBaseUrl,
  checkSecrets,
  checkText,
  errorOf,
  eventOf,
  hasHmac,
  hexOf,
  idOf,
  members,
  ownOptionsOf,
  sign,
} from "../provider/ready.ts";
import { timestampMs } from "../provider/times.ts";
import type { SumsubOptions } from "./sumsub-options.ts";
import { isInactive, isShown, NOT_BEGUN, statusOf } from "./sumsub-status.ts";

export type { SumsubOptions } from "./sumsub-options.ts";

/** An applicant as the documents have it: kyclink refuses what is wrong with it. */
type Profile = { externalUserId?: string; type?: CustomerType | "company"; review?: unknown; deleted?: unknown };
type ApiRequest = { method: string; path: string; body?: object | undefined; fetch: ProviderFetch };

/** The name of a level: any text. */
const LEVEL = /\S/;
const OPTIONS = {
  appToken: 1,
  secretKey: 1,
  levelName: 1,
  levels: 1,
  ttlInSecs: 1,
  lang: 1,
  linkHosts: 1,
  webhookSecret: 1,
  webhookAlgorithm: 1,
  baseUrl: 1,
  dangerouslyAllowBrowser: 1,
} satisfies Record<keyof SumsubOptions, 1>;
const HOST = "https://api.sumsub.com";
/** An app token of the sandbox or of production. One without a prefix is of production. */
const APP_TOKEN = /^(?:(?:sbx|prd):[\x21-\x7e]{1,1000}|[\x21-\x39\x3b-\x7e]{8,1000})$/;
const LINK_HOSTS = ["in.sumsub.com", "api.sumsub.com"];
const TTL_SECONDS = 1800;
/** An SDK asks for another token whenever one expires, and a customer has ten renewals an hour. */
const MIN_TOKEN_SECONDS = 600;
/** 30 days. Sumsub does not say what its longest is. */
const MAX_TTL_SECONDS = 2_592_000;
/** The algorithms of webhooks, without SHA-1. */
const HASHES = { HMAC_SHA256_HEX: "SHA-256", HMAC_SHA512_HEX: "SHA-512" } as const;

/** What is known of an applicant whose link was opened. */
const BEGUN = ["pending", "on_hold", "approved", "rejected"];
/** The events that are not about an applicant's check: they are about transactions, cases, or actions of an approved one. */
const OTHER_EVENT = /^(?!applicant)|^applicant(?:Kyt|Action)/;

/**
 * Makes the provider Sumsub, for `createHandler({ provider })` and `client`.
 *
 * @param options Your credentials and settings.
 * @returns The provider.
 * @throws {KycLinkError} `invalid_config` if an option is wrong
 * @example
 * const provider = sumsub({ appToken: "sbx:token", secretKey: "secret", levelName: "basic-kyc-level" });
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a definition, whose functions share the options
export function sumsub(options: SumsubOptions): OwnProvider {
  const settings = ownOptionsOf("sumsub", options, OPTIONS);
  const { levelName, levels = [levelName], ttlInSecs = TTL_SECONDS, lang, linkHosts = LINK_HOSTS } = settings;
  const appToken = checkText(
    "appToken",
    settings.appToken,
    APP_TOKEN,
    "an app token of Sumsub, which begins with sbx: or prd:, or has no prefix",
  );
  const secretKey = checkText("secretKey", settings.secretKey, CREDENTIAL, "the secret key of the app token");
  const secrets = checkSecrets(settings.webhookSecret, CREDENTIAL, "the secret of a webhook", [appToken, secretKey]);
  const origin = checkBaseUrl(settings.baseUrl, HOST);
  // What is signed is the path.
  if (new URL(origin).pathname !== "/") throw misuse(`baseUrl must have no path, as ${HOST} has none.`);
  checkText("levelName", levelName, LEVEL, "the name of a level in Sumsub's dashboard");
  if (!Array.isArray(levels) || levels.length === 0) throw misuse("levels must list the names of the levels at which an approval counts.");
  for (const level of levels) checkText("levels", level, LEVEL, "the names of the levels at which an approval counts");
  if (!Number.isInteger(ttlInSecs) || ttlInSecs < 1 || ttlInSecs > MAX_TTL_SECONDS)
    throw misuse("ttlInSecs must be a whole number of seconds, and at most 30 days.");
  if (lang !== undefined && !/^[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?$/.test(lang)) throw misuse('lang must be a language, such as "de".');
  const isSandbox = appToken.startsWith("sbx:");
  const isWorkflow = levels.some((level) => level !== levelName);
  const verify = verifier(secrets, settings, isSandbox);
  const call = caller({ origin, appToken, secretKey });

  const applicantOf = (fetch: ProviderFetch, customerId: string): Promise<Profile> =>
    call({ method: "GET", path: `/resources/applicants/-;externalUserId=${encodeURIComponent(customerId)}/one`, fetch });

  /** Finds the applicant of a person to whom something is about to be given; `undefined` before there is one. */
  async function find(fetch: ProviderFetch, customerId: string) {
    const applicant = await applicantOf(fetch, customerId).catch(unlessUnknown);
    if (applicant && applicant.externalUserId !== customerId) throw providerError({ code: "unavailable" });
    return applicant;
  }

  /** The level at which a person is, if it counts: with another one, they would begin that. */
  const levelOf = (applicant?: Profile) => {
    const { levelName: level } = members(applicant?.review);
    return applicant && !isInactive(applicant) && levels.includes(level) ? level : levelName;
  };

  /**
   * Returns whose an applicant is, its type and its status. kyclink refuses another id or an empty one, and another type.
   */
  const aboutOf = (applicant: Profile): ProviderStatus & { customerId: string } => ({
    customerId: applicant.externalUserId ?? "",
    type: applicant.type === "company" ? "business" : applicant.type,
    ...(isInactive(applicant) ? NOT_BEGUN : statusOf(members(applicant.review), levelName, levels)),
  });

  return defineProvider({
    name: "sumsub",
    label: "Sumsub",
    applicant: { individual: ["email?", "phone?"] },
    hosts: linkHosts,
    account: `${origin} ${appToken}`,
    // As JSON, in which no name of a level looks like something else.
    scope: JSON.stringify([isSandbox ? "sandbox" : "production", levelName, ...[...new Set(levels)].sort()]),
    revocable: true,
    repeat: "reference",
    async create({ applicant, reference, customerId = idOf(reference), redirectUri, fetch, now }) {
      if (!isId(customerId)) throw misuse("reference must have a letter or a digit, and be short: as an id, at most 200 characters.");
      const { email, phone } = applicant;
      const { url } = await call<{ url: string }>({
        method: "POST",
        path: `/resources/sdkIntegrations/levels/-/websdkLink${lang ? `?lang=${lang}` : ""}`,
        body: {
          levelName: isWorkflow ? levelOf(await find(fetch, customerId)) : levelName,
          userId: customerId,
          applicantIdentifiers: email || phone ? { email, phone } : undefined,
          ttlInSecs,
          redirect: redirectUri && { successUrl: redirectUri, rejectUrl: redirectUri },
        },
        fetch,
      });
      return { customerId, kycUrl: url, expiresAt: now + ttlInSecs * 1000 };
    },
    async token({ customerId, fetch, now }) {
      const applicant = await find(fetch, customerId);
      const about = applicant && aboutOf(applicant);
      if (about && about.status !== "incomplete" && !isShown(members(applicant.review), [levelName, ...levels])) return about;
      const ttl = Math.max(ttlInSecs, MIN_TOKEN_SECONDS);
      const body = { levelName: levelOf(applicant), userId: customerId, ttlInSecs: ttl };
      const { token, userId } = await call<{ token: string; userId: string }>({
        method: "POST",
        path: "/resources/accessTokens/sdk",
        body,
        fetch,
      });
      // The SDK would hang with somebody else's.
      return { customerId: userId, type: about?.type, token, expiresAt: now + ttl * 1000 };
    },
    async status({ customerId, known, fetch }) {
      const applicant = await applicantOf(fetch, customerId).catch((error) => {
        // One that has been there before is gone.
        if (BEGUN.includes(String(known))) throw error;
        return unlessUnknown(error);
      });
      return applicant ? aboutOf(applicant) : NOT_BEGUN;
    },
    webhook: secrets.length === 0 ? undefined : { verify },
  });
}

/** The applicant comes into being when a link or the SDK is opened. */
function unlessUnknown(error: { code?: string }) {
  if (error.code !== "not_found") throw error;
  return undefined;
}

/** The 409s that are about the person. After any other, Sumsub is still busy with the applicant. */
const OVER = ["applicant-marked-as-deleted", "applicant-with-final-reject"];
/** What to check after a refusal that does not name the person's data: an unknown level or workflow is a 400. */
const SETTINGS = "levelName";

/**
 * Returns the applicant's fields that an error is about: its description is a sentence, which may repeat what was sent.
 */
function refusedPaths(description: string, { applicantIdentifiers }: { applicantIdentifiers?: unknown } = {}) {
  const sent = members(applicantIdentifiers);
  const repeats = (value: unknown) => typeof value === "string" && value !== "" && description.includes(value);
  return ["email", "phone"].filter((name) => description.toLowerCase().includes(name) || repeats(sent[name]));
}

/** Returns a function that sends signed requests, and returns the object of the response. */
function caller({ origin, appToken, secretKey }: { origin: string; appToken: string; secretKey: string }) {
  return async <Known>({ method, path, body, fetch }: ApiRequest): Promise<Known & Record<string, unknown>> => {
    const text = body && JSON.stringify(body);
    // Signed when it is sent: Sumsub refuses a time that is more than a minute off.
    const time = Math.floor(Date.now() / 1000);
    const response = await fetch(origin + path, {
      method,
      headers: {
        Accept: "application/json",
        ...(text !== undefined && { "Content-Type": "application/json" }),
        "X-App-Token": appToken,
        "X-App-Access-Ts": String(time),
        "X-App-Access-Sig": await sign(secretKey, `${time}${method}${path}${text ?? ""}`),
      },
      body: text,
    });
    const answer = members<Known>(await response.json().catch(() => undefined));
    if (response.ok) return answer;
    const paths = refusedPaths(String(answer.description), body);
    const word = answer.errorCode && String(answer.errorCode);
    const isOver = OVER.includes(String(answer.errorName));
    const codes: Record<number, ProviderErrorCode> = { 409: isOver ? "provider_rejected" : "unavailable" };
    // A create that is not found has an unknown level, if it is Sumsub that says so.
    if (body && answer.description) codes[404] = "provider_rejected";
    throw errorOf(response, { codes, paths, word, settings: paths.length > 0 || isOver ? undefined : SETTINGS });
  };
}

/**
 * Returns the function that verifies deliveries. They say that there is news, and the status is then read: deliveries
 * arrive in any order, and an approval may be followed by a rejection.
 */
function verifier(
  secrets: string[],
  { webhookAlgorithm = "HMAC_SHA256_HEX" }: SumsubOptions,
  isSandbox: boolean,
): NonNullable<ProviderDefinition["webhook"]>["verify"] {
  if (!Object.hasOwn(HASHES, webhookAlgorithm)) {
    throw misuse(
      `webhookAlgorithm must be one of ${Object.keys(HASHES).join(", ")}, as it is set for the webhook in Sumsub's dashboard. SHA-1 is not supported.`,
    );
  }
  const hash = HASHES[webhookAlgorithm];
  return async ({ body, headers }) => {
    const isValid = await hasHmac(secrets, () => body, [headers.get("x-payload-digest") ?? ""], hash);
    if (!isValid) throw webhookRefused("signature");
    const { externalUserId, type, createdAtMs, sandboxMode } = eventOf(body);
    if (typeof type !== "string") throw webhookRefused("malformed");
    if (OTHER_EVENT.test(type)) return undefined;
    // Applicants that something else has created may have ids of another form. A sandbox decides as its user likes.
    if (typeof externalUserId !== "string" || !isId(externalUserId) || (sandboxMode === true && !isSandbox)) return undefined;
    const at = timeOf(createdAtMs);
    if ((createdAtMs ?? undefined) !== undefined && at === undefined) throw webhookRefused("malformed");
    // A delivery has no id of its own, and is repeated with the same body.
    const id = hexOf(await crypto.subtle.digest("SHA-256", body));
    const kind = type === "applicantCreated" ? "customer_created" : "customer_updated";
    return { id, kind, customerId: externalUserId, reference: referenceOf(externalUserId), at };
  };
}

/** Returns the reference of an id; `undefined` if something else has made the id. */
function referenceOf(id: string) {
  try {
    const reference = decodeURIComponent(id.replaceAll("=", "%"));
    return idOf(reference) === id ? reference : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a time in UTC, such as "2026-02-24 10:30:00.123". */
function timeOf(value: unknown) {
  const parts = typeof value === "string" && /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)Z?$/.exec(value);
  return parts ? timestampMs(`${parts[1]}T${parts[2]}Z`) : undefined;
}
