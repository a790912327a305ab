// Due: an account for each customer, with terms and a check, whose links are relative.
//
// What it relies on, as the documents said it in autumn 2026 (nothing was tried against Due):
// - pages of due.readme.io with their OpenAPI fragments, put together in github.com/api-evangelist/due @98e3905e:
//   `POST /v1/accounts`, `GET /v1/accounts/`, `GET /v1/accounts/{id}`, `externalId`, `kyc`, `tos`, the shape of errors
// - due.readme.io/docs about KYC and terms: `kyc.link` and `tos.link` stand behind the host for people, `?redirect=` of
//   the terms, both are needed
// - due.readme.io/docs/webhook-security (2026-08-04): Ed25519 over the raw body, and nothing else
// - due.readme.io/docs/handle-kyc-status-webhooks: other words than the account's, which is `pending` during a review, too
// - due.readme.io/docs/individual-kyc-process and `GET /v1/kyc/submissions` ("List open submissions"): a submission is
//   `open` until it is completed
// - `POST /v1/kyc/session` of the OpenAPI fragments: `accessToken`, which is of Sumsub's SDKs
// - due.readme.io/docs/creating-customers: the list of accounts without `externalId`, which the OpenAPI fragments have
// There is no idempotency key: after a lost response, the account is looked for by its `externalId`.
// Not documented, and not relied on: the life of a link, pages of the list, automatic retries, whether a hosted check has a
// submission.

import { decodeBase64 } from "../lib/base64.js";
import { misuse } from "../lib/error.js";
import { knownOptions } from "../lib/options/known-options.js";
import { defineProvider } from "../provider/define.js";
import { providerError, webhookRefused } from "../provider/errors.js";
import {
  bytesOfHex,
  CREDENTIAL,
  checkBaseUrl,
  checkText,
  errorOf,
  eventOf,
  hexOf,
  members,
  ownOptionsOf,
  WITHOUT_STATUS,
} from "../provider/ready.js";
import { aboutOf, accountsOf, createdAt, isTooLong, readAccount } from "./due-accounts.js";

/** @import { DueOptions } from "../types/providers/due.js" */
/** @import { ProviderFetch, ProviderStatus } from "../types/provider.js" */
/** @typedef {Record<string, any>} Members */

/** @satisfies {Record<keyof DueOptions, 1>} */
const OPTIONS = { apiKey: 1, environment: 1, categories: 1, webhookPublicKey: 1, baseUrl: 1, dangerouslyAllowBrowser: 1 };
/** The hosts of the API, and of pages for people. */
const HOSTS = {
  production: { api: "https://api.due.network", app: "https://app.due.network" },
  sandbox: { api: "https://api.sandbox.due.network", app: "https://app.sandbox.due.network" },
};
/** How the DER of an Ed25519 public key begins (RFC 8410), before the 32 bytes of the key. */
const SPKI = "302a300506032b6570032100";
/** How many bytes a signature of Ed25519 has. */
const SIGNATURE_BYTES = 64;

