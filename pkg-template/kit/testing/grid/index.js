/**
 * Lightspark Grid as documented: Basic auth, JSON bodies, `Idempotency-Key` on the link endpoint,
 * 405 in JSON, and errors that name every invalid field.
 *
 * Assumptions where the documentation says nothing: 409 responses have the code `CONFLICT`; a code must have been sent
 * before it is confirmed, works once and allows five wrong attempts; a changed address or number must be verified
 * again; documented endpoints that onboarding does not need are 501.
 */

import { isoSeconds } from "../clock.js";
import { decisionsOf, isStop } from "../decisions.js";
import { uuid } from "../ids.js";
import { WRONG_CREDENTIAL } from "../provider.js";
import { jsonOf } from "../request.js";
import { findRoute } from "../router.js";
import { resource } from "./customers.js";
import { invalidFields, invalidFormat, Refusal, render } from "./errors.js";
import { createIdempotency } from "./idempotency.js";
import { listCustomers } from "./list.js";
import { confirmCode, createCustomer, createKycLink, find, sendCode, updateCustomer } from "./onboarding.js";
import { agreements, config, endUserTerms } from "./platform.js";
import { errorsOf, SHORTCOMINGS } from "./requirements.js";
import { createSigner } from "./sign.js";
import { addVerification, createVerification, getVerification, newestVerification, resolveErrors } from "./verifications.js";

/**
 * @typedef {import("./customers.js").Customer} Customer
 * @typedef {import("./customers.js").Status} Status
 * @typedef {import("../provider.js").Provider} Provider
 * @typedef {import("../provider.js").Context} Context
 * @typedef {import("../request.js").SandboxResponse} SandboxResponse
 * @typedef {import("../request.js").SandboxRequest} SandboxRequest
 *
 * @typedef {Context & { customers: Map<string, Customer>, verifications: Map<string, import("./verifications.js").Verification>, regulated: boolean, requiredFields: readonly string[], startedAtMs: number }} State
 * @typedef {{ state: State, id: string, query: URLSearchParams, body: unknown, move: (customer: Customer, status: Status) => void }} SandboxCall `body` is undefined if none was sent
 * @typedef {{ body?: "required" | "optional", query?: boolean, idempotent?: boolean, run: (call: SandboxCall) => SandboxResponse }} Handler
 */

const notImplemented = () => {
  throw new Refusal(501, "NOT_IMPLEMENTED", "Not part of this sandbox");
};

/** @param {string} method @param {string} pattern @param {Handler["run"]} run @param {Omit<Handler, "run">} [how] */
const route = (method, pattern, run, how = {}) => ({ method, pattern, handler: { run, ...how } });

/** @type {import("../router.js").Route<Handler>[]} */
const ROUTES = [
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

/** @type {Record<number, [code: string, reason: string]>} */
const INJECTED = {
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

/** @type {Provider["triggers"]} */
const TRIGGERS = {
  kyc_pending: ["CUSTOMER.KYC_PENDING"],
  kyc_approved: ["CUSTOMER.KYC_APPROVED", "approve"],
  kyc_rejected: ["CUSTOMER.KYC_REJECTED", "reject"],
  kyc_needs_review: ["VERIFICATION.PENDING_MANUAL_REVIEW", "hold"],
  test: ["TEST"],
};

const DECISIONS = { individual: decisionsOf(SHORTCOMINGS.INDIVIDUAL), business: decisionsOf(SHORTCOMINGS.BUSINESS) };

/** @type {Record<"approve" | "reject" | "hold", Status>} */
const OUTCOMES = { approve: "APPROVED", reject: "REJECTED", hold: "HOLD" };

/**
 * @param {Context} context
 * @param {import("../../../types/testing.js").GridOptions} [options]
 * @returns {Provider}
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a provider in memory, whose routes share its data
export function createGrid(context, { errors: dialect = "wire", regulated = false, requiredFields = ["FULL_NAME"] } = {}) {
  /** @type {State} */
  const state = { ...context, customers: new Map(), verifications: new Map(), regulated, requiredFields, startedAtMs: context.now() };
  const idempotently = createIdempotency();

  /** @param {Customer} customer @param {Status} status */
  function move(customer, status) {
    customer.status = status;
    customer.updatedAtMs = context.now();
    if (status === "PENDING" || status === "APPROVED") resolveErrors(state, customer);
    if (status === "HOLD" || status === "UNVERIFIED") return; // Grid has no webhook type for them
    announce(`CUSTOMER.KYC_${status}`, customer);
  }

  /** @param {string} named @param {Customer} customer */
  function announce(named, customer) {
    // The events of a business have names of their own.
    const type = customer.customerType === "BUSINESS" ? named.replace("CUSTOMER.KYC_", "CUSTOMER.KYB_") : named;
    const [about] = type.split(".");
    const data = about === "CUSTOMER" ? resource(customer) : about === "VERIFICATION" ? newestVerification(state, customer) : {};
    context.deliver("grid", { id: `Webhook:${uuid()}`, type, timestamp: isoSeconds(context.now()), data });
  }

  /** @param {Customer} customer @param {import("../../../types/testing.js").Decision} decision */
  function settle(customer, decision) {
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

  /**
   * @param {SandboxRequest} request
   * @param {import("../failures.js").Failure | undefined} failure
   * @returns {SandboxResponse}
   */
  function respond(request, failure) {
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
   *
   * @param {URLSearchParams} query
   * @param {string} [id]
   */
  function refuseQuery(query, id) {
    const fields = [...query.keys()];
    if (fields.length === 0) return;
    if (id !== undefined) find(state, id);
    throw invalidFields(fields.map((field) => ({ field, message: "Unrecognized parameter" })));
  }

  /** @param {() => SandboxResponse} run */
  function caught(run) {
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

/** @param {Headers} headers */
function authorize(headers) {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(headers.get("authorization") ?? "")?.[1];
  const [, id, secret] = /^([^:]+):(.+)$/s.exec(decodeBase64(encoded ?? "")) ?? [];
  if (id === undefined || secret === WRONG_CREDENTIAL) throw new Refusal(401, "UNAUTHORIZED", "Invalid or missing API token");
}

/** @param {string} text */
function decodeBase64(text) {
  try {
    return atob(text);
  } catch {
    return ""; // the length of base64 can be wrong although its alphabet is right
  }
}

/** @param {SandboxRequest} request @param {Handler["body"]} expected */
function readBody({ headers, body }, expected) {
  if (body.length === 0) {
    if (expected === "required") throw invalidFormat("A JSON body is required");
    return undefined;
  }
  if (expected === undefined) throw invalidFormat("This endpoint takes no body");
  const json = jsonOf({ headers, body });
  if (json === undefined) throw invalidFormat("The body must be JSON, sent as application/json");
  return json;
}

/** @param {import("../failures.js").Failure} failure */
function injected({ kind, retryAfter }) {
  const status = Number(kind);
  const [code, reason] = INJECTED[status];
  return new Refusal(status, code, reason, retryAfter === undefined ? {} : { headers: { "retry-after": String(retryAfter) } });
}
