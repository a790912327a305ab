/**
 * Where a check at SpherePay can stop: the criterion that a profile then requires. The documents list none for
 * businesses, only the documents that a business has to give. No document says which refusal is final.
 */

import type { Stop } from "../decisions.ts";
import type { StoredCustomer } from "./customers.ts";

type Criteria = Partial<Record<Stop, string>>;

export const CRITERIA: Record<StoredCustomer["type"], Criteria> = {
  individual: {
    needs_terms: "terms_of_service",
    needs_contact: "phone_verification",
    needs_data: "tax_identification_number",
    needs_document: "proof_of_address",
    needs_other: "a_criterion_of_tomorrow",
  },
  business: {
    needs_terms: "terms_of_service",
    needs_contact: "email_verification",
    needs_data: "tax_identification_number",
    needs_document: "shareholder_registry",
    needs_other: "a_criterion_of_tomorrow",
  },
};
