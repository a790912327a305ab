/**
 * `kyclink/providers/didit`: Didit in front of the handler and of `onboard`.
 *
 * @module
 */

// Didit, as a provider of `kyclink/provider`. Sources, read on 2026-11-28; nothing was tried against Didit:
//
// - sessions, statuses, errors: OpenAPI, docs.didit.me/openapi-25.json (copy: api-evangelist/didit @ef0150b)
// - repeated creates: docs.didit.me/sessions-api/create-session; the list: docs.didit.me/sessions-api/list-sessions
// - webhooks: docs.didit.me/integration/webhooks; one user or business per `vendor_data`: /entities/vendor-data-linking
// - whom the operator has blocked: /management-api/users/update-status, /entities/users/blocklist, /entities/webhooks
// - a version of a workflow, whose sessions have the id of the workflow: /management-api/workflows
//
// The customer is the `vendor_data`, because a create may begin another session of the same person. The newest session
// of the workflow decides. An event may be about an older one and does not say so: after an event, the list is read.

import { misuse } from "../../module/error.ts";
import { parseJson } from "../../module/json.ts";
import type { OwnProvider } from "../provider/define.ts";
import { defineProvider } from "../provider/define.ts";
import type { ProviderErrorCode } from "../provider/errors.ts";
import { providerError, settingsError, webhookRefused } from "../provider/errors.ts";
import type { CreateCall, CreatedLink, CreatedStatus, Delivery, ProviderFetch, ProviderStatus } from "../provider/functions.ts";
import { isId } from "../provider/members.ts";
import {
  CREDENTIAL,
  checkBaseUrl,
  checkSecrets,
  checkText,
  errorOf,
  eventOf,
  hasHmac,
  idOf,
  members,
  ownOptionsOf,
  refuseOld,
  WITHOUT_STATUS,
} from "../provider/ready.ts";
import { canonicalOf } from "./didit-canonical.ts";

/** The credentials and settings of Didit. */
export interface DiditOptions {
  /** The API key of your application, which may read users. One of a sandbox application checks nobody. */
  apiKey: string;
  /** The UUID of the workflow that checks people, not that of one of its versions. */
  workflowId: string;
  /**
   * The `secret_shared_key` of the webhook destination: several while one is being replaced. Without it, there are no
   * webhooks.
   */
  webhookSecret?: string | readonly string[] | undefined;
  /** The hosts of its links. Default: `["verify.didit.me"]`; another one if you have a domain of your own there. */
  linkHosts?: readonly string[] | undefined;
  /** Replaces `https://verification.didit.me`, for tests. */
  baseUrl?: string | undefined;
  /** Allows credentials in a web page. Only for tests. Default: false */
  dangerouslyAllowBrowser?: boolean | undefined;
}

const OPTIONS = { apiKey: 1, workflowId: 1, webhookSecret: 1, linkHosts: 1, baseUrl: 1, dangerouslyAllowBrowser: 1 } satisfies Record<
  keyof DiditOptions,
  1
>;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Didit repeats a delivery after about one and five minutes, and does not say whether it is dated anew. */
const MAX_AGE_MS = 900_000;

/**
 * What Didit's words mean: `Expired` is a session that was not finished, and `Kyc Expired` an approval that has run out.
 */
const STATUSES: ReadonlyMap<unknown, ProviderStatus> = new Map([
  ["Not Started", { status: "incomplete" }],
  ["In Progress", { status: "incomplete" }],
  ["Resubmitted", { status: "incomplete", requirements: [{ kind: "document", code: "resubmitted" }] }],
  ["Awaiting User", { status: "incomplete", requirements: [{ code: "awaiting_user" }] }],
  ["In Review", { status: "pending" }],
  ["Approved", { status: "approved" }],
  ["Declined", { status: "rejected" }],
  ["Expired", { status: "incomplete" }],
  ["Abandoned", { status: "incomplete" }],
  ["Kyc Expired", { status: "expired" }],
]);
/**
 * What a person is whom the operator has blocked: they get no other session, and their sessions do not say it. Only the
 * operator can help.
 */
const BLOCKED: ProviderStatus = { status: "on_hold", requirements: [{ kind: "review", who: "operator", code: "blocked" }] };
/** The words after which a create returns the same session. */
const OPEN: readonly unknown[] = ["Not Started", "In Progress", "Resubmitted", "Awaiting User"];
/** Those after which it begins another one: there is no decision, or it has run out. */
const OVER: readonly unknown[] = ["Expired", "Abandoned", "Kyc Expired"];

/** The applicant's fields by the names that Didit may refuse. */
const PATHS = new Map([
  ["email", "email"],
  ["phone", "phone"],
  ["first_name", "firstName"],
  ["last_name", "lastName"],
  ["date_of_birth", "birthDate"],
]);

/** The members of a refusal that is about the person. `detail`, or another member, is about the workflow or the account. */
const OF_PERSON = ["contact_details", "expected_details", ...PATHS.keys()];
const SETTINGS = "workflowId, and whether the application has credits";

