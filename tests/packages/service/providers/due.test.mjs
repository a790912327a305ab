/** `kyclink/providers/due`, in front of a model of Due. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, subpath } from "../../helpers/install/index.mjs";
import { API_KEY, createApi, deliver, linksOf, ROWS, VECTOR } from "../../helpers/providers/due.mjs";
import {
  begun as begunAt,
  isSilent,
  key,
  open,
  REFERENCE,
  refusalOf,
  refusesOptions,
  refusesPages,
} from "../../helpers/providers/harness.mjs";

const { due } = await subpath("providers/due");
const { client } = await subpath("provider");
const { onboard, reconcile } = await esm();

const OPTIONS = { apiKey: API_KEY, environment: "sandbox", webhookPublicKey: VECTOR.publicKey };
const PERSON = { type: "individual", email: "jane.smith@example.com", firstName: "Jane", lastName: "Smith", address: { country: "DEU" } };
const BUSINESS = { type: "business", email: "office@example.com", business: { legalName: "Smith Ltd", country: "GB" } };
const DONE = "https://app.example.com/done";

/** A handler and a person who has begun. */
async function begun(config, api = createApi()) {
  const world = await begunAt(due(OPTIONS), api, config, PERSON);
  assert.equal(world.first.status, 201, world.first.text);
  return { ...world, account: api.accounts.get("acct_1") };
}

test("an account is created with what Due asks for", async () => {
  const api = createApi();
  const provider = due({ ...OPTIONS, categories: { individual: "employed" } });
  for (const applicant of [PERSON, BUSINESS]) {
    const outcome = await onboard(client(provider, { fetch: api.fetch }), { ...applicant, reference: REFERENCE, redirectUri: DONE });
    assert.deepEqual([outcome.kind, outcome.link.provider], ["link", "due"]);
  }
  const common = { externalId: REFERENCE, kycReturnUrl: DONE };
  assert.deepEqual(
    api.requests.flatMap(({ body }) => (body ? [JSON.parse(body)] : [])),
    [
      { type: "individual", name: "Jane Smith", email: PERSON.email, country: "DE", category: "employed", ...common },
      { type: "business", name: "Smith Ltd", email: BUSINESS.email, country: "GB", ...common },
    ],
  );
});

test("the same person gets the same account again, whatever the list shows of it", async () => {
  for (const [name, rowOf] of Object.entries(ROWS)) {
    for (const listPath of ["/v1/accounts/", "/v1/accounts"]) {
      const api = createApi({ rowOf, listPath });
      const of = client(due(OPTIONS), { fetch: api.fetch });
      const ids = [];
      for (const [applicant, reference] of [
        [PERSON, REFERENCE],
        [PERSON, REFERENCE],
        [{ ...PERSON, email: "Jane.Smith@Example.com" }, REFERENCE],
        [BUSINESS, REFERENCE],
        [BUSINESS, REFERENCE],
        [PERSON, "user-18"],
        [PERSON, undefined],
        [PERSON, undefined],
      ])
        ids.push((await onboard(of, { ...applicant, reference })).link.customerId);
      assert.deepEqual(ids, ["acct_1", "acct_1", "acct_1", "acct_2", "acct_2", "acct_3", "acct_4", "acct_5"], `${name} ${listPath}`);
    }
  }
});

test("one link leads to the terms, and on to the check", async () => {
  const { first, page, account } = await begun({ redirectUri: DONE });
  const { check, terms, both } = linksOf(account);
  assert.equal(first.body.kycUrl, both);
  for (const [kyc, tos, expected] of [
    ["pending", "pending", both],
    ["pending", "accepted", check],
    ["resubmission_required", "accepted", check],
    ["passed", "pending", `${terms}?redirect=${encodeURIComponent(DONE)}`],
  ]) {
    account.kyc.status = kyc;
    account.tos.status = tos;
    const { status, body } = await page.json("links/renew", {});
    assert.deepEqual([status, body.kycUrl], [201, expected]);
  }
});

/** What the list of accounts may be instead of one: nothing says then whether an earlier create made an account. */
const UNTRUSTED = {
  "a list that is cut": () => new Response('[{"id":"acct_1","type":"individual","ema'),
  "a row without an id": () => new Response('[{"type":"individual"}]'),
  "no row": () => new Response("[null]"),
  "an object": () => new Response('{"data":[]}'),
  "a redirect at each of its paths": () => new Response(null, { status: 307, headers: { location: "https://api.due.network/v2" } }),
};

