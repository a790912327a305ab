/** Grid's links, keys and signatures in the sandbox. The transcript has its contacts and decisions. */

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { rawToDer } from "../../../pkg-template/testing/grid/sign.js";
import { CONTACT_CODE } from "../../../pkg-template/testing/index.js";
import { BUSINESS, changed, EU_INDIVIDUAL, fieldsOf, HOUR, INDIVIDUAL, withCustomer } from "../helpers/sandbox/harness.mjs";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/provider/grid-webhook-signatures.json", import.meta.url), "utf8"));
const REDIRECT = "https://app.example.com/onboarding/completed";

async function verifyContacts(grid, id) {
  for (const channel of ["email", "phone"]) {
    assert.equal((await grid("POST", `/customers/${id}/verify-${channel}`)).status, 204);
    assert.equal((await grid("POST", `/customers/${id}/verify-${channel}/confirm`, { code: "123456" })).status, 200);
  }
}

test("kyc-link: 201 with kycUrl, expiresAt, provider and token; the status stays", async () => {
  const { grid, id, sandbox } = await withCustomer();
  for (const body of [{ redirectUri: REDIRECT }, {}, undefined]) {
    const link = await grid("POST", `/customers/${id}/kyc-link`, body);
    assert.equal(link.status, 201);
    assert.deepEqual(Object.keys(link.body), ["kycUrl", "expiresAt", "provider", "token"]);
    assert.match(link.body.kycUrl, /^https:\/\/kyc\.grid\.example\/hosted\/[0-9a-f]{32}$/);
    assert.deepEqual([link.body.expiresAt, link.body.provider], ["2026-03-01T22:00:00Z", "SUMSUB"]);
    assert.match(link.body.token, /^_act-sbx-jwt-/);
    assert.equal(sandbox.openLink(link.body.kycUrl).redirectUri, body?.redirectUri);
  }
  assert.equal(sandbox.customers()[0].links.length, 3);
  assert.deepEqual([sandbox.customers()[0].status, sandbox.deliveries()], ["UNVERIFIED", []]);
});

test("kyc-link: http only for local development; no field except redirectUri", async () => {
  const { grid, id } = await withCustomer();
  const post = (body) => grid("POST", `/customers/${id}/kyc-link`, body);
  for (const redirectUri of ["http://localhost:3000/done", "http://127.0.0.1:8787/", "http://[::1]/", "HTTPS://app.example.com"]) {
    assert.equal((await post({ redirectUri })).status, 201, redirectUri);
  }
  for (const redirectUri of [
    "http://app.example.com",
    "ftp://app.example.com",
    "/done",
    "",
    "https:app.example.com",
    "https://user:pw@app.example.com",
    "https://",
    1,
    null,
  ]) {
    assert.deepEqual(fieldsOf(await post({ redirectUri })), ["redirectUri"], String(redirectUri));
  }
  assert.deepEqual(fieldsOf(await post({ redirectUrl: REDIRECT })), ["redirectUrl"]);
});

test("Idempotency-Key: a key that was used for one customer gives no link to another", async () => {
  const { grid, id } = await withCustomer();
  const other = (await grid("POST", "/customers", BUSINESS)).body.id;
  const post = (customer) => grid("POST", `/customers/${customer}/kyc-link`, {}, { "idempotency-key": "a" });
  assert.deepEqual([(await post(id)).status, (await post(other)).status, (await post(id)).status], [201, 400, 201]);
});

test("a repeated response may be out of date: an expired link, a contact verified since", async () => {
  const { grid, id, sandbox, advance } = await withCustomer(EU_INDIVIDUAL);
  const post = (key) => grid("POST", `/customers/${id}/kyc-link`, {}, { "idempotency-key": key });
  assert.equal((await post("early")).status, 409);
  await verifyContacts(grid, id);
  assert.equal((await post("early")).status, 409);
  const { body } = await post("late");
  advance(13 * HOUR);
  assert.equal((await post("late")).body.kycUrl, body.kycUrl);
  assert.equal(sandbox.openLink(body.kycUrl).state, "expired");
});

test("in the EU email and phone are required and must be verified before a link", async () => {
  const { grid, id, created } = await withCustomer(EU_INDIVIDUAL);
  assert.deepEqual(created.contactVerification, { email: "PENDING", phone: "PENDING" });
  const link = () => grid("POST", `/customers/${id}/kyc-link`, {});
  const early = await link();
  assert.deepEqual([early.status, early.body.code], [409, "CONFLICT"]);
  assert.equal((await grid("POST", `/customers/${id}/verify-email`)).body, undefined);
  const wrong = await grid("POST", `/customers/${id}/verify-email/confirm`, { code: "000000" });
  assert.deepEqual([wrong.status, fieldsOf(wrong)], [400, ["code"]]);
  assert.deepEqual(fieldsOf(await grid("POST", `/customers/${id}/verify-email/confirm`, {})), ["code"]);
  const right = await grid("POST", `/customers/${id}/verify-email/confirm`, { code: "123456" });
  assert.deepEqual([right.status, right.body.contactVerification], [200, { email: "VERIFIED", phone: "PENDING" }]);
  assert.equal((await link()).status, 409);
  const unsent = await grid("POST", `/customers/${id}/verify-phone/confirm`, { code: "123456" });
  assert.deepEqual([unsent.status, unsent.body.code], [409, "CONFLICT"]);
  await grid("POST", `/customers/${id}/verify-phone`);
  await grid("POST", `/customers/${id}/verify-phone/confirm`, { code: "123456" });
  assert.equal((await link()).status, 201);
  assert.equal((await grid("POST", `/customers/${id}/verify-email`)).status, 409);
});

