/** The limits of a request: fields, time, calls to the provider, guesses. */

import assert from "node:assert/strict";
import { afterEach, describe, mock, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  browser,
  CONTACT_CODE,
  configOf,
  countTimers,
  createHandler,
  createSandbox,
  fieldsOf,
  holdTimers,
  KEY,
  memoryStore,
  ORIGIN,
  PERSON,
  PERSON_AT_GRID,
  setUp,
} from "../helpers/edge/harness.mjs";
import { file } from "../helpers/install/index.mjs";

const SECOND = 1000;
const never = () => new Promise(() => {});

afterEach(() => mock.timers.reset());
const stopClock = () => mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") });

/** A sandbox that counts what reaches the provider. */
function counted(config, options) {
  const calls = [];
  const sandbox = createSandbox({ ...options, onRequest: ({ method, path }) => calls.push(`${method} ${path}`) });
  const handler = createHandler(configOf(sandbox, config));
  return { sandbox, calls, handler, page: browser(handler) };
}

describe("a form", () => {
  const filler = (count) => Array.from({ length: count }, () => ["a", ""]);

  test("has at most 200 fields, in either encoding", async () => {
    const own = fieldsOf(PERSON);
    for (const [count, status] of [
      [200, 303],
      [201, 413],
      [5000, 413],
    ]) {
      const fields = [...own, ...filler(count - own.length)];
      assert.equal((await setUp().browser().form("links", fields)).status, status, `${count}`);
    }
    const data = new FormData();
    for (const [name, value] of [...own, ...filler(201 - own.length)]) data.append(name, value);
    const { handler } = setUp();
    const response = await handler(new Request("https://a.example/kyc/links", { method: "POST", body: data, headers: { origin: ORIGIN } }));
    assert.equal(response.status, 413);
  });

  test("with a repeated name has a list of its values in order", async () => {
    let seen;
    const person = { ...PERSON_AT_GRID, address: { ...PERSON.address, state: undefined, country: "DE", postalCode: "10117" } };
    const { browser: open } = setUp({
      provider: (applicant) => {
        seen = applicant;
        return "grid";
      },
    });
    const fields = fieldsOf({ ...person, address: Object.fromEntries(Object.entries(person.address).filter(([, value]) => value)) });
    await open().form("links", [...fields, ["currencies", "USD"], ["currencies", "EUR"], ["currencies", "USDC"]]);
    assert.deepEqual(seen.currencies, ["USD", "EUR", "USDC"]);
  });
});

describe("a body in pieces", () => {
  const pieces = (count, size, path, headers) => {
    let sent = 0;
    const body = new ReadableStream(
      { pull: (controller) => void (sent++ < count ? controller.enqueue(new Uint8Array(size).fill(32)) : controller.close()) },
      { highWaterMark: 0 },
    );
    return [
      new Request(`https://a.example/kyc/${path}`, { method: "POST", body, duplex: "half", headers: { origin: ORIGIN, ...headers } }),
      () => sent,
    ];
  };

  test("is read completely, however it is split", async () => {
    const { handler, sandbox } = setUp();
    const bytes = new TextEncoder().encode(JSON.stringify(PERSON));
    for (const size of [1, 7, 1000]) {
      const body = new ReadableStream({
        start(controller) {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
          controller.close();
        },
      });
      const response = await handler(
        new Request("https://a.example/kyc/links", {
          method: "POST",
          body,
          duplex: "half",
          headers: { origin: ORIGIN, "content-type": "application/json" },
        }),
      );
      assert.equal(response.status, 201);
    }
    assert.equal(sandbox.customers().length, 3);
  });

  test("of more than 4,096 is rejected long before its end", async () => {
    const sandbox = createSandbox();
    const { secret } = await sandbox.signWebhook("spherepay", {});
    const own = configOf(sandbox);
    const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
    for (const [path, headers] of [
      ["links", { "content-type": "application/json" }],
      ["webhooks/spherepay", { signature: "ab".repeat(32) }],
    ]) {
      const [request, sent] = pieces(1_000_000, 1, path, headers);
      assert.equal((await handler(request)).status, 413);
      assert.ok(sent() < 5000, `${sent()} were read`);
    }
  });

  test("that arrives slowly leaves most of the time to the provider", async (t) => {
    const pass = holdTimers(t);
    let sent = 0;
    const fetch = () => sent++;
    const handler = createHandler(configOf(createSandbox(), { fetch, timeout: 3000 }));
    const never = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array([123])),
      pull: () => new Promise(() => setImmediate(pass, 1000)),
    });
    const response = await handler(
      new Request("https://a.example/kyc/links", {
        method: "POST",
        body: never,
        duplex: "half",
        headers: { origin: ORIGIN, "content-type": "application/json" },
      }),
    );
    assert.deepEqual([response.status, performance.now(), sent], [408, 1000, 0]);
  });
});

