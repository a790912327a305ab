/** `token` of the ready providers: what they ask for, and that whoever has a link has a token of the same check. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { file, subpath } from "../../helpers/install/index.mjs";
import * as diditModel from "../../helpers/providers/didit.mjs";
import * as dueModel from "../../helpers/providers/due.mjs";
import { begun, losing, PERSON, REFERENCE } from "../../helpers/providers/harness.mjs";
import { json } from "../../helpers/providers/model.mjs";
import * as stripeModel from "../../helpers/providers/stripe-identity.mjs";
import * as sumsubModel from "../../helpers/providers/sumsub.mjs";

const [{ didit }, { due }, { stripeIdentity }, { sumsub }] = await Promise.all(
  ["didit", "due", "stripe-identity", "sumsub"].map((name) => subpath(`providers/${name}`)),
);
const { ownProviderOf } = await import(file("dist/service/provider/own-provider.js"));
const CALLBACK = "https://app.example.com/kyc";
const NAMED = { type: "individual", email: PERSON.email, firstName: "Jane", lastName: "Smith" };

/** Each provider, its model, its person, and which of the model's members has the customers. */
const READY = {
  sumsub: (more) => [
    sumsub({ ...sumsubModel.CREDENTIALS, levelName: sumsubModel.LEVEL, ...more }),
    sumsubModel.createApi(),
    PERSON,
    ({ people }) => people.size,
  ],
  didit: (more) => [didit({ ...diditModel.CREDENTIALS, ...more }), diditModel.createApi(), NAMED, ({ sessions }) => sessions.length],
  stripe: (more) => [
    stripeIdentity({ ...stripeModel.CREDENTIALS, ...more }),
    stripeModel.createApi(),
    PERSON,
    ({ sessions }) => sessions.length,
  ],
  due: (more) => [
    due({ apiKey: dueModel.API_KEY, environment: "sandbox", ...more }),
    dueModel.createApi(),
    { ...NAMED, address: { country: "US" } },
    ({ accounts }) => accounts.size,
  ],
};

/** A person who has begun, with a clock: more than ten seconds pass before each request for a token. */
async function opened(t, name, more, config) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const [provider, api, person, count] = READY[name](more);
  const world = await begun(provider, api, config?.(api), person);
  assert.equal(world.first.status, 201);
  const token = async (page = world.page) => {
    t.mock.timers.tick(11_000);
    api.requests.length = 0;
    return page.json("token", {});
  };
  return { ...world, person, provider, token, customers: () => count(api), last: () => api.requests.at(-1) };
}

test("Sumsub: of the level and the user of the link, signed, and as long as a link", async (t) => {
  const { api, token, last } = await opened(t, "sumsub", { ttlInSecs: 600 });
  const { status, body } = await token();
  const expiresAt = new Date(Date.now() + 600_000).toISOString();
  assert.deepEqual([status, body], [201, { provider: "sumsub", token: "_act-sbx-1", expiresAt }]);
  const { method, path, body: sent } = last();
  assert.deepEqual([method, path], ["POST", "/resources/accessTokens/sdk"]);
  assert.deepEqual(JSON.parse(sent), { levelName: sumsubModel.LEVEL, userId: REFERENCE, ttlInSecs: 600 });
  // The SDK creates the applicant, and goes on with it.
  assert.equal(api.applicants.size, 0);
  assert.equal(api.openToken(body.token), REFERENCE);
  assert.equal((await token()).status, 201);
  assert.equal(api.applicants.size, 1);
});

test("Sumsub: also while a check goes on at a level that counts, and not where the operator's staff must act or has decided", async (t) => {
  const { api, token } = await opened(t, "sumsub", { ttlInSecs: 60, levels: [sumsubModel.LEVEL, sumsubModel.OTHER_LEVEL] });
  const applicant = api.open(REFERENCE);
  const reviewResult = { reviewAnswer: "GREEN" };
  for (const [levelName, review, next] of [
    ...["pending", "prechecked", "queued", "awaitingService", "onHold"].flatMap((reviewStatus) => [
      [sumsubModel.LEVEL, { reviewStatus }],
      [sumsubModel.OTHER_LEVEL, { reviewStatus }],
      ["a third", { reviewStatus }, "status"],
      [undefined, { reviewStatus }, "status"],
    ]),
    [sumsubModel.LEVEL, { reviewStatus: "toString" }, "status"],
    [sumsubModel.LEVEL, { reviewStatus: "completed", reviewResult }, "approved"],
    ["a third", { reviewStatus: "completed", reviewResult }, "status"],
    [sumsubModel.LEVEL, { reviewStatus: "completed", reviewResult: { reviewAnswer: "RED", reviewRejectType: "FINAL" } }, "status"],
  ]) {
    const name = JSON.stringify([levelName, review]);
    Object.assign(applicant, { levelName, reviewResult: undefined }, review);
    t.mock.timers.tick(3_600_000);
    const { status, body } = await token();
    if (next) assert.deepEqual(body, { next }, name);
    else {
      assert.deepEqual([status, api.tokens.get(body.token).levelName], [201, levelName], name);
      // Ten renewals an hour last.
      assert.equal(Date.parse(body.expiresAt) - Date.now(), 600_000, name);
      api.openToken(body.token);
      assert.equal(applicant.reviewStatus, review.reviewStatus, name);
    }
  }
});

