/**
 * Every operation through a client against `kyclink/testing`, which is written from the providers' documentation and
 * shares no code with the library: it accepts the requests, and the library parses the responses.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, require } from "../helpers/install/index.mjs";

const { bridge, grid, operations, spherepay } = await esm();
const { createSandbox } = require("kyclink/testing");

const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main Street", city: "Chicago", state: "il", postalCode: "60606", country: "us" },
};
const INDIVIDUAL = { customerType: "INDIVIDUAL", fullName: "Jane Smith 003", email: PERSON.email, phoneNumber: PERSON.phone };

/** What was called, so that nothing is left out. */
const called = new Set();

function clients(options) {
  const sandbox = createSandbox(options);
  const watched = (provider, client) =>
    new Proxy(client, {
      get: (_, verb) => {
        called.add(`${provider}.${verb}`);
        return client[verb];
      },
    });
  return {
    sandbox,
    sphere: watched("spherepay", spherepay({ apiKey: "key", baseUrl: sandbox.baseUrls.spherepay, fetch: sandbox.fetch })),
    lightspark: watched("grid", grid({ clientId: "id", clientSecret: "secret", baseUrl: sandbox.baseUrls.grid, fetch: sandbox.fetch })),
    overBridge: watched("bridge", bridge({ apiKey: "key", baseUrl: sandbox.baseUrls.bridge, fetch: sandbox.fetch })),
  };
}

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

test("spherepay: by link, then another link", async () => {
  const { sphere } = clients();
  const link = await sphere.createCustomerViaLink(PERSON);
  const again = await sphere.createKycLink({ customerId: link.customerId });
  assert.equal(again.customerId, link.customerId);
  assert.notEqual(again.kycUrl, link.kycUrl);
});

test("spherepay: through the API, from the terms of service to the decision", async () => {
  const { sandbox, sphere } = clients();
  const made = await sphere.createCustomer({
    type: "individual",
    address: { state: "IL", country: "USA" },
    personalInformation: { firstName: "Jane" },
  });
  assert.equal(made.status, "incomplete");
  assert.ok(made.profiles.every(({ criteria }) => criteria.required.length > 0));
  const { id: customerId } = made;
  const terms = await sphere.createTosLink({ customerId });
  assert.equal(terms.customerId, customerId);
  assert.ok(Date.parse(terms.expiresAt) > Date.now());
  await sandbox.complete(customerId, "approve");
  assert.equal((await sphere.getCustomer({ customerId })).status, "approved");
  assert.equal((await sphere.getCustomer({ customerId }, { profiles: ["no such profile"] })).status, "unknown");
});

test("spherepay: the whole of 2026, individual and business", async () => {
  const { sphere } = clients();
  const one = await sphere.createCustomer({ ...PERSON, meta: { tier: 1 } });
  const other = await sphere.createCustomer({
    type: "business",
    email: PERSON.email,
    phone: PERSON.phone,
    addresses: ["registered", "operating"].map((type) => ({ type, ...PERSON.address })),
    businessInformation: { legalName: "Acme" },
  });
  assert.equal(other.raw.businessLegalName, "Acme");
  assert.deepEqual([one.type, other.type], ["individual", "business"]);
});

test("spherepay: all pages of a list, and its filters", async () => {
  const { sphere } = clients();
  for (let at = 0; at < 5; at++) await sphere.createCustomerViaLink({ ...PERSON, email: `jane+${at}@example.com` });
  const found = await all(sphere.listCustomers, { limit: 2, status: "incomplete", type: "individual" });
  assert.deepEqual(
    found.map(({ email }) => email).sort(),
    [0, 1, 2, 3, 4].map((at) => `jane+${at}@example.com`),
  );
  assert.equal((await sphere.listCustomers({ email: "jane+3@example.com" })).total, 1);
  assert.equal((await sphere.listCustomers({ search: "+" })).total, 5);
});

test("grid: the customer, its link, its status", async () => {
  const { sandbox, lightspark } = clients();
  const { id: customerId } = await lightspark.createCustomer(INDIVIDUAL);
  assert.equal((await lightspark.createKycLink({ customerId, redirectUri: "https://app.example.com/done" })).customerId, customerId);
  await sandbox.complete(customerId, "hold");
  const { status, providerStatus } = await lightspark.getCustomer({ customerId });
  assert.deepEqual([status, providerStatus], ["on_hold", "HOLD"]);
});

test("grid: contacts corrected and confirmed by code, where a region requires it", async () => {
  const { lightspark } = clients();
  const created = await lightspark.createCustomer({ ...INDIVIDUAL, region: "DE" });
  const { id: customerId } = created;
  assert.deepEqual(created.contactVerification, { email: "pending", phone: "pending" });
  await assert.rejects(lightspark.createKycLink({ customerId }), { code: "contact_not_verified" });
  const corrected = await lightspark.updateContact({ customerId, customerType: "INDIVIDUAL", email: "jane@example.com" });
  assert.equal(corrected.email, "jane@example.com");
  assert.equal(await lightspark.sendEmailCode({ customerId }), undefined);
  await assert.rejects(lightspark.confirmEmail({ customerId, code: "000000" }), { code: "provider_rejected" });
  assert.deepEqual((await lightspark.confirmEmail({ customerId, code: "123456" })).contactVerification, {
    email: "verified",
    phone: "pending",
  });
  assert.equal(await lightspark.sendPhoneCode({ customerId }), undefined);
  assert.deepEqual((await lightspark.confirmPhone({ customerId, code: "123456" })).contactVerification, {
    email: "verified",
    phone: "verified",
  });
  assert.equal((await lightspark.createKycLink({ customerId })).customerId, customerId);
});

