/**
 * A short soak: `cargo xtask soak` runs the same for half an hour. Asserts nothing about time, because the machine may
 * be busy.
 */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { soak } from "../../../benches/soak/soak.mjs";
import { unexpectedIn, unprovokedIn } from "../../../benches/soak/stats.mjs";
import { tarball } from "../helpers/install/index.mjs";

const REQUESTS = 2000;

describe("under a realistic mix, the Worker in workerd and the handler in Node", () => {
  let result, servers;
  before(async () => {
    result = await soak({ tarball: tarball(), minutes: 0, requests: REQUESTS, rounds: 2 });
    servers = [result.worker, result.node];
  });

  test("give each request the expected response", () => {
    assert.deepEqual(unexpectedIn([...servers, result.byHand]), []);
    assert.ok(result.requests >= REQUESTS, `${result.requests}`);
  });

  test("report no error that the mix does not provoke", () => {
    for (const server of servers) {
      assert.ok(server.errors.webhook_signature > 0, "errors are reported");
      assert.deepEqual(unprovokedIn(server), []);
    }
  });

  test("get requests of every kind", () => {
    const often = [200, 201, 202, 204, 400, 401, 403, 404, 405, 413, 415, 422, 503];
    for (const { name, tally, hasPages } of servers) {
      // With pages, a form's response shows the link.
      const expected = hasPages ? often : [...often, 303];
      assert.deepEqual(
        expected.filter((status) => !tally.statuses[status]),
        [],
        name,
      );
      assert.ok(tally.requests > REQUESTS / 10, `${name}: ${tally.requests}`);
    }
  });

  test("do what the Worker written by hand does", () => {
    const [labels, byHand] = [result.worker, result.byHand].map(({ compared }) => [...compared.times.keys()].sort());
    assert.ok(labels.length >= 5);
    assert.deepEqual(labels, byHand);
  });

  test("replace their wasm instance instead of letting it grow", () => {
    for (const { name, samples } of servers) {
      const { instances, wasmBytes } = samples.at(-1);
      assert.ok(instances > 1, `${name}: ${instances} instances`);
      assert.ok(wasmBytes > 0 && wasmBytes <= 2 ** 24, `${name}: ${wasmBytes} bytes`);
    }
  });
});
