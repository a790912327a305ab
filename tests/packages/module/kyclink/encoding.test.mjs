/**
 * Inputs cross the boundary as encoded inputs (module/encoding/encoding.ts). A verdict depends on what an input
 * contains, and not on how it is built (boundary.test.mjs, also with getters that throw), how large it is, or what its
 * getters do.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { countKept } from "../../helpers/boundary/gc.mjs";
import { esm, internal } from "../../helpers/install/index.mjs";

/** The calls into the module, in their order. */
let crossed = [];
const { Instance } = WebAssembly;
// biome-ignore lint/complexity/useArrowFunction: it is called with `new`
WebAssembly.Instance = function (...given) {
  const { exports } = new Instance(...given);
  const noted = (name) => [name, (...args) => crossed.push(name) && exports[name](...args)];
  return { exports: { ...exports, ...Object.fromEntries(["validate", "call"].map(noted)) } };
};

const kyclink = await esm();
const ONBOARD = "spherepay.onboard";
const CREATE = "grid.createCustomer";
const OPTIONS = { now: 1_790_000_000_000 };
const ADDRESS = { line1: "1 Main Street", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" };
const PERSON = { type: "individual", email: "jane@example.com", phone: "+14155550123", address: ADDRESS };
const CUSTOMER = { customerType: "INDIVIDUAL", fullName: "Jane Smith", currencies: ["USD", "EUR"] };

const validate = (operation, input) => kyclink.validate(operation, input, OPTIONS);
const withGetter = (input, name, get) => Object.defineProperty({ ...input }, name, { get, enumerable: true });
const codes = (input, operation = ONBOARD) => (validate(operation, input).issues ?? []).map(({ code, pointer }) => `${code} ${pointer}`);

test("no text with a character that a rule looks for goes unchecked", async () => {
  const { needsNoCheck } = await internal("module/encoding/no-check.js");
  const special = /[\p{Cc}\p{Surrogate}\p{White_Space}\u202a-\u202e\u2066-\u2069]/u;
  for (let unit = 0; unit <= 0xffff; unit++) {
    const character = String.fromCharCode(unit);
    const isSpace = character === " ";
    if (special.test(character))
      for (const text of [character, `a${character}`, `${character}a`]) assert.ok(!needsNoCheck(text), unit.toString(16));
    assert.equal(needsNoCheck(`a${character}a`), isSpace || needsNoCheck(character), unit.toString(16));
  }
  assert.ok(["Jane Smith", "São Paulo", "東京都 千代田区", "شارع"].every(needsNoCheck));
  assert.ok(!needsNoCheck(""));
});

test("an input whose class validates another one is refused all the same", () => {
  for (const [operation, other] of [
    ["spherepay.getCustomer", { customerId: "customer_1ab2c3d4" }],
    [CREATE, { customerType: "INDIVIDUAL", currencies: [1] }],
  ]) {
    const input = { customerId: "bad !!" };
    Object.defineProperty(input, Symbol.toStringTag, { get: () => void kyclink.validate(operation, other) });
    assert.deepEqual(codes(input, "spherepay.getCustomer"), ["customer_id_format /customerId"]);
  }
});

test("no input stays in memory that the last call has read", async () => {
  const build = (input) => {
    const config = { apiKey: "key", environment: "sandbox" };
    assert.throws(() => kyclink.buildRequest("spherepay.createCustomerViaLink", input, config), { code: "invalid_request" });
  };
  for (const run of [
    (input) => validate(ONBOARD, input),
    (input) => kyclink.normalize(ONBOARD, input),
    (input) => kyclink.validate(ONBOARD, input, { ...OPTIONS, normalize: true }),
    build,
  ]) {
    // A part that is no data is passed on as it is.
    const kept = await countKept(() => {
      const given = new Uint8Array(1);
      run({ ...PERSON, email: given });
      return [given];
    });
    assert.equal(kept, 0, run.toString());
  }
});

test("an input that is not valid is not read again to build a request", () => {
  let reads = 0;
  const input = withGetter(PERSON, "email", () => (reads++ === 0 ? "x y" : "jane@example.com"));
  const build = () => kyclink.buildRequest("spherepay.createCustomerViaLink", input, { apiKey: "key", environment: "sandbox" });
  assert.throws(build, (error) => error.code === "invalid_request" && error.issues[0].pointer === "/email");
  assert.equal(reads, 1);
});

test("members beyond the limit are not dropped silently", () => {
  const others = (count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`member${at}`, 1]));
  assert.equal(validate(ONBOARD, { ...PERSON, ...others(1000) }).warnings.length, 1000);
  assert.deepEqual(codes({ ...PERSON, ...others(100_001) }), ["invalid_type "]);
});