test("a list of accounts that cannot be trusted makes no second account, and the operator hears of it", async () => {
  for (const [name, answer] of Object.entries(UNTRUSTED)) {
    const api = createApi();
    assert.equal((await open(due(OPTIONS), api).links(PERSON)).status, 201);
    // Another handler, which knows nobody.
    const { links, errors } = open(due(OPTIONS), api, { timeout: 1000 });
    api.answer = (method, path) => (method === "GET" && /^\/v1\/accounts\/?$/.test(path) ? answer() : undefined);
    const { status, body } = await links(PERSON);
    assert.deepEqual([status, body.code, errors[0]?.code !== undefined, api.accounts.size], [503, "unavailable", true, 1], name);
  }
});

const rowsOf = (count) => Array.from({ length: count }, (_, at) => ({ id: `acct_0${at}`, type: "individual", externalId: `user-0${at}` }));
/** Lists that may not show an account: too long to be read, or as long as a page. Each with whether that is heard. */
const CUT = {
  "2 MiB": [() => new Response(" ".repeat(1 << 21)), 1],
  ...Object.fromEntries(
    [0, 1, 9, 10, 11, 20, 25, 99, 100].map((count) => [
      `${count} rows`,
      [() => Response.json(rowsOf(count)), count > 0 && [10, 20, 25, 100].includes(count) ? 1 : 0],
    ]),
  ),
};

test("a list that may have more pages keeps nobody out, and denies nobody: the operator hears of it, once", async (t) => {
  const { mock } = t.mock.method(console, "error", () => {});
  for (const [name, [answer, heard]] of Object.entries(CUT)) {
    const api = createApi();
    api.answer = (method, path) => (method === "GET" && path === "/v1/accounts/" ? answer() : undefined);
    const provider = due(OPTIONS);
    for (const _ of [1, 2]) assert.equal((await open(provider, api).links(PERSON)).status, 201, name);
    assert.equal(mock.calls.filter(({ arguments: [, , message] }) => /more pages/.test(message)).length, heard, name);
    mock.resetCalls();
    const window = { sentAt: Date.now() - 1000, answeredBy: Date.now() };
    const found = reconcile(client(provider, { fetch: api.fetch }), { ...PERSON, reference: REFERENCE }, window);
    const isRead = name !== "2 MiB";
    if (heard) await assert.rejects(found, { code: isRead ? "outcome_unknown" : "unexpected_response" }, name);
    else assert.equal(await found, undefined, name);
  }
});

test("whoever makes many accounts with somebody's email address keeps nobody out", async () => {
  const api = createApi();
  const of = client(due(OPTIONS), { fetch: api.fetch });
  for (let number = 1; number <= 11; number++) await onboard(of, { ...PERSON, reference: `guest-${number}` });
  const window = { sentAt: Date.now() - 1000, answeredBy: Date.now() };
  await assert.rejects(reconcile(of, { ...PERSON, reference: REFERENCE }, window), { code: "outcome_unknown" });
  api.requests.length = 0;
  assert.equal((await onboard(of, { ...PERSON, reference: REFERENCE })).link.customerId, "acct_12");
  assert.equal(api.requests.length, 2, "none of them is read");
  const whole = createApi({ rowOf: ROWS.openapi });
  for (const [id, account] of api.accounts) whole.accounts.set(id, account);
  const known = await onboard(client(due(OPTIONS), { fetch: whole.fetch }), { ...PERSON, reference: REFERENCE });
  assert.equal(known.link.customerId, "acct_12", "a list with references");
});

test("an account without a reference is nobody's, but may be that of a lost create", async () => {
  const now = Date.now();
  const log = (ms) => [{ status: "onboarding", timestamp: new Date(now + ms).toISOString() }];
  const foreign = { id: "acct_9", type: "individual", email: PERSON.email, kyc: { status: "passed" }, tos: { status: "accepted" } };
  for (const [statusLog, isCertain] of [
    [log(-86_400_000), true],
    [log(-1000), false],
    [[...log(5000), ...log(-86_400_000)], true],
    [[{ status: "onboarding", timestamp: "yesterday" }], false],
    [[], false],
    [undefined, false],
  ]) {
    const api = createApi();
    api.accounts.set("acct_9", { ...foreign, statusLog });
    const of = client(due(OPTIONS), { fetch: api.fetch });
    const window = { sentAt: now - 2000, answeredBy: now };
    const found = reconcile(of, { ...PERSON, reference: REFERENCE }, window);
    if (isCertain) assert.equal(await found, undefined);
    else await assert.rejects(found, { code: "outcome_unknown" });
    const outcome = await onboard(of, { ...PERSON, reference: REFERENCE });
    assert.equal(outcome.link.customerId, "acct_2", "another account");
  }
});

