/** A configuration of the wrong kind is rejected when the client is created: its values are tests/it/client/connection.rs. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inspect } from "node:util";
import { esm } from "../helpers/install/index.mjs";

let kyclink;
before(async () => (kyclink = await esm()));

const fetch = () => assert.fail("fetch was called");
const SPHEREPAY = { apiKey: "secret_key", environment: "sandbox", fetch };
const GRID = { clientId: "id", clientSecret: "secret", fetch };

test("headers are accepted in every form, with names in any case", () => {
  const forms = [
    { "X-Trace": "1" },
    { "X-Trace": 1, "X-None": undefined },
    [["X-Trace", "1"]],
    new Headers({ "X-Trace": "1" }),
    new Map([["X-Trace", "1"]]),
    Object.assign(Object.create(null), { "x-trace": "1" }),
  ];
  for (const headers of forms) {
    const request = kyclink.buildRequest("spherepay.createKycLink", { customerId: "customer_1" }, { ...SPHEREPAY, headers });
    assert.deepEqual(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
      [
        ["authorization", "Bearer secret_key"],
        ["x-trace", "1"],
      ],
    );
  }
});

test("operations that do not exist or make no request", () => {
  for (const name of [
    "",
    "spherepay",
    "createKycLink",
    "spherepay.nothing",
    "__proto__",
    "constructor",
    undefined,
    null,
    1,
    {},
    ["spherepay.createKycLink"],
    Symbol("x"),
  ]) {
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
  const none = "Pass a client: what the function of a provider returns.";
  for (const [message, clients] of [
    [another, [{ ...kyclink.spherepay(SPHEREPAY) }]],
    [none, [undefined, null, {}, 1, "spherepay", [], SPHEREPAY, { ...SPHEREPAY, headers: {} }, kyclink.spherepay]],
  ])
    for (const client of clients) {
      const error = { name: "KycLinkError", code: "invalid_config", message };
      await assert.rejects(kyclink.onboard(client, {}), error, inspect(client));
    }
});

test("fetch is a function", () => {
  for (const fetch of [null, "fetch", {}, new Response()]) {
    const error = { name: "KycLinkError", code: "invalid_config", provider: "grid", message: "fetch must be a function." };
    assert.throws(() => kyclink.grid({ ...GRID, fetch }), error, inspect(fetch));
  }
});

test("headers are a Headers object, pairs or a plain object; no error quotes them", () => {
  const message = "headers must be a Headers object, a list of pairs or a plain object.";
  for (const [headers, cause] of [
    ["X-Trace: 1", "string"],
    [7, "number"],
    [["X-Trace: 1"], "not a pair"],
    [[["X-Trace", "1", "2"]], "not a pair"],
  ]) {
    assert.throws(
      () => kyclink.spherepay({ ...SPHEREPAY, headers }),
      (error) => {
        assert.deepEqual([error.code, error.message, error.cause.message], ["invalid_config", message, cause], inspect(headers));
        return true;
      },
    );
  }
  for (const headers of [null, { "X-None": null }, [["X-None", undefined]]]) {
    const request = kyclink.buildRequest("spherepay.createKycLink", { customerId: "customer_1" }, { ...SPHEREPAY, headers });
    assert.deepEqual(Object.keys(request.headers), ["Authorization"], inspect(headers));
  }
});

test("an empty policy is none", () => {
  const address = { line1: "1 Main Street", city: "Chicago", state: "IL", postalCode: "x", country: "US" };
  const person = { type: "individual", email: "jane@example.com", phone: "+14155550123", address };
  const codes = (options) => kyclink.validate("spherepay.onboard", person, options).warnings.map(({ code }) => code);
  assert.deepEqual(codes({}), ["postal_code_format"]);
  for (const policy of ["", undefined, null]) assert.deepEqual(codes({ policy }), codes({}), String(policy));
  assert.throws(() => codes({ policy: "Stryker" }), { code: "invalid_config" });
});
