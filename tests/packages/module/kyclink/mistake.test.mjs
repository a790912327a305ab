/** A Promise, a Request, a FormData or JSON text as input: the message says what it is, and what to pass. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { runInNewContext } from "node:vm";
import { revoked } from "../../helpers/boundary/oddities.mjs";
import { esm, subpath } from "../../helpers/install/index.mjs";

const EMAIL = "jane@example.com";
const ORIGIN = "https://app.example.com";
const SPHEREPAY = { apiKey: "key", environment: "sandbox", fetch: () => assert.fail("fetch was called") };
const formData = new FormData();
formData.set("email", EMAIL);
const body = JSON.stringify({ email: EMAIL });

/** Frameworks have subclasses, such as Next's `NextRequest`. */
class NextRequest extends Request {}

const MISTAKES = {
  Promise: [Promise.resolve({ email: EMAIL }), "This is a Promise: await it."],
  "Promise of another realm": [runInNewContext("Promise.resolve({})"), "This is a Promise: await it."],
  Request: [new Request(`${ORIGIN}/?email=${EMAIL}`, { method: "POST", body }), "This is a Request: pass await request.json()."],
  "Request of a framework": [new NextRequest(ORIGIN, { method: "POST", body }), "This is a Request: pass await request.json()."],
  FormData: [formData, "This is a FormData: pass applicantFrom(formData)."],
  "JSON text": [body, "This is JSON text: pass JSON.parse(text)."],
};
const EXPECTED = { code: "invalid_type", path: [], pointer: "", params: { expected: "object" } };

let main, entries;
before(async () => {
  main = await esm();
  entries = { kyclink: main, "kyclink/form": await subpath("form") };
});

// The comparison of `cargo xtask fuzz-boundary` leaves advice out, so it would not notice one too many.
test("any other text gets the rule's own words", () => {
  for (const text of ["", EMAIL, ` ${body}`, `[${body}]`, "null"]) {
    const { issues } = main.validate("spherepay.onboard", text);
    assert.deepEqual(issues, [{ ...EXPECTED, message: "This must be an object." }], text);
    assert.throws(() => main.buildRequest("spherepay.createCustomer", text, SPHEREPAY), {
      message: "The input is not valid; nothing was sent. Issues: invalid_type.",
    });
  }
});

test("a Date where a date is expected: the message says what to pass; any other value gets the rule's own words", () => {
  const date = new Date("1990-01-31");
  const advice = "This is a Date: pass a string such as 1990-01-31.";
  for (const { validate } of Object.values(entries)) {
    for (const options of [{}, { normalize: true }]) {
      const messagesOf = (input) =>
        Object.fromEntries(validate("grid.onboard", input, options).issues.map(({ pointer, message }) => [pointer, message]));
      const given = messagesOf({ type: "individual", birthDate: date, address: { line1: date }, email: new Map(), phone: revoked() });
      assert.deepEqual([given["/birthDate"], given["/address/line1"]], [advice, advice]);
      for (const pointer of ["/email", "/phone"]) assert.equal(given[pointer], "This must be a string.");
      assert.equal(messagesOf({ type: "individual", birthDate: runInNewContext("new Date(0)") })["/birthDate"], advice);
      // Where no string is expected, no string helps: a Date is an object, whose fields are missing.
      const list = "/business/countriesOfOperation";
      const others = messagesOf({ type: "business", address: [date], business: { countriesOfOperation: date } });
      assert.deepEqual([others["/address"], others[list]], ["This must be an object.", "This must be an array."]);
      assert.equal(messagesOf({ type: "business", business: { countriesOfOperation: [date] } })[`${list}/0`], advice);
    }
  }
});

for (const [name, [input, message]] of Object.entries(MISTAKES)) {
  test(`${name}: validate and schema return one issue`, () => {
    for (const [entry, { validate, schema }] of Object.entries(entries)) {
      for (const options of [undefined, { policy: "strict" }, { normalize: true }]) {
        const verdict = { ok: false, issues: [{ ...EXPECTED, message }], warnings: [] };
        assert.deepEqual(validate("spherepay.onboard", input, options), verdict, entry);
        assert.deepEqual(schema("spherepay.onboard", options)["~standard"].validate(input), verdict, entry);
      }
    }
  });

  test(`${name}: requests are refused before anything is sent`, async () => {
    const client = main.spherepay(SPHEREPAY);
    const create = "spherepay.createCustomerViaLink";
    for (const [operation, call] of [
      [create, () => main.buildRequest(create, input, { apiKey: "key", environment: "sandbox" })],
      [create, () => client.createCustomerViaLink(input)],
      // All of its fields are optional: an object without any would pass.
      ["spherepay.listCustomers", () => client.listCustomers(input)],
      ["spherepay.onboard", () => main.onboard(client, input)],
      ["spherepay.onboard", () => main.onboard(client, input, { normalize: true })],
      ["spherepay.onboard", () => main.reconcile(client, input, { sentAt: 1, answeredBy: 2 })],
    ])
      await assert.rejects(
        async () => call(),
        (error) => {
          const { code, provider, issues, message: text } = error;
          assert.deepEqual([code, provider, error.operation], ["invalid_request", "spherepay", operation]);
          assert.deepEqual(issues, [{ ...EXPECTED, message }]);
          assert.equal(text, `The input is not valid; nothing was sent. Issues: invalid_type. ${message}`);
          assert.ok(!JSON.stringify(error).includes(EMAIL));
          return true;
        },
      );
  });
}

test("an operation that does not exist is the first thing to know", () => {
  assert.throws(() => main.validate("spherepay.onbord", Promise.resolve()), { code: "invalid_config" });
});

test("a class name that an input makes up changes nothing else", () => {
  const throwing = Object.defineProperty({}, Symbol.toStringTag, { get: () => assert.fail("a getter") });
  for (const input of [
    revoked(),
    throwing,
    ...["constructor", "__proto__", "toString", 1, {}].map((tag) => ({ [Symbol.toStringTag]: tag })),
  ]) {
    for (const { validate } of Object.values(entries)) {
      const { ok, issues } = validate("spherepay.onboard", input);
      assert.equal(ok, false);
      for (const { message } of issues) assert.doesNotMatch(message, /This is a/);
    }
  }
});

test("messages of the caller's own come first", () => {
  const { issues } = main.validate("spherepay.onboard", Promise.resolve(), { messages: { invalid_type: "No." } });
  assert.equal(issues[0].message, "No.");
});