test("other people's accounts are not read, and leave no doubt", async () => {
  const api = createApi();
  const of = client(due(OPTIONS), { fetch: api.fetch });
  for (let number = 1; number <= 11; number++)
    await onboard(of, { ...PERSON, email: `jane.${number}@example.com`, reference: `user-${number}` });
  await onboard(of, { ...BUSINESS, email: PERSON.email, reference: REFERENCE });
  api.requests.length = 0;
  const window = { sentAt: Date.now() - 1000, answeredBy: Date.now() };
  assert.equal(await reconcile(of, { ...PERSON, reference: REFERENCE }, window), undefined);
  assert.equal(api.requests.length, 1);
});

test("nobody gets an account that is read in the place of another one", async () => {
  const api = createApi();
  const { links } = open(due(OPTIONS), api, { timeout: 1000 });
  await links(PERSON);
  const [account] = api.accounts.values();
  api.answer = (_, path) => (path === "/v1/accounts/acct_1" ? Response.json({ ...account, id: "acct_2" }) : undefined);
  const { status, body } = await open(due(OPTIONS), api, { timeout: 1000 }).links(PERSON);
  assert.deepEqual([status, body.code, api.accounts.size], [503, "unavailable", 1]);
});

test("every word of Due is one of kyclink", async () => {
  const terms = { kind: "terms", who: "person", can: "act", nextAction: "open_link" };
  const again = { ...terms, kind: "document" };
  for (const [kyc, tos, expected, requirements] of [
    ["pending", "pending", "incomplete", [terms]],
    ["pending", "accepted", "incomplete", []],
    ["resubmission_required", "accepted", "incomplete", [again]],
    ["resubmission_required", "pending", "incomplete", [terms, again]],
    ["passed", "pending", "incomplete", [terms]],
    ["passed", "accepted", "approved", []],
    ["failed", "pending", "rejected", []],
    ["failed", "accepted", "rejected", []],
    // New words.
    ["passed", "PENDING", "unknown", []],
    ["verified", "accepted", "unknown", []],
    ["verified", "pending", "unknown", []],
    ["toString", "accepted", "unknown", []],
    ["passed", undefined, "unexpected_response"],
    [undefined, "accepted", "unexpected_response"],
    [["passed"], "accepted", "unexpected_response"],
  ]) {
    const { page, account } = await begun();
    account.kyc.status = kyc;
    account.tos.status = tos;
    const { status, body } = await page.get("status");
    assert.equal(status === 200 ? body.status : body.code, expected, `${kyc} ${tos}`);
    if (requirements) assert.deepEqual(body.requirements, requirements, `${kyc} ${tos}`);
  }
});

test("the signature is Ed25519 over the raw body, as in the vector", async () => {
  const { post } = open(due(OPTIONS), createApi());
  const headers = { "x-webhook-signature": VECTOR.signature };
  // It is from 2025.
  assert.deepEqual(await post({ body: VECTOR.body, headers }), [401, "webhook_stale"]);
  assert.deepEqual(await post({ body: VECTOR.body.replace("…", "..."), headers }), [401, "webhook_signature"]);
});

test("every word of an event", async () => {
  for (const [kyc, tos, expected, kind] of [
    ["manual_review", undefined, "pending", "kyc_pending"],
    ["manual_review", "pending", "incomplete", "customer_updated"],
    ["resubmission_required", undefined, "incomplete", "customer_updated"],
    ["rejected", undefined, "rejected", "kyc_rejected"],
    ["approved", "accepted", "approved", "kyc_approved"],
    // The account is asked, which is pending.
    ["approved", undefined, "incomplete", "customer_updated"],
    ["approved", "pending", "incomplete", "customer_updated"],
    ["pending", undefined, "incomplete", "customer_updated"],
    ["news", "accepted", "incomplete", "customer_updated"],
  ]) {
    const { post, status, events } = await begun();
    const event = deliver({
      id: "acct_1",
      externalId: REFERENCE,
      kyc: { status: kyc, link: "https://…" },
      ...(tos && { tos: { status: tos } }),
    });
    assert.deepEqual([await post(event), await post(event)], [[200], [200]]);
    assert.deepEqual([(await status()).status, events.map((one) => one.kind)], [expected, [kind]], `${kyc} ${tos}`);
    assert.ok(!JSON.stringify(events).includes("https://…"), "the owner gets no data of the account");
  }
});

