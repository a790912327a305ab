/**
 * Where a provider requires an idempotency key for a create (Bridge): one for each call, kept over its retries, and
 * never with a GET.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm } from "../helpers/install/index.mjs";

const kyclink = await esm();
const PERSON = { type: "individual", email: "jane@example.com" };
const LINK = {
  id: "link_1",
  kyc_link: "https://a.example/kyc",
  tos_link: "https://a.example/tos",
  kyc_status: "not_started",
  tos_status: "pending",
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const created = () => Response.json(LINK);
const unavailable = () => Response.json({}, { status: 503, headers: { "retry-after": "0" } });
const lost = () => Promise.reject(new TypeError("fetch failed"));

/** A client whose fetch does these things in turn, and what was sent: the key, the method and the body. */
function scripted(...script) {
  const sent = [];
  const fetch = (_, { method, headers, body }) => {
    sent.push({ key: headers["Idempotency-Key"], method, body });
    return script[sent.length - 1]();
  };
  return { sent, client: kyclink.bridge({ apiKey: "sk-test-1", environment: "sandbox", fetch }) };
}

/** No wait is longer than it must be. */
test.beforeEach((t) => t.mock.method(Math, "random", () => 0));

for (const [name, failure] of Object.entries({ lost, unavailable })) {
  test(`a create is sent again with its own key and body: ${name}`, async () => {
    const { sent, client } = scripted(failure, failure, created);
    assert.equal((await client.createKycLink(PERSON)).id, "link_1");
    assert.equal(sent.length, 3);
    assert.match(sent[0].key, UUID);
    for (const one of sent) assert.deepEqual(one, sent[0]);
  });
}

test("each call has a key of its own, and the caller's goes first", async () => {
  const { sent, client } = scripted(created, created, created, created);
  await client.createKycLink(PERSON);
  await client.createKycLink(PERSON);
  await client.createKycLink(PERSON, { idempotencyKey: "mine" });
  await kyclink.onboard(client, PERSON, { idempotencyKey: "mine" });
  const [first, second, ...own] = sent.map(({ key }) => key);
  assert.notEqual(first, second);
  assert.deepEqual(own, ["mine", "mine"]);
});

test("a header of another name takes nothing from it", async () => {
  const { sent, client } = scripted(created, created);
  await client.createKycLink(PERSON, { headers: { "X-Trace": "mine" } });
  await client.createKycLink(PERSON, { headers: {} });
  for (const { key } of sent) assert.match(key, UUID);
});

for (const name of ["Idempotency-Key", "idempotency-key", "IDEMPOTENCY-KEY"]) {
  test(`a caller's key may be a header, in any case: ${name}`, async () => {
    const forms = [{ [name]: "mine" }, [[name, "mine"]], new Headers({ [name]: "mine" }), new Map([[name, "mine"]])];
    for (const headers of forms) {
      const keys = [];
      const fetch = async (_, init) => {
        keys.push(new Headers(init.headers).get("idempotency-key"));
        return created();
      };
      const client = kyclink.bridge({ apiKey: "sk-test-1", environment: "sandbox", fetch });
      await client.createKycLink(PERSON, { headers });
      await kyclink.onboard(client, PERSON, { headers });
      assert.deepEqual(keys, ["mine", "mine"]);
    }
  });
}

test("onboard keeps its key over its retries, too", async () => {
  const { sent, client } = scripted(lost, created);
  assert.equal((await kyclink.onboard(client, PERSON)).kind, "accept_terms");
  assert.deepEqual(sent[0], sent[1]);
  assert.match(sent[0].key, UUID);
});

test("a create whose responses are all lost may exist; its caller may repeat it with the same key", async () => {
  const { sent, client } = scripted(lost, lost, lost, created);
  const call = () => client.createKycLink(PERSON, { idempotencyKey: "mine" });
  await assert.rejects(call(), { code: "outcome_unknown", retryable: false });
  assert.equal((await call()).id, "link_1");
  for (const one of sent) assert.deepEqual(one, sent[0]);
});

test("a 2xx that cannot be used has the key to repeat the create with, whatever its body is and whatever came before", async () => {
  const unusable = ["", "null", "[]", "{}", "<html>", '{"id":5}'].map((body) => () => Promise.resolve(new Response(body)));
  for (const before of [[], [lost], [unavailable], [lost, unavailable]])
    for (const response of unusable) {
      for (const options of [{}, { idempotencyKey: "mine" }, { headers: { "idempotency-key": "mine" } }]) {
        const { sent, client } = scripted(...before, response);
        await assert.rejects(client.createKycLink(PERSON, options), (error) => {
          const own = "headers" in options ? "mine" : sent[0].key;
          assert.deepEqual([error.code, error.idempotencyKey], ["unexpected_response", own], String(before));
          return true;
        });
        assert.equal(sent.length, before.length + 1);
      }
    }
});

test("a key that is none is refused, and no other takes its place", async () => {
  for (const idempotencyKey of ["", " ", "a\nb", 5, {}]) {
    const { sent, client } = scripted();
    await assert.rejects(client.createKycLink(PERSON, { idempotencyKey }), { code: "invalid_config" }, `${idempotencyKey}`);
    await assert.rejects(kyclink.onboard(client, PERSON, { idempotencyKey }), { code: "invalid_config" }, `${idempotencyKey}`);
    assert.equal(sent.length, 0);
  }
});

test("a platform that makes no random key says so; a key of the caller's is one all the same", async (t) => {
  const original = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  t.after(() => Object.defineProperty(globalThis, "crypto", original));
  const message =
    "This platform has no crypto.randomUUID, which an idempotency key needs: pass idempotencyKey, a new random one for each person.";
  for (const crypto of [undefined, {}]) {
    Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true });
    const { sent, client } = scripted(created, created, created);
    for (const call of [() => client.createKycLink(PERSON), () => kyclink.onboard(client, PERSON)])
      await assert.rejects(call, { name: "KycLinkError", code: "invalid_config", provider: "bridge", message });
    assert.equal(sent.length, 0);
    await client.createKycLink(PERSON, { idempotencyKey: "mine" });
    await client.createKycLink(PERSON, { headers: { "Idempotency-Key": "mine" } });
    await client.getKycLink({ kycLinkId: "link_1" });
    assert.deepEqual(
      sent.map(({ key }) => key),
      ["mine", "mine", undefined],
    );
  }
});

test("buildRequest makes no key, because nobody would know it for a retry", () => {
  const config = { apiKey: "sk-test-1", environment: "sandbox" };
  assert.throws(() => kyclink.buildRequest("bridge.createKycLink", PERSON, config), { code: "invalid_config", provider: "bridge" });
  const { headers } = kyclink.buildRequest("bridge.createKycLink", PERSON, { ...config, idempotencyKey: "mine" });
  assert.equal(headers["Idempotency-Key"], "mine");
});
