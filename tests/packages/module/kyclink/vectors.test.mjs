/**
 * The vectors have the same results in every runtime as natively, whichever host parses JSON and URLs and however the
 * wasm module is loaded.
 */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { copy, esm, require, wasm } from "../../helpers/install/index.mjs";
import { files } from "../../helpers/vectors/files.mjs";
import { runVectors } from "../../helpers/vectors/run.mjs";
import { start, workerOf } from "../../runtimes/workerd.mjs";

/** In each runtime: a function from files to what came of them. */
const RUNTIMES = {
  "node, import": async () => runIn(await esm()),
  "node, require": async () => runIn(require("kyclink")),
  "node, kyclink/slim": async () => {
    const slim = await copy().slim();
    slim.initSync(wasm());
    return runIn(slim);
  },
  workerd: () => runInWorkerd({ nodejsCompat: false }),
  "workerd, nodejs_compat": () => runInWorkerd({ nodejsCompat: true }),
};

const runIn = (api) => (file) => runVectors(api, [file]);

async function runInWorkerd(options) {
  const running = await start(workerOf("vectors/run.mjs", "runVectors"), options);
  after(() => running.close());
  return (file) => running.call([file]);
}

test("there are vectors of every kind and operation", async () => {
  const { operations } = await esm();
  const of = (kind) => new Set(files.filter(({ vectors }) => vectors.kind === kind).map(({ vectors }) => vectors.operation));
  const calls = operations().filter((name) => !name.endsWith(".onboard"));
  assert.deepEqual(
    operations().filter((name) => !of("validate").has(name)),
    [],
    "validate",
  );
  assert.deepEqual(
    calls.filter((name) => !of("build").has(name)),
    [],
    "build",
  );
  assert.deepEqual(
    calls.filter((name) => !of("parse").has(name)),
    [],
    "parse",
  );
  assert.ok(of("field").size > 0, "field");
});

for (const [runtime, prepare] of Object.entries(RUNTIMES)) {
  test(`vectors: ${runtime}`, async (t) => {
    const run = await prepare();
    let passed = 0;
    for (const file of files) {
      await t.test(file.name, async (t) => {
        const outcome = await run(file);
        assert.deepEqual(outcome.failed, []);
        assert.ok(outcome.passed > 0, "the file holds cases");
        t.diagnostic(`${outcome.passed} cases`);
        passed += outcome.passed;
      });
    }
    t.diagnostic(`${passed} cases in ${files.length} files`);
    assert.ok(passed > files.length);
  });
}
