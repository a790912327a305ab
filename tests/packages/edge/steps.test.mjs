/** `onStep`: which steps it gets, that it changes nothing, and that it gets no personal data. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY, PERSON, PERSON_AT_GRID, setUp } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";

const { html, onboardingPage } = await subpath("page");

/** A handler whose steps are in `steps`. */
function watch(config) {
  const steps = [];
  return { steps, ...setUp({ onStep: (step) => void steps.push(step), ...config }) };
}

test("onStep gets every step of a request, with its route and its time, and the response last", async () => {
  const { steps, browser } = watch();
  assert.equal((await browser().json("links", PERSON, { "idempotency-key": KEY })).status, 201);
  for (const { route, step, ms, code } of steps) {
    assert.deepEqual([route, typeof step, Number.isFinite(ms) && ms >= 0, code], ["links", "string", true, undefined], step);
  }
  const names = steps.map(({ step }) => step);
  for (const expected of ["readBody", "swapRecord", "request", "sealCookie"]) assert.ok(names.includes(expected), expected);
  assert.equal(names.at(-1), "respond");
  assert.equal(names.filter((name) => name === "respond").length, 1);
  const [request] = steps.filter(({ step }) => step === "request");
  assert.deepEqual([request.operation, request.attempt], ["spherepay.createCustomerViaLink", 1]);
  const whole = steps.at(-1).ms;
  for (const { step, ms } of steps) assert.ok(ms <= whole, step);
});

test("the time of a step is its own, and that of the response and of what a person does is since the request came", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const pass = (ms, result) => () => {
    now += ms;
    return result;
  };
  const { steps, browser } = watch({ authorize: pass(30), rateLimit: pass(7, true), onCreated: pass(500) });
  assert.equal((await browser().json("links", PERSON)).status, 201);
  const times = Object.fromEntries(steps.map(({ step, ms }) => [step, ms]));
  const { rateLimit, authorize, readBody, request, onCreated, submitted, link_opened: opened, respond } = times;
  assert.deepEqual([rateLimit, authorize, readBody, request, onCreated], [7, 30, 0, 0, 500]);
  assert.deepEqual([submitted, opened, respond], [537, 537, 537]);
});

test("a request has its operation, and a response that fails has its code", async () => {
  const { steps, browser, sandbox } = watch({ provider: "grid" });
  const mine = browser();
  assert.equal((await mine.json("links", PERSON_AT_GRID)).status, 202);
  const requests = () => steps.splice(0).filter(({ step }) => step === "request");
  assert.deepEqual(
    requests().map(({ operation, attempt }) => [operation, attempt]),
    [
      ["grid.createCustomer", 1],
      ["grid.createKycLink", 1],
    ],
  );
  await mine.empty("contact/email");
  steps.length = 0;
  sandbox.nextFailure("garbage");
  const reply = await mine.json("contact/email/confirm", { code: "000000" });
  assert.deepEqual([reply.status, steps.at(-1).code], [502, "unexpected_response"]);
  // There was a response to the request. What it is worth is decided later.
  const [request, ...others] = requests();
  assert.deepEqual([request.operation, request.code, others], ["grid.confirmEmail", undefined, []]);
});

test("a link that is created again after no response: two attempts, the first with its code", async () => {
  const { steps, browser, sandbox } = watch();
  const mine = browser();
  await mine.json("links", PERSON);
  await mine.get("status");
  steps.length = 0;
  sandbox.nextFailure("drop_before");
  assert.equal((await mine.json("links/renew", {})).status, 201);
  const requests = steps.filter(({ step }) => step === "request");
  const links = requests.filter(({ operation }) => operation === "spherepay.createKycLink");
  assert.deepEqual([requests[0].code, requests.at(-1).code, requests.at(-1).attempt], ["network", undefined, links.at(-1).attempt]);
  assert.ok(requests.some(({ attempt }) => attempt === 2));
});