test("a response has at most 50 issues, and so has a page", async () => {
  const views = [];
  const { browser: open } = setUp({
    provider: "grid",
    render: (view) => {
      views.push(view);
      return "<p>page";
    },
  });
  const bad = { ...PERSON_AT_GRID, currencies: Array.from({ length: 120 }, () => "no") };
  const { status, body } = await open().json("links", bad);
  assert.deepEqual([status, body.errors.length], [422, 50]);
  await open().json("links", bad, { accept: "text/html" });
  assert.deepEqual([views[0].issues.length, views[0].problem.errors.length], [50, 50]);
});

describe("numbers in a configuration", () => {
  for (const timeout of [Infinity, Number.NaN, -Infinity, 0, -1, "1000", null, {}]) {
    test(`timeout ${String(timeout)}`, () => {
      const make = () => createHandler(configOf(createSandbox(), { timeout }));
      if (timeout === null) assert.ok(make());
      else assert.throws(make, { code: "invalid_config", message: /timeout/ });
    });
  }
  for (const maxWebhookAgeMs of [Infinity, Number.NaN, 0, -1, "1000", {}]) {
    test(`maxWebhookAgeMs ${String(maxWebhookAgeMs)}`, () => {
      assert.throws(() => createHandler(configOf(createSandbox(), { maxWebhookAgeMs })), {
        code: "invalid_config",
        message: /maxWebhookAgeMs/,
      });
    });
  }

  test("with a fractional or very long timeout the key is kept as long as the request runs", async () => {
    for (const timeout of [19_999.5, 1e12]) {
      stopClock();
      let hold;
      const sandbox = createSandbox();
      const fetch = async (...given) => {
        await new Promise((resolve) => (hold ??= resolve));
        return sandbox.fetch(...given);
      };
      const handler = createHandler(configOf(sandbox, { timeout, fetch }));
      const post = () => browser(handler).json("links", PERSON, { "idempotency-key": KEY });
      const first = post();
      while (!hold) await new Promise(setImmediate);
      mock.timers.tick(15 * SECOND);
      assert.equal((await post()).status, 409, `${timeout}`);
      hold();
      assert.equal((await first).status, 201);
      assert.equal(sandbox.customers().length, 1);
      mock.timers.reset();
    }
  });

  test("retryAfterMs of a hook is rounded up and capped", async () => {
    for (const [retryAfterMs, header] of [
      [1500.5, "2"],
      [1, "1"],
      [-5, "1"],
      [2 ** 33, "2147484"],
      [Infinity, null],
      [Number.NaN, null],
      ["5", null],
    ]) {
      const reply = await setUp({ rateLimit: () => ({ retryAfterMs }) })
        .browser()
        .json("links", PERSON);
      assert.deepEqual([reply.status, reply.headers.get("retry-after")], [429, header], String(retryAfterMs));
    }
  });
});

