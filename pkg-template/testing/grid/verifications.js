/**
 * Grid's verifications: data and documents sent through the API instead of the hosted page. What is decided is the
 * customer's own status; a verification shows it in its words.
 *
 * Where the documents are silent: only a person's name, birth date and address are demanded, and a business's
 * address; a rejected customer cannot be submitted again.
 */

import { isoSeconds } from "../clock.js";
import { uuid } from "../ids.js";
import { check } from "../schema.js";
import { find } from "./onboarding.js";
import { Refusal, fieldError, invalidFields } from "./errors.js";
import { VERIFICATION } from "./schemas.js";

/**
 * @typedef {import("./customers.js").Customer} Customer
 * @typedef {import("../request.js").Answer} Answer
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
const STATUS = { UNVERIFIED: "READY_FOR_VERIFICATION", PENDING: "IN_PROGRESS", HOLD: "PENDING_MANUAL_REVIEW", APPROVED: "APPROVED", REJECTED: "REJECTED" };

/** POST /verifications @param {State} state @param {unknown} body @param {(customer: Customer) => void} submit @returns {Answer} */
export function createVerification(state, body, submit) {
  const errors = check(VERIFICATION, body).map(fieldError);
  if (errors.length > 0) throw invalidFields(errors);
  const customer = find(state, /** @type {{ customerId: string }} */ (body).customerId);
  if (customer.status === "APPROVED" || customer.status === "REJECTED") {
    throw new Refusal(400, "INVALID_INPUT", `Customer ${customer.customerType === "INDIVIDUAL" ? "KYC" : "KYB"} status is already ${customer.status}`);
  }
  const verification = { id: `Verification:${uuid()}`, customerId: customer.id, errors: shortcomings(customer), createdAtMs: state.now() };
  state.verifications.set(verification.id, verification);
  if (verification.errors.length === 0 && customer.status === "UNVERIFIED") submit(customer);
  return { status: 200, body: resource(state, verification) };
}

/** GET /verifications/{verificationId} @param {State} state @param {string} id @returns {Answer} */
export function getVerification(state, id) {
  const verification = state.verifications.get(id);
  if (verification === undefined) throw new Refusal(404, "NOT_FOUND", "Verification not found");
  return { status: 200, body: resource(state, verification) };
}

/** What still stands in the way. @param {Customer} customer @returns {VerificationError[]} */
function shortcomings({ id, customerType, fields }) {
  const name = String(fields.fullName ?? "");
  if (customerType === "INDIVIDUAL" && name.endsWith("003")) {
    return [{ resourceId: id, type: "POOR_QUALITY_DOCUMENT", reason: "The document cannot be read" }];
  }
  const demanded = customerType === "INDIVIDUAL" ? ["fullName", "birthDate", "address"] : ["address"];
  return demanded
    .filter((field) => fields[field] === undefined)
    .map((field) => ({ resourceId: id, type: "MISSING_FIELD", field: `customer.${field}`, reason: `${field} is required` }));
}

/** @param {State} state @param {Verification} verification */
function resource(state, { id, customerId, errors, createdAtMs }) {
  const { status } = find(state, customerId);
  return { id, customerId, verificationStatus: errors.length > 0 ? "RESOLVE_ERRORS" : STATUS[status], errors, createdAt: isoSeconds(createdAtMs) };
}
