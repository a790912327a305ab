/**
 * Bridge's KYC links, and the customers that they become. The identity check and the terms of service are two steps,
 * each with a link of its own; both are needed. `hold` has no status of its own: the check waits for a questionnaire.
 */

import { isoMillis } from "../clock.js";
import { uuid } from "../ids.js";

/**
 * @typedef {import("../schema.js").JsonObject} JsonObject
 * @typedef {"not_started" | "awaiting_questionnaire" | "under_review" | "approved" | "rejected"} KycStatus
 * @typedef {"transliterated_first_name" | "transliterated_last_name" | "transliterated_business_legal_name"} Transliteration
 * @typedef {{ type: "individual" | "business", email: string, full_name?: string, redirect_uri?: string } & { [name in Transliteration]?: string }} LinkBody
 *
 * @typedef {object} KycLink
 * @property {string} id
 * @property {string} customerId
 * @property {LinkBody} body already validated
 * @property {string} kycUrl
 * @property {string} tosUrl
 * @property {KycStatus} kycStatus
 * @property {"pending" | "approved"} tosStatus
 * @property {JsonObject[]} reasons
 * @property {number} createdAtMs
 * @property {number} updatedAtMs
 */

/**
 * @param {LinkBody} body
 * @param {number} now
 * @returns {Omit<KycLink, "kycUrl" | "tosUrl">}
 */
export function newLink(body, now) {
  const steps = { kycStatus: /** @type {const} */ ("not_started"), tosStatus: /** @type {const} */ ("pending") };
  return { id: uuid(), customerId: uuid(), body, ...steps, reasons: [], createdAtMs: now, updatedAtMs: now };
}

/** Whether both steps are done. @param {KycLink} link */
export function isApproved({ kycStatus, tosStatus }) {
  return kycStatus === "approved" && tosStatus === "approved";
}

/**
 * The link as `GET /kyc_links/{kycLinkID}` returns it.
 *
 * @param {KycLink} link
 * @param {boolean} hasCustomer whether the customer's id is known before both steps are done
 * @returns {JsonObject}
 */
export function linkResource(link, hasCustomer) {
  const { id, customerId, body, kycUrl, tosUrl, kycStatus, tosStatus, reasons, createdAtMs } = link;
  return {
    id,
    type: body.type,
    customer_id: hasCustomer || isApproved(link) ? customerId : null,
    full_name: body.full_name ?? null,
    email: body.email,
    kyc_link: kycUrl,
    kyc_status: kycStatus,
    rejection_reasons: reasons,
    tos_link: tosUrl,
    tos_status: tosStatus,
    created_at: isoMillis(createdAtMs),
  };
}

/** The customer as `GET /customers/{customerID}` returns it. @param {KycLink} link @returns {JsonObject} */
export function customerResource({ customerId, body, kycStatus, tosStatus, reasons, createdAtMs, updatedAtMs }) {
  const [first = "", ...rest] = (body.full_name ?? "").split(" ");
  const isActive = kycStatus === "approved" && tosStatus === "approved";
  return {
    id: customerId,
    first_name: body.type === "business" ? body.full_name : first,
    last_name: body.type === "business" ? null : rest.join(" "),
    email: body.email,
    status: isActive ? "active" : kycStatus === "approved" ? "incomplete" : kycStatus,
    type: body.type,
    created_at: isoMillis(createdAtMs),
    updated_at: isoMillis(updatedAtMs),
    rejection_reasons: reasons,
    has_accepted_terms_of_service: tosStatus === "approved",
    endorsements: [],
  };
}

/**
 * Returns the changes that a decision makes to a link.
 *
 * @param {"approve" | "reject" | "hold"} decision
 * @param {number} now
 * @returns {Pick<KycLink, "kycStatus" | "reasons">}
 */
export function changesOf(decision, now) {
  const reason = {
    developer_reason: "Blurry face portrait.",
    reason: "Cannot validate ID -- upload a clear photo of the full ID",
    created_at: isoMillis(now),
  };
  if (decision === "reject") return { kycStatus: "rejected", reasons: [reason] };
  return { kycStatus: decision === "approve" ? "approved" : "awaiting_questionnaire", reasons: [] };
}
