// Due: an account for each customer, with terms and a check, whose links are relative.
//
// What it relies on, as the documents said it in autumn 2026 (nothing was tried against Due):
// - pages of due.readme.io with their OpenAPI fragments, put together in github.com/api-evangelist/due @98e3905e:
//   `POST /v1/accounts`, `GET /v1/accounts/`, `GET /v1/accounts/{id}`, `externalId`, `kyc`, `tos`, the shape of errors
// - due.readme.io/docs about KYC and terms: `kyc.link` and `tos.link` stand behind the host for people, `?redirect=` of
//   the terms, both are needed
// - due.readme.io/docs/webhook-security (2026-08-04): Ed25519 over the raw body, and nothing else
// - due.readme.io/docs/handle-kyc-status-webhooks: other words than the account's
// There is no idempotency key: after a lost response, the account is looked for by its `externalId`.
// Not documented, and not relied on: the life of a link, required fields, pages of the list, automatic retries.

import { decodeBase64 } from "../lib/base64.js";
import { misuse } from "../lib/error.js";
import { knownOptions } from "../lib/options/known-options.js";
import { defineProvider } from "../provider/define.js";
import { webhookRefused } from "../provider/errors.js";
import { bytesOfHex, CREDENTIAL, checkBaseUrl, checkText, errorOf, eventOf, hexOf, members, ownOptionsOf } from "../provider/ready.js";

/** @typedef {import("../types/providers/due.js").DueOptions} DueOptions */
/** @typedef {import("../types/provider.js").ProviderStatus} ProviderStatus */
/** @typedef {import("../types/provider.js").ProviderFetch} ProviderFetch */
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

  /** @type {(fetch: ProviderFetch, reference: string | undefined, type: string) => Promise<Members[] | undefined>} */
  async function accountsOf(fetch, reference, type) {
    if (reference === undefined) return [];
    const accounts = await call(fetch, "/v1/accounts/");
    if (!Array.isArray(accounts)) return undefined;
    return accounts.map(members).filter((account) => account.externalId === reference && account.type === type);
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
    repeat: "never",
    async create({ applicant, reference, redirectUri, fetch }) {
      const { type, email, firstName, lastName, address, business } = applicant;
      const isBusiness = type === "business";
      // Each request makes another account. A list that is too long to be read keeps nobody out.
      const [known] = (await accountsOf(fetch, reference, type).catch(unlessTooLong)) ?? [];
      const account =
        known ??
        (await call(fetch, "/v1/accounts", {
          type,
          name: isBusiness ? business?.legalName : `${firstName} ${lastName}`,
          email,
          country: isBusiness ? business?.country : address?.country,
          category: categories[type],
          externalId: reference,
          kycReturnUrl: redirectUri,
        }));
      return linkOf(account, app, redirectUri);
    },
    async link({ customerId, redirectUri, fetch }) {
      return linkOf(await call(fetch, `/v1/accounts/${encodeURIComponent(customerId)}`), app, redirectUri);
    },
    async status({ customerId, fetch }) {
      const account = await call(fetch, `/v1/accounts/${encodeURIComponent(customerId)}`);
      return { customerId: account.id, ...statusOf(members(account.kyc).status, members(account.tos).status) };
    },
    async find({ reference, applicant, fetch }) {
      const accounts = await accountsOf(fetch, reference, applicant.type);
      // Anything but a list does not say that there is no account.
      return /** @type {any} */ (accounts?.map(({ id }) => ({ customerId: id })));
    },
    webhook: webhookPublicKey === undefined ? undefined : { verify: verifier(webhookPublicKey) },
  });
}

/** @param {{ code?: string }} error */
function unlessTooLong(error) {
  if (error.code !== "unexpected_response") throw error;
  return undefined;
}

/** The words of an account, and of events. */
const WAITS = ["pending", "manual_review", "resubmission_required"];
/** What the terms still need. The page has one link, which leads to the terms first. */
const TERMS = /** @type {const} */ ({ kind: "terms", code: "tos" });

/**
 * Returns a status; without one if a word is not known, which kyclink refuses.
 *
 * @param {unknown} kyc
 * @param {unknown} tos
 * @returns {ProviderStatus}
 */
function statusOf(kyc, tos) {
  const requirements = tos === "pending" ? [TERMS] : [];
  if (kyc === "failed" || kyc === "rejected") return { status: "rejected" };
  if (tos !== "pending" && tos !== "accepted") return /** @type {any} */ ({});
  if (kyc === "passed" || kyc === "approved") return tos === "accepted" ? { status: "approved" } : { status: "incomplete", requirements };
  if (kyc === "manual_review" && tos === "accepted") return { status: "pending" };
  const again = /** @type {const} */ ({ kind: "document", code: "resubmission_required" });
  if (kyc === "resubmission_required") return { status: "incomplete", requirements: [...requirements, again] };
  // An account is pending before the person has begun, too: whoever has the link sees which it is.
  return WAITS.includes(/** @type {string} */ (kyc)) ? { status: "incomplete", requirements } : /** @type {any} */ ({});
}

/**
 * Returns the link of an account: to the terms, which lead on to the check, or to the check; its status if nothing is
 * left for the person.
 *
 * @param {Members} account
 * @param {string} app
 * @param {string | undefined} redirectUri
 */
function linkOf({ id, ...account }, app, redirectUri) {
  const [kyc, tos] = [members(account.kyc), members(account.tos)];
  const status = statusOf(kyc.status, tos.status);
  if (status.status !== "incomplete") return { customerId: id, ...status };
  const isChecked = kyc.status === "passed";
  const check = isChecked ? redirectUri : absolute(kyc.link, app);
  if (tos.status === "accepted") return { customerId: id, kycUrl: /** @type {string} */ (check) };
  const terms = absolute(tos.link, app);
  // Without a link to the check, the person would be led nowhere after the terms.
  if (terms && check) terms.searchParams.set("redirect", String(check));
  return { customerId: id, kycUrl: /** @type {URL} */ (check || isChecked ? terms : undefined) };
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
  /** @type {(fetch: ProviderFetch, path: string, body?: { type: "individual" | "business" } & Members) => Promise<Members>} */
  return async (fetch, path, body) => {
    const response = await fetch(api + path, {
      method: body ? "POST" : "GET",
      headers: { Accept: "application/json", Authorization: `Bearer ${apiKey}`, ...(body && { "Content-Type": "application/json" }) },
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
 * Returns the function that verifies deliveries.
 *
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
    if (!known.status || kyc.status === "pending") return { ...about, kind: "customer_updated" };
    return { ...about, ...known, kind: KINDS[/** @type {keyof typeof KINDS} */ (known.status)] ?? "customer_updated" };
  };
}

/** An event about the check need not have the terms: only for these words do they not matter. */
const ASSUMED = new Map([
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
