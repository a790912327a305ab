/**
 * What strangers can cause, as the table in docs/running.md says: each code is sent, and none of them is one for which
 * the alarm of that page wakes somebody at once.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import {
  browser,
  configOf,
  createHandler,
  createSandbox,
  KEY,
  memoryStore,
  newKey,
  ORIGIN,
  PERSON,
  PERSON_AT_GRID,
  setUpWithWebhooks,
} from "../../helpers/edge/harness.mjs";
import { esm, subpath } from "../../helpers/install/index.mjs";

const { ERROR_CODES } = await esm();
const { limitBy } = await subpath("edge");
const { onboardingPage } = await subpath("page");

const PAGE = readFileSync(new URL("../../../../docs/running.md", import.meta.url), "utf8");
const [, SECTION] = /### Who can cause which code\n(.*?)\n### /s.exec(PAGE);
const [AT_ONCE, OFTEN] = ["AT_ONCE", "OFTEN"].map((name) => JSON.parse(new RegExp(`const ${name} = (\\[.*?\\]);`).exec(PAGE)[1]));
const ROWS = [...SECTION.matchAll(/^\| `(\w+)` \| (yes|no) \| (.*) \| (.*) \|$/gm)].map(([, code, answer, cause, action]) => ({
  code,
  isOfStrangers: answer === "yes",
  cause,
  action,
}));
const OF_STRANGERS = ROWS.filter((row) => row.isOfStrangers).map(({ code }) => code);

/** Codes that `onError` never gets: the page says of each why. */
const NEVER = ["invalid_request", "contact_not_verified", "secret_in_browser", "not_initialized", "aborted"];

const codesOf = (errors) => errors.map(({ error }) => error.code);
const SOON = 11 * 60_000;

/** Posts a delivery to the webhook's route of this provider, which signed it. */
const deliver = async ({ handler }, provider, { body, headers }) =>
  (await handler(new Request(`${ORIGIN}/kyc/webhooks/${provider}`, { method: "POST", body, headers }))).status;

/** What a stranger does, by the code that `onError` gets: the configuration, and the request. */
const ATTACKS = {
  advice: [{}, async ({ browser }) => (await browser().json("links", PERSON, { origin: `${ORIGIN}.evil.example` })).status, 403],
  provider_rejected: [
    { provider: "grid" },
    async ({ browser }) => {
      const page = browser();
      await page.json("links", { ...PERSON_AT_GRID, email: "jane@example.org" });
      await page.empty("contact/email");
      return (await page.json("contact/email/confirm", { code: "999999" })).status;
    },
    422,
  ],
  conflict: [
    { provider: "bridge" },
    async ({ browser }) => {
      await browser().json("links", PERSON, { "idempotency-key": newKey() });
      return (await browser().json("links", PERSON, { "idempotency-key": newKey() })).status;
    },
    409,
  ],
  rate_limited: [
    {},
    async ({ browser, sandbox }) => {
      sandbox.nextFailure(429, { times: 10 }); // more requests than the provider allows
      return (await browser().json("links", PERSON)).status;
    },
    503,
  ],
  outcome_unknown: [
    {},
    async ({ browser, sandbox, errors }) => {
      const post = async () => (await browser().json("links", PERSON, { "idempotency-key": KEY })).status;
      sandbox.nextFailure("drop_before"); // the provider's part
      await post();
      errors.length = 0; // each repetition may be reported, which the page says
      return post();
    },
    503,
  ],
  webhook_signature: [{}, async (world) => deliver(world, "spherepay", { body: "{}", headers: { signature: "0".repeat(64) } }), 401],
  webhook_stale: [
    { maxWebhookAgeMs: SOON - 1 },
    (world, t) => {
      const event = { id: "event_1", name: "customer.kyc.successful", created: new Date().toISOString() };
      return replay(world, t, "spherepay", { ...event, data: { customer: { id: "customer_1" } } });
    },
    401,
  ],
  webhook_too_old: [{}, (world, t) => replay(world, t, "bridge", { event_id: "event_1" }), 400],
};

/** Posts a recorded delivery later. */
async function replay(world, t, provider, event) {
  const recorded = await world.sandbox.signWebhook(provider, event);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + SOON });
  return deliver(world, provider, recorded);
}

