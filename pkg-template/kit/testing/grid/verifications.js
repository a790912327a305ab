/**
 * Grid's verifications: data and documents sent through the API instead of the hosted page. Decisions change the
 * customer's status, and a verification has a status derived from it.
 *
 * The sandbox has no documents, so it never asks for a person's identity document; of a business it only asks for the
 * address.
 */

import { isoSeconds } from "../clock.js";
import { uuid } from "../ids.js";
import { check } from "../schema.js";
import { SCHEMAS } from "../schemas.js";
import { fieldError, invalidFields, Refusal } from "./errors.js";
import { find } from "./onboarding.js";

/**
 * @typedef {import("./customers.js").Customer} Customer
 * @typedef {import("../request.js").SandboxResponse} SandboxResponse
 * @typedef {import("./index.js").State} State
 *
 * @typedef {object} Verification
 * @property {string} id
 * @property {string} customerId
 * @property {VerificationError[]} errors
 * @property {number} createdAtMs
 *
 * @typedef {{ resourceId: string, type: string, field?: string, acceptedDocumentTypes?: string[], reason: string }} VerificationError
 */

/** @type {Record<import("./customers.js").Status, string>} */
const STATUS = {
  UNVERIFIED: "READY_FOR_VERIFICATION",
  PENDING: "IN_PROGRESS",
  HOLD: "PENDING_MANUAL_REVIEW",
  APPROVED: "APPROVED",
  REJECTED: "REJECTED",
};

/**
 * POST /verifications
 *
 * @param {State} state
 * @param {unknown} body
 * @param {(customer: Customer) => void} submit
 * @returns {SandboxResponse}
 */
export function createVerification(state, body, submit) {
  const errors = check(SCHEMAS.grid.VerificationRequest, body).map(fieldError);
  if (errors.length > 0) throw invalidFields(errors);
  const customer = find(state, /** @type {{ customerId: string }} */ (body).customerId);
  if (customer.status === "APPROVED" || customer.status === "REJECTED") {
    throw new Refusal(
      400,
      "INVALID_INPUT",
      `Customer ${customer.customerType === "INDIVIDUAL" ? "KYC" : "KYB"} status is already ${customer.status}`,
    );
  }
  const verification = addVerification(state, customer, shortcomings(customer));
  if (verification.errors.length === 0 && customer.status === "UNVERIFIED") submit(customer);
  return { status: 200, body: resource(state, verification) };
}

/** GET /verifications/{verificationId} @param {State} state @param {string} id @returns {SandboxResponse} */
export function getVerification(state, id) {
  const verification = state.verifications.get(id);
  if (verification === undefined) throw new Refusal(404, "NOT_FOUND", "Verification not found");
  return { status: 200, body: resource(state, verification) };
}

/**
 * @param {State} state
 * @param {Customer} customer
 * @param {VerificationError[]} errors
 * @returns {Verification}
 */
export function addVerification(state, customer, errors) {
  const verification = { id: `Verification:${uuid()}`, customerId: customer.id, errors, createdAtMs: state.now() };
  state.verifications.set(verification.id, verification);
  return verification;
}

/** Returns a customer's newest verification; the hosted page makes one, too. @param {State} state @param {Customer} customer */
export function newestVerification(state, customer) {
  const own = [...state.verifications.values()].filter(({ customerId }) => customerId === customer.id);
  return resource(state, own.at(-1) ?? addVerification(state, customer, []));
}

/** The customer has handed in what was asked for. @param {State} state @param {Customer} customer */
export function resolveErrors(state, { id }) {
  for (const verification of state.verifications.values()) if (verification.customerId === id) verification.errors = [];
}

/** Returns what is still missing. @param {Customer} customer @returns {VerificationError[]} */
function shortcomings({ id, customerType, fields }) {
  const demanded =
    customerType === "INDIVIDUAL" ? ["fullName", "birthDate", "nationality", "idType", "identifier", "address"] : ["address"];
  const missing = demanded
    .filter((field) => fields[field] === undefined)
    .map((field) => ({ resourceId: id, type: "MISSING_FIELD", field, reason: `${field} is required` }));
  if (missing.length > 0 || customerType !== "INDIVIDUAL" || !String(fields.fullName).endsWith("003")) return missing;
  return [{ resourceId: id, type: "POOR_QUALITY_DOCUMENT", reason: "The document cannot be read" }];
}

/** Returns the status of a customer's verification; `001` waits for a reviewer. @param {Customer} customer */
function statusOf({ customerType, fields, status }) {
  const waits = customerType === "INDIVIDUAL" && status === "PENDING" && String(fields.fullName).endsWith("001");
  return waits ? "PENDING_MANUAL_REVIEW" : STATUS[status];
}

/** @param {State} state @param {Verification} verification */
function resource(state, { id, customerId, errors, createdAtMs }) {
  const customer = find(state, customerId);
  return {
    id,
    customerId,
    verificationStatus: errors.length > 0 && customer.status !== "REJECTED" ? "RESOLVE_ERRORS" : statusOf(customer),
    errors,
    createdAt: isoSeconds(createdAtMs),
  };
}
