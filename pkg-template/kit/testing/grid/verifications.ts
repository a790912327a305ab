/**
 * Grid's verifications: data and documents sent through the API instead of the hosted page. Decisions change the
 * customer's status, and a verification has a status derived from it.
 *
 * The sandbox has no documents, so it never asks for a person's identity document; of a business it only asks for the
 * address.
 */

import { isoSeconds } from "../clock.ts";
import { uuid } from "../ids.ts";
import type { SandboxResponse } from "../request.ts";
import { SCHEMAS } from "../schemas.ts";
import type { GridStatus, StoredCustomer } from "./customers.ts";
import { Refusal } from "./errors.ts";
import type { State } from "./index.ts";
import { find } from "./onboarding.ts";
import { validated } from "./rules.ts";

export interface Verification {
  id: string;
  customerId: string;
  errors: VerificationError[];
  createdAtMs: number;
}

export type VerificationError = { resourceId: string; type: string; field?: string; acceptedDocumentTypes?: string[]; reason: string };

const STATUS: Record<GridStatus, string> = {
  UNVERIFIED: "READY_FOR_VERIFICATION",
  PENDING: "IN_PROGRESS",
  HOLD: "PENDING_MANUAL_REVIEW",
  APPROVED: "APPROVED",
  REJECTED: "REJECTED",
};

/** POST /verifications */
export function createVerification(state: State, body: unknown, submit: (customer: StoredCustomer) => void): SandboxResponse {
  const { customerId } = validated<{ customerId: string }>(SCHEMAS.grid.VerificationRequest, body);
  const customer = find(state, customerId);
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

/** GET /verifications/{verificationId} */
export function getVerification(state: State, id: string): SandboxResponse {
  const verification = state.verifications.get(id);
  if (verification === undefined) throw new Refusal(404, "NOT_FOUND", "Verification not found");
  return { status: 200, body: resource(state, verification) };
}

export function addVerification(state: State, customer: StoredCustomer, errors: VerificationError[]): Verification {
  const verification = { id: `Verification:${uuid()}`, customerId: customer.id, errors, createdAtMs: state.now() };
  state.verifications.set(verification.id, verification);
  return verification;
}

/** Returns a customer's newest verification; the hosted page makes one, too. */
export function newestVerification(state: State, customer: StoredCustomer) {
  const own = [...state.verifications.values()].filter(({ customerId }) => customerId === customer.id);
  return resource(state, own.at(-1) ?? addVerification(state, customer, []));
}

/** The customer has handed in what was asked for. */
export function resolveErrors(state: State, { id }: StoredCustomer) {
  for (const verification of state.verifications.values()) if (verification.customerId === id) verification.errors = [];
}

/** Returns what is still missing. */
function shortcomings({ id, customerType, fields }: StoredCustomer): VerificationError[] {
  const demanded =
    customerType === "INDIVIDUAL" ? ["fullName", "birthDate", "nationality", "idType", "identifier", "address"] : ["address"];
  const missing = demanded
    .filter((field) => fields[field] === undefined)
    .map((field) => ({ resourceId: id, type: "MISSING_FIELD", field, reason: `${field} is required` }));
  if (missing.length > 0 || customerType !== "INDIVIDUAL" || !String(fields.fullName).endsWith("003")) return missing;
  return [{ resourceId: id, type: "POOR_QUALITY_DOCUMENT", reason: "The document cannot be read" }];
}

/** Returns the status of a customer's verification; `001` waits for a reviewer. */
function statusOf({ customerType, fields, status }: StoredCustomer) {
  const waits = customerType === "INDIVIDUAL" && status === "PENDING" && String(fields.fullName).endsWith("001");
  return waits ? "PENDING_MANUAL_REVIEW" : STATUS[status];
}

function resource(state: State, { id, customerId, errors, createdAtMs }: Verification) {
  const customer = find(state, customerId);
  return {
    id,
    customerId,
    verificationStatus: errors.length > 0 && customer.status !== "REJECTED" ? "RESOLVE_ERRORS" : statusOf(customer),
    errors,
    createdAt: isoSeconds(createdAtMs),
  };
}
