/**
 * Every operation of the clients at the sandbox, a journey per provider. The sandbox is written from the documentation and
 * shares no code with the library: it accepts the requests, and the library parses the responses.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox, PERSON as JANE } from "../helpers/edge/harness.mjs";
import { esm } from "../helpers/install/index.mjs";

const kyclink = await esm();
const { operations } = kyclink;

const PERSON = { ...JANE, address: { ...JANE.address, state: "il", country: "us" } };
const INDIVIDUAL = { customerType: "INDIVIDUAL", fullName: "Jane Smith 003", email: PERSON.email, phoneNumber: PERSON.phone };
const AT_BRIDGE = { type: "individual", fullName: "Jane Smith", email: PERSON.email };
const emails = [0, 1, 2, 3, 4].map((at) => `jane+${at}@example.com`);

/** What was called, so that nothing is left out. */
const called = new Set();

function open(provider, credentials, options) {
  const sandbox = createSandbox(options);
  const client = kyclink[provider]({ ...credentials, baseUrl: sandbox.baseUrls[provider], fetch: sandbox.fetch });
  const get = (_, verb) => called.add(`${provider}.${verb}`) && client[verb];
  return { sandbox, client: new Proxy(client, { get }) };
}
const atSpherepay = () => open("spherepay", { apiKey: "key" });
const atGrid = (options) => open("grid", { clientId: "id", clientSecret: "secret" }, options);
const atBridge = () => open("bridge", { apiKey: "key" });