/** @type {typeof import("../types/providers/due.js").due} */
export function due(given) {
  const options = /** @type {DueOptions} */ (ownOptionsOf("due", given, OPTIONS));
  const { environment, baseUrl, webhookPublicKey } = options;
  const apiKey = checkText("apiKey", options.apiKey, CREDENTIAL, "an API key of Due");
  if (environment !== "production" && environment !== "sandbox") throw misuse('environment must be "production" or "sandbox".');
  const { api, app } = HOSTS[environment];
  const categories = knownOptions(options.categories, { individual: 1, business: 1 });
  for (const [type, category] of Object.entries(categories)) {
    if (category !== undefined && (typeof category !== "string" || category === ""))
      throw misuse(`categories.${type} must be a word of Due's list of categories.`);
  }
  const call = caller(checkBaseUrl(baseUrl, api), apiKey);
  /** @type {(fetch: ProviderFetch, id: string) => Promise<Members>} */
  const accountOf = (fetch, id) => readAccount((path) => call(fetch, path), id);

  /**
   * Whether a person has handed in what was asked for; `undefined` if the submissions do not tell: there may be none before
   * a check as after it.
   *
   * @param {ProviderFetch} fetch
   * @param {string} id
   */
  async function isHandedIn(fetch, id) {
    const list = await call(fetch, "/v1/kyc/submissions", { account: id }).catch(unlessUnavailable);
    const submissions = Array.isArray(list) ? list.map(members) : [];
    const own = submissions.filter(({ ownerId, applicantId }) => (ownerId ?? applicantId ?? id) === id);
    if (own.some(({ status }) => status === "open")) return false;
    return own.some(({ status }) => status === "completed" || status === "closed") || undefined;
  }

  return defineProvider({
    name: "due",
    label: "Due",
    applicant: {
      individual: ["email", "firstName", "lastName", "address.country"],
      business: ["email", "business.legalName", "business.country"],
    },
    hosts: [new URL(app).hostname],
    account: `${baseUrl ?? api} ${apiKey}`,
    scope: environment,
    repeat: "never",
    async create({ applicant, reference, redirectUri, fetch }) {
      const { type, email, firstName, lastName, address, business } = applicant;
      const isBusiness = type === "business";
      // Each request makes another account. A list that is too long to be read keeps nobody out, and neither does an account
      // that something else has created.
      const found = await accountsOf((path) => call(fetch, path), reference, applicant).catch((error) => {
        if (error.code !== "unexpected_response") throw error;
        return isTooLong(error) ? { known: [] } : undefined;
      });
      // An earlier create may have made an account that the list does not show.
      if (!found) throw providerError({ code: "unavailable" });
      const account =
        found.known[0] ??
        (await call(fetch, "/v1/accounts", {
          body: {
            type,
            name: isBusiness ? business?.legalName : `${firstName} ${lastName}`,
            email,
            country: isBusiness ? business?.country : address?.country,
            category: categories[type],
            externalId: reference,
            kycReturnUrl: redirectUri,
          },
        }));
      // The response to a create need not show the reference, but shows no other one.
      if (reference !== undefined && (account.externalId || reference) !== reference) throw providerError({ code: "outcome_unknown" });
      return linkOf(account, app, redirectUri);
    },
    async link({ customerId, redirectUri, fetch }) {
      return linkOf(await accountOf(fetch, customerId), app, redirectUri);
    },
    async token({ customerId, fetch }) {
      const account = await accountOf(fetch, customerId);
      const kyc = members(account.kyc).status;
      const status = statusOf(kyc, members(account.tos).status);
      // The SDK has the check alone: for terms that are left there is only the page.
      if (status.status !== "incomplete" || kyc === "passed") return { ...aboutOf(account), ...status };
      const { accessToken } = await call(fetch, "/v1/kyc/session", { account: customerId, body: {} });
      return { ...aboutOf(account), token: accessToken };
    },
    async status({ customerId, known, fetch }) {
      const account = await accountOf(fetch, customerId);
      const [kyc, tos] = [members(account.kyc).status, members(account.tos).status];
      const isUnclear = kyc === "pending" && tos === "accepted";
      // A review that only an event has told stands until Due says something else.
      const isInReview = isUnclear && ((await isHandedIn(fetch, customerId)) ?? known === "pending");
      return { ...aboutOf(account), ...(isInReview ? { status: "pending" } : statusOf(kyc, tos)) };
    },
    async find({ reference, applicant, since, fetch }) {
      const found = await accountsOf((path) => call(fetch, path), reference, applicant);
      const mayBeLater = (/** @type {Members} */ account) => createdAt(account) >= since.getTime();
      // Nothing says that there is none.
      if (!found || (found.known.length === 0 && found.doubtful.some(mayBeLater))) return /** @type {any} */ (undefined);
      return found.known.map(({ id }) => ({ customerId: id }));
    },
    webhook: webhookPublicKey === undefined ? undefined : { verify: verifier(webhookPublicKey) },
  });
}

