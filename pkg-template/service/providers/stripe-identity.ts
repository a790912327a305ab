/**
 * `kyclink/providers/stripe-identity`: Stripe Identity in front of the handler and of `onboard`.
 *
 * @module
 */

// Stripe Identity, as a provider of `kyclink/provider`. Sources, read on 2026-11-28; nothing was tried against Stripe:
//
// - fields, statuses, error codes: npm `stripe` 23.1.0, types of API version 2026-10-28.endive
// - one session per verification, fetched again for another link: docs.stripe.com/identity/how-sessions-work,
//   /identity/verify-identity-documents, /identity/handle-verification-outcomes, and polarsource/polar #13378
// - an ephemeral key of a session, of the API version of the mobile SDK: /identity/verify-identity-documents, React Native
// - keys of repeated requests: docs.stripe.com/api/idempotent_requests; errors: /api/errors; webhooks: /webhooks
//
// The customer is the session. It was made with settings, and only one with those of this configuration counts: Stripe
// repeats them in each session (`type`, `options.document`, `verification_flow`, and `livemode` of the key). A failed check
// is `requires_input` again, with the reason in `last_error`; there is no rejection: the operator decides what follows after
// how many attempts, and cancels the session. One that is redacted "cannot be updated or used for any purpose".

import { parseJson } from "../../module/json.ts";
import type { OwnProvider } from "../provider/define.ts";
import { defineProvider } from "../provider/define.ts";
import type { ProviderErrorCode } from "../provider/errors.ts";
import { providerError, webhookRefused } from "../provider/errors.ts";
import type {
  CreateCall,
  CreatedLink,
  CreatedStatus,
  Delivery,
  ProviderFetch,
  ProviderStatus,
  ProviderToken,
  TokenCall,
} from "../provider/functions.ts";
import {
  checkBaseUrl,
  checkSecrets,
  checkText,
  errorOf,
  eventOf,
  hasHmac,
  members,
  ownOptionsOf,
  refuseOld,
  WITHOUT_STATUS,
} from "../provider/ready.ts";
import type { StripeIdentityOptions } from "./stripe-settings.ts";
import { settingsOf } from "./stripe-settings.ts";

export type { StripeIdentityOptions } from "./stripe-settings.ts";

/** A session, and what of it is passed on. */
type Session = Record<string, unknown> & { id: string; url: string };

const OPTIONS = {
  secretKey: 1,
  type: 1,
  document: 1,
  verificationFlow: 1,
  webhookSecret: 1,
  linkHosts: 1,
  mobileSdkVersion: 1,
  baseUrl: 1,
  dangerouslyAllowBrowser: 1,
} satisfies Record<keyof StripeIdentityOptions, 1>;
const KEY = /^(?:sk|rk)_(?:test|live)_[\x21-\x7e]{1,500}$/;
const WEBHOOK_SECRET = /^whsec_[\x21-\x7e]{1,500}$/;
const VERSION = "2026-10-28.endive";
const VERSION_FORMAT = /^\d{4}-\d{2}-\d{2}(?:\.[a-z]{1,30})?$/;
const SESSIONS = "/v1/identity/verification_sessions";
/** How long a link can be opened, which it can once. */
const LINK_MS = 48 * 3_600_000;

/** Failures after which the person can hardly help, and what Stripe says about them. */
const CAN = new Map<string, "final" | "unknown">([
  ["country_not_supported", "final"],
  ["under_supported_age", "final"],
  ["consent_declined", "unknown"],
]);

/** The codes of a request that came while another one was carried out. */
const BUSY: readonly unknown[] = ["idempotency_key_in_use", "lock_timeout"];
/** What to check after a refusal that is not about `provided_details`: nothing else is the person's. */
const SETTINGS = "the options of stripeIdentity, and whether Identity is activated for the account";
/** The applicant's fields by the names of parameters that Stripe may refuse. */
const PATHS = new Map([
  ["provided_details[email]", "email"],
  ["provided_details[phone]", "phone"],
]);

/** The kinds of events by Stripe's words, which are those of the statuses, too. */
const KINDS: ReadonlyMap<unknown, string> = new Map([
  ["processing", "kyc_pending"],
  ["verified", "kyc_approved"],
  ["requires_input", "customer_updated"],
  ["canceled", "customer_updated"],
  ["redacted", "customer_updated"],
]);

