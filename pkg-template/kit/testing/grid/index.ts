/**
 * Lightspark Grid as documented: Basic auth, JSON bodies, `Idempotency-Key` on the link endpoint,
 * 405 in JSON, and errors that name every invalid field.
 *
 * Assumptions where the documentation says nothing: 409 responses have the code `CONFLICT`; a code must have been sent
 * before it is confirmed, works once and allows five wrong attempts; a changed address or number must be verified
 * again; documented endpoints that onboarding does not need are 501.
 */

import { isoSeconds } from "../clock.ts";
import type { Decision } from "../decisions.ts";
import { decisionsOf, isStop } from "../decisions.ts";
import type { Failure } from "../failures.ts";
import { uuid } from "../ids.ts";
import type { GridOptions } from "../options.ts";
import type { Context, Provider } from "../provider.ts";
import { WRONG_CREDENTIAL } from "../provider.ts";
import type { SandboxRequest, SandboxResponse } from "../request.ts";
import { jsonOf } from "../request.ts";
import type { SandboxRoute } from "../router.ts";
import { findRoute } from "../router.ts";
import type { GridStatus, StoredCustomer } from "./customers.ts";
import { resource } from "./customers.ts";
import { invalidFields, invalidFormat, Refusal, render } from "./errors.ts";
import { createIdempotency } from "./idempotency.ts";
import { listCustomers } from "./list.ts";
import { confirmCode, createCustomer, createKycLink, find, sendCode, updateCustomer } from "./onboarding.ts";
import { agreements, config, endUserTerms } from "./platform.ts";
import { errorsOf, SHORTCOMINGS } from "./requirements.ts";
import { createSigner } from "./sign.ts";
import type { Verification } from "./verifications.ts";
import { addVerification, createVerification, getVerification, newestVerification, resolveErrors } from "./verifications.ts";

export type State = Context & {
  customers: Map<string, StoredCustomer>;
  verifications: Map<string, Verification>;
  regulated: boolean;
  requiredFields: readonly string[];
  startedAtMs: number;
};

/** `body` is undefined if none was sent */
type SandboxCall = {
  state: State;
  id: string;
  query: URLSearchParams;
  body: unknown;
  move: (customer: StoredCustomer, status: GridStatus) => void;
};

type GridEndpoint = { body?: "required" | "optional"; query?: boolean; idempotent?: boolean; run: (call: SandboxCall) => SandboxResponse };

const notImplemented = () => {
  throw new Refusal(501, "NOT_IMPLEMENTED", "Not part of this sandbox");
};

const route = (method: string, pattern: string, run: GridEndpoint["run"], how: Omit<GridEndpoint, "run"> = {}) => ({
  method,
  pattern,
  handler: { run, ...how },
});

const ROUTES: SandboxRoute<GridEndpoint>[] = [
  route("POST", "/customers", ({ state, body }) => createCustomer(state, body), { body: "required" }),
  route("GET", "/customers", ({ state, query }) => ({ status: 200, body: listCustomers([...state.customers.values()], query) }), {
    query: true,
  }),
  route("GET", "/customers/end-user-terms", endUserTerms),
  route("GET", "/customers/agreements", agreements),
  route("GET", "/customers/{customerId}", ({ state, id }) => ({ status: 200, body: resource(find(state, id)) })),
  route("PATCH", "/customers/{customerId}", ({ state, id, body }) => updateCustomer(state, id, body), { body: "required" }),
  route("DELETE", "/customers/{customerId}", notImplemented),
  route("POST", "/customers/{customerId}/kyc-link", ({ state, id, body }) => createKycLink(state, id, body), {
    body: "optional",
    idempotent: true,
  }),
  route("POST", "/customers/{customerId}/verify-email", ({ state, id }) => sendCode(state, id, "email")),
  route("POST", "/customers/{customerId}/verify-phone", ({ state, id }) => sendCode(state, id, "phone")),
  route("POST", "/customers/{customerId}/verify-email/confirm", ({ state, id, body }) => confirmCode(state, id, "email", body), {
    body: "required",
  }),
  route("POST", "/customers/{customerId}/verify-phone/confirm", ({ state, id, body }) => confirmCode(state, id, "phone", body), {
    body: "required",
  }),
  route("GET", "/config", ({ state }) => config(state)),
  route("PATCH", "/config", notImplemented, { body: "required" }),
  route("POST", "/verifications", ({ state, body, move }) => createVerification(state, body, (customer) => move(customer, "PENDING")), {
    body: "required",
  }),
  route("GET", "/verifications", notImplemented, { query: true }),
  route("GET", "/verifications/{verificationId}", ({ state, id }) => getVerification(state, id)),
];

