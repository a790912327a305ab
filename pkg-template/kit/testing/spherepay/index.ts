/**
 * SpherePay as documented: a bearer key, a JSON content type if and only if there is a body, an `Idempotency-Key` that
 * is rejected the second time whatever the first outcome was, and errors in the generation of shapes that the test
 * chooses; `/v1/` has its own shape.
 *
 * Assumptions where the documentation says nothing: the same email address creates a second customer, so that a
 * repeated POST is visible; earlier links stay valid; an unsupported method is 404; a reused key is 400.
 */

import { isoMillis } from "../clock.ts";
import type { Decision } from "../decisions.ts";
import { decisionsOf, isStop } from "../decisions.ts";
import type { Failure } from "../failures.ts";
import { hex } from "../ids.ts";
import type { SpherepayOptions } from "../options.ts";
import type { Context, Provider } from "../provider.ts";
import { WRONG_CREDENTIAL } from "../provider.ts";
import type { SandboxRequest, SandboxResponse } from "../request.ts";
import { jsonOf } from "../request.ts";
import type { SandboxRoute } from "../router.ts";
import { findRoute } from "../router.ts";
import type { JsonObject } from "../schema.ts";
import type { StoredCustomer } from "./customers.ts";
import { acceptTerms, decide, overallStatus, resource, submit } from "./customers.ts";
import { forbidden, malformed, notFound, Refusal, render } from "./errors.ts";
import { listCustomers } from "./list.ts";
import { createCustomer, createKycLink, createTosLink, createViaLink, find } from "./onboarding.ts";
import { CRITERIA } from "./requirements.ts";
import { createSigner } from "./sign.ts";
import { registerWebhook } from "./webhooks.ts";

interface Own {
  customers: Map<string, StoredCustomer>;
  webhooks: JsonObject[];
  /** of the webhooks */
  secret: () => string;
  announce: (name: string, customer: StoredCustomer) => void;
}

export type State = Context & Own;

/** `body` is undefined if none was sent */
type SandboxCall = { state: State; params: string[]; query: URLSearchParams; body: unknown };

type SphereEndpoint = { body: "required" | "optional" | "none"; query?: boolean; run: (call: SandboxCall) => SandboxResponse };

const ROUTES: SandboxRoute<SphereEndpoint>[] = [
  {
    method: "POST",
    pattern: "/v2/customer/kyc-link",
    handler: { body: "required", run: ({ state, body }) => createViaLink(state, body) },
  },
  {
    method: "POST",
    pattern: "/v2/customer",
    handler: { body: "required", run: ({ state, body }) => createCustomer(state, body) },
  },
  {
    method: "GET",
    pattern: "/v2/customer",
    handler: {
      body: "none",
      query: true,
      run: ({ state, query }) => ({ status: 200, body: listCustomers([...state.customers.values()], query) }),
    },
  },
  {
    method: "GET",
    pattern: "/v2/customer/{id}",
    handler: { body: "none", run: ({ state, params }) => ({ status: 200, body: resource(find(state, params[0])) }) },
  },
  {
    method: "POST",
    pattern: "/v2/customer/{id}/kyc-link",
    handler: { body: "optional", run: ({ state, params, body }) => createKycLink(state, params[0], body) },
  },
  {
    method: "POST",
    pattern: "/v2/customer/{id}/tos-link",
    handler: { body: "none", run: ({ state, params }) => createTosLink(state, params[0]) },
  },
  {
    method: "POST",
    pattern: "/v1/webhook",
    handler: { body: "required", run: ({ state, body }) => registerWebhook(state, body) },
  },
];

