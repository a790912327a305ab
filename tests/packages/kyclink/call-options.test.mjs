/**
 * Options of a call beside those of its client: every option, given to the client, to the call, to both or to neither,
 * for a method, for `onboard` and for `buildRequest`. The tables of the package name the options, so that none is
 * forgotten.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { configOf, createHandler, createSandbox, holdTimers, ORIGIN, PERSON, PERSON_AT_GRID, SECRET } from "../helpers/edge/harness.mjs";
import { esm, file } from "../helpers/install/index.mjs";

const kyclink = await esm();
const inside = (path) => import(pathToFileURL(file("dist/lib", path)));
const { CALL_OPTIONS } = await inside("tables.js");
const { CONFIG_OPTIONS } = await inside("connection.js");

const GRID = { clientId: "id", clientSecret: "secret" };
const SPHEREPAY = { apiKey: "key", environment: "sandbox" };
const LINK = { kycUrl: "https://kyc.example.com/1", expiresAt: "2030-01-01T00:00:00Z", provider: "SUMSUB" };
const CUSTOMER = { id: "Customer:1", customerType: "INDIVIDUAL", kycStatus: "UNVERIFIED" };
const AT_GRID = { ...PERSON_AT_GRID, address: { ...PERSON_AT_GRID.address, country: "US", state: "IL" } };

/** Ways to send a request with a client's options and a call's, to Grid: each ends with the request for a link. */
const WAYS = {
  "a method": (client, call, fetch) => kyclink.grid({ ...GRID, fetch, ...client }).createKycLink({ customerId: "Customer:1" }, call),
  onboard: (client, call, fetch) => kyclink.onboard(kyclink.grid({ ...GRID, fetch, ...client }), AT_GRID, call),
};

/** A fetch for Grid, which creates customers at once and does this with the request for a link. */
function gridOf(link) {
  const asked = [];
  const all = [];
  const fetch = (url, init) => {
    all.push({ url, ...init });
    if (init.method === "POST" && url.endsWith("/customers")) return Promise.resolve(Response.json(CUSTOMER, { status: 201 }));
    asked.push({ url, ...init });
    return link(url, init);
  };
  return { all, asked, fetch };
}

