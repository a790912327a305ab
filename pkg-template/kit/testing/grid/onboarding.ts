/** Grid's onboarding endpoints: create, update, verify contacts, create a hosted link. */

import { isObject } from "../../../module/json.ts";
import { isoSeconds } from "../clock.ts";
import { SDK_TOKEN } from "../links.ts";
import { CONTACT_CODE } from "../provider.ts";
import type { SandboxResponse } from "../request.ts";
import type { JsonObject } from "../schema.ts";
import { SCHEMAS } from "../schemas.ts";
import type { ContactChannel, CustomerBody, StoredCustomer } from "./customers.ts";
import { contactsVerified, newCustomer, resource, verifiesContacts } from "./customers.ts";
import type { FieldError } from "./errors.ts";
import { conflict, customerNotFound, invalidFields, Refusal } from "./errors.ts";
import type { State } from "./index.ts";
import { checkAgreements, checkRequired } from "./platform.ts";
import { customerErrors, KYC_LINK, validated } from "./rules.ts";

/** The lifetime of a link. Not documented: half a day is an assumption. */
const LINK_LIFETIME = 12 * 3_600_000;

/** How many wrong attempts a code allows. Not documented: an assumption. */
const ATTEMPTS = 5;

const FIELD: Record<ContactChannel, "email" | "phoneNumber"> = { email: "email", phone: "phoneNumber" };

/** POST /customers */
export function createCustomer(state: State, body: unknown): SandboxResponse {
  const errors = [...customerErrors(body, "create"), ...euErrors(body)];
  if (errors.length > 0) throw invalidFields(errors);
  const given = body as CustomerBody;
  checkRequired(given, state.requiredFields);
  checkTerms(given);
  if (taken(state, "platformCustomerId", given)) throw conflict("A customer with this platformCustomerId already exists");
  if (taken(state, "umaAddress", given)) throw new Refusal(409, "UMA_ADDRESS_EXISTS", "This UMA address is taken");
  const customer = newCustomer(given, state.regulated, state.now());
  state.customers.set(customer.id, customer);
  return { status: 201, body: resource(customer) };
}

/** The additional requirements of regions that verify contacts, here the EU. */
function euErrors(body: unknown): FieldError[] {
  const given = (isObject(body) ? body : {}) as CustomerBody;
  if (!verifiesContacts(given)) return [];
  const business = given.businessInfo;
  const names = business === undefined ? [] : ["primaryContactFirstName", "primaryContactLastName"];
  return [
    ...Object.values(FIELD).filter((field) => given[field] === undefined),
    ...names.filter((field) => business?.[field] === undefined).map((field) => `businessInfo.${field}`),
  ].map((field) => ({ field, message: "Required in this region" }));
}

function checkTerms(given: JsonObject) {
  const { endUserTermsConsent } = given;
  const { termsVersion = "V1" }: { termsVersion?: unknown } = endUserTermsConsent ?? {};
  if (termsVersion !== "V1") throw new Refusal(400, "END_USER_TERMS_VERSION_NOT_FOUND", "Unknown version of the end user terms");
  checkAgreements(given);
}

function taken(state: State, field: "platformCustomerId" | "umaAddress", given: JsonObject, self?: StoredCustomer) {
  return [...state.customers.values()].some((customer) => customer !== self && customer[field] === given[field]);
}

/** PATCH /customers/{id} */
export function updateCustomer(state: State, id: string, body: unknown): SandboxResponse {
  const customer = find(state, id);
  const errors = customerErrors(body, "update");
  const given = body as CustomerBody;
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
      ...customer.fields.businessInfo,
      ...changes.businessInfo,
    };
  // A consent stays: accepting one never takes back another.
  const { agreementConsents: before = [] } = customer.fields;
  if (Array.isArray(changes.agreementConsents)) changes.agreementConsents = [...before, ...changes.agreementConsents];
  customer.umaAddress = String(umaAddress);
  Object.assign(customer.fields, changes);
  for (const channel of ["email", "phone"] as const) {
    // A new address or number is not verified, and a code sent to the old one does not verify it.
    if (changes[FIELD[channel]] === undefined || customer.contactVerification === undefined) continue;
    customer.contactVerification[channel] = "PENDING";
    customer.attemptsLeft.delete(channel);
  }
  customer.updatedAtMs = state.now();
  return { status: 200, body: resource(customer) };
}

/** POST /customers/{id}/verify-email, …/verify-phone */
export function sendCode(state: State, id: string, channel: ContactChannel): SandboxResponse {
  const customer = find(state, id);
  expectPending(customer, channel);
  customer.attemptsLeft.set(channel, ATTEMPTS);
  return { status: 204 };
}

/** POST …/confirm */
export function confirmCode(state: State, id: string, channel: ContactChannel, body: unknown): SandboxResponse {
  const customer = find(state, id);
  const { code } = validated<{ code: string }>(SCHEMAS.grid.ConfirmCode, body);
  const verification = expectPending(customer, channel);
  const attemptsLeft = customer.attemptsLeft.get(channel) ?? 0;
  if (attemptsLeft === 0) throw conflict("A code must be sent first");
  if (code !== CONTACT_CODE) {
    customer.attemptsLeft.set(channel, attemptsLeft - 1);
    throw invalidFields([{ field: "code", message: "The code is not the one that was sent" }]);
  }
  verification[channel] = "VERIFIED";
  customer.attemptsLeft.delete(channel);
  customer.updatedAtMs = state.now();
  return { status: 200, body: resource(customer) };
}

function expectPending({ contactVerification }: StoredCustomer, channel: ContactChannel) {
  if (contactVerification === undefined) throw conflict("This customer's contacts need no verification");
  if (contactVerification[channel] === "VERIFIED") throw conflict("Already verified");
  return contactVerification;
}

/**
 * POST /customers/{id}/kyc-link
 *
 * @param body absent or an object
 */
export function createKycLink(state: State, id: string, body: unknown = {}): SandboxResponse {
  const customer = find(state, id);
  const { redirectUri } = validated<{ redirectUri?: string }>(KYC_LINK, body);
  if (!contactsVerified(customer)) throw conflict("The customer's email and phone must be verified first");
  const expiresAtMs = Math.floor((state.now() + LINK_LIFETIME) / 1000) * 1000;
  const { url, token } = state.links.issue({ provider: "grid", kind: "kyc", customerId: id, expiresAtMs, redirectUri });
  return { status: 201, body: { kycUrl: url, expiresAt: isoSeconds(expiresAtMs), provider: "SUMSUB", token: SDK_TOKEN + token } };
}

export function find(state: State, id: string) {
  const customer = state.customers.get(id);
  if (customer === undefined) throw customerNotFound();
  return customer;
}
