/** Grid's request bodies: the fields of its schemas, and the rules that only its prose has. */

import { isObject } from "../../lib/json.js";
import { check } from "../schema.js";
import * as enums from "./enums.js";
import { fieldError } from "./errors.js";

/**
 * @typedef {import("../schema.js").Schema} Schema
 * @typedef {import("../schema.js").JsonObject} JsonObject
 * @typedef {import("./errors.js").FieldError} FieldError
 */

/** @type {Schema} */
const text = { type: "string" };
/** @type {Schema} */
const country = { type: "string", format: "iso3166-1-alpha-2" };
/** @type {Schema} */
const date = { type: "string", format: "date" };
/** @type {Schema} */
const remark = { type: "string", minLength: 1, maxLength: 500 };
/** @type {Schema} */
const name = { type: "string", maxLength: 250 };
/** @type {Schema} */
const number = { type: "string", maxLength: 100 };
/** @param {readonly string[]} values @returns {Schema} */
const oneOf = (values) => ({ type: "string", enum: values });
/** @param {Schema} items @returns {Schema} */
const list = (items) => ({ type: "array", items });
/** @param {readonly string[]} values @returns {Schema} */
const categories = (values) => ({ type: "array", minItems: 1, items: oneOf(values) });

/** @type {Schema} */
const address = {
  type: "object",
  required: ["line1", "postalCode", "country"],
  properties: { line1: text, line2: text, city: text, state: text, postalCode: text, country },
};

/** @type {Record<string, Schema>} */
const CONSENT = {
  acceptedAt: { type: "string", format: "date-time" },
  ipAddress: { type: "string", maxLength: 45 },
  termsVersion: { type: "string", maxLength: 64 },
  acceptanceMethod: oneOf(enums.ACCEPTANCE_METHOD),
};

/** @type {Record<string, Schema>} */
const COMMON = {
  platformCustomerId: text,
  customerType: oneOf(enums.CUSTOMER_TYPE),
  region: country,
  currencies: list({ type: "string", pattern: "^[A-Z0-9]{2,10}$" }),
  email: { type: "string", format: "email", maxLength: 255 },
  phoneNumber: { type: "string", pattern: "^\\+[1-9]\\d{1,14}$" },
  umaAddress: { type: "string", pattern: "^\\$[a-z0-9_.+-]{1,63}@[A-Za-z0-9.-]+$" },
  endUserTermsConsent: { type: "object", required: Object.keys(CONSENT), properties: CONSENT },
  agreementConsents: list({ type: "object", required: ["type", ...Object.keys(CONSENT)], properties: { type: text, ...CONSENT } }),
  address,
};

/** @type {Record<string, Schema>} */
const INDIVIDUAL = {
  kycStatus: oneOf(enums.STATUS),
  fullName: name,
  birthDate: date,
  nationality: country,
  idType: oneOf(enums.ID_TYPE),
  identifier: number,
  countryOfIssuance: country,
  sourceOfFundsCategories: categories(enums.INDIVIDUAL_FUNDS),
  sourceOfFundsOtherDescription: remark,
  sourceOfWealthCategories: categories(enums.WEALTH),
  sourceOfWealthOtherDescription: remark,
  purposeOfAccount: oneOf(enums.PURPOSE),
  purposeOfAccountOtherDescription: remark,
  expectedMonthlyTransactionCount: oneOf(enums.MONTHLY_COUNT),
  expectedMonthlyTransactionVolume: oneOf(enums.MONTHLY_VOLUME),
  annualIncomeRange: oneOf(enums.INCOME),
  netWorthRange: oneOf(enums.NET_WORTH),
  pepStatus: oneOf(enums.PEP_STATUS),
};

