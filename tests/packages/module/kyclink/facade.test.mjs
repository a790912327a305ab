/** The small public functions: messages, normalization, links, and responses in all forms that callers have. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inspect } from "node:util";
import { revoked } from "../../helpers/boundary/oddities.mjs";
import { esm, internal } from "../../helpers/install/index.mjs";

let kyclink;
before(async () => (kyclink = await esm()));

const ID = "Customer:1";
const ANSWER = { kycUrl: "https://kyc.lightspark.com/onboard/é", expiresAt: "2027-01-15T14:32:00+01:00", provider: "SUMSUB" };
const LINK = {
  provider: "grid",
  customerId: ID,
  kycUrl: "https://kyc.lightspark.com/onboard/%C3%A9",
  expiresAt: ANSWER.expiresAt,
  expiresAtMs: Date.parse(ANSWER.expiresAt),
  verificationProvider: "SUMSUB",
};
const parse = (response, input = { customerId: ID }, options) =>
  kyclink.parseResponse("grid.createKycLink", { status: 201, headers: {}, ...response }, input, options);
const thrown = (act) => {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof kyclink.KycLinkError, String(error));
    return error;
  }
  return assert.fail("it should have thrown");
};

test("messages are replaced by code, with placeholders or by a function", () => {
  const input = { customerId: "", redirectUri: "http://localhost/", applicant: 1 };
  const url_not_public = "{nothing} {constructor} {__proto__}";
  const messages = { required: "Pflichtfeld", unknown_field: ({ pointer }) => `Was ist ${pointer}?`, url_not_public };
  const { issues, warnings } = kyclink.validate("grid.createKycLink", input, { messages });
  const found = [...issues, ...warnings].map(({ message }) => message);
  assert.deepEqual(found, ["Pflichtfeld", url_not_public, "Was ist /applicant?"]);
  const own = { too_long: "{actual} > {max}", unknown_value: "{allowed}" };
  const other = kyclink.validate("spherepay.onboard", { type: "x", email: `${"a".repeat(65)}@example.com` }, { messages: own });
  const words = other.issues.map(({ message }) => message);
  assert.ok(words.includes("65 > 64") && words.includes("individual, business"), words.join());
});

test("an issue and a warning belong to their caller", () => {
  const input = { type: "x", email: `${"a".repeat(65)}@example.com`, phone: "1", address: { line1: "x".repeat(256), "a/b": 1 }, c: 1 };
  const validate = () => kyclink.validate("spherepay.onboard", input);
  const first = validate();
  const expected = JSON.stringify(first);
  for (const issue of [...first.issues, ...first.warnings]) {
    issue.path.push("changed");
    for (const value of Object.values(issue.params)) if (Array.isArray(value)) value.length = 0;
    issue.params.changed = true;
  }
  assert.equal(JSON.stringify(validate()), expected);
});

test("a placeholder without a value stays, and a value is not filled in turn", async () => {
  const { fill } = await internal("module/fill.js");
  assert.equal(fill("{a} {b} {constructor} {a} {", { a: "{c}$&", c: [1, 2] }), "{c}$& {b} {constructor} {c}$& {");
});

test("responses are parsed whatever type their body and headers have", () => {
  const text = JSON.stringify(ANSWER);
  for (const body of [
    text,
    ` ${text}\n`,
    `\ufeff${text}`,
    new TextEncoder().encode(text),
    new TextEncoder().encode(`\ufeff${text}`),
    new TextEncoder().encode(text).buffer,
    Buffer.from(text),
  ]) {
    for (const headers of [undefined, null, {}, [], new Headers({ "Content-Type": "text/plain" }), new Map()])
      assert.deepEqual(parse({ body, headers }), LINK);
  }
  const limited = { status: 429, body: "" };
  for (const headers of [{ "retry-after": "5" }, { "RETRY-AFTER": 5 }, [["Retry-After", " 5 "]], new Headers({ "Retry-After": "5" })]) {
    assert.equal(thrown(() => parse({ ...limited, headers })).retryAfterMs, 5000);
  }
});

test("bytes that are not UTF-8 are replaced, as in the crate", () => {
  const encode = (text) => new TextEncoder().encode(text);
  for (const [bytes, expected] of [
    [[0x5a, 0x6f, 0xff], "Zo\ufffd"],
    [[0xe2, 0x82], "\ufffd"],
    [[0xf0, 0x9f, 0x98, 0x78], "\ufffdx"],
    [[0xc0, 0xaf], "\ufffd\ufffd"],
    [[0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd"],
  ]) {
    const body = new Uint8Array([...encode('{"id":"customer_1","type":"individual","note":"'), ...bytes, ...encode('"}')]);
    const { raw } = kyclink.parseResponse("spherepay.getCustomer", { status: 200, headers: {}, body }, { customerId: "customer_1" });
    assert.equal(raw.note, expected);
  }
});

test("white space is an empty body, as in the crate, and two byte order marks are not", () => {
  const message = (body) => thrown(() => parse({ body })).message;
  const [empty, other] = [message(""), message("<html>")];
  assert.notEqual(empty, other);
  for (const body of [" \r\n", "\ufeff", "\ufeff \t", "\u00a0\u1680\u2028\u3000", "\x85"]) {
    assert.equal(message(body), empty, JSON.stringify(body));
    assert.equal(message(new TextEncoder().encode(body)), empty, JSON.stringify(body));
  }
  assert.equal(message(" ".repeat(10_000_000)), empty, "however long it is");
  assert.equal(message(`${" ".repeat(10_000_000)}x`), other, "however late it ends");
  for (const body of ["\ufeff\ufeff", " \ufeff", "\u200b", "\0"]) {
    assert.equal(message(body), other, JSON.stringify(body));
    assert.equal(message(new TextEncoder().encode(body)), other, JSON.stringify(body));
  }
});

test("an argument that is not a response is invalid_config", () => {
  const statuses = [{}, { status: "200" }, { status: 200.5 }, { status: -1 }];
  for (const response of [null, undefined, 1, ...statuses, { status: 200, body: ANSWER }, { status: 200, headers: 5 }]) {
    const parsing = () => kyclink.parseResponse("grid.createKycLink", response, { customerId: ID });
    assert.equal(thrown(parsing).code, "invalid_config", inspect(response));
  }
  for (const input of [undefined, null, {}, { customerId: "" }, { customerId: "../x" }, { customerId: 1 }]) {
    const { code, status } = thrown(() =>
      kyclink.parseResponse("grid.createKycLink", { status: 201, body: JSON.stringify(ANSWER) }, input),
    );
    assert.deepEqual([code, status], ["invalid_config", 201]);
  }
});

test("a link may be a URL object; anything else is rejected", () => {
  assert.equal(kyclink.assertSafeKycUrl(new URL("https://a.example.com")), "https://a.example.com/");
  const read = () => "https://a.example.com";
  for (const value of [undefined, null, 1, 1n, true, "", {}, [], [read()], Symbol("x"), read, Object.create(null), { toString: read }])
    assert.equal(thrown(() => kyclink.assertSafeKycUrl(value)).code, "unexpected_response", inspect(value));
});

test("lists are copies or frozen", () => {
  kyclink.operations().length = 0;
  assert.ok(kyclink.operations().length > 0);
  for (const list of [kyclink.ISSUE_CODES, kyclink.ERROR_CODES]) {
    assert.ok(Object.isFrozen(list));
    assert.equal(new Set(list).size, list.length);
  }
  assert.ok(Object.isFrozen(kyclink.spherepay({ apiKey: "k", environment: "sandbox" })));
});

test("isKycLinkError is false for anything else, also for what cannot be read", () => {
  const similar = [new Error("x"), { name: "KycLinkError", code: "network" }, { [Symbol.for("kyclink.KycLinkError")]: "x" }];
  for (const value of [undefined, null, 1, "KycLinkError", Symbol("x"), {}, ...similar, revoked()])
    assert.equal(kyclink.isKycLinkError(value), false, typeof value);
  assert.equal(kyclink.isKycLinkError(new kyclink.KycLinkError("network")), true);
});

test("an error is an Error with a code, complete in JSON, and none of its properties is undefined", () => {
  const cause = new Error("x");
  const error = new kyclink.KycLinkError("network", { retryable: true }, { cause });
  assert.ok(error instanceof Error);
  assert.equal(error.cause, cause);
  const bare = new kyclink.KycLinkError("network");
  assert.deepEqual(Reflect.ownKeys(bare).sort(), ["code", "issues", "message", "retryable", "stack"]);
  assert.deepEqual(error.toJSON(), { name: "KycLinkError", message: error.message, code: "network", issues: [], retryable: true });
  assert.match(String(error), /^KycLinkError: The provider could not be reached/);
  assert.match(error.stack, /^KycLinkError: /);
  for (const code of kyclink.ERROR_CODES) assert.match(new kyclink.KycLinkError(code).message, /^\S.*\.$/s, code);
});

test("a client is made with `new`, too", () => {
  const client = new kyclink.spherepay({ apiKey: "key", environment: "sandbox" });
  assert.equal(typeof client.listCustomers, "function");
});
