/**
 * The sandbox is not more lenient than the providers: what passes here and fails there would be found in production.
 * Each row is a sequence of steps whose last result a provider documents; `docs/<provider>.md` has the sources.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { changed, DAY, EU_INDIVIDUAL, INDIVIDUAL, PERSON, setUp } from "../helpers/sandbox/harness.mjs";

const LINK = { type: "individual", email: "jane@example.com", full_name: "Jane Smith" };
const OTHER = { ...LINK, email: "other@example.com" };

/** The creates and links that take an `Idempotency-Key`, with a second request that is valid, too. */
const KEYED = {
  spherepay: ["/v2/customer/kyc-link", PERSON, { ...PERSON, email: "other@example.com" }],
  grid: ["/customers/{id}/kyc-link", { redirectUri: "https://app.example.com/" }, {}],
  bridge: ["/kyc_links", LINK, OTHER],
};
const key = (value) => ({ "idempotency-key": value });
const LAST_MS = DAY - 1;

/** What a request with a key is answered with when an earlier one had the key: `"first"` is the first response. */
const REUSE = {
  "the same request at once": { spherepay: 400, grid: "first", bridge: "first" },
  "the same request within the day": { ms: LAST_MS, spherepay: 400, grid: "first", bridge: "first" },
  "the same request after a day": { ms: DAY, spherepay: 400, grid: "first", bridge: 422 },
  "another request": { other: true, spherepay: 400, grid: 400, bridge: 422 },
  "another request after a day": { other: true, ms: DAY, spherepay: 400, grid: 400, bridge: 422 },
  "the same request after it was refused": { invalid: true, spherepay: 400, grid: "first", bridge: "first" },
  "a corrected request after it was refused": { invalid: true, other: true, spherepay: 400, grid: 400, bridge: 422 },
  "the same request after its response was lost": { lost: true, spherepay: 400, grid: 201, bridge: 200 },
};

describe("a key that was used", () => {
  for (const [provider, [path, body, second]] of Object.entries(KEYED)) {
    for (const [what, { ms = 0, other, invalid, lost, [provider]: expected }] of Object.entries(REUSE)) {
      test(`${provider}, ${what}: ${expected}`, async () => {
        const { sandbox, advance, ...calls } = setUp();
        const target = provider === "grid" ? path.replace("{id}", (await calls.grid("POST", "/customers", INDIVIDUAL)).body.id) : path;
        const post = (sent) => calls[provider]("POST", target, sent, key("reused"));
        const given = invalid ? { ...body, redirectUri: "ftp://x", redirect_uri: "ftp://x", email: 1 } : body;
        if (lost) {
          sandbox.nextFailure("drop_after");
          await assert.rejects(post(given));
        }
        const first = lost ? undefined : await post(given);
        assert.equal(first?.status >= 400, invalid ?? false);
        const count = sandbox.customers().length;
        advance(ms);
        const again = await post(other ? second : given);
        if (expected === "first") assert.deepEqual([again.status, again.body], [first.status, first.body]);
        else assert.equal(again.status, expected);
        assert.equal(sandbox.customers().length, count, "it acts once");
      });
    }
  }
});

