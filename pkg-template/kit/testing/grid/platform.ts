/** The platform's configuration, and the terms that its customers accept. */

import { isoSeconds } from "../clock.ts";
import type { SandboxResponse } from "../request.ts";
import type { JsonObject } from "../schema.ts";
import { Refusal } from "./errors.ts";
import type { State } from "./index.ts";

/** GET /customers/end-user-terms */
export function endUserTerms(): SandboxResponse {
  return { status: 200, body: { version: "V1", url: "https://www.lightspark.com/legal/grid/enduserterms" } };
}

/** The documents have one entry for each type. The URLs of a bank's agreements are not documented. */
const AGREEMENTS = [
  { type: "LIGHTSPARK_END_USER_TERMS", version: "V1", url: "https://www.lightspark.com/legal/grid/enduserterms" },
  { type: "LIGHTSPARK_E_SIGN_CONSENT", version: "V1", url: "https://www.lightspark.com/legal/grid/esign" },
  { type: "LIGHTSPARK_PRIVACY_POLICY", version: "V2", url: "https://www.lightspark.com/legal/grid/privacy" },
];

/** GET /customers/agreements */
export function agreements(): SandboxResponse {
  return { status: 200, body: { data: AGREEMENTS } };
}

/** Refuses a consent to an agreement that does not exist, or to another version. The response is an assumption. */
export function checkAgreements({ agreementConsents = [] }: { agreementConsents?: { type: string; termsVersion: string }[] }) {
  for (const { type, termsVersion } of agreementConsents) {
    if (!AGREEMENTS.some((known) => known.type === type && known.version === termsVersion))
      throw new Refusal(400, "INVALID_INPUT", `Unknown version of the agreement ${type}`);
  }
}

/** What a platform may require of a person, by its names in the configuration. */
const REQUIRED: Record<string, [field: string, name: string]> = {
  FULL_NAME: ["fullName", "full_name"],
  BIRTH_DATE: ["birthDate", "birth_date"],
  NATIONALITY: ["nationality", "nationality"],
  PHONE_NUMBER: ["phoneNumber", "phone_number"],
  EMAIL: ["email", "email"],
  POSTAL_ADDRESS: ["address", "postal_address"],
  ID_NUMBER: ["identifier", "id_number"],
};

/**
 * Refuses a person without what the platform requires. The message names one field, in prose; its status and code are an
 * assumption.
 */
export function checkRequired(body: JsonObject, required: readonly string[]) {
  if (body.customerType !== "INDIVIDUAL") return;
  for (const [field, name] of required.map((each) => REQUIRED[each] ?? [])) {
    if (field !== undefined && !body[field]) throw new Refusal(400, "INVALID_INPUT", `${name} is required for this platform`);
  }
}

/** GET /config */
export function config({ regulated, requiredFields, startedAtMs }: State): SandboxResponse {
  const at = isoSeconds(startedAtMs);
  const currency = {
    currencyCode: "USD",
    minAmount: 100,
    maxAmount: 1_000_000,
    providerRequiredCustomerFields: requiredFields,
    requiredCounterpartyFields: [{ name: "FULL_NAME", mandatory: true }],
    enabledTransactionTypes: ["OUTGOING", "INCOMING"],
  };
  return {
    status: 200,
    body: {
      id: "PlatformConfig:00000000-0000-0000-0000-000000000001",
      umaDomain: "uma.grid.example",
      supportedCurrencies: [currency],
      isRegulatedFinancialInstitution: regulated,
      createdAt: at,
      updatedAt: at,
    },
  };
}
