/** What the handler trusts: rotated secrets, cookies of other handlers, hooks, prototypes, stores. */

import assert from "node:assert/strict";
import { afterEach, describe, mock, test } from "node:test";
import {
  browser,
  configOf,
  createHandler,
  createSandbox,
  KEY,
  memoryStore,
  ORIGIN,
  PERSON,
  PERSON_AT_GRID,
  SECRET,
  setUp,
} from "../helpers/edge/harness.mjs";

const NEW_SECRET = "a-newer-secret-of-more-than-32-bytes";

afterEach(() => mock.timers.reset());

/** A handler whose secret can be replaced, with what posts its webhooks. */
async function rotating(config) {
  const sandbox = createSandbox();
  const store = memoryStore();
  const { secret } = await sandbox.signWebhook("spherepay", {});
  const errors = [];
  const open = (cookieSecret) => {
    const own = configOf(sandbox, { store, cookieSecret, onError: (error) => errors.push(error), ...config });
    return createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
  };
  const deliver = async (handler, id, created = new Date().toISOString()) => {
    const event = { id, name: "customer.kyc.successful", created, data: { customer: { id: sandbox.customers()[0].id } } };
    const { body, headers } = await sandbox.signWebhook("spherepay", event);
    return (await handler(new Request("https://app.example.com/kyc/webhooks/spherepay", { method: "POST", body, headers }))).status;
  };
  return { sandbox, store, errors, open, deliver };
}

describe("cookieSecret", () => {
  test("replaced in an emergency: known customers keep their webhooks, and people start again", async () => {
    const handled = [];
    const { open, deliver } = await rotating({ onEvent: ({ id }) => void handled.push(id) });
    const before = open(SECRET);
    const page = browser(before);
    await page.json("links", PERSON);
    await page.get("status");
    assert.equal(await deliver(before, "event_1"), 200);
    const after = open(NEW_SECRET);
    assert.equal(await deliver(after, "event_2"), 200, "a status that is sealed under the old secret is learned anew");
    assert.equal(await deliver(after, "event_1"), 200, "an event that nobody can read any more is an event");
    assert.deepEqual(handled, ["event_1", "event_2", "event_1"]);
    const old = browser(after);
    old.cookie(page.cookie());
    assert.deepEqual((await old.get("status")).body, { status: "none", nextAction: "none" });
    assert.equal((await browser(after).json("links", PERSON)).status, 201);
  });

  test("replaced in an emergency: counters start again, keys and claims fail closed", async () => {
    const { open, sandbox, errors } = await rotating();
    const post = (handler) => browser(handler).json("links", PERSON, { "idempotency-key": KEY });
    const before = open(SECRET);
    sandbox.nextFailure("drop_before");
    assert.equal((await post(before)).status, 503);
    assert.equal((await browser(before).json("links", PERSON)).status, 201);
    const after = open(NEW_SECRET);
    const refused = await post(after);
    assert.deepEqual([refused.status, refused.body.code], [503, "not_now"]);
    assert.match(errors.at(-1).message, /cookieSecret/);
    assert.equal(sandbox.customers().length, 1);
    // With the old secret back in the list all is as before: the customer is still another onboarding's.
    const both = await post(open([NEW_SECRET, SECRET]));
    assert.deepEqual([both.status, both.body.code], [503, "outcome_unknown"]);
  });

  test("replaced in an emergency: a provider that finds customers by reference continues at once", async () => {
    const { open } = await rotating({ provider: "grid", authorize: () => ({ reference: "user-1" }) });
    assert.equal((await browser(open(SECRET)).json("links", PERSON_AT_GRID)).status, 202);
    assert.equal((await browser(open(NEW_SECRET)).json("links", PERSON_AT_GRID)).status, 202);
  });

  test("rotated as planned: nothing changes", async () => {
    const { open, deliver } = await rotating();
    const page = browser(open(SECRET));
    const first = await page.json("links", PERSON, { "idempotency-key": KEY });
    const after = open([NEW_SECRET, SECRET]);
    const same = browser(after);
    same.cookie(page.cookie());
    assert.equal((await same.get("status")).body.status, "incomplete");
    assert.deepEqual((await same.json("links", PERSON, { "idempotency-key": KEY })).body, first.body);
    assert.equal(await deliver(after, "event_1"), 200);
    assert.equal((await same.get("status")).body.status, "approved");
  });

  test("copied from documentation is rejected", () => {
    for (const cookieSecret of [
      "from `openssl rand -base64 32`, at least 32 bytes",
      [SECRET, "$(openssl rand -base64 32) and more of it"],
    ]) {
      assert.throws(() => createHandler(configOf(createSandbox(), { cookieSecret })), {
        code: "invalid_config",
        message: /cookieSecret.*documentation/,
      });
    }
  });
});

