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

  test("Bridge: a link names its customer once the terms are accepted and the check has begun, wherever it is shown", async () => {
    const steps = ["terms", ...["approve", "reject", "hold", "review"].map((decision) => `kyc:${decision}`)];
    const longer = (orders) => orders.flatMap((order) => steps.filter((step) => !order.includes(step)).map((step) => [...order, step]));
    const [ones, twos] = [longer([[]]), longer(longer([[]]))];
    const { sandbox, bridge } = setUp();
    for (const order of [[], ...ones, ...twos, ...longer(twos)]) {
      const person = { ...LINK, email: `${crypto.randomUUID()}@example.com` };
      const { body: link } = await bridge("POST", "/kyc_links", person);
      for (const step of order) {
        const [page, decision = "approve"] = step.split(":");
        await sandbox.finishLink(page === "terms" ? link.tos_link : link.kyc_link, decision);
      }
      const isNamed = order.includes("terms") && order.some((step) => step.startsWith("kyc:"));
      const events = sandbox.deliveries().filter(({ event }) => event.event_object_id === link.id);
      const shown = {
        "read alone": (await bridge("GET", `/kyc_links/${link.id}`)).body,
        "in a list": (await bridge("GET", `/kyc_links?email=${person.email}`)).body.data[0],
        "as the known one": (await bridge("POST", "/kyc_links", person)).body.existing_kyc_link,
        "in its last event": events.at(-1).event.event_object,
      };
      for (const [where, { id, customer_id }] of Object.entries(shown)) {
        assert.equal(id, link.id);
        assert.equal(customer_id !== null, isNamed, `${order.join(", ") || "no step"}: ${where}`);
      }
      assert.equal(link.customer_id, null, "at once");
    }
  });

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

/** How much a provider takes or shows unless it is told otherwise: how to make one more than that, and how to count. */
const MOST = {
  "customers of a page (SpherePay)": {
    most: 10,
    make: ({ spherepay }, index) => spherepay("POST", "/v2/customer/kyc-link", { ...PERSON, email: `${index}@example.com` }),
    count: async ({ spherepay }) => (await spherepay("GET", "/v2/customer")).body.customers.length,
  },
  "customers of a page (Grid)": {
    most: 20,
    make: ({ grid }, index) => grid("POST", "/customers", { ...INDIVIDUAL, platformCustomerId: `id-${index}` }),
    count: async ({ grid }) => (await grid("GET", "/customers")).body.data.length,
  },
  "links of a page (Bridge)": {
    most: 10,
    make: ({ bridge }, index) => bridge("POST", "/kyc_links", { ...LINK, email: `${index}@example.com` }),
    count: async ({ bridge }) => (await bridge("GET", "/kyc_links")).body.count,
  },
  "RFIs of a page (Bridge)": {
    most: 10,
    async make({ sandbox, bridge }, index) {
      if (index === 0) await bridge("POST", "/kyc_links", LINK);
      return sandbox.trigger("rfi.created", sandbox.customers()[0].id);
    },
    count: async ({ bridge }) => (await bridge("GET", "/rfis")).body.count,
  },
  "webhooks (Bridge)": {
    most: 5,
    async make({ bridge, statuses }) {
      const endpoint = { url: "https://app.example.com/hooks", event_epoch: "webhook_creation" };
      statuses.push((await bridge("POST", "/webhooks", endpoint)).status);
    },
    count: ({ statuses }) => statuses.filter((status) => status === 201).length,
  },
};

describe("as much as a provider takes or shows unless it is told otherwise", () => {
  for (const [what, { most, make, count }] of Object.entries(MOST)) {
    test(`${most} ${what}`, async () => {
      const world = { ...setUp(), statuses: [] };
      for (let index = 0; index <= most; index++) {
        assert.equal(await count(world), index, "each is counted");
        await make(world, index);
      }
      assert.equal(await count(world), most, "but no more than that");
    });
  }
});

test("Bridge: a page of any size after or before any link has its neighbours", async () => {
  const { bridge } = setUp({ bridge: { customerId: "at_once" } });
  for (let index = 0; index < 6; index++) await bridge("POST", "/kyc_links", { ...LINK, email: `jane${index}@example.com` });
  const ids = async (query) => (await bridge("GET", `/kyc_links?${query}`)).body.data.map(({ customer_id }) => customer_id);
  const all = await ids("limit=100");
  assert.equal(new Set(all).size, 6);
  for (const [place, id] of all.entries())
    for (const limit of [1, 2, 4, 6, 10]) {
      assert.deepEqual(await ids(`starting_after=${id}&limit=${limit}`), all.slice(place + 1, place + 1 + limit));
      assert.deepEqual(await ids(`ending_before=${id}&limit=${limit}`), all.slice(Math.max(place - limit, 0), place));
    }
});