test("a hook that throws, rejects or never ends changes nothing", async () => {
  const hooks = [
    () => {
      throw new Error("x");
    },
    async () => Promise.reject(new Error("x")),
    () => new Promise(() => {}),
  ];
  for (const onStep of hooks) {
    const { browser, errors } = setUp({ onStep });
    assert.equal((await browser().json("links", PERSON)).status, 201);
    assert.deepEqual(errors, []);
  }
});

test("no step contains anything of the person, the customer or the path", async () => {
  const { steps, browser, sandbox } = watch({ authorize: () => ({ reference: "reference-of-hers" }) });
  const mine = browser();
  await mine.json("links", PERSON, { "idempotency-key": KEY });
  await mine.json("links", { ...PERSON, email: "jane" });
  await mine.get("status");
  const { status, body } = await mine.get("jane.smith@example.com");
  assert.deepEqual([status, body.code], [404, "no_route"]);
  const reported = JSON.stringify(steps);
  const { id, raw } = sandbox.customers()[0];
  const secrets = [...Object.values(PERSON.address), PERSON.email, PERSON.phone, "jane", KEY, "reference-of-hers", id ?? raw.id];
  for (const secret of secrets) assert.ok(!reported.includes(secret), secret);
  assert.deepEqual([steps.at(-1).route, steps.at(-1).code], ["", "no_route"]);
});

test("what a person does: each step before the response, with codes and without personal data", async () => {
  const { steps, browser, sandbox } = watch({ page: onboardingPage() });
  const mine = browser();
  const seen = () => {
    const names = ["form_shown", "submitted", "refused", "link_opened", "came_back", "settled"];
    const all = steps.splice(0);
    assert.ok(all.every(({ ms, route }) => Number.isFinite(ms) && ms >= 0 && /^(?:page|links|status)$/.test(route)));
    return all.filter(({ step }) => names.includes(step)).map(({ ms, route, ...step }) => step);
  };
  const navigation = { accept: "text/html", "sec-fetch-mode": "navigate" };
  await mine.send("new", { headers: navigation });
  assert.deepEqual(seen(), [{ step: "form_shown" }]);
  await mine.json("links", { ...PERSON, email: "jane.secret", phone: "" });
  const [submitted, refused] = seen();
  assert.deepEqual(submitted, { step: "submitted" });
  assert.deepEqual(refused, { step: "refused", codes: ["email_format", "required"], code: "invalid_request" });
  await mine.json("links", PERSON);
  assert.equal(steps.at(-1).step, "respond", "the response comes last");
  assert.deepEqual(seen(), [{ step: "submitted" }, { step: "link_opened" }]);
  await sandbox.complete(sandbox.customers()[0].id, "reject");
  await mine.get("status", { ...navigation, "sec-fetch-site": "cross-site" });
  assert.deepEqual(seen(), [{ step: "came_back" }, { step: "settled", status: "rejected" }]);
  await mine.get("status");
  assert.deepEqual(seen(), []);
});

test("a form counts as shown once it is rendered, with the time that this took, and not if rendering fails", async () => {
  const navigation = { accept: "text/html", "sec-fetch-mode": "navigate" };
  const open = (document) => {
    const made = watch({ page: onboardingPage({ document }) });
    return { ...made, look: () => made.browser().send("new", { headers: navigation }) };
  };
  let now = 0;
  const { now: clock } = performance;
  performance.now = () => now;
  try {
    const slow = open(() => {
      now += 40;
      return html`<p>The form</p>`;
    });
    await slow.look();
    const { ms } = slow.steps.find(({ step }) => step === "form_shown");
    assert.equal(ms, 40);
  } finally {
    performance.now = clock;
  }
  let calls = 0;
  const broken = open(() => {
    calls++;
    throw new Error("no document");
  });
  await broken.look().catch(() => {});
  assert.ok(calls > 0);
  assert.deepEqual(
    broken.steps.filter(({ step }) => step === "form_shown"),
    [],
  );
});

test("it must be a function", () => {
  assert.throws(() => setUp({ onStep: "console" }), { code: "invalid_config", message: /onStep/ });
});
