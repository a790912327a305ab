/**
 * Bridge's KYC links, and the customers that they become. The identity check and the terms of service are two steps,
 * each with a link of its own; both are needed. `hold` has no status of its own: the check waits for a questionnaire.
 */

import { isoMillis } from "../clock.js";
import { isStop } from "../decisions.js";
import { uuid } from "../ids.js";
import { ENDINGS, endorsementsOf } from "./requirements.js";

/**
 * @typedef {import("../schema.js").JsonObject} JsonObject
 * @typedef {"not_started" | "incomplete" | "awaiting_questionnaire" | "awaiting_ubo" | "under_review" | "approved" | "rejected"} KycStatus
 * @typedef {"transliterated_first_name" | "transliterated_last_name" | "transliterated_business_legal_name"} Transliteration
 * @typedef {{ type: "individual" | "business", email: string, full_name?: string, endorsements?: string[], redirect_uri?: string } & { [name in Transliteration]?: string }} LinkBody
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
 * @property {import("./requirements.js").Asks} asks what is missing, and what stands in the way
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
  return { id: uuid(), customerId: uuid(), body, ...steps, reasons: [], asks: {}, createdAtMs: now, updatedAtMs: now };
}

/** Whether both steps are done. @param {KycLink} link */
export function isApproved({ kycStatus, tosStatus }) {
  return kycStatus === "approved" && tosStatus === "approved";
}

/**
 * Whether the person can take a step: for the first time, or once more.
 *
 * @param {KycLink} link
 * @param {"kyc" | "tos"} step
 */
export function isOpen({ kycStatus, tosStatus, asks }, step) {
  if (step === "tos") return tosStatus === "pending";
  if (kycStatus === "approved") return asks.later !== undefined;
  // A refusal with an issue is final here; after any other one, the person can hand in what corrects it.
  return kycStatus === "rejected" ? asks.issues === undefined : kycStatus !== "under_review";
}

/**
 * The link as `GET /kyc_links/{kycLinkID}` returns it.
 *
 * @param {KycLink} link
 * @param {boolean} hasCustomer whether the customer's id is known before the person has taken both steps
 * @returns {JsonObject}
 */
export function linkResource(link, hasCustomer) {
  const { id, customerId, body, kycUrl, tosUrl, kycStatus, tosStatus, reasons, createdAtMs } = link;
  const isTaken = kycStatus !== "not_started" && tosStatus === "approved";
  return {
    id,
    type: body.type,
    customer_id: hasCustomer || isTaken ? customerId : null,
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

/** The customer as `GET /customers/{customerID}` returns it. @param {KycLink} link @param {number} now @returns {JsonObject} */
export function customerResource(link, now) {
  const { customerId, body, kycStatus, tosStatus, reasons, createdAtMs, updatedAtMs } = link;
  const [first, ...rest] = (body.full_name ?? "").split(" ");
  const isActive = kycStatus === "approved" && tosStatus === "approved";
  return {
    id: customerId,
    first_name: (body.type === "business" ? body.full_name : first) || null,
    last_name: (body.type !== "business" && rest.join(" ")) || null,
    email: body.email,
    status: isActive ? "active" : kycStatus === "approved" ? "incomplete" : kycStatus,
    type: body.type,
    created_at: isoMillis(createdAtMs),
    updated_at: isoMillis(updatedAtMs),
    rejection_reasons: reasons,
    has_accepted_terms_of_service: tosStatus === "approved",
    endorsements: endorsementsOf(link, now),
  };
}

/**
 * Returns the changes that a decision makes to a link.
 *
 * @param {LinkBody["type"]} type
 * @param {import("../../../types/testing.js").Decision} decision
 * @param {number} now
 * @returns {Pick<KycLink, "kycStatus" | "reasons" | "asks"> & Partial<Pick<KycLink, "tosStatus">>}
 */
export function changesOf(type, decision, now) {
  const ending = isStop(decision) ? ENDINGS[type][decision] : undefined;
  if (ending !== undefined) {
    const { kycStatus, asks, tosStatus } = ending;
    return { kycStatus, reasons: [], asks: asks(now), ...(tosStatus && { tosStatus }) };
  }
  const reason = {
    developer_reason: "Blurry face portrait.",
    reason: "Cannot validate ID -- upload a clear photo of the full ID",
    created_at: isoMillis(now),
  };
  if (decision === "reject") return { kycStatus: "rejected", reasons: [reason], asks: {} };
  return { kycStatus: decision === "approve" ? "approved" : "awaiting_questionnaire", reasons: [], asks: {} };
}
