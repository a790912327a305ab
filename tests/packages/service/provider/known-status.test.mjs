/** What a provider of one's own is told of the status that is known, when it is asked for one. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOperator, newKey } from "../../helpers/edge/harness.mjs";
import { deliver, open, PERSON } from "../../helpers/provider/model.mjs";

const STATUSES = ["incomplete", "pending", "approved", "rejected", "expired", "on_hold", "unknown"];

/** Somebody at a provider whose API says `statusOf(known)`. Each look at the status is eleven seconds later. */
async function begun(t, statusOf) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  t.after(() => t.mock.timers.reset());
  const calls = [];
  let event;
  const world = open(() => ({
    status(call) {
      calls.push(call);
      return { status: statusOf(call.known) };
    },
    webhook: { verify: () => event },
  }));
  const page = world.browser();
  await page.json("links", PERSON, { "idempotency-key": newKey() });
  return {
    calls,
    operator: createOperator(world.config),
    renew: () => page.json("links/renew", {}),
    async post(given) {
      event = { id: newKey(), customerId: "s-1", at: Date.now(), ...given };
      const request = new Request("https://app.example.com/kyc/webhooks/acme", { method: "POST", ...deliver({ id: event.id }) });
      assert.equal((await world.handler(request)).status, 200);
    },
    async status() {
      t.mock.timers.tick(11_000);
      return (await page.get("status")).body.status;
    },
  };
}

test("a function gets the status that an event has told, and what it returned before", async (t) => {
  const answers = ["incomplete", "unknown", "pending"];
  const { status, post, calls } = await begun(t, () => answers.shift());
  await status();
  await post({ status: "on_hold" });
  await status();
  await status();
  assert.deepEqual(
    calls.map(({ known }) => known),
    [undefined, "on_hold", "unknown"],
  );
  assert.deepEqual(Object.keys(calls[0]).sort(), ["customerId", "fetch", "now", "signal"]);
});

test("what an event has told stands where the API says less, and says so", async (t) => {
  for (const told of STATUSES) {
    const { status, post } = await begun(t, (known = "incomplete") => known);
    assert.equal(await status(), "incomplete");
    t.mock.timers.tick(600_000);
    await post({ status: told });
    assert.deepEqual([await status(), await status()], [told, told]);
    t.mock.timers.tick(600_000);
    await post({ status: "incomplete" });
    assert.deepEqual([await status(), await status()], ["incomplete", "incomplete"], "a later event");
    t.mock.timers.reset();
  }
});

test("an operator sees what the person sees", async (t) => {
  const { status, post, operator } = await begun(t, (known = "incomplete") => known);
  assert.equal((await operator.find({ customerId: "s-1" })).status, "incomplete", "nothing is known");
  await post({ status: "pending" });
  assert.deepEqual([await status(), (await operator.find({ customerId: "s-1" })).status], ["pending", "pending"]);
});

test("whoever is approved and asks for another link is asked about with the approval", async (t) => {
  const { status, renew, calls } = await begun(t, (known) => known ?? "approved");
  assert.equal(await status(), "approved");
  assert.equal((await renew()).body.next, "approved");
  assert.deepEqual(
    calls.map(({ known }) => known),
    [undefined, "approved"],
  );
});