const hangs = (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
const turns = async (count = 50) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** After how many milliseconds the call gives up, while the provider does not respond. */
async function givesUpAfter(t, way, client, call) {
  const pass = holdTimers(t);
  const { fetch, asked } = gridOf(hangs);
  let code;
  const calling = way(client, call, fetch).then(assert.fail, (error) => {
    code = error.code;
  });
  await turns();
  assert.equal(asked.length, 1);
  let ms = 0;
  for (; code === undefined && ms < 100_000; ms += 500) {
    pass(500);
    await turns(3);
  }
  await calling;
  t.mock.timers.reset();
  return ms;
}

/** How often the request is sent again. */
async function retriesOf(_t, way, client, call) {
  const { fetch, asked } = gridOf(async () => Response.json({}, { status: 503, headers: { "retry-after": "0" } }));
  await assert.rejects(way(client, call, fetch), { code: "unavailable" });
  return asked.length - 1;
}

/** A header by its name. Every request has it, except that the key of an onboarding is that of its create. */
const headerOf = (name) => async (_t, way, client, call) => {
  const { fetch, all } = gridOf(async () => Response.json(LINK, { status: 201 }));
  await way(client, call, fetch);
  const [first, ...others] = all.map(({ headers }) => new Headers(headers).get(name));
  for (const other of others) assert.equal(other, name === "idempotency-key" ? null : first);
  return first;
};

const ERROR = "invalid_config";

/**
 * Each row: the option, how it shows, the client's value and the call's, then what shows for neither, for the client's
 * alone, for the call's alone, and for both. An option that does not belong there is an error.
 */
const OPTIONS = [
  ["timeout", givesUpAfter, [4000, 7000], { client: { maxRetries: 0 } }, [30_000, 4000, 7000, 7000]],
  ["timeout", givesUpAfter, [7000, 4000], { client: { maxRetries: 0 } }, [30_000, 7000, 4000, 4000]],
  ["deadline", givesUpAfter, [4000, 7000], { client: { maxRetries: 0 } }, [30_000, ERROR, 7000, ERROR]],
  ["maxRetries", retriesOf, [1, 3], {}, [2, 1, 3, 3]],
  ["maxRetries", retriesOf, [3, 0], {}, [2, 3, 0, 0]],
  ["idempotencyKey", headerOf("idempotency-key"), ["client-key", "call-key"], {}, [null, ERROR, "call-key", ERROR]],
  ["headers", headerOf("x-trace"), [{ "x-trace": "client" }, { "X-Trace": "call" }], {}, [null, "client", "call", "call"]],
  ["headers", headerOf("x-trace"), [{ "x-trace": "client" }, { "x-other": "call" }], {}, [null, "client", null, "client"]],
  // A header without a value is none, in each form: it is not sent as a word, and leaves the client's.
  ...[null, undefined]
    .flatMap((none) => [{ "x-trace": none }, [["x-trace", none]], new Map([["x-trace", none]])])
    .map((none) => ["headers", headerOf("x-trace"), [{ "x-trace": "client" }, none], {}, [null, "client", null, "client"]]),
  ["headers", headerOf("x-trace"), [new Headers({ "x-trace": "client" }), [["x-TRACE", "call"]]], {}, [null, "client", "call", "call"]],
];

for (const [wayName, way] of Object.entries(WAYS)) {
  describe(wayName, () => {
    for (const [option, observe, [ofClient, ofCall], { client = {} }, [neither, clientOnly, callOnly, both]] of OPTIONS) {
      const given = {
        neither: [{}, {}, neither],
        "undefined for both": [{ [option]: undefined }, { [option]: undefined }, option in CONFIG_OPTIONS ? neither : ERROR],
        "no options of the call": [{}, undefined, neither],
        "the client's alone": [{ [option]: ofClient }, {}, clientOnly],
        "the client's, and undefined for the call": [{ [option]: ofClient }, { [option]: undefined }, clientOnly],
        "the call's alone": [{}, { [option]: ofCall }, callOnly],
        both: [{ [option]: ofClient }, { [option]: ofCall }, both],
      };
      for (const [name, [ofIts, ofThis, expected]] of Object.entries(given)) {
        test(`${option}: ${name}`, async (t) => {
          const observing = (async () => observe(t, way, { ...client, ...ofIts }, ofThis))();
          if (expected === ERROR) await assert.rejects(observing, { code: ERROR });
          else assert.equal(await observing, expected);
        });
      }
    }

    test("signal: the call's alone", async () => {
      const controller = new AbortController();
      const { fetch, asked } = gridOf(hangs);
      await assert.rejects(async () => way({ signal: controller.signal }, {}, fetch), { code: ERROR });
      const calling = way({}, { signal: controller.signal }, fetch);
      await turns(5);
      controller.abort("enough");
      await assert.rejects(calling, { code: "aborted", cause: "enough" });
      await assert.rejects(way({}, { signal: AbortSignal.abort("before") }, fetch), { code: "aborted", cause: "before" });
      assert.equal(asked.length, 1);
      const operation = wayName === "onboard" ? "grid.createCustomer" : "grid.createKycLink";
      const refused = { code: ERROR, message: /signal must be an AbortSignal\.$/, provider: "grid", operation };
      for (const wrong of [5, {}, { addEventListener() {} }]) await assert.rejects(async () => way({}, { signal: wrong }, fetch), refused);
    });

    for (const [option, value] of [
      ["policy", "schema"],
      ["allowHosts", ["kyc.example.com"]],
      ["fetch", hangs],
      ["dangerouslyAllowBrowser", true],
      ["baseUrl", "https://api.example.com"],
      ["clientSecret", "other"],
    ]) {
      test(`${option} belongs to the client: the call refuses it and sends nothing`, async () => {
        const { fetch, asked } = gridOf(hangs);
        await assert.rejects(way({}, { [option]: value }, fetch), { code: ERROR, message: new RegExp(option) });
        assert.equal(asked.length, 0);
      });
    }
  });
}

const CREATED_AT = "2026-09-21T14:13:20.000Z";
const AT_SPHEREPAY = {
  id: "customer_1",
  type: "individual",
  email: PERSON.email,
  phone: PERSON.phone,
  createdAt: CREATED_AT,
  verificationProfiles: ["approved", "incomplete", "rejected"].map((status) => ({ name: `profile_${status}`, status })),
};
const SEARCH = { sentAt: Date.parse(CREATED_AT), answeredBy: Date.parse(CREATED_AT) };

/** Ways to read a customer: its response, and the call. */
const READS = {
  getCustomer: [AT_SPHEREPAY, (client, call) => client.getCustomer({ customerId: "customer_1" }, call)],
  listCustomers: [
    { customers: [AT_SPHEREPAY], pagination: { page: 1, hasNext: false } },
    async (client, call) => (await client.listCustomers({}, call)).items[0],
  ],
  reconcile: [
    { customers: [AT_SPHEREPAY], pagination: { page: 1, hasNext: false } },
    (client, call) => kyclink.reconcile(client, PERSON, { ...SEARCH, ...call }),
  ],
};

/** The statuses of a customer with three profiles, by the profiles of the client and of the call: one if all ways agree. */
async function statusBy(client, call) {
  const statuses = new Set();
  for (const [body, read] of Object.values(READS)) {
    const own = kyclink.spherepay({ ...SPHEREPAY, fetch: async () => Response.json(body), ...client });
    statuses.add((await read(own, call)).status);
  }
  return [...statuses].join();
}

/** Every option of a call, with a value that shows in none of the others. */
const OF_CALLS = {
  timeout: 9000,
  maxRetries: 0,
  deadline: 90_000,
  headers: { "x-other": "call" },
  idempotencyKey: "call-key",
  profiles: ["profile_of_the_call"],
  signal: new AbortController().signal,
};

describe("an option of a call leaves every other one of its client", () => {
  for (const [wayName, way] of Object.entries(WAYS)) {
    for (const [option, observe, [ofClient], { client = {} }, [, clientOnly]] of OPTIONS.filter(([, , , , [, own]]) => own !== ERROR)) {
      for (const [other, ofCall] of Object.entries(OF_CALLS).filter(([other]) => other !== option)) {
        test(`${wayName}, ${option}: the call has ${other}`, async (t) => {
          assert.equal(await observe(t, way, { ...client, [option]: ofClient }, { [other]: ofCall }), clientOnly);
        });
      }
    }
  }

  for (const [other, ofCall] of Object.entries(OF_CALLS).filter(([other]) => other !== "profiles")) {
    test(`profiles: the call has ${other}`, async () => {
      for (const status of ["approved", "incomplete", "rejected"])
        assert.equal(await statusBy({ profiles: [`profile_${status}`] }, { [other]: ofCall }), status);
    });
  }

  test("no option of a call is missing here", () => assert.deepEqual(Object.keys(CALL_OPTIONS).sort(), Object.keys(OF_CALLS).sort()));
});

test("every option of a call and of a client is in these tables", () => {
  const tested = new Set([
    ...OPTIONS.map(([name]) => name),
    "signal",
    "profiles",
    "policy",
    "allowHosts",
    "fetch",
    "dangerouslyAllowBrowser",
  ]);
  const ofProviders = new Set(["apiKey", "environment", "baseUrl", "clientId", "clientSecret"]);
  for (const name of [...Object.keys(CALL_OPTIONS), ...Object.keys(CONFIG_OPTIONS)])
    assert.ok(tested.has(name) || ofProviders.has(name) || /^(webhook|profiles|personFields|agreements|endorsements)/.test(name), name);
});

describe("profiles", () => {
  test("the call's replace the client's; undefined leaves them", async () => {
    const only = (status) => ({ profiles: [`profile_${status}`] });
    for (const [client, call, expected] of [
      [only("approved"), {}, "approved"],
      [only("approved"), undefined, "approved"],
      [only("approved"), { profiles: undefined }, "approved"],
      [{}, only("incomplete"), "incomplete"],
      [{ profiles: undefined }, only("incomplete"), "incomplete"],
      [only("approved"), only("incomplete"), "incomplete"],
      [only("incomplete"), only("approved"), "approved"],
    ])
      assert.equal(await statusBy(client, call), expected, JSON.stringify([client, call]));
    assert.equal(await statusBy({}, {}), await statusBy({ profiles: undefined }, { profiles: undefined }));
    // The next call of the same client has the client's again.
    const own = kyclink.spherepay({ ...SPHEREPAY, fetch: async () => Response.json(AT_SPHEREPAY), ...only("approved") });
    const statuses = [];
    for (const call of [{}, only("incomplete"), {}]) statuses.push((await own.getCustomer({ customerId: "customer_1" }, call)).status);
    assert.deepEqual(statuses, ["approved", "incomplete", "approved"]);
  });
});

describe("buildRequest", () => {
  const build = (config) => kyclink.buildRequest("grid.createKycLink", { customerId: "Customer:1" }, { ...GRID, ...config });

  test("takes the key and the headers of this request, and none is left for the next", () => {
    const request = build({ idempotencyKey: "key-1", headers: { "x-trace": "1" } });
    assert.deepEqual([request.headers["Idempotency-Key"], new Headers(request.headers).get("x-trace")], ["key-1", "1"]);
    assert.equal(build({ idempotencyKey: "key-2" }).headers["Idempotency-Key"], "key-2");
    for (const config of [{}, { idempotencyKey: undefined, headers: undefined }]) {
      const { headers } = build(config);
      assert.deepEqual(["Idempotency-Key" in headers, new Headers(headers).has("x-trace")], [false, false]);
    }
  });

  test("the request is the caller's: what is added to it is in no other one", () => {
    const sphere = { apiKey: "key-of-ours", environment: "sandbox" };
    for (const [operation, input, config] of [
      ["grid.createCustomer", { customerType: "INDIVIDUAL", fullName: "Jane Smith" }, GRID],
      ["grid.createKycLink", { customerId: "Customer:1" }, GRID],
      ["spherepay.createKycLink", { customerId: "customer_1" }, sphere],
      ["spherepay.getCustomer", { customerId: "customer_1" }, sphere],
      ["bridge.getCustomer", { customerId: "bridge_1" }, { ...sphere, apiKey: "sk-test-of-ours" }],
    ]) {
      const first = kyclink.buildRequest(operation, input, config);
      const asMade = structuredClone(first);
      Object.assign(first.headers, { "x-trace": "of the first", Authorization: "another key" });
      first.method = "DELETE";
      assert.deepEqual(kyclink.buildRequest(operation, input, config), asMade, operation);
    }
  });

  test("the policy of the configuration decides", () => {
    const input = { customerType: "INDIVIDUAL", fullName: "Jane", address: { line1: "1", city: "A", postalCode: "x", country: "DE" } };
    const accepts = (policy) => {
      try {
        kyclink.buildRequest("grid.createCustomer", input, { ...GRID, ...policy });
        return true;
      } catch ({ code }) {
        assert.equal(code, "invalid_request");
        return false;
      }
    };
    assert.deepEqual([{ policy: "schema" }, { policy: "strict" }].map(accepts), [true, false]);
    assert.equal(accepts({}), accepts({ policy: "postal" }));
    assert.equal(accepts({ policy: undefined }), accepts({}));
  });
});

/**
 * As in the crate: tests/it/client/onboarding/onboard.rs. Whoever repairs the input should not meet another error then.
 */
describe("an option that no call can have is refused before the input", () => {
  const WINDOW = { sentAt: 0, answeredBy: 1 };
  const ALL = {
    "a method": (client, input, call) => client.createKycLink(input, call),
    "a list": (client, input, call) => client.listCustomers(input, call),
    onboard: (client, input, call) => kyclink.onboard(client, input, call),
    reconcile: (client, input, call) => kyclink.reconcile(client, input, { ...call, ...WINDOW }),
    buildRequest: async (_, input, call) => kyclink.buildRequest("grid.createKycLink", input, { ...GRID, ...call }),
  };
  const BAD = [
    { idempotencyKey: "two words" },
    { idempotencyKey: "a", headers: { "idempotency-key": "b" } },
    { headers: { authorization: "x" } },
    { headers: { "x y": "z" } },
    { idempotencykey: "a" },
    { deadline: Infinity },
  ];
  // Nothing is sent by a function that only builds a request.
  const OF_SENDING = [{ timeout: 0 }, { maxRetries: 1.5 }];
  // None is an input of any of them, and some are what is passed by mistake instead.
  const INPUTS = [{ page: {}, limit: {}, customerId: {} }, null, Promise.resolve(), new FormData()];

  for (const [name, way] of Object.entries(ALL)) {
    test(name, async () => {
      const { fetch, all } = gridOf(hangs);
      const client = kyclink.grid({ ...GRID, fetch });
      for (const input of INPUTS) await assert.rejects(way(client, input, {}), { code: "invalid_request" });
      for (const bad of name === "buildRequest" ? BAD : [...BAD, ...OF_SENDING])
        for (const input of INPUTS) await assert.rejects(way(client, input, bad), { code: ERROR }, JSON.stringify(bad));
      assert.deepEqual(all, []);
    });
  }
});

describe("a handler's options beside those of its provider", () => {
  const base = (sandbox, config) => ({ ...configOf(sandbox, { rateLimit: "none", cookieSecret: SECRET }), ...config });
  const send = (handler, person) =>
    handler(
      new Request(`${ORIGIN}/kyc/links`, {
        method: "POST",
        headers: { origin: ORIGIN, "content-type": "application/json" },
        body: JSON.stringify(person),
      }),
    );
  const UNUSUAL = { ...PERSON, address: { ...PERSON.address, postalCode: "x", country: "DEU", state: undefined } };

  /** The status of the response to an applicant whose postal code is unusual. */
  async function statusBy(handlers, providers) {
    const sandbox = createSandbox();
    const config = base(sandbox, handlers);
    const { status } = await send(createHandler({ ...config, spherepay: { ...config.spherepay, ...providers } }), UNUSUAL);
    return status;
  }

  test("policy: the handler's decides what a person may enter", async () => {
    assert.deepEqual(
      [await statusBy({}, {}), await statusBy({ policy: "strict" }, {}), await statusBy({ policy: "schema" }, {})],
      [201, 422, 201],
    );
    assert.equal(await statusBy({ policy: undefined }, {}), 201);
    assert.equal(await statusBy({ policy: "strict" }, { policy: undefined }), 422);
  });

  test("allowHosts: the provider's replace the handler's", async () => {
    const sandbox = createSandbox();
    const status = async (handlers, providers) => {
      const config = base(sandbox, handlers);
      return (await send(createHandler({ ...config, spherepay: { ...config.spherepay, ...providers } }), PERSON)).status;
    };
    const good = { allowHosts: [".spherepay.example"] };
    const bad = { allowHosts: ["elsewhere.example"] };
    assert.deepEqual(
      [
        await status({}, {}),
        await status(good, {}),
        await status(bad, {}),
        await status({}, bad),
        await status(bad, good),
        await status(good, bad),
      ],
      [201, 201, 502, 502, 201, 502],
    );
  });
});
