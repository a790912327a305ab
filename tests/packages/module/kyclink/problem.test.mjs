/**
 * `problem` and `problemResponse`: the status and words of every error code, and nothing that a caller or provider
 * said.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { revoked } from "../../helpers/boundary/oddities.mjs";
import { esm, file, internal, subpath } from "../../helpers/install/index.mjs";

const kyclink = await esm();
// tests/it/edge/response.rs has the status of each code.
const { STATUSES } = await internal("module/tables.js");
const { ERROR_CODES, KycLinkError, problem, problemResponse, validate } = kyclink;
const form = await subpath("form");

for (const code of ERROR_CODES) {
  test(`problem: ${code}`, async () => {
    const error = new KycLinkError(code);
    const body = problem(error);
    assert.deepEqual(body, { type: `urn:kyclink:${code}`, title: error.message, status: STATUSES[code], code, detail: error.message });
    assert.match(body.title, /^\S.*\.$/);
    assert.deepEqual(form.problem(error), body);
    const response = problemResponse(error);
    assert.equal(response.status, STATUSES[code]);
    assert.deepEqual(Object.fromEntries(response.headers), { "content-type": "application/problem+json", "cache-control": "no-store" });
    assert.deepEqual(await response.json(), body);
    assert.equal(problem(error, { status: 418 }).status, 418);
    assert.equal(problemResponse(error, { status: 418 }).status, 418);
  });
}

test("the title is the code's, the detail is this error's", () => {
  const error = new KycLinkError("invalid_config", { message: "policy is missing." });
  assert.deepEqual([problem(error).title === error.message, problem(error).detail], [false, "policy is missing."]);
});

test("a status of the caller's is 200 to 599, and that of a response with a body", () => {
  const error = new KycLinkError("network");
  for (const status of [200, 422, 599]) assert.equal(problem(error, { status }).status, status);
  for (const status of [undefined, null]) assert.equal(problem(error, { status }).status, 502);
  for (const status of [199, 204, 205, 304, 600]) assert.throws(() => problemResponse(error, { status }), { code: "invalid_config" });
  // Every other one makes a response.
  for (let status = 200; status < 600; status++)
    if (![204, 205, 304].includes(status)) assert.equal(problemResponse(error, { status }).status, status);
});

test("a list that is not one of issues is an internal error", () => {
  const issue = { code: "required", pointer: "/email", message: "Fill in this field." };
  assert.deepEqual(problem([issue]).errors, [{ code: "required", pointer: "/email", detail: "Fill in this field." }]);
  assert.ok(!("errors" in problem([])));
  for (const name of Object.keys(issue)) {
    for (const value of [undefined, 1, {}]) assert.equal(problem([issue, { ...issue, [name]: value }]).code, "internal", name);
  }
  for (const list of [[null], [revoked([])]]) assert.equal(problem(list).code, "internal");
});

test("issues of validation, of an error and of a schema: code, pointer, params and message", () => {
  const address = { line1: "1".repeat(256), country: "GI", city: "" };
  const { issues } = validate("spherepay.onboard", { type: "individual", email: "x", phone: "+14155550123", address });
  const errors = issues.map(({ code, pointer, params, message }) => ({
    ...{ code, pointer, ...(code === "too_long" && { params }) },
    detail: message,
  }));
  assert.deepEqual(
    errors.map(({ code, pointer }) => `${code} ${pointer}`),
    ["email_format /email", "too_long /address/line1", "required /address/city"],
  );
  const { title, ...rest } = problem(issues);
  assert.deepEqual(rest, { type: "urn:kyclink:invalid_request", status: 422, code: "invalid_request", detail: title, errors });
  assert.deepEqual(problem(new KycLinkError("invalid_request", { issues })).errors, errors);
  assert.equal(problem([]).code, "invalid_request");
});

test("Retry-After: whole seconds, rounded up, only for KycLinkError", () => {
  const header = (error) => problemResponse(error).headers.get("retry-after");
  for (const [retryAfterMs, expected] of [
    [0, "0"],
    [1, "1"],
    [1000, "1"],
    [1001, "2"],
    [4294967297000, "2147483647"],
    [1e30, "2147483647"],
    [undefined, null],
    [NaN, null],
    [-1, null],
  ]) {
    assert.equal(header(new KycLinkError("rate_limited", { retryAfterMs })), expected, String(retryAfterMs));
  }
  assert.equal(header(Object.assign(new Error("x"), { retryAfterMs: 5000 })), null);
  // The customer may exist: whoever posts the form again creates another one.
  for (const [code, details, expected] of [
    ["outcome_unknown", {}, null],
    ["rate_limited", { customerId: "Customer:1" }, null],
    ["rate_limited", { customerId: "Customer:1", retryable: true }, "5"],
  ])
    assert.equal(header(new KycLinkError(code, { retryAfterMs: 5000, ...details })), expected, code);
});

test("a code that this version does not know is an error of the server, and has a title", async () => {
  const form = await subpath("form");
  for (const code of ["a_code_of_tomorrow", "", "toString", "constructor", "__proto__", "hasOwnProperty", "length"]) {
    for (const message of [undefined, "", "What happened."]) {
      const error = new KycLinkError(code, { message });
      for (const { problem: ofError, problemResponse: respond } of [{ problem, problemResponse }, form]) {
        const { status, title, detail } = ofError(error);
        assert.equal(status, 500, code);
        assert.deepEqual([typeof title, typeof detail], ["string", "string"], code);
        assert.ok(title !== "" && detail !== "", code);
        const response = respond(error);
        assert.deepEqual([response.status, (await response.json()).title], [500, title], code);
      }
    }
  }
});

const CANARY = "canary7391";

test("any other error is internal, and nothing of it is shown", async () => {
  const get = () => assert.fail(CANARY);
  const hostile = Object.defineProperties({}, { message: { get }, retryAfterMs: { get } });
  const strangers = [
    new Error(CANARY),
    new TypeError(CANARY, { cause: CANARY }),
    CANARY,
    null,
    undefined,
    7,
    Symbol(CANARY),
    () => CANARY,
    { code: "network", message: CANARY, name: "KycLinkError" },
    { issues: [{ code: CANARY, pointer: CANARY, message: CANARY }] },
    [CANARY],
    [null],
    [hostile],
    hostile,
    revoked(),
  ];
  for (const stranger of strangers) {
    const response = problemResponse(stranger);
    const text = await response.text();
    assert.equal(response.status, 500);
    const { code, title, detail } = JSON.parse(text);
    assert.equal(code, "internal");
    // It is no bug of kyclink.
    assert.deepEqual([title, detail], ["Something went wrong on our side.", "Something went wrong on our side."]);
    assert.doesNotMatch(text + JSON.stringify([...response.headers]), new RegExp(CANARY));
  }
});

test("whatever an error knows, its problem details have only what is documented", async () => {
  const types = readFileSync(file("dist/types/index.d.ts"), "utf8");
  const [, members] = /^export declare class KycLinkError extends Error \{([\s\S]*?)^\}/m.exec(types);
  const declared = [...members.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
  assert.ok(["customerId", "idempotencyKey", "providerMessage", "operation", "cause"].every((name) => declared.includes(name)));
  const issue = { code: "provider", path: [CANARY], pointer: "/email", params: { given: CANARY }, message: "Refused." };
  for (const code of ERROR_CODES) {
    const details = { ...Object.fromEntries(declared.map((name) => [name, CANARY])), issues: [issue], retryAfterMs: 1000 };
    for (const name of ["name", "code", "cause"]) delete details[name];
    const error = new KycLinkError(code, details, { cause: CANARY });
    assert.deepEqual([error.customerId, error.idempotencyKey], [CANARY, CANARY], "it knows them");
    for (const { problem, problemResponse } of [kyclink, form]) {
      const body = problem(error);
      assert.deepEqual(Object.keys(body), ["type", "title", "status", "code", "detail", "errors"]);
      assert.deepEqual(body.errors, [{ code: "provider", pointer: "/email", detail: "Refused." }]);
      assert.doesNotMatch(JSON.stringify(body), new RegExp(CANARY));
      assert.deepEqual(await problemResponse(error).json(), body);
    }
  }
});
