/**
 * `kyclink/providers/due`: Due as a provider, for people and businesses.
 *
 * @example
 * ```ts
 * import { createHandler, memoryStore } from "kyclink/edge";
 * const provider = due({
 *   apiKey: process.env.DUE_API_KEY ?? "",
 *   environment: "production",
 *   webhookPublicKey: process.env.DUE_WEBHOOK_PUBLIC_KEY,
 * });
 * const handler = createHandler({ provider, rateLimit: "none", allowedOrigins: [], cookieSecret, store: memoryStore() });
 * ```
 * @module
 */

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
// - due.readme.io/docs/hosted-kyc-submission: data that are asked for after the decision are an open submission, whose page
//   has a token of `POST /v1/kyc/sessions`
// - due.readme.io/docs/api-error-codes: 117 codes, most of which are about transfers
// - `POST /v1/kyc/session` of the OpenAPI fragments: `accessToken`, which is of Sumsub's SDKs
// - due.readme.io/docs/creating-customers: the list of accounts without `externalId`, which the OpenAPI fragments have
// There is no idempotency key: after a lost response, the account is looked for by its `externalId`.
// Not documented, and not relied on: the life of a link, pages of the list, automatic retries, whether a hosted check has a
// submission.

import { misuse } from "../../module/error.ts";
import { knownOptions } from "../../module/options/known-options.ts";
import type { OwnProvider } from "../provider/define.ts";
import { defineProvider } from "../provider/define.ts";
import { providerError } from "../provider/errors.ts";
import type { ProviderFetch, ProviderStatus } from "../provider/functions.ts";
import { CREDENTIAL, checkBaseUrl, checkText, members, ownOptionsOf } from "../provider/ready.ts";
import type { Account } from "./due-accounts.ts";
import { aboutOf, accountsOf, createdAt, isTooLong, readAccount } from "./due-accounts.ts";
import { failureOf } from "./due-refusals.ts";
import { isOpen, MORE_DATA, ownerOf, statusOf } from "./due-status.ts";
import { verifier } from "./due-webhook.ts";

/** The options of {@link due}. */
export interface DueOptions {
  /** The API key. */
  apiKey: string;
  /** Where the API and its links are. */
  environment: "production" | "sandbox";
  /** Due's category of your customers, from `GET /v1/account_categories/`. Default: none is sent */
  categories?: DueCategories | undefined;
  /**
   * The `publicKey` of the webhook endpoint, in PEM. Without it, there are no webhooks. Web Crypto must have Ed25519.
   */
  webhookPublicKey?: string | undefined;
  /** Replaces the URL of the API: an https URL. Links stay where `environment` says. */
  baseUrl?: string | undefined;
  /** Allows credentials in a web page. Only for tests. Default: false */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** The categories of accounts. */
export interface DueCategories {
  /** The category of people. */
  individual?: string | undefined;
  /** The category of businesses. */
  business?: string | undefined;
}

type Members = Record<string, unknown>;

const OPTIONS = { apiKey: 1, environment: 1, categories: 1, webhookPublicKey: 1, baseUrl: 1, dangerouslyAllowBrowser: 1 } satisfies Record<
  keyof DueOptions,
  1
>;
/** The hosts of the API, and of pages for people. */
const HOSTS = {
  production: { api: "https://api.due.network", app: "https://app.due.network" },
  sandbox: { api: "https://api.sandbox.due.network", app: "https://app.sandbox.due.network" },
};

/**
 * Makes the provider Due, for `createHandler({ provider })` and `client`.
 *
 * @param options Your credentials and settings.
 * @returns The provider.
 * @throws {KycLinkError} `invalid_config` if an option is wrong
 * @example
 * const provider = due({ apiKey: "key", environment: "sandbox" });
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a definition, whose functions share the options
export function due(options: DueOptions): OwnProvider {
  const settings = ownOptionsOf("due", options, OPTIONS);
  const { environment, baseUrl, webhookPublicKey } = settings;
  const apiKey = checkText("apiKey", settings.apiKey, CREDENTIAL, "an API key of Due");
  if (environment !== "production" && environment !== "sandbox") throw misuse('environment must be "production" or "sandbox".');
  const { api, app } = HOSTS[environment];
  const categories = knownOptions(settings.categories, { individual: 1, business: 1 });
  for (const [type, category] of Object.entries(categories)) {
    if (category !== undefined) checkText(`categories.${type}`, category, /\S/, "a word of Due's list of categories");
  }
  const call = caller(checkBaseUrl(baseUrl, api), apiKey);
  const accountOf: (fetch: ProviderFetch, id: string) => Promise<Account> = (fetch, id) => readAccount((path) => call(fetch, path), id);

  let hasWarned = false;
  /** Such a list keeps nobody out, and may hide the account of somebody who comes back. */
  function warnOnce() {
    if (!hasWarned) console.error("kyclink", "due", LIST_IS_CUT);
    hasWarned = true;
  }

