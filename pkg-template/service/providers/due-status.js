// What Due's words about an account and its submissions mean. The documents are named in due.js.

import { WITHOUT_STATUS } from "../provider/ready.js";

/** @import { ProviderStatus } from "../../types/provider.js" */
/** @typedef {Record<string, any>} Members */

/** @type {ProviderStatus} */
export const MORE_DATA = { status: "incomplete", requirements: [{ kind: "data", code: "submission" }] };

/** @param {Members} submission */
export function isOpen({ status }) {
  return status === "open";
}

/** Returns the account of a submission, if it says it. @param {Members} submission */
export function ownerOf({ ownerId, applicantId }) {
  return ownerId ?? applicantId;
}

/** What the terms still need. The page has one link, which leads to the terms first. */
const TERMS = /** @type {const} */ ({ kind: "terms", code: "tos" });

/**
 * Returns the status of an account; none if a word is missing, which kyclink refuses.
 *
 * @param {unknown} kyc
 * @param {unknown} tos
 * @returns {ProviderStatus}
 */
export function statusOf(kyc, tos) {
  if (kyc === "failed" || kyc === "rejected") return { status: "rejected" };
  if (typeof kyc !== "string" || typeof tos !== "string") return WITHOUT_STATUS;
  const requirements = tos === "pending" ? [TERMS] : [];
  const again = /** @type {const} */ ({ kind: "document", code: "resubmission_required" });
  if (tos !== "pending" && tos !== "accepted") return { status: "unknown" };
  if (kyc === "resubmission_required") return { status: "incomplete", requirements: [...requirements, again] };
  const isPassed = kyc === "passed" || kyc === "approved";
  if (!isPassed && kyc !== "manual_review" && kyc !== "pending") return { status: "unknown" };
  if (kyc === "pending" || tos === "pending") return { status: "incomplete", requirements };
  return { status: isPassed ? "approved" : "pending" };
}