/** @param {{ code?: string }} error */
function unlessUnavailable(error) {
  if (["unavailable", "rate_limited", "network", "timeout"].includes(String(error.code))) throw error;
  return undefined;
}

/** What the terms still need. The page has one link, which leads to the terms first. */
const TERMS = /** @type {const} */ ({ kind: "terms", code: "tos" });

/**
 * Returns the status of an account; none if a word is missing, which kyclink refuses.
 *
 * @param {unknown} kyc
 * @param {unknown} tos
 * @returns {ProviderStatus}
 */
function statusOf(kyc, tos) {
  if (kyc === "failed" || kyc === "rejected") return { status: "rejected" };
  if (typeof kyc !== "string" || typeof tos !== "string") return WITHOUT_STATUS;
  const requirements = tos === "pending" ? [TERMS] : [];
  const again = /** @type {const} */ ({ kind: "document", code: "resubmission_required" });
  if (tos !== "pending" && tos !== "accepted") return { status: "unknown" };
  if (kyc === "resubmission_required") return { status: "incomplete", requirements: [...requirements, again] };
  const isPassed = kyc === "passed" || kyc === "approved";
  if (!isPassed && kyc !== "manual_review" && kyc !== "pending") return { status: "unknown" };
  if (kyc === "pending" || tos === "pending") return { status: "incomplete", requirements };
  return { status: isPassed ? "approved" : "pending" };
}

/**
 * Returns the link of an account: to the terms, which lead on to the check, or to the check; its status if nothing is
 * left for the person.
 *
 * @param {Members} account
 * @param {string} app
 * @param {string | undefined} redirectUri
 */
function linkOf(account, app, redirectUri) {
  const [kyc, tos] = [members(account.kyc), members(account.tos)];
  const status = statusOf(kyc.status, tos.status);
  if (status.status !== "incomplete") return { ...aboutOf(account), ...status };
  const isChecked = kyc.status === "passed";
  const check = isChecked ? redirectUri : absolute(kyc.link, app);
  if (tos.status === "accepted") return { ...aboutOf(account), kycUrl: /** @type {string} */ (check) };
  const terms = absolute(tos.link, app);
  // Without a link to the check, the person would be led nowhere after the terms.
  if (terms && check) terms.searchParams.set("redirect", String(check));
  return { ...aboutOf(account), kycUrl: /** @type {URL} */ (check || isChecked ? terms : undefined) };
}

/**
 * Returns a relative link as a URL of the host for people. Another host is refused here, because kyclink does not see the
 * link in `redirect`.
 *
 * @param {unknown} link
 * @param {string} app
 */
function absolute(link, app) {
  const url = typeof link === "string" && link !== "" && URL.canParse(link, app) ? new URL(link, app) : undefined;
  return url?.origin === app && !url.username && !url.password ? url : undefined;
}

/**
 * Returns a function that sends requests, and returns the object of the response.
 *
 * @param {string} api
 * @param {string} apiKey
 */
function caller(api, apiKey) {
  /** @type {(fetch: ProviderFetch, path: string, about?: { account?: string, body?: { type?: "individual" | "business" } & Members }) => Promise<Members>} */
  return async (fetch, path, { account, body } = {}) => {
    const response = await fetch(api + path, {
      method: body ? "POST" : "GET",
      headers: {
        Accept: "application/json",
        Authorization: `Bearer ${apiKey}`,
        ...(account && { "Due-Account-Id": account }),
        ...(body && { "Content-Type": "application/json" }),
      },
      body: body && JSON.stringify(body),
    });
    const answer = members(await response.json().catch(() => undefined));
    if (response.ok) return answer;
    throw failureOf(response, answer, body?.type ?? "individual");
  };
}

/** The applicant's fields behind the fields of an account. */
const FIELDS = {
  individual: { email: ["email"], name: ["firstName", "lastName"], country: ["address.country"] },
  business: { email: ["email"], name: ["business.legalName"], country: ["business.country"] },
};