test("Didit: the token of the session that is open, and of another one after it has expired", async (t) => {
  const { api, token, last, renew } = await opened(t, "didit", {}, () => ({ redirectUri: CALLBACK }));
  const [session] = api.sessions;
  // A create would take the page away to which the link returns: nothing is sent.
  for (const word of ["Not Started", "In Progress", "Resubmitted", "Awaiting User"]) {
    session.status = word;
    const { status, body } = await token();
    assert.deepEqual([status, body], [201, { provider: "didit", token: session.session_token }], word);
    assert.deepEqual([session.callback, last().method], [CALLBACK, "GET"], word);
  }
  assert.deepEqual(session.contact_details, { email: PERSON.email });
  for (const word of ["Expired", "Abandoned", "Kyc Expired"]) {
    const before = api.sessions.at(-1);
    before.status = word;
    const again = await token();
    assert.deepEqual([again.status, again.body.token !== before.session_token], [201, true], word);
    const { workflow_id, vendor_data, ...others } = JSON.parse(last().body);
    assert.deepEqual([workflow_id, vendor_data, others], [diditModel.CREDENTIALS.workflowId, REFERENCE, {}], "no data of the person");
    assert.equal((await renew()).body.kycUrl, api.sessions.at(-1).url);
  }
});

test("Didit: the token in a URL, which may be in a language or on a domain of the operator's, and without one a create", async (t) => {
  const { api, token } = await opened(t, "didit");
  const [session] = api.sessions;
  for (const [url, expected] of [
    ["https://verify.didit.me/es/session/3FaJ9wLqX2Mz", "3FaJ9wLqX2Mz"],
    ["https://kyc.example.com/session/_FaJ9wLqX2-z", "_FaJ9wLqX2-z"],
    ...[null, undefined, 5, "", "/session/3FaJ9wLqX2Mz", "https://verify.didit.me/session/a?b", "https://verify.didit.me/session/"].map(
      (unreadable) => [unreadable, "token-1"],
    ),
  ]) {
    session.url = url;
    assert.equal((await token()).body.token, expected, String(url));
    assert.equal(api.sessions.length, 1);
  }
});

test("Stripe Identity: an ephemeral key of the session, of the API version of the mobile SDK", async (t) => {
  for (const [more, version] of [
    [{}, "2026-10-28.endive"],
    [{ mobileSdkVersion: "2024-06-20" }, "2024-06-20"],
  ]) {
    const { api, token, last } = await opened(t, "stripe", more);
    const { status, body } = await token();
    const { expires } = api.keys.get("ek_test_1");
    const expected = { provider: "stripe-identity", token: "ek_test_1", id: "vs_1", expiresAt: new Date(expires * 1000).toISOString() };
    assert.deepEqual([status, body], [201, expected]);
    const { method, path, headers, body: sent } = last();
    assert.deepEqual([method, path, sent], ["POST", "/v1/ephemeral_keys", "verification_session=vs_1"]);
    assert.deepEqual([headers.get("stripe-version"), headers.get("content-type")], [version, "application/x-www-form-urlencoded"]);
    assert.deepEqual([...new Set(api.requests.slice(0, -1).map((one) => one.headers.get("stripe-version")))], ["2026-10-28.endive"]);
    t.mock.timers.reset();
  }
  for (const mobileSdkVersion of ["", "latest", "2024-06-20\n", "2024-6-20", 20240620, null]) {
    assert.throws(() => READY.stripe({ mobileSdkVersion }), { code: "invalid_config", message: /mobileSdkVersion/ });
  }
});

test("Stripe Identity: a session that leads nowhere has a status, and no key", async (t) => {
  for (const [changes, next] of [
    [{ status: "processing" }, "status"],
    [{ status: "verified" }, "approved"],
    [{ status: "canceled" }, "status"],
    [{ redaction: { status: "redacted" } }, "status"],
  ]) {
    const { api, token } = await opened(t, "stripe");
    Object.assign(api.sessions[0], changes);
    assert.deepEqual((await token()).body, { next });
    assert.equal(api.keys.size, 0);
    t.mock.timers.reset();
  }
});

