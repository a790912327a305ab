/**
 * The handler in front of a provider of one's own: the whole way of a person, repeats and lost responses for each
 * `repeat`, and what a page may see.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY, memoryStore, newKey } from "../../helpers/edge/harness.mjs";
import { API, API_KEY, deliver, open, PAGES, PERSON, providerError, withLink, withWebhook } from "../../helpers/provider/model.mjs";

const statusOf = async (page) => (await page.get("status")).body;
const key = () => ({ "idempotency-key": newKey() });

test("from the form to the decision", async () => {
  const created = [];
  const { api, browser, errors } = open(undefined, {
    onCreated: (one) => created.push(one),
    authorize: () => ({ reference: "user-1" }),
    redirectUri: "https://app.example.com/done",
  });
  const jane = browser();
  const first = await jane.json("links", PERSON, { "idempotency-key": KEY });
  assert.deepEqual([first.status, first.body], [201, { kycUrl: `${PAGES}/s-1?n=1`, provider: "acme" }]);
  assert.deepEqual((await jane.json("links", PERSON, { "idempotency-key": KEY })).body, first.body, "the same key");
  assert.deepEqual(created, [{ provider: "acme", customerId: "s-1", reference: "user-1" }]);
  assert.deepEqual(api.sessions.get("s-1").returnUrl, "https://app.example.com/done");
  assert.equal(api.sessions.get("s-1").userId, "user-1");
  const { status, provider, nextAction } = await statusOf(jane);
  assert.deepEqual([status, provider, nextAction], ["incomplete", "acme", "open_link"]);

  const renewed = await jane.json("links/renew", {});
  assert.deepEqual([renewed.status, renewed.body.kycUrl], [201, `${PAGES}/s-1?n=2`], "a create again, with the reference");
  assert.equal(api.sessions.size, 1);
  assert.deepEqual(errors, []);
});

test("what is decided already, or cannot be opened again, has no link, and what has run out has one", async () => {
  for (const [changes, status, expected] of [
    [undefined, "passed", [200, { next: "approved" }]],
    [undefined, "lapsed", [201, undefined]],
    [() => ({ link: () => ({ status: "pending" }) }), "review", [200, { next: "status" }]],
    [() => ({ repeat: "never" }), "lapsed", [502, undefined]],
    [() => ({ repeat: "never" }), "open", [502, undefined]],
    [() => ({ repeat: "key" }), "open", [502, undefined]],
  ]) {
    const { api, browser } = open(changes);
    const page = browser();
    await page.json("links", PERSON, key());
    api.sessions.get("s-1").status = status;
    const renewed = await page.json("links/renew", {});
    assert.deepEqual([renewed.status, expected[1] && renewed.body], expected);
    assert.equal(api.sessions.size, 1);
  }
});

test("what another party has to do is not a task of the person", async () => {
  const [operator, provider, person] = [{ who: "operator" }, { who: "provider" }, { kind: "document" }];
  for (const [status, requirements, expected] of [
    ["approved", [operator, provider], "none"],
    ["pending", [operator], "contact_support"],
    ["incomplete", [operator], "contact_support"],
    ["pending", [provider], "wait"],
    ["pending", [operator, provider], "wait"],
    ["pending", [operator, person], "open_link"],
    ["incomplete", [provider, operator, person], "open_link"],
    ["rejected", [operator], "contact_support"],
    ["rejected", [operator, person], "try_again"],
    ["pending", [{ ...operator, nextAction: "wait" }], "wait"],
  ]) {
    const { browser } = open(() => ({ status: () => ({ status, requirements }) }));
    const page = browser();
    await page.json("links", PERSON, key());
    assert.equal((await statusOf(page)).nextAction, expected, JSON.stringify([status, requirements]));
  }
});

test("what the status says is next can be done", async () => {
  const of = (can, nextAction) => ({ kind: "document", who: "person", can, nextAction });
  const open_ = [of("act", "open_link"), of("act", "accept_terms"), of("unknown", "open_link"), of("wait", "wait")];
  const LEADING = ["open_link", "accept_terms", "try_again", "verify_contact"];
  const seen = new Set();
  for (const repeat of ["never", "key", "reference"])
    for (const link of [undefined, () => ({ kycUrl: `${PAGES}/s-1` })])
      for (const status of ["incomplete", "pending", "approved", "rejected", "expired", "on_hold", "unknown"])
        for (const requirements of [undefined, ...open_.map((one) => [one])]) {
          const { browser } = open(() => ({ repeat, link, status: () => ({ status, requirements }) }));
          const page = browser();
          await page.json("links", PERSON, key());
          const { nextAction } = await statusOf(page);
          const makesLinks = repeat === "reference" || link !== undefined;
          seen.add(`${nextAction} ${makesLinks}`);
          const what = JSON.stringify([repeat, link !== undefined, status, requirements, nextAction]);
          if (LEADING.includes(nextAction)) assert.ok((await page.json("links/renew", {})).status < 300, what);
          if (status === "incomplete" && !requirements) assert.equal(nextAction, makesLinks ? "open_link" : "contact_support", what);
        }
  assert.deepEqual(
    [...seen].sort(),
    ["none", "wait", "contact_support"]
      .flatMap((action) => [`${action} false`, `${action} true`])
      .concat(["accept_terms true", "open_link true", "try_again true"])
      .sort(),
  );
});

test("a customer that the provider knows already gets no link", async () => {
  for (const [status, next] of [
    ["approved", "approved"],
    ["pending", "status"],
    ["rejected", "status"],
  ]) {
    const { browser } = open(() => ({ create: () => ({ customerId: "s-1", status }), status: () => ({ status }) }));
    const [page, sent] = [browser(), key()];
    for (let attempt = 1; attempt <= 2; attempt++) {
      const { status: code, body } = await page.json("links", PERSON, sent);
      assert.deepEqual([code, body], [200, { next }]);
    }
    assert.equal((await statusOf(page)).status, status);
  }
});

const lost = () => {
  throw new TypeError("fetch failed");
};

/** Loses the first response to a create. */
function loseFirst(api) {
  let isFirst = true;
  api.lose = (method, path) => {
    if (!isFirst || method !== "POST" || path !== "/sessions") return undefined;
    isFirst = false;
    return lost();
  };
}

