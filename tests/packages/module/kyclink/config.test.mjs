/** A configuration of the wrong kind is rejected when the client is created: its values are tests/it/client/connection.rs. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inspect } from "node:util";
import { esm } from "../../helpers/install/index.mjs";

let kyclink;
before(async () => (kyclink = await esm()));

const fetch = () => assert.fail("fetch was called");
const SPHEREPAY = { apiKey: "secret_key", environment: "sandbox", fetch };
const GRID = { clientId: "id", clientSecret: "secret", fetch };

test("operations that do not exist or make no request", () => {
  const known = "spherepay.createKycLink";
  for (const name of ["", "spherepay", "createKycLink", "spherepay.nothing", "__proto__", undefined, null, 1, {}, [known], Symbol("x")]) {
    for (const attempt of [
      () => kyclink.validate(name, {}),
      () => kyclink.normalize(name, {}),
      () => kyclink.buildRequest(name, {}, SPHEREPAY),
      () => kyclink.parseResponse(name, { status: 200, headers: {}, body: "" }),
      () => kyclink.toInput({}, name),
    ]) {
      assert.throws(attempt, { name: "KycLinkError", code: "invalid_config" }, String(name));
    }
  }
  assert.throws(() => kyclink.validate("spherepay.onboard", {}, { policy: "lax" }), { name: "KycLinkError", code: "invalid_config" });
});

for (const name of ["document", "ServiceWorkerRegistration"]) {
  test(`where ${name} exists, a client and buildRequest need dangerouslyAllowBrowser`, () => {
    globalThis[name] = {};
    const inPage = { name: "KycLinkError", code: "secret_in_browser", message: /jsdom, pass dangerouslyAllowBrowser: true/ };
    const input = { customerId: "customer_1" };
    try {
      for (const [provider, config] of Object.entries({ spherepay: SPHEREPAY, grid: GRID, bridge: SPHEREPAY })) {
        for (const other of [{}, ...[undefined, false, 1, "true", {}].map((value) => ({ dangerouslyAllowBrowser: value }))])
          assert.throws(() => kyclink[provider]({ ...config, ...other }), { ...inPage, provider }, inspect(other));
      }
      assert.throws(() => kyclink.buildRequest("spherepay.getCustomer", input, SPHEREPAY), { ...inPage, provider: "spherepay" });
      const allowed = { ...SPHEREPAY, dangerouslyAllowBrowser: true };
      kyclink.spherepay(allowed);
      kyclink.buildRequest("spherepay.getCustomer", input, allowed);
    } finally {
      delete globalThis[name];
    }
  });
}

test("onboard only accepts clients of this package", async () => {
  const another = /^This client is from another copy of kyclink: `npm ls kyclink`/;
  const error = { name: "KycLinkError", code: "invalid_config", message: another };
  await assert.rejects(kyclink.onboard({ ...kyclink.spherepay(SPHEREPAY) }, {}), error);
});

test("an empty policy is none", () => {
  const address = { line1: "1 Main Street", city: "Chicago", state: "IL", postalCode: "x", country: "US" };
  const person = { type: "individual", email: "jane@example.com", phone: "+14155550123", address };
  for (const policy of ["", undefined, null]) {
    const { warnings } = kyclink.validate("spherepay.onboard", person, { policy });
    assert.deepEqual([policy, ...warnings.map(({ code }) => code)], [policy, "postal_code_format"]);
  }
});
