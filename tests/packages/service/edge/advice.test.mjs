/**
 * What a developer learns: requests that may show a mistake of the configuration, each kind at most once an hour, and
 * errors without `onError`.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOperator, memoryStore, newKey, ORIGIN, PERSON, postTo, setUp } from "../../helpers/edge/harness.mjs";
import { defineAcme, PERSON as PERSON_AT_ACME } from "../../helpers/provider/model.mjs";

const post = (handler, path, headers, body = PERSON) => handler(postTo(path, body, headers));

const CAUSES = {
  allowedOrigins: {
    sent: ["links", { origin: "https://other.example" }],
    status: 403,
    message: `A request came from the origin https://other.example, and was refused. allowedOrigins lists ${ORIGIN}: add this origin only if the page is yours. An origin that merely resembles yours is an attack.`,
  },
  basePath: {
    sent: ["../api/kyc/links"],
    status: 404,
    message: "A request came under another path than the handler's. If it was your page's, set basePath to the path of its routes.",
  },
  webhookSecret: {
    sent: ["webhooks/spherepay"],
    status: 404,
    message:
      "A webhook came for a provider without a key for it. If that provider sent it, set webhookSecret or webhookPublicKey in its option.",
  },
  idempotencyKey: {
    sent: ["links", { "idempotency-key": "onboarding-of-jane-2026-11-22-1" }],
    status: 201,
    message:
      "An idempotency key (idempotencyKey) consists of words and a number, which somebody could guess, and so get the onboarding. If your page made it, use crypto.randomUUID().",
  },
};

for (const [option, { sent, status, message }] of Object.entries(CAUSES)) {
  test(`${option}: named once, whoever asks how often, and nothing personal of the request`, async () => {
    const { handler, errors } = setUp();
    for (let i = 0; i < 3; i++) assert.equal((await post(handler, ...sent)).status, status);
    assert.equal(errors.length, 1);
    const [{ error, route }] = errors;
    assert.deepEqual([error.code, error.retryable, error.issues, route], ["advice", false, [], ""]);
    assert.equal(error.message, message);
    for (const value of [PERSON.email, "/api/"]) assert.ok(!error.message.includes(value));
  });
}

test("cookieSecret: named once if it lacks the secret of a record", async () => {
  const { config, browser } = setUp();
  const headers = { "idempotency-key": "0123456789abcdefghijkl" };
  assert.equal((await browser().json("links", PERSON, headers)).status, 201);
  const { handler, errors } = setUp({ store: config.store, cookieSecret: "another secret of thirty-two bytes" });
  for (let i = 0; i < 3; i++) {
    const response = await post(handler, "links", headers);
    assert.deepEqual([response.status, response.headers.get("retry-after")], [503, "1"]);
  }
  assert.equal(errors.length, 1);
  assert.equal(errors[0].error.code, "invalid_config", "no stranger can seal a record");
  assert.equal(
    errors[0].error.message,
    "None of the secrets in cookieSecret opens a record of the store: keep the older secrets in the list.",
  );
});

test("memoryStore in production is reported once, whatever is created over it", () => {
  const errors = [];
  const open = (environment, store = memoryStore()) => {
    const spherepay = { apiKey: "secret_0123", profiles: ["a"], ...environment };
    createOperator(setUp({ store, onError: (error) => errors.push(error), rateLimit: () => true, spherepay }).config);
  };
  open({ environment: "sandbox" });
  open({ baseUrl: "http://localhost:4010/v2" });
  open({ environment: "production" }, { ...memoryStore() });
  assert.deepEqual(errors, []);
  open({ environment: "production" });
  const [{ code, message }, ...others] = errors;
  assert.deepEqual([code, others], ["invalid_config", []]);
  assert.match(message, /^store is memoryStore\(\), and environment is "production": /);
});

test("a session of which another process has the records is reported once, and never to the person", async () => {
  const [one, other] = [setUp(), setUp()];
  const page = one.browser();
  assert.equal((await page.json("links", PERSON)).status, 201);
  for (let count = 0; count < 3; count++) {
    const response = await other.handler(new Request(`${ORIGIN}/kyc/status`, { headers: { cookie: page.cookie() } }));
    assert.doesNotMatch(await response.text(), /memoryStore/);
  }
  assert.equal((await page.get("status")).status, 200);
  assert.deepEqual(one.errors, []);
  const [{ error, route }, ...others] = other.errors.filter(({ error }) => error.code === "invalid_config");
  assert.deepEqual([error.code, route, others], ["invalid_config", "", []]);
  assert.match(error.message, /^The store knows nothing of an onboarding whose session is valid\. If it is memoryStore/);
});

test("the host of a link that allowHosts refuses is named to the owner, and never to the person", async () => {
  const { browser, errors } = setUp({ allowHosts: ["kyc.example.com"] });
  const { status, text } = await browser().json("links", PERSON);
  assert.deepEqual([status, errors.length], [502, 1]);
  assert.match(errors[0].error.message, /The link's host is not one of allowHosts: verify\.spherepay\.example\./);
  assert.doesNotMatch(text, /spherepay\.example/);
});

test("a refused origin is reported as it came, beside the allowed ones; one that is malformed is not", async () => {
  const messageFor = async (origin) => {
    const { handler, errors } = setUp();
    const headers = { "content-type": "application/json", ...(origin !== undefined && { origin }) };
    const response = await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers, body: "{}" }));
    assert.equal(response.status, 403);
    assert.equal((await response.json()).advice, undefined, "only for pages on a developer's machine");
    return errors[0].error.message;
  };
  assert.match(
    await messageFor("http://localhost:3000"),
    new RegExp(`from the origin http://localhost:3000, .* lists ${ORIGIN}: add .* is an attack\\.$`),
  );
  assert.match(await messageFor(undefined), /without the header Origin, and was refused\. allowedOrigins lists [^ ]*\.$/);
  const longest = `https://${"a".repeat(292)}`;
  assert.match(await messageFor(longest), new RegExp(`from the origin ${longest},`));
  for (const origin of ["null", "jane@example.com", "https://a.example/jane", `${longest}a`, "javascript:alert(1)"])
    assert.match(await messageFor(origin), /\(malformed\), and was refused\. allowedOrigins lists [^ ]*\.$/, origin);
});

test("without onError, the console has the route, the code and a message without personal data", async (t) => {
  const { mock } = t.mock.method(console, "error", () => {});
  const { handler } = setUp({
    onError: undefined,
    authorize() {
      throw new RangeError(PERSON.email);
    },
  });
  await post(handler, "links");
  await post(handler, "links", { origin: "https://other.example" });
  const { handler: rejected, sandbox } = setUp({ onError: undefined });
  sandbox.nextFailure("garbage");
  await post(rejected, "links");
  const lines = mock.calls.map(({ arguments: given }) => given);
  assert.deepEqual(
    lines.map(([label, route, code]) => [label, route, code]),
    [
      ["kyclink", "links", "internal"],
      ["kyclink", "", "advice"],
      ["kyclink", "links", "unexpected_response"],
    ],
  );
  assert.equal(lines[0][3], "authorize threw RangeError. onError gets the error itself.");
  assert.ok(lines.every(([, , , message]) => message.length > 20));
  for (const value of [PERSON.email, PERSON.phone, PERSON.address.line1]) assert.ok(!JSON.stringify(lines).includes(value));
});

/** The functions of a configuration that throw, by what the operator reads. */
const THROWING = {
  authorize: (boom) => ({ authorize: boom }),
  rateLimit: (boom) => ({ rateLimit: boom }),
  provider: (boom) => ({ provider: boom }),
  onCreated: (boom) => ({ onCreated: boom }),
  render: (boom) => ({ render: boom }),
  "store.get": (boom) => ({ store: { ...memoryStore(), get: boom }, authorize: () => ({ reference: "user-17" }) }),
  "store.swap": (boom) => ({ store: { ...memoryStore(), swap: boom } }),
  create: (boom) => ({ provider: defineAcme(() => ({ create: boom })) }),
};

