/**
 * A trap only fails its own call. The shipped module gets a bug on purpose: `normalize` corrupts the stack and traps.
 * Calls wait for their responses meanwhile and must settle as if nothing had happened.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import binaryen from "binaryen";
import { copy, file, wasm } from "../../helpers/install/index.mjs";

const { OPERATIONS } = await import(file("dist/module/tables.js"));
const { SEND_REQUEST, NORMALIZE, PARSE_RESPONSE } = await import(file("dist/module/wasm/calls.js"));

const SPHEREPAY = { apiKey: "key", environment: "sandbox" };
const GRID = { clientId: "id", clientSecret: "secret" };
const PERSON = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1", city: "Gibraltar", postalCode: "GX11 1AA", country: "GI" },
};
const EXPIRY = { expiresAt: "2027-01-15T14:32:00Z" };

/**
 * The shipped module, one of whose exports first sets the stack pointer to nowhere and then traps if its first argument
 * is this number.
 */
function flawed(number, name = "call") {
  const module = binaryen.readBinary(wasm());
  // What every runtime knows; the optimizer's own list is longer (xtask/src/wasm.rs).
  const { BulkMemory, BulkMemoryOpt, NontrappingFPToInt, SignExt, MutableGlobals, ReferenceTypes, Multivalue } = binaryen.Features;
  module.setFeatures(BulkMemory | BulkMemoryOpt | NontrappingFPToInt | SignExt | MutableGlobals | ReferenceTypes | Multivalue);
  const stackPointer = binaryen.getGlobalInfo(module.getGlobalByIndex(0));
  assert.equal(stackPointer.mutable, true);
  const { value } = binaryen.getExportInfo(module.getExport(name));
  const { results } = binaryen.getFunctionInfo(module.getFunction(value));
  const call = binaryen.Function(module.getFunction(value));
  const ruin = module.global.set(stackPointer.name, module.i32.const(-16));
  call.body = module.block(
    null,
    [
      module.if(
        module.i32.eq(module.local.get(0, binaryen.i32), module.i32.const(number)),
        module.block(null, [ruin, module.unreachable()]),
      ),
      call.body,
    ],
    results,
  );
  assert.ok(module.validate());
  return module.emitBinary();
}

/** A copy of the package with the module, and how often it was instantiated. */
async function load(bytes) {
  const kyclink = await copy().slim();
  const instances = [];
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(...given) {
      super(...given);
      instances.push(this);
    }
  };
  kyclink.initSync(bytes);
  return { kyclink, instances, restore: () => (WebAssembly.Instance = Instance) };
}

test("a trap while calls wait", async (t) => {
  const { kyclink, instances, restore } = await load(flawed(NORMALIZE));
  t.after(restore);
  const waiting = [];
  const fetch = (url, init) => new Promise((resolve, reject) => waiting.push({ url, ...init, resolve, reject }));
  const spherepay = kyclink.spherepay({ ...SPHEREPAY, fetch });
  const grid = kyclink.grid({ ...GRID, fetch });
  const calls = [0, 1].map((at) => spherepay.createKycLink({ customerId: `customer_${at}` }));
  calls.push(kyclink.onboard(spherepay, PERSON), kyclink.onboard(grid, PERSON), kyclink.onboard(grid, PERSON));
  calls.push(spherepay.createKycLink({ customerId: "customer_5" }), spherepay.createCustomerViaLink(PERSON));
  assert.deepEqual([waiting.length, instances.length], [7, 1]);

  for (let count = 1; count <= 3; count++) {
    const isTrap = ({ name, code, cause }) => name === "KycLinkError" && code === "internal" && cause instanceof WebAssembly.RuntimeError;
    assert.throws(() => kyclink.normalize("spherepay.onboard", {}), isTrap);
    assert.equal(kyclink.validate("spherepay.onboard", PERSON).ok, true, "the next call works");
    assert.equal(instances.length, 1 + count, "one new instance for each trap");
  }

  // The responses come in another order than the requests.
  const settling = Promise.allSettled(calls);
  const json = (body) => Response.json(body, { status: 201 });
  waiting[6].reject("connection lost");
  waiting[5].resolve(json({ status: 404, detail: "gone" }));
  waiting[3].resolve(json({ id: "Customer:3", customerType: "INDIVIDUAL", kycStatus: "UNVERIFIED" }));
  waiting[4].resolve(json({ id: "Customer:4", customerType: "INDIVIDUAL", kycStatus: "APPROVED" }));
  for (const at of [2, 1, 0]) waiting[at].resolve(json({ customerId: `customer_${at}`, url: `https://in.sumsub.com/${at}`, ...EXPIRY }));
  while (waiting.length < 8) await new Promise(setImmediate);
  assert.match(waiting[7].url, /\/customers\/Customer:3\/kyc-link$/);
  waiting[7].resolve(json({ kycUrl: "https://kyc.lightspark.com/3", ...EXPIRY, provider: "SUMSUB" }));

  const results = (await settling).map(({ value, reason }) => value?.kycUrl ?? value?.link?.kycUrl ?? value?.kind ?? reason.code);
  const links = [0, 1, 2].map((at) => `https://in.sumsub.com/${at}`);
  assert.deepEqual(results, [...links, "https://kyc.lightspark.com/3", "approved", "unexpected_response", "outcome_unknown"]);
});

