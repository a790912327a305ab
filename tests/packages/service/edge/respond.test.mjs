/**
 * What every kind of response says: to a program, to the `render` hook, and to `onError`. Word for word, the responses are
 * in `tests/transcripts/responses.txt`.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  browser,
  configOf,
  createHandler,
  createSandbox,
  HANDLER_CODES,
  newKey,
  ORIGIN,
  PERSON,
  PERSON_AT_GRID,
  setUp,
} from "../../helpers/edge/harness.mjs";
import { internal } from "../../helpers/install/index.mjs";
import { device, FORM, OTHERS, REQUESTS, reply } from "../../helpers/page/requests.mjs";

const { ERRORS, REFUSALS } = await internal("module/tables.js");

const PROGRAM = { accept: "application/json", "sec-fetch-mode": "cors" };

test("a problem has its message for a program, and the render hook gets the same problem, or what the JSON says", async () => {
  for (const [name, row] of Object.entries({ ...REQUESTS, ...OTHERS })) {
    const { response } = await reply(row, { headers: PROGRAM });
    const isProblem = response.headers.get("content-type") === "application/problem+json" && response.content !== "";
    const body =
      isProblem || response.headers.get("content-type") === "application/json" ? JSON.parse(response.content || "{}") : undefined;
    if (isProblem) {
      const { code, detail } = body;
      assert.deepEqual([body.type, body.status, body.title], [`urn:kyclink:${code}`, response.status, detail], name);
      assert.equal(detail, REFUSALS[code]?.[1] ?? ERRORS[code]);
      for (const issue of body.errors ?? [])
        assert.deepEqual(Object.keys(issue), ["code", "pointer", ...("params" in issue ? ["params"] : []), "detail"]);
    }
    const seen = [];
    const { response: page } = await reply(row, { render: (...given) => seen.push(given) && "<p>page</p>" });
    if (!page.content.startsWith("<") && !name.includes("HEAD")) continue;
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    const [{ kind, values, problem, issues, ...view }, request] = seen.at(-1);
    assert.ok(request instanceof Request);
    assert.equal(page.status, response.status === 204 ? 200 : response.status, "a page is content");
    for (const value of Object.values(values ?? {})) assert.equal(typeof value, "string");
    if (isProblem) {
      assert.deepEqual([kind, problem.code, problem.status], [body.errors ? "form" : "error", body.code, body.status], name);
      assert.deepEqual(
        issues?.map(({ pointer, message }) => [pointer, message.length > 10]),
        body.errors?.map(({ pointer }) => [pointer, true]),
      );
    } else if (kind === "status" && body?.status) {
      const { provider, updatedAt, ...rest } = body;
      assert.deepEqual(view, rest, name);
    }
  }
});

describe("a person gets back what was typed", () => {
  const views = (config) => {
    const seen = [];
    return { seen, send: device(setUp({ render: (view) => seen.push(view) && "<p>", ...config }).handler) };
  };

  test("with the issues of a form, and with an error that is not about it", async () => {
    const { seen, send } = views({ fetch: () => Promise.reject(new TypeError()) });
    await send("POST", "/kyc/links", { fields: { ...FORM, email: "x", other: "y" } });
    await send("POST", "/kyc/links", { fields: FORM });
    assert.deepEqual(
      seen.map(({ kind, values }) => [kind, { ...values }]),
      [
        ["form", { ...FORM, email: "x", other: "y" }],
        ["error", FORM],
      ],
    );
    assert.deepEqual(
      seen[0].issues.map(({ path, code }) => [path, code]),
      [[["email"], "email_format"]],
    );
  });

  test("as issues of the one field that a contact's form has", async () => {
    const { seen, send } = views({ provider: "grid" });
    const german = { ...FORM, birthDate: "1990-01-15", nationality: "US", "address.country": "DE", "address.state": "" };
    assert.equal((await send("POST", "/kyc/links", { fields: german })).status, 303);
    assert.equal((await send("POST", "/kyc/contact/email", { fields: { channel: "email", value: "x" } })).status, 422);
    const { kind, values, issues } = seen.at(-1);
    assert.deepEqual([kind, { ...values }], ["form", { channel: "email", value: "x" }]);
    assert.deepEqual(
      issues.map(({ path, pointer, code }) => [path, pointer, code]),
      [[["value"], "/value", "email_format"]],
    );
  });
});

test("the codes of the handler are those of its table, and cannot be changed", () => {
  assert.deepEqual(Object.keys(REFUSALS), [...HANDLER_CODES]);
  assert.ok(Object.isFrozen(HANDLER_CODES));
});

/** Responses of a provider to a request that it may have carried out, with words that nobody may see. */
const WORDS = "words of the provider";
const UNUSABLE = [
  [200, "{}"],
  [422, JSON.stringify({ code: "X", error: WORDS, message: WORDS, reason: WORDS })],
];

