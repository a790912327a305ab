/** Requests that are refused because of the configuration: `onError` hears what to change, once for each cause. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ORIGIN, PERSON, setUp } from "./edge/harness.mjs";

const post = (handler, path, headers) =>
  handler(
    new Request(`${ORIGIN}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: ORIGIN, ...headers },
      body: JSON.stringify(PERSON),
    }),
  );

const CAUSES = {
  allowedOrigins: ["/kyc/links", { origin: "https://other.example" }],
  basePath: ["/api/kyc/links"],
  webhookSecret: ["/kyc/webhooks/spherepay"],
};

for (const [option, [path, headers]] of Object.entries(CAUSES)) {
  test(`${option}: named once, whoever asks how often, and nothing of the request`, async () => {
    const { handler, errors } = setUp();
    for (let i = 0; i < 3; i++) assert.ok([403, 404].includes((await post(handler, path, headers)).status));
    assert.equal(errors.length, 1);
    const [{ error, route }] = errors;
    assert.deepEqual([error.code, route], ["invalid_config", ""]);
    assert.match(error.message, new RegExp(option));
    for (const value of ["other.example", PERSON.email, "/api/"]) assert.ok(!error.message.includes(value));
  });
}

test("cookieSecret: named once if it lacks the secret of a record", async () => {
  const { config, browser } = setUp();
  const headers = { "idempotency-key": "0123456789abcdefghijkl" };
  assert.equal((await browser().json("links", PERSON, headers)).status, 201);
  const { handler, errors } = setUp({ store: config.store, cookieSecret: "another secret of thirty-two bytes" });
  for (let i = 0; i < 3; i++) {
    const response = await post(handler, "/kyc/links", headers);
    assert.deepEqual([response.status, response.headers.get("retry-after")], [503, "1"]);
  }
  assert.equal(errors.length, 1);
  assert.match(errors[0].error.message, /keep the older secrets/);
});

test("each cause is told, and each handler tells it", async () => {
  const { handler, errors } = setUp();
  for (const [path, headers] of Object.values(CAUSES)) await post(handler, path, headers);
  assert.equal(errors.length, 3);
  const other = setUp();
  await post(other.handler, ...CAUSES.basePath);
  assert.equal(other.errors.length, 1);
});

test("what is no sign of a mistake is not told", async () => {
  const { handler, errors, browser } = setUp();
  for (const path of ["/", "/favicon.ico", "/kyc/nothing", "/kyclinks", "/wp-login.php"])
    assert.equal((await post(handler, path)).status, 404);
  assert.equal((await browser().json("links", PERSON)).status, 201);
  assert.equal((await browser().get("status")).status, 200);
  const refused = setUp({
    authorize: () => {
      throw new Error("no");
    },
  });
  assert.equal((await post(refused.handler, "/kyc/links")).status, 403);
  assert.deepEqual(errors, []);
  assert.ok(refused.errors.every(({ error }) => error.code !== "invalid_config"));
});
