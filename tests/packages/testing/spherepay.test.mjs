/**
 * The rules of SpherePay's sandbox that are lists, bounds, times and orders: each of their values, and the first that is
 * none. The transcript has its requests, responses and decisions word for word.
 */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { iso31661, iso31662 } from "iso-3166";
import {
  API_PERSON,
  changed,
  DAY,
  HOUR,
  NAMES_2025,
  PERSON,
  setUp,
  withApiCustomer,
  withLinkCustomer,
} from "../helpers/sandbox/harness.mjs";
import { WEBHOOK } from "../helpers/sandbox/requests.mjs";

const CREATE = "/v2/customer/kyc-link";
const START = Date.parse("2026-03-01T10:00:00.123Z");

describe("an Idempotency-Key", () => {
  const key = (value) => ({ "idempotency-key": value });

  test("has up to 255 characters, and counts for POST only", async () => {
    const { spherepay, id } = await withLinkCustomer();
    assert.equal((await spherepay("POST", CREATE, PERSON, key("k".repeat(256)))).status, 400);
    assert.equal((await spherepay("POST", CREATE, PERSON, key("k".repeat(255)))).status, 201);
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

test("all field errors are in one response, and none contains the input", async () => {
  const address = { line1: "", country: "USA", state: "secret" };
  const { status, body } = await setUp().spherepay("POST", CREATE, { type: "person", email: "secret@", address, extra: "secret" });
  const pointers = ["/type", "/email", "/phone", "/address/line1", "/address/city", "/extra", "/address/state", "/address/postalCode"];
  assert.deepEqual([status, body.errors.map(({ pointer }) => pointer)], [422, pointers]);
  assert.doesNotMatch(JSON.stringify(body), /secret/);
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

test("a state has one to three capital letters or digits; where ISO 3166-2 has no codes, any text is one", async () => {
  const states = { I: true, IL: true, "09": true, ABC: true, ABCD: false, il: false, "I-": false, " IL": false, "IL\n": false, É: false };
  const { spherepay } = setUp();
  for (const [state, isGood] of Object.entries(states)) {
    const address = { ...PERSON.address, state };
    for (const [path, body, refusal] of [
      [CREATE, { ...PERSON, address }, 400],
      ["/v2/customer", { ...API_PERSON, address }, 422],
    ]) {
      const { status, body: problem } = await spherepay("POST", path, body);
      const expected = isGood ? [201, undefined] : [refusal, "/address/state"];
      assert.deepEqual([status, problem.errors?.[0].pointer], expected, JSON.stringify(state));
    }
  }
  const divided = new Set(iso31662.map(({ code }) => code.slice(0, 2)));
  for (const { alpha2, alpha3: country } of iso31661) {
    const of = async (state) => (await spherepay("POST", CREATE, { ...PERSON, address: { ...PERSON.address, country, state } })).status;
    assert.deepEqual([await of("Kowloon"), await of("KLN")], [divided.has(alpha2) ? 400 : 201, 201], country);
  }
});

test("what is documented as text must be text, and what is not documented may be anything", async () => {
  const { spherepay } = setUp();
  const number = ["", "Type", "Description", "Country"].map((end) => `taxIdentificationNumber${end}`);
  const business = ["legalName", "tradeName", "description", "entityType", "naicsCode", "website", "identificationNumber"];
  for (const [group, names] of Object.entries({
    personalInformation: ["firstName", "lastName", ...number],
    businessInformation: [...business, "businessLegalName", "businessTradeName", "incorporatedOn"],
  })) {
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
    const pointers = missing.map((name) => `/personalInformation/${name}`);
    assert.deepEqual(
      (body.errors ?? []).map(({ pointer }) => pointer),
      pointers,
      given.join(),
    );
  }
});

test("a link lasts 28 days, one of 2025 seven days, and terms an hour, from when they are asked for", async () => {
  const made = async ({ spherepay }) => (await spherepay("POST", "/v2/customer", API_PERSON)).body.id;
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
    "of terms": [async (world) => (await world.spherepay("POST", `/v2/customer/${await made(world)}/tos-link`)).body, HOUR],
  };
  for (const [what, [ask, lifetime]] of Object.entries(links)) {
    const world = setUp();
    const { url, link = url, expiresAt } = await ask(world);
    assert.equal(Date.parse(expiresAt) - START, lifetime, what);
    assert.equal(world.sandbox.openLink(link).state, "open");
  }
});

test("a customer made through the API gets a link once nothing is outstanding, until there is nothing to submit", async () => {
  const { spherepay, sandbox, id } = await withApiCustomer();
  const ask = () => spherepay("POST", `/v2/customer/${id}/kyc-link`);
  const early = await ask();
  assert.deepEqual([early.status, early.body.code], [422, "validation/failed"]);
  assert.ok(early.body.errors.some(({ detail }) => detail.includes("date_of_birth")));
  await sandbox.complete(id, "hold");
  const { status, body } = await ask();
  assert.deepEqual([status, Object.keys(body), Date.parse(body.expiresAt) - START], [201, ["url", "expiresAt"], 28 * DAY]);
  assert.equal((await sandbox.finishLink(body.url, "approve")).finished, true);
  const late = await ask();
  assert.deepEqual([late.status, late.body.code], [400, "address/invalid"]);
});

test("accepting the terms moves their criterion in every profile", async () => {
  const { spherepay, sandbox, id } = await withApiCustomer();
  const { body } = await spherepay("POST", `/v2/customer/${id}/tos-link`);
  await sandbox.finishLink(body.link, "approve");
  const { tosStatus, verificationProfiles } = (await spherepay("GET", `/v2/customer/${id}`)).body;
  assert.deepEqual([tosStatus, sandbox.deliveries().at(-1).event.name], ["approved", "customer.tos.successful"]);
  for (const { status, criteria } of verificationProfiles)
    assert.deepEqual(
      [status, criteria.complete, criteria.required.includes("terms_of_service")],
      ["incomplete", ["terms_of_service"], false],
    );
});

describe("the list", () => {
  const BOUNDS = {
    page: { good: ["1", "9", "10", "999999999"], bad: ["0", "-1", "01", "1.5", "1e3", " 1", "1000000000", ""] },
    limit: { good: ["1", "9", "10", "99", "100"], bad: ["0", "101", "1000", "-1", "01", "1.5", ""] },
    search: { good: ["x", "x".repeat(255)], bad: ["", "x".repeat(256)] },
    status: { good: ["incomplete", "pending", "approved", "rejected"], bad: ["", "Pending", "hold"] },
    type: { good: ["individual", "business"], bad: ["", "INDIVIDUAL", "person"] },
    email: { good: ["", "jane@example.com", "x"], bad: [] },
  };
  test("has bounds for each parameter", async () => {
    const { spherepay } = setUp();
    for (const [name, { good, bad }] of Object.entries(BOUNDS)) {
      const list = (value) => spherepay("GET", `/v2/customer?${new URLSearchParams({ [name]: value })}`);
      for (const value of good) assert.equal((await list(value)).status, 200, value);
      for (const value of bad) {
        const { status, body } = await list(value);
        assert.deepEqual([status, body.errors.map(({ parameter }) => parameter)], [422, [name]], value);
      }
    }
  });

  test("searches the address and every name, in any case, and nothing else", async () => {
    const { spherepay } = setUp();
    await spherepay("POST", CREATE, changed(PERSON, "email", "First.Person@example.com"));
    const names = { personalInformation: { firstName: "Ada", lastName: "Byron" } };
    await spherepay("POST", "/v2/customer", { ...API_PERSON, ...names, meta: { note: "hidden" } });
    for (const businessInformation of [
      { legalName: "Initech LLC", tradeName: "Tech" },
      { businessLegalName: "Umbrella", businessTradeName: "Rain" },
    ])
      await spherepay("POST", "/v2/customer", { type: "business", address: { country: "USA" }, businessInformation });
    const found = [
      ["FIRST", "person@ex"],
      ["ada", "BYRON"],
      ["initech llc", "tech"],
      ["umbrella", "rain"],
    ];
    const search = async (text) => (await spherepay("GET", `/v2/customer?search=${text}`)).body.customers.map(({ id }) => id);
    const ids = (await spherepay("GET", "/v2/customer")).body.customers.map(({ id }) => id).reverse();
    for (const [at, texts] of found.entries()) for (const text of texts) assert.deepEqual(await search(text), [ids[at]], text);
    for (const text of ["hidden", "undefined", "14155550123"]) assert.deepEqual(await search(text), [], text);
  });

  test("says where its pages are, for every number of customers, and each customer is on one", async () => {
    const { spherepay } = setUp();
    for (let total = 0; total <= 5; total++) {
      for (let limit = 1; limit <= 6; limit++) {
        const seen = [];
        const totalPages = Math.ceil(total / limit);
        for (let page = 1; page <= totalPages + 1; page++) {
          const { customers, pagination } = (await spherepay("GET", `/v2/customer?page=${page}&limit=${limit}`)).body;
          seen.push(...customers.map(({ email }) => email));
          assert.deepEqual(pagination, { page, limit, total, totalPages, hasNext: page < totalPages, hasPrevious: page > 1 });
        }
        const expected = Array.from({ length: total }, (_, at) => `p${total - 1 - at}@example.com`);
        assert.deepEqual(seen, expected);
      }
      await spherepay("POST", CREATE, { ...PERSON, email: `p${total}@example.com` });
    }
  });
});

test("v1: registering a webhook returns the secret that deliveries are signed with", async () => {
  const { spherepay, sandbox } = setUp();
  const { body } = await spherepay("POST", "/v1/webhook", WEBHOOK);
  await spherepay("POST", CREATE, PERSON);
  const [{ body: sent, headers }] = sandbox.deliveries();
  assert.equal(headers.signature, createHmac("sha256", body.data.webhook.secret).update(sent).digest("hex"));
  const second = await spherepay("POST", "/v1/webhook", { ...WEBHOOK, events: ["*"] });
  assert.equal(second.body.data.webhook.secret, body.data.webhook.secret);
  assert.notEqual(second.body.data.webhook.id, body.data.webhook.id);
});

test("v1: every endpoint can refuse by field, with a code, and without the input", async () => {
  const { spherepay } = setUp({ spherepay: { errors: "v1" } });
  const fields = await spherepay("POST", CREATE, changed(PERSON, "email", "jane"));
  assert.deepEqual([fields.status, fields.body.error], [400, { email: ["Invalid email format"] }]);
  const code = await spherepay("GET", "/v2/customer/customer_0");
  assert.deepEqual([code.status, code.body.error], [404, "resource/not-found"]);
  const key = await spherepay("POST", CREATE, PERSON, { authorization: undefined });
  assert.deepEqual([key.status, key.body.detail], [403, "Forbidden resource"]);
});
