/**
 * What a failure of `create` means: whether it may have made a customer, and whose fault it is. Each with the handler,
 * and with a client alone.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  commonConfig,
  createHandler,
  hangs,
  holdTimers,
  newKey,
  PERSON as PERSON_AT_RAIL,
  browser as person,
  setUp,
} from "../../helpers/edge/harness.mjs";
import { esm } from "../../helpers/install/index.mjs";
import { API, API_KEY, client, createApi, defineAcme, open, PAGES, PERSON, providerError } from "../../helpers/provider/model.mjs";

const { onboard, bridge } = await esm();

const REPEATS = ["reference", "key", "never"];
const WITH_REFERENCE = { ...PERSON, reference: "user-1" };
const LINK = { customerId: "s-1", kycUrl: `${PAGES}/x` };
const POST = { method: "POST" };
const caught = (promise) => promise.catch((error) => error);
const throwing = (thrown) => () => {
  throw thrown;
};

/** No wait is longer than it must be. */
test.beforeEach((t) => t.mock.method(Math, "random", () => 0));

/** What a `create` may throw before it has sent anything, and what the owner hears. */
const UNSENT = [
  ["an error", throwing(new TypeError(API_KEY)), /create threw TypeError\./],
  ["a value", throwing(API_KEY), /create threw a value/],
  ["a mistake", () => providerError({ code: "wrong" }), /create threw KycLinkError: The code of a providerError/],
  ["a URL", ({ fetch }) => fetch("http://api.acme.example"), /fetch needs an https URL/],
  ["a header", ({ fetch }) => fetch(API, { headers: { "x-name": "Łukasz" } }), /fetch needs a method and headers/],
  ["a line break", ({ fetch }) => fetch(API, { headers: { "x-name": `${API_KEY}\nx` } }), /fetch needs a method and headers/],
  ["a method", ({ fetch }) => fetch(API, { method: "PO ST" }), /fetch needs a method and headers/],
];

for (const [what, create, message] of UNSENT) {
  test(`what create throws before it sends a request has created nothing: ${what}`, async () => {
    for (const repeat of REPEATS) {
      let isBroken = true;
      const changes = () => ({ repeat, create: (given) => (isBroken ? create(given) : LINK) });
      const world = open(changes);
      const [page, key] = [world.browser(), { "idempotency-key": newKey() }];
      for (let attempt = 1; attempt <= 2; attempt++) {
        const { status, body, text } = await page.json("links", PERSON, key);
        assert.deepEqual([status, body.code, body.errors], [500, "invalid_config", undefined], repeat);
        const { error } = world.errors.at(-1);
        assert.deepEqual([error.code, error.operation], ["invalid_config", "acme.create"]);
        assert.match(error.message, message);
        assert.ok(!(text + error.message).includes(API_KEY));
      }
      const own = client(defineAcme(changes), { fetch: world.api.fetch });
      assert.equal((await caught(onboard(own, WITH_REFERENCE))).code, "invalid_config");
      assert.deepEqual(world.api.requests, [], "nothing was sent");
      isBroken = false;
      assert.equal((await page.json("links", PERSON, key)).status, 201, "nobody waits");
    }
  });
}

test("what create throws that sends by itself leaves the outcome unknown, unless it is a providerError", async () => {
  for (const repeat of REPEATS) {
    for (const [thrown, expected] of [
      [new Error("the connection of the database was lost"), [503, "outcome_unknown"]],
      [providerError({ code: "unavailable" }), [503, "outcome_unknown"]],
      [providerError({ code: "conflict" }), [409, "conflict"]],
      [providerError({ code: "provider_rejected" }), [422, "provider_rejected"]],
      [providerError({ code: "invalid_config" }), [503, "unavailable"]],
    ]) {
      const table = new Set();
      const create = ({ reference, idempotencyKey }) => {
        table.add({ reference, key: idempotencyKey, never: table.size }[repeat]);
        if (table.size === 1) throw thrown;
        return LINK;
      };
      const world = open(() => ({ repeat, sends: "itself", create, status: () => ({ status: "incomplete" }) }));
      const [page, key] = [world.browser(), { "idempotency-key": newKey() }];
      const posts = [];
      for (let attempt = 1; attempt <= 2; attempt++) posts.push(await page.json("links", PERSON, key));
      assert.deepEqual([posts[0].status, posts[0].body.code], expected, `${repeat} ${thrown.code}`);
      const mayExist = expected[1] === "outcome_unknown";
      assert.equal(table.size, mayExist ? 1 : 2, `${repeat} ${thrown.code}: how many customers there are`);
      assert.deepEqual(world.api.requests, []);
    }
  }
  assert.throws(() => defineAcme(() => ({ sends: "fetch" })), /^KycLinkError: sends must be "itself"/);
});

