/** The matchers of kyclink/testing: what they match, and that no message contains what they received. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { esm, subpath } from "../helpers/install/index.mjs";

// Whatever the matchers receive contains this, as a value, a name, a code, a path …
const SECRET = "jane";
const PERSON = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "jane street", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
};

let kyclink, testing, matchers, assertMatch;
before(async () => {
  [kyclink, testing] = await Promise.all([esm(), subpath("testing")]);
  ({ matchers, assertMatch } = testing);
});

async function sandboxWith({ reference = `${SECRET}-1` } = {}) {
  const sandbox = testing.createSandbox({ ids: "deterministic" });
  const client = kyclink.spherepay({ apiKey: "any", baseUrl: sandbox.baseUrls.spherepay, fetch: sandbox.fetch });
  await kyclink.onboard(client, { ...PERSON, reference });
  return sandbox;
}

test("toHaveErrorCode", () => {
  const error = new kyclink.KycLinkError("rate_limited");
  assertMatch(matchers.toHaveErrorCode(error, "rate_limited"));
  const { pass, message } = matchers.toHaveErrorCode(error, "timeout");
  assert.deepEqual([pass, message()], [false, "expected a KycLinkError with the code timeout, but got one with rate_limited"]);
  for (const other of [undefined, null, "rate_limited", { code: "rate_limited" }, Promise.reject(error).catch(() => {})])
    assert.equal(matchers.toHaveErrorCode(other, "rate_limited").pass, false);
});

test("toHaveIssue: of a verdict, an error, problem details and a list", () => {
  const verdict = kyclink.validate("spherepay.onboard", { ...PERSON, email: SECRET, [SECRET]: 1 });
  const error = new kyclink.KycLinkError("invalid_request", { issues: verdict.issues });
  for (const received of [verdict, error, kyclink.problem(error), verdict.issues]) {
    assertMatch(matchers.toHaveIssue(received, "email_format"));
    assertMatch(matchers.toHaveIssue(received, "email_format", "/email"));
    assert.equal(matchers.toHaveIssue(received, "email_format", "/phone").pass, false);
    assert.equal(matchers.toHaveIssue(received, "required").pass, false);
  }
  assertMatch(matchers.toHaveIssue(verdict, "unknown_field", `/${SECRET}`));
});

test("toHaveRequested and toHaveCustomer: at least once, or so often", async () => {
  const sandbox = await sandboxWith();
  assertMatch(matchers.toHaveRequested(sandbox, { method: "POST", status: 201 }));
  assertMatch(matchers.toHaveRequested(sandbox, { provider: "grid" }, 0));
  assertMatch(matchers.toHaveCustomer(sandbox));
  assertMatch(matchers.toHaveCustomer(sandbox, { provider: "spherepay", status: "incomplete" }, 1));
  assert.throws(() => assertMatch(matchers.toHaveCustomer(sandbox, { status: "approved" })), {
    message: "expected at least 1 customer with status approved, but got 0 of 1; spherepay incomplete",
  });
  assert.throws(
    () => assertMatch(matchers.toHaveRequested(sandbox, { method: "POST" }, 2)),
    /^Error: expected 2 request with method POST, but got 1 of/,
  );
  assert.throws(() => matchers.toHaveCustomer({}, {}), { name: "KycLinkError", code: "invalid_config" });
});

test("the message of an opposite expectation says the opposite", () => {
  const { pass, message } = matchers.toHaveErrorCode(new kyclink.KycLinkError("timeout"), "timeout");
  assert.deepEqual([pass, message()], [true, "expected not to find a KycLinkError with the code timeout"]);
});

test("no message contains what was received", async () => {
  const sandbox = await sandboxWith();
  await sandbox.fetch(`${sandbox.baseUrls.grid}/${SECRET}/${SECRET}?q=${SECRET}`, { headers: { authorization: SECRET } });
  const throwing = new Proxy({}, { get: () => assert.fail(SECRET), ownKeys: () => assert.fail(SECRET) });
  const leaky = [
    new Error(SECRET),
    Object.assign(new Error(SECRET), { code: SECRET }),
    Object.assign(new kyclink.KycLinkError("timeout", { message: SECRET }), { code: `${SECRET}@example.com` }),
    kyclink.validate("spherepay.onboard", { [SECRET]: SECRET, email: SECRET, address: { [SECRET]: SECRET } }),
    [{ code: `${SECRET}@example.com`, pointer: `/${SECRET}`, message: SECRET }],
    { issues: [{ code: { toString: () => SECRET } }, SECRET, null] },
    throwing,
    SECRET,
    { [SECRET]: SECRET },
  ];
  const results = [
    ...leaky.flatMap((received) => [matchers.toHaveErrorCode(received, "network"), matchers.toHaveIssue(received, "pattern", "/phone")]),
    matchers.toHaveRequested(sandbox, { provider: "grid" }, 9),
    matchers.toHaveCustomer(sandbox, { provider: "grid" }),
  ];
  for (const { pass, message } of results) {
    assert.equal(pass, false);
    assert.ok(!message().includes(SECRET), message());
    assert.throws(
      () => assertMatch({ pass, message }),
      (error) => !String(error.stack).includes(SECRET) && Object.keys(error).length === 0,
    );
  }
});

test("a long list is cut", async () => {
  const sandbox = await sandboxWith();
  for (let i = 0; i < 20; i++) await sandbox.fetch(`${sandbox.baseUrls.grid}/customers`);
  const issues = Array.from({ length: 50 }, () => ({ code: "required" }));
  assert.match(matchers.toHaveRequested(sandbox, {}, 0).message(), /; 11 more$/);
  assert.match(matchers.toHaveIssue(issues, "pattern").message(), /(required, ){9}required and 40 more$/);
});
