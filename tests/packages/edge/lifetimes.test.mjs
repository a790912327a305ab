/** How long a key, a claim, a cookie and a delivery are valid, whatever happens in the meantime. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { browser, configOf, createHandler, createSandbox, KEY, memoryStore, PERSON, setUp } from "../helpers/edge/harness.mjs";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

beforeEach(() => mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") }));
afterEach(() => mock.timers.reset());

/** A post with the key, from a browser that has no cookie. */
const poster =
  (open) =>
  (person = PERSON, headers) =>
    open().json("links", person, { "idempotency-key": KEY, ...headers });

/** A store that forgets nothing by itself. */
function hoarding() {
  const records = new Map();
  return {
    get: async (key) => records.get(key),
    async swap(key, before, after) {
      if (records.get(key) !== before) return false;
      if (after === undefined) records.delete(key);
      else records.set(key, after);
      return true;
    },
  };
}

describe("an idempotency key", () => {
  test("that is posted once a day never gets another person's customer, however long the store keeps it", async () => {
    const { sandbox, browser: open } = setUp();
    const post = poster(open);
    sandbox.nextFailure("drop_before");
    assert.equal((await post()).status, 503);
    const victim = await open().json("links", PERSON);
    assert.equal(victim.status, 201);
    const [theirs] = sandbox.customers();
    for (let day = 0; day < 10; day++) {
      const { headers } = await post();
      if (sandbox.customers().length > 1) break; // its own customer: the key has begun anew
      assert.equal(headers.get("set-cookie"), null, `day ${day}`);
      mock.timers.tick(23 * HOUR);
    }
    assert.equal(sandbox.customers().find(({ id }) => id === theirs.id).links.length, 1, "nobody else had a link of theirs made");
  });

  test("is valid for 24 hours from its first use, not from its last", async () => {
    const { sandbox, browser: open } = setUp();
    const post = poster(open);
    const first = await post();
    for (let hours = 0; hours < 23; hours++) {
      assert.deepEqual((await post()).body, first.body);
      mock.timers.tick(HOUR);
    }
    mock.timers.tick(HOUR - 1);
    assert.deepEqual((await post()).body, first.body);
    mock.timers.tick(1);
    const anew = await post();
    assert.equal(anew.status, 201);
    assert.notEqual(anew.body.kycUrl, first.body.kycUrl);
    assert.equal(sandbox.customers().length, 2);
  });

  test("starts nothing that could last longer than it", async () => {
    // The deadline, what an attempt does beside, and how far clocks may differ.
    const longest = (30 + 10 + 60) * SECOND;
    for (const [left, status] of [
      [longest, 201],
      [longest - 1, 422],
    ]) {
      const { sandbox, browser: open } = setUp();
      const post = poster(open);
      sandbox.nextFailure("drop_before");
      assert.equal((await post()).status, 503);
      mock.timers.tick(DAY - left);
      assert.equal((await post()).status, status);
      assert.equal(sandbox.customers().length, status === 201 ? 1 : 0);
    }
  });

  test("that a store has kept for too long is rejected", async () => {
    const { browser: open } = setUp({ store: hoarding() });
    const post = poster(open);
    assert.equal((await post()).status, 201);
    mock.timers.tick(30 * DAY);
    const late = await post();
    assert.deepEqual([late.status, late.body.code], [422, "idempotency_key_reused"]);
  });

  test("of one handler means nothing to another with the same store", async () => {
    const sandbox = createSandbox();
    const store = memoryStore();
    const post = (config) => poster(() => browser(createHandler(configOf(sandbox, { store, ...config }))))();
    const [one, other] = [await post({ id: "one" }), await post({ id: "other" })];
    assert.deepEqual([one.status, other.status], [201, 201]);
    assert.notEqual(one.body.kycUrl, other.body.kycUrl);
    assert.equal(sandbox.customers().length, 2);
  });
});

test("a claim is renewed when another request loses against it", async () => {
  const store = memoryStore();
  const written = [];
  const swap = (key, before, after, ttlMs) => {
    written.push(ttlMs);
    return store.swap(key, before, after, ttlMs);
  };
  const { sandbox, browser: open } = setUp({ store: { ...store, swap } });
  const post = poster(open);
  sandbox.nextFailure("drop_before");
  assert.equal((await post()).status, 503);
  assert.equal((await open().json("links", PERSON)).status, 201);
  mock.timers.tick(23 * HOUR);
  written.length = 0;
  assert.equal((await post()).body.code, "outcome_unknown");
  assert.equal(written.filter((ttlMs) => ttlMs === 3 * DAY).length, 2, "one that was refused, and the renewal");
});

