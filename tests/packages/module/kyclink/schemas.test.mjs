/**
 * The library's requests and the documentation's examples conform to the schemas of both APIs in tests/schemas.
 * Vectors and operations are found automatically.
 */

import assert from "node:assert/strict";
import test from "node:test";
import { esm } from "../../helpers/install/index.mjs";
import { known, mutants } from "../../helpers/schema/inputs.mjs";
import { endpoints, examples, faults, requestFaults, shapes } from "../../helpers/schemas/conformance.mjs";
import { calls, files } from "../../helpers/vectors/files.mjs";

const { buildRequest, isKycLinkError, operations } = await esm();
const CREDENTIALS = {
  spherepay: { apiKey: "key", environment: "sandbox" },
  grid: { clientId: "id", clientSecret: "secret" },
  bridge: { apiKey: "sk-test-1", environment: "sandbox", idempotencyKey: "6f1e8d0a-6c0f-4a57-9d0e-0b1f6a8f6d3c" },
};
const AUTHORIZATION = { spherepay: "Bearer key", grid: `Basic ${btoa("id:secret")}` };
const MUTANTS = 1500;

const vectors = files.map(({ name, vectors }) => ({ name, ...vectors }));
const described = Object.values(endpoints)
  .flat()
  .map(({ operation }) => operation);
const providerOf = (operation) => operation.split(".")[0];

/** Where the path of an endpoint begins in a URL: with the first name in the path of one of them. */
const beginning = (provider) => new RegExp(`(?:${endpoints[provider].map(({ path }) => path.match(/^\/\w+/)[0]).join("|")})(?=[/?]|$)`);

/** The part of a URL that the schemas know: before it stands the base URL. */
const target = (provider, url) => url.slice(url.search(beginning(provider)));
const sentFaults = (provider, { url, ...request }) => requestFaults(provider, { ...request, target: target(provider, url) });

for (const { name, operation, cases } of vectors.filter(({ kind }) => kind === "build")) {
  // What `extra` adds is in no document.
  for (const { name: label, input, config, request } of cases.filter(({ request, input }) => request && !input?.extra)) {
    test(`${name}: ${label}`, () => {
      assert.deepEqual(sentFaults(providerOf(operation), request), []);
      assert.deepEqual(sentFaults(providerOf(operation), buildRequest(operation, input, config)), []);
    });
  }
}

for (const { name, operation, exchanges } of calls) {
  test(`call: ${name}`, () => {
    for (const { request } of exchanges) {
      const sent = { ...request, body: request.body && JSON.stringify(request.body) };
      assert.deepEqual(sentFaults(providerOf(operation), sent), []);
    }
  });
}

/**
 * SpherePay's pages list these in part only: the library passes them through, and leaves what is wrong inside to the
 * provider.
 */
const PASSED_THROUGH = /^CreateCustomer\/(personalInformation|businessInformation)[/ ]/;

/** A composite makes no request of its own. */
const own = operations().filter((operation) => !operation.endsWith(".onboard"));

test("every operation has an endpoint", () =>
  assert.deepEqual(
    own.filter((operation) => !described.includes(operation)),
    [],
  ));

for (const operation of own) {
  test(`${operation}: requests from valid input conform to the schema`, (t) => {
    let built = 0;
    for (const policy of ["schema", "postal", "strict"]) {
      for (const input of [...known(operation), ...mutants(operation, MUTANTS, 11)].filter((input) => !input?.extra)) {
        let request;
        try {
          request = buildRequest(operation, input, { ...CREDENTIALS[providerOf(operation)], policy });
        } catch (error) {
          assert.ok(isKycLinkError(error), String(error));
          continue;
        }
        built++;
        const found = sentFaults(providerOf(operation), request).filter((fault) => !PASSED_THROUGH.test(fault));
        assert.deepEqual(found, [], JSON.stringify({ policy, input }));
      }
    }
    t.diagnostic(`${built} requests`);
    assert.ok(built > 100, `${built} inputs passed`);
  });
}

for (const [provider, { requests, responses }] of Object.entries(examples)) {
  for (const { source, schema, value } of responses) {
    test(`${provider}: the ${schema} of ${source}`, () => assert.deepEqual(faults(provider, schema, value), []));
  }
  for (const { source, body, ...request } of requests) {
    test(`${provider}: ${request.method} ${request.target} of ${source}`, () => {
      const headers = { authorization: AUTHORIZATION[provider], ...(body && { "content-type": "application/json" }) };
      assert.deepEqual(requestFaults(provider, { ...request, headers, body: body && JSON.stringify(body) }), []);
    });
  }
}

for (const { name, operation, cases } of vectors.filter(({ kind }) => kind === "parse")) {
  const { method, path } = Object.values(endpoints)
    .flat()
    .find((endpoint) => endpoint.operation === operation);
  for (const { name: label, response } of cases.filter(({ name }) => name.includes("example"))) {
    test(`${name}: ${label}`, () => {
      const body = JSON.parse(response.body);
      assert.notDeepEqual(shapes(providerOf(operation), { method, path: path.replace(/\{\w+\}/, "x"), status: response.status, body }), []);
    });
  }
}