const refused = () => Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } }));
const lost = () => Promise.reject(new TypeError("fetch failed"));

const TIMEOUT = 10_000;

/** A `create` that reads first, what becomes of its read and of its POST, and what the owner hears. */
const ONLY_READ = [
  ["a provider error", () => new Response("{}", { status: 500 }), undefined, /not available/],
  ["a lost read", lost, undefined, /not available/],
  ["a late read", hangs, undefined, /in time/],
  ["a create that does not end", () => new Response('{"known":"forever"}'), undefined, /create did not end in time, and had only read\./],
  ["a read that cannot be parsed", () => new Response("<html>"), undefined, /create threw SyntaxError\./],
  ["a redirect", () => Response.redirect("https://elsewhere.example"), undefined, /redirect/],
  ["a read of HEAD", (_, { method }) => new Response(null, { status: method === "head" ? 500 : 200 }), undefined, /again later\.$/],
  ["a POST without a connection", () => new Response("{}"), refused, /./],
  ["an answer without an id", () => new Response('{"known":true}'), undefined, /create returned no customerId\./],
];

for (const [what, onRead, onPost = lost, message] of ONLY_READ) {
  test(`a create that has only read has created nothing: ${what}`, async (t) => {
    const isLate = /late|end$/.test(what);
    const pass = isLate ? holdTimers(t) : () => {};
    for (const repeat of REPEATS) {
      let isBroken = true;
      const changes = () => ({
        repeat,
        async create({ fetch }) {
          if (!isBroken) return LINK;
          setImmediate(pass, TIMEOUT - 1);
          const read = await fetch(API, { method: what.endsWith("HEAD") ? "head" : "GET" });
          if (!read.ok) throw providerError({ code: "unavailable" });
          const { known } = await read.json();
          if (!known) await fetch(API, POST);
          if (known === "forever") await new Promise(() => {});
          return {};
        },
      });
      const fetch = (url, init) => (init.method === "POST" ? onPost(url, init) : onRead(url, init));
      const timeout = isLate ? TIMEOUT : undefined;
      const world = open(changes, { fetch, timeout });
      const [page, key] = [world.browser(), { "idempotency-key": newKey() }];
      for (let attempt = 1; attempt <= 2; attempt++) {
        const { status, body } = await page.json("links", PERSON, key);
        assert.deepEqual([status, body.code, body.errors], [503, "unavailable", undefined], `${repeat}, ${attempt}`);
        const { error } = world.errors.at(-1);
        assert.deepEqual([error.code, error.operation], ["unavailable", "acme.create"], repeat);
        assert.match(error.message, message);
      }
      const own = client(defineAcme(changes), { fetch, timeout: isLate ? TIMEOUT - 1 : undefined, maxRetries: 0 });
      assert.equal((await caught(onboard(own, WITH_REFERENCE))).code, "unavailable", repeat);
      isBroken = false;
      assert.equal((await page.json("links", PERSON, key)).status, 201, "nobody waits");
    }
  });
}

test("a create that has read, and may have been sent, is unknown", async () => {
  for (const [repeat, method] of REPEATS.flatMap((repeat) => ["POST", "PUT", "PATCH", "DELETE"].map((method) => [repeat, method]))) {
    const create = async ({ fetch }) => {
      await fetch(API);
      await fetch(API, { method });
    };
    const fetch = (_, init) => (init.method === method ? lost() : Promise.resolve(new Response("{}")));
    const { browser } = open(() => ({ repeat, create }), { fetch });
    const { status, body } = await browser().json("links", PERSON, { "idempotency-key": newKey() });
    assert.deepEqual([status, body.code], [503, "outcome_unknown"], `${repeat} ${method}`);
  }
});

