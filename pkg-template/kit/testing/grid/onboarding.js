/** Grid's onboarding endpoints: create, update, verify contacts, create a hosted link. */

import { isoSeconds } from "../clock.js";
import { SDK_TOKEN } from "../links.js";
import { CONTACT_CODE } from "../provider.js";
import { check } from "../schema.js";
import { SCHEMAS } from "../schemas.js";
import { contactsVerified, newCustomer, resource, verifiesContacts } from "./customers.js";
import { conflict, customerNotFound, fieldError, invalidFields, Refusal } from "./errors.js";
import { checkAgreements, checkRequired } from "./platform.js";
import { customerErrors, KYC_LINK } from "./rules.js";

/**
 * @import { SandboxResponse } from "../request.js"
 * @import { JsonObject } from "../schema.js"
 * @import { Channel, Customer } from "./customers.js"
 * @import { FieldError } from "./errors.js"
 * @import { State } from "./index.js"
 */

/** The lifetime of a link. Not documented: half a day is an assumption. */
const LINK_LIFETIME = 12 * 3_600_000;

/** How many wrong attempts a code allows. Not documented: an assumption. */
const ATTEMPTS = 5;

/** @type {Record<Channel, "email" | "phoneNumber">} */
const FIELD = { email: "email", phone: "phoneNumber" };

/** POST /customers @param {State} state @param {unknown} body @returns {SandboxResponse} */
export function createCustomer(state, body) {
  const errors = [...customerErrors(body, "create"), ...euErrors(body)];
  if (errors.length > 0) throw invalidFields(errors);
  const given = /** @type {JsonObject} */ (body);
  checkRequired(given, state.requiredFields);
  checkTerms(given);
  if (taken(state, "platformCustomerId", given)) throw conflict("A customer with this platformCustomerId already exists");
  if (taken(state, "umaAddress", given)) throw new Refusal(409, "UMA_ADDRESS_EXISTS", "This UMA address is taken");
  const customer = newCustomer(given, state.regulated, state.now());
  state.customers.set(customer.id, customer);
  return { status: 201, body: resource(customer) };
}

/**
 * The additional requirements of regions that verify contacts, here the EU.
 *
 * @param {unknown} body
 * @returns {FieldError[]}
 */
function euErrors(body) {
  const given = /** @type {JsonObject} */ (body ?? {});
  if (!verifiesContacts(given)) return [];
  const business = /** @type {JsonObject | undefined} */ (given.businessInfo);
  const names = business === undefined ? [] : ["primaryContactFirstName", "primaryContactLastName"];
  return [
    ...Object.values(FIELD).filter((field) => given[field] === undefined),
    ...names.filter((field) => business?.[field] === undefined).map((field) => `businessInfo.${field}`),
  ].map((field) => ({ field, message: "Required in this region" }));
}

/** @param {JsonObject} given */
function checkTerms(given) {
  const { endUserTermsConsent } = given;
  const { termsVersion = "V1" } = /** @type {{ termsVersion?: string }} */ (endUserTermsConsent ?? {});
  if (termsVersion !== "V1") throw new Refusal(400, "END_USER_TERMS_VERSION_NOT_FOUND", "Unknown version of the end user terms");
  checkAgreements(given);
}

/**
 * @param {State} state
 * @param {"platformCustomerId" | "umaAddress"} field
 * @param {JsonObject} given
 * @param {Customer} [self]
 */
function taken(state, field, given, self) {
  return [...state.customers.values()].some((customer) => customer !== self && customer[field] === given[field]);
}