test("a text that is not ASCII and does not fit into the usual buffer is whole", () => {
  const meta = { note: "ä".repeat(9_000), after: "end" };
  const input = { type: "individual", address: { country: "USA", state: "IL" }, meta };
  const { issues, value } = validate("spherepay.createCustomer", input, { normalize: true });
  assert.deepEqual([issues, value?.meta], [undefined, meta]);
  for (const length of [5_000, 5_461, 5_462, 8_000, 16_384, 20_000]) {
    const line1 = "ä".repeat(length);
    assert.deepEqual(codes({ ...PERSON, address: { ...PERSON.address, line1 } }), ["too_long /address/line1"], `${length}`);
  }
});

test("a link is made of the fields of the response, however long they are", () => {
  const parse = (body) =>
    kyclink.parseResponse("spherepay.createCustomerViaLink", { status: 201, headers: {}, body: JSON.stringify(body) });
  const expiresAt = "2027-01-15T14:32:00Z";
  for (const filler of ["", "é".repeat(20), "x".repeat(20_000)]) {
    const url = `https://in.sumsub.com/websdk/p/${filler}`;
    const link = parse({ customerId: "customer_1ab2c3d4", url, expiresAt });
    assert.deepEqual([link.kycUrl, link.expiresAt], [new URL(url).href, expiresAt]);
  }
  // Together they fill the buffer of strings exactly, up to the last characters, which are longer as UTF-8.
  const start = "https://in.sumsub.com/websdk/p/";
  const end = "2027-01-15T14:32:00.";
  const url = `${start}${"é".repeat(20)}${"x".repeat(16_302 - start.length - 20 - end.length)}${end}`;
  const late = `${"0".repeat(42)}Z<script>alert(1)</s>`;
  assert.throws(() => parse({ customerId: "customer_1ab2c3d4e", url, expiresAt: late }), /./);
  assert.throws(
    () => kyclink.parseResponse("spherepay.createCustomerViaLink", { status: 201, headers: {}, body: "{}" }, undefined, { profiles: 5 }),
    {
      code: "invalid_config",
    },
  );
});

test("a usual input takes one call into the module, and a request is validated once", () => {
  const config = { apiKey: "key", environment: "sandbox" };
  const build = (operation, input) => kyclink.buildRequest(operation, input, config);
  for (const [run, operation, input, expected] of [
    [validate, ONBOARD, PERSON, "validate"],
    [validate, ONBOARD, { ...PERSON, email: "" }, "validate"],
    [validate, CREATE, CUSTOMER, "validate"],
    [build, "spherepay.createCustomerViaLink", PERSON, "validate"],
    [build, "spherepay.getCustomer", { customerId: "customer_1ab2c3d4" }, "call"],
  ]) {
    run(operation, input);
    crossed = [];
    run(operation, input);
    assert.deepEqual(crossed, [expected], operation);
  }
});

test("the page's own check takes one call into the module, unless the normal form differs", () => {
  const options = { ...OPTIONS, normalize: true, phoneCountry: "address", personFields: [] };
  const crossingsOf = (input) => {
    crossed = [];
    assert.ok(kyclink.validate(ONBOARD, input, options).ok);
    return crossed;
  };
  crossingsOf(PERSON);
  assert.deepEqual(crossingsOf(PERSON), ["validate"]);
  assert.deepEqual(crossingsOf({ ...PERSON, document: null }), ["validate"]);
  assert.deepEqual(crossingsOf({ ...PERSON, phone: "(415) 555-0123" }), ["validate", "call", "validate"]);
});

