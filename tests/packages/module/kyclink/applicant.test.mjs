/** `applicantFrom`: an applicant of a form's fields; the handler reads them with the same function. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { subpath } from "../../helpers/install/index.mjs";

const { applicantFrom: read } = await subpath("form");

const FIELDS = [
  ["type", "individual"],
  ["email", "jane@example.com"],
  ["phone", ""],
  ["address.line1", "Hauptstraße 1"],
  ["address.country", "DE"],
  ["idempotencyKey", "0123456789abcdef0123456789abcdef"],
  // What only a server may say.
  ["reference", "user-17"],
  ["redirectUri", "https://evil.example/"],
  ["agreementConsents.0.type", "TERMS"],
];
const APPLICANT = {
  type: "individual",
  email: "jane@example.com",
  phone: "",
  address: { line1: "Hauptstraße 1", country: "DE" },
};

/** The same fields in each of the two containers. */
function both(fields) {
  const formData = new FormData();
  for (const [name, value] of fields) formData.append(name, value);
  return [formData, new URLSearchParams(fields)];
}

test("dot paths become objects, empty fields stay", () => {
  for (const given of both(FIELDS)) assert.deepEqual(read(given), APPLICANT);
  assert.deepEqual(read(new FormData()), {});
});

test("repeated and numbered names become lists, and files are left out", () => {
  for (const given of both([
    ["a", "1"],
    ["a", "2"],
    ["a", "3"],
    ["b.0.c", "4"],
    ["b.1.c", "5"],
    ["d.1", "6"],
    ["e.0", "7"],
    ["e.x", "8"],
    ["f.g", "9"],
    ["f", "10"],
  ]))
    assert.deepEqual(read(given), {
      a: ["1", "2", "3"],
      b: [{ c: "4" }, { c: "5" }],
      d: { 1: "6" },
      e: { 0: "7", x: "8" },
      f: [{ g: "9" }, "10"],
    });
  const [formData] = both([["a", "1"]]);
  formData.append("document", new Blob(["x"]), "x.txt");
  assert.deepEqual(read(formData), { a: "1" });
});

test("a path of more than eight names is left out", () => {
  for (const given of both([
    ["a.b.c.d.e.f.g.h", "1"],
    ["i.b.c.d.e.f.g.h.i", "2"],
  ]))
    assert.deepEqual(read(given), { a: { b: { c: { d: { e: { f: { g: { h: "1" } } } } } } } });
});

test("no name has a special meaning", () => {
  const hostile = ["__proto__", "__proto__.polluted", "a.__proto__.polluted", "constructor.prototype.polluted", "toString.call"];
  for (const given of both([...hostile.map((name) => [name, "x"]), ["", "y"], [".", "z"], [Array(2000).fill("a").join("."), "1"]])) {
    const found = read(given);
    for (const object of [found, found.constructor, found.constructor.prototype, found.toString])
      assert.equal(Object.getPrototypeOf(object), Object.prototype);
    assert.deepEqual(Object.keys(found).sort(), ["", "constructor", "toString"]);
    for (const copy of [Object.assign({}, found), { ...found }]) assert.equal(copy.polluted, undefined);
  }
  for (const untouched of [{}, Object, () => {}]) assert.equal(untouched.polluted, undefined);
});

test("anything else is a coded error", () => {
  for (const given of [undefined, null, {}, [], "a=1", 5, new Map([["a", "1"]]), { getAll() {} }, new Request("https://example.com")])
    assert.throws(() => read(given), { name: "KycLinkError", code: "invalid_config", message: "Pass a FormData or a URLSearchParams." });
});
