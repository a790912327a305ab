/**
 * The sandbox is not more lenient than the providers: what passes here and fails there would be found in production.
 * Each row is a sequence of steps whose last result a provider documents; `docs/<provider>.md` has the sources.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DAY, INDIVIDUAL, PERSON, setUp } from "../helpers/sandbox/harness.mjs";

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

describe("steps in any order", () => {
  test("Bridge: a link names its customer once the terms are accepted and the check has begun, and approves nobody before", async () => {
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
      const id = shown["read alone"].customer_id;
      const isActive = id !== null && (await bridge("GET", `/customers/${id}`)).body.status === "active";
      const told = sandbox.deliveries().some(({ event }) => event.event_object_id === id && event.event_object_status === "active");
      // Whoever is in review cannot be checked again.
      const [check] = order.filter((step) => /:(approve|review)$/.test(step));
      assert.deepEqual([isActive, told], Array(2).fill(order.includes("terms") && check === "kyc:approve"), order.join());
    }
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