test("what says that it is busy before it sends a request has created nothing, and is tried again", async () => {
  for (const repeat of REPEATS) {
    let calls = 0;
    const create = () => {
      calls += 1;
      throw providerError({ code: "unavailable" });
    };
    const { browser, errors } = open(() => ({ repeat, create }));
    const { status, body } = await browser().json("links", PERSON, { "idempotency-key": newKey() });
    assert.deepEqual([status, body.code, errors.at(-1).error.code], [503, "unavailable", "unavailable"], repeat);
    assert.equal(calls, repeat === "never" ? 1 : 3, repeat);
    const error = await caught(onboard(client(defineAcme(() => ({ repeat, create }))), WITH_REFERENCE));
    assert.deepEqual([error.code, error.retryable], ["unavailable", true], repeat);
  }
});

test("what create throws before it sends a request says nothing about an attempt before it", async () => {
  for (const repeat of ["reference", "key"]) {
    const changes = () => {
      let calls = 0;
      return {
        repeat,
        create({ fetch }) {
          calls += 1;
          if (calls === 1) return fetch(API, POST);
          throw new Error("mine");
        },
      };
    };
    const fetch = () => Promise.reject(new TypeError("the connection was lost"));
    const { browser } = open(changes, { fetch });
    const { status, body } = await browser().json("links", PERSON, { "idempotency-key": newKey() });
    assert.deepEqual([status, body.code], [503, "outcome_unknown"], repeat);
    const error = await caught(onboard(client(defineAcme(changes), { fetch }), WITH_REFERENCE));
    assert.equal(error.code, "outcome_unknown", repeat);
  }
});

/** A `create` that refuses with each status that says that nothing was created, and what a person and the owner get. */
const REFUSALS = [
  [401, "unauthorized", 502, "unexpected_response"],
  [403, "forbidden", 502, "unexpected_response"],
  [404, "not_found", 502, "unexpected_response"],
  [405, "not_supported", 502, "unexpected_response"],
  [422, "provider_rejected", 422, "provider_rejected"],
  [429, "rate_limited", 503, "rate_limited"],
];

for (const [refused, code, status, shown] of REFUSALS) {
  test(`a create that is refused with ${refused}, however often, is ${code}`, async () => {
    let requests = 0;
    const fetch = async () =>
      new Response("{}", { status: refused, headers: { "retry-after": refused === 429 ? String(requests++) : "" } });
    const refusing = (repeat) => () => ({
      repeat,
      async create({ fetch }) {
        const { headers } = await fetch(API, { method: "POST" });
        const seconds = headers.get("retry-after");
        throw providerError({ code, retryAfterMs: seconds ? Number(seconds) * 1000 : undefined });
      },
    });
    const atRail = { provider: "bridge", bridge: { apiKey: "sk-test-1", environment: "sandbox" } };
    for (const repeat of [...REPEATS, "a built-in provider"]) {
      const isOwn = repeat !== "a built-in provider";
      const provider = isOwn && defineAcme(refusing(repeat));
      const errors = [];
      const config = { ...commonConfig(fetch), ...(isOwn ? { provider } : atRail), onError: (error) => errors.push(error) };
      const [page, key] = [person(createHandler(config)), { "idempotency-key": newKey() }];
      const limited = refused === 429 && repeat !== "never" ? "2" : "0";
      for (let attempt = 1; attempt <= 2; attempt++) {
        requests = 0;
        const response = await page.json("links", isOwn ? PERSON : PERSON_AT_RAIL, key);
        assert.deepEqual([response.status, response.body.code, errors.at(-1).code], [status, shown, code], `${repeat}, ${attempt}`);
        // "0" is the shortest wait, which the handler says as a second.
        const wait = refused === 429 ? String(Math.max(1, Number(limited))) : null;
        assert.equal(response.headers.get("retry-after"), wait, repeat);
      }
      requests = 0;
      const own = isOwn ? client(provider, { fetch }) : bridge({ ...atRail.bridge, fetch });
      const error = await caught(onboard(own, isOwn ? WITH_REFERENCE : { type: "individual", email: PERSON.email }));
      assert.deepEqual([error.code, error.retryAfterMs], [code, refused === 429 ? Number(limited) * 1000 : undefined], repeat);
    }
  });
}

