/** `kyclink/providers/sumsub`, in front of a model of Sumsub. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, subpath } from "../helpers/install/index.mjs";
import {
  begun as begunAt,
  isSilent,
  losing,
  open,
  PERSON,
  REFERENCE,
  refusesOptions,
  refusesPages,
} from "../helpers/providers/harness.mjs";
import { CREDENTIALS, createApi, deliver, LEVEL, signatureOf, VECTORS, WEBHOOK_SECRET } from "../helpers/providers/sumsub.mjs";

const { sumsub } = await subpath("providers/sumsub");
const { client } = await subpath("provider");
const { onboard } = await esm();

const OPTIONS = { ...CREDENTIALS, levelName: LEVEL, webhookSecret: WEBHOOK_SECRET };
const GREEN = { reviewStatus: "completed", reviewResult: { reviewAnswer: "GREEN" } };
const red = (reviewRejectType) => ({
  reviewStatus: "completed",
  reviewResult: { reviewAnswer: "RED", reviewRejectType, rejectLabels: ["FORGERY"], clientComment: "not for the person" },
});

/** A handler and a person who has begun. */
async function begun(options, config, api = createApi()) {
  const world = await begunAt(sumsub({ ...OPTIONS, ...options }), api, config);
  assert.equal(world.first.status, 201, world.first.text);
  return { ...world, applicant: api.applicants.get(REFERENCE) };
}

test("each request is signed as the vectors say", async (t) => {
  for (const { signature, ...request } of VECTORS.requests) assert.equal(signatureOf(request), signature);
  const [, { time, body, path, signature }] = VECTORS.requests;
  t.mock.timers.enable({ apis: ["Date"], now: time * 1000 + 999 });
  const api = createApi();
  const outcome = await onboard(client(sumsub({ ...OPTIONS, lang: "en" }), { fetch: api.fetch }), {
    type: "individual",
    reference: REFERENCE,
  });
  assert.deepEqual([outcome.kind, outcome.link.customerId, outcome.link.expiresAtMs], ["link", REFERENCE, time * 1000 + 999 + 1_800_000]);
  const [request] = api.requests;
  assert.deepEqual([request.path, request.body, request.headers.get("x-app-access-sig")], [path, body, signature]);
});

test("a person gets a link, and another one to the same check", async () => {
  const { api, first, page, applicant, status } = await begun({ ttlInSecs: 600 });
  assert.equal(first.body.kycUrl, "https://in.sumsub.com/websdk/p/64f0a1b2c0-1");
  const { applicantIdentifiers, redirect } = JSON.parse(api.requests[0].body);
  assert.deepEqual([applicantIdentifiers, applicant.ttlInSecs, redirect], [{ email: PERSON.email, phone: PERSON.phone }, 600, undefined]);
  assert.equal((await status()).status, "incomplete");
  const again = await page.json("links/renew", {});
  assert.deepEqual([again.status, again.body.kycUrl], [201, "https://in.sumsub.com/websdk/p/64f0a1b2c0-2"]);
  assert.equal(api.applicants.size, 1);
});

test("a create whose response is lost, or that failed, is sent again", async () => {
  const api = createApi();
  const sumsubClient = client(sumsub(OPTIONS), { fetch: losing(api, "POST") });
  const outcome = await onboard(sumsubClient, { ...PERSON, reference: REFERENCE, redirectUri: "https://app.example.com/done" });
  assert.deepEqual([outcome.kind, api.applicants.size, api.applicants.get(REFERENCE).links], ["link", 1, 2]);
  const done = "https://app.example.com/done";
  assert.deepEqual(api.applicants.get(REFERENCE).redirect, { successUrl: done, rejectUrl: done });
  const times = api.requests.map(({ headers }) => headers.get("x-app-access-sig"));
  assert.ok(times.every(Boolean), "each attempt is signed");
});

test("every word of Sumsub is one of kyclink", async () => {
  const { api, applicant } = await begun();
  for (const [review, expected, requirement] of [
    [{ reviewStatus: "init" }, "incomplete"],
    [{ reviewStatus: "awaitingUser" }, "incomplete"],
    [{ reviewStatus: "pending" }, "pending"],
    [{ reviewStatus: "prechecked" }, "pending"],
    [{ reviewStatus: "queued" }, "pending"],
    [{ reviewStatus: "awaitingService" }, "pending"],
    [{ reviewStatus: "onHold" }, "on_hold"],
    [GREEN, "approved"],
    [red("RETRY"), "incomplete", { kind: "document", who: "person", can: "act", nextAction: "open_link" }],
    [red("FINAL"), "rejected"],
    [{ ...GREEN, levelName: "another-level" }, "on_hold"],
    [{ ...GREEN, levelName: undefined }, "unexpected_response"],
    [red("SOMETIMES"), "unexpected_response"],
    [{ reviewStatus: "completed", reviewResult: null }, "unexpected_response"],
    [{ reviewStatus: "toString" }, "unexpected_response"],
    [{ reviewStatus: ["pending", "x"] }, "unexpected_response"],
  ]) {
    Object.assign(applicant, { levelName: LEVEL, reviewResult: undefined }, review);
    // Another handler, which remembers no status.
    const { links, page } = open(sumsub(OPTIONS), api);
    await links(PERSON);
    const { status, body, text } = await page.get("status");
    assert.equal(status === 200 ? body.status : body.code, expected, JSON.stringify(review));
    if (requirement) assert.deepEqual(body.requirements, [requirement]);
    assert.ok(!text.includes("not for the person"));
  }
});

