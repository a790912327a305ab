/**
 * What Grid's documentation says about requests in sentences, beside its schemas. The quotations are from the
 * descriptions of the fields in `openapi/components/schemas/customers`.
 */

import { isObject } from "../../../module/json.ts";
import type { JsonObject, RequestSchema } from "../schema.ts";
import { check, withProse } from "../schema.ts";
import { SCHEMAS } from "../schemas.ts";
import type { FieldError } from "./errors.ts";
import { fieldError, invalidFields } from "./errors.ts";

const { CreateCustomer, UpdateCustomer, CreateKycLink } = SCHEMAS.grid;

/** "Must start with `https://` (or `http://` for local development)." */
export const KYC_LINK = withProse(CreateKycLink, { redirectUri: { format: "url" } });

const CUSTOMER: Record<string, RequestSchema> = {
  // "ISO 4217 for fiat, tickers for crypto".
  currencies: { items: { type: "string", pattern: "^[A-Z0-9]{2,10}$" } },
  // "$john.doe@uma.domain.com"; the rest is the UMA standard's.
  umaAddress: { pattern: "^\\$[a-z0-9_.+-]{1,63}@[A-Za-z0-9.-]+$" },
};

/** "Required when … includes `OTHER`; otherwise omitted": an empty one is neither. */
const REMARK: RequestSchema = { minLength: 1 };
const INDIVIDUAL = {
  ...CUSTOMER,
  sourceOfFundsOtherDescription: REMARK,
  sourceOfWealthOtherDescription: REMARK,
  purposeOfAccountOtherDescription: REMARK,
};

/** @param schema one that chooses by type */
const byType = ({ then: business = {}, else: individual = {} }: RequestSchema) => ({
  INDIVIDUAL: withProse(individual, INDIVIDUAL),
  BUSINESS: withProse(business, CUSTOMER),
});

const CREATE = byType(CreateCustomer);
const UPDATE = byType(UpdateCustomer);

/** Without a type, only fields that neither type has are unknown. */
const UNTYPED = {
  ...CreateCustomer,
  properties: { ...CREATE.INDIVIDUAL.properties, ...CREATE.BUSINESS.properties, ...CreateCustomer.properties },
  additionalProperties: false,
};

export function customerErrors(body: unknown, purpose: "create" | "update"): FieldError[] {
  const schemas = purpose === "create" ? CREATE : UPDATE;
  const type = isObject(body) ? body.customerType : undefined;
  const schema = type === "INDIVIDUAL" || type === "BUSINESS" ? schemas[type] : UNTYPED;
  const errors = check(schema, body).map(fieldError);
  return isObject(body) ? [...errors, ...proseErrors(body)] : errors;
}

function proseErrors(body: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  // The API checks that the domain accepts mail; RFC 2606 reserves a domain that never does.
  if (typeof body.email === "string" && /\.invalid$/i.test(body.email)) {
    errors.push({ field: "email", message: "Mail cannot be delivered to this domain" });
  }
  const { idType, identifier, countryOfIssuance } = body;
  // "Only SSN (format `###-##-####`) and ITIN are currently accepted; other identification types are rejected."
  if (idType === "EIN" || idType === "NON_US_TAX_ID") {
    errors.push({ field: "idType", constraint: { enum: ["SSN", "ITIN"] }, message: "Only SSN and ITIN are accepted for an individual" });
  }
  if ((idType === "SSN" || idType === "ITIN") && identifier === undefined)
    errors.push({ field: "identifier", message: "Required with idType" });
  if (idType === "SSN" && typeof identifier === "string" && !/^\d{3}-\d{2}-\d{4}$/.test(identifier)) {
    errors.push({ field: "identifier", constraint: { format: "us-ssn" }, message: "Expected ###-##-####" });
  }
  // "SSN and ITIN are US-issued, so this defaults to `US` and is rejected if set to anything else."
  if (typeof countryOfIssuance === "string" && countryOfIssuance !== "US") {
    errors.push({ field: "countryOfIssuance", message: "SSN and ITIN are issued by US" });
  }
  return [...errors, ...otherErrors(body, ""), ...(isObject(body.businessInfo) ? otherErrors(body.businessInfo, "businessInfo.") : [])];
}

/** "Required when … includes `OTHER`". */
function otherErrors(given: JsonObject, prefix: string): FieldError[] {
  return [
    ["sourceOfFundsCategories", "sourceOfFundsOtherDescription"],
    ["sourceOfWealthCategories", "sourceOfWealthOtherDescription"],
    ["purposeOfAccount", "purposeOfAccountOtherDescription"],
  ].flatMap(([choice, description]) => {
    const chosen = [given[choice]].flat();
    return chosen.includes("OTHER") && given[description] === undefined
      ? [{ field: `${prefix}${description}`, message: "Required with OTHER" }]
      : [];
  });
}

/** Returns the body of a request, and throws unless it conforms. */
export function validated<T>(schema: RequestSchema, body: unknown): T {
  const errors = check(schema, body).map(fieldError);
  if (errors.length > 0) throw invalidFields(errors);
  return body as T;
}