/**
 * Makes the provider for `createHandler({ provider })` and for `client`. A person has one session, which is found again
 * by the reference.
 *
 * @param options The credentials and settings.
 * @returns The provider, which is called `stripe-identity`.
 * @throws {KycLinkError} `invalid_config` if an option is wrong
 * @example
 * const provider = stripeIdentity({
 *   secretKey: process.env.STRIPE_IDENTITY_KEY ?? "",
 *   type: "document",
 *   document: { requireMatchingSelfie: true },
 *   webhookSecret: process.env.STRIPE_WEBHOOK_SECRET,
 * });
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a definition, whose functions share the options
export function stripeIdentity(options: StripeIdentityOptions): OwnProvider {
  const checked = ownOptionsOf("stripe-identity", options, OPTIONS);
  const key = checkText("secretKey", checked.secretKey, KEY, "a key of one Stripe account: rk_… with the right to Identity, or sk_…");
  const secrets = checkSecrets(checked.webhookSecret, WEBHOOK_SECRET, "the whsec_… of a webhook endpoint", [key]);
  const baseUrl = checkBaseUrl(checked.baseUrl, "https://api.stripe.com");
  const { linkHosts = ["verify.stripe.com"] } = checked;
  const { mobileSdkVersion = VERSION } = checked;
  checkText("mobileSdkVersion", mobileSdkVersion, VERSION_FORMAT, "the API version of Stripe's mobile SDK, such as 2026-10-28.endive");
  const settings = settingsOf(checked);
  const isLive = /^.._live_/.test(key);

  /**
   * Whether a session was made with the settings, in the mode of the key: in test mode, the tester chooses the outcome.
   */
  const isOurs = (session: Record<string, unknown>) => session.livemode === isLive && settings.isOf(session);

  /** Sends a request, and returns the JSON of its response. */
  async function call<Known>(
    fetch: ProviderFetch,
    path: string,
    { body, idempotencyKey, version = VERSION }: { body?: URLSearchParams; idempotencyKey?: string | undefined; version?: string } = {},
  ) {
    const headers = {
      authorization: `Bearer ${key}`,
      "stripe-version": version,
      ...(body && { "content-type": "application/x-www-form-urlencoded" }),
      ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
    };
    const response = await fetch(baseUrl + path, { method: body ? "POST" : "GET", headers, body: body?.toString() });
    if (response.ok) return members<Known>(await response.json());
    const { type, code, param } = members(members(parseJson(await response.text())).error);
    const codes: Record<number, ProviderErrorCode> = type === "idempotency_error" ? { [response.status]: "conflict" } : {};
    if (BUSY.includes(code)) codes[409] = "unavailable";
    const settings = String(param).startsWith("provided_details") ? undefined : SETTINGS;
    throw errorOf(response, { codes, paths: [PATHS.get(String(param)) ?? []].flat(), word: code, settings });
  }

  /** Fetches a session. While it needs input, it has a fresh link. */
  async function read(fetch: ProviderFetch, id: string) {
    const session = await call<Session>(fetch, `${SESSIONS}/${encodeURIComponent(id)}`);
    if (session.id !== id) throw providerError({ code: "unavailable" });
    // It was made with other settings, so there is none here.
    if (!isOurs(session)) throw providerError({ code: "not_found" });
    return session;
  }

  /** Returns the sessions of a reference with these settings, the newest first. */
  async function find(fetch: ProviderFetch, reference: string) {
    const { data } = await call(fetch, `${SESSIONS}?${new URLSearchParams({ client_reference_id: reference, limit: "100" })}`);
    if (!Array.isArray(data)) throw providerError({ code: "unavailable" });
    const own = data.map(members).filter((session) => session.client_reference_id === reference && isOurs(session));
    return own.sort((one, other) => Number(other.created) - Number(one.created));
  }

  async function create({
    applicant,
    reference,
    idempotencyKey,
    redirectUri,
    fetch,
    now,
  }: CreateCall): Promise<CreatedLink | CreatedStatus> {
    const sessions = await find(fetch, reference);
    const open = sessions.find((session) => !hasEnded(session));
    if (open) return withId(await read(fetch, String(open.id)), now);
    const body = new URLSearchParams({ ...settings.texts, client_reference_id: reference });
    for (const name of settings.allowedTypes) body.append("options[document][allowed_types][]", name);
    if (redirectUri !== undefined) body.set("return_url", redirectUri);
    if (applicant.email !== undefined) body.set("provided_details[email]", applicant.email);
    if (applicant.phone !== undefined) body.set("provided_details[phone]", applicant.phone);
    // Under the key of a session that has ended, Stripe would repeat that session and its link.
    const [ended] = sessions;
    const key = ended && idempotencyKey ? `${idempotencyKey}-${ended.id}` : idempotencyKey;
    const session = await call<Session>(fetch, SESSIONS, { body, idempotencyKey: key });
    if (session.client_reference_id !== reference || !isOurs(session)) throw providerError({ code: "outcome_unknown" });
    return withId(session, now);
  }

  async function token({ customerId, fetch }: TokenCall): Promise<ProviderToken | ProviderStatus> {
    const session = await read(fetch, customerId);
    if (!needsInput(session)) return statusOf(session);
    const body = new URLSearchParams({ verification_session: customerId });
    const { secret, expires } = await call<{ secret: string }>(fetch, "/v1/ephemeral_keys", { body, version: mobileSdkVersion });
    return { token: secret, id: customerId, expiresAt: Number(expires) * 1000 };
  }

  return defineProvider({
    name: "stripe-identity",
    label: "Stripe Identity",
    applicant: { individual: ["email", "phone?"] },
    hosts: linkHosts,
    account: `${baseUrl} ${key}`,
    scope: `${isLive ? "" : "test "}${settings.scope}`,
    revocable: true,
    repeat: "reference",
    create,
    token,
    link: async ({ customerId, fetch, now }) => linkOf(await read(fetch, customerId), now),
    status: async ({ customerId, fetch }) => statusOf(await read(fetch, customerId)),
    webhook: secrets.length === 0 ? undefined : { verify: (delivery) => verify(secrets, isLive, isOurs, delivery) },
  });
}

