/** A handler whose process dies, whose store loses responses, and whose provider fails: nobody loses a customer. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browser, configOf, createHandler, createSandbox, holdTimers, KEY, memoryStore, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { attempted, scripts } from "../helpers/exchange.mjs";

describe("an idempotency key after a failure", () => {
  test("onError learns what was wrong with a response, where that says more than the code", async () => {
    const usual = "The provider's response is not what this operation promises.";
    for (const [body, message] of [
      ["a", `${usual} The body is not JSON.`],
      ["a".repeat(2 ** 20 + 1), `${usual} The provider's response is larger than 1 MiB.`],
    ]) {
      const { sandbox, browser, errors } = setUp({ fetch: (...given) => respond(...given) });
      let respond = sandbox.fetch;
      const page = browser();
      assert.equal((await page.json("links", PERSON)).status, 201);
      respond = async () => new Response(body);
      const { status, text } = await page.get("status");
      assert.equal(status, 502);
      assert.doesNotMatch(text, /MiB/);
      assert.deepEqual(
        errors.map(({ error }) => error.message),
        [message],
      );
    }
  });

  /** A store whose writes stop after so many, as when the process dies between two steps. */
  function dying(store, writes) {
    return {
      get: store.get,
      swap: (...given) => (writes-- > 0 ? store.swap(...given) : new Promise(() => {})),
    };
  }

  for (const writes of [0, 1, 2, 3, 4]) {
    test(`a process that dies at write ${writes + 1} neither loses nor duplicates a customer`, async (t) => {
      t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
      const sandbox = createSandbox();
      const store = memoryStore();
      const post = (store) => browser(createHandler(configOf(sandbox, { store }))).json("links", PERSON, { "idempotency-key": KEY });
      await Promise.race([post(dying(store, writes)), new Promise((resolve) => setTimeout(resolve, 300))]);
      const running = writes > 0 ? await post(store) : undefined;
      if (running) assert.ok([201, 409].includes(running.status), running.text);
      t.mock.timers.tick(80_000);
      const reply = await post(store);
      assert.equal(reply.status, 201, reply.text);
      assert.equal((await post(store)).body.kycUrl, reply.body.kycUrl);
      assert.equal(sandbox.customers().length, 1);
    });
  }
});

// The table that the plain client and the transports of Rust run, too (kyclink/exchange.test.mjs). The handler has limits
// of its own, so the scripts with other ones, and those of waits that it does not begin, are left out.
describe("attempts to send a request of the handler", () => {
  const LONGEST = 10_000;
  const ROUTES = {
    link: { provider: "spherepay", isBegun: true, send: (page) => page.empty("links/renew") },
    create: { provider: "bridge", send: (page) => page.json("links", PERSON, { "idempotency-key": KEY }) },
  };
  const isOfHandler = ({ maxRetries, deadline, waits = [] }) =>
    maxRetries === undefined && deadline === undefined && waits.every((ms) => ms < LONGEST);

  for (const { name, call, attempts, sent, waits, error, retryable, hint } of scripts.filter(isOfHandler)) {
    test(`${call}: ${name}`, async (t) => {
      const { provider, isBegun, send } = ROUTES[call];
      let script;
      let requests = 0;
      const fetch = (...given) => (script ? attempted(script[requests++]) : sandbox.fetch(...given));
      const { sandbox, browser: open, errors } = setUp({ provider, fetch });
      const page = open();
      if (isBegun) {
        assert.equal((await page.json("links", PERSON)).status, 201);
        // A renewal does not ask for a status that is known.
        await page.get("status");
      }
      script = attempts;
      const waited = [];
      const { setTimeout } = globalThis;
      t.mock.method(globalThis, "setTimeout", (end, ms, ...given) => {
        if (ms >= LONGEST) return setTimeout(end, ms, ...given);
        waited.push(ms);
        return setTimeout(end, 0, ...given);
      });
      await send(page);
      assert.equal(requests, sent);
      if (waits) for (const ms of waits) assert.ok(waited.includes(ms), `${waited}`);
      const reported = errors.at(-1)?.error;
      assert.equal(reported?.code, error);
      assert.equal(reported?.retryable, retryable);
      const { host } = new URL(sandbox.baseUrls[provider]);
      const said = hint?.replace(/ made to \S+\.(?= |$)/, ` made to ${host}.`);
      if (said) assert.ok(reported.message.endsWith(said), reported.message);
    });
  }
});

describe("a provider that does not respond to a create", () => {
  for (const [timeout, givenUp] of [
    [3000, 2700],
    [60_000, 59_000],
  ])
    test(`with a timeout of ${timeout} ms is given up after ${givenUp} ms, and the outcome is unknown`, async (t) => {
      const pass = holdTimers(t);
      let begin;
      const begun = new Promise((resolve) => (begin = resolve));
      const fetch = (_url, { signal }) => {
        begin(signal);
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      };
      const { browser: open } = setUp({ timeout, fetch });
      const reply = open().json("links", PERSON, { "idempotency-key": KEY });
      const signal = await begun;
      pass(givenUp - 1);
      assert.equal(signal.aborted, false);
      pass(1);
      assert.equal(signal.aborted, true);
      const { status, body } = await reply;
      assert.deepEqual([status, body.code], [503, "outcome_unknown"]);
    });
});