/**
 * Makes the provider for `createHandler({ provider })` and for `client`. A person is recognized by the reference, which
 * becomes Didit's `vendor_data`: it must not be personal data.
 *
 * @param options The credentials and settings.
 * @returns The provider, which is called `didit`.
 * @throws {KycLinkError} `invalid_config` if an option is wrong
 * @example
 * const provider = didit({
 *   apiKey: process.env.DIDIT_API_KEY ?? "",
 *   workflowId: process.env.DIDIT_WORKFLOW_ID ?? "",
 *   webhookSecret: process.env.DIDIT_WEBHOOK_SECRET,
 * });
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a definition, whose functions share the options
export function didit(options: DiditOptions): OwnProvider {
  const settings = ownOptionsOf("didit", options, OPTIONS);
  const apiKey = checkText("apiKey", settings.apiKey, CREDENTIAL, "the API key of your application, from Didit's console");
  const workflowId = checkText("workflowId", settings.workflowId, UUID, "the UUID of a workflow, from Didit's console");
  const secrets = checkSecrets(settings.webhookSecret, CREDENTIAL, "the secret of a webhook destination", [apiKey]);
  const baseUrl = checkBaseUrl(settings.baseUrl, "https://verification.didit.me");
  const { linkHosts = ["verify.didit.me"] } = settings;

  /** The workflow of which the option is only a version, once Didit has said so. */
  let workflowOfVersion: string | undefined;

  /**
   * Sends a request, and returns the JSON of its response; `undefined` if Didit refuses it because the person is blocked.
   */
  async function call<Known>(fetch: ProviderFetch, path: string, body?: object) {
    const headers = { "x-api-key": apiKey, ...(body && { "content-type": "application/json" }) };
    const response = await fetch(baseUrl + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
    if (response.ok) return members<Known>(await response.json());
    const error = members(parseJson(await response.text()));
    // A list of texts would be about the form of the id.
    if (response.status === 400 && typeof error.vendor_data === "string") return undefined;
    const isOfPerson = Object.keys(error).some((name) => OF_PERSON.includes(name));
    // A wrong key is 403. A create that is not found has an unknown workflow, if it is Didit that says so.
    const codes: Record<number, ProviderErrorCode> = { 403: "unauthorized" };
    if (body && error.detail) codes[404] = "provider_rejected";
    throw errorOf(response, { codes, paths: refusedPaths(error), settings: isOfPerson ? undefined : SETTINGS });
  }

  /** Whether a session may be that of a customer: rows of a list need not name the workflow. */
  const isOf = ({ vendor_data, workflow_id }: Record<string, unknown>, customerId: string) =>
    vendor_data === customerId && isWorkflow(workflow_id ?? workflowId);
  const isWorkflow = (id: unknown) => String(id).toLowerCase() === workflowId.toLowerCase();

  /**
   * Returns the status and the URL of a person's newest session; `undefined` if there is none. Nothing else of it is read:
   * the list has personal data.
   */
  async function newest(fetch: ProviderFetch, customerId: string) {
    const query = new URLSearchParams({ vendor_data: customerId, workflow_id: workflowId, session_kind: "user", limit: "1" });
    const { results } = members(await call(fetch, `/v3/sessions/?${query}`));
    if (!Array.isArray(results)) throw providerError({ code: "unavailable" });
    if (results.length === 0) return undefined;
    const session = members(results[0]);
    // A filter that is ignored lists the sessions of others, and of businesses.
    if (session.session_kind !== "user" || !isOf(session, customerId)) throw providerError({ code: "unavailable" });
    return { status: session.status, url: session.session_url };
  }

  /** Whether the operator has blocked a person. A key may lack the right to read people. */
  async function isBlocked(fetch: ProviderFetch, customerId: string) {
    const user = await call(fetch, `/v3/users/${encodeURIComponent(customerId)}/`).catch((error) => {
      if (!["not_found", "unauthorized"].includes(error.code)) throw error;
      return { vendor_data: customerId, status: undefined };
    });
    if (user?.vendor_data !== customerId) throw providerError({ code: "unavailable" });
    return user.status === "BLOCKED";
  }

  /**
   * Returns the status that a session gives a person, unless they are blocked. That is asked where it matters, and at the
   * first look: a create may just have been refused.
   *
   * @param known the latest status
   */
  async function statusFor(fetch: ProviderFetch, customerId: string, word: unknown, known?: string): Promise<ProviderStatus> {
    const status = statusOf(word);
    const isAsked = status.status === "approved" || known === undefined || known === BLOCKED.status;
    return isAsked && (await isBlocked(fetch, customerId)) ? BLOCKED : status;
  }

  /**
   * Returns the error of a session that is not of the workflow. Of a version's, the list would have none: a session would be
   * made each time.
   *
   * @param made the session's workflow
   */
  async function otherWorkflow(fetch: ProviderFetch, made: unknown) {
    const { uuid, workflow_id } = members(await call(fetch, `/v3/workflows/${workflowId}/`).catch(() => undefined));
    if (!isWorkflow(uuid) || workflow_id !== made || !UUID.test(String(made))) return providerError({ code: "outcome_unknown" });
    workflowOfVersion = String(made);
    return ofVersion(workflowOfVersion);
  }

  async function create({
    applicant,
    reference,
    redirectUri,
    customerId = idOf(reference),
    fetch,
  }: CreateCall): Promise<CreatedLink | CreatedStatus> {
    if (!isId(customerId)) throw misuse("reference must have a letter or a digit, and be short: as vendor_data, at most 200 characters.");
    if (workflowOfVersion) throw ofVersion(workflowOfVersion);
    const known = await newest(fetch, customerId);
    if (known && ![...OPEN, ...OVER].includes(known.status)) return { customerId, ...(await statusFor(fetch, customerId, known.status)) };
    const { email, phone, firstName, lastName, birthDate } = applicant;
    const body = {
      workflow_id: workflowId,
      vendor_data: customerId,
      callback: redirectUri,
      contact_details: present({ email, phone }),
      expected_details: present({ first_name: firstName, last_name: lastName, date_of_birth: birthDate }),
    };
    const made = await call<{ url: string; session_token: string }>(fetch, "/v3/session/", body);
    if (!made) return { customerId, ...BLOCKED };
    if (made.vendor_data !== customerId) throw providerError({ code: "outcome_unknown" });
    if (!isOf(made, customerId)) throw await otherWorkflow(fetch, made.workflow_id);
    return { customerId, kycUrl: made.url, token: made.session_token };
  }

  return defineProvider({
    name: "didit",
    label: "Didit",
    applicant: { individual: ["email", "phone?", "firstName?", "lastName?", "birthDate?"] },
    hosts: linkHosts,
    account: `${baseUrl} ${apiKey}`,
    scope: workflowId,
    revocable: true,
    repeat: "reference",
    create,
    // A create would give an open session the callback of the workflow: an app has no page to return to, and the link may.
    async token({ customerId, ...call }) {
      const known = await newest(call.fetch, customerId);
      const token = known && OPEN.includes(known.status) ? tokenOf(known.url) : undefined;
      if (token !== undefined) return (await isBlocked(call.fetch, customerId)) ? BLOCKED : { token };
      const made = await create({ reference: customerId, ...call, applicant: { type: "individual" }, customerId });
      return "kycUrl" in made ? { token: made.token as string } : made;
    },
    async status({ customerId, known, fetch }) {
      const session = await newest(fetch, customerId);
      if (session) return statusFor(fetch, customerId, session.status, known);
      if (await isBlocked(fetch, customerId)) return BLOCKED;
      throw providerError({ code: "not_found" });
    },
    webhook: secrets.length === 0 ? undefined : { verify: (delivery) => verify(secrets, delivery) },
  });
}