test("grid: all pages of a list, and every parameter of it", async () => {
  const { lightspark } = clients();
  for (let at = 0; at < 5; at++) await lightspark.createCustomer({ ...INDIVIDUAL, platformCustomerId: `user&${at}` });
  const hour = 3_600_000;
  const [past, future] = [-hour, hour].map((skew) => new Date(Date.now() + skew).toISOString());
  const bounds = { createdAfter: past, createdBefore: future, updatedAfter: past, updatedBefore: future };
  const found = await all(lightspark.listCustomers, { limit: 2, customerType: "INDIVIDUAL", isIncludingDeleted: false, ...bounds });
  assert.equal(new Set(found.map(({ id }) => id)).size, 5);
  assert.equal((await lightspark.listCustomers({ platformCustomerId: "user&3" })).total, 1);
  assert.deepEqual(await lightspark.listCustomers({ region: "usa", currency: "USD", umaAddress: "$nobody@example.com" }), {
    items: [],
    total: 0,
  });
});

test("grid: updating a customer", async () => {
  const { lightspark } = clients();
  const { id: customerId } = await lightspark.createCustomer(INDIVIDUAL);
  const address = { line1: "456 Market St", city: "Seattle", state: "WA", postalCode: "98101", country: "usa" };
  const updated = await lightspark.updateCustomer({
    customerId,
    customerType: "INDIVIDUAL",
    fullName: "Jane Doe",
    nationality: "usa",
    address,
  });
  assert.deepEqual([updated.raw.fullName, updated.raw.nationality, updated.raw.address.country], ["Jane Doe", "US", "US"]);
  const { id: companyId } = await lightspark.createCustomer({
    customerType: "BUSINESS",
    businessInfo: { legalName: "Acme", country: "US", taxId: "1", incorporatedOn: "2018-03-14" },
  });
  const company = await lightspark.updateCustomer({
    customerId: companyId,
    customerType: "BUSINESS",
    businessInfo: { legalName: "New Tech" },
  });
  assert.equal(company.raw.businessInfo.legalName, "New Tech");
});

test("grid: the platform and its terms, without input", async () => {
  const { lightspark } = clients();
  const terms = await lightspark.getEndUserTerms();
  assert.deepEqual([terms.version, terms.url, terms.raw.version], ["V1", "https://www.lightspark.com/legal/grid/enduserterms", "V1"]);
  const config = await lightspark.getConfig({});
  assert.equal(config.isRegulatedFinancialInstitution, false);
  assert.equal(config.supportedCurrencies[0].currencyCode, "USD");
  const { lightspark: regulated } = clients({ grid: { regulated: true } });
  assert.equal((await regulated.getConfig()).isRegulatedFinancialInstitution, true);
});

test("grid: a verification, from what is missing to the decision", async () => {
  const { sandbox, lightspark } = clients();
  const { id: customerId } = await lightspark.createCustomer({
    ...INDIVIDUAL,
    fullName: "Jane Smith",
    nationality: "US",
    idType: "SSN",
    identifier: "123-45-6789",
  });
  const missing = await lightspark.createVerification({ customerId });
  assert.equal(missing.status, "RESOLVE_ERRORS");
  assert.deepEqual(
    missing.errors.map(({ type, field }) => `${type} ${field}`),
    ["MISSING_FIELD birthDate", "MISSING_FIELD address"],
  );
  await lightspark.updateCustomer({
    customerId,
    customerType: "INDIVIDUAL",
    birthDate: "1990-01-31",
    address: { line1: "1", postalCode: "60606", country: "US" },
  });
  const submitted = await lightspark.createVerification({ customerId });
  assert.deepEqual([submitted.status, submitted.errors, submitted.customerId], ["IN_PROGRESS", [], customerId]);
  assert.equal((await lightspark.getCustomer({ customerId })).status, "pending");
  await sandbox.complete(customerId, "approve");
  assert.equal((await lightspark.getVerification({ verificationId: submitted.id })).status, "APPROVED");
  await assert.rejects(lightspark.createVerification({ customerId }), { code: "provider_rejected" });
  await assert.rejects(lightspark.getVerification({ verificationId: "Verification:0" }), { code: "not_found" });
  const whole = {
    ...INDIVIDUAL,
    nationality: "US",
    idType: "SSN",
    identifier: "123-45-6789",
    birthDate: "1990-01-31",
    address: { line1: "1", postalCode: "60606", country: "US" },
  };
  const submit = async (fullName) =>
    lightspark.createVerification({ customerId: (await lightspark.createCustomer({ ...whole, fullName })).id });
  assert.equal((await submit("Jane Smith 001")).status, "PENDING_MANUAL_REVIEW");
  await assert.rejects(submit("Jane Smith 002"), { code: "provider_rejected" });
  assert.equal((await submit("Jane Smith 003")).errors[0].type, "POOR_QUALITY_DOCUMENT");
});

