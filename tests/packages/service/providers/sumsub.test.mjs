/** `kyclink/providers/sumsub`, in front of a model of Sumsub. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { commonConfig, createOperator, memoryStore } from "../../helpers/edge/harness.mjs";
import { esm, subpath } from "../../helpers/install/index.mjs";
import {
  begun as begunAt,
  isSilent,
  open,
  PERSON,
  REFERENCE,
  refusalOf,
  refusesOptions,
  refusesPages,
} from "../../helpers/providers/harness.mjs";
import {
  CREDENTIALS,
  createApi,
  deliver,
  LEVEL,
  OTHER_LEVEL,
  signatureOf,
  VECTORS,
  WEBHOOK_SECRET,
} from "../../helpers/providers/sumsub.mjs";

const { sumsub } = await subpath("providers/sumsub");
const { client } = await subpath("provider");
const { onboard } = await esm();

const OPTIONS = { ...CREDENTIALS, levelName: LEVEL, webhookSecret: WEBHOOK_SECRET };
const GREEN = { reviewStatus: "completed", reviewResult: { reviewAnswer: "GREEN" } };
const red = (reviewRejectType) => ({
  reviewStatus: "completed",
  reviewResult: { reviewAnswer: "RED", reviewRejectType, rejectLabels: ["FORGERY"], clientComment: "not for the person" },
});

/** A handler and a person who has opened the link. */
async function begun(options, config, api = createApi()) {
  const world = await begunAt(sumsub({ ...OPTIONS, ...options }), api, config);
  assert.equal(world.first.status, 201, world.first.text);
  return { ...world, applicant: api.open(REFERENCE) };
}

/** The same with a clock: more than ten seconds pass before each look at the status. */
async function timed(t, options) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const world = await begun(options);
  const status = () => {
    t.mock.timers.tick(11_000);
    return world.status();
  };
  return { ...world, status };
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
  const done = "https://app.example.com/done";
  const { api, first, page, status } = await begun({ ttlInSecs: 600 }, { redirectUri: done });
  const { ttlInSecs } = api.people.get(REFERENCE);
  assert.equal(first.body.kycUrl, "https://in.sumsub.com/websdk/p/64f0a1b2c0-1");
  const { applicantIdentifiers, redirect } = JSON.parse(api.requests[0].body);
  assert.deepEqual([applicantIdentifiers, ttlInSecs], [{ email: PERSON.email, phone: PERSON.phone }, 600]);
  assert.deepEqual(redirect, { successUrl: done, rejectUrl: done });
  assert.equal((await status()).status, "incomplete");
  const again = await page.json("links/renew", {});
  assert.deepEqual([again.status, again.body.kycUrl], [201, "https://in.sumsub.com/websdk/p/64f0a1b2c0-2"]);
  assert.equal(api.people.size, 1);
});

