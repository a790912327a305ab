/**
 * Options of a call beside those of its client: given to the client, to the call, to both or to neither, for a method and
 * for `onboard`. defaults.test.mjs has every option alone, connection.test.mjs those of `buildRequest`.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  configOf,
  createHandler,
  createSandbox,
  hangs,
  holdTimers,
  PERSON,
  PERSON_AT_GRID,
  postTo,
  SECRET,
  turns,
} from "../../helpers/edge/harness.mjs";
import { esm } from "../../helpers/install/index.mjs";

const kyclink = await esm();

const GRID = { clientId: "id", clientSecret: "secret" };
const LINK = { kycUrl: "https://kyc.example.com/1", expiresAt: "2099-01-01T00:00:00Z", provider: "SUMSUB" };
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

/** After how many milliseconds the call gives up, while the provider does not respond. */
async function givesUpAfter(t, way, client, call) {
  const pass = holdTimers(t);
  const { fetch, asked } = gridOf(hangs);
  let code;
  const calling = way({ maxRetries: 0, ...client }, call, fetch).then(assert.fail, (error) => {
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
const trace = headerOf("x-trace");
const OF_CLIENT = { "x-trace": "client" };

/**
 * Each row: the option, how it shows, the client's value and the call's, then what shows for neither, for the client's
 * alone, for the call's alone, and for both. An option that does not belong there is an error.
 */
const OPTIONS = [
  ["timeout", givesUpAfter, [4000, 7000], [30_000, 4000, 7000, 7000]],
  ["timeout", givesUpAfter, [7000, 4000], [30_000, 7000, 4000, 4000]],
  ["deadline", givesUpAfter, [4000, 7000], [30_000, ERROR, 7000, ERROR]],
  ["maxRetries", retriesOf, [1, 3], [2, 1, 3, 3]],
  ["maxRetries", retriesOf, [3, 0], [2, 3, 0, 0]],
  ["idempotencyKey", headerOf("idempotency-key"), ["client-key", "call-key"], [null, ERROR, "call-key", ERROR]],
  ["headers", trace, [OF_CLIENT, { "X-Trace": "call" }], [null, "client", "call", "call"]],
  ["headers", trace, [OF_CLIENT, { "x-other": "call" }], [null, "client", null, "client"]],
  ["headers", trace, [new Headers(OF_CLIENT), [["x-TRACE", "call"]]], [null, "client", "call", "call"]],
  // A header without a value is none, in each form: it is not sent as a word, and leaves the client's.
  ...[null, undefined]
    .flatMap((none) => [{ "x-trace": none }, [["x-trace", none]], new Map([["x-trace", none]])])
    .map((none) => ["headers", trace, [OF_CLIENT, none], [null, "client", null, "client"]]),
];

for (const [wayName, way] of Object.entries(WAYS)) {
  describe(wayName, () => {
    for (const [option, observe, [ofClient, ofCall], [neither, clientOnly, callOnly, both]] of OPTIONS) {
      const given = {
        neither: [{}, {}, neither],
        "undefined for both": [{ [option]: undefined }, { [option]: undefined }, clientOnly === ERROR ? ERROR : neither],
        "no options of the call": [{}, undefined, neither],
        "the client's alone": [{ [option]: ofClient }, {}, clientOnly],
        "the client's, and undefined for the call": [{ [option]: ofClient }, { [option]: undefined }, clientOnly],
        "the call's alone": [{}, { [option]: ofCall }, callOnly],
        both: [{ [option]: ofClient }, { [option]: ofCall }, both],
      };
      for (const [name, [ofIts, ofThis, expected]] of Object.entries(given)) {
        test(`${option}: ${name}`, async (t) => {
          const observing = (async () => observe(t, way, ofIts, ofThis))();
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

    test("what belongs to the client is refused for a call, and nothing is sent", async () => {
      const { fetch, all } = gridOf(hangs);
      for (const [option, value] of Object.entries({
        ...{ policy: "schema", allowHosts: ["kyc.example.com"], fetch: hangs, dangerouslyAllowBrowser: true },
        ...{ baseUrl: "https://api.example.com", clientSecret: "other" },
      }))
        await assert.rejects(way({}, { [option]: value }, fetch), { code: ERROR, message: new RegExp(option) });
      assert.deepEqual(all, []);
    });
  });
}

test("allowHosts of a provider replaces the handler's", async () => {
  const statusOf = async (handlers, providers) => {
    const config = { ...configOf(createSandbox(), { rateLimit: "none", cookieSecret: SECRET }), ...handlers };
    const handler = createHandler({ ...config, spherepay: { ...config.spherepay, ...providers } });
    return (await handler(postTo("links", PERSON))).status;
  };
  const good = { allowHosts: [".spherepay.example"] };
  const bad = { allowHosts: ["elsewhere.example"] };
  for (const [handlers, providers, expected] of [
    [{}, {}, 201],
    [good, {}, 201],
    [bad, {}, 502],
    [{}, bad, 502],
    [bad, good, 201],
    [good, bad, 502],
  ])
    assert.equal(await statusOf(handlers, providers), expected, JSON.stringify([handlers, providers]));
});
