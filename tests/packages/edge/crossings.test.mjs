/** What a request costs at the boundary to wasm: calls, bytes, and how often a person's address crosses it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { takeCrossings } from "../../../benches/crossings.mjs";
import { PERSON, tasks } from "../../../benches/handler.mjs";
import { esm, subpath } from "../helpers/install/index.mjs";

const { spherepay } = await esm();
const { onboard, postLink, getStatus } = tasks({ ...(await subpath("edge")), spherepay });

/** Asserts that a request stays within these limits, after one that has sent the configuration. */
async function costs(request, [calls, bytes, times]) {
  const cookie = await onboard();
  takeCrossings(PERSON.email);
  await request(cookie);
  const found = takeCrossings(PERSON.email);
  assert.ok(found.calls > 0 && found.calls <= calls, `${found.calls} calls`);
  assert.ok(found.bytes <= bytes, `${found.bytes} bytes`);
  assert.ok(found.times <= times, `the address crosses ${found.times} times`);
}

test("POST /links with a key", () => costs(() => postLink(), [6, 2048, 3]));
test("GET /status that asks the provider", () => costs(getStatus, [4, 2048, 1]));

test("GET /status that knows the status", () => {
  const again = async (cookie) => {
    await getStatus(cookie);
    takeCrossings("");
    await getStatus(cookie);
  };
  return costs(again, [3, 2048, 0]);
});
