/** The rules of SpherePay that are lists and bounds: each of their values, and the first that is none. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { iso31661 } from "iso-3166";
import { API_PERSON, DAY, HOUR, NAMES_2025, PERSON, setUp, withApiCustomer, withLinkCustomer } from "../helpers/sandbox/harness.mjs";
import { WEBHOOK } from "../helpers/sandbox/requests.mjs";

const CREATE = "/v2/customer/kyc-link";
const START = Date.parse("2026-03-01T10:00:00.123Z");

describe("an Idempotency-Key", () => {
  const key = (value) => ({ "idempotency-key": value });

  test("has up to 255 characters", async () => {
    const { spherepay } = setUp();
    assert.equal((await spherepay("POST", CREATE, PERSON, key("k".repeat(255)))).status, 201);
    assert.equal((await spherepay("POST", CREATE, PERSON, key("k".repeat(256)))).status, 400);
  });

  test("counts for POST only", async () => {
    const { spherepay, id } = await withLinkCustomer();
    for (const path of ["/v2/customer", `/v2/customer/${id}`, "/v2/customer"])
      assert.equal((await spherepay("GET", path, undefined, key("a"))).status, 200);
    assert.equal((await spherepay("POST", CREATE, PERSON, key("a"))).status, 201);
  });

  test("counts for every endpoint at once, with each other one", async () => {
    const { spherepay, id } = await withApiCustomer();
    const posts = [
      [CREATE, PERSON],
      ["/v2/customer", API_PERSON],
      [`/v2/customer/${id}/kyc-link`, NAMES_2025],
      [`/v2/customer/${id}/tos-link`],
      ["/v1/webhook", WEBHOOK],
    ];
    for (const [at, [path, body]] of posts.entries()) {
      assert.ok((await spherepay("POST", path, body, key(`key ${at}`))).status < 300, path);
      for (const [other, sent] of posts) assert.equal((await spherepay("POST", other, sent, key(`key ${at}`))).status, 400, other);
    }
  });

  test("is used up by a request that the provider has seen, and by no other one", async () => {
    for (const [what, isSeen] of [
      [429, false],
      [503, false],
      [500, true],
      ["garbage", false],
      ["drop_before", false],
      ["drop_after", true],
      ["wrong", false],
      ["nowhere", true],
    ]) {
      const { spherepay, sandbox } = setUp();
      const post = (headers) => spherepay("POST", CREATE, PERSON, { ...key("a"), ...headers });
      if (what === "wrong") assert.equal((await post({ authorization: "Bearer wrong" })).status, 403);
      else if (what === "nowhere") assert.equal((await spherepay("POST", "/v2/nowhere", undefined, key("a"))).status, 404);
      else {
        sandbox.nextFailure(what);
        await post().catch(() => {});
      }
      assert.equal((await post()).status, isSeen ? 400 : 201, String(what));
    }
  });
});

test("a failure before the key is checked comes without it, a failure of the server only with it", async () => {
  for (const [kind, status] of [
    [429, 429],
    [503, 503],
    [500, 403],
  ]) {
    const { spherepay, sandbox } = setUp();
    sandbox.nextFailure(kind);
    assert.equal((await spherepay("GET", "/v2/customer", undefined, { authorization: undefined })).status, status);
  }
});

test("a state and a postal code are required where every address has them, and nowhere else", async () => {
  const demanding = ["USA", "CAN", "AUS", "BRA", "IND", "MEX"];
  const { spherepay } = setUp();
  for (const { alpha3: country } of iso31661) {
    for (const field of ["state", "postalCode"]) {
      const full = { line1: "1 Main St", city: "Main", state: "AB", postalCode: "1", country };
      for (const value of [undefined, ""]) {
        const { status, body } = await spherepay("POST", CREATE, { ...PERSON, address: { ...full, [field]: value } });
        const refused = [400, [{ detail: "Required for this country", pointer: `/address/${field}` }]];
        assert.deepEqual([status, body.errors], demanding.includes(country) ? refused : [201, undefined], `${country} ${field}`);
      }
    }
    assert.equal((await spherepay("POST", "/v2/customer", { type: "individual", address: { country } })).status, 201, country);
  }
});

test("a state has one to three capital letters or digits, in every request", async () => {
  const { spherepay } = setUp();
  for (const [state, isGood] of Object.entries({
    I: true,
    IL: true,
    "09": true,
    ABC: true,
    ABCD: false,
    il: false,
    "I-": false,
    " IL": false,
    "IL\n": false,
    É: false,
  })) {
    const address = { ...PERSON.address, state };
    for (const [path, body, refusal] of [
      [CREATE, { ...PERSON, address }, 400],
      ["/v2/customer", { ...API_PERSON, address }, 422],
    ]) {
      const { status, body: problem } = await spherepay("POST", path, body);
      assert.deepEqual(
        [status, problem.errors?.[0].pointer],
        isGood ? [201, undefined] : [refusal, "/address/state"],
        JSON.stringify(state),
      );
    }
  }
});

test("what is documented as text must be text, and what is not documented may be anything", async () => {
  const BUSINESS = ["legalName", "tradeName", "description", "entityType", "naicsCode", "website", "identificationNumber"];
  const fields = {
    personalInformation: [
      "firstName",
      "lastName",
      "taxIdentificationNumber",
      "taxIdentificationNumberType",
      "taxIdentificationNumberDescription",
      "taxIdentificationNumberCountry",
    ],
    businessInformation: [...BUSINESS, "businessLegalName", "businessTradeName", "incorporatedOn"],
  };
  const { spherepay } = setUp();
  for (const [group, names] of Object.entries(fields)) {
    const post = (information) => spherepay("POST", "/v2/customer", { ...API_PERSON, [group]: information });
    for (const name of names) {
      const { status, body } = await post({ taxIdentificationNumber: "1", taxIdentificationNumberType: "other", [name]: 1 });
      assert.deepEqual([status, body.errors], [422, [{ detail: "Expected string", pointer: `/${group}/${name}` }]]);
    }
    assert.equal((await post({ anything: [1] })).status, 201);
  }
});

test("each tax field needs the number and its type, and the country needs none", async () => {
  const { spherepay } = setUp();
  const [number, type, description, country] = ["", "Type", "Description", "Country"].map((end) => `taxIdentificationNumber${end}`);
  const values = { [number]: "1", [type]: "other", [description]: "x", [country]: "USA" };
  for (let bits = 0; bits < 16; bits++) {
    const given = Object.keys(values).filter((_, at) => bits & (1 << at));
    const information = Object.fromEntries(given.map((name) => [name, values[name]]));
    const { body } = await spherepay("POST", "/v2/customer", { ...API_PERSON, personalInformation: information });
    const isDemanding = [number, type, description].some((name) => given.includes(name));
    const missing = isDemanding ? [number, type].filter((name) => !given.includes(name)) : [];
    assert.deepEqual(
      (body.errors ?? []).map(({ pointer }) => pointer),
      missing.map((name) => `/personalInformation/${name}`),
      given.join(),
    );
  }
});

test("a name in meta is a primitive or null", async () => {
  const { spherepay } = setUp();
  for (const value of ["", "x", 0, 1.5, true, false, null])
    assert.equal((await spherepay("POST", "/v2/customer", { ...API_PERSON, meta: { name: value } })).status, 201, String(value));
  for (const value of [[], ["x"], {}, { a: 1 }]) {
    const { status, body } = await spherepay("POST", "/v2/customer", { ...API_PERSON, meta: { good: 1, name: value } });
    assert.deepEqual([status, body.errors], [422, [{ detail: "Expected null or a primitive", pointer: "/meta/name" }]]);
  }
});

test("a link lasts 28 days, one of 2025 seven days, and terms an hour, from when they are asked for", async () => {
  const links = {
    "of a new customer": [async ({ spherepay }) => (await spherepay("POST", CREATE, PERSON)).body, 28 * DAY],
    "of a customer by link": [
      async ({ spherepay, advance }) => {
        const { customerId } = (await spherepay("POST", CREATE, PERSON)).body;
        advance(DAY);
        return (await spherepay("POST", `/v2/customer/${customerId}/kyc-link`)).body;
      },
      29 * DAY,
    ],
    "of 2025": [async (world) => (await world.spherepay("POST", `/v2/customer/${await made(world)}/kyc-link`, NAMES_2025)).body, 7 * DAY],
    "of a customer by the API": [
      async (world) => {
        const id = await made(world);
        await world.sandbox.complete(id, "hold");
        return (await world.spherepay("POST", `/v2/customer/${id}/kyc-link`)).body;
      },
      28 * DAY,
    ],
    "of terms": [async (world) => (await world.spherepay("POST", `/v2/customer/${await made(world)}/tos-link`)).body, HOUR],
  };
  const made = async ({ spherepay }) => (await spherepay("POST", "/v2/customer", API_PERSON)).body.id;
  for (const [what, [ask, lifetime]] of Object.entries(links)) {
    const world = setUp();
    const { url, link = url, expiresAt } = await ask(world);
    assert.equal(Date.parse(expiresAt) - START, lifetime, what);
    assert.equal(world.sandbox.openLink(link).state, "open");
  }
});

test("a customer and its events have the time of the change", async () => {
  const { spherepay, sandbox, advance, id } = await withLinkCustomer();
  const at = (hours) => new Date(START + hours * HOUR).toISOString();
  let hours = 0;
  for (const decision of ["hold", "approve", "needs_document", "reject"]) {
    advance(HOUR);
    await sandbox.complete(id, decision);
    hours++;
    const { createdAt, updatedAt } = (await spherepay("GET", `/v2/customer/${id}`)).body;
    assert.deepEqual([createdAt, updatedAt], [at(0), at(hours)], decision);
    const { created, updated, data } = sandbox.deliveries().at(-1).event;
    assert.deepEqual([created, updated, data.customer.updatedAt], [at(hours), at(hours), at(hours)], decision);
  }
  advance(HOUR);
  const { url } = (await spherepay("POST", `/v2/customer/${id}/kyc-link`)).body;
  await sandbox.finishLink(url, "review");
  assert.equal((await spherepay("GET", `/v2/customer/${id}`)).body.updatedAt, at(5));
  assert.equal(sandbox.deliveries().at(-1).event.data.customer.updatedAt, at(5));
});

test("a body is JSON in UTF-8 without a mark", async () => {
  const { spherepay } = setUp();
  const text = JSON.stringify(PERSON);
  const type = (value) => ({ "content-type": value });
  for (const value of ["application/json", "application/json; charset=utf-8"])
    assert.equal((await spherepay("POST", CREATE, text, type(value))).status, 201, value);
  for (const value of ["application/json; charset=latin1", "application/x-www-form-urlencoded", "application/jsonp"])
    assert.equal((await spherepay("POST", CREATE, text, type(value))).status, 400, value);
  assert.equal((await spherepay("POST", CREATE, `\ufeff${text}`)).status, 400);
});
