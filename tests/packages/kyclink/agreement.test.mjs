/**
 * The results are the same natively, in Node, in workerd, and from `kyclink/form`, byte for byte as JSON. Natively a crate parses
 * URLs, elsewhere the host; the two entries have different wasm modules; and strings cross the boundary.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { result } from "../helpers/agreement/answer.mjs";
import { line, startNative } from "../helpers/agreement/native.mjs";
import { ofMutants, ofOddities, ofSuites, ofTables, ofVectors } from "../helpers/agreement/questions.mjs";
import { esm, formWasm, subpath } from "../helpers/install/index.mjs";
import { answering, start } from "../runtimes/workerd.mjs";

const SEED = 20_261_120;
const EACH = 600;

const kyclink = await esm();
const form = await subpath("form");
const workers = {};

before(async () => {
  const worker = (entry) => answering("agreement/answer.mjs", "result", entry);
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

/** Every other answer against the native one; a run says how many were alike. */
async function agree(t, questions) {
  const native = await natively(questions);
  assert.equal(native.length, questions.length);
  // A page's entry does not know what only servers do, and has no numbering plans.
  const isOfPage = ([, operation]) => form.operations().includes(operation);
  const shared = questions.map((_, at) => at).filter((at) => isOfPage(questions[at]));
  const all = questions.map((_, at) => at);
  const pages = shared.map((at) => questions[at]);
  const others = {
    "node, kyclink": [all, result(kyclink, questions)],
    "node, kyclink/form": [shared, result(form, pages)],
    "workerd, kyclink": [all, await workers.main.call(questions)],
    "workerd, kyclink/form": [shared, await workers.form.call(pages)],
  };
  for (const [where, [asked, results]] of Object.entries(others)) {
    assert.equal(results.length, asked.length, where);
    const other = asked.findIndex((at, index) => results[index] !== native[at]);
    assert.equal(results[other], native[asked[other]], `${where}: ${JSON.stringify(questions[asked[other]])}`);
  }
  const accepted = native.filter((text) => text.startsWith('{"ok":true')).length;
  t.diagnostic(`${questions.length} answers, ${accepted} of them ok`);
  return accepted / questions.length;
}

test("the vectors", (t) => agree(t, ofVectors()));
test("the conformance suites", (t) => agree(t, ofSuites()));
test("every number, postal code, country and subdivision that is known", (t) => agree(t, ofTables()));
test("values that are not inputs", (t) => agree(t, ofOddities(kyclink.operations())));

test(`made inputs, seed ${SEED}`, async (t) => {
  const accepted = await agree(t, ofMutants(kyclink.operations(), EACH, SEED));
  assert.ok(accepted > 0.05, "nearly all of them are refused: little of what is sent was compared");
});
