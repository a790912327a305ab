/**
 * Bridge as documented: a key in `Api-Key`, an `Idempotency-Key` with every POST and none with a GET, links without
 * an expiry, and a 400 `duplicate_record` with the whole existing link for anyone who posts a known email address.
 *
 * Unlike Bridge's own sandbox, which sends no webhooks and whose hosted pages cannot be finished, this one does both.
 *
 * Assumptions where the documentation says nothing: a transliteration that is missing is a 400; email addresses are
 * compared without regard to case; a link can be finished again while something is missing, and after a refusal that is
 * not final; the customer's id is null until the person has taken both steps, unless the test wants it at once.
 */

import { isoMillis } from "../clock.ts";
import type { HostedDecision } from "../decisions.ts";
import { decisionsOf, isStop } from "../decisions.ts";
import type { Failure } from "../failures.ts";
import { hex } from "../ids.ts";
import type { BridgeOptions } from "../options.ts";
import type { Context, Provider } from "../provider.ts";
import { WRONG_CREDENTIAL } from "../provider.ts";
import type { SandboxRequest, SandboxResponse } from "../request.ts";
import { jsonOf } from "../request.ts";
import type { SandboxRoute } from "../router.ts";
import { findRoute } from "../router.ts";
import type { JsonObject, RequestSchema } from "../schema.ts";
import { injected, invalid, Refusal, render } from "./errors.ts";
import { createIdempotency } from "./idempotency.ts";
import type { StoredKycLink } from "./links.ts";
import { changesOf, customerResource, isApproved, isOpen, linkResource } from "./links.ts";
import { createLink, findCustomer, findLink, findRfi, listLinks, listRfis, registerWebhook } from "./onboarding.ts";
import { ENDINGS } from "./requirements.ts";
import { newRfi } from "./rfis.ts";
import { expectQuery, LINK_QUERY, LIST_QUERY, RFI_QUERY } from "./rules.ts";
import { createSigner } from "./sign.ts";

interface Own {
  kycLinks: StoredKycLink[];
  rfis: JsonObject[];
  /** their ids */
  webhooks: string[];
  /** whether the URLs of hosted pages have one */
  schemes: boolean;
  resourceOf: (link: StoredKycLink) => JsonObject;
  announce: (type: string, link: StoredKycLink) => void;
  approve: (link: StoredKycLink) => void;
}

export type State = Context & Own;

/** `id` is that of the path */
type SandboxCall = { state: State; id: string; query: URLSearchParams; body: unknown };

type BridgeEndpoint = { query?: RequestSchema; hasBody?: boolean; run: (call: SandboxCall) => SandboxResponse };

const STATUS_CHANGED = "kyc_link.updated.status_transitioned";
const TYPES = [
  "kyc_link.created",
  "kyc_link.updated",
  STATUS_CHANGED,
  "customer.created",
  "customer.updated",
  "customer.updated.status_transitioned",
  "rfi.created",
];
const DECISIONS = { individual: decisionsOf(ENDINGS.individual), business: decisionsOf(ENDINGS.business) };
/** A query that may have no parameter. */
const NO_QUERY = { type: "object", additionalProperties: false };

const ok = (body: JsonObject): SandboxResponse => ({ status: 200, body });

const ROUTES: SandboxRoute<BridgeEndpoint>[] = [
  { method: "POST", pattern: "/kyc_links", handler: { hasBody: true, run: ({ state, body }) => createLink(state, body) } },
  { method: "GET", pattern: "/kyc_links", handler: { query: LIST_QUERY, run: ({ state, query }) => listLinks(state, query) } },
  { method: "GET", pattern: "/kyc_links/{kycLinkID}", handler: { run: ({ state, id }) => ok(state.resourceOf(findLink(state, id))) } },
  {
    method: "GET",
    pattern: "/customers/{customerID}",
    handler: { run: ({ state, id }) => ok(customerResource(findCustomer(state, id), state.now())) },
  },
  {
    method: "GET",
    pattern: "/customers/{customerID}/kyc_link",
    handler: { query: LINK_QUERY, run: ({ state, id }) => ok({ url: findCustomer(state, id).kycUrl }) },
  },
  {
    method: "GET",
    pattern: "/customers/{customerID}/tos_acceptance_link",
    handler: { run: ({ state, id }) => ok({ url: findCustomer(state, id).tosUrl }) },
  },
  { method: "POST", pattern: "/customers/{customerID}/simulate_kyc_approval", handler: { run: simulateApproval } },
  { method: "GET", pattern: "/rfis", handler: { query: RFI_QUERY, run: ({ state, query }) => listRfis(state, query) } },
  { method: "GET", pattern: "/rfis/{rfiID}", handler: { run: ({ state, id }) => ok(findRfi(state, id)) } },
  { method: "POST", pattern: "/webhooks", handler: { hasBody: true, run: ({ state, body }) => registerWebhook(state, body) } },
];

