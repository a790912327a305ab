/**
 * Every operation against a strict mock of the providers, in Node (`import` and `require`) and in workerd: the exact
 * request, the result field by field, and nothing sent if the input is invalid.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, require } from "../helpers/install/index.mjs";
import { runCases } from "../helpers/mock/run.mjs";
import { startMock } from "../helpers/mock/server.mjs";
import { calls } from "../helpers/vectors/files.mjs";
import { start, workerOf } from "../runtimes/workerd.mjs";

const RUNTIMES = {
  "node, import": async (origin) => runCases(await esm(), { cases: calls, origin }),
  "node, require": async (origin) => runCases(require("kyclink"), { cases: calls, origin }),
  workerd: async (origin) => {
    const running = await start(workerOf("mock/run.mjs", "runCases"), { nodejsCompat: false });
    try {
      return await running.call({ cases: calls, origin });
    } finally {
      await running.close();
    }
  },
};

test("every operation has a case that succeeds and one that is never sent", async () => {
  const { operations } = await esm();
  const succeeds = new Set(calls.filter(({ error }) => !error).map(({ operation }) => operation));
  assert.deepEqual(
    operations().filter((name) => !succeeds.has(name)),
    [],
  );
  for (const provider of ["spherepay", "grid", "bridge"]) {
    assert.ok(calls.some(({ operation, exchanges }) => operation.startsWith(provider) && exchanges.length === 0));
  }
});

for (const [runtime, run] of Object.entries(RUNTIMES)) {
  test(`operations: ${runtime}`, async (t) => {
    const mock = await startMock(calls);
    t.after(() => mock.close());
    const outcomes = await run(mock.origin);
    for (const [at, one] of calls.entries()) {
      await t.test(one.name, () => {
        const wrong = mock.requests(one.name);
        assert.deepEqual(
          wrong,
          one.exchanges.map(() => []),
          "what came at the provider",
        );
        const { name, ...outcome } = outcomes[at];
        assert.equal(name, one.name);
        assert.deepEqual(outcome, one.error ? { error: expectedError(outcome.error, one) } : { output: one.output ?? null });
      });
    }
  });
}

/** The expected error with the message that was found, which must be a sentence. */
function expectedError(found, { operation, error }) {
  assert.match(found?.message ?? "", /^[A-Z].+\.$/s);
  const issues = found.issues?.map(({ code, pointer }) => `${code} ${pointer}`);
  assert.deepEqual(issues, error.issues);
  const provider = operation.split(".")[0];
  return { operation, ...error, name: "KycLinkError", message: found.message, provider, issues: found.issues };
}
