/**
 * SpherePay's request bodies. The link endpoint has a published schema. The documentation of `POST /v2/customer` has a
 * 2025 and a 2026 version, neither of which lists all of `personalInformation` and `businessInformation`: a body that
 * either version allows is accepted, with any fields in those objects.
 */

import { isObject } from "../../lib/json.js";
import { UNDIVIDED_ALPHA_3 } from "../countries.js";
import { check } from "../schema.js";
import { fieldError } from "./errors.js";

/** @typedef {import("../schema.js").Schema} Schema */

/** @type {Schema} */
const text = { type: "string" };
/** @type {Schema} */
const type = { type: "string", enum: ["individual", "business"] };
/** @type {Schema} */
const email = { type: "string", format: "email", maxLength: 254 };
/** @type {Schema} */
const phone = { type: "string", pattern: "^\\+[0-9]{7,15}$" };
/** @type {Schema} */
const country = { type: "string", format: "iso3166-1-alpha-3" };
/** @type {Schema} */
const line = { type: "string", minLength: 1, maxLength: 255 };

const address = { line1: line, line2: { ...line, minLength: 0 }, city: line, state: text, postalCode: text, country };

/** @type {Schema} */
export const LINK_CUSTOMER = {
  type: "object",
  required: ["type", "email", "phone", "address"],
  properties: { type, email, phone, address: { type: "object", required: ["line1", "city", "country"], properties: address } },
};

/** @type {Schema} */
export const LINK_2025 = {
  type: "object",
  required: ["type", "firstName", "lastName", "email"],
  properties: { type, firstName: text, lastName: text, email },
};

/** The last one is optional and, like the others, requires the rest. */
const TAX = ["taxIdentificationNumber", "taxIdentificationNumberType", "taxIdentificationNumberDescription"];

/** The documented fields of a business, without numbers of undocumented type; the last two occur in responses. */
const BUSINESS = [
  "legalName",
  "tradeName",
  "description",
  "entityType",
  "naicsCode",
  "website",
  "identificationNumber",
  "businessLegalName",
  "businessTradeName",
];

/** @type {Schema} */
const API_CUSTOMER = {
  type: "object",
  required: ["type"],
  properties: {
    type,
    email,
    phone,
    address: { type: "object", required: ["country"], properties: address },
    addresses: {
      type: "array",
      items: {
        type: "object",
        required: ["type", "line1", "city", "country"],
        properties: { type: { type: "string", enum: ["registered", "operating"] }, ...address },
      },
    },
    personalInformation: {
      type: "object",
      open: true,
      properties: {
        firstName: text,
        lastName: text,
        ...Object.fromEntries(TAX.map((name) => [name, text])),
        taxIdentificationNumberCountry: country,
      },
    },
    businessInformation: {
      type: "object",
      open: true,
      properties: { ...Object.fromEntries(BUSINESS.map((name) => [name, text])), incorporatedOn: { type: "string", format: "date" } },
    },
    meta: { type: "object", open: true },
  },
};

/**
 * Countries whose postal addresses always have a state and a postal code: there the documentation's "required for
 * countries that have states" and "that use postal codes" is unambiguous. Elsewhere neither is required, because no
 * list is published.
 */
const STATE_AND_POSTAL_CODE = ["USA", "CAN", "AUS", "BRA", "IND", "MEX"];

/**
 * The rules about an address that are in the schema's prose but not in its keywords.
 * @param {unknown} body any value
 * @param {{ demanding: boolean }} options
 */
export function addressErrors(body, { demanding }) {
  const given = isObject(body) && isObject(body.address) ? body.address : {};
  const demanded = demanding && STATE_AND_POSTAL_CODE.includes(String(given.country));
  /** @type {import("./errors.js").FieldError[]} */
  const errors = [];
  if (given.state === undefined || given.state === "") {
    if (demanded) errors.push({ detail: "Required for this country", pointer: "/address/state" });
  } else if (!/^[A-Z0-9]{1,3}$/.test(String(given.state)) && !UNDIVIDED_ALPHA_3.has(String(given.country))) {
    errors.push({ detail: "Expected a subdivision code of ISO 3166-2 without the country", pointer: "/address/state" });
  }
  if (demanded && (given.postalCode === undefined || given.postalCode === "")) {
    errors.push({ detail: "Required for this country", pointer: "/address/postalCode" });
  }
  return errors;
}

/** @param {unknown} body */
export function apiCustomerErrors(body) {
  const errors = check(API_CUSTOMER, body).map(fieldError);
  if (!isObject(body)) return errors;
  if (body.address === undefined && body.addresses === undefined) errors.push({ detail: "Required", pointer: "/address" });
  for (const [name, value] of Object.entries(body.meta ?? {})) {
    if (typeof value === "object" && value !== null) errors.push({ detail: "Expected null or a primitive", pointer: `/meta/${name}` });
  }
  return [...errors, ...taxErrors(body.personalInformation)];
}

/**
 * "If any tax field is given then number and type are required"; the country, which was published later, is not
 * required.
 * @param {unknown} information
 */
function taxErrors(information) {
  if (!isObject(information) || TAX.every((field) => information[field] === undefined)) return [];
  return TAX.slice(0, 2)
    .filter((field) => information[field] === undefined)
    .map((field) => ({ detail: "Required with the other tax fields", pointer: `/personalInformation/${field}` }));
}