/** More than ten seconds pass before each look at the status. */
async function timed(t, changes) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const world = await begun(changes);
  world.account.tos.status = "accepted";
  return {
    ...world,
    event: (kyc, number) => world.post(deliver({ id: "acct_1", kyc: { status: kyc } }, { id: `wh_evt__${number}` })),
    status: async (ms = 11_000) => {
      t.mock.timers.tick(ms);
      return world.status();
    },
  };
}

/** Whose turn it is while an account is pending, by its list of submissions: without an event, and after `manual_review`. */
const TURNS = {
  "no submission": [[], "incomplete", "pending"],
  "an open one": [[{ id: "ksub_1", applicantId: "acct_1", status: "open" }], "incomplete", "incomplete"],
  "an open one of an owner": [[{ id: "ksub_1", ownerId: "acct_1", applicantId: "appl_1", status: "open" }], "incomplete", "incomplete"],
  "one without an owner": [[{ id: "ksub_1", status: "open" }], "incomplete", "incomplete"],
  "an open one of another account": [[{ id: "ksub_1", ownerId: "acct_2", status: "open" }], "incomplete", "pending"],
  "one that is handed in": [[{ id: "ksub_1", applicantId: "acct_1", status: "completed" }], "pending", "pending"],
  "one that is closed": [[{ id: "ksub_1", applicantId: "acct_1", status: "closed" }], "pending", "pending"],
  "an open one beside it": [[{ status: "closed" }, { status: "open" }], "incomplete", "incomplete"],
  "a new word": [[{ id: "ksub_1", status: "archived" }], "incomplete", "pending"],
  "no list": [{ data: [{ status: "open" }] }, "incomplete", "pending"],
  "rows that are none": [[null, "open", 5], "incomplete", "pending"],
  HTML: [() => new Response("<html>"), "incomplete", "pending"],
  "a redirect": [() => new Response(null, { status: 302 }), "incomplete", "pending"],
  "a 404": [() => Response.json({ error_code: "err_not_found" }, { status: 404 }), "incomplete", "pending"],
  "a 403": [() => Response.json({}, { status: 403 }), "incomplete", "pending"],
};

test("an account that is pending does not undo the review that an event told, as far as its submissions do not", async (t) => {
  for (const [name, [list, before, after]] of Object.entries(TURNS)) {
    const { api, status, event, errors } = await timed(t);
    if (typeof list === "function") api.answer = (_, path) => (path === "/v1/kyc/submissions" ? list() : undefined);
    else api.submissions.set("acct_1", list);
    assert.equal((await status()).status, before, name);
    assert.deepEqual(await event("manual_review", 1), [200]);
    const seen = [await status(0), await status(), await status(), await status(47 * 3_600_000)];
    assert.deepEqual(
      seen.map((one) => [one.status, one.nextAction]),
      [["pending", "wait"], ...Array(3).fill([after, after === "pending" ? "wait" : "open_link"])],
      name,
    );
    assert.deepEqual(errors, [], name);
    const [{ headers }] = api.requests.filter(({ path }) => path === "/v1/kyc/submissions");
    assert.equal(headers.get("due-account-id"), "acct_1");
    t.mock.timers.reset();
  }
});

test("a list of submissions that fails changes nothing, and the operator hears of it", async (t) => {
  const { api, status, event, errors } = await timed(t);
  await event("manual_review", 1);
  api.answer = (_, path) => (path === "/v1/kyc/submissions" ? new Response("{}", { status: 503 }) : undefined);
  assert.deepEqual([(await status()).status, errors.map(({ code }) => code)], ["pending", ["unavailable"]]);
});