/** @type {Schema} */
const businessInfo = {
  type: "object",
  required: ["legalName", "country", "taxId", "incorporatedOn"],
  properties: {
    legalName: name,
    doingBusinessAs: name,
    country,
    registrationNumber: number,
    incorporatedOn: date,
    entityType: oneOf(enums.ENTITY_TYPE),
    taxId: number,
    countriesOfOperation: list(country),
    businessType: oneOf(enums.BUSINESS_TYPE),
    purposeOfAccount: oneOf(enums.PURPOSE),
    sourceOfFunds: remark,
    expectedMonthlyTransactionCount: oneOf(enums.MONTHLY_COUNT),
    expectedMonthlyTransactionVolume: oneOf(enums.MONTHLY_VOLUME),
    expectedRecipientJurisdictions: list(country),
    naicsCode: { type: "string", pattern: "^\\d{2,6}$" },
    sourceOfFundsCategories: categories(enums.BUSINESS_FUNDS),
    sourceOfFundsOtherDescription: remark,
    purposeOfAccountOtherDescription: remark,
    expectedCounterpartyCountries: list(country),
    primaryContactFirstName: name,
    primaryContactLastName: name,
  },
};

/** @type {Record<string, { properties: Record<string, Schema>, required: string[] }>} */
const BY_TYPE = {
  INDIVIDUAL: { properties: { ...COMMON, ...INDIVIDUAL }, required: ["customerType"] },
  BUSINESS: { properties: { ...COMMON, businessInfo }, required: ["customerType", "businessInfo"] },
};

/** @type {Schema} */
export const KYC_LINK = { type: "object", properties: { redirectUri: { type: "string", format: "url" } } };

/** @type {Schema} */
export const VERIFICATION = { type: "object", required: ["customerId"], properties: { customerId: text } };

/** @type {Schema} */
export const CODE = { type: "object", required: ["code"], properties: { code: text } };

/** @param {unknown} body @param {"create" | "update"} purpose @returns {FieldError[]} */
export function customerErrors(body, purpose) {
  const type = isObject(body) && typeof body.customerType === "string" ? BY_TYPE[body.customerType] : undefined;
  // Without a type, only fields that neither type has are unknown.
  const given = type?.properties ?? { ...BY_TYPE.INDIVIDUAL.properties, ...BY_TYPE.BUSINESS.properties };
  const required = purpose === "create" ? (type?.required ?? ["customerType"]) : ["customerType"];
  // An update may contain any of a business's fields.
  const properties =
    purpose === "update" ? { ...given, ...(given.businessInfo && { businessInfo: { ...businessInfo, required: [] } }) } : given;
  const errors = check({ type: "object", properties, required }, body).map(fieldError);
  return isObject(body) ? [...errors, ...proseErrors(body)] : errors;
}

/** @param {JsonObject} body @returns {FieldError[]} */
function proseErrors(body) {
  /** @type {FieldError[]} */
  const errors = [];
  // The API checks that the domain accepts mail; RFC 2606 reserves a domain that never does.
  if (typeof body.email === "string" && /\.invalid$/i.test(body.email)) {
    errors.push({ field: "email", message: "Mail cannot be delivered to this domain" });
  }
  const { idType, identifier, countryOfIssuance } = body;
  if (idType === "EIN" || idType === "NON_US_TAX_ID") {
    errors.push({ field: "idType", constraint: { enum: ["SSN", "ITIN"] }, message: "Only SSN and ITIN are accepted for an individual" });
  }
  if ((idType === "SSN" || idType === "ITIN") && identifier === undefined)
    errors.push({ field: "identifier", message: "Required with idType" });
  if (idType === "SSN" && typeof identifier === "string" && !/^\d{3}-\d{2}-\d{4}$/.test(identifier)) {
    errors.push({ field: "identifier", constraint: { format: "us-ssn" }, message: "Expected ###-##-####" });
  }
  if (typeof countryOfIssuance === "string" && countryOfIssuance !== "US") {
    errors.push({ field: "countryOfIssuance", message: "SSN and ITIN are issued by US" });
  }
  return [...errors, ...otherErrors(body, ""), ...(isObject(body.businessInfo) ? otherErrors(body.businessInfo, "businessInfo.") : [])];
}

/** OTHER requires a description. @param {JsonObject} given @param {string} prefix @returns {FieldError[]} */
function otherErrors(given, prefix) {
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