describe("a cookie belongs to its handler", () => {
  async function opensAt(config, other) {
    const sandbox = createSandbox();
    const own = configOf(sandbox, config);
    const page = browser(createHandler(own));
    await page.json("links", PERSON);
    const there = browser(createHandler({ ...own, ...other, store: memoryStore() }));
    there.cookie(page.cookie());
    return (await there.get("status")).body.status;
  }
  const elsewhere = { apiKey: "key-of-ours", baseUrl: "https://sandbox.kyclink.example/elsewhere" };

  test("and not to a handler with another account", async () => {
    assert.equal(await opensAt({}, {}), "incomplete");
    assert.equal(await opensAt({}, { spherepay: elsewhere }), "none");
    // A right must not outlive the records that limit it, which are those of the account.
    const { spherepay, grid } = configOf(createSandbox());
    assert.equal(await opensAt({}, { spherepay: { ...spherepay, apiKey: "another-key-of-ours" } }), "none");
    assert.equal(await opensAt({ id: "a" }, { id: "a", spherepay: { ...spherepay, apiKey: "another-key-of-ours" } }), "incomplete");
    assert.equal(await opensAt({}, { grid: { ...grid, clientId: "another-id-of-ours" } }), "incomplete", "it is not chosen");
    assert.equal(await opensAt({}, { provider: "grid" }), "none");
    assert.equal(await opensAt({}, { provider: () => "spherepay" }), "none");
  });

  test("and its id distinguishes handlers", async () => {
    assert.equal(await opensAt({ id: "a" }, { id: "b" }), "none");
    assert.equal(await opensAt({ id: "a" }, { provider: () => "spherepay" }), "incomplete");
    for (const id of ["", 1, {}, []])
      assert.throws(() => createHandler(configOf(createSandbox(), { id })), { code: "invalid_config", message: /^id / });
  });
});

describe("authorize", () => {
  /** A stranger has no session, and may choose a name: none of these is an alarm. */
  const OF_A_REQUEST = [
    { reference: undefined },
    { reference: null },
    { reference: "" },
    { reference: "\ud800" },
    { reference: "x".repeat(501) },
    { redirectUri: "" },
    { redirectUri: "\udfff" },
  ];
  const OF_THE_FUNCTION = [
    { reference: 1 },
    { reference: ["a"] },
    { redirectUri: 1 },
    {},
    Object.create(null),
    { user: "user-42" },
    { error: "denied", status: 401 },
  ];
  for (const returned of [...OF_A_REQUEST, ...OF_THE_FUNCTION]) {
    test(`${JSON.stringify(returned)} with ${Object.keys(returned)} is refused`, async () => {
      const { browser: open, sandbox, errors } = setUp({ authorize: () => returned });
      for (let again = 0; again < 3; again++) assert.equal((await open().json("links", PERSON)).status, 403);
      assert.equal(sandbox.customers().length, 0);
      const codes = OF_A_REQUEST.includes(returned) ? ["advice"] : Array(3).fill("invalid_config");
      assert.deepEqual(
        errors.map(({ error }) => error.code),
        codes,
      );
    });
  }

  test("the cookie of the longest reference is one that browsers keep", async () => {
    for (const letter of ["x", "\u00e9", "\u8a9e", '"']) {
      const { handler } = setUp({ authorize: () => ({ reference: letter.repeat(500) }) });
      const headers = { "content-type": "application/json", origin: ORIGIN };
      const response = await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers, body: JSON.stringify(PERSON) }));
      assert.equal(response.status, 201);
      // RFC 6265, section 6.1: the sum of name, value and attributes.
      assert.ok(response.headers.get("set-cookie").length <= 4096, letter);
    }
  });

  for (const [name, returned] of Object.entries({
    "an Error": new Error("denied"),
    "a list": [],
    "a Map": new Map(),
    "another verdict": { ok: false },
    "an instance": new (class User {
      get reference() {
        return "user-1";
      }
    })(),
  })) {
    test(`${name} as a return value lets nobody in`, async () => {
      const { browser: open, sandbox } = setUp({ authorize: () => returned });
      assert.equal((await open().json("links", PERSON)).status, 403);
      assert.equal(sandbox.customers().length, 0);
    });
  }

  test("a Response whose body is used refuses all the same", async () => {
    const used = new Response("x", { status: 401 });
    await used.text();
    const { browser: open, errors } = setUp({ authorize: () => used });
    const { status, body, headers } = await open().json("links", PERSON);
    assert.deepEqual([status, body.code, headers.get("cache-control")], [403, "not_allowed", "no-store"]);
    assert.ok(errors.length > 0);
  });

  test("may refuse with the same Response many times", async () => {
    const refusal = new Response("Log in first", { status: 401 });
    const { handler } = setUp({ authorize: () => refusal });
    const ask = (method) => handler(new Request("https://a.example/kyc/status", { method }));
    for (let i = 0; i < 2000; i++) assert.equal((await ask("HEAD")).status, 401);
    assert.equal(await (await ask("GET")).text(), "Log in first");
  });

  test("may refuse with the same Response", async () => {
    const refusal = new Response("Log in first", { status: 401 });
    const { browser: open } = setUp({ authorize: () => refusal });
    for (let i = 0; i < 3; i++)
      assert.deepEqual([(await open().get("status")).status, (await open().get("status")).text], [401, "Log in first"]);
  });

  test("nothing, and no redirectUri, are an anonymous person", async () => {
    for (const returned of [undefined, { redirectUri: undefined }]) {
      assert.equal(
        (
          await setUp({ authorize: () => returned })
            .browser()
            .json("links", PERSON)
        ).status,
        201,
      );
    }
  });
});