for (const [name, configure] of Object.entries(THROWING)) {
  test(`what ${name} throws is named, and on a developer's machine so is its message with the line`, async (t) => {
    const { mock } = t.mock.method(console, "error", () => {});
    const boom = () => {
      throw new TypeError("of jane\n  and more");
    };
    for (const origin of [ORIGIN, "http://localhost:3000"]) {
      const { handler } = setUp({ onError: undefined, allowedOrigins: [origin], ...configure(boom) });
      const asPage = { accept: "text/html", "sec-fetch-mode": "navigate" };
      const headers = { origin, "idempotency-key": newKey(), ...(name === "render" && asPage) };
      const body = name === "create" ? PERSON_AT_ACME : name === "render" ? {} : PERSON;
      const response = await post(handler, "links", headers, body);
      const text = await response.text();
      const [[, , code, message], ...others] = mock.calls.map(({ arguments: given }) => given);
      mock.resetCalls();
      assert.deepEqual([others, code], [[], name === "create" ? "invalid_config" : "internal"]);
      if (origin === ORIGIN) {
        assert.match(message, new RegExp(`\\b${name} threw TypeError\\.`));
        assert.doesNotMatch(message + text, /jane|advice\.test/);
        continue;
      }
      const local = new RegExp(
        `\\b${name} threw TypeError: of jane and more \\(at .*boom.*\\(file:.*advice\\.test\\.mjs:\\d+:\\d+\\)\\)\\.$`,
      );
      assert.match(message, local);
      if (response.status >= 400 && name !== "render") assert.match(JSON.parse(text).advice, local);
    }
  });
}