describe("the table of docs/running.md", () => {
  test("has each code that onError can get, and says of the others why it cannot", () => {
    const codes = ROWS.map(({ code }) => code);
    assert.deepEqual([...codes, ...NEVER].sort(), [...ERROR_CODES].sort());
    const prose = SECTION.replaceAll(/^\|.*$/gm, "");
    for (const code of NEVER) assert.ok(prose.includes(`\`${code}\``), code);
    assert.ok(prose.includes("Five codes never reach `onError`."));
  });

  test("wakes nobody at once for what a stranger can cause, and is the alarm's list", () => {
    const codesWith = (wanted) => ROWS.filter(({ action }) => action === wanted).map(({ code }) => code);
    assert.deepEqual(codesWith("wake").sort(), [...AT_ONCE].sort());
    assert.deepEqual(codesWith("wake, if often").sort(), [...OFTEN].sort());
    assert.deepEqual(
      AT_ONCE.filter((code) => OF_STRANGERS.includes(code)),
      [],
    );
    // What a stranger can push to the limit of the alarm, the page explains.
    assert.deepEqual(
      OFTEN.filter((code) => OF_STRANGERS.includes(code)),
      ["outcome_unknown"],
    );
    assert.match(SECTION, /^A stranger can repeat `outcome_unknown`/m);
  });

  assert.deepEqual(Object.keys(ATTACKS), OF_STRANGERS, "each code that a stranger can cause is sent");
  for (const [code, [config, attack, status]] of Object.entries(ATTACKS)) {
    test(`a stranger causes ${code}`, async (t) => {
      const world = await setUpWithWebhooks(config);
      assert.equal(await attack(world, t), status);
      const codes = codesOf(world.errors);
      assert.ok(codes.includes(code) && codes.every((reported) => OF_STRANGERS.includes(reported)), String(codes));
    });
  }
});

const ROUTES = [
  "",
  "/",
  ..."/kyc /kyc/ /kyc/new /kyc/links /kyc/links/renew /kyc/token /kyc/contact/email /kyc/contact/email/confirm /kyc/status".split(" "),
  ..."/kyc/handoff /kyc/handoff/end /kyc/end /kyc/webhooks/spherepay /kyc/webhooks/grid /kyc/webhooks/bridge".split(" "),
  ..."/kyc/webhooks/__proto__ /kyc/webhooks/ /kyc/assets/x.js /kyc/constructor /kyc/links/ /kyc/%6cinks /kyc/links%00".split(" "),
  "/kyc/handoff/open?token=0123456789abcdefghijkl",
  "/kyc//handoff/open?token=0123456789abcdefghijkl",
  "/x/kyc/links",
  "/api/webhooks/spherepay",
  `/${"a/".repeat(500)}links`,
];
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"];
const TYPES = [
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "text/plain",
];
const DEEP = "[".repeat(4000) + "]".repeat(4000);
const BODIES = [
  JSON.stringify(PERSON),
  JSON.stringify({ ...PERSON, email: "x", reference: "victim", redirectUri: "javascript:alert(1)" }),
  JSON.stringify({ ...PERSON, address: { country: "ZZ" } }),
  '{"__proto__":{"type":"individual"},"toJSON":1}',
  '{"email":"\\ud800","type":"business"}',
  DEEP,
  "",
  "null",
  "{",
  "type=individual&email=jane@example.com&address.country=US&idempotencyKey=aaaaaaaaaaaaaaaaaaaaaa",
  "a.b=1&a=2&a.b.c=3&constructor.x=1",
  '--x\r\ncontent-disposition: form-data; name="email"; filename="x"\r\n\r\nx\r\n--x--',
  "x".repeat(17 * 1024),
  "\u0000\ufffd",
];
/** Headers of requests, apart from their Content-Type. A cookie that is a function gets that of the stranger's own session. */
const HEADERS = [
  {},
  { origin: ORIGIN },
  { origin: "null" },
  { origin: `${ORIGIN}.evil.example` },
  { origin: ORIGIN, "sec-fetch-mode": "navigate", accept: "text/html", "accept-language": "xx;q=9, *" },
  { "sec-fetch-site": "same-origin", accept: "text/html" },
  { origin: ORIGIN, "access-control-request-method": "POST" },
  { origin: ORIGIN, cookie: (own) => own },
  { origin: ORIGIN, cookie: (own) => `${own.slice(0, -9)}AAAAAAAAA` },
  { origin: ORIGIN, cookie: `__Host-kyclink=${"A".repeat(3000)}; __Host-kyclink=; x` },
  { origin: ORIGIN, "idempotency-key": "a" },
  { origin: ORIGIN, "idempotency-key": "onboarding-of-jane-2026-11-22-1" },
  { origin: ORIGIN, "idempotency-key": KEY },
  { origin: ORIGIN, signature: DEEP, "x-grid-signature": '{"v1":1}', "x-webhook-signature": "t=1,v0=x" },
  { origin: ORIGIN, signature: "0".repeat(64), "x-grid-signature": '{"v1":"AAAA"}', "x-webhook-signature": `t=${Date.now()},v0=AAAA` },
  { origin: ORIGIN, "x-forwarded-for": "127.0.0.1", "x-forwarded-host": "evil.example", "content-length": "-1" },
];
const HOSTS = [ORIGIN, "https://evil.example", "http://app.example.com:8080"];

