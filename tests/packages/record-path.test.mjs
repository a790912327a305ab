/** Ordinary inputs cross the boundary once, as records (lib/record.js), and everything else as a tree: both have the same result. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { esm, file } from "./install/index.mjs";
import { known } from "./schema/inputs.mjs";

/** How the calls of the module crossed, in their order. */
let crossed = [];
const { Instance } = WebAssembly;
// biome-ignore lint/complexity/useArrowFunction: it is called with `new`
WebAssembly.Instance = function (...given) {
  const { exports } = new Instance(...given);
  const noting =
    (way, act) =>
    (...args) => {
      crossed.push(way);
      return act(...args);
    };
  return { exports: { ...exports, validate_record: noting("record", exports.validate_record), call: noting("tree", exports.call) } };
};

const kyclink = await esm();
const tree = await import(pathToFileURL(file("dist/lib/validate.js")));
const NOW = 1_790_000_000_000;

/** How an input crosses: its verdict is that of a tree, which is what an unusual one becomes after all. */
function crosses(operation, make, options) {
  const all = { now: NOW, ...options };
  crossed = [];
  const verdict = kyclink.validate(operation, make(), all);
  const ways = crossed.join();
  const expected = tree.validate(operation, make(), all);
  assert.deepEqual(verdict, expected);
  assert.equal(JSON.stringify(verdict), JSON.stringify(expected), "in the same order");
  return ways;
}

const isOpen = (input) => ["personalInformation", "businessInformation", "meta", "addresses"].some((name) => name in input);

for (const operation of kyclink.operations()) {
  test(`${operation}: the vectors`, () => {
    for (const policy of ["schema", "postal", "strict"]) {
      for (const input of known(operation)) {
        const way = crosses(operation, () => structuredClone(input), { policy });
        const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
        if (!isObject || !isOpen(input)) assert.match(way, isObject ? /^record/ : /^tree$/, JSON.stringify(input));
      }
    }
  });
}

const ADDRESS = { line1: "1 Main Street", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" };
const PERSON = { type: "individual", email: "jane@example.com", phone: "+14155550123", address: ADDRESS };
const CUSTOMER = { customerType: "INDIVIDUAL", fullName: "Jane Smith", currencies: ["USD", "EUR"] };
const ONBOARD = "spherepay.onboard";
const CREATE = "grid.createCustomer";
const withLine = (line1) => ({ ...PERSON, address: { ...ADDRESS, line1 } });
const reversed = (object) => Object.fromEntries(Object.entries(object).reverse());

describe("as a record", () => {
  const rows = {
    "members in another order": () => reversed({ ...PERSON, address: reversed(ADDRESS) }),
    "one member out of order": () => ({ address: ADDRESS, ...PERSON }),
    "unknown members": () => ({ ...PERSON, "a/b": 1, email2: "x", address: { zip: "1", ...ADDRESS } }),
    "members without a value": () => ({ phone: undefined, email: null, type: "", address: { ...ADDRESS, line1: "", state: null } }),
    "no members": () => ({}),
    "a number, and a boolean": () => ({ ...PERSON, email: 1.5, phone: true, address: { ...ADDRESS, line1: -0, city: false } }),
    "letters of two, three and four bytes": () => withLine("Zoë \u07ff\u0800 漢字\uffff 😀 \u{10ffff}"),
    "a proxy": () => new Proxy({ ...PERSON }, {}),
    "a getter": () => ({
      ...PERSON,
      get email() {
        return "jane@example.com";
      },
    }),
    "no prototype": () => Object.assign(Object.create(null), PERSON),
    "a class": () => Object.assign(new (class Person {})(), PERSON),
    "names of Object.prototype": () => ({ ...PERSON, constructor: "x", toString: "y" }),
    "a state that is changed": () => ({ ...PERSON, phone: "+1 415 555 0123", address: { ...ADDRESS, state: "us-il" } }),
    "a long text": () => withLine("x".repeat(5_000)),
    "many unknown members": () => ({ ...PERSON, ...Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`field ${at}`, at])) }),
  };
  for (const [what, make] of Object.entries(rows)) test(what, () => assert.equal(crosses(ONBOARD, make), "record"));
  for (const [what, currencies] of Object.entries({
    "a list": ["USD", "BTC"],
    "an empty list": [],
    "a list with gaps": ["USD", null, "", "EUR"],
    "a list of other values": [1, true, "USD"],
    "256 items": Array(256).fill("USD"),
  }))
    test(what, () =>
      assert.equal(
        crosses(CREATE, () => ({ ...CUSTOMER, currencies })),
        "record",
      ),
    );
  test("with the options that records have", () => {
    for (const options of [
      { policy: "schema" },
      { policy: "strict" },
      { messages: { required: "x" } },
      { now: 0 },
      { normalize: false },
      null,
      undefined,
    ]) {
      assert.equal(
        crosses(ONBOARD, () => ({ ...PERSON, email: "" }), options),
        "record",
        JSON.stringify(options),
      );
    }
  });
  test("a value that needs no change is the caller's, in the order of the fields", () => {
    const { value } = kyclink.validate(ONBOARD, reversed(PERSON));
    assert.deepEqual(Object.keys(value), Object.keys(PERSON));
    assert.deepEqual(Object.keys(kyclink.validate(ONBOARD, { ...PERSON, more: 1 }).value), Object.keys(PERSON));
  });
});

describe("as a tree", () => {
  const rows = {
    null: () => null,
    "a text": () => "x",
    "an array": () => [PERSON],
    bytes: () => new Uint8Array(8),
    "an array as an object": () => ({ ...PERSON, address: [ADDRESS] }),
    "a lone surrogate": () => withLine("a\ud800"),
    "a name with a lone surrogate": () => ({ ...PERSON, "\udc00": 1 }),
    NaN: () => ({ ...PERSON, email: NaN }),
    Infinity: () => withLine(Infinity),
    "a bigint": () => withLine(1n),
    "an object as a text": () => withLine({}),
    "a getter that throws": () => ({
      ...PERSON,
      get email() {
        throw new Error("x");
      },
    }),
    "a text that is too long for a record": () => withLine("x".repeat(5_200)),
    "three bytes each": () => withLine("漢".repeat(5_200)),
    "a Promise": () => Promise.resolve(PERSON),
  };
  for (const [what, make] of Object.entries(rows)) test(what, () => assert.equal(crosses(ONBOARD, make), "tree"));
  for (const [what, currencies] of Object.entries({
    "257 items": Array(257).fill("USD"),
    "an object as a list": { 0: "USD", length: 1 },
    "a list with a lone surrogate": ["\ud800"],
    "a list of functions": [() => {}],
    "a proxy that lies about its length": new Proxy([], { get: (list, name) => (name === "length" ? -1 : list[name]) }),
  }))
    test(what, () =>
      assert.equal(
        crosses(CREATE, () => ({ ...CUSTOMER, currencies })),
        "tree",
      ),
    );
  test("with options that records do not have", () => {
    for (const options of [{ normalize: true }, { phoneCountry: "US" }, { now: 2 ** 60 }])
      assert.equal(
        crosses(ONBOARD, () => ({ ...PERSON }), options),
        "tree",
        JSON.stringify(options),
      );
    for (const options of [{ policy: "lax" }, { now: NaN }])
      assert.throws(() => kyclink.validate(ONBOARD, PERSON, options), { code: "invalid_config" }, JSON.stringify(options));
  });
});