describe("the hook that chooses a provider", () => {
  test("is only called with a valid applicant of one of the providers", async () => {
    const asked = [];
    const { browser: open } = setUp({
      provider: (applicant) => {
        asked.push(applicant);
        return "grid";
      },
    });
    for (const bad of [
      null,
      [],
      "x",
      1,
      {},
      { ...PERSON, address: "Chicago" },
      { ...PERSON, email: { toString: 1 } },
      { ...PERSON, address: { country: { a: 1 } } },
    ]) {
      assert.equal((await open().json("links", bad)).status, 422, JSON.stringify(bad));
    }
    assert.deepEqual(asked, []);
    await open().json("links", PERSON);
    await open().json("links", { ...PERSON_AT_GRID, address: undefined });
    assert.deepEqual(
      asked.map(({ address }) => address?.country),
      ["USA", undefined],
    );
  });

  test("may only choose a configured provider", async () => {
    const { browser: open } = setUp({ provider: () => "grid", grid: undefined, bridge: undefined });
    const { status, body } = await open().json("links", { ...PERSON, address: undefined });
    assert.deepEqual([status, body.errors.map(({ pointer }) => pointer)], [422, ["/address"]]);
  });
});

test("properties of Object.prototype are not options", async () => {
  const stolen = [];
  const polluted = {
    fetch: (url, init) => {
      stolen.push([url, init]);
      return Promise.reject(new Error("stolen"));
    },
    headers: { "x-stolen": "1" },
    secret: "s",
    authorize: () => ({ reference: "attacker" }),
    rateLimit: "none",
    onError: (error) => stolen.push(error),
    onStep: (step) => stolen.push(step),
    serve: (request) => stolen.push(request),
    drawQrCode: (text) => stolen.push(text),
    onEvent: (event) => stolen.push(event),
    onCreated: (created) => stolen.push(created),
    render: () => "<p>stolen",
    redirectUri: "https://evil.example/",
    allowHosts: ["evil.example"],
    policy: "schema",
    timeout: 1,
    maxRetries: 0,
    webhookSecret: "known to the attacker, and long enough",
    reference: "attacker",
    retryAfterMs: 1,
    id: "x",
    maxWebhookAgeMs: 1,
    values: { stolen: "1" },
    link: { kycUrl: "https://evil.example/x" },
    kycUrl: "https://evil.example/x",
    customerId: "customer_stolen",
    ofHook: true,
    failed: "internal",
    updatedAt: 1,
    effect: "authorize",
    field: "stolen",
    isReported: true,
    isNeverEmpty: true,
    max: 0,
  };
  const sandbox = createSandbox();
  const own = configOf(sandbox, { authorize: () => {} });
  delete own.rateLimit;
  const real = globalThis.fetch;
  const reached = [];
  delete own.fetch;
  globalThis.fetch = (...given) => {
    reached.push(given[0]);
    return sandbox.fetch(...given);
  };
  for (const [name, value] of Object.entries(polluted))
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
  try {
    const page = browser(createHandler(own));
    const post = (person) =>
      page.send("links", {
        method: "POST",
        body: JSON.stringify(person),
        headers: { origin: "https://app.example.com", "content-type": "application/json" },
      });
    const response = await post(PERSON);
    assert.equal(response.status, 201, response.text);
    const renewed = await page.send("links/renew", { method: "POST", headers: { origin: "https://app.example.com" } });
    for (const { body } of [response, renewed]) assert.ok(body.kycUrl.startsWith("https://verify.spherepay.example/"), body.kycUrl);
    assert.equal((await page.get("status", { accept: "text/html" })).body.status, "incomplete");
    const wrong = await post({ ...PERSON, email: "x" });
    assert.deepEqual([wrong.status, wrong.body.errors.map(({ pointer }) => pointer)], [422, ["/email"]]);
    assert.equal((await page.send("webhooks/spherepay", { method: "POST", body: "{}", headers: {} })).status, 404);
  } finally {
    for (const name of Object.keys(polluted)) delete Object.prototype[name];
    globalThis.fetch = real;
  }
  assert.deepEqual(stolen, []);
  assert.ok(reached.length > 0);
});

