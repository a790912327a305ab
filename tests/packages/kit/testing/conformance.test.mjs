/**
 * The sandbox conforms to the schemas of both APIs in tests/schemas. The harness checks every call, here and in the
 * sandbox's other tests; this file makes them complete: each endpoint with each of its statuses, each error shape, each
 * webhook, and for each request hundreds of slightly invalid ones.
 */

import assert from "node:assert/strict";
import test from "node:test";
import { subpath } from "../../helpers/install/index.mjs";
import { INDIVIDUAL, responded, setUp } from "../../helpers/sandbox/harness.mjs";
import { BODIES, bodyMutants, QUERIES, queryMutants, worlds } from "../../helpers/sandbox/requests.mjs";
import { endpoints, examples, faults, read } from "../../helpers/schemas/conformance.mjs";
import { PROVIDERS } from "../../helpers/transcripts/providers.mjs";
import { recorded } from "../../helpers/transcripts/recorder.mjs";
import { transcriptOf } from "../../helpers/transcripts/sandbox.mjs";
import { storiesOf } from "../../helpers/transcripts/stories.mjs";

const { WRONG_CREDENTIAL } = await subpath("testing");

const DIALECTS = { spherepay: ["problem", "legacy", "v1"], grid: ["wire", "specified"], bridge: ["names", "messages"] };
const REFUSED = {
  spherepay: { authorization: `Bearer ${WRONG_CREDENTIAL}` },
  grid: { authorization: `Basic ${btoa(`id:${WRONG_CREDENTIAL}`)}` },
  bridge: { "api-key": WRONG_CREDENTIAL },
};

/**
 * One page lists it without saying what is not found where nothing is looked for; the other is of 2025, since when it
 * is 201.
 */
const UNREACHABLE = {
  spherepay: ["POST /v2/customer/kyc-link 404", "POST /v2/customer 200"],
  grid: [],
  // No list and no create misses anything, and a conflict is a 400.
  bridge: ["POST /kyc_links 404", "POST /kyc_links 409", "GET /kyc_links 404"],
};

/** Each way to be refused before an endpoint is reached, and after it for the lack of a customer. */
async function refusals(provider, errors) {
  for (const { method, path, request } of endpoints[provider]) {
    const { sandbox, [provider]: call } = setUp({ [provider]: { errors } });
    const target = path.replace(/\{\w+\}/, provider === "grid" ? "Customer:0" : "customer_0");
    const body = BODIES.find((one) => one.endpoint === `${method} ${path}`)?.body;
    await call(method, target, body, REFUSED[provider]);
    for (const status of [429, 500, 503]) {
      sandbox.nextFailure(status);
      await call(method, target, body);
    }
    if (request.params) await call(method, target, body);
    if (method !== "GET") await call(method, target, "{");
    else if (provider === "spherepay") await call(method, target, undefined, { "content-type": "application/json" });
    if (request.body?.[0]) await call(method, target, {});
    const { status } = await call(method, `${target}?nothing=1`, body);
    assert.ok(status >= 400, `${method} ${path} takes any query`);
  }
}

const LINK = { type: "individual", email: "John.Doe@example.com", full_name: "John Doe", redirect_uri: "https://app.example.com/done" };

for (const provider of Object.keys(DIALECTS)) {
  test(`${provider}: each endpoint was called with each of its statuses and error shapes`, async () => {
    for (const errors of DIALECTS[provider]) await refusals(provider, errors);
    await transcriptOf(PROVIDERS.find(({ name }) => name === provider));
    await storiesOf(provider);
    const own = responded.filter((one) => one.provider === provider);
    const had = new Set(own.map(({ endpoint, status }) => `${endpoint?.method} ${endpoint?.path} ${status}`));
    const all = endpoints[provider].flatMap(({ method, path, responses }) =>
      Object.keys(responses).map((status) => `${method} ${path} ${status}`),
    );
    assert.deepEqual(
      all.filter((one) => !had.has(one)),
      UNREACHABLE[provider],
    );
    const shapes = new Set(endpoints[provider].flatMap(({ responses }) => Object.values(responses).flat()));
    assert.deepEqual(
      [...shapes].filter((shape) => own.every((one) => one.shape !== shape)),
      [],
    );
    // Of Grid, the schemas have the events of customers only.
    const events = recorded.filter(
      (one) => one.provider === provider && /^(grid CUSTOMER\.|spherepay|bridge)/.test(`${provider} ${one.event.type}`),
    );
    assert.ok(events.length > 10);
    for (const { event } of events) assert.deepEqual(faults(provider, "Event", event), [], JSON.stringify(event));
  });

  for (const { source, method, target, body } of examples[provider].requests.filter(({ target }) => !/customer_|Customer:/.test(target))) {
    test(`${provider} accepts the example of ${source}`, async () =>
      assert.equal((await setUp()[provider](method, target, body)).status, 201));
  }
}