test("a review ends with what the account says, or a later event", async (t) => {
  for (const [change, expected] of [
    [({ account }) => Object.assign(account.kyc, { status: "resubmission_required" }), "incomplete"],
    [({ account }) => Object.assign(account.kyc, { status: "passed" }), "approved"],
    [({ account }) => Object.assign(account.kyc, { status: "failed" }), "rejected"],
    [({ account }) => Object.assign(account.tos, { status: "pending" }), "incomplete"],
    [({ api }) => api.submissions.set("acct_1", [{ status: "open" }]), "incomplete"],
    // "The applicant still has missing information to complete."
    [({ event }) => event("pending", 2), "incomplete"],
  ]) {
    const world = await timed(t);
    await world.event("manual_review", 1);
    assert.equal((await world.status(600_000)).status, "pending");
    t.mock.timers.tick(600_000);
    await change(world);
    assert.deepEqual([(await world.status()).status, (await world.status()).status], [expected, expected], String(change));
    t.mock.timers.reset();
  }
});

const MORE = [{ id: "ksub_2", ownerId: "acct_1", status: "open" }];

test("an open submission after an approval is the person's turn, with its own page", async (t) => {
  for (const [list, expected] of [
    [MORE, "incomplete"],
    [[{ id: "ksub_1", ownerId: "acct_1", status: "completed" }, ...MORE], "incomplete"],
    [[{ ...MORE[0], ownerId: "acct_2" }], "approved"],
    [[{ ...MORE[0], status: "completed" }], "approved"],
    [[], "approved"],
  ]) {
    const name = JSON.stringify(list);
    const { api, account, status, renew, page, browser } = await timed(t);
    account.kyc.status = "passed";
    assert.equal((await status()).status, "approved", name);
    api.submissions.set("acct_1", list);
    const { status: known, nextAction, requirements } = await status();
    assert.deepEqual([known, nextAction], expected === "approved" ? ["approved", "none"] : ["incomplete", "open_link"], name);
    const again = [await renew(), await browser().json("links", PERSON, key()), await open(due(OPTIONS), api).links(PERSON)];
    const token = (await page.json("token", {})).body;
    if (expected === "approved") {
      assert.deepEqual([...again.map(({ body }) => body.next), token.next], Array(4).fill("approved"), name);
    } else {
      assert.deepEqual(requirements, [{ kind: "data", who: "person", can: "act", nextAction: "open_link" }], name);
      for (const { status, body } of again)
        assert.deepEqual([status, body.kycUrl, body.once], [201, linksOf(account).more("ksub_2"), true], name);
      // The SDK has the first check alone.
      assert.deepEqual([token, api.tokens.size], [{ next: "status" }, 0], name);
      list.at(-1).status = "completed";
      assert.equal((await status()).status, "approved", name);
      list.at(-1).status = "open";
    }
    t.mock.timers.reset();
  }
});

test("an approval does not stand where the submissions cannot be read, and nobody gets the page of somebody else", async (t) => {
  const { api, account, status, page } = await timed(t);
  await status();
  account.kyc.status = "passed";
  api.answer = (_, path) => (path === "/v1/kyc/submissions" ? new Response("{}", { status: 503 }) : undefined);
  assert.equal((await status()).status, "incomplete");
  api.submissions.set("acct_1", MORE);
  for (const answer of [{}, { token: 5 }, { token: "" }, null]) {
    api.answer = (_, path) => (path === "/v1/kyc/sessions" ? Response.json(answer) : undefined);
    assert.equal((await page.json("links/renew", {})).body.code, "unexpected_response", JSON.stringify(answer));
  }
  // The status is current, so the account is read for the link alone.
  api.answer = () => undefined;
  assert.equal((await status()).nextAction, "open_link");
  api.answer = (_, path) => (path === "/v1/accounts/acct_1" ? Response.json({ ...account, id: "acct_2" }) : undefined);
  assert.equal((await page.json("links/renew", {})).body.code, "unexpected_response");
  assert.ok(!api.requests.some(({ headers }) => headers.get("due-account-id") === "acct_2"));
});

