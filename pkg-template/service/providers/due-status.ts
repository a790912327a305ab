// What Due's words about an account and its submissions mean. The documents are named in due.js.

import type { ProviderStatus } from "../provider/functions.ts";
import { WITHOUT_STATUS } from "../provider/ready.ts";

type Members = Record<string, unknown>;

export const MORE_DATA: ProviderStatus = { status: "incomplete", requirements: [{ kind: "data", code: "submission" }] };

export function isOpen({ status }: { status?: unknown }) {
  return status === "open";
}

/** Returns the account of a submission, if it says it. */
export function ownerOf({ ownerId, applicantId }: Members) {
  return ownerId ?? applicantId;
}

/** What the terms still need. The page has one link, which leads to the terms first. */
const TERMS = { kind: "terms", code: "tos" } as const;

/** Returns the status of an account; none if a word is missing, which kyclink refuses. */
export function statusOf(kyc: unknown, tos: unknown): ProviderStatus {
  if (kyc === "failed" || kyc === "rejected") return { status: "rejected" };
  if (typeof kyc !== "string" || typeof tos !== "string") return WITHOUT_STATUS;
  const requirements = tos === "pending" ? [TERMS] : [];
  const again = { kind: "document", code: "resubmission_required" } as const;
  if (tos !== "pending" && tos !== "accepted") return { status: "unknown" };
  if (kyc === "resubmission_required") return { status: "incomplete", requirements: [...requirements, again] };
  const isPassed = kyc === "passed" || kyc === "approved";
  if (!isPassed && kyc !== "manual_review" && kyc !== "pending") return { status: "unknown" };
  if (kyc === "pending" || tos === "pending") return { status: "incomplete", requirements };
  return { status: isPassed ? "approved" : "pending" };
}