for (const { endpoint, name, body } of BODIES) {
  test(`${endpoint}: a violation of the schema is rejected (${name})`, async (t) => {
    const call = await worlds[endpoint](body);
    assert.ok((await call(body)).status < 300, "the body that the others are made from");
    for (const type of [undefined, "text/plain", "application/json; charset=latin1", "application/problem+json"]) {
      const { status } = await (await worlds[endpoint](body))(body, { "content-type": type });
      assert.equal(status, 400, `content type ${type}`);
    }
    const marked = `\ufeff${JSON.stringify(body)}`;
    assert.equal((await (await worlds[endpoint](body))(marked)).status, 400, "a mark of the byte order");
    const count = { accepted: 0, refused: 0 };
    for (const mutant of bodyMutants(body)) {
      const { status } = await (await worlds[endpoint](body))(mutant);
      count[status < 300 ? "accepted" : "refused"]++;
    }
    t.diagnostic(JSON.stringify(count));
    assert.ok(count.refused > 10, JSON.stringify(count));
  });
}

for (const [provider, { path, query }] of Object.entries(QUERIES)) {
  test(`${provider}: a query that violates the schema is rejected`, async () => {
    const { [provider]: call } = setUp();
    const ask = async (parameters) => (await call("GET", `${path}?${new URLSearchParams(parameters)}`)).status;
    assert.equal(await ask(query), 200);
    const refused = [];
    for (const mutant of queryMutants(query)) if ((await ask(mutant)) >= 400) refused.push(mutant);
    assert.ok(refused.length > 10, `${refused.length}`);
  });
}

test("bridge accepts each value that its description lists for a link or a webhook, and no other", async () => {
  const { schemas } = read("bridge-openapi").components;
  const webhook = { url: "https://app.example.com/hooks", event_epoch: "webhook_creation" };
  for (const [path, body, name, values, status] of [
    ["/kyc_links", LINK, "endorsements", schemas.EndorsementType.enum, 200],
    ["/webhooks", webhook, "event_categories", schemas.WebhookEventCategory.enum, 201],
  ]) {
    const post = async (value) => (await setUp().bridge("POST", path, { ...body, [name]: value })).status;
    for (const value of [...values.map((one) => [one]), values]) assert.equal(await post(value), status, `${name} ${value}`);
    for (const value of [["gold"], [...values, "gold"], [values[0].toUpperCase()], values[0]]) assert.equal(await post(value), 400);
  }
});

test("grid accepts each value that its schema lists, the longest label, and an identifier without a type", async () => {
  const { $defs } = read("grid");
  const { properties } = $defs.IndividualFields;
  const accepted = [
    { email: `john@${"a".repeat(63)}.example` },
    { identifier: "any" },
    { idType: "SSN", identifier: "123-45-6789", countryOfIssuance: "US" },
    ...Object.entries(properties).flatMap(([name, { type, items }]) => {
      const listed = type === "array" ? $defs[items.$ref?.split("/").at(-1)] : undefined;
      return (listed?.enum ?? []).map((value) => ({
        [name]: [value],
        ...(value === "OTHER" && { [`${name.replace("Categories", "")}OtherDescription`]: "else" }),
      }));
    }),
  ];
  assert.ok(accepted.length > 15, `${accepted.length}`);
  for (const change of accepted) {
    const { status, body } = await setUp().grid("POST", "/customers", { ...INDIVIDUAL, ...change });
    assert.equal(status, 201, JSON.stringify([change, body]));
  }
});