test("the events of a submission have the account asked", async (t) => {
  const { api, account, post, status, page, events } = await timed(t);
  account.kyc.status = "passed";
  assert.equal((await status()).status, "approved");
  api.submissions.set("acct_1", MORE);
  const type = "transfers.kyc.submission.status_changed";
  for (const data of [
    { id: "ksub_2", status: "open" },
    { ...MORE[0], ownerId: "../acct_1" },
    { ...MORE[0], ownerId: 5 },
  ])
    assert.deepEqual(await post(deliver(data, { id: "wh_evt__8", type })), [200], JSON.stringify(data));
  assert.deepEqual([(await page.get("status")).body.status, events.length], ["approved", 0]);
  assert.deepEqual(await post(deliver(MORE[0], { id: "wh_evt__9", type })), [200]);
  assert.deepEqual([(await page.get("status")).body.status, events.map(({ kind }) => kind)], ["incomplete", ["customer_updated"]]);
});

test("an older event, or one that is told again, does not end a review", async (t) => {
  const { post, event, status } = await timed(t);
  const began = new Date().toISOString();
  t.mock.timers.tick(600_000);
  await event("manual_review", 1);
  assert.deepEqual(await post(deliver({ id: "acct_1", kyc: { status: "pending" } }, { id: "wh_evt__0", occurredAt: began })), [200]);
  assert.deepEqual([(await status()).status, (await status()).status], ["pending", "pending"]);
});

test("after an approval without its terms, and after accepted terms, the account is asked", async () => {
  const { post, status, account } = await begun();
  account.kyc.status = "passed";
  assert.deepEqual(await post(deliver({ id: "acct_1", kyc: { status: "approved" } })), [200]);
  assert.equal((await status()).status, "incomplete");
  account.tos.status = "accepted";
  assert.deepEqual(await post(deliver({ id: "acct_1" }, { id: "wh_evt__2", type: "bp.tos_accepted" })), [200]);
  assert.equal((await status()).status, "approved");
});

test("a delivery that is forged, late, malformed, or about another account changes nothing", async () => {
  const { post, status, events } = await begun();
  const rejected = { id: "acct_1", externalId: REFERENCE, kyc: { status: "rejected" } };
  const { body } = deliver(rejected);
  for (const [delivery, expected] of [
    [{ body, headers: { "x-webhook-signature": "00" } }, [401, "webhook_signature"]],
    [deliver(rejected, { occurredAt: "2025-09-22T12:00:00Z" }), [401, "webhook_stale"]],
    [deliver(rejected, { occurredAt: null }), [400, "webhook_malformed"]],
    [deliver(rejected, { id: 5 }), [400, "webhook_malformed"]],
    [deliver(null), [400, "webhook_malformed"]],
    [deliver({ ...rejected, id: {} }), [400, "webhook_malformed"]],
    [deliver(rejected, { type: "transfer.status_changed" }), [200]],
  ]) {
    assert.deepEqual(await post(delivery), expected);
  }
  assert.deepEqual([events.length, (await status()).status], [0, "incomplete"]);
  // An older account of the same person.
  assert.deepEqual(await post(deliver({ ...rejected, id: "acct_0" })), [200]);
  assert.deepEqual([events.length, (await status()).status], [1, "incomplete"]);
});

test("hostile and failing responses", async () => {
  const account = { id: "acct_1", kyc: { status: "pending", link: "/api/x" }, tos: { status: "pending", link: "/tos/ta_1" } };
  const json = (change, status = 200) => new Response(JSON.stringify({ ...account, ...change }), { status });
  for (const [answer, status, code, reported = code] of [
    [() => new Response("<html>"), 503, "outcome_unknown"],
    [() => new Response("null"), 503, "outcome_unknown"],
    [() => json({ kyc: null }), 502, "unexpected_response"],
    [() => json({ id: "../admin" }), 503, "outcome_unknown"],
    ...["https://evil.example/x", "//evil.example/x", "\\\\evil.example", "javascript:alert(1)", "", null, 5].flatMap((link) => [
      [() => json({ kyc: { status: "pending", link } }), 502, "unexpected_response"],
      [() => json({ tos: { status: "pending", link } }), 502, "unexpected_response"],
    ]),
    [() => json({ error_code: "err_signin_jwt_required", message: API_KEY }, 400), 502, "unexpected_response", "unauthorized"],
    [() => json({ error_code: "err_x", message: PERSON.email }, 400), 422, "provider_rejected"],
    [() => json({ details: { category: "x", email: "x" } }, 422), 422, "provider_rejected"],
    [() => json({ details: { category: PERSON.email } }, 422), 503, "unavailable", "invalid_config"],
    [() => json({}, 500), 503, "outcome_unknown"],
  ]) {
    const api = createApi();
    api.answer = (method, path) => (method === "GET" && path === "/v1/accounts/" ? Response.json([]) : answer());
    const { links, errors } = open(due(OPTIONS), api, { timeout: 1000 });
    const response = await links(PERSON);
    assert.deepEqual([response.status, response.body.code, errors[0]?.code], [status, code, reported], String(answer));
    assert.ok(isSilent([response.text], errors, [API_KEY, PERSON.email, "evil.example"]), response.text);
  }
});