function withId(session: Session, now: number) {
  return { customerId: session.id, ...linkOf(session, now) };
}

/**
 * Returns the link of a session that needs input, and the status of any other. Stripe makes the link for each response.
 *
 * @param now when the link was requested
 */
function linkOf(session: Session, now: number) {
  if (!needsInput(session)) return statusOf(session);
  return { kycUrl: session.url, once: true, expiresAt: now + LINK_MS };
}

/** Whether a session can be opened. */
function needsInput(session: Record<string, unknown>) {
  return session.status === "requires_input" && !hasEnded(session);
}

/** Whether a session leads nowhere any more, so that the next create begins another one. */
function hasEnded({ status, redaction }: Record<string, unknown>) {
  return status === "canceled" || isRedacted(redaction);
}

/**
 * Whether what was collected is removed, or is being removed.
 *
 * @param redaction `null` in any other session
 */
function isRedacted(redaction: unknown) {
  return redaction !== undefined && redaction !== null;
}

function statusOf({ status, last_error, redaction }: Record<string, unknown>): ProviderStatus {
  if (isRedacted(redaction)) return { status: "incomplete", requirements: [{ can: "unknown", code: "redacted" }] };
  if (status === "processing") return { status: "pending" };
  if (status === "verified") return { status: "approved" };
  if (status === "canceled") return { status: "incomplete", requirements: [{ can: "unknown", code: "canceled" }] };
  if (typeof status !== "string") return WITHOUT_STATUS;
  if (status !== "requires_input") return { status: "unknown" };
  const { code } = members(last_error);
  if (typeof code !== "string") return { status: "incomplete" };
  return { status: "incomplete", requirements: [{ kind: "document", can: CAN.get(code) ?? "act", code }] };
}

/** @param isOurs whether a session was made with the settings, in the mode */
async function verify(
  secrets: string[],
  isLive: boolean,
  isOurs: (session: Record<string, unknown>) => boolean,
  { body, headers, now }: Delivery,
) {
  const parts = (headers.get("stripe-signature") ?? "").split(",").map((part) => part.trim().split("="));
  const valuesOf = (name: string) => parts.flatMap(([key, value]) => (key === name && value ? [value] : []));
  const [signedAt = ""] = valuesOf("t");
  const messageOf = () => {
    const prefix = new TextEncoder().encode(`${signedAt}.`);
    const message = new Uint8Array(prefix.length + body.length);
    message.set(prefix);
    message.set(body, prefix.length);
    return message;
  };
  if (!/^\d{1,12}$/.test(signedAt) || !(await hasHmac(secrets, messageOf, valuesOf("v1")))) throw webhookRefused("signature");
  refuseOld(Number(signedAt), now);
  const { id, type, created, livemode, account, data } = eventOf<{ id: string }>(body);
  if (typeof type !== "string") throw webhookRefused("malformed");
  // A connected account makes sessions of its own, with any reference, and passes them.
  if (account || !type.startsWith("identity.verification_session.") || livemode !== isLive) return undefined;
  const session = members<Session>(members(data).object);
  const kind = KINDS.get(type.slice("identity.verification_session.".length));
  // The session may be newer than the event.
  const current = KINDS.get(isRedacted(session.redaction) ? "redacted" : session.status);
  if (kind === undefined || current !== kind || !isOurs(session)) return undefined;
  return {
    id,
    kind,
    customerId: session.id,
    reference: typeof session.client_reference_id === "string" ? session.client_reference_id : undefined,
    at: Number(created) * 1000,
    ...statusOf(session),
  };
}
