/** An invalid configuration is rejected when the client is created, before anything is sent. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inspect } from "node:util";
import { esm } from "../helpers/install/index.mjs";

let kyclink;
before(async () => (kyclink = await esm()));

const fetch = () => assert.fail("fetch was called");
const SPHEREPAY = { apiKey: "secret_key", environment: "sandbox", fetch };
const GRID = { clientId: "id", clientSecret: "secret", fetch };

const BAD_TEXTS = {
  missing: undefined,
  null: null,
  empty: "",
  "white space": " \t",
  "a line feed": "a\nb",
  "a carriage return": "a\r",
  NUL: "a\0",
  "a number": 1,
  "a list": ["secret_key"],
  "an object": {},
  true: true,
};
const BAD_BASE_URLS = {
  "http on a public host": "http://api.example.com",
  "http on a private host": "http://192.168.0.1",
  "http on a host that only looks local": "http://localhost.example.com",
  "http on 127 as a name": "http://127.0.0.1.example.com",
  "a user": "https://user@api.example.com",
  "a user and password": "https://user:pass@api.example.com",
  "a query": "https://api.example.com/?a=1",
  "a fragment": "https://api.example.com/#a",
  "no scheme": "api.example.com",
  "another scheme": "ftp://api.example.com",
  "no slashes": "https:api.example.com",
  backslashes: "https:\\\\api.example.com",
  "a space": " https://api.example.com",
  "a tab": "https://api.exa\tmple.com",
  javascript: "javascript:alert(1)",
  "a number": 443,
  "a list": ["https://api.example.com"],
  "a URL object": new URL("https://api.example.com"),
};

/** Every way to hand over a configuration refuses it. */
async function refused(provider, operation, config, what) {
  const attempts = [() => kyclink[provider](config), () => kyclink.buildRequest(operation, { customerId: "customer_1" }, config)];
  for (const attempt of attempts) {
    assert.throws(
      attempt,
      (error) => {
        assert.ok(error instanceof kyclink.KycLinkError, `${what}: ${error}`);
        assert.equal(error.code, "invalid_config", what);
        assert.equal(error.retryable, false);
        return true;
      },
      what,
    );
  }
}

test("credentials", async () => {
  for (const [what, value] of Object.entries(BAD_TEXTS)) {
    await refused("spherepay", "spherepay.createKycLink", { ...SPHEREPAY, apiKey: value }, `apiKey: ${what}`);
    await refused("grid", "grid.createKycLink", { ...GRID, clientId: value }, `clientId: ${what}`);
    await refused("grid", "grid.createKycLink", { ...GRID, clientSecret: value }, `clientSecret: ${what}`);
  }
  await refused("grid", "grid.createKycLink", { ...GRID, clientId: "id:secret" }, "a colon in clientId");
  await refused("spherepay", "spherepay.createKycLink", { ...SPHEREPAY, apiKey: "clé" }, "no header can carry it");
  for (const config of [undefined, null, "key", 1, [], () => {}]) {
    await refused("spherepay", "spherepay.createKycLink", config, `config: ${String(config)}`);
    await refused("grid", "grid.createKycLink", config, `config: ${String(config)}`);
  }
});

test("exactly one of environment and baseUrl at SpherePay", async () => {
  const { environment, ...without } = SPHEREPAY;
  await refused("spherepay", "spherepay.createKycLink", without, "neither");
  await refused("spherepay", "spherepay.createKycLink", { ...SPHEREPAY, baseUrl: "https://api.example.com" }, "both");
  for (const environment of ["staging", "Sandbox", 1, {}, ["sandbox"], "__proto__", "toString"]) {
    await refused("spherepay", "spherepay.createKycLink", { ...SPHEREPAY, environment }, `environment: ${environment}`);
  }
});

test("base URLs", async () => {
  const { environment, ...without } = SPHEREPAY;
  for (const [what, baseUrl] of Object.entries(BAD_BASE_URLS)) {
    await refused("spherepay", "spherepay.createKycLink", { ...without, baseUrl }, `baseUrl: ${what}`);
    await refused("grid", "grid.createKycLink", { ...GRID, baseUrl }, `baseUrl: ${what}`);
  }
  for (const baseUrl of [
    "https://api.example.com",
    "https://api.example.com/",
    "http://localhost:1",
    "http://127.0.0.1:1",
    "http://[::1]:1/grid/",
  ]) {
    const { url } = kyclink.buildRequest("grid.createKycLink", { customerId: "a" }, { ...GRID, baseUrl });
    assert.equal(url, `${baseUrl.replace(/\/$/, "")}/customers/a/kyc-link`);
  }
});

test("policy, hosts, headers and keys", async () => {
  for (const config of [
    { policy: "lax" },
    { policy: 1 },
    { allowHosts: "example.com" },
    { allowHosts: [1] },
    { allowHosts: [""] },
    { headers: 1 },
    { headers: "a: b" },
    { headers: { "a b": "c" } },
    { headers: { a: "b\r\nc: d" } },
    { headers: { a: "é" } },
  ]) {
    await refused("spherepay", "spherepay.createKycLink", { ...SPHEREPAY, ...config }, inspect(config)).catch((error) => {
      throw new Error(`${inspect(config)}: ${error.message}`, { cause: error });
    });
  }
  const client = kyclink.spherepay(SPHEREPAY);
  const options = [
    { idempotencyKey: 1 },
    { idempotencyKey: "a b" },
    { idempotencyKey: "a".repeat(256) },
    { idempotencyKey: "a\n" },
    { headers: { AUTHORIZATION: "x" } },
    { headers: 5 },
  ];
  for (const option of options) {
    await assert.rejects(client.createKycLink({ customerId: "customer_1" }, option), { code: "invalid_config" }, inspect(option));
  }
});

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