describe("servers whose clocks differ by up to a minute", () => {
  /** Two handlers over one store, which has the true time, as the provider has. */
  function servers(skew, config) {
    const truth = { now: Date.now() };
    const sandbox = createSandbox({ clock: { now: () => truth.now } });
    const records = new Map();
    const live = (key) => (records.get(key)?.until > truth.now ? records.get(key).value : undefined);
    const store = {
      get: async (key) => live(key),
      async swap(key, before, after, ttlMs) {
        if (live(key) !== before) return false;
        records.set(key, { value: after, until: after === undefined ? 0 : truth.now + ttlMs });
        return true;
      },
    };
    const at = (offset) => {
      const handler = createHandler(configOf(sandbox, { store, ...config }));
      return async (...given) => {
        mock.timers.setTime(truth.now + offset);
        return browser(handler).json("links", PERSON, { "idempotency-key": KEY }, ...given);
      };
    };
    return { sandbox, truth, post: [at(0), at(skew)] };
  }

  for (const skew of [-60 * SECOND, 60 * SECOND]) {
    for (const first of [0, 1]) {
      test(`a lost response is found by the other server (${skew / SECOND} s, ${first})`, async () => {
        const { sandbox, truth, post } = servers(skew);
        sandbox.nextFailure("drop_after");
        assert.equal((await post[first]()).status, 503);
        // What only clocks explain is taken when every onboarding that could have made it has claimed it.
        truth.now += 10 * SECOND;
        assert.ok([201, 503].includes((await post[1 - first]()).status));
        truth.now += 160 * SECOND;
        assert.equal((await post[1 - first]()).status, 201);
        assert.equal(sandbox.customers().length, 1);
      });

      test(`a running attempt is left alone by the other server (${skew / SECOND} s, ${first})`, async () => {
        let hold;
        const { truth, post, sandbox } = servers(skew, {
          fetch: async (...given) => {
            await new Promise((resolve) => (hold ??= resolve));
            return sandbox.fetch(...given);
          },
        });
        const running = post[first]();
        while (!hold) await new Promise(setImmediate);
        truth.now += 20 * SECOND;
        assert.equal((await post[1 - first]()).status, 409);
        hold();
        assert.equal((await running).status, 201);
        assert.equal(sandbox.customers().length, 1);
      });
    }
  }
});

describe("the cookie", () => {
  test("ends 90 days after the start of the onboarding, however often it is set again", async () => {
    const { browser: open } = setUp();
    const page = open();
    await page.json("links", PERSON);
    for (let day = 0; day < 80; day += 20) {
      mock.timers.tick(20 * DAY);
      assert.equal((await page.empty("links/renew")).status, 201, `day ${day}`);
    }
    mock.timers.tick(10 * DAY - 1);
    assert.equal((await page.get("status")).body.status, "incomplete");
    mock.timers.tick(1);
    assert.deepEqual((await page.get("status")).body, { status: "none", nextAction: "none" });
    assert.equal((await page.empty("links/renew")).status, 401);
  });

  test("has a Max-Age", async () => {
    const { browser: open } = setUp();
    const page = open();
    const maxAge = ({ headers }) => Number(/Max-Age=(\d+)/.exec(headers.get("set-cookie"))[1]);
    assert.equal(maxAge(await page.json("links", PERSON)), 30 * 86_400);
    for (let i = 0; i < 3; i++) {
      mock.timers.tick(25 * DAY);
      await page.empty("links/renew");
    }
    mock.timers.tick(HOUR);
    assert.equal(maxAge(await page.empty("links/renew")), 15 * 86_400 - 3600);
  });
});

