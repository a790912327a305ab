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
    /^Error: expected 2 requests with method POST, but got 1 of/,
  );
  // A request whose response was lost has no status.
  assertMatch(matchers.toHaveRequested(sandbox, { status: undefined }, 0));
  sandbox.nextFailure("drop_after");
  await sandbox.fetch(`${sandbox.baseUrls.spherepay}/v2/customer`, { headers: { authorization: "Bearer any" } }).catch(() => {});
  assertMatch(matchers.toHaveRequested(sandbox, { status: undefined }, 1));
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

test("of a list of any length, ten are shown, and how many there are beside them", () => {
  for (let length = 0; length < 15; length++) {
    const requests = () => Array.from({ length }, () => ({ provider: "grid", method: "GET", status: 200 }));
    const [, , ...texts] = matchers
      .toHaveRequested({ requests }, {}, 99)
      .message()
      .split(/ of \d+|; /);
    assert.deepEqual(texts, [
      ...requests()
        .slice(0, 10)
        .map(() => "grid GET 200"),
      ...(length > 10 ? [`${length - 10} more`] : []),
    ]);
    const message = matchers
      .toHaveIssue(
        requests().map(() => ({ code: "required" })),
        "pattern",
      )
      .message();
    assert.equal(message.split("required").length - 1, Math.min(length, 10));
    assert.equal(/ and (\d+) more$/.exec(message)?.[1], length > 10 ? String(length - 10) : undefined);
  }
});

test("a code is shown up to 40 letters: anything longer could be a value", () => {
  for (const [length, isShown] of [
    [40, true],
    [41, false],
  ]) {
    const code = "a".repeat(length);
    assert.equal(matchers.toHaveIssue([{ code }], "pattern").message().includes(code), isShown);
  }
});

test("undefined is no code", () => {
  for (const received of [new Error("boom"), undefined, null, {}, "x"])
    assert.equal(matchers.toHaveErrorCode(received, undefined).pass, false);
});

test("a misspelt property is refused: a request with it would never be found", () => {
  const sandbox = testing.createSandbox();
  for (const times of [undefined, 0]) {
    const refused = (name) => ({ code: "invalid_config", message: new RegExp(`^There is no option "${name}"`) });
    assert.throws(() => matchers.toHaveRequested(sandbox, { pth: "/customers" }, times), refused("pth"));
    assert.throws(() => matchers.toHaveCustomer(sandbox, { provider: "grid", state: "x" }, times), refused("state"));
    const known = { provider: "grid", method: "GET", path: "/", status: 200 };
    assert.equal(matchers.toHaveRequested(sandbox, known, times).pass, times === 0);
    assert.equal(matchers.toHaveCustomer(sandbox, { provider: "grid", id: "x", status: "x" }, times).pass, times === 0);
  }
});