/** Sends each route with each method and all headers; types, bodies and hosts take turns. Returns the codes. */
async function attackAll(handler, own) {
  let turn = 0;
  for (const route of ROUTES) {
    for (const method of METHODS) {
      for (const given of HEADERS) {
        turn++;
        const headers = { "content-type": TYPES[turn % TYPES.length], ...given };
        if (typeof headers.cookie === "function") headers.cookie = headers.cookie(own);
        const body = ["GET", "HEAD"].includes(method) ? undefined : BODIES[turn % BODIES.length];
        const response = await handler(new Request(HOSTS[turn % HOSTS.length] + route, { method, headers, body }));
        assert.ok(response.status < 500 || response.status === 503, `${method} ${route} ${JSON.stringify(given)}: ${response.status}`);
        await response.arrayBuffer();
      }
    }
  }
}

/** What the handler decides about any request, fuzz/src/targets/handler.rs has: here, what reads it and what reports. */
test("no request is an alarm", async () => {
  const byCountry = ({ address }) => ({ US: "spherepay", DE: "grid" })[address?.country] ?? "bridge";
  const store = memoryStore();
  const { handler, errors, browser } = await setUpWithWebhooks({
    store,
    page: onboardingPage(),
    provider: byCountry,
    authorize: ({ headers }) => ({ reference: headers.get("cookie")?.slice(0, 600) }),
    rateLimit: limitBy({ store, key: ({ headers }) => headers.get("origin"), limits: { links: { max: 1000, perMs: 1000 } } }),
  });
  const page = browser();
  await page.json("links", { ...PERSON_AT_GRID, fullName: "Jane Smith" });
  await attackAll(handler, page.cookie() ?? "__Host-kyclink=x");
  const codes = new Set(codesOf(errors));
  assert.ok(codes.has("advice"), "the requests are hostile");
  for (const code of codes) {
    assert.ok(OF_STRANGERS.includes(code), `${code}: ${errors.find(({ error }) => error.code === code).error.message}`);
    assert.ok(![...AT_ONCE, ...OFTEN].includes(code), code);
  }
  const advice = errors.filter(({ error }) => error.code === "advice");
  assert.ok(advice.length <= 10, `${advice.length}: each kind at most once an hour`);
  for (const { error, route } of advice) {
    assert.doesNotMatch(`${error.message}${route}`, /0123456789abcdefghijkl|jane/, "nothing personal, and no secret");
  }
});

test("what a function makes of one request is no alarm", async () => {
  for (const [change, message] of [
    [
      { provider: () => undefined },
      /^A request .*the function provider returned no provider that has credentials\. List one of your own in providers\.$/,
    ],
    [{ provider: () => "bridge", bridge: undefined }, /the function provider/],
    [{ authorize: () => ({ redirectUri: "http://app.example.com/?name=Jane Smith" }) }, /redirectUri .*authorize/],
  ]) {
    const { browser, errors } = await setUpWithWebhooks(change);
    for (let again = 0; again < 3; again++) {
      const { status, body } = await browser().json("links", PERSON_AT_GRID);
      assert.deepEqual([status, body.code, body.advice], [500, "invalid_config", undefined]);
    }
    assert.deepEqual(codesOf(errors), ["advice"]);
    assert.match(errors[0].error.message, message);
    assert.doesNotMatch(errors[0].error.message, /Jane/);
  }
});

test("each process and handler counts for itself, and one that is made for an environment, too", async () => {
  const errors = [];
  const config = configOf(createSandbox(), { onError: (error) => errors.push(error.code) });
  const handler = createHandler(() => config);
  for (const env of [{ A: "1" }, { A: "1" }]) {
    for (let again = 0; again < 3; again++) {
      const { status } = await browser((request) => handler(request, env)).json("links", PERSON, { origin: "https://other.example" });
      assert.equal(status, 403);
    }
  }
  assert.deepEqual(errors, ["advice", "advice"]);
});
