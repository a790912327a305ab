/**
 * Where a check at Grid can stop: the errors of a verification. Each says whose it is (`resourceId`), and which
 * documents resolve it. For five types the guide says that nothing does.
 */

import type { Stop } from "../decisions.ts";
import { uuid } from "../ids.ts";
import type { StoredCustomer } from "./customers.ts";
import type { VerificationError } from "./verifications.ts";

type Shortcoming = Omit<VerificationError, "resourceId"> & { isOfOwner?: true };

const REFUSED: Shortcoming = { type: "APPLICANT_REJECTED", reason: "The applicant was rejected" };
const IDENTITY = {
  type: "MISSING_IDENTITY_DOCUMENT",
  acceptedDocumentTypes: ["PASSPORT", "DRIVERS_LICENSE", "NATIONAL_ID"],
  reason: "An identity document is required",
};

export const SHORTCOMINGS: Record<StoredCustomer["customerType"], Partial<Record<Stop, Shortcoming[]>>> = {
  INDIVIDUAL: {
    reject_for_good: [REFUSED],
    needs_data: [{ type: "INVALID_FIELD", field: "birthDate", reason: "Date of birth does not match" }],
    needs_document: [IDENTITY],
    needs_questionnaire: [{ type: "MISSING_FIELD", field: "sourceOfFundsCategories", reason: "Source of funds is required" }],
  },
  BUSINESS: {
    reject_for_good: [REFUSED],
    needs_data: [{ type: "INVALID_FIELD", field: "businessInfo.taxId", reason: "Tax id does not match" }],
    needs_document: [
      {
        type: "MISSING_LEGAL_PRESENCE_DOCUMENT",
        acceptedDocumentTypes: [
          "CERTIFICATE_OF_INCORPORATION",
          "ARTICLES_OF_INCORPORATION",
          "ARTICLES_OF_ASSOCIATION",
          "STATE_REGISTRY_EXCERPT",
        ],
        reason: "A document of the legal presence is required",
      },
    ],
    needs_owner: [
      { type: "MISSING_BENEFICIAL_OWNER", reason: "Owners of 25% or more are required" },
      { ...IDENTITY, isOfOwner: true },
    ],
  },
};

/** Returns the errors with which a check stops. */
export function errorsOf({ id, customerType }: StoredCustomer, stop: Stop): VerificationError[] {
  const found = SHORTCOMINGS[customerType][stop] ?? [];
  return found.map(({ isOfOwner, ...error }) => ({ resourceId: isOfOwner ? `BeneficialOwner:${uuid()}` : id, ...error }));
}