test("a refusal of the settings is the owner's", async () => {
  const refusal = { code: "invalid_config", providerCode: "level_unknown", issues: [{ path: "email" }] };
  const redirect = { code: "provider_rejected", issues: [{ path: "redirectUri" }, { path: "reference" }] };
  for (const [thrown, providerCode] of [
    [refusal, "level_unknown"],
    [{ ...refusal, providerCode: "err_done_level" }, "err_done_level"],
    [{ ...refusal, providerCode: "Jane Smith" }, undefined],
    [{ ...refusal, providerCode: API_KEY }, undefined],
    [{ ...refusal, providerCode: { toString: () => "level" } }, undefined],
    [redirect, undefined],
  ]) {
    let isBroken = true;
    const changes = () => ({
      async create({ fetch }) {
        await fetch(API);
        if (isBroken) throw providerError(thrown);
        return LINK;
      },
    });
    const { browser, errors } = open(changes, { redirectUri: "https://app.example.com/done" });
    const [page, key] = [browser(), { "idempotency-key": newKey() }];
    for (let attempt = 1; attempt <= 2; attempt++) {
      const { status, body } = await page.json("links", PERSON, key);
      assert.deepEqual([status, body.code, body.errors], [503, "unavailable", undefined]);
      const { error } = errors.at(-1);
      assert.deepEqual([error.code, error.providerCode, error.retryable], ["invalid_config", providerCode, false]);
    }
    isBroken = false;
    assert.equal((await page.json("links", PERSON, key)).status, 201, "the settings were mended");
  }
  // A person can correct one of these.
  const mixed = { code: "provider_rejected", issues: [{ path: "redirectUri" }, { path: "email" }] };
  const { browser } = open(() => ({ create: throwing(providerError(mixed)) }));
  assert.equal((await browser().json("links", PERSON, { "idempotency-key": newKey() })).status, 422);
  // Who calls the function passes them, and is told.
  const alone = client(defineAcme(() => ({ create: throwing(providerError(redirect)) })));
  const error = await caught(onboard(alone, WITH_REFERENCE));
  assert.deepEqual([error.code, error.issues.map(({ pointer }) => pointer)], ["provider_rejected", ["/redirectUri", "/reference"]]);
});

test("a built-in provider that refuses what the program sets is not the person's affair", async () => {
  const refusing = (key) => async () =>
    Response.json({ code: "invalid", message: "x", source: { location: "body", key } }, { status: 400 });
  for (const [key, expected] of [
    [{ endorsements: "not enabled" }, [503, "unavailable", "invalid_config"]],
    [{ redirect_uri: "must be https" }, [503, "unavailable", "invalid_config"]],
    [{ endorsements: "not enabled", email: "invalid" }, [422, "provider_rejected", "provider_rejected"]],
    [{ email: "invalid" }, [422, "provider_rejected", "provider_rejected"]],
  ]) {
    const fetch = refusing(key);
    const world = setUp({ provider: "bridge", fetch, redirectUri: "https://app.example.com/done" });
    const { status, body } = await person(world.handler).json("links", PERSON_AT_RAIL, { "idempotency-key": newKey() });
    assert.deepEqual([status, body.code, world.errors.at(-1).error.code], expected, JSON.stringify(key));
    assert.equal(body.errors === undefined, status === 503);
  }
});

test("a status that the settings keep from being read is not the person's affair", async () => {
  const api = createApi();
  const status = throwing(providerError({ code: "invalid_config" }));
  const { browser, errors } = open(() => ({ status }), { fetch: api.fetch });
  const page = browser();
  await page.json("links", PERSON, { "idempotency-key": newKey() });
  const { status: shown, body } = await page.get("status");
  assert.deepEqual([shown, body.code, errors.at(-1).error.code], [503, "unavailable", "invalid_config"]);
});