/**
 * @param {Response} response
 * @param {Members} error
 * @param {keyof typeof FIELDS} type
 */
function failureOf(response, { error_code: word, details }, type) {
  const refused = Object.keys(members(details));
  const named = Object.entries(FIELDS[type]).filter(([name]) => refused.includes(name));
  // It names fields that are not the person's, such as the category.
  const settings = refused.length > 0 && named.length === 0 ? "categories, and where people return" : undefined;
  // Some of its errors about the key have the status 400.
  const codes = String(word).startsWith("err_signin_") ? { [response.status]: /** @type {const} */ ("unauthorized") } : undefined;
  return errorOf(response, { codes, paths: named.flatMap(([, paths]) => paths), word, settings });
}

/** The kinds of the statuses that an event itself decides. */
const KINDS = { approved: "kyc_approved", rejected: "kyc_rejected", pending: "kyc_pending" };

/**
 * @param {unknown} pem
 * @returns {NonNullable<import("../types/provider.js").ProviderDefinition["webhook"]>["verify"]}
 */
function verifier(pem) {
  const raw = keyOf(pem);
  const { supports } = /** @type {{ supports?: (operation: string, algorithm: string) => boolean }} */ (globalThis.SubtleCrypto ?? {});
  if (supports?.call(SubtleCrypto, "verify", "Ed25519") === false) throw misuse(WITHOUT_ED25519);
  return async ({ body, headers }) => {
    const signature = bytesOfHex(headers.get("x-webhook-signature") ?? "", SIGNATURE_BYTES);
    if (!signature) throw webhookRefused("signature");
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]).catch(() => {
      throw misuse(WITHOUT_ED25519);
    });
    if (!(await crypto.subtle.verify("Ed25519", key, signature, body))) throw webhookRefused("signature");
    const { id, type, occurredAt, ...event } = eventOf(body);
    const data = /** @type {Members} */ (members(event.data));
    if (typeof id !== "string" || typeof type !== "string" || typeof occurredAt !== "string") throw webhookRefused("malformed");
    if (type !== "bp.kyc.status_changed" && type !== "bp.tos_accepted") return undefined;
    if (typeof data.id !== "string") throw webhookRefused("malformed");
    const about = { id, customerId: data.id, reference: data.externalId || undefined, at: occurredAt };
    const [kyc, tos] = type === "bp.tos_accepted" ? [members(null), members(null)] : [members(data.kyc), members(data.tos)];
    const known = statusOf(kyc.status, tos.status ?? ASSUMED.get(String(kyc.status)));
    // What an event does not decide is asked of the account: kyclink does so after one without a status.
    if (!known.status || known.status === "unknown") return { ...about, kind: "customer_updated" };
    return { ...about, ...known, type: data.type, kind: KINDS[/** @type {keyof typeof KINDS} */ (known.status)] ?? "customer_updated" };
  };
}

/** An event about the check need not have the terms: only for these words do they not matter. */
const ASSUMED = new Map([
  ["pending", "accepted"],
  ["manual_review", "accepted"],
  ["resubmission_required", "accepted"],
]);

const WITHOUT_ED25519 =
  "This platform's Web Crypto has no Ed25519, which Due's webhooks need: leave webhookPublicKey out, and the status is asked instead.";

/**
 * Returns the 32 bytes of a public key in PEM.
 *
 * @param {unknown} pem
 */
function keyOf(pem) {
  const text = (typeof pem === "string" ? pem : "").replaceAll("\\n", "\n").trim();
  const [, body = ""] = /^-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/.exec(text) ?? [];
  const base64 = body.replace(/\s/g, "");
  const der = /^[A-Za-z0-9+/]{59}=$/.test(base64) ? decodeBase64(base64) : new Uint8Array();
  if (hexOf(der.subarray(0, SPKI.length / 2)) !== SPKI)
    throw misuse("webhookPublicKey must be the publicKey of the webhook endpoint, an Ed25519 key in PEM.");
  return der.slice(SPKI.length / 2);
}