describe("one deadline", () => {
  const TIMEOUT = 150;
  const hanging = (name) => {
    const store = memoryStore();
    return { ...store, [name]: never };
  };
  const HANGS = {
    "store.get": { store: hanging("get") },
    "store.swap": { store: hanging("swap") },
    authorize: { authorize: never },
    rateLimit: { rateLimit: never },
    provider: { provider: never },
  };
  for (const [name, config] of Object.entries(HANGS)) {
    test(`${name} that never settles is 503, and onError names the option timeout`, async () => {
      const { browser: open, errors } = setUp({ timeout: TIMEOUT, ...config });
      const page = open();
      if (name === "store.get") {
        // The same handler, as far as a cookie can tell.
        const donor = setUp().browser();
        await donor.json("links", PERSON);
        page.cookie(donor.cookie());
      }
      const reply = name === "store.get" ? await page.get("status") : await page.json("links", PERSON, { "idempotency-key": KEY });
      assert.equal(reply.status, 503, reply.text);
      assert.ok(reply.headers.get("retry-after"));
      assert.match(errors.at(-1).error.message, /timeout \(150 ms\)/);
    });
  }

  test("a render that never settles is 503", async () => {
    const { browser: open } = setUp({ timeout: TIMEOUT, render: never });
    const { status, body, headers } = await open().get("status", { accept: "text/html" });
    assert.deepEqual([status, body.code, headers.get("retry-after")], [503, "not_now", "1"]);
  });

  test("hooks that hang after the customer was created lose nothing: the same key continues", async (t) => {
    const pass = holdTimers(t);
    let hangs = true;
    const onCreated = () => (hangs ? new Promise(() => setImmediate(pass, 3000)) : undefined);
    const { browser: open, sandbox } = setUp({ timeout: 3000, onCreated });
    const post = () => open().json("links", PERSON, { "idempotency-key": KEY });
    assert.equal((await post()).status, 503);
    hangs = false;
    assert.equal((await post()).status, 201);
    assert.equal(sandbox.customers().length, 1);
  });

  test("onEvent that hangs is 503, so that the event is delivered again", async () => {
    const sandbox = createSandbox();
    const event = { id: "event_1", name: "customer.kyc.successful", created: new Date().toISOString(), data: {} };
    const { body, headers, secret } = await sandbox.signWebhook("spherepay", event);
    const own = configOf(sandbox, { timeout: TIMEOUT, onEvent: never });
    const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
    const response = await handler(new Request("https://a.example/kyc/webhooks/spherepay", { method: "POST", body, headers }));
    assert.equal(response.status, 503);
  });

  test("hooks and the provider share it", async (t) => {
    const pass = holdTimers(t);
    const { browser: open, sandbox } = setUp({
      timeout: 4000,
      rateLimit: async () => {
        pass(1000);
        return true;
      },
      authorize: async () => pass(1000),
      onCreated: () => new Promise(() => setImmediate(pass, 2000)),
    });
    assert.equal((await open().json("links", PERSON)).status, 503);
    assert.equal(sandbox.customers().length, 1);
  });

  test("after it, nothing is begun, whether the time is up or the deadline was ended early", async () => {
    const { startDeadline, within } = await import(pathToFileURL(file("dist/lib/edge/deadline.js")));
    for (const [name, end] of Object.entries({ "time is up": (deadline) => deadline.over, "ended early": (deadline) => deadline.end() })) {
      const deadline = startDeadline(1);
      await end(deadline);
      let begun = 0;
      await assert.rejects(
        within({ deadline, timeout: 1 }, () => begun++),
        { code: "timeout" },
        name,
      );
      assert.equal(begun, 0, name);
      deadline.stop();
    }
  });

  test("is the only timer of a request, which ends with it", async () => {
    const { browser: open } = setUp();
    const page = open();
    const before = countTimers();
    assert.equal((await page.json("links", PERSON)).status, 201);
    assert.equal((await page.get("status")).status, 200);
    assert.equal((await page.json("links", "no applicant")).status, 422);
    assert.equal((await page.get("nowhere")).status, 404);
    assert.equal(countTimers(), before);
  });

  test("a create is not sent without enough time left", async (t) => {
    const pass = holdTimers(t);
    const { browser: open, sandbox } = setUp({ timeout: 3000, authorize: async () => pass(2600) });
    assert.equal((await open().json("links", PERSON)).status, 503);
    pass(1000);
    assert.equal(sandbox.customers().length, 0);
  });

  test("nothing waits for onError, whatever it does", async () => {
    for (const onError of [
      never,
      () => Promise.reject(new Error("down")),
      () => {
        throw new Error("down");
      },
    ]) {
      const { browser: open, sandbox } = setUp({ onError });
      sandbox.nextFailure("garbage");
      assert.equal((await open().json("links", PERSON)).status, 502);
    }
  });
});