/** PATCH /customers/{id} @param {State} state @param {string} id @param {unknown} body @returns {SandboxResponse} */
export function updateCustomer(state, id, body) {
  const customer = find(state, id);
  const errors = customerErrors(body, "update");
  const given = /** @type {JsonObject} */ (body);
  if (errors.length === 0 && given.customerType !== customer.customerType)
    errors.push({ field: "customerType", message: "Cannot be changed" });
  if (errors.length === 0 && given.email !== undefined && given.phoneNumber !== undefined) {
    errors.push({ field: "phoneNumber", message: "email and phoneNumber must be changed in separate requests" });
  }
  if (errors.length > 0) throw invalidFields(errors);
  checkTerms(given);
  if (taken(state, "umaAddress", given, customer)) throw new Refusal(409, "UMA_ADDRESS_EXISTS", "This UMA address is taken");

  const { customerType, umaAddress = customer.umaAddress, kycStatus, ...changes } = given;
  // Fields of a business that are not given stay: the documentation's example contains only changes.
  if (changes.businessInfo !== undefined)
    changes.businessInfo = {
      .../** @type {JsonObject} */ (customer.fields.businessInfo),
      .../** @type {JsonObject} */ (changes.businessInfo),
    };
  // A consent stays: accepting one never takes back another.
  const { agreementConsents: before = [] } = /** @type {{ agreementConsents?: unknown[] }} */ (customer.fields);
  if (Array.isArray(changes.agreementConsents)) changes.agreementConsents = [...before, ...changes.agreementConsents];
  customer.umaAddress = String(umaAddress);
  Object.assign(customer.fields, changes);
  for (const channel of /** @type {Channel[]} */ (["email", "phone"])) {
    // A new address or number is not verified, and a code sent to the old one does not verify it.
    if (changes[FIELD[channel]] === undefined || customer.contactVerification === undefined) continue;
    customer.contactVerification[channel] = "PENDING";
    customer.attemptsLeft.delete(channel);
  }
  customer.updatedAtMs = state.now();
  return { status: 200, body: resource(customer) };
}

/**
 * POST /customers/{id}/verify-email, …/verify-phone
 *
 * @param {State} state
 * @param {string} id
 * @param {Channel} channel
 * @returns {SandboxResponse}
 */
export function sendCode(state, id, channel) {
  const customer = find(state, id);
  expectPending(customer, channel);
  customer.attemptsLeft.set(channel, ATTEMPTS);
  return { status: 204 };
}

/**
 * POST …/confirm
 *
 * @param {State} state
 * @param {string} id
 * @param {Channel} channel
 * @param {unknown} body
 * @returns {SandboxResponse}
 */
export function confirmCode(state, id, channel, body) {
  const customer = find(state, id);
  const errors = check(SCHEMAS.grid.ConfirmCode, body).map(fieldError);
  if (errors.length > 0) throw invalidFields(errors);
  const verification = expectPending(customer, channel);
  const attemptsLeft = customer.attemptsLeft.get(channel) ?? 0;
  if (attemptsLeft === 0) throw conflict("A code must be sent first");
  const { code } = /** @type {{ code: string }} */ (body);
  if (code !== CONTACT_CODE) {
    customer.attemptsLeft.set(channel, attemptsLeft - 1);
    throw invalidFields([{ field: "code", message: "The code is not the one that was sent" }]);
  }
  verification[channel] = "VERIFIED";
  customer.attemptsLeft.delete(channel);
  customer.updatedAtMs = state.now();
  return { status: 200, body: resource(customer) };
}

/** @param {Customer} customer @param {Channel} channel */
function expectPending({ contactVerification }, channel) {
  if (contactVerification === undefined) throw conflict("This customer's contacts need no verification");
  if (contactVerification[channel] === "VERIFIED") throw conflict("Already verified");
  return contactVerification;
}

/**
 * POST /customers/{id}/kyc-link
 *
 * @param {State} state
 * @param {string} id
 * @param {unknown} body absent or an object
 * @returns {SandboxResponse}
 */
export function createKycLink(state, id, body = {}) {
  const customer = find(state, id);
  const errors = check(KYC_LINK, body).map(fieldError);
  if (errors.length > 0) throw invalidFields(errors);
  if (!contactsVerified(customer)) throw conflict("The customer's email and phone must be verified first");
  const { redirectUri } = /** @type {{ redirectUri?: string }} */ (body);
  const expiresAtMs = Math.floor((state.now() + LINK_LIFETIME) / 1000) * 1000;
  const { url, token } = state.links.issue({ provider: "grid", kind: "kyc", customerId: id, expiresAtMs, redirectUri });
  return { status: 201, body: { kycUrl: url, expiresAt: isoSeconds(expiresAtMs), provider: "SUMSUB", token: SDK_TOKEN + token } };
}

/** @param {State} state @param {string} id */
export function find(state, id) {
  const customer = state.customers.get(id);
  if (customer === undefined) throw customerNotFound();
  return customer;
}