const INJECTED: Record<number, [code: string, reason: string]> = {
  429: ["RATE_LIMITED", "Too many requests"],
  500: ["INTERNAL_ERROR", "Internal server error"],
  503: ["SERVICE_UNAVAILABLE", "Service unavailable"],
};

const TYPES = [
  "CUSTOMER.KYC_PENDING",
  "CUSTOMER.KYC_APPROVED",
  "CUSTOMER.KYC_REJECTED",
  "CUSTOMER.KYB_PENDING",
  "CUSTOMER.KYB_APPROVED",
  "CUSTOMER.KYB_REJECTED",
  "VERIFICATION.PENDING_MANUAL_REVIEW",
  "VERIFICATION.RESOLVE_ERRORS",
  "VERIFICATION.REJECTED",
  "TEST",
];

const TRIGGERS: Provider["triggers"] = {
  kyc_pending: ["CUSTOMER.KYC_PENDING"],
  kyc_approved: ["CUSTOMER.KYC_APPROVED", "approve"],
  kyc_rejected: ["CUSTOMER.KYC_REJECTED", "reject"],
  kyc_needs_review: ["VERIFICATION.PENDING_MANUAL_REVIEW", "hold"],
  test: ["TEST"],
};

const DECISIONS = { individual: decisionsOf(SHORTCOMINGS.INDIVIDUAL), business: decisionsOf(SHORTCOMINGS.BUSINESS) };