describe("an input that has to be written again", () => {
  const expected = validate(ONBOARD, PERSON);

  test("because a getter validates another input, also a large one, or does more", () => {
    for (const more of [
      () => validate("grid.createKycLink", { customerId: "Customer:2" }),
      () => validate(ONBOARD, { ...PERSON, email: "x".repeat(5_000_000) }),
      () => [validate(ONBOARD, { ...PERSON, email: "x".repeat(5_000_000) }), kyclink.countries(), validate(CREATE, CUSTOMER)],
      () => kyclink.normalize(CREATE, { ...CUSTOMER, fullName: " Jane" }),
      () => kyclink.countries(),
    ]) {
      const get = () => {
        more();
        return PERSON.email;
      };
      assert.deepEqual(validate(ONBOARD, withGetter(PERSON, "email", get)), expected);
      assert.deepEqual(codes(withGetter({ ...PERSON, phone: "1" }, "email", get)), codes({ ...PERSON, phone: "1" }));
    }
  });

  test("because there is no room for its strings", () => {
    for (const fill of ["a", "é", "漢", "\u{1f600}"]) {
      for (const length of [16_000, 16_384, 16_390, 70_000, 1_000_000]) {
        const firstName = fill.repeat(length / fill.length);
        const { ok, value } = validate(ONBOARD, { ...PERSON, firstName });
        assert.equal(ok && value.firstName, firstName, `${length} units of ${fill}`);
      }
    }
    assert.deepEqual(validate(ONBOARD, PERSON), expected, "the next one is not affected");
  });

  test("because there is no room for its items", () => {
    for (const count of [1, 1_000, 90_000]) {
      const { ok, value } = validate(CREATE, { ...CUSTOMER, currencies: Array(count).fill("USD") });
      assert.equal(ok && value.currencies.length, count);
    }
  });
});

test("lists that no input has are refused as a whole", () => {
  const lying = (length) => new Proxy(["USD"], { get: (list, name) => (name === "length" ? length : list[name]) });
  for (const currencies of [new Array(2 ** 32 - 1), Array(100_001).fill("USD"), lying(-1), lying("x"), lying(2 ** 40)])
    assert.deepEqual(codes({ ...CUSTOMER, currencies }, CREATE), ["invalid_type /currencies"]);
});

test("an open object with many members takes time in proportion", () => {
  const members = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`member ${at}`, at]));
  const { issues } = validate("spherepay.createCustomer", { businessInformation: members });
  assert.ok(issues.every(({ path }) => path[0] !== "businessInformation" || !String(path[1]).startsWith("member")));
});

describe("a member that every object inherits, with the name of a field", () => {
  const config = { apiKey: "key", environment: "sandbox" };
  const results = () =>
    JSON.stringify([
      validate(ONBOARD, {}),
      validate(ONBOARD, PERSON),
      kyclink.normalize(ONBOARD, { ...PERSON, email: " jane@example.com" }),
      kyclink.buildRequest("spherepay.createCustomerViaLink", PERSON, config),
      kyclink.buildRequest("spherepay.getCustomer", { customerId: "customer_1" }, config),
    ]);
  const expected = results();
  const written = [];
  const members = {
    "a getter": { get: () => "evil@example.com" },
    "a getter and a setter": { get: () => "evil@example.com", set: (value) => void written.push(value) },
    "a constant": { value: "evil@example.com", writable: false },
  };
  for (const [what, member] of Object.entries(members))
    test(`as ${what}: it neither counts nor keeps a value from being sent`, (t) => {
      for (const name of ["email", "state", "reference", "customerId"]) {
        t.after(() => delete Object.prototype[name]);
        Object.defineProperty(Object.prototype, name, { ...member, configurable: true });
        const found = results();
        delete Object.prototype[name];
        assert.equal(found, expected, name);
      }
      assert.deepEqual(written, []);
    });
});