test("each read of the store that fails is named", async (t) => {
  const { mock } = t.mock.method(console, "error", () => {});
  const base = memoryStore();
  let left = Number.POSITIVE_INFINITY;
  const get = async (name) => (left-- > 0 ? base.get(name) : Promise.reject(new TypeError("down")));
  for (let reads = 0; left === Number.POSITIVE_INFINITY || left < 0; reads++) {
    left = Number.POSITIVE_INFINITY;
    const page = setUp({ onError: undefined, store: { ...base, get } }).browser();
    assert.equal((await page.json("links", { ...PERSON, email: `jane${reads}@example.com` })).status, 201);
    left = reads;
    await page.get("status");
    const messages = mock.calls.map(({ arguments: [, , , message] }) => message);
    mock.resetCalls();
    if (left < 0) assert.deepEqual(messages, ["store.get threw TypeError. onError gets the error itself."], `${reads}`);
  }
});

test("what strangers send silences no other advice", async () => {
  const { handler, errors } = setUp();
  for (let number = 0; number < 50; number++) await post(handler, "links", { origin: `https://${number}.example` });
  errors.length = 0;
  for (let again = 0; again < 3; again++) {
    await post(handler, ...CAUSES.basePath.sent);
    await post(handler, ...CAUSES.webhookSecret.sent);
    assert.equal((await post(handler, "links", { "idempotency-key": "onboarding-of-jane-2026-11-22-1" })).status, 201);
  }
  const named = errors.map(({ error }) => /basePath|webhookSecret|idempotencyKey/.exec(error.message)[0]);
  assert.deepEqual(named.sort(), ["basePath", "idempotencyKey", "webhookSecret"]);
});

test("on a developer's machine a response has the message of what onError gets, and of nothing else", async () => {
  const local = "http://localhost:3000";
  const open = (config) => {
    const made = setUp({ allowedOrigins: [local], ...config });
    const send = async (body = PERSON) => (await post(made.handler, "links", { origin: local }, body)).json();
    return { ...made, send };
  };
  const accepted = open();
  for (const body of [{ ...PERSON, email: "x" }, {}]) {
    const { code, advice } = await accepted.send(body);
    assert.deepEqual([code, advice], ["invalid_request", undefined], "the errors say what is wrong");
  }
  const failing = open();
  failing.sandbox.nextFailure("garbage");
  const { code, advice } = await failing.send();
  assert.deepEqual([code, advice], ["unexpected_response", failing.errors[0].error.message]);
  const remote = open({ allowedOrigins: [local, ORIGIN] });
  remote.sandbox.nextFailure("garbage");
  assert.equal((await remote.send()).advice, undefined);
  const refused = open({ fetch: () => Promise.reject(new TypeError("secret")) });
  const lost = await refused.send();
  assert.equal(lost.advice, refused.errors[0].error.message);
  assert.doesNotMatch(JSON.stringify(lost), /secret/);
});

test("http on this machine is a developer's where a browser takes it for localhost", async () => {
  for (const [origin, isLocal] of [
    ["http://localhost", true],
    ["http://127.0.0.1:3000", true],
    ["http://[::1]:3000", true],
    ["http://127.0.0.10:3000", false],
    ["http://app.localhost:3000", false],
    ["https://localhost:3000", false],
    ["https://localhost.evil.example", false],
  ]) {
    const { handler, sandbox } = setUp({ allowedOrigins: [origin] });
    sandbox.nextFailure("garbage");
    const { code, advice } = await (await post(handler, "links", { origin }, PERSON)).json();
    assert.deepEqual([code, advice !== undefined], ["unexpected_response", isLocal], origin);
  }
});