test("whichever request fails, no response has an id or a word of the provider", async () => {
  let idsInErrors = 0;
  const cases = ["spherepay", "grid", "bridge"].flatMap((provider) =>
    UNUSABLE.flatMap((unusable) => ["application/json", "text/html"].map((accept) => ({ provider, unusable, accept }))),
  );
  for (const { provider, unusable, accept } of cases) {
    for (let failing = 1; failing <= 4; failing++) {
      let count = 0;
      const shown = [];
      const sandbox = createSandbox();
      const fetch = async (...request) => {
        const response = await sandbox.fetch(...request);
        return ++count === failing ? new Response(unusable[1], { status: unusable[0] }) : response;
      };
      const render = (view) => shown.push(JSON.stringify(view)) && "<p>";
      const onError = (error) => (idsInErrors += error.customerId === undefined ? 0 : 1);
      const person = browser(createHandler(configOf(sandbox, { provider, fetch, render, onError })));
      const headers = { accept, "sec-fetch-mode": accept === "text/html" ? "navigate" : "cors", "idempotency-key": newKey() };
      const replies = [await person.json("links", PERSON_AT_GRID, headers), await person.get("status", headers)];
      for (const path of ["links/renew", "contact/email"]) replies.push(await person.empty(path, headers));
      replies.push(await person.json("contact/email/confirm", { code: "000000" }, headers));
      shown.push(...replies.filter((reply) => reply.status >= 400 || reply.body?.status).map((reply) => reply.text));
      const context = `${provider}: request ${failing} gets ${unusable}`;
      assert.ok(shown.length >= 1 && sandbox.customers().length > 0, context);
      for (const text of shown) {
        for (const secret of [WORDS, ...sandbox.customers().map(({ id }) => id)]) assert.ok(!text.includes(secret), `${context}: ${text}`);
      }
    }
  }
  assert.ok(idsInErrors >= 2, "some of the errors have the id");
});