describe("the status", () => {
  test("is requested from the provider by one request at a time per customer, once per request", async () => {
    stopClock();
    const { calls, page, sandbox } = counted();
    await page.json("links", PERSON);
    await page.get("status");
    mock.timers.tick(11 * SECOND);
    calls.length = 0;
    const replies = await Promise.all(Array.from({ length: 20 }, () => page.get("status")));
    assert.deepEqual(
      replies.map(({ status, body }) => [status, body.status]),
      Array(20).fill([200, "incomplete"]),
    );
    assert.equal(calls.length, 1);
    mock.timers.tick(11 * SECOND);
    calls.length = 0;
    sandbox.nextFailure(503, { times: 10 });
    await page.get("status");
    assert.equal(calls.length, 1, "a page's request is not retried");
  });

  test("is served as it was last known while the provider is down, and is asked for again after five seconds", async () => {
    stopClock();
    const { calls, page, sandbox } = counted();
    await page.json("links", PERSON);
    await page.get("status");
    const known = (await page.get("status")).body;
    for (const kind of [500, 503, 429, "drop_before", "garbage"]) {
      mock.timers.tick(11 * SECOND);
      sandbox.nextFailure(kind);
      calls.length = 0;
      for (let i = 0; i < 5; i++) assert.deepEqual((await page.get("status")).body, known, String(kind));
      mock.timers.tick(5 * SECOND - 1);
      assert.deepEqual((await page.get("status")).body, known);
      assert.equal(calls.length, 1, String(kind));
      mock.timers.tick(1);
      const { updatedAt } = (await page.get("status")).body;
      assert.equal(calls.length, 2);
      known.updatedAt = updatedAt;
    }
  });

  test("that nobody knows is 503 for five seconds after a failure, without another request", async () => {
    stopClock();
    const { calls, page, sandbox } = counted();
    await page.json("links", PERSON);
    sandbox.nextFailure(500);
    calls.length = 0;
    assert.equal((await page.get("status")).status, 503);
    const { status, headers } = await page.get("status");
    assert.deepEqual([status, headers.get("retry-after"), calls.length], [503, "5", 1]);
    mock.timers.tick(5 * SECOND);
    assert.equal((await page.get("status")).body.status, "incomplete");
  });

  test("onError gets failures although the page is served", async () => {
    stopClock();
    const { browser: open, sandbox, errors } = setUp();
    const page = open();
    await page.json("links", PERSON);
    await page.get("status");
    mock.timers.tick(11 * SECOND);
    sandbox.nextFailure(500);
    assert.equal((await page.get("status")).status, 200);
    assert.deepEqual(
      errors.map(({ error, route }) => [error.code, route]),
      [["unavailable", "status"]],
    );
  });

  test("of a webhook stays where the provider does not show the customer", async () => {
    stopClock();
    const sandbox = createSandbox();
    const { secret } = await sandbox.signWebhook("spherepay", {});
    let hidden = false;
    const fetch = (url, init) =>
      hidden ? Promise.resolve(Response.json({ status: 404, detail: "no" }, { status: 404 })) : sandbox.fetch(url, init);
    const own = configOf(sandbox, { fetch });
    const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
    const page = browser(handler);
    await page.json("links", PERSON);
    hidden = true;
    const [{ id }] = sandbox.customers();
    const { body, headers } = await sandbox.signWebhook("spherepay", {
      id: "event_1",
      name: "customer.kyc.successful",
      created: new Date().toISOString(),
      data: { customer: { id } },
    });
    assert.equal((await handler(new Request("https://a.example/kyc/webhooks/spherepay", { method: "POST", body, headers }))).status, 200);
    for (let i = 0; i < 3; i++) {
      mock.timers.tick(11 * SECOND);
      assert.equal((await page.get("status")).body.status, "approved");
    }
  });
});