test("every word of Sumsub is one of kyclink", async () => {
  const { api, applicant } = await begun();
  for (const [review, expected, requirement, next] of [
    [{ reviewStatus: "init" }, "incomplete"],
    [{ reviewStatus: "awaitingUser" }, "incomplete"],
    [{ reviewStatus: "pending" }, "pending"],
    [{ reviewStatus: "prechecked" }, "pending"],
    [{ reviewStatus: "queued" }, "pending"],
    [{ reviewStatus: "awaitingService" }, "pending"],
    // Nobody sees what the operator's staff has to do.
    [{ reviewStatus: "onHold" }, "on_hold", undefined, "wait"],
    [GREEN, "approved"],
    [red("RETRY"), "incomplete", { kind: "document", who: "person", can: "act", nextAction: "open_link" }],
    [red("FINAL"), "rejected"],
    [{ ...GREEN, levelName: OTHER_LEVEL }, "on_hold", undefined, "wait"],
    [{ reviewStatus: "pending", levelName: undefined }, "pending"],
    [{ ...GREEN, levelName: undefined }, "unexpected_response"],
    [{ ...GREEN, levelName: {} }, "unexpected_response"],
    // New words, and those that only public code has.
    [red("EXTERNAL"), "unknown"],
    [red("SOMETIMES"), "unknown"],
    [red(undefined), "unknown"],
    [{ reviewStatus: "completed", reviewResult: { reviewAnswer: "YELLOW" } }, "unknown"],
    [{ reviewStatus: "completed", reviewResult: { reviewAnswer: "toString" } }, "unknown"],
    [{ reviewStatus: "toString" }, "unknown"],
    [{ reviewStatus: "completed", reviewResult: null }, "unexpected_response"],
    [{ reviewStatus: "completed", reviewResult: {} }, "unexpected_response"],
    [{ reviewStatus: undefined }, "unexpected_response"],
    [{ reviewStatus: ["pending", "x"] }, "unexpected_response"],
  ]) {
    Object.assign(applicant, { levelName: LEVEL, reviewResult: undefined }, review);
    // Another handler, which remembers no status.
    const { links, page } = open(sumsub(OPTIONS), api);
    await links(PERSON);
    const { status, body, text } = await page.get("status");
    assert.equal(status === 200 ? body.status : body.code, expected, JSON.stringify(review));
    if (requirement) assert.deepEqual(body.requirements, [requirement]);
    if (next) assert.deepEqual([body.nextAction, body.requirements], [next, []]);
    assert.ok(!text.includes("not for the person"));
  }
});

test("before the link is opened, nobody has done anything wrong", async () => {
  const { api, first, status, renew, errors } = await begunAt(sumsub(OPTIONS), createApi());
  assert.deepEqual([first.status, api.applicants.size], [201, 0]);
  const { status: known, nextAction, requirements } = await status();
  assert.deepEqual([known, nextAction, requirements, errors], ["incomplete", "open_link", [], []]);
  assert.equal((await renew()).status, 201);
  assert.deepEqual(
    api.requests.map(({ method, path }) => `${method} ${path.slice(0, 21)}`),
    ["POST /resources/sdkIntegra", "GET /resources/applicants", "POST /resources/sdkIntegra"],
  );
});

test("an applicant who was there and is gone is not one who has not begun", async (t) => {
  for (const [review, expected] of [
    [{ reviewStatus: "init" }, "incomplete"],
    [{ reviewStatus: "pending" }, "unknown"],
    [{ reviewStatus: "onHold" }, "unknown"],
    [GREEN, "approved"],
    [red("FINAL"), "rejected"],
  ]) {
    t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
    const { api, applicant, status } = await begun();
    Object.assign(applicant, review);
    await status();
    api.applicants.clear();
    t.mock.timers.tick(60_000);
    assert.equal((await status()).status, expected, JSON.stringify(review));
    t.mock.timers.reset();
  }
});

test("one request reads a status, and nothing of another applicant is shown", async () => {
  const { api, applicant, page } = await begun();
  api.requests.length = 0;
  await page.get("status");
  assert.equal(api.requests.length, 1);
  const ours = { ...applicant, ...GREEN };
  const others = ["user-18", "", 5, {}, undefined, null].map((userId) => ({ userId }));
  for (const changes of [...others, { type: "company" }, { type: "business" }, { type: 5 }]) {
    Object.assign(applicant, ours, changes);
    const { links, page } = open(sumsub(OPTIONS), api);
    await links(PERSON);
    const { status, body } = await page.get("status");
    assert.deepEqual([status, body.code], [502, "unexpected_response"], JSON.stringify(changes));
    const token = await page.json("token", {});
    assert.ok(token.status >= 400 && !token.text.includes("_act"), token.text);
  }
  // The documents do not say that each applicant has a type.
  Object.assign(applicant, ours, { type: undefined });
  const world = open(sumsub(OPTIONS), api);
  await world.links(PERSON);
  assert.equal((await world.status()).status, "approved");
});