test("the algorithm of a webhook is an option, and not the header's word", async () => {
  const { body, digests, secret } = VECTORS.webhook;
  for (const [webhookAlgorithm, algorithm] of [
    [undefined, "HMAC_SHA256_HEX"],
    ["HMAC_SHA256_HEX", "HMAC_SHA256_HEX"],
    ["HMAC_SHA512_HEX", "HMAC_SHA512_HEX"],
  ]) {
    const { post } = open(sumsub({ ...OPTIONS, webhookSecret: secret, webhookAlgorithm }), createApi());
    for (const name of Object.keys(digests)) {
      const headers = { "x-payload-digest": digests[name], "x-payload-digest-alg": name };
      // The vector has no time.
      assert.deepEqual(await post({ body, headers }), name === algorithm ? [400, "webhook_malformed"] : [401, "webhook_signature"]);
    }
  }
});

test("after an event the status is asked, whatever the event says", async () => {
  const { post, status, applicant, events, api } = await begun();
  await status();
  Object.assign(applicant, red("FINAL"));
  const asked = api.requests.length;
  const event = deliver(GREEN);
  assert.deepEqual([await post(event), await post(event)], [[200], [200]]);
  assert.equal((await status()).status, "rejected");
  assert.ok(api.requests.length > asked);
  assert.deepEqual(
    events.map(({ kind, customerId }) => [kind, customerId]),
    [["customer_updated", REFERENCE]],
  );
});

test("a delivery that is forged, late, malformed or not about this person changes nothing", async () => {
  const { post, events, status } = await begun();
  const { body, headers } = deliver(GREEN);
  for (const [delivery, expected] of [
    [{ body, headers: {} }, [401, "webhook_signature"]],
    [{ body, headers: { "x-payload-digest": "00" } }, [401, "webhook_signature"]],
    [{ body, headers: { "x-payload-digest": "é".repeat(2) } }, [401, "webhook_signature"]],
    [{ body: `${body} `, headers }, [401, "webhook_signature"]],
    [deliver(GREEN, { secret: CREDENTIALS.secretKey }), [401, "webhook_signature"]],
    [deliver(GREEN, { algorithm: "sha1" }), [401, "webhook_signature"]],
    [deliver(GREEN, { at: Date.now() - 30 * 86_400_000 }), [401, "webhook_stale"]],
    [deliver({ ...GREEN, createdAtMs: "yesterday" }), [400, "webhook_malformed"]],
    [deliver({ ...GREEN, createdAtMs: "2026-02-30 10:30:00" }), [400, "webhook_malformed"]],
    [deliver({ ...GREEN, type: 5 }), [400, "webhook_malformed"]],
    [deliver({ ...GREEN, externalUserId: undefined }), [200]],
  ]) {
    assert.deepEqual(await post(delivery), expected);
  }
  assert.deepEqual([events.length, (await status()).status], [0, "incomplete"]);
  assert.deepEqual(await post(deliver({ ...GREEN, externalUserId: "user-18" })), [200]);
  assert.deepEqual(await post(deliver(GREEN, { at: Date.now() - 86_400_000 })), [200], "the last repetition, a day later");
  assert.equal((await status()).status, "incomplete");
});

test("an event of the sandbox does not count in production", async () => {
  const { post, events } = open(sumsub({ ...OPTIONS, appToken: "prd:token" }), createApi());
  assert.deepEqual([await post(deliver({ ...GREEN, sandboxMode: true })), events.length], [[200], 0]);
  assert.deepEqual([await post(deliver({ ...GREEN, sandboxMode: false })), events.length], [[200], 1]);
});

test("links may be on a domain of the operator, and nowhere else", async () => {
  for (const [linkHost, linkHosts, expected] of [
    ["verify.operator.example", ["verify.operator.example"], 201],
    ["verify.operator.example", undefined, 502],
    ["in.sumsub.com.evil.example", undefined, 502],
    ["in.sumsub.com", ["verify.operator.example"], 502],
  ]) {
    const { links } = open(sumsub({ ...OPTIONS, linkHosts }), createApi({ linkHost }));
    assert.equal((await links(PERSON)).status, expected, linkHost);
  }
});