const INJECTED: Record<number, string> = { 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable" };

const EVENTS = { approve: "customer.kyc.successful", reject: "customer.kyc.rejected", hold: "customer.kyc.additionalReviewRequired" };
const OUTCOMES = { approve: "approved", reject: "rejected", hold: undefined };
const DECISIONS = { individual: decisionsOf(CRITERIA.individual), business: decisionsOf(CRITERIA.business) };

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a provider in memory, whose routes share its data
export function createSpherepay(context: Context, { errors: dialect = "problem" }: SpherepayOptions = {}): Provider {
  const customers: Map<string, StoredCustomer> = new Map();
  const usedKeys: Set<string> = new Set();
  const signer = createSigner(context.keys?.spherepay);
  const state: State = { ...context, customers, webhooks: [], secret: signer.secret, announce };

  function announce(name: string, customer: StoredCustomer) {
    const at = isoMillis(context.now());
    context.deliver("spherepay", {
      id: `event_${hex(16)}`,
      name,
      data: { customer: resource(customer) },
      webhookRecords: [],
      mock: true,
      created: at,
      updated: at,
    });
  }

  function finish(customer: StoredCustomer) {
    submit(customer);
    customer.updatedAtMs = context.now();
    announce("customer.kyc.pending", customer);
  }

  function settle(customer: StoredCustomer, decision: Decision) {
    // Whatever stops the check, there is one event for it.
    const outcome = isStop(decision) ? "hold" : decision;
    if (overallStatus(customer) === OUTCOMES[outcome]) return;
    if (overallStatus(customer) !== "pending") finish(customer);
    decide(customer, decision);
    customer.updatedAtMs = context.now();
    announce(EVENTS[outcome], customer);
  }

  function respond(request: SandboxRequest, failure: Failure | undefined): SandboxResponse {
    if (failure?.kind === 429 || failure?.kind === 503) return injected(failure);
    authorize(request.headers);
    if (request.method === "POST") claimKey(request.headers.get("idempotency-key"), usedKeys);
    if (failure !== undefined) return injected(failure);
    const match = findRoute(ROUTES, request.method, request.path);
    if (match?.handler === undefined) throw notFound();
    const { body, query, run } = match.handler;
    const stray = query ? [] : [...request.query.keys()];
    if (stray.length > 0) throw malformed(stray.map((parameter) => ({ detail: "Unrecognized parameter", parameter })));
    return run({ state, params: match.params, query: request.query, body: readBody(request, body) });
  }

  return {
    basePath: "/spherepay",
    hostedOrigin: "https://verify.spherepay.example",
    pattern: (method, path) => findRoute(ROUTES, method, path)?.pattern,
    handle(request, failure) {
      try {
        return respond(request, failure);
      } catch (refusal) {
        if (refusal instanceof Refusal) return render(refusal, request.path.startsWith("/v1/") ? "v1" : dialect, context.now());
        throw refusal;
      }
    },
    customers: () =>
      [...customers.values()].map((customer) => ({
        id: customer.id,
        type: customer.type,
        status: overallStatus(customer),
        resource: resource(customer),
        createdAtMs: customer.createdAtMs,
      })),
    decisions: DECISIONS,
    complete(id, decision) {
      settle(find(state, id), decision);
    },
    announce: (type, id) => announce(type, find(state, id)),
    types: [
      "customer.create",
      "customer.update",
      "customer.kyc.pending",
      ...Object.values(EVENTS),
      "customer.tos.pending",
      "customer.tos.successful",
    ],
    triggers: {
      customer_created: ["customer.create"],
      customer_updated: ["customer.update"],
      kyc_pending: ["customer.kyc.pending"],
      kyc_approved: [EVENTS.approve, "approve"],
      kyc_rejected: [EVENTS.reject, "reject"],
      kyc_needs_review: [EVENTS.hold, "hold"],
    },
    finishLink({ customerId, kind }, decision) {
      const customer = find(state, customerId);
      if (kind === "tos") {
        acceptTerms(customer);
        announce("customer.tos.successful", customer);
      } else if (overallStatus(customer) !== "approved") {
        finish(customer);
        if (decision !== "review") settle(customer, decision);
      }
    },
    sign: signer.sign,
    exportKey: async () => signer.secret(),
    example: {
      path: "/v2/customer/kyc-link",
      headers: () => ({ authorization: "Bearer sandbox" }),
      body: {
        type: "individual",
        email: "jane@example.com",
        phone: "+14155550123",
        address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "USA" },
      },
    },
  };
}

function authorize(headers: Headers) {
  const key = /^Bearer ([!#-~]+)$/.exec(headers.get("authorization") ?? "")?.[1];
  if (key === undefined || key === WRONG_CREDENTIAL) throw forbidden();
}

function claimKey(key: string | null, usedKeys: Set<string>) {
  if (key === null) return;
  const problem =
    key === "" || key.length > 255 ? "Must have 1 to 255 characters" : usedKeys.has(key) ? "Has already been used" : undefined;
  if (problem !== undefined)
    throw new Refusal(400, "Invalid request headers", { errors: [{ detail: problem, header: "Idempotency-Key" }] });
  usedKeys.add(key);
}

function readBody({ headers, body }: SandboxRequest, expected: SphereEndpoint["body"]) {
  if (body.length === 0) {
    // Some servers respond with 400 to a request without a body that has a JSON content type, so it must not pass here.
    if (expected === "required" || headers.has("content-type")) throw malformed();
    return undefined;
  }
  const json = jsonOf({ headers, body });
  if (expected === "none" || json === undefined) throw malformed();
  return json;
}

function injected({ kind, retryAfter }: Failure): SandboxResponse {
  const status = Number(kind);
  const headers = retryAfter === undefined ? undefined : { "retry-after": String(retryAfter) };
  return { status, headers, body: { status, detail: INJECTED[status], correlationId: hex(16) } };
}
