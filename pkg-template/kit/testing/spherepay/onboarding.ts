/**
 * SpherePay's link endpoints. `POST /v2/customer/{id}/kyc-link` is one path with three documented contracts that are
 * still in use. With the four fields of 2025, it follows the documentation of that year, for customers created through
 * the API. Without a body, it is "Regenerate KYC Link" of July 2026 for customers created by link; for the others it
 * follows the documentation of spring 2026: a link once nothing is outstanding.
 */

import { isoMillis } from "../clock.ts";
import type { SandboxResponse } from "../request.ts";
import { check } from "../schema.ts";
import { SCHEMAS } from "../schemas.ts";
import type { CustomerBody, StoredCustomer } from "./customers.ts";
import { newCustomer, overallStatus, resource } from "./customers.ts";
import { badRequest, fieldError, malformed, notFound, Refusal, render, validationFailed } from "./errors.ts";
import type { State } from "./index.ts";
import { addressErrors } from "./rules.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const { CreateCustomer, CreateCustomerViaLink, CreateKycLink2025 } = SCHEMAS.spherepay;

/** POST /v2/customer/kyc-link */
export function createViaLink(state: State, body: unknown): SandboxResponse {
  const errors = check(CreateCustomerViaLink, body).map(fieldError);
  const address = addressErrors(body, { demanding: true });
  if (errors.length > 0)
    throw validationFailed([...errors, ...address.filter(({ pointer }) => errors.every((error) => error.pointer !== pointer))]);
  if (address.length > 0) throw badRequest(address);
  const customer = add(state, newCustomer("link", body as CustomerBody, state.now()));
  return { status: 201, body: { customerId: customer.id, ...link(state, customer, 28) } };
}

/** POST /v2/customer, as its page of 2025 or of 2026 has it */
export function createCustomer(state: State, body: unknown): SandboxResponse {
  const errors = [...check(CreateCustomer, body).map(fieldError), ...addressErrors(body, { demanding: false })];
  if (errors.length > 0) throw validationFailed(errors);
  return { status: 201, body: resource(add(state, newCustomer("api", body as CustomerBody, state.now()))) };
}

/** POST /v2/customer/{id}/kyc-link */
export function createKycLink(state: State, id: string, body: unknown): SandboxResponse {
  if (body !== undefined) return createKycLink2025(state, id, body);
  const customer = find(state, id);
  if (customer.origin === "link") return { status: 201, body: { customerId: id, ...link(state, customer, 28) } };
  const open = new Set(customer.profiles.flatMap(({ criteria }) => criteria.required));
  if (open.size > 0) throw validationFailed([...open].map((name) => ({ detail: `Outstanding criterion: ${name}` })));
  if (overallStatus(customer) !== "pending") throw badRequest(); // "in an invalid state for submission"
  return { status: 201, body: link(state, customer, 28) };
}

function createKycLink2025(state: State, id: string, body: unknown): SandboxResponse {
  try {
    const customer = state.customers.get(id);
    if (customer === undefined) throw new Refusal(404, "Customer not found");
    const errors = check(CreateKycLink2025, body).map(fieldError);
    if (errors.length > 0) throw validationFailed(errors);
    const { type } = body as CustomerBody;
    if (customer.origin === "link" || customer.type !== type) throw malformed();
    return { status: 200, body: link(state, customer, 7) };
  } catch (refusal) {
    if (refusal instanceof Refusal) return render(refusal, "legacy", state.now());
    throw refusal;
  }
}

/** POST /v2/customer/{id}/tos-link */
export function createTosLink(state: State, id: string): SandboxResponse {
  const { url, expiresAtMs } = issue(state, find(state, id), "tos", HOUR);
  return { status: 201, body: { link: url, expiresAt: isoMillis(expiresAtMs) } };
}

export function find(state: State, id: string) {
  const customer = state.customers.get(id);
  if (customer === undefined) throw notFound();
  return customer;
}

function add(state: State, customer: StoredCustomer) {
  state.customers.set(customer.id, customer);
  state.announce("customer.create", customer);
  return customer;
}

function link(state: State, customer: StoredCustomer, days: number) {
  const { url, expiresAtMs } = issue(state, customer, "kyc", days * DAY);
  return { url, expiresAt: isoMillis(expiresAtMs) };
}

function issue(state: State, { id: customerId }: StoredCustomer, kind: "kyc" | "tos", lifetime: number) {
  return state.links.issue({ provider: "spherepay", kind, customerId, expiresAtMs: state.now() + lifetime, redirectUri: undefined });
}