test("hostile and failing responses", async () => {
  const about = (path) => (path.includes("websdkLink") ? "create" : path.endsWith("/one") ? "one" : "status");
  for (const [of, change, status, code, reported = code] of [
    ["create", () => new Response("<html>"), 502, "unexpected_response"],
    ["create", () => new Response("null"), 502, "unexpected_response"],
    ["create", () => new Response('{"url":{"href":"https://in.sumsub.com/x"}}'), 502, "unexpected_response"],
    ["create", () => new Response('{"url":"javascript:alert(1)"}'), 502, "unexpected_response"],
    ["create", () => new Response('{"description":"jane.smith@example.com"}', { status: 400 }), 422, "provider_rejected"],
    ["create", () => new Response('{"description":"Bad Phone"}', { status: 400 }), 422, "provider_rejected"],
    ["create", () => new Response('{"description":"no level","errorCode":1}', { status: 400 }), 503, "unavailable", "invalid_config"],
    ["create", () => new Response("<html>", { status: 400 }), 503, "unavailable", "invalid_config"],
    ["create", () => new Response('{"description":"no level"}', { status: 404 }), 503, "unavailable", "invalid_config"],
    ["create", () => new Response("{}", { status: 401 }), 502, "unexpected_response", "unauthorized"],
    ["create", () => new Response("{}", { status: 404 }), 502, "unexpected_response", "not_found"],
    ["create", () => new Response("{}", { status: 429, headers: { "retry-after": "3" } }), 503, "rate_limited"],
    ["create", () => new Response("{}", { status: 500 }), 503, "outcome_unknown"],
    ["one", () => new Response('{"id":"../accessTokens"}'), 502, "unexpected_response"],
    ["one", () => new Response('{"id":5}'), 502, "unexpected_response"],
    ["status", () => new Response("[]"), 502, "unexpected_response"],
    ["status", () => new Response('{"levelName":{},"reviewStatus":{}}'), 502, "unexpected_response"],
  ]) {
    const api = createApi();
    api.answer = (_, path) => (about(path) === of ? change() : undefined);
    const { links, page, errors } = open(sumsub(OPTIONS), api, { timeout: 1000 });
    const made = await links(PERSON);
    const response = of === "create" ? made : await page.get("status");
    assert.deepEqual([response.status, response.body.code, errors[0].code], [status, code, reported], `${of} ${change}`);
    assert.ok(isSilent([response.text], errors, [CREDENTIALS.secretKey, CREDENTIALS.appToken, PERSON.email]), response.text);
  }
});

test("a reference that cannot be an id is refused before anything is sent", async () => {
  const api = createApi();
  const { links, errors } = open(sumsub(OPTIONS), api, { authorize: () => ({ reference: "user 17" }), timeout: 1000 });
  const { status, body } = await links(PERSON);
  assert.deepEqual([status, body.errors, api.requests.length], [500, undefined, 0]);
  assert.match(errors.at(-1).message, /create threw KycLinkError: reference must/);
});

test("its options are checked, and no message repeats a credential", () => {
  assert.equal(sumsub({ ...CREDENTIALS, levelName: LEVEL }).name, "sumsub");
  const cases = [
    [{ levelname: LEVEL }, /levelName/],
    [{ appToken: undefined }, /^appToken is missing/],
    [{ appToken: "token" }, /sbx: or prd:/],
    [{ secretKey: "a secret\n" }, /^secretKey/],
    [{ levelName: "" }, /^levelName/],
    [{ levelName: "level\n" }, /^levelName/],
    [{ ttlInSecs: 0 }, /^ttlInSecs/],
    [{ ttlInSecs: 1e9 }, /^ttlInSecs/],
    [{ lang: "de&source=x" }, /^lang/],
    [{ linkHosts: [] }, /hosts/],
    [{ webhookSecret: "" }, /^webhookSecret/],
    [{ webhookAlgorithm: "HMAC_SHA1_HEX" }, /SHA-1/],
    [{ webhookAlgorithm: "HMAC_SHA1_HEX", webhookSecret: undefined }, /SHA-1/],
    [{ baseUrl: "http://api.sumsub.com" }, /^baseUrl/],
    [{ baseUrl: "https://api.sumsub.com/v1" }, /^baseUrl/],
  ];
  refusesOptions(sumsub, OPTIONS, cases, ["a secret"]);
  assert.throws(() => sumsub(), { code: "invalid_config" });
});

test("a page gets no credentials", (t) => refusesPages(t, sumsub, OPTIONS));