test("an approval counts at the levels that are named, wherever a workflow moves a person", async () => {
  for (const [levels, levelName, review, expected] of [
    [undefined, LEVEL, GREEN, "approved"],
    [undefined, OTHER_LEVEL, GREEN, "on_hold"],
    [[OTHER_LEVEL], OTHER_LEVEL, GREEN, "approved"],
    [[OTHER_LEVEL, "a third"], "a third", GREEN, "approved"],
    // The workflow goes on.
    [[OTHER_LEVEL], LEVEL, GREEN, "on_hold"],
    [[OTHER_LEVEL], LEVEL, red("RETRY"), "incomplete"],
    [[OTHER_LEVEL], LEVEL, red("FINAL"), "rejected"],
    [[OTHER_LEVEL], OTHER_LEVEL, red("FINAL"), "rejected"],
    [[OTHER_LEVEL], "a third", red("RETRY"), "on_hold"],
    [[OTHER_LEVEL], "a third", GREEN, "on_hold"],
    [[OTHER_LEVEL], "a third", { reviewStatus: "pending" }, "pending"],
  ]) {
    const { applicant, status } = await begun({ levels });
    Object.assign(applicant, { levelName }, review);
    assert.equal((await status()).status, expected, JSON.stringify([levels, levelName, review]));
  }
});

test("a link or a token carries the level at which a person is, if it counts", async (t) => {
  for (const [levels, levelName, review, expected] of [
    [[LEVEL, OTHER_LEVEL], OTHER_LEVEL, {}, OTHER_LEVEL],
    [[OTHER_LEVEL], OTHER_LEVEL, red("RETRY"), OTHER_LEVEL],
    [[OTHER_LEVEL], LEVEL, {}, LEVEL],
    [[LEVEL, OTHER_LEVEL], "a third", {}, LEVEL],
    [[LEVEL, OTHER_LEVEL], undefined, {}, LEVEL],
    [[LEVEL, OTHER_LEVEL], OTHER_LEVEL, { deleted: true }, LEVEL],
    [undefined, OTHER_LEVEL, {}, LEVEL],
  ]) {
    const name = JSON.stringify([levels, levelName, review]);
    const { api, applicant, renew, page } = await timed(t, { levels });
    const at = { levelName, reviewStatus: "init", ...review };
    Object.assign(applicant, at);
    assert.deepEqual([(await renew()).status, api.people.get(REFERENCE).levelName], [201, expected], name);
    assert.equal(api.openToken((await page.json("token", {})).body.token), REFERENCE, name);
    assert.deepEqual([[...api.tokens.values()][0].levelName, api.applicants.get(REFERENCE).levelName], [expected, expected], name);
    // Another handler, which knows nobody.
    Object.assign(applicant, at);
    assert.equal((await open(sumsub({ ...OPTIONS, levels }), api).links(PERSON)).status, 201, name);
    assert.equal(api.people.get(REFERENCE).levelName, expected, name);
    t.mock.timers.reset();
  }
});

test("nobody is moved to the level of somebody else", async () => {
  const { api, applicant } = await begun({ levels: [LEVEL, OTHER_LEVEL] });
  for (const changes of [{ userId: "user-18" }, { userId: undefined }]) {
    Object.assign(applicant, { levelName: OTHER_LEVEL, userId: REFERENCE }, changes);
    const { links } = open(sumsub({ ...OPTIONS, levels: [LEVEL, OTHER_LEVEL] }), api, { timeout: 1000 });
    const { status } = await links(PERSON);
    assert.deepEqual([status >= 500, api.people.get(REFERENCE).links], [true, 1]);
  }
});

test("an inactive profile is neither an approval nor a rejection, and its person begins anew", async (t) => {
  for (const [review, before] of [
    [GREEN, "approved"],
    [red("FINAL"), "rejected"],
    [{ reviewStatus: "onHold" }, "on_hold"],
  ])
    for (const deleted of [true, "true", {}]) {
      const { api, applicant, status, renew } = await timed(t);
      Object.assign(applicant, review);
      assert.equal((await status()).status, before);
      applicant.deleted = deleted;
      const { status: after, nextAction } = await status();
      assert.deepEqual([after, nextAction], ["incomplete", "open_link"], `${before} ${deleted}`);
      assert.equal((await renew()).status, 201);
      Object.assign(api.open(REFERENCE), GREEN);
      assert.equal((await status()).status, "approved");
      t.mock.timers.reset();
    }
});

