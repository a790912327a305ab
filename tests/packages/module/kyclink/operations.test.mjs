/**
 * The vectors of calls, in Node (`import` and `require`) and in workerd: the exact requests, the result field by field,
 * and nothing sent if the input is invalid.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, require } from "../../helpers/install/index.mjs";
import { runCases } from "../../helpers/vectors/calls.mjs";
import { calls } from "../../helpers/vectors/files.mjs";
import { start, workerOf } from "../../runtimes/workerd.mjs";

const RUNTIMES = {
  "node, import": async () => runCases(await esm(), calls),
  "node, require": async () => runCases(require("kyclink"), calls),
  workerd: async () => {
    const running = await start(workerOf("vectors/calls.mjs", "runCases"), { nodejsCompat: false });
    try {
      return await running.call(calls);
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
    const outcomes = await run();
    for (const [at, one] of calls.entries()) {
      await t.test(one.name, () => {
        const { name, sent, ...outcome } = outcomes[at];
        assert.equal(name, one.name);
        // JSON, as workerd returns it, has no `undefined`.
        assert.deepEqual(
          JSON.parse(JSON.stringify(sent)),
          one.exchanges.map(({ request }) => request),
          "what was sent",
        );
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