/** What Due may refuse with (docs/api-error-codes), and whose it is. */
const REFUSALS = {
  person: [
    [400, "err_user_email_taken"],
    [400, "err_signup_email_required"],
    [422, "err_user_email_required"],
    [422, "err_user_name_required"],
    [422, "err_kyc_unsupported_param_combination"],
    [422, "err_tos_region_not_configured"],
    [422, "err_kyc_validation_error"],
    [400, "err_news"],
  ],
  operator: [
    [400, "err_signin_jwt_required"],
    [400, "err_token_invalid"],
    [401, "err_signin_jwt_expired"],
    [422, "err_platform_deactivated"],
    [422, "err_derived_account_not_supported"],
  ],
  nobody: [
    [409, "err_account_external_id_conflict"],
    [409, "err_kyc_applicant_invalid_status"],
    [400, "err_kyc_already_passed"],
    [422, "err_kyc_submission_finalized"],
    [429, undefined],
    [503, undefined],
  ],
};

test("each refusal is the person's, the operator's or nobody's", async () => {
  for (const [whose, refusals] of Object.entries(REFUSALS)) {
    for (const [http_code, error_code] of refusals) {
      const api = createApi();
      const body = { error_code, message: `about ${API_KEY}`, http_code };
      api.answer = (method) => (method === "POST" ? Response.json(body, { status: http_code }) : undefined);
      assert.deepEqual(await refusalOf(due(OPTIONS), api, PERSON), whose, `${http_code} ${error_code}`);
    }
  }
});

test("an account without an applicant has no token, and is not gone", async () => {
  const { api, page } = await begun();
  for (const [status, error_code, expected] of [
    [404, "err_sumsub_applicant_not_found", "not_supported"],
    [400, "err_kyc_already_passed", "unavailable"],
    [409, "err_kyc_applicant_invalid_status", "unavailable"],
  ]) {
    api.answer = (method) => (method === "POST" ? Response.json({ error_code, message: "x", http_code: status }, { status }) : undefined);
    assert.equal((await page.json("token", {})).body.code, expected, error_code);
  }
});

test("a field that Due refuses is one of the applicant", async () => {
  const api = createApi();
  api.answer = (method) =>
    method === "POST" ? new Response('{"details":{"name":"max","country":"x","__proto__":"x"}}', { status: 422 }) : undefined;
  const error = await onboard(client(due(OPTIONS), { fetch: api.fetch }), { ...PERSON, reference: REFERENCE }).catch((error) => error);
  assert.equal(error.code, "provider_rejected");
  assert.deepEqual(
    error.issues.map(({ pointer }) => pointer),
    ["/firstName", "/lastName", "/address/country"],
  );
});

test("another account's status is not shown, nor one of another type, or that does not say whose it is", async (t) => {
  for (const changes of [{ id: "acct_2" }, { id: undefined }, { id: null }, { type: "business" }, { type: "company" }, { type: 5 }]) {
    const name = JSON.stringify(changes);
    const { api, page, account, status } = await timed(t);
    const approved = { ...account, kyc: { status: "passed" } };
    api.answer = () => Response.json({ ...approved, ...changes });
    const read = await page.get("status");
    assert.deepEqual([read.status, read.body.code], [502, "unexpected_response"], name);
    for (const path of ["links/renew", "token"]) assert.ok((await page.json(path, {})).status >= 400, `${name} ${path}`);
    // A list that shows it as the person's does not help.
    const row = { ...ROWS.openapi(account), externalId: REFERENCE };
    api.answer = (_, path) => Response.json(/accounts\/?$/.test(path) ? [row] : { ...approved, ...changes });
    const again = await open(due(OPTIONS), api, { timeout: 1000 }).links(PERSON);
    assert.ok(again.status >= 400, `${name} ${again.text}`);
    // What the schema does not require may be missing.
    api.answer = () => Response.json({ ...approved, type: undefined });
    assert.equal((await status()).status, "approved", name);
    t.mock.timers.reset();
  }
});

