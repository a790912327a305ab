/** The matchers of kyclink/testing: what they match, and that no message contains what they received. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { esm, subpath } from "../../helpers/install/index.mjs";

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