test("a code works once and allows five wrong attempts; so does the next one", async () => {
  const { grid, id } = await withCustomer(EU_INDIVIDUAL);
  const confirm = (code) => grid("POST", `/customers/${id}/verify-email/confirm`, { code });
  const send = (body) => grid("POST", `/customers/${id}/verify-email`, body);
  assert.equal((await send({})).body.code, "INVALID_REQUEST_FORMAT");
  await send();
  for (let attempt = 0; attempt < 5; attempt++) assert.equal((await confirm("000000")).status, 400);
  assert.deepEqual([(await confirm(CONTACT_CODE)).status, (await send()).status], [409, 204]);
  assert.deepEqual([(await confirm("000000")).status, (await confirm(CONTACT_CODE)).status], [400, 200]);
  assert.equal((await confirm(CONTACT_CODE)).status, 409);
});

test("the hosted flow: PENDING when it is finished, then the decision; HOLD and REJECTED can go on, APPROVED stays", async () => {
  const { sandbox, grid, id } = await withCustomer();
  const link = async () => (await grid("POST", `/customers/${id}/kyc-link`, { redirectUri: REDIRECT })).body.kycUrl;
  const status = () => sandbox.customers()[0].status;
  assert.deepEqual(await sandbox.finishLink(await link(), "review"), { finished: true, state: "used", redirectUri: REDIRECT });
  assert.equal(status(), "PENDING");
  await sandbox.complete(id, "hold");
  assert.equal(status(), "HOLD");
  await sandbox.finishLink(await link(), "reject");
  assert.equal(status(), "REJECTED");
  await sandbox.finishLink(await link(), "approve");
  assert.equal(status(), "APPROVED");
  await sandbox.finishLink(await link(), "reject");
  assert.equal(status(), "APPROVED");
  const types = ["KYC_PENDING", "KYC_PENDING", "KYC_REJECTED", "KYC_PENDING", "KYC_APPROVED"];
  assert.deepEqual(
    sandbox.deliveries().map(({ event }) => event.type),
    types.map((type) => `CUSTOMER.${type}`),
  );
});

for (const { derLength, rawBase64, derBase64 } of vectors.signatures) {
  test(`a signature of ${derLength} bytes in DER is made of r and s`, () => {
    assert.equal(Buffer.from(rawToDer(Buffer.from(rawBase64, "base64"))).toString("base64"), derBase64);
    const good = verify(
      "sha256",
      Buffer.from(vectors.bodyUtf8),
      createPublicKey(vectors.publicKeyPem),
      rawToDer(Buffer.from(rawBase64, "base64")),
    );
    assert.equal(good, true);
  });
}

test("DER at the edges: a zero, and numbers shorter than 32 bytes", () => {
  const raw = new Uint8Array(64);
  raw[63] = 0x80;
  assert.deepEqual([...rawToDer(raw)], [0x30, 7, 0x02, 1, 0, 0x02, 2, 0, 0x80]);
});

test("signWebhook and deliveries sign the exact body: node:crypto accepts every one", async () => {
  const { sandbox, id } = await withCustomer(changed(INDIVIDUAL, "fullName", "Zoë Müller"));
  await sandbox.complete(id, "approve");
  const event = { id: "Webhook:1", type: "TEST", timestamp: "2026-03-01T10:00:00Z", data: { name: "Zoë" } };
  const signed = await sandbox.signWebhook("grid", event);
  assert.deepEqual(JSON.parse(signed.body), event);
  const many = await Promise.all(Array.from({ length: 64 }, (_, index) => sandbox.signWebhook("grid", { index })));
  for (const { body, headers } of [signed, ...many, ...sandbox.deliveries()]) {
    const { v, s } = JSON.parse(headers["X-Grid-Signature"]);
    assert.equal(v, "1");
    assert.equal(verify("sha256", Buffer.from(body), createPublicKey(signed.publicKey), Buffer.from(s, "base64")), true);
  }
  assert.equal(new Set([signed, ...many].map(({ publicKey }) => publicKey)).size, 1);
});

test("a person may be on hold, and a link may be expired early", async () => {
  const { grid, id, sandbox } = await withCustomer();
  const link = async () => (await grid("POST", `/customers/${id}/kyc-link`, {})).body.kycUrl;
  const [first, second] = [await link(), await link()];
  sandbox.expireLink(first);
  assert.equal(sandbox.openLink(first).state, "expired");
  assert.equal((await sandbox.finishLink(first, "approve")).finished, false);
  assert.equal(sandbox.openLink(second).state, "open");
  assert.equal((await sandbox.finishLink(second, "hold")).finished, true);
  assert.equal(sandbox.customers()[0].status, "HOLD");
  sandbox.expireLink(second);
  assert.equal(sandbox.openLink(second).state, "used");
  assert.throws(() => sandbox.expireLink("https://kyc.grid.example/hosted/0"), /no such link/);
});
