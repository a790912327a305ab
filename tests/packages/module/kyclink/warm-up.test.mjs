/** What a Worker runs when it starts: both programs end as a first request would, in workerd, and never stop a Worker. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, internal, subpath } from "../../helpers/install/index.mjs";
import { program } from "../../runtimes/bundle.mjs";
import { start } from "../../runtimes/workerd.mjs";

await esm(); // the entry points set the source of the module
await subpath("edge");
const { callOnce } = await internal("module/warm-up.js");
const { replies } = await internal("service/edge/warm-up.js");

test("the example is one that a provider accepts: a client gets its link", () => {
  const [verdict, request, link] = callOnce();
  assert.deepEqual({ ok: verdict.ok, warnings: verdict.warnings }, { ok: true, warnings: [] });
  assert.deepEqual(JSON.parse(request.body), verdict.value);
  assert.match(link.kycUrl, /^https:/);
});

test("the handler counts a request, makes a link, and reads a status that asks the provider", () => {
  const [counters, { waits }, ...all] = replies();
  assert.deepEqual([counters.length, waits], [3, [0]]);
  assert.deepEqual(
    all.map(({ status, code, milestones }) => [status, code, milestones.map(({ step }) => step)]),
    [
      [201, undefined, ["submitted", "link_opened"]],
      [200, undefined, []],
    ],
  );
  const [{ body: link }, { body: status }] = all;
  assert.match(link.kycUrl, /^https:/);
  assert.deepEqual(status.requirements.map(({ kind }) => kind).sort(), ["document", "review"]);
});

/** Counts the calls into wasm, and keeps what is written to the console. Imported before the package. */
const WATCH = `
globalThis.seen = { calls: 0, written: [] };
for (const name of ["log", "info", "warn", "error"]) console[name] = (...words) => seen.written.push(words.join(" "));
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...given) {
  const { exports } = new Instance(...given);
  const counted = (name) => (...values) => (seen.calls++, exports[name](...values));
  return { exports: { ...exports, call: counted("call"), validate: counted("validate") } };
};`;

/** A module that compiles, and cannot be instantiated. */
const BREAK = 'WebAssembly.Instance = function () { throw new RangeError("out of memory"); };';

/** Runs a Worker in workerd, and returns what it responds with. */
async function responseOf(before, body) {
  const worker = await start(program(`import ${JSON.stringify(program(before))};\n${body}`), { nodejsCompat: false });
  try {
    return await (await worker.fetch()).json();
  } finally {
    await worker.close();
  }
}

// The calls of each: a client validates, builds and parses; the handler checks a configuration and takes steps.
for (const [entry, calls] of [
  ["kyclink", 3],
  ["kyclink/edge", 12],
]) {
  test(`${entry} in workerd: the example has run before the first request, without a word`, async () => {
    const body = `import ${JSON.stringify(entry)};\nexport default { fetch: () => Response.json(seen) };`;
    const seen = await responseOf(WATCH, body);
    assert.deepEqual(seen.written, []);
    assert.ok(seen.calls >= calls, `${seen.calls} calls`);
  });
}

for (const [entry, use] of [
  ["kyclink", 'kyclink.validate("grid.createKycLink", {})'],
  ["kyclink/edge", "kyclink.createHandler({})"],
]) {
  test(`${entry} in workerd: a module that cannot start is an error of the first call, and not of the import`, async () => {
    const body = `import * as kyclink from ${JSON.stringify(entry)};
      export default { fetch() { try { ${use}; } catch (error) { return Response.json(error.code); } } };`;
    assert.equal(await responseOf(BREAK, body), "invalid_config");
  });
}