test("ten links are made again in an hour", async () => {
  stopClock();
  const { page } = counted();
  await page.json("links", PERSON);
  for (let i = 0; i < 10; i++) assert.equal((await page.empty("links/renew")).status, 201);
  const { status, headers } = await page.empty("links/renew");
  assert.deepEqual([status, headers.get("retry-after")], [429, "3600"]);
  mock.timers.tick(3600 * SECOND);
  assert.equal((await page.empty("links/renew")).status, 201);
});

describe("guesses of a code", () => {
  /** A page whose contacts the provider wants confirmed; `respond` may respond in the provider's place. */
  async function guessing(respond = () => undefined) {
    const sandbox = createSandbox();
    const fetch = async (url, init) => (String(url).endsWith("/confirm") && respond(url, init)) || sandbox.fetch(url, init);
    const page = browser(createHandler(configOf(sandbox, { provider: "grid", fetch })));
    assert.equal((await page.json("links", PERSON_AT_GRID)).status, 202);
    return { sandbox, page, guess: (code = "000000", channel = "email") => page.json(`contact/${channel}/confirm`, { code }) };
  }

  for (const status of [400, 404, 409, 422, 429, 500, 503]) {
    test(`to which the provider responds with ${status} count`, async () => {
      const { guess } = await guessing(() => Response.json({ code: "SOME_CODE", reason: "no" }, { status }));
      for (let i = 0; i < 5; i++) assert.notEqual((await guess()).headers.get("retry-after") > 3600, true);
      const last = await guess(CONTACT_CODE);
      assert.equal(last.status, 429);
      assert.ok(Number(last.headers.get("retry-after")) > 80_000);
    });
  }

  test("that never left do not count", async () => {
    const { guess } = await guessing();
    for (let i = 0; i < 10; i++) assert.equal((await guess("")).status, 422);
    assert.equal((await guess(CONTACT_CODE)).status, 200);
  });

  test("after lost connections are allowed, but not without limit", async () => {
    const { guess } = await guessing(() => Promise.reject(new TypeError("fetch failed")));
    for (let i = 0; i < 10; i++) assert.equal((await guess()).status, 502);
    assert.equal((await guess(CONTACT_CODE)).status, 429);
  });

  test("are not reset by correct codes for one's own contact", async () => {
    stopClock();
    const { sandbox, page, guess } = await guessing();
    let wrong = 0;
    for (let hour = 0; hour < 23; hour++) {
      await page.empty("contact/phone");
      for (let i = 0; i < 4; i++) wrong += (await guess("000000", "phone")).status === 422 ? 1 : 0;
      await page.json("contact/email", { value: "own@example.com" });
      await guess(CONTACT_CODE);
      mock.timers.tick(3600 * SECOND);
    }
    assert.ok(sandbox.customers().length === 1 && wrong <= 5, `${wrong} guesses`);
  });

  test("are rejected at /code, whatever the provider's pointer is", async () => {
    const bodies = [
      { code: "INVALID_INPUT", reason: "no" },
      {
        code: "X",
        reason: "y",
        details: {
          errors: [
            { field: "otp.value", message: "a" },
            { field: "x", message: "b" },
          ],
        },
      },
      {},
    ];
    for (const body of bodies) {
      const { guess } = await guessing(() => Response.json(body, { status: 400 }));
      const reply = await guess();
      assert.deepEqual([reply.status, reply.body.errors.map(({ code, pointer }) => [code, pointer])], [422, [["provider", "/code"]]]);
    }
  });

  test("spaces and dashes in a code are dropped", async () => {
    const code = `${CONTACT_CODE.slice(0, 3)} ${CONTACT_CODE.slice(3)}`;
    for (const typed of [code, code.replace(" ", "-"), ` ${CONTACT_CODE}\u00a0`, code.replace(" ", "\u2013")]) {
      const { guess, page } = await guessing();
      await page.empty("contact/email");
      assert.deepEqual((await guess(typed)).body, { next: "verify_contact", channels: ["phone"] }, typed);
    }
  });

  test("of a contact that is already verified lead to the next step", async () => {
    const { guess, page } = await guessing();
    await page.empty("contact/email");
    await page.empty("contact/phone");
    assert.deepEqual((await guess(CONTACT_CODE)).body, { next: "verify_contact", channels: ["phone"] });
    const again = await guess(CONTACT_CODE);
    assert.deepEqual([again.status, again.body], [200, { next: "verify_contact", channels: ["phone"] }]);
    const sent = await page.empty("contact/email");
    assert.deepEqual([sent.status, sent.body], [200, { next: "verify_contact", channels: ["phone"] }]);
    assert.deepEqual((await guess(CONTACT_CODE, "phone")).body, { next: "link" });
    assert.deepEqual((await page.empty("contact/phone")).body, { next: "link" });
  });
});

