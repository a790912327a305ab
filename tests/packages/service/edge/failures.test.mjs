/** A handler whose provider fails. simulation/src has a process that dies and a store that loses responses. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { holdTimers, KEY, PERSON, setUp } from "../../helpers/edge/harness.mjs";
import { attempted, scripts } from "../../helpers/exchange.mjs";

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

// The table that the plain client and the transports of Rust run, too (module/kyclink/exchange.test.mjs). The handler
// has limits of its own, so the scripts with other ones, and those of waits that it does not begin, are left out.
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

/** tests/it/edge/engine/exchange.rs has how long each attempt may take. */
test("a provider that does not respond to a create is given up before the timeout, and the outcome is unknown", async (t) => {
  const pass = holdTimers(t);
  let begin;
  const begun = new Promise((resolve) => (begin = resolve));
  const fetch = (_url, { signal }) => {
    begin(signal);
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  const { browser: open } = setUp({ timeout: 3000, fetch });
  const reply = open().json("links", PERSON, { "idempotency-key": KEY });
  const signal = await begun;
  pass(2699);
  assert.equal(signal.aborted, false);
  pass(1);
  assert.equal(signal.aborted, true);
  const { status, body } = await reply;
  assert.deepEqual([status, body.code], [503, "outcome_unknown"]);
});
