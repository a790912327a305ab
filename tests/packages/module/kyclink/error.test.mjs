/** What an error contains of the provider's response: which properties are enumerable, and how long to wait. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inspect } from "node:util";
import { esm } from "../../helpers/install/index.mjs";

let kyclink;
before(async () => (kyclink = await esm()));

const CREATE = "spherepay.createCustomerViaLink";

const json = (status, body) => ({ status, headers: {}, body: JSON.stringify(body) });

function thrown(act) {
  try {
    act();
  } catch (error) {
    return error;
  }
  return assert.fail("it should have failed");
}

const refused = (operation, status, body, input) => thrown(() => kyclink.parseResponse(operation, json(status, body), input));

test("a pointer that names no field is kept as a hidden property", () => {
  const error = refused(CREATE, 422, { status: 422, detail: "d", errors: [{ detail: "Jane", pointer: "/address/zip" }] });
  const [issue] = error.issues;
  assert.deepEqual([issue.path, issue.pointer, issue.providerPointer, issue.providerMessage], [[], "", "/address/zip", "Jane"]);
  const hidden = { enumerable: false, configurable: true, writable: true };
  assert.deepEqual(Object.getOwnPropertyDescriptor(issue, "providerMessage"), { value: "Jane", ...hidden });
  for (const print of [
    JSON.stringify(error),
    inspect(error, { depth: 9 }),
    JSON.stringify({ ...issue }),
    JSON.stringify(kyclink.problem(error)),
  ]) {
    assert.ok(!print.includes("zip") && !print.includes("Jane"), print);
  }
  const named = refused(CREATE, 422, { status: 422, detail: "d", errors: [{ detail: "Jane", pointer: "/email" }] }).issues[0];
  assert.equal(named.providerPointer, undefined);
  assert.ok(!("providerPointer" in named));
});

test("the key and the provider's words are not enumerable, and not in what is printed", () => {
  const values = { idempotencyKey: "key-of-jane", providerMessage: "Jane's words" };
  const error = new kyclink.KycLinkError("outcome_unknown", values);
  for (const [name, value] of Object.entries(values)) {
    assert.deepEqual(Object.getOwnPropertyDescriptor(error, name), { value, enumerable: false, configurable: true, writable: true });
    for (const print of [JSON.stringify(error), inspect(error), JSON.stringify({ ...error })]) assert.ok(!print.includes(value), print);
  }
});

test("a Retry-After that is a date is a wait from now on", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-27T10:00:00Z") });
  const headers = { "retry-after": "Fri, 27 Nov 2026 10:02:05 GMT" };
  const parsed = thrown(() => kyclink.parseResponse("spherepay.getCustomer", { status: 429, headers, body: "" }));
  const fetch = async () => Response.json({}, { status: 429, headers });
  const called = await kyclink
    .spherepay({ apiKey: "key", environment: "sandbox", maxRetries: 0, fetch })
    .getCustomer({ customerId: "customer_1" })
    .catch((error) => error);
  for (const error of [parsed, called]) assert.deepEqual([error.code, error.retryAfterMs], ["rate_limited", 125_000]);
});