const creates = (api) => api.requests.filter((request) => request === "POST /sessions").length;

for (const repeat of ["reference", "key"]) {
  test(`repeat: "${repeat}": a create whose response is lost is sent again`, async () => {
    const { api, browser, errors } = open(() => ({ repeat }));
    loseFirst(api);
    const { status, body } = await browser().json("links", PERSON, key());
    assert.deepEqual([status, body.provider, creates(api), api.sessions.size], [201, "acme", 2, 1]);
    assert.deepEqual(errors, []);
  });
}

test('repeat: "never": without find, an unknown outcome stays unknown', async () => {
  const { api, browser, errors } = open(() => ({ repeat: "never" }));
  loseFirst(api);
  const [page, sent] = [browser(), key()];
  for (let attempt = 1; attempt <= 2; attempt++) {
    const { status, body, headers } = await page.json("links", PERSON, sent);
    assert.deepEqual([status, body.code, headers.get("retry-after")], [503, "outcome_unknown", "5"]);
  }
  assert.deepEqual([creates(api), api.sessions.size], [1, 1]);
  assert.match(errors.at(-1).error.message, /no function find/);
});

/** `find` of the API, by the email address. */
const withFind = (tools) => ({
  repeat: "never",
  ...withLink(tools),
  async find({ applicant, since, reference, fetch }) {
    assert.ok(since instanceof Date && reference.length > 10);
    const all = await tools.call(fetch, "GET", `/sessions?email=${encodeURIComponent(applicant.email)}`);
    return all.map((session) => ({ customerId: session.id, reference: session.reference }));
  },
});

test('repeat: "never": find leads to the customer of a lost create', async () => {
  const { api, browser } = open(withFind);
  loseFirst(api);
  const [page, sent] = [browser(), key()];
  assert.equal((await page.json("links", PERSON, sent)).body.code, "outcome_unknown");
  const { status, body } = await page.json("links", PERSON, sent);
  assert.deepEqual([status, body.kycUrl, creates(api)], [201, `${PAGES}/s-1?n=2`, 1]);
});

