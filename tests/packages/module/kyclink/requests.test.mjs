/**
 * A request is the same whatever requests its connection has made before: methods and headers are shared by several.
 * boundary.test.mjs compares the issues of an input that is refused.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm } from "../../helpers/install/index.mjs";
import { known } from "../../helpers/schema/inputs.mjs";

const { buildRequest, operations } = await esm();

const CONFIGS = {
  spherepay: { apiKey: "key", environment: "sandbox" },
  grid: { clientId: "id", clientSecret: "secret" },
  bridge: { apiKey: "sk-test-1", environment: "sandbox", idempotencyKey: "6f1e8d0a-6c0f-4a57-9d0e-0b1f6a8f6d3c" },
};

/** Requests of an operation that are valid: one for each form of request that its vectors have. */
function inputsOf(operation, config) {
  const inputs = new Map();
  for (const input of known(operation)) {
    try {
      // A configuration with an object is not remembered.
      const { url, body, ...head } = buildRequest(operation, input, { ...config, headers: {} });
      inputs.set(JSON.stringify([head, body === undefined]), input);
    } catch {}
  }
  return [...inputs.values()];
}

for (const [provider, config] of Object.entries(CONFIGS)) {
  test(`${provider}: every request after every other one`, () => {
    const calls = operations().filter((name) => name.startsWith(`${provider}.`) && !name.endsWith(".onboard"));
    const requests = calls.flatMap((operation) => inputsOf(operation, config).map((input) => [operation, input]));
    assert.deepEqual([...new Set(requests.map(([operation]) => operation))], calls);
    const expected = requests.map(([operation, input]) => buildRequest(operation, input, { ...config, headers: {} }));
    let others = 0;
    for (const before of requests) {
      for (const [at, [operation, input]] of requests.entries()) {
        // Another one, so that the next is a new connection.
        const own = { ...config, baseUrl: `https://proxy.example/${others++}`, environment: undefined };
        buildRequest(...before, own);
        const { url, ...request } = buildRequest(operation, input, own);
        const { url: _, ...same } = expected[at];
        assert.equal(JSON.stringify(request), JSON.stringify(same), `${operation} after ${before[0]}`);
      }
    }
  });
}
