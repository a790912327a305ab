/**
 * Every operation against a strict mock of the providers, in Node (`import` and `require`) and in workerd: the exact
 * request, the result field by field, and nothing sent if the input is invalid.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, require } from "../helpers/install/index.mjs";
import { bridge } from "../helpers/mock/bridge.mjs";
import { grid } from "../helpers/mock/grid.mjs";
import { runCases } from "../helpers/mock/run.mjs";
import { startMock } from "../helpers/mock/server.mjs";
import { spherepay } from "../helpers/mock/spherepay.mjs";
import { start, workerOf } from "../runtimes/workerd.mjs";

const CASES = [...spherepay, ...grid, ...bridge];

const RUNTIMES = {
  "node, import": async (origin) => runCases(await esm(), { cases: CASES, origin }),
  "node, require": async (origin) => runCases(require("kyclink"), { cases: CASES, origin }),
  workerd: async (origin) => {
    const running = await start(workerOf("mock/run.mjs", "runCases"), { nodejsCompat: false });
    try {
      return await running.call({ cases: CASES, origin });
    } finally {
      await running.close();
    }
  },
};

test("every operation has a case that succeeds and one that is never sent", async () => {
  const { operations } = await esm();
  const named = (cases) => new Set(cases.map(({ client, call }) => `${client[0]}.${call}`));
  const succeeds = named(CASES.filter(({ error }) => !error));
  assert.deepEqual(
    operations().filter((name) => !succeeds.has(name)),
    [],
  );
  for (const provider of ["spherepay", "grid", "bridge"]) {
    assert.ok(CASES.some(({ client, exchanges }) => client[0] === provider && exchanges.length === 0));
  }
});

for (const [runtime, run] of Object.entries(RUNTIMES)) {
  test(`operations: ${runtime}`, async (t) => {
    const mock = await startMock(CASES);
    t.after(() => mock.close());
    const outcomes = await run(mock.origin);
    for (const [at, one] of CASES.entries()) {
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
function expectedError(found, { client, call, error, operation = `${client[0]}.${call}` }) {
  assert.match(found?.message ?? "", /^[A-Z].+\.$/s);
  const issues = found.issues?.map(({ code, pointer }) => `${code} ${pointer}`);
  assert.deepEqual(issues, error.issues);
  return { ...error, name: "KycLinkError", message: found.message, provider: client[0], operation, issues: found.issues };
}
