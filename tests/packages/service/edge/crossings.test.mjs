/** What a request costs at the boundary to wasm: calls, bytes, and how often a person's address crosses it. */

import assert from "node:assert/strict";
import { test } from "node:test";
// First, so that it sees the instance of the package.
import "../../../../benches/crossings.mjs";
import { crossings, tasks } from "../../../../benches/handler.mjs";
import { esm, subpath } from "../../helpers/install/index.mjs";

/** The most calls, bytes and crossings of the address. */
const LIMITS = {
  "`POST /links` with a key": [6, 2048, 3],
  "`GET /status` that asks the provider": [4, 2048, 1],
  "`GET /status` that knows the status": [3, 2048, 0],
};

test("few calls into wasm, few bytes, and the address of the person hardly ever", async () => {
  const found = await crossings(tasks({ ...(await subpath("edge")), ...(await esm()) }));
  assert.deepEqual(
    found.map(({ name }) => name),
    Object.keys(LIMITS),
  );
  for (const { name, calls, bytes, times } of found) {
    const [maxCalls, maxBytes, maxTimes] = LIMITS[name];
    assert.ok(calls > 0 && calls <= maxCalls, `${name}: ${calls} calls`);
    assert.ok(bytes > 0 && bytes <= maxBytes, `${name}: ${bytes} bytes`);
    assert.ok(times <= maxTimes, `${name}: the address crosses ${times} times`);
  }
});