test("Due: of the account's check, and none where only the terms are left", async (t) => {
  const { api, token, last } = await opened(t, "due");
  const { status, body } = await token();
  assert.deepEqual([status, body], [201, { provider: "due", token: "_act-sbx-1" }]);
  const { method, path, headers } = last();
  assert.deepEqual([method, path, headers.get("due-account-id")], ["POST", "/v1/kyc/session", "acct_1"]);
  const account = api.accounts.get("acct_1");
  account.kyc.status = "passed";
  assert.deepEqual((await token()).body, { next: "status" });
  account.tos.status = "accepted";
  assert.deepEqual((await token()).body, { next: "approved" });
  account.kyc.status = "resubmission_required";
  account.tos.status = "pending";
  assert.equal((await token()).status, 201);
  assert.equal(api.tokens.size, 2);
});

test("Sumsub: a token says of which type its applicant is", async () => {
  const [provider, api] = READY.sumsub();
  const call = async (name, given) => {
    const request = { method: "POST", url: `https://own.example/${name}`, headers: {}, body: JSON.stringify(given) };
    return JSON.parse((await ownProviderOf(provider).send(request, { fetch: api.fetch })).body);
  };
  await call("create", { ...PERSON, reference: REFERENCE });
  for (const [theirs, type] of [
    ["individual", "individual"],
    ["company", "business"],
  ]) {
    api.open(REFERENCE).type = theirs;
    const answer = await call("token", { customerId: REFERENCE });
    assert.deepEqual([typeof answer.token, answer.customerId, answer.type], ["string", REFERENCE, type]);
  }
});

test("the provider has decided since the handler has asked it: there is no token", async (t) => {
  for (const [name, decide] of [
    [
      "sumsub",
      ({ applicants }, isApproved) => {
        const reviewResult = isApproved ? { reviewAnswer: "GREEN" } : { reviewAnswer: "RED", reviewRejectType: "FINAL" };
        Object.assign(applicants.get(REFERENCE), { reviewStatus: "completed", reviewResult });
      },
    ],
    [
      "due",
      ({ accounts }, isApproved) => {
        const account = accounts.get("acct_1");
        [account.kyc.status, account.tos.status] = [isApproved ? "passed" : "failed", "accepted"];
      },
    ],
  ]) {
    for (const isApproved of [true, false]) {
      const { api, token, status, page } = await opened(t, name);
      const { body } = await token();
      api.openToken?.(body.token);
      assert.equal((await status()).status, "incomplete");
      decide(api, isApproved);
      const refused = await page.json("token", {});
      assert.deepEqual([refused.status, refused.body], [200, { next: isApproved ? "approved" : "status" }], `${name} ${isApproved}`);
      assert.equal(api.tokens.size, 1, name);
      t.mock.timers.reset();
    }
  }
});

/** What makes the request for a provider's token a POST, where it is none. */
const POSTS = { didit: ({ api }) => Object.assign(api.sessions[0], { url: null }) };

for (const name of Object.keys(READY)) {
  describe(name, () => {
    test("a lost response is asked for again, and makes no other customer", async (t) => {
      const world = await opened(t, name, {}, (api) => {
        const lost = losing(api, "POST");
        // The first POST is the create.
        let count = 0;
        return { fetch: (url, init) => (init.method === "POST" && count++ > 0 ? lost(url, init) : api.fetch(url, init)) };
      });
      POSTS[name]?.(world);
      const { status } = await world.token();
      assert.equal(status, 201);
      assert.equal(world.customers(), 1);
    });

    test("a response that is of no use is given to nobody, and tells nothing", async (t) => {
      for (const spoil of [
        () => json({}),
        () => json([]),
        () => json(null),
        () => new Response("<html>token-of-somebody</html>"),
        () => json({ token: 5, secret: 5, accessToken: 5, session_token: 5 }),
        () => json({ token: "", secret: "", accessToken: "", session_token: "" }),
        () => json({ message: "token-of-somebody" }, 403),
        () => json({ message: "token-of-somebody" }, 500),
      ]) {
        const world = await opened(t, name);
        POSTS[name]?.(world);
        world.api.answer = (method) => (method === "POST" ? spoil() : undefined);
        const { status, text } = await world.token();
        assert.ok([502, 503].includes(status), `${status} ${text}`);
        const shown = text + inspect(world.errors, { depth: 9, showHidden: true });
        for (const secret of ["token-of-somebody", PERSON.email, REFERENCE])
          assert.ok(!text.includes(secret) && !shown.includes("token-of-"), shown);
        t.mock.timers.reset();
      }
    });
  });
}

test("a token of somebody else is given to nobody", async (t) => {
  const { api, token } = await opened(t, "sumsub");
  api.answer = (method) => (method === "POST" ? json({ token: "_act-1", userId: "user-18" }) : undefined);
  assert.equal((await token()).body.code, "unexpected_response");
  t.mock.timers.reset();
  const other = await opened(t, "didit");
  POSTS.didit(other);
  other.api.answer = (method) =>
    method === "POST" ? json({ session_token: "t", url: "https://verify.didit.me/x", vendor_data: "user-18" }, 201) : undefined;
  assert.ok((await other.token()).status >= 500);
});