/** Long after it has begun, a person whose provider has one customer for an address, and who reads the refusal so. */
const REFUSALS = { "which the mapping makes unavailable": "unavailable", "which is a conflict": "conflict" };

/** What `find` may return of a customer with the address, and what onError hears. */
const FOUND = {
  "what has no reference": [({ id }) => ({ customerId: id }), "conflict", /find returned a customer without the reference/],
  "what has no reference, and a time": [({ id }) => ({ customerId: id, createdAt: new Date() }), "conflict", /without the reference/],
  "what has another reference": [({ id, reference }) => ({ customerId: id, reference }), "outcome_unknown"],
};

for (const [what, code] of Object.entries(REFUSALS))
  for (const [which, [foundOf, expected, message = /./]] of Object.entries(FOUND))
    test(`an address that a provider knows leads nobody to its customer: 409 ${what}; find returns ${which}`, async () => {
      for (const login of [undefined, "mallory"]) {
        let [reference, inner] = [undefined, memoryStore()];
        const created = [];
        const store = { get: (...given) => inner.get(...given), swap: (...given) => inner.swap(...given) };
        const { api, browser, errors } = open(
          (tools) => ({
            ...withLink(tools),
            repeat: "never",
            async create({ applicant: { email }, reference, fetch }) {
              const known = await tools.call(fetch, "GET", `/sessions?email=${encodeURIComponent(email)}`);
              if (known.length > 0) {
                // The create itself is refused.
                await tools.call(fetch, "POST", "/refused").catch(() => {});
                throw providerError({ code });
              }
              const { id, url } = await tools.call(fetch, "POST", "/sessions", { body: { email, reference } });
              return { customerId: id, kycUrl: url };
            },
            find: async ({ applicant: { email }, fetch }) =>
              (await tools.call(fetch, "GET", `/sessions?email=${encodeURIComponent(email)}`)).map(foundOf),
          }),
          { store, authorize: () => reference && { reference }, onCreated: (one) => created.push(one) },
        );
        assert.equal((await browser().json("links", PERSON, key())).status, 201);
        api.sessions.get("s-1").status = "passed";
        created.length = 0;
        // Every record of the person has ended.
        inner = memoryStore();
        reference = login;
        const [mallory, sent] = [browser(), key()];
        const codes = [];
        for (let attempt = 1; attempt <= 3; attempt++) {
          const { body } = await mallory.json("links", PERSON, sent);
          codes.push(body.code);
          assert.equal((await mallory.get("status")).body.status, "none");
        }
        const first = code === "unavailable" ? "outcome_unknown" : code;
        assert.deepEqual(codes, [first, ...Array(2).fill(code === "unavailable" ? expected : code)]);
        if (code === "unavailable") assert.match(errors.at(-1).error.message, message);
        assert.deepEqual([created, api.sessions.size], [[], 1]);
      }
    });

/** What a page gets, and what onError hears, if a function throws a providerError: of create, link, status and find. */
const REFUSED = {
  invalid_request: same("422 provider_rejected"),
  provider_rejected: same("422 provider_rejected"),
  unauthorized: same("502 unexpected_response", "unauthorized"),
  forbidden: same("502 unexpected_response", "forbidden"),
  not_found: ["502 unexpected_response", "410 customer_gone", "200 unknown", "502 unexpected_response"].map((answer) => [
    answer,
    "not_found",
  ]),
  not_supported: same("502 unexpected_response", "not_supported").with(1, ["502 not_supported", "not_supported"]),
  conflict: same("409 conflict"),
  rate_limited: same("503 rate_limited"),
  // Nothing was sent.
  unavailable: same("503 unavailable"),
  // After a create that may have been carried out, nobody knows.
  outcome_unknown: [["503 outcome_unknown", "outcome_unknown"], ...same("503 unavailable").slice(1)],
  // The settings are not the person's.
  invalid_config: same("503 unavailable", "invalid_config"),
};

