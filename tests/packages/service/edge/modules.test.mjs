/**
 * A program may import `kyclink` and `kyclink/edge`: the wasm module that has the handler does what both need, whichever
 * was imported first, and what has begun in an instance of the other one ends there.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { copy } from "../../helpers/install/index.mjs";

const PERSON = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main Street", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};

/** Imports entries of a copy of the package. `compiled` are the sizes of the modules that were compiled. */
async function load(t, work) {
  const { folder } = copy();
  const compiled = [];
  const { Module, compile } = WebAssembly;
  // Node compiles a small one of its own, to parse HTTP.
  const note = ({ length }) => length > 2 ** 17 && compiled.push(length);
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      super(bytes);
      note(bytes);
    }
  };
  WebAssembly.compile = async (bytes) => {
    note(bytes);
    return compile(bytes);
  };
  t.after(() => Object.assign(WebAssembly, { Module, compile }));
  const entry = (name) => import(pathToFileURL(join(folder, `${name}.mjs`)));
  await work(entry, compiled);
}

async function handles({ createHandler, memoryStore }) {
  const handler = createHandler({
    provider: "spherepay",
    spherepay: { apiKey: "key", environment: "sandbox", profiles: ["kyc"] },
    allowedOrigins: ["http://localhost:8787"],
    cookieSecret: "a secret for this test of both modules",
    store: memoryStore(),
    rateLimit: "none",
  });
  const response = await handler(new Request("http://localhost:8787/kyc/status"));
  assert.deepEqual(await response.json(), { status: "none", nextAction: "none" });
}

test("a program that has called kyclink goes on in the module of kyclink/edge", (t) =>
  load(t, async (entry, compiled) => {
    const { spherepay, validate } = await entry("esm");
    const waiting = [];
    const fetch = () => new Promise((resolve) => waiting.push(resolve));
    const call = spherepay({ apiKey: "key", environment: "sandbox", fetch }).createCustomerViaLink(PERSON);
    const { issues } = validate("spherepay.onboard", { ...PERSON, type: "other" });
    assert.equal(compiled.length, 1);

    await handles(await entry("edge"));
    const [ofClient, ofHandler] = compiled;
    assert.ok(compiled.length === 2 && ofClient < ofHandler, `the second module has the handler: ${compiled}`);
    assert.deepEqual(validate("spherepay.onboard", { ...PERSON, type: "other" }).issues, issues, "its texts are elsewhere");
    waiting[0](
      Response.json({ customerId: "customer_1", url: "https://in.sumsub.com/x", expiresAt: "2099-01-01T00:00:00Z" }, { status: 201 }),
    );
    assert.equal((await call).kycUrl, "https://in.sumsub.com/x");
    assert.equal(compiled.length, 2);
  }));

for (const order of [
  ["edge", "esm"],
  ["esm", "edge"],
  ["slim", "edge"],
]) {
  test(`one module is compiled: ${order.join(", then ")}`, (t) =>
    load(t, async (entry, compiled) => {
      const [one, other] = [await entry(order[0]), await entry(order[1])];
      const { validate, createHandler, memoryStore } = { ...one, ...other };
      await handles({ createHandler, memoryStore });
      assert.equal(validate("spherepay.onboard", PERSON).ok, true);
      assert.equal(compiled.length, 1);
    }));
}

test("a module that is being compiled when the other one arrives does not take its place", (t) =>
  load(t, async (entry, compiled) => {
    const { ready, validate } = await entry("esm");
    const { compile } = WebAssembly;
    let arrive;
    const arrived = new Promise((resolve) => (arrive = resolve));
    WebAssembly.compile = async (bytes) => {
      const module = await compile(bytes);
      await arrived;
      return module;
    };
    const starting = ready();
    const { createHandler, memoryStore } = await entry("edge");
    arrive();
    await starting;
    assert.equal(compiled.length, 2);
    await handles({ createHandler, memoryStore });
    assert.equal(validate("spherepay.onboard", PERSON).ok, true);
    assert.equal(compiled.length, 2);
  }));