describe("webhooks", () => {
  async function receiving(config) {
    const sandbox = createSandbox();
    const { secret } = await sandbox.signWebhook("spherepay", {});
    const own = configOf(sandbox, config);
    const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
    let read = 0;
    const post = (headers) => {
      const body = new ReadableStream(
        {
          pull: (controller) => {
            read++;
            controller.enqueue(new Uint8Array(1024));
            if (read > 2000) controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      return handler(new Request("https://a.example/kyc/webhooks/spherepay", { method: "POST", body, duplex: "half", headers }));
    };
    return { post, handler, sandbox, read: () => read };
  }

  test("without a readable signature are rejected before their body is read", async () => {
    const { post, read } = await receiving();
    for (const headers of [{}, { signature: "" }, { signature: "x" }, { signature: "00" }, { "x-signature": "0".repeat(64) }]) {
      const response = await post(headers);
      assert.deepEqual([response.status, (await response.json()).code, read()], [401, "webhook_signature", 0], JSON.stringify(headers));
    }
    assert.equal((await post({ signature: "0".repeat(64) })).status, 413);
    assert.ok(read() > 1000);
  });

  test("without a signature call onError once", async () => {
    const reportedCodes = [];
    const { post } = await receiving({ onError: (error) => reportedCodes.push(error.code) });
    await post({});
    assert.deepEqual(reportedCodes, ["webhook_signature"]);
  });

  test("call rateLimit with the route", async () => {
    const routes = [];
    let verdict = true;
    const { post, read, sandbox, handler } = await receiving({
      rateLimit: (_request, route) => {
        routes.push(route);
        return verdict;
      },
    });
    const { body, headers } = await sandbox.signWebhook("spherepay", {
      id: "event_1",
      name: "x",
      created: new Date().toISOString(),
      data: {},
    });
    assert.equal((await handler(new Request("https://a.example/kyc/webhooks/spherepay", { method: "POST", body, headers }))).status, 200);
    verdict = { retryAfterMs: 7000 };
    const response = await post({ signature: "0".repeat(64) });
    assert.deepEqual([response.status, response.headers.get("retry-after"), read()], [429, "7", 0]);
    assert.deepEqual(routes, ["webhooks/spherepay", "webhooks/spherepay"]);
  });
});