test("a business is not taken for a person, nor a person for a business", async () => {
  for (const [applicant, type] of [
    [PERSON, "business"],
    [BUSINESS, "individual"],
  ]) {
    const { api, post, page, first, events } = await begunAt(due(OPTIONS), createApi(), {}, applicant);
    assert.equal(first.status, 201);
    const account = api.accounts.get("acct_1");
    const accepted = { ...account, kyc: { status: "approved" }, tos: { status: "accepted" } };
    Object.assign(account, { type });
    assert.deepEqual(await post(deliver({ ...accepted, type })), [200]);
    assert.equal((await page.get("status")).body.code, "unexpected_response");
    assert.deepEqual(await post(deliver({ ...accepted, type: "company" }, { id: "wh_evt__2" })), [400, "webhook_malformed"]);
    assert.deepEqual(await post(deliver(accepted, { id: "wh_evt__3" })), [200]);
    assert.deepEqual([(await page.get("status")).body.status, events.length], ["approved", 2], type);
  }
});

test("an account that is created for another reference, or as another type, is nobody's here", async () => {
  for (const [changes, reported] of [
    [{ externalId: "user-18" }, "outcome_unknown"],
    [{ type: "business" }, "conflict"],
    [{ id: undefined }, "outcome_unknown"],
  ]) {
    const api = createApi();
    api.answer = async (method, _, response) =>
      method === "POST"
        ? Response.json({ ...(await response.json()), kyc: { status: "passed" }, tos: { status: "accepted" }, ...changes })
        : undefined;
    const of = client(due(OPTIONS), { fetch: api.fetch, maxRetries: 0 });
    await assert.rejects(onboard(of, { ...PERSON, reference: REFERENCE }), { code: reported }, JSON.stringify(changes));
    const isAboutOperator = ({ path, headers }) => path.startsWith("/v1/kyc") && !headers.has("due-account-id");
    assert.ok(!api.requests.some(isAboutOperator), JSON.stringify(changes));
  }
});

test("without Ed25519 a delivery is not accepted", async (t) => {
  const { post, events } = await begun();
  const importKey = crypto.subtle.importKey.bind(crypto.subtle);
  t.mock.method(crypto.subtle, "importKey", (format, key, algorithm, ...rest) =>
    algorithm === "Ed25519" ? Promise.reject(new DOMException("no", "NotSupportedError")) : importKey(format, key, algorithm, ...rest),
  );
  assert.deepEqual(await post(deliver({ id: "acct_1", kyc: { status: "rejected" } })), [503, "unavailable"]);
  assert.equal(events.length, 0);
});

test("a platform that says that it has no Ed25519 is told so at once", () => {
  const before = Object.getOwnPropertyDescriptor(SubtleCrypto, "supports");
  try {
    Object.defineProperty(SubtleCrypto, "supports", { value: () => false, configurable: true });
    assert.throws(() => due(OPTIONS), { code: "invalid_config", message: /Web Crypto has no Ed25519/ });
    assert.equal(due({ ...OPTIONS, webhookPublicKey: undefined }).name, "due");
  } finally {
    delete SubtleCrypto.supports;
    if (before) Object.defineProperty(SubtleCrypto, "supports", before);
  }
});

test("its options are checked, and no message repeats a credential", () => {
  const cases = [
    [{ apikey: API_KEY }, /apiKey/],
    [{ apiKey: "a secret\n" }, /^apiKey/],
    [{ environment: undefined }, /^environment/],
    [{ environment: "test" }, /^environment/],
    [{ categories: { person: "x" } }, /person/],
    [{ categories: { business: "" } }, /^categories\.business/],
    [{ baseUrl: "http://api.due.network" }, /^baseUrl/],
    [{ webhookPublicKey: "" }, /^webhookPublicKey/],
    [{ webhookPublicKey: [VECTOR.publicKey] }, /^webhookPublicKey/],
    [{ webhookPublicKey: VECTOR.publicKey.replace("MCow", "MCox") }, /^webhookPublicKey/],
    [{ webhookPublicKey: VECTOR.publicKey.replace("=\n", "\n") }, /^webhookPublicKey/],
  ];
  refusesOptions(due, OPTIONS, cases, ["a secret"]);
});

test("a page gets no credentials", (t) => refusesPages(t, due, OPTIONS));
