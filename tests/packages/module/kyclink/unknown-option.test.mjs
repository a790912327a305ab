/** Options that do not exist: every function that reads options names the one that was probably meant. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { esm, internal, subpath } from "../../helpers/install/index.mjs";

const ID = "customer_1ab2c3d4";
const ORIGIN = "https://app.example.com";
const SPHEREPAY = { apiKey: "key", environment: "sandbox" };
const LINK = "https://in.sumsub.com/websdk/p/x";
const BODY = JSON.stringify({ customerId: ID, url: LINK, expiresAt: "2027-01-15T14:32:00Z" });
const REQUEST = { method: "GET", url: "https://api.example.com/", headers: {} };
const fetch = async () => new Response(BODY, { status: 201 });

let kyclink, edge, page, testing;
before(async () => {
  [kyclink, edge, page, testing] = await Promise.all([esm(), subpath("edge"), subpath("page"), subpath("testing")]);
});

const handler = (change) =>
  edge.createHandler({
    provider: "spherepay",
    spherepay: SPHEREPAY,
    allowedOrigins: [ORIGIN],
    cookieSecret: "0123456789abcdef0123456789abcdef",
    store: edge.memoryStore(),
    rateLimit: "none",
    ...change,
  });

/** For each function, a call with an option that does not exist, and the one that was meant. */
const CALLS = {
  "a client": [() => kyclink.spherepay({ ...SPHEREPAY, timout: 1 }), "timeout"],
  "its credentials": [() => kyclink.spherepay({ apikey: "key", environment: "sandbox" }), "apiKey"],
  "a client of Grid": [() => kyclink.grid({ clientID: "id", clientSecret: "secret" }), "clientId"],
  "a method": [() => kyclink.spherepay(SPHEREPAY).getCustomer({ customerId: ID }, { maxretries: 1 }), "maxRetries"],
  buildRequest: [
    () => kyclink.buildRequest("spherepay.getCustomer", { customerId: ID }, { ...SPHEREPAY, idempotencykey: "x" }),
    "idempotencyKey",
  ],
  send: [() => kyclink.send(REQUEST, { fetsh: fetch }), "fetch"],
  parseResponse: [
    () => kyclink.parseResponse("spherepay.createKycLink", { status: 201, headers: {}, body: BODY }, {}, { allowHost: [] }),
    "allowHosts",
  ],
  onboard: [() => kyclink.onboard(kyclink.spherepay(SPHEREPAY), {}, { normalise: true }), "normalize"],
  reconcile: [() => kyclink.reconcile(kyclink.spherepay(SPHEREPAY), {}, { sendAt: 1, answeredBy: 2 }), "sentAt"],
  verifyWebhook: [() => kyclink.verifyWebhook("spherepay", { body: "{}", header: {}, secret: "x" }), "headers"],
  assertSafeKycUrl: [() => kyclink.assertSafeKycUrl(LINK, { allowhosts: [] }), "allowHosts"],
  isExpired: [() => kyclink.isExpired({ expiresAtMs: 1 }, { skewMS: 1 }), "skewMs"],
  msUntilExpiry: [() => kyclink.msUntilExpiry({ expiresAtMs: 1 }, { nwo: 1 }), "now"],
  validate: [() => kyclink.validate("spherepay.getCustomer", {}, { polcy: "strict" }), "policy"],
  schema: [() => kyclink.schema("spherepay.getCustomer", { normalise: true })["~standard"].validate({}), "normalize"],
  createHandler: [() => handler({ allowedOrigin: [ORIGIN] }), "allowedOrigins"],
  "a provider of createHandler": [() => handler({ spherepay: { ...SPHEREPAY, webhooksecret: "secret_abcdef" } }), "webhookSecret"],
  onboardingPage: [() => page.onboardingPage({ them: {} }), "theme"],
  "the theme of onboardingPage": [() => page.onboardingPage({ theme: { acent: "red" } }), "accent"],
  "the logo of onboardingPage": [() => page.onboardingPage({ logo: { src: "/a.svg", alt: "", atl: "" } }), "alt"],
  createSandbox: [() => testing.createSandbox({ clok: Date.now }), "clock"],
  "a provider of createSandbox": [() => testing.createSandbox({ grid: { error: "wire" } }), "errors"],
  "nextFailure of a sandbox": [() => testing.createSandbox().nextFailure(500, { time: 2 }), "times"],
  startSandbox: [() => testing.startSandbox({ prot: 0 }), "port"],
};

for (const [name, [call, meant]] of Object.entries(CALLS)) {
  test(`${name}: did you mean ${meant}?`, async () => {
    await assert.rejects(
      async () => call(),
      (error) => {
        assert.equal(error.code, "invalid_config", error.message);
        assert.match(error.message, new RegExp(`^There is no option "\\w+": did you mean "${meant}"\\?$`));
        return true;
      },
    );
  });
}

/** Known options, and names that are none: with the option that each is taken for, or none. */
const SPELLINGS = [
  [["idempotencyKey"], "idempotencykey idempotencyKye idempotencyKe idempotency_key idempotencKeys encyKey ncyKey", "idempotencyKey"],
  [["headers"], "header heders Headers headres hedrs headersss defaultHeaders 𐐷headers", "headers"],
  [["idempotencyKey", "headers"], `hdrs headerssss cyKey naïve ${"x".repeat(41)}`],
  [["publicOrigin"], "origin ORIGIN", "publicOrigin"],
  [["origin"], "publicOrigin", "origin"],
  [["publicOrigin"], "rigin"],
  [["hosts"], "allowHosts"],
  [["originPublic"], "origin"],
];

test("a name with up to two differences to an option, or with its last six characters or more, is taken for it", async () => {
  const { unknownOption } = await internal("module/options/unknown-option.js");
  for (const [known, names, meant] of SPELLINGS) {
    const all = Object.fromEntries(known.map((name) => [name, 1]));
    assert.equal(unknownOption(all, all), undefined);
    const advice = meant ? `did you mean "${meant}"?` : `there are ${known.join(", ")}.`;
    for (const name of names.split(" "))
      assert.equal(unknownOption({ [name]: 1 }, all), `There is no option "${name.slice(0, 40)}": ${advice}`);
  }
});

test("a misspelt option counts even where its value is not set, but only as an own, enumerable name; messages cut it", () => {
  const refused = { code: "invalid_config" };
  assert.throws(() => kyclink.spherepay({ ...SPHEREPAY, timout: undefined }), refused);
  const inherited = Object.assign(Object.create({ timout: 1 }), SPHEREPAY);
  Object.defineProperty(inherited, "polcy", { value: "strict" });
  inherited[Symbol("mine")] = 1;
  kyclink.spherepay(inherited);
  const long = () => kyclink.spherepay({ ...SPHEREPAY, ["x".repeat(1e6)]: 1 });
  assert.throws(long, ({ message }) => message.length < 400);
  const requird = () => kyclink.validate("grid.createKycLink", {}, { messages: { requird: "x" } });
  assert.throws(requird, { ...refused, message: /did you mean "required"\?/ });
});