test("a person sees Sumsub's comment for them, and only the operator its labels", async () => {
  const labels = ["FORGERY", "DOCUMENT_PAGE_MISSING"];
  for (const [review, moderationComment, rejectLabels, reasons, codes] of [
    [red("FINAL"), "Your document is not yours.", labels, ["Your document is not yours."], labels],
    [red("RETRY"), "Take a photo\nof the back.", ["BAD_PROOF_OF_IDENTITY"], ["Take a photo of the back."], ["BAD_PROOF_OF_IDENTITY"]],
    [red("FINAL"), undefined, undefined, undefined, undefined],
    [red("FINAL"), " \u0000 ", [], undefined, undefined],
    [red("FINAL"), { en: "x" }, "FORGERY", undefined, undefined],
    [red("FINAL"), "a\u202eb\ud800c", ["with space", 5, null, "x".repeat(65), "GOOD"], ["a b\ufffdc"], ["GOOD"]],
    [red("FINAL"), "x".repeat(5000), Array(500).fill("GOOD"), ["x".repeat(500)], Array(20).fill("GOOD")],
  ]) {
    const name = JSON.stringify([moderationComment, rejectLabels]).slice(0, 99);
    const store = memoryStore();
    const { api, applicant, page, errors } = await begun({}, { store });
    Object.assign(applicant, review, { reviewResult: { ...review.reviewResult, moderationComment, rejectLabels } });
    const { body, text } = await page.get("status");
    const expected = review.reviewResult.reviewRejectType === "FINAL" ? "rejected" : "incomplete";
    assert.deepEqual([body.status, body.reasons, errors], [expected, reasons, []], name);
    assert.ok(!/FORGERY|BAD_PROOF|GOOD|not for the person/.test(text), text);
    const operator = createOperator({ provider: sumsub(OPTIONS), ...commonConfig(api.fetch), store });
    assert.deepEqual((await operator.find({ customerId: REFERENCE })).operatorReasons, codes, name);
  }
});

test("handlers with other levels share no status, and those with the same levels do", async () => {
  const api = createApi();
  const store = memoryStore();
  let isDown = false;
  const fetch = (url, init) => (isDown && init.method === "GET" ? Response.json({}, { status: 503 }) : api.fetch(url, init));
  const statusOf = async (levels, fails = false) => {
    const { links, status } = open(sumsub({ ...OPTIONS, levels }), { fetch }, { store, id: "one" });
    isDown = false;
    await links(PERSON);
    isDown = fails;
    return (await status()).status;
  };
  await open(sumsub(OPTIONS), api).links(PERSON);
  Object.assign(api.open(REFERENCE), GREEN);
  for (const levels of [undefined, [LEVEL, OTHER_LEVEL]]) assert.equal(await statusOf(levels), "approved");
  // What is known is all that there is.
  const seen = [];
  for (const levels of [undefined, [LEVEL], [OTHER_LEVEL], [OTHER_LEVEL, LEVEL, LEVEL]]) seen.push(await statusOf(levels, true));
  assert.deepEqual(seen, ["approved", "approved", 503, "approved"]);
});

