/**
 * SpherePay's link endpoints. `POST /v2/customer/{id}/kyc-link` is one path with three documented contracts that are
 * still in use. With the four fields of 2025, it follows the documentation of that year, for customers created through
 * the API. Without a body, it is "Regenerate KYC Link" of July 2026 for customers created by link; for the others it
 * follows the documentation of spring 2026: a link once nothing is outstanding.
 */

import { isoMillis } from "../clock.js";
import { check } from "../schema.js";
import { SCHEMAS } from "../schemas.js";
import { newCustomer, overallStatus, resource } from "./customers.js";
import { badRequest, fieldError, malformed, notFound, Refusal, render, validationFailed } from "./errors.js";
import { addressErrors } from "./rules.js";

/**
 * @import { SandboxResponse } from "../request.js"
 * @import { Customer, CustomerBody } from "./customers.js"
 * @import { State } from "./index.js"
 */

const DAY = 86_400_000;
const HOUR = 3_600_000;
const { CreateCustomer, CreateCustomerViaLink, CreateKycLink2025 } = SCHEMAS.spherepay;

/** POST /v2/customer/kyc-link @param {State} state @param {unknown} body @returns {SandboxResponse} */
export function createViaLink(state, body) {
  const errors = check(CreateCustomerViaLink, body).map(fieldError);
  const address = addressErrors(body, { demanding: true });
  if (errors.length > 0)
    throw validationFailed([...errors, ...address.filter(({ pointer }) => errors.every((error) => error.pointer !== pointer))]);
  if (address.length > 0) throw badRequest(address);
  const customer = add(state, newCustomer("link", /** @type {CustomerBody} */ (body), state.now()));
  return { status: 201, body: { customerId: customer.id, ...link(state, customer, 28) } };
}

/** POST /v2/customer, as its page of 2025 or of 2026 has it @param {State} state @param {unknown} body @returns {SandboxResponse} */
export function createCustomer(state, body) {
  const errors = [...check(CreateCustomer, body).map(fieldError), ...addressErrors(body, { demanding: false })];
  if (errors.length > 0) throw validationFailed(errors);
  return { status: 201, body: resource(add(state, newCustomer("api", /** @type {CustomerBody} */ (body), state.now()))) };
}

/**
 * POST /v2/customer/{id}/kyc-link
 *
 * @param {State} state
 * @param {string} id
 * @param {unknown} body
 * @returns {SandboxResponse}
 */
export function createKycLink(state, id, body) {
  if (body !== undefined) return createKycLink2025(state, id, body);
  const customer = find(state, id);
  if (customer.origin === "link") return { status: 201, body: { customerId: id, ...link(state, customer, 28) } };
  const open = new Set(customer.profiles.flatMap(({ criteria }) => criteria.required));
  if (open.size > 0) throw validationFailed([...open].map((name) => ({ detail: `Outstanding criterion: ${name}` })));
  if (overallStatus(customer) !== "pending") throw badRequest(); // "in an invalid state for submission"
  return { status: 201, body: link(state, customer, 28) };
}

/** @param {State} state @param {string} id @param {unknown} body @returns {SandboxResponse} */
function createKycLink2025(state, id, body) {
  try {
    const customer = state.customers.get(id);
    if (customer === undefined) throw new Refusal(404, "Customer not found");
    const errors = check(CreateKycLink2025, body).map(fieldError);
    if (errors.length > 0) throw validationFailed(errors);
    const { type } = /** @type {CustomerBody} */ (body);
    if (customer.origin === "link" || customer.type !== type) throw malformed();
    return { status: 200, body: link(state, customer, 7) };
  } catch (refusal) {
    if (refusal instanceof Refusal) return render(refusal, "legacy", state.now());
    throw refusal;
  }
}

/** POST /v2/customer/{id}/tos-link @param {State} state @param {string} id @returns {SandboxResponse} */
export function createTosLink(state, id) {
  const { url, expiresAtMs } = issue(state, find(state, id), "tos", HOUR);
  return { status: 201, body: { link: url, expiresAt: isoMillis(expiresAtMs) } };
}

/** @param {State} state @param {string} id */
export function find(state, id) {
  const customer = state.customers.get(id);
  if (customer === undefined) throw notFound();
  return customer;
}

/** @param {State} state @param {Customer} customer */
function add(state, customer) {
  state.customers.set(customer.id, customer);
  state.announce("customer.create", customer);
  return customer;
}

/** @param {State} state @param {Customer} customer @param {number} days */
function link(state, customer, days) {
  const { url, expiresAtMs } = issue(state, customer, "kyc", days * DAY);
  return { url, expiresAt: isoMillis(expiresAtMs) };
}

/** @param {State} state @param {Customer} customer @param {"kyc" | "tos"} kind @param {number} lifetime */
function issue(state, { id: customerId }, kind, lifetime) {
  return state.links.issue({ provider: "spherepay", kind, customerId, expiresAtMs: state.now() + lifetime, redirectUri: undefined });
}