function ofVersion(workflow: string) {
  return settingsError({ code: "invalid_config" }, `workflowId, which is that of a version: its workflow is ${workflow}`);
}

/**
 * The raw body is signed (`X-Signature`), and so is a canonical form of it, for bodies that a proxy has written anew
 * (`X-Signature-V2`). `X-Signature-Simple` does not cover whom an event is about, and the time of the header is not
 * signed: neither counts.
 */
async function verify(secrets: string[], { body, headers, now }: Delivery) {
  const isRaw = await hasHmac(secrets, () => body, [headers.get("x-signature") ?? ""]);
  const isValid = isRaw || (await hasHmac(secrets, () => canonicalOf(body), [headers.get("x-signature-v2") ?? ""]));
  if (!isValid) throw webhookRefused("signature");
  const { event_id: id, webhook_type: type, vendor_data: customerId, timestamp } = eventOf<{ event_id: string }>(body);
  refuseOld(timestamp, now, MAX_AGE_MS);
  if (type !== "status.updated" && type !== "user.status.updated") return undefined;
  // Sessions that something else has begun may have no `vendor_data`, or one of another form.
  if (typeof customerId !== "string" || !isId(customerId)) return undefined;
  return { id, kind: "customer_updated", customerId, at: Number(timestamp) * 1000 };
}

/**
 * Returns the token that the URL of a session ends with: `https://verify.didit.me/{language}/session/{session_token}`.
 */
function tokenOf(url: unknown) {
  return typeof url === "string" ? /^https:\/\/[^?#]+\/session\/([\w-]+)$/.exec(url)?.[1] : undefined;
}

function statusOf(word: unknown) {
  if (typeof word !== "string") return WITHOUT_STATUS;
  return STATUSES.get(word) ?? { status: "unknown" as const };
}

/** Returns an object without members that are undefined; `undefined` if there is none left. */
function present(object: Record<string, string | undefined>) {
  const known = Object.entries(object).filter(([, value]) => value !== undefined);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

/** Returns the applicant's fields that an error names: it is keyed by field, and may be nested. */
function refusedPaths(error: unknown) {
  const { contact_details, expected_details, ...others } = members(error);
  const names = [contact_details, expected_details, others].flatMap((part) => Object.keys(members(part)));
  return names.flatMap((name) => PATHS.get(name) ?? []);
}
