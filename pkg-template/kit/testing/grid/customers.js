/**
 * Grid's customers: UNVERIFIED → PENDING when the hosted flow is finished → APPROVED or REJECTED, and HOLD from
 * any status. A regulated platform's customers are approved when they are created. As in Grid's own sandbox, the last
 * three characters of a name or a registration number choose another initial status.
 */

import { isoSeconds } from "../clock.js";
import { hex, uuid } from "../ids.js";

/**
 * @typedef {import("../schema.js").JsonObject} JsonObject
 * @typedef {"UNVERIFIED" | "PENDING" | "APPROVED" | "REJECTED" | "HOLD"} Status
 * @typedef {"email" | "phone"} Channel
 *
 * @typedef {object} Customer
 * @property {string} id
 * @property {"INDIVIDUAL" | "BUSINESS"} customerType
 * @property {string} platformCustomerId
 * @property {string} umaAddress
 * @property {JsonObject} fields all other fields
 * @property {Status} status
 * @property {Record<Channel, "PENDING" | "VERIFIED"> | undefined} contactVerification
 * @property {Map<Channel, number>} attemptsLeft how many attempts are left for the code that was sent
 * @property {number} createdAtMs
 * @property {number} updatedAtMs
 */

const EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

/**
 * Returns whether contacts must be verified first, as in the EU. The documentation does not say which country counts:
 * here it is the region, else the country of the address, else that of the business.
 *
 * @param {JsonObject} body already validated
 */
export function verifiesContacts(body) {
  const { region, address, businessInfo } =
    /** @type {{ region?: string, address?: { country: string }, businessInfo?: { country: string } }} */ (body);
  return EU.includes(region ?? address?.country ?? businessInfo?.country ?? "");
}

/** @param {JsonObject} body already validated @param {boolean} regulated @param {number} now @returns {Customer} */
export function newCustomer(body, regulated, now) {
  const {
    customerType,
    platformCustomerId = hex(8),
    umaAddress = `$${hex(6)}@uma.grid.example`,
    kycStatus,
    ...fields
  } = /** @type {JsonObject & Partial<Customer>} */ (body);
  const type = customerType ?? "INDIVIDUAL";
  return {
    id: `Customer:${uuid()}`,
    customerType: type,
    platformCustomerId,
    umaAddress,
    fields,
    status: firstStatus(type, fields, regulated),
    contactVerification: verifiesContacts(body) ? { email: "PENDING", phone: "PENDING" } : undefined,
    attemptsLeft: new Map(),
    createdAtMs: now,
    updatedAtMs: now,
  };
}

/** @param {Customer["customerType"]} type @param {JsonObject} fields @param {boolean} regulated @returns {Status} */
function firstStatus(type, fields, regulated) {
  const { fullName, businessInfo } = /** @type {{ fullName?: string, businessInfo?: { registrationNumber?: string } }} */ (fields);
  const marker = (type === "INDIVIDUAL" ? fullName : businessInfo?.registrationNumber)?.slice(-3);
  if (marker === "002") return "REJECTED";
  if (marker === "003") return "UNVERIFIED";
  if (marker === "001") return type === "INDIVIDUAL" ? "PENDING" : "UNVERIFIED";
  return regulated ? "APPROVED" : "UNVERIFIED";
}

/** @param {Customer} customer */
export function contactsVerified({ contactVerification }) {
  return Object.values(contactVerification ?? {}).every((state) => state === "VERIFIED");
}

/**
 * The resource as `GET /customers/{id}` returns it; `identifier` is write-only.
 *
 * @param {Customer} customer
 * @returns {JsonObject}
 */
export function resource(customer) {
  const { id, customerType, platformCustomerId, umaAddress, status, contactVerification, createdAtMs, updatedAtMs } = customer;
  const { identifier, ...fields } = customer.fields;
  return structuredClone({
    id,
    platformCustomerId,
    customerType,
    ...fields,
    umaAddress,
    [customerType === "INDIVIDUAL" ? "kycStatus" : "kybStatus"]: status,
    ...(contactVerification === undefined ? {} : { contactVerification }),
    createdAt: isoSeconds(createdAtMs),
    updatedAt: isoSeconds(updatedAtMs),
    isDeleted: false,
  });
}
