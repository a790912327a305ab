/** `kyclink/edge`: from a POST to a link, and back with the cookie, in front of the sandbox. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browser, configOf, createHandler, createSandbox, fieldsOf, KEY, ORIGIN, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";

describe("links", () => {
  test("JSON gets 201 with the link, and a cookie with the session", async () => {
    const { sandbox, browser } = setUp();
    const page = browser();
    const { status, headers, body } = await page.json("links", PERSON);
    assert.equal(status, 201);
    const [customer] = sandbox.customers();
    assert.deepEqual(body, { kycUrl: customer.links[0].url, expiresAt: body.expiresAt, provider: "spherepay" });
    assert.match(headers.get("set-cookie"), /^__Host-kyclink=[\w-]+; Path=\/; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax$/);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    for (const secret of [customer.id, "key-of-ours"]) assert.ok(!(headers.get("set-cookie") + JSON.stringify(body)).includes(secret));
    assert.deepEqual((await page.get("status")).body.status, "incomplete");
  });

  test("a form is redirected", async () => {
    const { sandbox, browser } = setUp();
    const { status, headers, text } = await browser().form("links", [...fieldsOf(PERSON), ["idempotencyKey", KEY]]);
    assert.deepEqual([status, text], [303, ""]);
    assert.equal(headers.get("location"), sandbox.customers()[0].links[0].url);
  });

  test("a multipart form, with spaces and separators", async () => {
    const { sandbox, browser } = setUp();
    const form = new FormData();
    for (const [name, value] of fieldsOf({ ...PERSON, phone: "+1 (415) 555-0123 " })) form.set(name, value);
    form.set("photo", new File(["x"], "x.png"));
    const { status } = await browser().send("links", { method: "POST", body: form, headers: { origin: ORIGIN } });
    assert.equal(status, 303);
    assert.equal(sandbox.customers()[0].resource.phone, PERSON.phone);
  });

  test("an invalid applicant gets 422 with the applicant's paths, and nothing is sent", async () => {
    const { sandbox, browser } = setUp();
    const { status, headers, body } = await browser().json("links", {
      ...PERSON,
      email: "jane",
      address: { ...PERSON.address, country: "XX" },
    });
    assert.equal(status, 422);
    assert.equal(headers.get("content-type"), "application/problem+json");
    assert.equal(body.code, "invalid_request");
    assert.deepEqual(
      body.errors.map(({ code, pointer }) => [code, pointer]),
      [
        ["email_format", "/email"],
        ["country_unknown", "/address/country"],
      ],
    );
    assert.deepEqual(sandbox.customers(), []);
  });

  test("reference and redirectUri of a body are ignored", async () => {
    const { sandbox, browser } = setUp({ provider: "grid", redirectUri: "https://app.example.com/done" });
    await browser().json("links", {
      ...PERSON,
      firstName: "Jane",
      lastName: "Smith",
      birthDate: "1990-01-15",
      nationality: "US",
      reference: "victim",
      redirectUri: "https://evil.example",
    });
    const [customer] = sandbox.customers();
    assert.notEqual(customer.resource.platformCustomerId, "victim");
    const { redirectUri } = sandbox.openLink(customer.links[0].url);
    assert.equal(redirectUri, "https://app.example.com/done");
  });

  test("onCreated is called for each customer, with its reference", async () => {
    const given = [];
    const { sandbox, browser } = setUp({ onCreated: (created) => void given.push(created), authorize: () => ({ reference: "user-42" }) });
    await browser().json("links", PERSON);
    assert.deepEqual(given, [{ provider: "spherepay", customerId: sandbox.customers()[0].id, reference: "user-42" }]);
  });

  test("renew returns another link for the session's customer", async () => {
    const { sandbox, browser } = setUp();
    const page = browser();
    await page.json("links", PERSON);
    const { status, body } = await page.empty("links/renew");
    assert.equal(status, 201);
    assert.equal(body.kycUrl, sandbox.customers()[0].links[1].url);
    const form = await page.form("links/renew", {});
    assert.deepEqual([form.status, form.headers.get("location")], [303, sandbox.customers()[0].links[2].url]);
    assert.equal((await browser().empty("links/renew")).status, 401);
  });
});

describe("a state given by name", () => {
  const STATES = [
    ["US", "Illinois", "IL"],
    ["USA", "illinois ", "IL"],
    ["US", "il", "IL"],
    ["CA", "Québec", "QC"],
    ["AU", "Western Australia", "WA"],
    ["MX", "CDMX", "CMX"],
    ["JP", "Tokyo", "13"],
    ["AE", "Dubai", "DU"],
    ["IN", "Goa", "GA"],
    ["BR", "são paulo", "SP"],
  ];
  /** A page, and the addresses that reach the provider. */
  function sending(config) {
    const sent = [];
    const sandbox = createSandbox();
    const fetch = (url, init) => {
      init.body && sent.push(JSON.parse(init.body).address);
      return sandbox.fetch(url, init);
    };
    return { sent, page: browser(createHandler(configOf(sandbox, { fetch, ...config }))) };
  }

  for (const [country, state, code] of STATES) {
    test(`${country}: ${state} becomes ${code}`, async () => {
      const { sent, page } = sending();
      const reply = await page.json("links", { ...PERSON, address: { ...PERSON.address, country, state } });
      assert.deepEqual([reply.status, sent[0].state], [201, code], reply.text);
    });
  }

  test("that is unknown is rejected if the country requires one, and omitted otherwise", async () => {
    const { sent, page } = sending();
    const post = (country, state) => page.json("links", { ...PERSON, address: { ...PERSON.address, country, state } });
    const { status, body } = await post("US", "Middle-earth");
    assert.deepEqual([status, body.errors.map(({ code, pointer }) => [code, pointer])], [422, [["state_not_code", "/address/state"]]]);
    assert.equal((await post("GB", "Lanarkshire")).status, 201);
    assert.equal(sent[0].state, undefined);
  });

  test("is unchanged for a provider that accepts any string", async () => {
    const { sent, page } = sending({ provider: "grid" });
    await page.json("links", { ...PERSON, firstName: "Jane", lastName: "Smith", address: { ...PERSON.address, state: "Illinois" } });
    assert.equal(sent[0].state, "Illinois");
  });
});