/** Requests that a provider refuses whatever happened before: the provider, the request and the status. */
const REFUSED = {
  "a create without a key": ["bridge", "POST", "/kyc_links", LINK, key(undefined), 400],
  "a create with an empty key": ["bridge", "POST", "/kyc_links", LINK, key(""), 400],
  "a read with a key": ["bridge", "GET", "/kyc_links", undefined, key("a"), 400],
  "no credentials (Bridge)": ["bridge", "POST", "/kyc_links", LINK, { "api-key": undefined }, 401],
  "credentials of another form (Bridge)": [
    "bridge",
    "POST",
    "/kyc_links",
    LINK,
    { "api-key": undefined, authorization: "Bearer key" },
    401,
  ],
  "an unknown parameter (Bridge)": ["bridge", "GET", "/kyc_links?page=1", undefined, {}, 400],
  "a page that is too large (Bridge)": ["bridge", "GET", "/kyc_links?limit=101", undefined, {}, 400],
  "an email address without a type": ["bridge", "POST", "/kyc_links", { email: LINK.email }, {}, 400],
  "a redirect without http": ["bridge", "POST", "/kyc_links", { ...LINK, redirect_uri: "app://done" }, {}, 400],
  "an endorsement that does not exist": ["bridge", "POST", "/kyc_links", { ...LINK, endorsements: ["gold"] }, {}, 400],
  "text instead of JSON (Bridge)": ["bridge", "POST", "/kyc_links", JSON.stringify(LINK), { "content-type": "text/plain" }, 400],
  "a key that is too long": ["spherepay", "POST", "/v2/customer/kyc-link", PERSON, key("k".repeat(256)), 400],
  "a content type without a body": ["spherepay", "GET", "/v2/customer", undefined, { "content-type": "application/json" }, 400],
  "a customer without a phone": ["spherepay", "POST", "/v2/customer/kyc-link", changed(PERSON, "phone"), {}, 422],
  "no credentials (SpherePay)": ["spherepay", "POST", "/v2/customer/kyc-link", PERSON, { authorization: undefined }, 403],
  "no credentials (Grid)": ["grid", "POST", "/customers", INDIVIDUAL, { authorization: undefined }, 401],
  "an unknown parameter (Grid)": ["grid", "GET", "/config?a=1", undefined, {}, 400],
  "no body (Grid)": ["grid", "POST", "/customers", undefined, {}, 400],
  "a link for nobody": ["grid", "POST", "/customers/Customer:1/kyc-link", {}, {}, 404],
};

describe("a request that is refused", () => {
  for (const [what, [provider, method, path, body, headers, status]] of Object.entries(REFUSED)) {
    test(`${what}: ${status}`, async () => {
      const { sandbox, ...calls } = setUp();
      assert.equal((await calls[provider](method, path, body, headers)).status, status);
      assert.equal(sandbox.customers().length, 0);
    });
  }
});

describe("steps in any order", () => {
  /** The steps of a person at Bridge, and whether the customer is active after the last one. */
  const ORDERS = {
    "": false,
    terms: false,
    "terms, terms": false,
    "kyc:approve": false,
    "kyc:approve, kyc:approve": false,
    "kyc:review, terms": false,
    "kyc:hold, terms": false,
    "kyc:reject, terms": false,
    "terms, kyc:reject": false,
    "terms, kyc:review": false,
    "kyc:approve, terms": true,
    "terms, kyc:approve": true,
    "terms, kyc:hold, kyc:approve": true,
  };
  for (const [order, isActive] of Object.entries(ORDERS)) {
    test(`Bridge: ${order || "nothing"} ${isActive ? "approves" : "approves nobody"}`, async () => {
      const { sandbox, bridge } = setUp({ bridge: { customerId: "at_once" } });
      const { body: link } = await bridge("POST", "/kyc_links", LINK);
      for (const step of order.split(", ").filter(Boolean)) {
        const [page, decision = "approve"] = step.split(":");
        await sandbox.finishLink(page === "terms" ? link.tos_link : link.kyc_link, decision);
      }
      const { body: customer } = await bridge("GET", `/customers/${link.customer_id}`);
      assert.equal(customer.status === "active", isActive);
      const approved = sandbox.deliveries().map(({ body }) => JSON.parse(body));
      assert.equal(
        approved.some(({ event_object_status: status }) => status === "active"),
        isActive,
        "events",
      );
    });
  }

  test("Bridge: whoever posts a known address in any case gets a refusal", async () => {
    const { sandbox, bridge } = setUp();
    const { body: link } = await bridge("POST", "/kyc_links", LINK);
    for (const email of [LINK.email, LINK.email.toUpperCase()]) {
      const { status, body } = await bridge("POST", "/kyc_links", { ...LINK, email, type: "business" });
      assert.deepEqual([status, body.code, body.existing_kyc_link.id], [400, "duplicate_record", link.id]);
    }
    assert.equal(sandbox.customers().length, 1);
  });

  test("Grid: no link before the contacts are verified, and no code that was not sent", async () => {
    const { grid } = setUp();
    const { id } = (await grid("POST", "/customers", EU_INDIVIDUAL)).body;
    const post = (path, body) => grid("POST", `/customers/${id}${path}`, body);
    assert.equal((await post("/kyc-link", {})).status, 409);
    assert.notEqual((await post("/verify-email/confirm", { code: "123456" })).status, 200);
    assert.equal((await post("/kyc-link", {})).status, 409);
  });
});