const AT_BRIDGE = { type: "individual", fullName: "Jane Smith", email: PERSON.email };

test("bridge: the link, both of its steps, and the customer that comes of it", async () => {
  const { sandbox, overBridge } = clients();
  const made = await overBridge.createKycLink(AT_BRIDGE);
  assert.deepEqual([made.status, made.tosStatus, made.customerId, made.expiresAt], ["incomplete", "pending", undefined, undefined]);
  await sandbox.finishLink(made.kycUrl, "approve");
  const half = await overBridge.getKycLink({ kycLinkId: made.id });
  assert.deepEqual([half.status, half.providerStatus], ["incomplete", "approved"], "the terms are not accepted");
  await sandbox.finishLink(made.tosUrl, "approve");
  const { status, tosStatus, customerId } = await overBridge.getKycLink({ kycLinkId: made.id });
  assert.deepEqual([status, tosStatus], ["approved", "accepted"]);
  const customer = await overBridge.getCustomer({ customerId });
  assert.deepEqual([customer.status, customer.providerStatus, customer.hasAcceptedTerms], ["approved", "active", true]);
  assert.equal((await overBridge.getCustomerKycLink({ customerId, endorsement: "sepa" })).customerId, customerId);
  assert.equal((await overBridge.getTosLink({ customerId })).customerId, customerId);
});

test("bridge: a rejection, with only the reasons that the person may see", async () => {
  const { sandbox, overBridge } = clients();
  const { id, kycUrl } = await overBridge.createKycLink(AT_BRIDGE);
  await sandbox.finishLink(kycUrl, "reject");
  const link = await overBridge.getKycLink({ kycLinkId: id });
  assert.deepEqual([link.status, link.rejectionReasons.length], ["rejected", 1]);
  // The address of the hosted page names the developer.
  assert.doesNotMatch(JSON.stringify({ ...link, kycUrl: undefined }), /Blurry|developer/);
});

test("bridge: all links, a page at a time", async () => {
  const { overBridge } = clients();
  for (let at = 0; at < 5; at++) await overBridge.createKycLink({ ...AT_BRIDGE, email: `jane+${at}@example.com` });
  assert.equal((await overBridge.listKycLinks({ email: "jane+3@example.com" })).items.length, 1);
  const page = await overBridge.listKycLinks({ limit: 2 });
  assert.deepEqual([page.items.length, page.next, page.isCutOff], [2, undefined, true], "no link has a customer yet");
  const taken = [];
  const take = async (input) => {
    for await (const { email } of overBridge.listKycLinks(input)) taken.push(email);
  };
  await assert.rejects(take({ limit: 2 }), { code: "unexpected_response" });
  assert.equal(taken.length, 2, "what there is, and then the error");
  taken.length = 0;
  await take({ limit: 6 });
  assert.equal(taken.length, 5);
});

test("bridge: links without a customer among others, a page at a time: none is lost", async () => {
  const { sandbox, overBridge } = clients();
  const emails = [0, 1, 2, 3, 4, 5].map((at) => `jane+${at}@example.com`);
  for (const [at, email] of emails.entries()) {
    const { id } = await overBridge.createKycLink({ ...AT_BRIDGE, email });
    if (at % 2 === 1) await sandbox.complete(id, "approve");
  }
  const taken = new Set();
  for await (const { email } of overBridge.listKycLinks({ limit: 2 })) taken.add(email);
  assert.deepEqual([...taken].sort(), emails);
});

test("bridge: a create whose response is lost is sent again with its key, and there is one link", async () => {
  const { sandbox, overBridge } = clients();
  sandbox.nextFailure("drop_after");
  const { id } = await overBridge.createKycLink(AT_BRIDGE);
  assert.deepEqual(
    sandbox.customers().map((one) => one.id),
    [id],
  );
  await assert.rejects(overBridge.createKycLink(AT_BRIDGE), { code: "conflict", retryable: false }, "another key");
});

test("spherepay.createCustomer without a response, and createTosLink", async () => {
  const { sandbox, sphere } = clients();
  const { id: customerId } = await sphere.createCustomer(PERSON);
  sandbox.nextFailure("drop_before");
  await assert.rejects(sphere.createCustomer(PERSON), { code: "outcome_unknown", retryable: false });
  sandbox.nextFailure("drop_after");
  await assert.rejects(sphere.createTosLink({ customerId }, { maxRetries: 0 }), { code: "network", retryable: true });
});

test("every operation was called", () => {
  assert.deepEqual(
    operations().filter((name) => !name.endsWith(".onboard") && !called.has(name)),
    [],
  );
});
