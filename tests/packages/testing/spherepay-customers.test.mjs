/** SpherePay's customers, terms and webhooks in the sandbox. The transcript has what is refused, and decisions. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { signature } from "../../../pkg-template/testing/spherepay/sign.js";
import { API_PERSON, HOUR, PERSON, setUp, withApiCustomer, withLinkCustomer } from "../helpers/sandbox/harness.mjs";

const CREATE = "/v2/customer/kyc-link";
const vectors = JSON.parse(readFileSync(new URL("../../vectors/provider/spherepay-webhook-signatures.json", import.meta.url), "utf8"));

test("create customer: the body of 2025 and of 2026, with incomplete profiles", async () => {
  const { spherepay } = setUp();
  const { status, body } = await spherepay("POST", "/v2/customer", API_PERSON);
  assert.equal(status, 201);
  assert.deepEqual(
    body.verificationProfiles.map(({ name, status: state }) => [name, state]),
    [
      ["kyc_profile_a", "incomplete"],
      ["kyc_profile_b", "incomplete"],
    ],
  );
  assert.deepEqual([body.firstName, body.lastName, "address" in body], ["Jane", "Smith", false]);
  const { line1, city, country } = PERSON.address;
  const sample = {
    type: "individual",
    email: PERSON.email,
    phone: "+1234567890",
    address: { line1, city, country },
    meta: { ref: "1", flag: true, none: null },
  };
  assert.deepEqual((await spherepay("POST", "/v2/customer", sample)).body.meta, sample.meta);
  const business = {
    type: "business",
    addresses: [{ type: "registered", ...PERSON.address }],
    businessInformation: { businessLegalName: "Acme" },
  };
  const made = await spherepay("POST", "/v2/customer", business);
  assert.deepEqual([made.status, made.body.businessLegalName, made.body.verificationProfiles[0].name], [201, "Acme", "kyb_profile_a"]);
});

test("get customer: of both flows; unknown is 404", async () => {
  const { spherepay, id } = await withLinkCustomer();
  const { status, body } = await spherepay("GET", `/v2/customer/${id}`);
  assert.equal(status, 200);
  assert.deepEqual([body.id, body.type, body.email, body.phone], [id, PERSON.type, PERSON.email, PERSON.phone]);
  assert.deepEqual(
    [body.createdAt, body.updatedAt, body.tosStatus],
    ["2026-03-01T10:00:00.123Z", "2026-03-01T10:00:00.123Z", "incomplete"],
  );
  assert.equal((await spherepay("GET", "/v2/customer/customer_0")).body.code, "resource/not-found");
});

test("terms of service: 201 with link, not url, for an hour; accepting them moves the criteria", async () => {
  const { spherepay, sandbox, id } = await withApiCustomer();
  const { status, body } = await spherepay("POST", `/v2/customer/${id}/tos-link`);
  assert.equal(status, 201);
  assert.deepEqual(Object.keys(body), ["link", "expiresAt"]);
  assert.equal(Date.parse(body.expiresAt) - Date.parse("2026-03-01T10:00:00.123Z"), HOUR);
  assert.equal(sandbox.openLink(body.link).kind, "tos");
  assert.equal((await sandbox.finishLink(body.link, "approve")).finished, true);
  const { tosStatus, verificationProfiles } = (await spherepay("GET", `/v2/customer/${id}`)).body;
  assert.equal(tosStatus, "approved");
  for (const { status: state, criteria } of verificationProfiles) {
    assert.deepEqual(
      [state, criteria.complete, criteria.required.includes("terms_of_service")],
      ["incomplete", ["terms_of_service"], false],
    );
  }
  assert.equal(sandbox.deliveries().at(-1).event.name, "customer.tos.successful");
  assert.equal((await spherepay("POST", `/v2/customer/${id}/tos-link`, {})).status, 400);
  assert.equal((await spherepay("POST", "/v2/customer/customer_0/tos-link")).status, 404);
});

test("a reused Idempotency-Key is rejected whatever the first outcome was, and repeats nothing", async () => {
  const { spherepay, sandbox } = setUp();
  const post = (key, body) => spherepay("POST", CREATE, body, { "idempotency-key": key });
  assert.equal((await post("a", PERSON)).status, 201);
  const again = await post("a", PERSON);
  assert.deepEqual([again.status, again.body.errors], [400, [{ detail: "Has already been used", header: "Idempotency-Key" }]]);
  assert.equal((await post("b", {})).status, 422);
  assert.equal((await post("b", PERSON)).status, 400);
  sandbox.nextFailure(500);
  assert.equal((await post("c", PERSON)).status, 500);
  assert.equal((await post("c", PERSON)).status, 400);
  sandbox.nextFailure("drop_before");
  await assert.rejects(post("d", PERSON));
  assert.equal((await post("d", PERSON)).status, 201);
  assert.equal((await post("e".repeat(256), PERSON)).status, 400);
  assert.equal(sandbox.customers().length, 2);
});

test("a rejected customer can try again with a new link; an approved one stays approved", async () => {
  const { sandbox, spherepay, id, url } = await withLinkCustomer();
  await sandbox.finishLink(url, "reject");
  assert.equal(sandbox.customers()[0].status, "rejected");
  const again = await spherepay("POST", `/v2/customer/${id}/kyc-link`);
  await sandbox.finishLink(again.body.url, "approve");
  assert.equal(sandbox.customers()[0].status, "approved");
  const third = await spherepay("POST", `/v2/customer/${id}/kyc-link`);
  await sandbox.finishLink(third.body.url, "reject");
  assert.equal(sandbox.customers()[0].status, "approved");
});

for (const [index, { body, signature: expected }] of vectors.cases.entries()) {
  test(`webhook signature vector ${index}`, async () => {
    assert.equal(await signature(vectors.secret, body), expected);
  });
}

test("signWebhook and deliveries sign the exact body with the whole secret", async () => {
  const { sandbox } = await withLinkCustomer();
  const event = { id: "event_1", name: "customer.kyc.successful", data: { customer: { id: "customer_1", lastName: "Müller" } } };
  const { body, headers, secret } = await sandbox.signWebhook("spherepay", event);
  assert.deepEqual(JSON.parse(body), event);
  assert.match(secret, /^secret_[0-9a-f]{32}$/);
  const mac = (text) => createHmac("sha256", secret).update(text, "utf8").digest("hex");
  assert.equal(headers.signature, mac(body));
  const [delivery] = sandbox.deliveries();
  assert.equal(delivery.headers.signature, mac(delivery.body));
  assert.deepEqual(JSON.parse(delivery.body), delivery.event);
});

test("a customer without contacts is asked for them; those that are known are complete", async () => {
  const { spherepay } = setUp();
  const contacts = ["email_address", "phone_number"];
  const { body: bare } = await spherepay("POST", "/v2/customer", API_PERSON);
  const { body: link } = await spherepay("POST", "/v2/customer/kyc-link", PERSON);
  const { body: known } = await spherepay("GET", `/v2/customer/${link.customerId}`);
  for (const [{ verificationProfiles }, complete, required] of [
    [bare, [], contacts],
    [known, contacts, []],
  ]) {
    assert.ok(verificationProfiles.length > 0);
    const isContact = (name) => contacts.includes(name);
    for (const { criteria } of verificationProfiles)
      assert.deepEqual([criteria.complete.filter(isContact), criteria.required.filter(isContact)], [complete, required]);
  }
});