  /** Returns the submissions of an account; none if the list does not tell. */
  async function submissionsOf(fetch: ProviderFetch, id: string) {
    const list = await call(fetch, "/v1/kyc/submissions", { account: id }).catch(unlessUnavailable);
    const submissions = Array.isArray(list) ? list.map(members) : [];
    return submissions.filter((one) => (ownerOf(one) ?? id) === id);
  }

  /**
   * Whether a person has handed in what was asked for; `undefined` if the submissions do not tell: there may be none before
   * a check as after it.
   */
  async function isHandedIn(fetch: ProviderFetch, id: string) {
    const own = await submissionsOf(fetch, id);
    return own.some(isOpen) ? false : own.some(({ status }) => status === "completed" || status === "closed") || undefined;
  }

  /** Returns a status, unless it is an approval after which more data are asked for. */
  async function unlessMore(fetch: ProviderFetch, id: string, status: ProviderStatus) {
    return status.status === "approved" && (await submissionsOf(fetch, id)).some(isOpen) ? MORE_DATA : status;
  }

  /**
   * Returns the link of an account: that of data which are asked for after the decision, or else that of the check. For the
   * data, Due makes another link each time, and does not say how long one lives.
   */
  async function linkFor(fetch: ProviderFetch, account: Account, id: string, redirectUri: string | undefined) {
    const link = linkOf(account, app, redirectUri);
    // Without an id, the request would be about the operator's own account.
    const isApproved = "status" in link && link.status === "approved" && Boolean(id);
    const submission = isApproved ? (await submissionsOf(fetch, id)).find(isOpen) : undefined;
    if (!submission) return link;
    const { token } = await call(fetch, "/v1/kyc/sessions", { account: id, body: { submissionId: submission.id } });
    const path = `/kyc_submissions/${encodeURIComponent(String(submission.id))}`;
    const url = typeof token === "string" && token !== "" ? new URL(`${path}?${new URLSearchParams({ token })}`, app) : undefined;
    return { ...aboutOf(account), kycUrl: url as URL, once: true };
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
    revocable: true,
    repeat: "never",
    async create({ applicant, reference, redirectUri, fetch }) {
      const { type, email, firstName, lastName, address, business } = applicant;
      const isBusiness = type === "business";
      // Each request makes another account. A list that is too long to be read keeps nobody out, and neither does an account
      // that something else has created.
      const found = await accountsOf((path) => call(fetch, path), reference, applicant).catch((error) => {
        if (error.code !== "unexpected_response") throw error;
        return isTooLong(error) ? { known: [], isCut: true } : undefined;
      });
      // An earlier create may have made an account that the list does not show.
      if (!found) throw providerError({ code: "unavailable" });
      if (found.known.length === 0 && found.isCut) warnOnce();
      const account =
        found.known[0] ??
        (await call<Account>(fetch, "/v1/accounts", {
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
      return linkFor(fetch, account, account.id, redirectUri);
    },
    async link({ customerId, redirectUri, fetch }) {
      return linkFor(fetch, await accountOf(fetch, customerId), customerId, redirectUri);
    },
    async token({ customerId, fetch }) {
      const account = await accountOf(fetch, customerId);
      const kyc = members(account.kyc).status;
      const status = await unlessMore(fetch, customerId, statusOf(kyc, members(account.tos).status));
      // The SDK has the check alone: for terms or data that are left there are only the pages.
      if (status.status !== "incomplete" || kyc === "passed") return { ...aboutOf(account), ...status };
      const { accessToken } = await call<{ accessToken: string }>(fetch, "/v1/kyc/session", { account: customerId, body: {} });
      return { ...aboutOf(account), token: accessToken };
    },
    async status({ customerId, known, fetch }) {
      const account = await accountOf(fetch, customerId);
      const [kyc, tos] = [members(account.kyc).status, members(account.tos).status];
      const isUnclear = kyc === "pending" && tos === "accepted";
      // A review that only an event has told stands until Due says something else.
      const isInReview = isUnclear && ((await isHandedIn(fetch, customerId)) ?? known === "pending");
      const status = isInReview ? ({ status: "pending" } as const) : statusOf(kyc, tos);
      return { ...aboutOf(account), ...(await unlessMore(fetch, customerId, status)) };
    },
    async find({ reference, applicant, since, fetch }) {
      const found = await accountsOf((path) => call(fetch, path), reference, applicant);
      const mayBeLater = (account: Account) => createdAt(account) >= since.getTime();
      // Nothing says that there is none.
      if (!found || (found.known.length === 0 && (found.isCut || found.doubtful.some(mayBeLater)))) return undefined as never;
      return found.known.map(({ id }) => ({ customerId: id, reference }));
    },
    webhook: webhookPublicKey === undefined ? undefined : { verify: verifier(webhookPublicKey) },
  });
}

function unlessUnavailable(error: { code?: string }) {
  if (["unavailable", "rate_limited", "network", "timeout"].includes(String(error.code))) throw error;
  return undefined;
}

const LIST_IS_CUT =
  "The list of accounts may have more pages than can be read: somebody who comes back after their records have ended may get a second account.";

/**
 * Returns the link of an account: to the terms, which lead on to the check, or to the check; its status if nothing is
 * left for the person.
 */
function linkOf(account: Account, app: string, redirectUri: string | undefined) {
  const [kyc, tos] = [members(account.kyc), members(account.tos)];
  const status = statusOf(kyc.status, tos.status);
  if (status.status !== "incomplete") return { ...aboutOf(account), ...status };
  const isChecked = kyc.status === "passed";
  const check = isChecked ? redirectUri : absolute(kyc.link, app);
  if (tos.status === "accepted") return { ...aboutOf(account), kycUrl: check as string };
  const terms = absolute(tos.link, app);
  // Without a link to the check, the person would be led nowhere after the terms.
  if (terms && check) terms.searchParams.set("redirect", String(check));
  return { ...aboutOf(account), kycUrl: (check || isChecked ? terms : undefined) as URL };
}

/**
 * Returns a relative link as a URL of the host for people. Another host is refused here, because kyclink does not see the
 * link in `redirect`.
 */
function absolute(link: unknown, app: string) {
  const url = typeof link === "string" && link !== "" && URL.canParse(link, app) ? new URL(link, app) : undefined;
  return url?.origin === app && !url.username && !url.password ? url : undefined;
}

/** Returns a function that sends requests, and returns the object of the response. */
function caller(api: string, apiKey: string) {
  return async <Known>(
    fetch: ProviderFetch,
    path: string,
    { account, body }: { account?: string; body?: { type?: "individual" | "business" } & Members } = {},
  ): Promise<Known & Members> => {
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
    const answer = members<Known>(await response.json().catch(() => undefined));
    if (response.ok) return answer;
    throw failureOf(response, answer, body?.type ?? "individual");
  };
}