describe("stores", () => {
  test("may return null for no value", async () => {
    const store = memoryStore();
    const { browser: open, sandbox } = setUp({ store: { ...store, get: async (key) => (await store.get(key)) ?? null } });
    const page = open();
    const post = () => page.json("links", PERSON, { "idempotency-key": KEY });
    assert.deepEqual([(await post()).status, (await post()).status, (await page.get("status")).body.status], [201, 201, "incomplete"]);
    assert.equal(sandbox.customers().length, 1);
  });

  test("may contain other data: it never opens and does not count as missing", async () => {
    const { browser: open } = setUp({ store: { get: async () => "garbage", swap: async () => false } });
    const { status, body } = await open().json("links", PERSON, { "idempotency-key": KEY });
    assert.deepEqual([status, body.code], [503, "not_now"]);
  });

  for (const wrong of ["1", "0", "", 1, 0, { modifiedCount: 0 }, { raw: null }, [], null, undefined]) {
    test(`must say whether it has swapped with true or false: ${JSON.stringify(wrong)} is refused`, async () => {
      const errors = [];
      const store = memoryStore();
      const swap = async (...given) => (await store.swap(...given)) && wrong;
      const { browser: open, sandbox } = setUp({ store: { ...store, swap }, onError: (error) => errors.push(error) });
      const { status } = await open().json("links", PERSON, { "idempotency-key": KEY });
      assert.deepEqual([status, sandbox.customers().length], [503, 0]);
      assert.deepEqual([errors[0].code, errors[0].message], ["invalid_config", "swap must return true or false."]);
    });
  }
});

test("each handler with one store gets an event", async () => {
  const sandbox = createSandbox();
  const { secret } = await sandbox.signWebhook("spherepay", {});
  const store = memoryStore();
  const handled = [];
  const { body, headers } = await sandbox.signWebhook("spherepay", {
    id: "event_1",
    name: "x",
    created: new Date().toISOString(),
    data: {},
  });
  for (const id of ["one", "other", "one"]) {
    const own = configOf(sandbox, { store, id, onEvent: () => handled.push(id) });
    const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
    assert.equal((await handler(new Request("https://a.example/kyc/webhooks/spherepay", { method: "POST", body, headers }))).status, 200);
  }
  assert.deepEqual(handled, ["one", "other"]);
});

test("onError gets a warning about missing profiles once, at creation", async () => {
  const handled = [];
  const sandbox = createSandbox();
  const onError = (error, route) => handled.push([error.code, error.message, route]);
  const own = configOf(sandbox, { onError });
  createHandler(own);
  assert.deepEqual(handled, []);
  delete own.spherepay.profiles;
  const handler = createHandler(own);
  const page = browser(handler);
  await page.json("links", PERSON);
  await page.get("status");
  assert.deepEqual(
    handled.map(([code, , route]) => [code, route]),
    [["invalid_config", ""]],
  );
  assert.match(handled[0][1], /spherepay\.profiles/);
  createHandler({ ...own, provider: "grid" });
  assert.equal(handled.length, 1, "of a provider that is not chosen");
});
