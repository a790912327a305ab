/**
 * Bridge's KYC links, and the customers that they become. The identity check and the terms of service are two steps,
 * each with a link of its own; both are needed. `hold` has no status of its own: the check waits for a questionnaire.
 */

import { isoMillis } from "../clock.ts";
import type { Decision } from "../decisions.ts";
import { isStop } from "../decisions.ts";
import { uuid } from "../ids.ts";
import type { JsonObject } from "../schema.ts";
import type { Asks } from "./requirements.ts";
import { ENDINGS, endorsementsOf } from "./requirements.ts";

type KycStatus = "not_started" | "incomplete" | "awaiting_questionnaire" | "awaiting_ubo" | "under_review" | "approved" | "rejected";

type Transliteration = "transliterated_first_name" | "transliterated_last_name" | "transliterated_business_legal_name";

export type LinkBody = {
  type: "individual" | "business";
  email: string;
  full_name?: string;
  endorsements?: string[];
  redirect_uri?: string;
} & { [name in Transliteration]?: string };

export interface StoredKycLink {
  id: string;
  customerId: string;
  /** already validated */
  body: LinkBody;
  kycUrl: string;
  tosUrl: string;
  kycStatus: KycStatus;
  tosStatus: "pending" | "approved";
  reasons: JsonObject[];
  /** what is missing, and what stands in the way */
  asks: Asks;
  createdAtMs: number;
  updatedAtMs: number;
}

export function newLink(body: LinkBody, now: number): Omit<StoredKycLink, "kycUrl" | "tosUrl"> {
  const steps = { kycStatus: "not_started" as const, tosStatus: "pending" as const };
  return { id: uuid(), customerId: uuid(), body, ...steps, reasons: [], asks: {}, createdAtMs: now, updatedAtMs: now };
}

/** Whether both steps are done. */
export function isApproved({ kycStatus, tosStatus }: StoredKycLink) {
  return kycStatus === "approved" && tosStatus === "approved";
}

/** Whether the person can take a step: for the first time, or once more. */
export function isOpen({ kycStatus, tosStatus, asks }: StoredKycLink, step: "kyc" | "tos") {
  if (step === "tos") return tosStatus === "pending";
  if (kycStatus === "approved") return asks.later !== undefined;
  // A refusal with an issue is final here; after any other one, the person can hand in what corrects it.
  return kycStatus === "rejected" ? asks.issues === undefined : kycStatus !== "under_review";
}

/**
 * The link as `GET /kyc_links/{kycLinkID}` returns it.
 *
 * @param hasCustomer whether the customer's id is known before the person has taken both steps
 */
export function linkResource(link: StoredKycLink, hasCustomer: boolean): JsonObject {
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

/** The customer as `GET /customers/{customerID}` returns it. */
export function customerResource(link: StoredKycLink, now: number): JsonObject {
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

/** Returns the changes that a decision makes to a link. */
export function changesOf(
  type: LinkBody["type"],
  decision: Decision,
  now: number,
): Pick<StoredKycLink, "kycStatus" | "reasons" | "asks"> & Partial<Pick<StoredKycLink, "tosStatus">> {
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