describe("results of hooks that make no sense", () => {
  const program = (handler) => device(handler, { ...PROGRAM, "content-type": "application/json", origin: ORIGIN });
  const links = (handler) => program(handler)("POST", "/kyc/links", { body: JSON.stringify(PERSON) });

  /** What a function may return because a stranger has no session. */
  const OF_STRANGERS = ["null", "false", "an object with an empty reference"];

  for (const [name, returned] of Object.entries({
    null: null,
    "a string": "user-1",
    true: true,
    false: false,
    "a symbol": Symbol("user-1"),
    "a function": () => ({ reference: "user-1" }),
    "an object with other names": { user: "user-1" },
    "an object with an empty reference": { reference: "" },
    "an inherited reference": Object.create({ reference: "user-1" }),
    "an Error with a reference": Object.assign(new Error("not logged in"), { reference: "user-1" }),
    "a list with a reference": Object.assign([], { reference: "user-1" }),
  })) {
    test(`authorize returning ${name}: 403, and onError hears what it must return`, async () => {
      const { handler, errors, sandbox } = setUp({ authorize: () => returned });
      const { status } = await links(handler);
      assert.deepEqual([status, sandbox.customers().length], [403, 0]);
      assert.match(errors.at(-1).error.message, /^authorize must return nothing, a Response, or \{ reference, redirectUri \}/);
      assert.equal(errors.at(-1).error.code, OF_STRANGERS.includes(name) ? "advice" : "invalid_config");
    });
  }

  test("authorize returning a Response whose body is used refuses all the same", async () => {
    const used = new Response("x", { status: 401 });
    await used.text();
    const { handler, errors } = setUp({ authorize: () => used });
    const { status, content, headers } = await links(handler);
    assert.deepEqual([status, JSON.parse(content).code, headers.get("cache-control")], [403, "not_allowed", "no-store"]);
    assert.ok(errors.length > 0);
  });

  test("authorize returning an object without a prototype, or of another realm, is a verdict", async () => {
    const { runInNewContext } = await import("node:vm");
    for (const returned of [Object.assign(Object.create(null), { reference: "user-1" }), runInNewContext('({ reference: "user-1" })')]) {
      const created = [];
      const { handler } = setUp({ authorize: () => returned, onCreated: ({ reference }) => created.push(reference) });
      assert.equal((await links(handler)).status, 201);
      assert.deepEqual(created, ["user-1"]);
    }
  });

  test("render returning anything but HTML or a Response: the body, and onError hears what it must return", async () => {
    for (const returned of [undefined, null, 5, {}, new URL("https://a.example"), ["<p>"]]) {
      const { handler, errors } = setUp({ render: () => returned });
      const { status, content } = await device(handler)("GET", "/kyc/status");
      assert.deepEqual([status, JSON.parse(content).status], [200, "none"]);
      assert.match(errors[0].error.message, /^render must return HTML as a string, or a Response\.$/);
    }
  });

  test("render returning the same Response again and again, also for HEAD, with its status, headers and cookies, but never cached", async () => {
    const own = { "x-frame-options": "SAMEORIGIN", "content-security-policy": "default-src 'none'" };
    const page = new Response("<p>", {
      status: 418,
      headers: { ...own, "set-cookie": "shop=1", "cache-control": "public", vary: "Cookie" },
    });
    const { handler } = setUp({ render: () => page });
    const send = device(handler);
    const expected = { ...own, "cache-control": "no-store", "referrer-policy": "same-origin", "x-content-type-options": "nosniff" };
    for (let i = 0; i < 3; i++) {
      const response = await send("POST", "/kyc/links", { fields: { type: "individual" } });
      assert.deepEqual([response.status, response.content], [418, "<p>"]);
      for (const [name, value] of Object.entries(expected)) assert.equal(response.headers.get(name), value, name);
      assert.deepEqual([response.headers.getSetCookie(), response.headers.get("vary")], [["shop=1"], "Cookie"]);
      assert.equal((await send("HEAD", "/kyc/status")).content, "");
    }
    const empty = setUp({ render: () => new Response(null, { status: 204 }) });
    assert.equal((await device(empty.handler)("GET", "/kyc/status")).status, 204);
    const both = setUp({ provider: "grid", render: () => new Response("<p>", { headers: { "set-cookie": "shop=1" } }) });
    const headers = { "content-type": "application/json" };
    const made = await device(both.handler)("POST", "/kyc/links", { headers, body: JSON.stringify(PERSON_AT_GRID) });
    assert.deepEqual(
      made.headers.getSetCookie().map((cookie) => cookie.split("=")[0]),
      ["shop", "__Host-kyclink"],
    );
  });
});

test("a request that cannot even be read: 500 without a word of why, and onError hears it", async () => {
  const { handler, errors } = setUp();
  const broken = {
    method: "GET",
    url: `${ORIGIN}/kyc/status`,
    headers: {
      get() {
        throw new Error("secret reason");
      },
    },
  };
  const waiting = [];
  const response = await handler(broken, undefined, { waitUntil: (promise) => waiting.push(promise) });
  const problem = await response.json();
  assert.deepEqual([response.status, problem.code, problem.detail], [500, "internal", REFUSALS.internal[1]]);
  assert.deepEqual([response.headers.get("cache-control"), response.headers.get("content-type")], ["no-store", "application/problem+json"]);
  assert.deepEqual(
    errors.map(({ error, route }) => [error.message, route]),
    [["secret reason", "status"]],
  );
  assert.equal(await waiting[0], response);
});