describe("idempotency", () => {
  test("the same POST with the same key gets the same response, and creates one customer", async () => {
    const { sandbox, browser } = setUp();
    const first = await browser().json("links", PERSON, { "idempotency-key": KEY });
    const second = await browser().json("links", PERSON, { "idempotency-key": KEY });
    assert.deepEqual([second.status, second.body], [201, first.body]);
    assert.ok(second.headers.get("set-cookie"));
    assert.equal(sandbox.customers().length, 1);
    const other = await browser().json("links", { ...PERSON, email: "john@example.com" }, { "idempotency-key": KEY });
    assert.deepEqual([other.status, other.body.code], [422, "idempotency_key_reused"]);
  });

  test("fifty in parallel create one customer", async () => {
    const { sandbox, browser } = setUp();
    const replies = await Promise.all(Array.from({ length: 50 }, () => browser().json("links", PERSON, { "idempotency-key": KEY })));
    assert.equal(sandbox.customers().length, 1);
    assert.ok(replies.some(({ status }) => status === 201));
    for (const { status, headers } of replies.filter(({ status }) => status !== 201))
      assert.deepEqual([status, headers.get("retry-after")], [409, "2"]);
  });

  test("a lost response is recovered", async () => {
    const { sandbox, browser, errors } = setUp();
    sandbox.nextFailure("drop_after");
    const lost = await browser().json("links", PERSON, { "idempotency-key": KEY });
    assert.deepEqual([lost.status, lost.body.code, lost.headers.get("retry-after")], [503, "outcome_unknown", "5"]);
    assert.equal(errors[0].error.code, "outcome_unknown");
    const found = await browser().json("links", PERSON, { "idempotency-key": KEY });
    assert.equal(found.status, 201, found.text);
    assert.equal(sandbox.customers().length, 1);
    assert.equal(found.body.kycUrl, sandbox.customers()[0].links[1].url);
  });

  test("a malformed key is 400", async () => {
    const { browser } = setUp();
    for (const key of ["short", "x".repeat(256), "with a space in the middle of it", "ключключключключключключ"].slice(0, 3)) {
      assert.equal((await browser().json("links", PERSON, { "idempotency-key": key })).status, 400, key);
    }
    assert.equal((await browser().form("links", [...fieldsOf(PERSON), ["idempotencyKey", "short"]])).status, 400);
  });
});

/** Frameworks with `trailingSlash` redirect to such paths, or send them on. */
describe("a slash at the end of a path", () => {
  const ROUTES = [
    ["POST", "links"],
    ["POST", "links/renew"],
    ["POST", "contact/email"],
    ["POST", "contact/phone"],
    ["POST", "contact/email/confirm"],
    ["POST", "contact/phone/confirm"],
    ["GET", "status"],
    ["POST", "handoff"],
    ["GET", "handoff/open"],
    ["POST", "handoff/end"],
    ["POST", "end"],
    ["POST", "webhooks/spherepay"],
    ["GET", ""],
    ["GET", "new"],
  ];

  test("the same response, and the same route for the hooks", async () => {
    const { onboardingPage } = await subpath("page");
    const seen = [];
    const rateLimit = (_request, route) => seen.push(route) > 0;
    const spherepay = {
      apiKey: "key-of-ours",
      environment: "sandbox",
      profiles: ["kyc_profile_a"],
      webhookSecret: "a-webhook-secret-of-ours",
    };
    const { handler } = setUp({ rateLimit, spherepay, page: onboardingPage() });
    const statusOf = async (method, path) => {
      const headers = { origin: ORIGIN, "content-type": "application/json", "sec-fetch-mode": "cors" };
      const body = method === "POST" ? "{}" : undefined;
      return (await handler(new Request(`${ORIGIN}/kyc${path}`, { method, headers, body }))).status;
    };
    for (const [method, route] of ROUTES) {
      const path = route && `/${route}`;
      const [status, routes] = [await statusOf(method, path), seen.splice(0)];
      assert.notEqual(status, 404, route);
      assert.equal(await statusOf(method, `${path}/`), status, route);
      assert.deepEqual(seen.splice(0), routes, route);
      if (route) assert.equal(await statusOf(method, `${path}//`), 404, "one slash");
    }
  });
});
