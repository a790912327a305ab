/** `token` of a provider of one's own, through the handler: what an app gets, and what nobody else may see. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { holdTimers, memoryStore, newKey, ORIGIN } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { open, PAGES, PERSON, providerError } from "../../helpers/provider/model.mjs";

const { limitBy } = await subpath("edge");
const LINK = { customerId: "s-1", kycUrl: `${PAGES}/x` };
const SECRET = "token-of-jane-0123456789";
const UNUSABLE = [502, "unexpected_response"];

/** A world in which a person has begun, at a provider with that `token`. */
async function begun(token, config, changes) {
  const world = open(() => ({ create: () => LINK, status: () => ({ status: "incomplete" }), token, ...changes }), config);
  const page = world.browser();
  assert.equal((await page.json("links", PERSON, { "idempotency-key": newKey() })).status, 201);
  return { ...world, page, token: (headers) => page.json("token", {}, headers) };
}

test("an app gets what token has returned, whatever the session is, and a new one at each request", async () => {
  for (const repeat of ["reference", "key", "never"]) {
    const given = [];
    const expiresAt = new Date(Date.now() + 60_000);
    const make = (call) => {
      given.push(call);
      return { token: `${SECRET}-${given.length}`, id: "vs_1", expiresAt };
    };
    const world = await begun(make, { authorize: () => ({ reference: "user-1" }) }, { repeat });
    for (const number of [1, 2]) {
      const { status, body, headers } = await world.token();
      const expected = { provider: "acme", token: `${SECRET}-${number}`, id: "vs_1", expiresAt: expiresAt.toISOString() };
      assert.deepEqual([status, body], [201, expected]);
      assert.deepEqual([headers.get("cache-control"), headers.get("location")], ["no-store", null]);
      assert.equal(headers.get("access-control-allow-origin"), ORIGIN);
    }
    const [{ fetch, signal, now, ...about }] = given;
    assert.deepEqual(about, { customerId: "s-1", reference: "user-1" });
    assert.deepEqual([typeof fetch, signal.aborted, Math.abs(now - Date.now()) < 60_000], ["function", true, true]);
    assert.deepEqual(world.errors, []);
  }
});

test("times may be Dates, numbers and texts; what is left out is not there", async () => {
  const inAnHour = Date.now() + 3_600_000;
  const text = new Date(inAnHour).toISOString();
  for (const [returned, expected] of [
    [{ token: "t" }, { token: "t" }],
    [{ token: "t", id: undefined, expiresAt: null }, { token: "t" }],
    [
      { token: "t", expiresAt: inAnHour, id: "x".repeat(200) },
      { token: "t", id: "x".repeat(200), expiresAt: text },
    ],
    [
      { token: "t", expiresAt: text, kycUrl: `${PAGES}/y`, mine: true },
      { token: "t", expiresAt: text },
    ],
    [{ token: "x".repeat(8192) }, { token: "x".repeat(8192) }],
  ]) {
    const world = await begun(() => returned);
    const { status, body } = await world.token();
    assert.deepEqual([status, body], [201, { provider: "acme", ...expected }], inspect(returned));
  }
});

test("what cannot be read is given to nobody, and onError gets what to change", async () => {
  const getter = {
    get token() {
      throw new Error(SECRET);
    },
  };
  for (const [returned, problem] of [
    [undefined, /token returned neither token nor status/],
    [{}, /neither token nor status/],
    [{ kycUrl: `${PAGES}/${SECRET}` }, /neither token nor status/],
    [{ token: { secret: SECRET } }, /token returned a token/],
    [{ token: SECRET, id: 5 }, /token returned an id/],
    [{ token: SECRET, expiresAt: "tomorrow" }, /token returned an expiresAt/],
    [{ token: SECRET, expiresAt: Math.floor(Date.now() / 1000) + 600 }, /expired already/],
    [{ token: SECRET, expiresAt: new Date(Date.now() - 1000) }, /expired already/],
    [{ token: SECRET, customerId: "s-2" }, /token returned the customerId of another customer/],
    [getter, /token returned what cannot be read/],
  ]) {
    const steps = [];
    const world = await begun(() => returned, { onStep: (step) => steps.push(step) });
    const { status, body, text } = await world.token();
    assert.deepEqual([status, body.code], UNUSABLE, inspect(returned));
    const messages = world.errors.map(({ error }) => error.message).join();
    assert.match(messages, problem);
    for (const shown of [text, inspect([world.errors, steps], { depth: 9, showHidden: true })]) assert.ok(!shown.includes(SECRET), shown);
  }
});