test("no name of a level makes an approval of the sandbox count in production", async () => {
  const store = memoryStore();
  const statusOf = async (appToken, levelName, review) => {
    const applicant = { id: "64f0", externalUserId: REFERENCE, type: "individual", review: { levelName, ...review } };
    const link = { url: "https://in.sumsub.com/websdk/p/64f0-1" };
    const fetch = async (_, { method }) => Response.json(method === "POST" ? link : applicant);
    const { links, status } = open(sumsub({ ...CREDENTIALS, appToken, levelName }), { fetch }, { store, id: "one" });
    await links(PERSON);
    return (await status()).status;
  };
  for (const [sandbox, production] of [
    ["a", "sandbox a"],
    ["sandbox b", "b"],
    ["c", '["sandbox","c"]'],
  ]) {
    assert.equal(await statusOf("sbx:token-of-ours", sandbox, GREEN), "approved");
    assert.equal(await statusOf("prd:token-of-ours", production, { reviewStatus: "init" }), "incomplete", production);
  }
});

test("a reference may have any characters, and is told in events", async () => {
  for (const reference of ["user 17", "usér/17?x=1", "user=17", "用户", "=", "%41", "a".repeat(200)]) {
    const api = createApi();
    const { links, status, post, events } = open(sumsub(OPTIONS), api, { authorize: () => ({ reference }) });
    assert.equal((await links(PERSON)).status, 201, reference);
    const [userId] = api.people.keys();
    Object.assign(api.open(userId), GREEN);
    assert.deepEqual(await post(deliver({ ...GREEN, externalUserId: userId })), [200]);
    assert.equal((await status()).status, "approved", reference);
    assert.deepEqual(
      events.map(({ customerId, reference }) => [customerId, reference]),
      [[userId, reference]],
    );
  }
});

test("an id that is made of no reference is told without one", async () => {
  const { post, events } = open(sumsub(OPTIONS), createApi());
  for (const externalUserId of ["user=2D17", "user=2d17", "=FF", "user-17"])
    assert.deepEqual(await post(deliver({ ...GREEN, externalUserId })), [200], externalUserId);
  assert.deepEqual(
    events.map(({ reference }) => reference),
    [undefined, undefined, undefined, "user-17"],
  );
});

test("no two references have one id", async () => {
  const ids = new Set();
  const references = ["a b", "a=20b", "a%20b", "a+b", "a=3D20b", "é", "e\u0301", "=C3=A9"];
  for (const reference of references) {
    const api = createApi();
    await onboard(client(sumsub(OPTIONS), { fetch: api.fetch }), { ...PERSON, reference });
    for (const id of api.people.keys()) ids.add(id);
  }
  assert.equal(ids.size, references.length);
});

