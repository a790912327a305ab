/**
 * Where a check at Bridge can stop: the status of the link, and what the endorsements of the customer then say. The
 * object of an owner has the shape that was seen in production; the description shows none.
 */

import type { Stop } from "../decisions.ts";
import { uuid } from "../ids.ts";
import type { JsonObject } from "../schema.ts";
import type { StoredKycLink } from "./links.ts";

/** what the endorsements say */
export interface Asks {
  missing?: (string | JsonObject)[];
  issues?: (string | JsonObject)[];
  /** what is needed from a day on */
  later?: { missing: string[]; dueAtMs: number };
}

type Ending = { kycStatus: StoredKycLink["kycStatus"]; asks: (now: number) => Asks; tosStatus?: "pending" };

const DAY = 86_400_000;
const NOTICE_DAYS = 30;

const ending = (kycStatus: StoredKycLink["kycStatus"], asks: Asks): Ending => ({ kycStatus, asks: () => asks });

const later = (code: string): Ending => ({
  kycStatus: "approved",
  asks: (now) => ({ later: { missing: [code], dueAtMs: Math.ceil(now / DAY + NOTICE_DAYS) * DAY } }),
});

/** A new version of the terms can be open after the check was approved. */
const newTerms: Ending = { kycStatus: "approved", asks: () => ({}), tosStatus: "pending" };
const otherRegion = ending("rejected", { issues: ["endorsement_not_available_in_customers_region"] });
const unlisted = ending("incomplete", { missing: ["a_requirement_of_tomorrow"] });

export const ENDINGS: Record<"individual" | "business", Partial<Record<Stop, Ending>>> = {
  individual: {
    reject_for_good: otherRegion,
    needs_terms: newTerms,
    needs_contact: ending("incomplete", { missing: ["email_address"] }),
    needs_data: ending("incomplete", { missing: ["tax_identification_number"] }),
    needs_document: ending("incomplete", { missing: ["proof_of_address_document"], issues: [{ id_front_photo: "id_expired" }] }),
    needs_questionnaire: ending("awaiting_questionnaire", { missing: ["source_of_funds_questionnaire"] }),
    needs_other: unlisted,
    needs_document_later: later("proof_of_address_document"),
  },
  business: {
    reject_for_good: otherRegion,
    needs_terms: newTerms,
    needs_contact: ending("incomplete", { missing: ["email_address"] }),
    needs_data: ending("incomplete", { missing: ["business_description", "address_of_operation"] }),
    needs_document: ending("incomplete", { missing: ["business_formation_document"] }),
    needs_questionnaire: ending("awaiting_questionnaire", { missing: ["minimal_source_of_funds_data"] }),
    needs_owner: {
      kycStatus: "awaiting_ubo",
      asks: () => ({
        missing: [
          { object_type: "associated_person", object_id: uuid(), all_of: ["tax_identification_number", "government_id_document"] },
          "kyb_review",
        ],
      }),
    },
    needs_other: unlisted,
    needs_document_later: later("business_ownership_document"),
  },
};

/**
 * The endorsements as `GET /customers/{customerID}` returns them. What is due later is missing from its day on, and the
 * endorsement is then not approved any more.
 */
export function endorsementsOf(
  { body, kycStatus, tosStatus, asks }: Pick<StoredKycLink, "body" | "kycStatus" | "tosStatus" | "asks">,
  now: number,
): JsonObject[] {
  const { later, issues = [] } = asks;
  const isDue = later !== undefined && now >= later.dueAtMs;
  const missing = [...(asks.missing ?? []), ...(isDue ? later.missing : [])];
  const isOpen = missing.length > 0 || issues.length > 0 || kycStatus !== "approved" || tosStatus !== "approved";
  const requirements = { complete: [], pending: [], missing: missing.length > 0 ? { all_of: missing } : null, issues };
  const future = later !== undefined && !isDue ? [{ ...notice(later), pending: [], missing: { all_of: later.missing }, issues: [] }] : [];
  return (body.endorsements ?? ["base"]).map((name) => ({
    name,
    status: isOpen ? "incomplete" : "approved",
    requirements,
    future_requirements: future,
  }));
}

function notice({ dueAtMs }: { dueAtMs: number }) {
  return { effective_date: new Date(dueAtMs).toISOString().slice(0, 10), verification_stage: "post_review" };
}