test("what token throws has the code of any function", async (t) => {
  const timeout = 300;
  const pass = holdTimers(t);
  // A tenth of the time is left for the response.
  const hangs = () => new Promise(() => setImmediate(pass, 0.9 * timeout));
  const throws = (thrown) => () => {
    throw thrown;
  };
  for (const [token, code] of [
    [throws(new Error(SECRET)), "unavailable"],
    [throws(SECRET), "unavailable"],
    [async () => Promise.reject(new TypeError(SECRET)), "unavailable"],
    [throws(providerError({ code: "rate_limited", retryAfterMs: 3000 })), "rate_limited"],
    [({ fetch }) => fetch("https://elsewhere.example/"), "unexpected_response"],
    [hangs, "timeout"],
  ]) {
    const world = await begun(token, { timeout, fetch: async () => new Response("{}") });
    const { status, body, text } = await world.token();
    assert.ok(status >= 429, `${status}`);
    assert.equal(body.code, code, inspect(token));
    assert.ok(!(text + inspect(world.errors, { depth: 9, showHidden: true })).includes(SECRET));
    // The customer has lost nothing.
    assert.equal((await world.page.get("status")).body.status, "incomplete");
  }
});

test("neither the store nor a hook has a token, and neither has a URL", async () => {
  const store = memoryStore();
  const seen = [];
  const recording = Object.fromEntries(
    ["get", "swap"].map((name) => [
      name,
      (...given) => {
        seen.push(given.map((one) => (one instanceof Uint8Array ? Buffer.from(one).toString("latin1") : one)));
        return store[name](...given);
      },
    ]),
  );
  const hooks = Object.fromEntries(
    ["onStep", "onError", "onEvent", "onCreated"].map((name) => [name, (...given) => void seen.push([name, ...given])]),
  );
  const world = await begun(() => ({ token: SECRET, id: "id-of-jane-0123456789" }), { store: recording, ...hooks });
  const { status, headers } = await world.token();
  assert.equal(status, 201);
  const shown = inspect(seen, { depth: 9, showHidden: true, maxStringLength: null, maxArrayLength: null });
  for (const secret of [SECRET, "id-of-jane"]) {
    assert.ok(!shown.includes(secret) && !shown.includes(Buffer.from(secret).toString("base64")));
    for (const [name, value] of headers) assert.ok(!value.includes(secret), name);
  }
});

test("a token is the session's: of its cookie, and of its person", async () => {
  const byBearer = (request) =>
    request.headers.has("authorization")
      ? { reference: request.headers.get("authorization").slice("Bearer ".length) }
      : new Response(null, { status: 401 });
  const [jane, john] = ["jane", "john"].map((name) => ({ authorization: `Bearer ${name}` }));
  let asked = 0;
  const provider = () => ({
    create: ({ reference }) => ({ customerId: reference, kycUrl: `${PAGES}/x` }),
    status: () => ({ status: "incomplete" }),
    token({ customerId }) {
      asked += 1;
      return { token: `token-of-${customerId}` };
    },
  });
  const world = open(provider, { authorize: byBearer });
  const [page, other] = [world.browser(), world.browser()];
  await page.json("links", PERSON, { "idempotency-key": newKey(), ...jane });
  await other.json("links", { ...PERSON, email: "john@example.com" }, { "idempotency-key": newKey(), ...john });
  for (const [ask, expected, what] of [
    [() => page.json("token", {}), [401, undefined], "without the bearer token"],
    [() => page.json("token", {}, { authorization: "Bearer stranger" }), [401, "no_session"], "of somebody without an onboarding"],
  ]) {
    const { status, body } = await ask();
    assert.deepEqual([status, body?.code], expected, what);
  }
  assert.equal(asked, 0);
  for (const [headers, expected, what] of [
    [{ ...john, cookie: page.cookie() }, "token-of-john", "a stolen cookie: the login's own"],
    [{ ...jane, cookie: undefined }, "token-of-jane", "without the cookie: the login's"],
  ])
    assert.equal((await world.browser().json("token", {}, headers)).body.token, expected, what);
  assert.equal((await page.json("token", {}, jane)).body.token, "token-of-jane");
  assert.equal((await other.json("token", {}, john)).body.token, "token-of-john");
  // Another device of the same person.
  const phone = world.browser();
  await phone.json("links", PERSON, { "idempotency-key": newKey(), ...jane });
  assert.equal((await phone.empty("token", jane)).body.token, "token-of-jane");
});

test("limitBy counts requests for tokens", async () => {
  const store = memoryStore();
  const limits = { token: { max: 2, perMs: 60_000 } };
  const world = await begun(() => ({ token: "t" }), { store, rateLimit: limitBy({ store, limits, key: () => "203.0.113.7" }) });
  const outcomes = [];
  for (let number = 0; number < 3; number++) outcomes.push((await world.token()).status);
  assert.deepEqual(outcomes, [201, 201, 429]);
});