test("a trap while a usual input is validated only fails its own call", async (t) => {
  const { kyclink, instances, restore } = await load(flawed(OPERATIONS.indexOf("spherepay.onboard"), "validate"));
  t.after(restore);
  for (let count = 1; count <= 3; count++) {
    assert.throws(
      () => kyclink.validate("spherepay.onboard", PERSON),
      ({ code, cause }) => code === "internal" && cause instanceof WebAssembly.RuntimeError,
    );
    assert.equal(kyclink.validate("grid.createKycLink", { customerId: "a" }).ok, true, "the next call works");
    assert.equal(instances.length, 1 + count, "one new instance for each trap");
  }
});

test("a trap after a create may have been sent does not hide that: its outcome is unknown", async (t) => {
  for (const [number, isCreate] of [
    [PARSE_RESPONSE, true],
    [PARSE_RESPONSE, false],
    [SEND_REQUEST, true],
  ]) {
    const { kyclink, restore } = await load(flawed(number));
    t.after(restore);
    const status = number === SEND_REQUEST ? 500 : 201;
    const client = kyclink.spherepay({ ...SPHEREPAY, fetch: async () => Response.json({}, { status }) });
    const call = isCreate ? client.createCustomerViaLink(PERSON) : client.createKycLink({ customerId: "customer_1" });
    const { code, operation, cause } = await call.catch((error) => error);
    assert.equal(code, isCreate ? "outcome_unknown" : "internal");
    if (isCreate) assert.deepEqual([operation, cause.code], ["spherepay.createCustomerViaLink", "internal"]);
    const bridge = kyclink.bridge({ apiKey: "sk-test-1", environment: "sandbox", fetch: async () => Response.json({}, { status }) });
    const key = bridge.createKycLink({ type: "individual", email: PERSON.email }, { idempotencyKey: "mine" }).catch((error) => error);
    assert.equal((await key).idempotencyKey, "mine");
  }
});

test("memory for a large input is released", async (t) => {
  const { kyclink, instances, restore } = await load(wasm());
  t.after(restore);
  const size = () => instances.at(-1).exports.memory.buffer.byteLength;
  assert.equal(kyclink.validate("spherepay.onboard", PERSON).ok, true);
  const usual = size();
  assert.ok(usual <= 4 << 20, `${usual} bytes to begin with`);

  for (const text of ["a".repeat(33_500_000), "é".repeat(16_700_000), "a".repeat(64_000_000)]) {
    const { ok, issues } = kyclink.validate("spherepay.onboard", { ...PERSON, email: text });
    assert.equal(ok, false);
    assert.equal(issues[0].pointer, "/email");
    assert.equal(kyclink.validate("spherepay.onboard", PERSON).ok, true);
    assert.ok(size() <= usual, `${size()} bytes are kept`);
  }
  assert.ok(instances.length > 1, "the large instance was replaced");
});

test("memory stays bounded over many calls, and each of them is correct", async (t) => {
  const { kyclink, instances, restore } = await load(wasm());
  t.after(restore);
  const size = () => instances.at(-1).exports.memory.buffer.byteLength;
  // Sent as it is: a country in the other alphabet is a new string.
  const person = { ...PERSON, address: { ...PERSON.address, country: "GIB" } };
  const check = (options) => assert.equal(kyclink.validate("spherepay.onboard", person, options).ok, true);
  check();
  const usual = size();
  for (let count = 0; count < 60_000; count++) check();
  assert.deepEqual([instances.length, size()], [1, usual], "a usual input allocates nothing");
  for (let count = 0; count < 3_000; count++) {
    assert.ok(kyclink.countries().length > 200);
    check({ normalize: true });
    assert.ok(size() <= 9 << 20, `${size()} bytes`);
  }
  assert.ok(instances.length > 1, "the full instance was replaced");
});