test("events that are not about a check, or have no time", async () => {
  for (const [event, kinds] of [
    [{ type: "applicantKytTxnApproved" }, []],
    [{ type: "applicantKytOnHold" }, []],
    [{ type: "applicantActionReviewed" }, []],
    [{ type: "kytCaseCreated", createdAtMs: "soon" }, []],
    [{ type: "travelRuleStatusChanged", externalUserId: undefined, createdAtMs: undefined }, []],
    [{ type: "applicantLevelChanged" }, ["customer_updated"]],
    [{ type: "applicantWorkflowCompleted" }, ["customer_updated"]],
    [{ type: "applicantVerificationLinkOpened" }, ["customer_updated"]],
    [{ type: "applicantCreated" }, ["customer_created"]],
    [{ type: "applicantReviewed", createdAtMs: undefined }, ["customer_updated"]],
    [{ type: "applicantReviewed", createdAtMs: null }, ["customer_updated"]],
  ]) {
    const { post, events, applicant, status } = await begun();
    await status();
    Object.assign(applicant, GREEN);
    assert.deepEqual(await post(deliver(event)), [200], JSON.stringify(event));
    assert.deepEqual(
      events.map(({ kind }) => kind),
      kinds,
      JSON.stringify(event),
    );
    // What such an event says is asked at once.
    assert.equal((await status()).status, kinds.length > 0 ? "approved" : "incomplete", JSON.stringify(event));
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
      assert.deepEqual(await post({ body, headers }), name === algorithm ? [200] : [401, "webhook_signature"]);
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
  const { body } = deliver(GREEN);
  for (const [delivery, expected] of [
    [{ body, headers: { "x-payload-digest": "00" } }, [401, "webhook_signature"]],
    [{ body, headers: { "x-payload-digest": "é".repeat(2) } }, [401, "webhook_signature"]],
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
  for (const appToken of ["prd:token", "a-token-without-a-prefix"]) {
    const { post, events } = open(sumsub({ ...OPTIONS, appToken }), createApi());
    assert.deepEqual([await post(deliver({ ...GREEN, sandboxMode: true })), events.length], [[200], 0]);
    assert.deepEqual([await post(deliver({ ...GREEN, sandboxMode: false })), events.length], [[200], 1]);
  }
});

test("links may be on a domain of the operator, and nowhere else", async () => {
  for (const [linkHost, linkHosts, expected] of [
    ["verify.operator.example", ["verify.operator.example"], 201],
    ["verify.operator.example", undefined, 502],
    ["api.sumsub.com", undefined, 201],
    ["in.sumsub.com.evil.example", undefined, 502],
    ["evil.sumsub.com", undefined, 502],
    ["in.sumsub.com", ["verify.operator.example"], 502],
  ]) {
    const { links } = open(sumsub({ ...OPTIONS, linkHosts }), createApi({ linkHost }));
    assert.equal((await links(PERSON)).status, expected, linkHost);
  }
});

test("hostile and failing responses", async () => {
  const about = (path) => (path.includes("websdkLink") ? "create" : "one");
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
    ["one", () => new Response("[]"), 502, "unexpected_response"],
    ["one", () => new Response("<html>"), 502, "unexpected_response"],
    ["one", () => new Response('{"review":null}'), 502, "unexpected_response"],
    ["one", () => new Response('{"review":{"levelName":{},"reviewStatus":{}}}'), 502, "unexpected_response"],
    ["one", () => new Response("{}", { status: 403 }), 502, "unexpected_response", "forbidden"],
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

/** What Sumsub may refuse a link with (reference/error-codes-description), and whose it is. */
const REFUSALS = {
  person: [
    [400, { description: "Invalid phone" }],
    [400, { description: "jane.smith@example.com" }],
    [409, { description: "x", errorCode: 1008, errorName: "applicant-marked-as-deleted" }],
    [409, { description: "x", errorCode: 1009, errorName: "applicant-with-final-reject" }],
  ],
  operator: [
    [400, { description: "No such level" }],
    [400, { description: "Workflows are not supported" }],
    [404, { description: "No such level" }],
    [401, { description: "x", errorCode: 4003, errorName: "app-token-signature-mismatch" }],
    [401, { description: "x", errorCode: 4004, errorName: "app-token-request-expired" }],
    [403, { description: "Unable to perform" }],
  ],
  nobody: [
    [409, { description: "Please retry" }],
    [409, { description: "x", errorCode: 1006, errorName: "no-upload-verification-in-progress" }],
    [409, { description: "x", errorCode: 3000, errorName: "applicant-already-in-the-state" }],
    [408, {}],
    [429, {}],
    [500, {}],
  ],
};

test("each refusal is the person's, the operator's or nobody's", async () => {
  for (const [whose, refusals] of Object.entries(REFUSALS)) {
    for (const [code, body] of refusals) {
      const api = createApi();
      api.answer = (method) => (method === "POST" ? Response.json({ code, correlationId: "req-1", ...body }, { status: code }) : undefined);
      assert.deepEqual(await refusalOf(sumsub(OPTIONS), api), whose, `${code} ${JSON.stringify(body)}`);
    }
  }
});

test("a reference that cannot be an id is refused before anything is sent", async () => {
  const api = createApi();
  const { links, errors } = open(sumsub(OPTIONS), api, { authorize: () => ({ reference: "é".repeat(40) }), timeout: 1000 });
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
    [{ appToken: "abc:a-token-of-ours" }, /sbx: or prd:/],
    [{ levels: [] }, /^levels/],
    [{ levels: "full-kyc-level" }, /^levels/],
    [{ levels: [""] }, /^levels/],
    [{ levels: [LEVEL, "level\n"] }, /^levels/],
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