/** The same of all four functions. */
function same(answer, code = answer.slice(4)) {
  return Array.from({ length: 4 }, () => [answer, code]);
}

for (const [code, expected] of Object.entries(REFUSED)) {
  test(`a function that throws ${code}`, async () => {
    const seen = [];
    for (const name of ["create", "link", "status", "find"]) {
      let isArmed = false;
      const throwing = (known) => (args) => {
        if (isArmed) throw providerError({ code });
        return known(args);
      };
      const functions = {
        create: () => ({ customerId: "s-1", kycUrl: `${PAGES}/x` }),
        link: () => ({ kycUrl: `${PAGES}/y` }),
        status: () => ({ status: "incomplete" }),
        find: () => null,
      };
      if (name === "find") functions.create = ({ fetch }) => fetch(API, { method: "POST" }).then(lost);
      functions[name] = throwing(functions[name]);
      const { browser, errors } = open(() => ({ repeat: name === "find" ? "never" : "key", ...functions }));
      const [page, sent] = [browser(), key()];
      isArmed = name === "create";
      const created = await page.json("links", PERSON, sent);
      isArmed = true;
      const ask = {
        create: () => created,
        link: () => page.json("links/renew", {}),
        status: () => page.get("status"),
        find: () => page.json("links", PERSON, sent),
      };
      const { status, body } = await ask[name]();
      assert.equal(errors.at(-1).error.operation, `acme.${name}`);
      seen.push([`${status} ${body.code ?? body.status}`, errors.at(-1).error.code]);
    }
    assert.deepEqual(seen, expected);
  });
}

/** Paths that a person of Acme does not have. */
const ELSEWHERE = [API_KEY, "nationality", "business.legalName", "email.x"].map((path) => ({ path })).concat({}, null, 5);

test("the issues of a refusal are at the applicant's fields, and nowhere else", async () => {
  const { api, browser } = open();
  api.fail = () => Response.json([{ path: "phone" }, { path: ["email"] }, ...ELSEWHERE], { status: 422 });
  const { status, body, text } = await browser().json("links", { ...PERSON, phone: "+14155550123" }, key());
  assert.deepEqual(
    [status, body.errors.map(({ code, pointer }) => [code, pointer])],
    [
      422,
      [
        ["provider", "/phone"],
        ["provider", "/email"],
      ],
    ],
  );
  assert.ok(!text.includes(API_KEY));
  api.fail = () => Response.json(ELSEWHERE, { status: 422 });
  const general = await browser().json("links", PERSON, key());
  assert.deepEqual([general.status, general.body.code, general.body.errors], [422, "provider_rejected", undefined]);
});

test("two accounts over one store have nothing in common", async () => {
  const store = memoryStore();
  const status = ({ customerId }) => ({ status: customerId === "s-1" ? "incomplete" : "rejected" });
  const begin = async (account, id) => {
    const changes = (tools) => ({ ...withWebhook(tools), account, status });
    const world = open(changes, { store, id, authorize: () => ({ reference: "user-1" }) });
    const page = world.browser();
    assert.equal((await page.json("links", PERSON, key())).status, 201);
    return { ...world, page };
  };
  const one = await begin("key 1");
  const other = await begin("key 2");
  const event = deliver({ type: "approved", user: "user-1" });
  const request = new Request("https://app.example.com/kyc/webhooks/acme", { method: "POST", ...event });
  assert.equal((await other.handler(request)).status, 200);
  assert.equal((await statusOf(one.page)).status, "incomplete");
  assert.equal((await statusOf(other.page)).status, "approved");
  const { headers, body } = await other.page.get("status", { cookie: one.page.cookie() });
  assert.match(headers.get("set-cookie"), /^__Host-kyclink=/, "a session of another account counts for nothing");
  assert.equal(body.status, "approved", "the login leads to its own customer");
  assert.deepEqual([...one.errors, ...other.errors], []);
  const [{ error }] = open(() => ({ account: undefined })).errors;
  assert.match(error.message, /^Nothing tells the account of your provider apart/);
  assert.deepEqual(open(() => ({ account: undefined }), { id: "mine" }).errors, []);
});
