/** Attacks by a header of a signature, none of which succeeds. respond.test.mjs has what a provider responds. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, createHandler, ORIGIN, PERSON, setUp } from "../helpers/edge/harness.mjs";

test("a header of a signature that is JSON of any depth, or none, changes no other route and is no signature", async () => {
  const nested = (levels, [open, close] = ["[", "]"]) => open.repeat(levels) + close.repeat(levels);
  const given = [1, 59, 60, 61, 62, 63, 64, 200, 4000].flatMap((levels) => [nested(levels), nested(levels, ['{"a":', "}"])]);
  given.push('{"\\ud800":"x"}', '"\\ud800"', "1e999", "[1e999]", '{"__proto__":{"v1":"x"}}', '{"toJSON":1}', "!", "{", "");
  const { config, errors } = setUp();
  const webhookSecret = "secret-of-ours-for-webhooks-of-32-bytes";
  const page = browser(createHandler({ ...config, spherepay: { ...config.spherepay, webhookSecret } }));
  assert.equal((await page.json("links", PERSON)).status, 201);
  for (const name of ["signature", "x-grid-signature", "x-webhook-signature"]) {
    for (const value of given) {
      const headers = { origin: ORIGIN, [name]: value };
      assert.equal((await page.send("status", { headers })).status, 200, `${name}: ${value.slice(0, 80)}`);
      const delivery = await page.send("webhooks/spherepay", { method: "POST", body: "{}", headers });
      assert.equal(delivery.status, 401, `${name}: ${value.slice(0, 80)}`);
    }
  }
  assert.deepEqual(
    errors.filter(({ error }) => error.code !== "webhook_signature"),
    [],
  );
});