const OUTCOMES: Record<"approve" | "reject" | "hold", GridStatus> = { approve: "APPROVED", reject: "REJECTED", hold: "HOLD" };

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a provider in memory, whose routes share its data
export function createGrid(
  context: Context,
  { errors: dialect = "wire", regulated = false, requiredFields = ["FULL_NAME"] }: GridOptions = {},
): Provider {
  const state: State = {
    ...context,
    customers: new Map(),
    verifications: new Map(),
    regulated,
    requiredFields,
    startedAtMs: context.now(),
  };
  const idempotently = createIdempotency();

  function move(customer: StoredCustomer, status: GridStatus) {
    customer.status = status;
    customer.updatedAtMs = context.now();
    if (status === "PENDING" || status === "APPROVED") resolveErrors(state, customer);
    if (status === "HOLD" || status === "UNVERIFIED") return; // Grid has no webhook type for them
    announce(`CUSTOMER.KYC_${status}`, customer);
  }

  function announce(named: string, customer: StoredCustomer) {
    // The events of a business have names of their own.
    const type = customer.customerType === "BUSINESS" ? named.replace("CUSTOMER.KYC_", "CUSTOMER.KYB_") : named;
    const [about] = type.split(".");
    const data = about === "CUSTOMER" ? resource(customer) : about === "VERIFICATION" ? newestVerification(state, customer) : {};
    context.deliver("grid", { id: `Webhook:${uuid()}`, type, timestamp: isoSeconds(context.now()), data });
  }

  function settle(customer: StoredCustomer, decision: Decision) {
    const errors = isStop(decision) ? errorsOf(customer, decision) : [];
    const isRefused = decision === "reject_for_good";
    const status = isRefused ? "REJECTED" : isStop(decision) ? "UNVERIFIED" : OUTCOMES[decision];
    if (customer.status === status && errors.length === 0) return;
    if (status !== "HOLD" && !["PENDING", "HOLD"].includes(customer.status)) move(customer, "PENDING");
    move(customer, status);
    if (errors.length === 0) return;
    addVerification(state, customer, errors);
    announce(isRefused ? "VERIFICATION.REJECTED" : "VERIFICATION.RESOLVE_ERRORS", customer);
  }

  function respond(request: SandboxRequest, failure: Failure | undefined): SandboxResponse {
    if (failure !== undefined) throw injected(failure);
    authorize(request.headers);
    const match = findRoute(ROUTES, request.method, request.path);
    if (match === undefined) throw new Refusal(404, "NOT_FOUND", "No such endpoint");
    const { handler, params, allow } = match;
    if (handler === undefined) throw new Refusal(405, "METHOD_NOT_ALLOWED", "Method not allowed", { headers: { allow: allow.join(", ") } });
    if (!handler.query) refuseQuery(request.query, request.path.startsWith("/customers/") ? params[0] : undefined);
    const run = () =>
      caught(() => handler.run({ state, id: params[0], query: request.query, body: readBody(request, handler.body), move }));
    if (!handler.idempotent) return run();
    const fingerprint = `${request.method} ${request.path} ${new TextDecoder().decode(request.body)}`;
    return idempotently(request.headers.get("idempotency-key"), fingerprint, run);
  }

  /**
   * Refuses query parameters. A missing customer takes precedence: that is how today's API responds to the link
   * endpoint of 2025, `GET /customers/kyc-link?…`.
   */
  function refuseQuery(query: URLSearchParams, id?: string) {
    const fields = [...query.keys()];
    if (fields.length === 0) return;
    if (id !== undefined) find(state, id);
    throw invalidFields(fields.map((field) => ({ field, message: "Unrecognized parameter" })));
  }

  function caught(run: () => SandboxResponse) {
    try {
      return run();
    } catch (refusal) {
      if (refusal instanceof Refusal) return render(refusal, dialect);
      throw refusal;
    }
  }

  return {
    basePath: "/grid/2025-10-13",
    hostedOrigin: "https://kyc.grid.example",
    pattern: (method, path) => findRoute(ROUTES, method, path)?.pattern,
    handle: (request, failure) => caught(() => respond(request, failure)),
    customers: () =>
      [...state.customers.values()].map((customer) => ({
        id: customer.id,
        type: customer.customerType === "INDIVIDUAL" ? "individual" : "business",
        status: customer.status,
        resource: resource(customer),
        createdAtMs: customer.createdAtMs,
      })),
    decisions: DECISIONS,
    complete(id, decision) {
      settle(find(state, id), decision);
    },
    announce: (type, id) => announce(type, find(state, id)),
    types: TYPES,
    triggers: TRIGGERS,
    finishLink({ customerId }, decision) {
      const customer = find(state, customerId);
      if (customer.status === "APPROVED") return;
      if (customer.status !== "PENDING") move(customer, "PENDING");
      if (decision !== "review") settle(customer, decision);
    },
    ...createSigner(context.keys?.grid),
    example: {
      path: "/customers",
      headers: () => ({ authorization: `Basic ${btoa("sandbox:sandbox")}` }),
      body: { customerType: "INDIVIDUAL", platformCustomerId: "example", fullName: "Jane Smith", email: "jane@example.com" },
    },
  };
}

function authorize(headers: Headers) {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(headers.get("authorization") ?? "")?.[1];
  const [, id, secret] = /^([^:]+):(.+)$/s.exec(decodeBase64(encoded ?? "")) ?? [];
  if (id === undefined || secret === WRONG_CREDENTIAL) throw new Refusal(401, "UNAUTHORIZED", "Invalid or missing API token");
}

function decodeBase64(text: string) {
  try {
    return atob(text);
  } catch {
    return ""; // the length of base64 can be wrong although its alphabet is right
  }
}

function readBody({ headers, body }: SandboxRequest, expected: GridEndpoint["body"]) {
  if (body.length === 0) {
    if (expected === "required") throw invalidFormat("A JSON body is required");
    return undefined;
  }
  if (expected === undefined) throw invalidFormat("This endpoint takes no body");
  const json = jsonOf({ headers, body });
  if (json === undefined) throw invalidFormat("The body must be JSON, sent as application/json");
  return json;
}

function injected({ kind, retryAfter }: Failure) {
  const status = Number(kind);
  const [code, reason] = INJECTED[status];
  return new Refusal(status, code, reason, retryAfter === undefined ? {} : { headers: { "retry-after": String(retryAfter) } });
}