describe("a delivery", () => {
  async function delivering(config) {
    const sandbox = createSandbox();
    const { secret } = await sandbox.signWebhook("spherepay", {});
    const handled = [];
    const own = configOf(sandbox, { onEvent: ({ id }) => void handled.push(id), ...config });
    const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
    const deliver = async (event) => {
      const { body, headers } = await sandbox.signWebhook("spherepay", {
        name: "customer.kyc.successful",
        data: { customer: { id: "customer_1" } },
        ...event,
      });
      const response = await handler(new Request("https://app.example.com/kyc/webhooks/spherepay", { method: "POST", body, headers }));
      return [response.status, response.status === 200 ? undefined : (await response.json()).code];
    };
    return { deliver, handled };
  }

  test("that was recorded is rejected after seven days, while its id is still stored", async () => {
    const { deliver, handled } = await delivering();
    const event = { id: "event_1", created: new Date().toISOString() };
    assert.deepEqual(await deliver(event), [200, undefined]);
    mock.timers.tick(7 * DAY);
    assert.deepEqual(await deliver(event), [200, undefined], "a duplicate");
    mock.timers.tick(1);
    assert.deepEqual(await deliver(event), [401, "webhook_stale"]);
    mock.timers.tick(30 * DAY);
    assert.deepEqual(await deliver(event), [401, "webhook_stale"]);
    assert.deepEqual(handled, ["event_1"]);
  });

  test("may have a shorter limit by configuration, and its id is stored for as long as it is accepted", async () => {
    const { deliver, handled } = await delivering({ maxWebhookAgeMs: 20 * DAY });
    const event = { id: "event_1", created: new Date().toISOString() };
    await deliver(event);
    mock.timers.tick(20 * DAY);
    assert.deepEqual(await deliver(event), [200, undefined]);
    mock.timers.tick(1);
    assert.deepEqual(await deliver(event), [401, "webhook_stale"]);
    assert.deepEqual(handled, ["event_1"]);
    const { deliver: strict } = await delivering({ maxWebhookAgeMs: 60 * SECOND });
    assert.deepEqual(await strict({ id: "event_2", created: new Date(Date.now() - 61 * SECOND).toISOString() }), [401, "webhook_stale"]);
  });

  test("without a date is accepted once, even months later", async () => {
    const { deliver, handled } = await delivering();
    for (let month = 0; month < 6; month++) {
      assert.deepEqual(await deliver({ id: "event_1" }), [200, undefined]);
      mock.timers.tick(30 * DAY);
    }
    assert.deepEqual(handled, ["event_1"]);
  });
});

test("the store gets each lifetime as it was decided, short or long", async () => {
  const sandbox = createSandbox();
  const { secret } = await sandbox.signWebhook("spherepay", {});
  const store = memoryStore();
  const written = new Set();
  const swap = (key, before, after, ttlMs) => {
    if (after !== undefined) written.add(ttlMs);
    return store.swap(key, before, after, ttlMs);
  };
  const own = configOf(sandbox, { store: { ...store, swap } });
  const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
  /** Does something, and checks the lifetimes of what it writes. */
  const writes = async (what, act, ...lifetimes) => {
    written.clear();
    await act();
    const sorted = (list) => [...list].sort((a, b) => a - b);
    assert.deepEqual(sorted(written), sorted(lifetimes), what);
  };
  const deliver = async (event) => {
    const { body, headers } = await sandbox.signWebhook("spherepay", { name: "customer.update", data: {}, ...event });
    const response = await handler(new Request("https://app.example.com/kyc/webhooks/spherepay", { method: "POST", body, headers }));
    assert.equal(response.status, 200);
  };
  const page = browser(handler);
  const post = (key) => page.json("links", PERSON, { "idempotency-key": key });
  const attempt = (30 + 10) * SECOND;
  await writes("an onboarding", () => post(KEY), DAY, attempt, 3 * DAY);
  await writes("a status", () => page.get("status"), (30 + 5) * SECOND, 30 * DAY);
  mock.timers.tick(11 * SECOND);
  sandbox.nextFailure(500);
  await writes("a status that fails", () => page.get("status"), (30 + 5) * SECOND, 5 * SECOND);
  sandbox.nextFailure("drop_before");
  await writes("a lost create", () => post(KEY.replace("0", "1")), DAY, attempt, 5 * SECOND);
  const handling = (30 + 5 * 60) * SECOND;
  await writes("a dated event", () => deliver({ id: "event_1", created: new Date().toISOString() }), handling, 8 * DAY);
  await writes("an event without a date", () => deliver({ id: "event_2" }), handling, 366 * DAY);
});
