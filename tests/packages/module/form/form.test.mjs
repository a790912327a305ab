/**
 * `kyclink/form` and its slim variant: their exports, what they must not contain, and the same results as the main
 * entry.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { copy, esm, file, formWasm, internal, require, subpath, wasm } from "../../helpers/install/index.mjs";
import { files } from "../../helpers/vectors/files.mjs";
import { runVectors } from "../../helpers/vectors/run.mjs";
import { start, workerOf } from "../../runtimes/workerd.mjs";

const form = await subpath("form");
/** The vectors of a page. It has no numbering plans: phone-spellings.test.mjs tests that it says so. */
const checks = files.filter(({ vectors }) => ["field", "validate"].includes(vectors.kind) && form.operations().includes(vectors.operation));
const main = await esm();

test("it has what the main entry has, but nothing of the client's", async () => {
  const names = Object.keys(form);
  assert.deepEqual(Object.keys(await copy().formSlim()).sort(), [...names, "init", "initSync"].sort());
  for (const name of names) assert.equal(typeof form[name], typeof main[name], name);
  for (const name of ["ERROR_CODES", "ISSUE_CODES"]) assert.deepEqual(form[name], main[name]);
  const clients = ["spherepay", "grid", "bridge", "onboard", "send", "buildRequest", "parseResponse", "verifyWebhook"];
  assert.deepEqual([...clients, ...names].filter((name) => name in form).sort(), names.sort());
  assert.ok(form.operations().every((name) => main.operations().includes(name)));
  const apart = main.operations().filter((name) => !form.operations().includes(name));
  assert.ok(apart.includes("spherepay.getCustomer") && apart.includes("grid.sendEmailCode"), apart);
  for (const name of apart) assert.throws(() => form.validate(name, {}), { code: "invalid_config" }, name);
});

const HOSTS = ["spherepay.co", "lightspark.com"];

test("its scripts contain no provider's host name and no credentials header: module.test.mjs has its wasm module", () => {
  const secretive = (bytes) =>
    [...HOSTS, "authorization", "bearer "].filter((word) => bytes.toString("latin1").toLowerCase().includes(word));
  const texts = readdirSync(file("dist/form"), { recursive: true }).filter((name) => /\.c?js$/.test(name));
  assert.ok(texts.length > 10);
  for (const name of texts) assert.deepEqual(secretive(readFileSync(file("dist/form", name))), [], name);
  const main = readFileSync(file("dist/module/kyclink.wasm"));
  assert.deepEqual(
    secretive(main).filter((word) => HOSTS.includes(word)),
    HOSTS,
    "the search finds what is there",
  );
});

test("the inlined wasm is the file, and smaller than the main one", async () => {
  const inside = (path) => internal(`form/${path}`);
  const { default: text, size } = await inside("inline-wasm.js");
  const { bytesOfText } = await inside("wasm/text.js");
  assert.deepEqual(Buffer.from(bytesOfText(text, size)), formWasm());
  assert.match(text, /^[!#-[\]-~]*$/, "no bundler writes it in another way");
  assert.ok(formWasm().length < wasm().length);
});

const RUNTIMES = {
  "node, import": async () => (file) => runVectors(form, [file]),
  "node, require": async () => (file) => runVectors(require("kyclink/form"), [file]),
  "node, kyclink/form/slim": async () => {
    const slim = await copy().formSlim();
    slim.initSync(formWasm());
    return (file) => runVectors(slim, [file]);
  },
  workerd: async () => {
    const worker = workerOf("vectors/run.mjs", "runVectors", "kyclink/form");
    const running = await start(worker, { nodejsCompat: false, module: formWasm() });
    after(() => running.close());
    return (file) => running.call([file]);
  },
};

for (const [runtime, prepare] of Object.entries(RUNTIMES)) {
  test(`vectors: ${runtime}`, async (t) => {
    const run = await prepare();
    let passed = 0;
    for (const file of checks) {
      const outcome = await run(file);
      assert.deepEqual(outcome.failed, []);
      passed += outcome.passed;
    }
    t.diagnostic(`${passed} cases in ${checks.length} files`);
    assert.ok(passed > checks.length);
  });
}

test("kyclink/form/slim: a coded error before init", async () => {
  const slim = await copy().formSlim();
  for (const use of [
    () => slim.validate("grid.createKycLink", {}),
    () => slim.countries(),
    () => slim.schema("grid.onboard")["~standard"].validate({}),
  ])
    assert.throws(use, { name: "KycLinkError", code: "not_initialized" });
  assert.equal(slim.problem(new slim.KycLinkError("timeout")).status, 504, "needs no wasm");
  await slim.init(Promise.resolve(new Response(formWasm())));
  assert.equal(slim.validate("grid.createKycLink", { customerId: "a" }).ok, true);
});

test("kyclink/slim with the form's wasm module validates, and does not build requests", async () => {
  const slim = await copy().slim();
  slim.initSync(formWasm());
  assert.equal(slim.validate("grid.createKycLink", { customerId: "a" }).ok, true);
  const config = { clientId: "a", clientSecret: "b" };
  assert.throws(() => slim.buildRequest("grid.createKycLink", { customerId: "a" }, config), {
    name: "KycLinkError",
    code: "invalid_config",
  });
});