/** All pages, as a caller walks them. */
async function all(list, input) {
  const items = [];
  for (let next = input; next; ) {
    const page = await list(next);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

test("spherepay: links, a customer through the API from the terms of service to the decision, and lists", async () => {
  const { sandbox, client } = atSpherepay();
  for (const email of emails) await client.createCustomerViaLink({ ...PERSON, email });
  const found = await all(client.listCustomers, { limit: 2, status: "incomplete", type: "individual" });
  assert.deepEqual(found.map(({ email }) => email).sort(), emails);
  assert.equal((await client.listCustomers({ email: emails[3] })).total, 1);
  assert.equal((await client.createKycLink({ customerId: found[0].id })).customerId, found[0].id);

  const address = { state: "IL", country: "USA" };
  const made = await client.createCustomer({ type: "individual", address, personalInformation: { firstName: "Jane" } });
  assert.equal(made.status, "incomplete");
  assert.ok(made.profiles.every(({ criteria }) => criteria.required.length > 0));
  const { id: customerId } = made;
  assert.equal((await client.createTosLink({ customerId })).customerId, customerId);
  await sandbox.complete(customerId, "approve");
  assert.equal((await client.getCustomer({ customerId })).status, "approved");
  assert.equal((await client.getCustomer({ customerId }, { profiles: ["no such profile"] })).status, "unknown");
  const addresses = ["registered", "operating"].map((type) => ({ type, ...PERSON.address }));
  const { email, phone } = PERSON;
  const company = await client.createCustomer({ type: "business", email, phone, addresses, businessInformation: { legalName: "Acme" } });
  assert.deepEqual([company.type, company.raw.businessLegalName], ["business", "Acme"]);
});

test("grid: contacts corrected and confirmed by code, where a region requires it", async () => {
  const { client } = atGrid();
  const created = await client.createCustomer({ ...INDIVIDUAL, region: "DE" });
  const { id: customerId } = created;
  assert.deepEqual(created.contactVerification, { email: "pending", phone: "pending" });
  await assert.rejects(client.createKycLink({ customerId }), { code: "contact_not_verified" });
  const corrected = await client.updateContact({ customerId, customerType: "INDIVIDUAL", email: "jane@example.com" });
  assert.equal(corrected.email, "jane@example.com");
  assert.equal(await client.sendEmailCode({ customerId }), undefined);
  await assert.rejects(client.confirmEmail({ customerId, code: "000000" }), { code: "provider_rejected" });
  const { contactVerification } = await client.confirmEmail({ customerId, code: "123456" });
  assert.deepEqual(contactVerification, { email: "verified", phone: "pending" });
  assert.equal(await client.sendPhoneCode({ customerId }), undefined);
  assert.equal((await client.confirmPhone({ customerId, code: "123456" })).contactVerification.phone, "verified");
  assert.equal((await client.createKycLink({ customerId })).customerId, customerId);
});

test("grid: lists with every parameter, the platform and its terms, without input", async () => {
  const { client } = atGrid({ grid: { regulated: true } });
  for (let at = 0; at < 5; at++) await client.createCustomer({ ...INDIVIDUAL, platformCustomerId: `user&${at}` });
  const [past, future] = [-3_600_000, 3_600_000].map((skew) => new Date(Date.now() + skew).toISOString());
  const bounds = { createdAfter: past, createdBefore: future, updatedAfter: past, updatedBefore: future };
  const found = await all(client.listCustomers, { limit: 2, customerType: "INDIVIDUAL", isIncludingDeleted: false, ...bounds });
  assert.equal(new Set(found.map(({ id }) => id)).size, 5);
  assert.equal((await client.listCustomers({ platformCustomerId: "user&3" })).total, 1);
  const none = await client.listCustomers({ region: "usa", currency: "USD", umaAddress: "$nobody@example.com" });
  assert.deepEqual(none, { items: [], total: 0 });
  const { version, url } = await client.getEndUserTerms();
  assert.deepEqual((await client.listAgreements()).agreements[0], { type: "LIGHTSPARK_END_USER_TERMS", version, url });
  const config = await client.getConfig({});
  assert.deepEqual([config.isRegulatedFinancialInstitution, config.supportedCurrencies[0].currencyCode], [true, "USD"]);
});

test("grid: a verification, from what is missing to the decision", async () => {
  const { sandbox, client } = atGrid();
  const person = { ...INDIVIDUAL, fullName: "Jane Smith", nationality: "US", idType: "SSN", identifier: "123-45-6789" };
  const { id: customerId } = await client.createCustomer(person);
  const missing = await client.createVerification({ customerId });
  const errors = missing.errors.map(({ type, field }) => `${type} ${field}`);
  assert.deepEqual([missing.status, ...errors], ["RESOLVE_ERRORS", "MISSING_FIELD birthDate", "MISSING_FIELD address"]);
  const address = { line1: "1", postalCode: "60606", country: "usa" };
  const updated = await client.updateCustomer({ customerId, customerType: "INDIVIDUAL", birthDate: "1990-01-31", address });
  assert.equal(updated.raw.address.country, "US");
  const submitted = await client.createVerification({ customerId });
  assert.deepEqual([submitted.status, submitted.errors, submitted.customerId], ["IN_PROGRESS", [], customerId]);
  await sandbox.complete(customerId, "approve");
  assert.equal((await client.getVerification({ verificationId: submitted.id })).status, "APPROVED");
  assert.equal((await client.getCustomer({ customerId })).status, "approved");
  await assert.rejects(client.getVerification({ verificationId: "Verification:0" }), { code: "not_found" });
});

test("bridge: the link, both of its steps, the customer that comes of it, and a rejection", async () => {
  const { sandbox, client } = atBridge();
  const made = await client.createKycLink(AT_BRIDGE);
  assert.deepEqual([made.status, made.tosStatus, made.customerId], ["incomplete", "pending", undefined]);
  await sandbox.finishLink(made.kycUrl, "approve");
  const half = await client.getKycLink({ kycLinkId: made.id });
  assert.deepEqual([half.status, half.providerStatus], ["incomplete", "approved"], "the terms are not accepted");
  await sandbox.finishLink(made.tosUrl, "approve");
  const { status, tosStatus, customerId } = await client.getKycLink({ kycLinkId: made.id });
  assert.deepEqual([status, tosStatus], ["approved", "accepted"]);
  const customer = await client.getCustomer({ customerId });
  assert.deepEqual([customer.status, customer.providerStatus, customer.hasAcceptedTerms], ["approved", "active", true]);
  assert.equal((await client.getCustomerKycLink({ customerId, endorsement: "sepa" })).customerId, customerId);
  assert.equal((await client.getTosLink({ customerId })).customerId, customerId);

  const { id, kycUrl } = await client.createKycLink({ ...AT_BRIDGE, email: "john@example.com" });
  await sandbox.finishLink(kycUrl, "reject");
  const link = await client.getKycLink({ kycLinkId: id });
  assert.deepEqual([link.status, link.rejectionReasons.length], ["rejected", 1]);
  // Only the reasons that the person may see; the address of the hosted page names the developer.
  assert.doesNotMatch(JSON.stringify({ ...link, kycUrl: undefined }), /Blurry|developer/);
});

test("bridge: links without a customer among others, a page at a time: none is lost", async () => {
  const { sandbox, client } = atBridge();
  const take = async (input, taken = []) => {
    for await (const { email } of client.listKycLinks(input)) taken.push(email);
    return taken;
  };
  const ids = [];
  for (const email of emails) ids.push((await client.createKycLink({ ...AT_BRIDGE, email })).id);
  const page = await client.listKycLinks({ limit: 2 });
  assert.deepEqual([page.items.length, page.next, page.isCutOff], [2, undefined, true], "no link has a customer yet");
  const taken = [];
  await assert.rejects(take({ limit: 2 }, taken), { code: "unexpected_response" });
  assert.equal(taken.length, 2, "what there is, and then the error");
  assert.equal((await take({ limit: 6 })).length, 5);
  for (const at of [1, 3]) await sandbox.complete(ids[at], "approve");
  assert.deepEqual([...new Set(await take({ limit: 2 }))].sort(), emails);
});

test("every operation was called", () => {
  const left = operations().filter((name) => !name.endsWith(".onboard") && !called.has(name));
  assert.deepEqual(left, []);
});