/** Bridge's own way to an outcome in its sandbox. */
function simulateApproval({ state, id }: SandboxCall) {
  const link = findCustomer(state, id);
  state.approve(link);
  const message = "Simulated KYC approval processed. Customer endorsements will be evaluated.";
  return ok({ success: true, customer_id: link.customerId, kyc_status: link.kycStatus, message });
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a provider in memory, whose routes share its data
export function createBridge(context: Context, { errors = "names", customerId = "later", schemes = true }: BridgeOptions = {}): Provider {
  const { now, links: hosted, deliver, keys } = context;
  const resourceOf = (link: StoredKycLink) => linkResource(link, customerId === "at_once");
  const approve = (link: StoredKycLink) => update(link, changesOf(link.body.type, "approve", now()));
  const state: State = { ...context, kycLinks: [], rfis: [], webhooks: [], schemes, resourceOf, announce, approve };
  const once = createIdempotency(now);
  const signer = createSigner(now, keys?.bridge);

  /** Returns what an event of a category is about. */
  function subjectOf(category: string, link: StoredKycLink) {
    if (category === "kyc_link") return { id: link.id, status: link.kycStatus, object: resourceOf(link) };
    if (category === "customer") {
      const object = customerResource(link, now());
      return { id: link.customerId, status: object.status, object };
    }
    const rfi = newRfi(link.customerId, now());
    state.rfis.push(rfi);
    return { id: rfi.id, status: rfi.state, object: rfi };
  }

  function announce(type: string, link: StoredKycLink, changes: object = {}) {
    const [category] = type.split(".");
    const { id, status, object } = subjectOf(category, link);
    deliver("bridge", {
      api_version: "v0",
      event_id: `wh_${hex(12)}`,
      event_developer_id: "sandbox",
      event_category: category,
      event_type: type,
      event_object_id: id,
      event_object_status: status,
      event_object: object,
      event_object_changes: changes,
      event_created_at: isoMillis(now()),
    });
  }

  /** Changes a link, and announces what has changed. */
  function update(link: StoredKycLink, changes: Partial<StoredKycLink>) {
    const { kycStatus, tosStatus } = link;
    const wasApproved = isApproved(link);
    Object.assign(link, changes, { updatedAtMs: now() });
    // The person returns to the same links when more is asked for.
    for (const stored of hosted.of(link.id)) stored.used = !isOpen(link, stored.kind);
    if (link.kycStatus === kycStatus && link.tosStatus === tosStatus) {
      if (changes.asks !== undefined) announce("customer.updated", link);
      return;
    }
    announce(STATUS_CHANGED, link, { kyc_status: [kycStatus, link.kycStatus], tos_status: [tosStatus, link.tosStatus] });
    if (!wasApproved && isApproved(link)) announce("customer.updated.status_transitioned", link, { status: ["incomplete", "active"] });
  }

  function finishCheck(link: StoredKycLink, decision: HostedDecision) {
    if (!isOpen(link, "kyc") && link.kycStatus !== "under_review") return;
    update(link, { kycStatus: "under_review", reasons: [], asks: {} });
    if (decision !== "review") update(link, changesOf(link.body.type, decision, now()));
  }

  function respond(request: SandboxRequest, failure: Failure | undefined): SandboxResponse {
    const { method, path, query, headers } = request;
    if (failure?.kind === 429 || failure?.kind === 503) return injected(failure);
    authorize(headers);
    if (failure !== undefined) return injected(failure);
    const match = findRoute(ROUTES, method, path);
    if (match?.handler === undefined) throw new Refusal(404, "not_found", "There is no such endpoint");
    const { query: schema = NO_QUERY, hasBody = false, run } = match.handler;
    expectQuery(schema, query);
    const act = () => run({ state, id: match.params[0], query, body: readBody(request, hasBody) });
    const key = headers.get("idempotency-key");
    if (method === "POST") return once(key, `${path} ${new TextDecoder().decode(request.body)}`, act);
    if (key !== null) throw invalid("header", { "Idempotency-Key": `Not with ${method}` });
    return act();
  }

  return {
    basePath: "/bridge/v0",
    hostedOrigin: "https://bridge.hosted.kyclink.example",
    pattern: (method, path) => findRoute(ROUTES, method, path)?.pattern,
    handle(request, failure) {
      try {
        return respond(request, failure);
      } catch (refusal) {
        if (refusal instanceof Refusal) return render(refusal, errors);
        throw refusal;
      }
    },
    customers: () =>
      state.kycLinks.map((link) => ({
        id: link.id,
        type: link.body.type,
        status: link.kycStatus,
        resource: resourceOf(link),
        createdAtMs: link.createdAtMs,
      })),
    decisions: DECISIONS,
    complete(id, decision) {
      const link = findLink(state, id);
      update(link, { tosStatus: "approved" });
      const changes = changesOf(link.body.type, decision, now());
      if (link.kycStatus === changes.kycStatus && !isStop(decision)) return;
      if (link.kycStatus !== "under_review") update(link, { kycStatus: "under_review" });
      update(link, changes);
    },
    announce: (type, id) => announce(type, findLink(state, id)),
    types: TYPES,
    triggers: {
      customer_created: ["customer.created"],
      customer_updated: ["customer.updated"],
      kyc_approved: [STATUS_CHANGED, "approve"],
      kyc_rejected: [STATUS_CHANGED, "reject"],
      kyc_needs_review: [STATUS_CHANGED, "hold"],
    },
    finishLink(stored, decision) {
      const link = findLink(state, stored.customerId);
      if (stored.kind === "tos") update(link, { tosStatus: "approved" });
      else finishCheck(link, decision);
    },
    sign: signer.sign,
    exportKey: signer.exportKey,
    example: {
      path: "/kyc_links",
      headers: () => ({ "api-key": "sandbox", "idempotency-key": hex(16) }),
      body: { type: "individual", email: "jane@example.com", full_name: "Jane Smith" },
    },
  };
}

function authorize(headers: Headers) {
  const key = headers.get("api-key");
  const messages = { "Api-Key": "is required" };
  if (key === null) throw new Refusal(401, "required", "Missing Api-Key header", { location: "header", messages });
  if (!/^[!-~]+$/.test(key) || key === WRONG_CREDENTIAL)
    throw new Refusal(401, "invalid", "Invalid Api-Key header", { location: "header", messages });
}

function readBody({ headers, body }: SandboxRequest, isExpected: boolean) {
  const json = jsonOf({ headers, body });
  if (isExpected ? json === undefined : body.length > 0) throw new Refusal(400, "invalid", "The body cannot be read");
  return json;
}
