/**
 * The handler in front of a provider whose link comes before the customer (Bridge): the terms as a step of their own, and
 * an email address that has a link already. Lost creates are in tests/it/edge/onboarding/repeated_create.rs.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf, KEY, newKey, PERSON, setUp } from "../../helpers/edge/harness.mjs";

const JANE = { ...PERSON, address: { country: "US" } };
const linkOf = (sandbox) => sandbox.customers().at(-1);
const keep = ({ status, nextAction }) => [status, nextAction];

test("the terms first, then the link, then the decision", async () => {
  const created = [];
  const { sandbox, browser } = setUp({
    provider: "bridge",
    onCreated: (one) => created.push(one),
    authorize: () => ({ reference: "user-1" }),
  });
  const jane = browser();
  const first = await jane.json("links", JANE, { "idempotency-key": KEY });
  const { id, resource } = linkOf(sandbox);
  assert.deepEqual([first.status, first.body], [202, { next: "accept_terms", url: resource.tos_link, provider: "bridge" }]);
  assert.deepEqual(created, [{ provider: "bridge", kycLinkId: id, reference: "user-1" }]);
  const again = await jane.json("links", JANE, { "idempotency-key": KEY });
  assert.deepEqual(again.body, first.body, "the same key");
  const status = async () => (await jane.get("status")).body;
  assert.deepEqual(keep(await status()), ["incomplete", "accept_terms"]);
  // A form leads on to the terms.
  const form = await jane.form("links/renew", {});
  assert.deepEqual([form.status, form.headers.get("location")], [303, resource.tos_link]);

  await sandbox.finishLink(resource.tos_link, "approve");
  const renewed = await jane.json("links/renew", {});
  assert.deepEqual([renewed.status, renewed.body], [201, { kycUrl: resource.kyc_link, provider: "bridge" }]);
  assert.deepEqual(keep(await status()), ["incomplete", "open_link"], "a fresh status does not ask for the terms again");
  await sandbox.finishLink(resource.kyc_link, "approve");
  assert.deepEqual((await jane.json("links/renew", {})).body, { next: "approved" });
});

test("an email address that has a link yields nothing to anybody else", async () => {
  const { sandbox, browser, errors } = setUp({ provider: "bridge" });
  const victim = browser();
  await victim.json("links", JANE, { "idempotency-key": newKey() });
  const { id, resource } = linkOf(sandbox);
  const secrets = [id, resource.kyc_link, resource.tos_link, resource.customer_id, "accept_terms", "existing_kyc_link"].filter(Boolean);
  const others = [{}, { email: JANE.email.toUpperCase() }, { type: "business" }, { reference: "user-1" }];
  const attempts = [
    ...others.map((change) => (attacker) => attacker.json("links", { ...JANE, ...change }, { "idempotency-key": newKey() })),
    (attacker) => attacker.form("links", fieldsOf(JANE)),
  ];
  for (const decision of [undefined, "approve"]) {
    if (decision) await sandbox.complete(id, decision);
    for (const [at, attempt] of attempts.entries()) {
      const attacker = browser();
      const { status, text, headers, body } = await attempt(attacker);
      assert.deepEqual([status, body.code], [409, "conflict"], `attempt ${at}`);
      const all = text + JSON.stringify([...headers]);
      for (const secret of secrets) assert.ok(!all.includes(secret), `attempt ${at} has ${secret}`);
      assert.deepEqual([headers.get("set-cookie"), headers.get("location")], [null, null]);
      assert.deepEqual((await attacker.get("status")).body, { status: "none", nextAction: "none" });
    }
  }
  const reported = JSON.stringify(errors.map(({ error }) => ({ ...error, message: error.message, stack: error.stack })));
  for (const secret of secrets) assert.ok(!reported.includes(secret), `onError gets ${secret}`);
  assert.equal(sandbox.customers().length, 1);
  assert.equal((await victim.json("links/renew", {})).status, 200, "the victim goes on");
});
