/**
 * The results are the same natively, in Node, in workerd, and from `kyclink/form`, byte for byte as JSON. Natively a
 * crate parses URLs, elsewhere the host; the two entries have different wasm modules; and strings cross the boundary.
 * boundary.test.mjs has made inputs, vectors.test.mjs the vectors, and module/form/data.test.mjs the tables.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { line, startNative } from "../../helpers/agreement/native.mjs";
import { ofSuites } from "../../helpers/agreement/questions.mjs";
import { results } from "../../helpers/agreement/results.mjs";
import { esm, formWasm, subpath } from "../../helpers/install/index.mjs";
import { start, workerOf } from "../../runtimes/workerd.mjs";

const kyclink = await esm();
const form = await subpath("form");
const workers = {};

before(async () => {
  const worker = (entry) => workerOf("agreement/results.mjs", "results", entry);
  workers.main = await start(worker("kyclink"), { nodejsCompat: false });
  workers.form = await start(worker("kyclink/form"), { nodejsCompat: false, module: formWasm() });
});

after(() => Promise.all(Object.values(workers).map((worker) => worker.close())));

async function natively(questions) {
  const program = startNative();
  const results = await program.ask(questions.map(line));
  await program.close();
  // A JavaScript object lists names that look like an index first, wherever they were given.
  return results.map((text) => JSON.stringify(JSON.parse(text)));
}

/** Compares each result with the native one; the diagnostic says how many there were. */
async function agree(t, questions) {
  const native = await natively(questions);
  assert.equal(native.length, questions.length);
  // A page's entry does not know what only servers do, and has no numbering plans.
  const isOfPage = ([, operation]) => form.operations().includes(operation);
  const shared = questions.map((_, at) => at).filter((at) => isOfPage(questions[at]));
  const all = questions.map((_, at) => at);
  const pages = shared.map((at) => questions[at]);
  const others = {
    "node, kyclink": [all, results(kyclink, questions)],
    "node, kyclink/form": [shared, results(form, pages)],
    "workerd, kyclink": [all, await workers.main.call(questions)],
    "workerd, kyclink/form": [shared, await workers.form.call(pages)],
  };
  for (const [where, [asked, found]] of Object.entries(others)) {
    assert.equal(found.length, asked.length, where);
    const other = asked.findIndex((at, index) => found[index] !== native[at]);
    assert.equal(found[other], native[asked[other]], `${where}: ${JSON.stringify(questions[asked[other]])}`);
  }
  const accepted = native.filter((text) => text.startsWith('{"ok":true')).length;
  t.diagnostic(`${questions.length} results, ${accepted} of them ok`);
}

test("the conformance suites", (t) => agree(t, ofSuites()));
