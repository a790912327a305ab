/**
 * What every kind of response says: to a program, to the `render` hook, and to `onError`. The requests are those of
 * `page/requests.mjs`.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
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
} from "../helpers/edge/harness.mjs";
import { esm, file } from "../helpers/install/index.mjs";
import { device, FORM, OTHERS, REQUESTS, reply } from "../helpers/page/requests.mjs";

const { report, reportStep } = await import(pathToFileURL(file("dist/lib/edge/report.js")));
const { adviceOf } = await import(pathToFileURL(file("dist/lib/edge/messages.js")));
const { REFUSALS } = await import(pathToFileURL(file("dist/lib/tables.js")));
const { ERRORS } = await import(pathToFileURL(file("dist/lib/tables.js")));
const kyclink = await esm();

const PROGRAM = { accept: "application/json", "sec-fetch-mode": "cors" };
const error = (status, code, reported = []) => ({ status, code, view: "error", reported });
const NOTHING = error(404, "no_route");

/** Without the page, its own routes do not exist. */
/** What a new customer of SpherePay needs. */
const CAPABILITIES = [{ name: "kyc_profile_a", status: "incomplete" }];
const MISSING = [
  ...["terms", "data", "document"].map((kind) => ({ kind, who: "person", can: "act", nextAction: "open_link" })),
  { kind: "review", who: "provider", can: "wait", nextAction: "wait" },
];
const EXPECTED = {
  "the form": NOTHING,
  "the form with a slash": NOTHING,
  "a new form": NOTHING,
  "the form by HEAD": NOTHING,
  "a method that the form does not have": NOTHING,
  "an unknown path": NOTHING,
  "a path that begins like that of a new form": NOTHING,
  "a path that begins like that of the status": NOTHING,
  "a path elsewhere": NOTHING,
  "a file that does not exist": NOTHING,
  "a link to another device that is none": NOTHING,
  "the link to another device": NOTHING,
  "the form of a customer": NOTHING,
  "a new form of a customer": NOTHING,
  "a method that the status does not have": error(405, "method_not_allowed"),
  "a method that the link does not have": error(405, "method_not_allowed"),
  "a renewal of nobody": error(401, "no_session"),
  "a key that is no key": error(400, "idempotency_key_malformed"),
  "a body that is too large": error(413, "payload_too_large"),
  "a media type that is none": error(415, "unsupported_media_type"),
  "another origin": error(403, "not_allowed", ["advice "]),
  "too many codes": error(429, "too_many_requests"),
  "too many requests": error(429, "too_many_requests"),
  "a key with other data": error(422, "idempotency_key_reused"),
  "a provider that fails": error(503, "outcome_unknown", ["outcome_unknown links"]),
  "a provider that refuses us": error(502, "unexpected_response", ["unauthorized links"]),
  "a store that fails": error(503, "not_now", ["unreachable links"]),
  "a hook that lets nobody in": error(403, "not_allowed", ["unreachable status"]),
  "a form with issues": { status: 422, code: "invalid_request", view: "form", reported: [] },
  "a code that is wrong": { status: 422, code: "provider_rejected", view: "form", reported: ["provider_rejected contact/email/confirm"] },
  "the status of nobody": {
    status: 200,
    body: { status: "none", nextAction: "none" },
    view: { kind: "status", status: "none", nextAction: "none" },
  },
  "the link in a new tab": { status: 303 },
  "another link": { status: 303 },
  "the redirect to the link": { status: 303 },
  "contacts to confirm": { status: 303 },
  "a code that was sent": { status: 204, view: { kind: "verify_contact", channels: [], next: "confirm" } },
  "a code that is right": { status: 303 },
  "the status of a customer": {
    status: 200,
    body: {
      ...{ status: "incomplete", provider: "spherepay", nextAction: "open_link" },
      requirements: MISSING,
      capabilities: CAPABILITIES,
      type: "individual",
    },
    view: {
      kind: "status",
      status: "incomplete",
      nextAction: "open_link",
      requirements: MISSING,
      capabilities: CAPABILITIES,
      type: "individual",
    },
  },
  "the status by HEAD": {
    status: 200,
    view: {
      kind: "status",
      status: "incomplete",
      nextAction: "open_link",
      requirements: MISSING,
      capabilities: CAPABILITIES,
      type: "individual",
    },
  },
  "a Response of a hook": { status: 401, text: "Log in" },
  "a preflight": { status: 204 },
  "a webhook without a signature": error(404, "no_route", ["advice "]),
};

const reportsOf = (errors) => errors.map(({ error, route }) => `${error.code ?? error.message} ${route}`);

for (const [name, row] of Object.entries({ ...REQUESTS, ...OTHERS })) {
  const { status, code, body, text, view, reported = [] } = EXPECTED[name] ?? {};

  test(`${name}: what a program gets, and what onError hears`, async () => {
    const { response, errors } = await reply(row, { headers: PROGRAM });
    assert.equal(response.status, status, response.content);
    assert.deepEqual(reportsOf(errors), reported);
    const isHead = name.includes("HEAD");
    if (code !== undefined && !isHead) {
      const problem = JSON.parse(response.content);
      assert.deepEqual([problem.type, problem.status, problem.code], [`urn:kyclink:${code}`, status, code]);
      assert.equal(problem.title, problem.detail);
      assert.match(problem.detail, /^[A-Z].{15,}\.$/);
      assert.equal(problem.detail, REFUSALS[code]?.[1] ?? ERRORS[code]);
      assert.equal("errors" in problem, status === 422 && view === "form");
      for (const issue of problem.errors ?? [])
        assert.deepEqual(Object.keys(issue), ["code", "pointer", ...("params" in issue ? ["params"] : []), "detail"]);
    } else if (body !== undefined) {
      const { updatedAt, ...rest } = JSON.parse(response.content);
      assert.deepEqual(rest, body);
      if (updatedAt !== undefined) assert.equal(new Date(updatedAt).toISOString(), updatedAt);
    } else assert.equal(response.content, text ?? "");
  });

  test(`${name}: what the render hook gets`, async () => {
    const seen = [];
    const { response } = await reply(row, { render: (...given) => seen.push(given) && "<p>page</p>" });
    const last = seen.at(-1)?.[0];
    if (view === undefined) {
      assert.ok(!response.content.startsWith("<"));
      return;
    }
    assert.ok(seen.at(-1)[1] instanceof Request);
    assert.equal(response.content, name.includes("HEAD") ? "" : "<p>page</p>");
    assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
    const { values, problem, issues, ...rest } = last;
    assert.deepEqual(rest, typeof view === "string" ? { kind: view } : view);
    if (typeof view === "string") {
      assert.deepEqual([problem.code, problem.status, response.status], [code, status, status]);
      assert.equal(Array.isArray(issues), view === "form");
      for (const issue of issues ?? []) {
        assert.ok(issue.message.length > 10);
        assert.equal(issue.pointer, issue.path.map((step) => `/${step}`).join(""));
      }
    } else assert.equal(response.status, status === 204 ? 200 : status, "a page is content");
    for (const value of Object.values(values ?? {})) assert.equal(typeof value, "string");
  });
}

test("every row of requests is expected, and every expected one is a row", () => {
  assert.deepEqual(Object.keys(EXPECTED).sort(), Object.keys({ ...REQUESTS, ...OTHERS }).sort());
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
    const { firstName = "Jane", lastName = "Smith" } = {};
    const german = {
      ...FORM,
      firstName,
      lastName,
      birthDate: "1990-01-15",
      nationality: "US",
      "address.country": "DE",
      "address.state": "",
    };
    assert.equal((await send("POST", "/kyc/links", { fields: german })).status, 303);
    const wrong = await send("POST", "/kyc/contact/email", { fields: { channel: "email", value: "x" } });
    assert.equal(wrong.status, 422);
    const { kind, values, issues } = seen.at(-1);
    assert.deepEqual([kind, { ...values }], ["form", { channel: "email", value: "x" }]);
    assert.deepEqual(
      issues.map(({ path, pointer, code }) => [path, pointer, code]),
      [[["value"], "/value", "email_format"]],
    );
    await send("POST", "/kyc/contact/email", { fields: { channel: "email" } });
    await send("POST", "/kyc/contact/email/confirm", { fields: { channel: "email", code: "000000" } });
    assert.deepEqual(
      seen.at(-1).issues.map(({ path, pointer, code, params }) => [path, pointer, code, params]),
      [[["code"], "/code", "provider", {}]],
    );
  });
});

/** What src/edge advises to check. */
const ADVICE = ["allowedOrigins", "basePath", "cookieSecret", "idempotencyKey", "webhooks"];
const advised = (advice) => adviceOf(advice, "https://a.example", ["https://b.example"]);

describe("messages", () => {
  test("about a request that was refused because of the configuration say which option", () => {
    for (const field of ADVICE) assert.match(advised(field), { webhooks: /webhookSecret or webhookPublicKey/ }[field] ?? new RegExp(field));
    assert.deepEqual(Object.keys(REFUSALS), [...HANDLER_CODES]);
  });
});

describe("hooks that only listen", () => {
  test("get the error and the route, or the step; without a hook nothing happens", () => {
    const hookCalls = [];
    const hooks = { onError: (...given) => hookCalls.push(given), onStep: (...given) => hookCalls.push(given) };
    const failure = new Error("x");
    report({ hooks, route: "links" }, failure);
    reportStep({ hooks, route: "links" }, { step: "readBody", ms: 1 });
    reportStep({ hooks, route: "jane@example.com" }, { step: "respond", ms: 2, code: "no_route" });
    assert.deepEqual(hookCalls, [
      [failure, "links"],
      [{ route: "links", step: "readBody", ms: 1 }],
      [{ route: "", step: "respond", ms: 2, code: "no_route" }],
    ]);
    report({ hooks: {}, route: "" }, failure);
    reportStep({ hooks: {}, route: "" }, { step: "readBody", ms: 1 });
  });

  test("are passed to `waitUntil` only if they take time", async () => {
    const waiting = [];
    const ctx = { waitUntil: (promise) => waiting.push(promise) };
    report({ hooks: { onError: () => undefined }, route: "", ctx }, 1);
    assert.equal(waiting.length, 0);
    // biome-ignore lint/suspicious/noThenProperty: a hook may return anything.
    const thenable = { then: (_, reject) => reject(new Error("y")) };
    for (const returned of [null, 0, Promise.reject(new Error("x")), thenable])
      report({ hooks: { onError: () => returned }, route: "", ctx }, 1);
    assert.equal(waiting.length, 4);
    await Promise.all(waiting);
    for (const none of [undefined, {}, { waitUntil: undefined }]) report({ hooks: { onError: async () => {} }, route: "", ctx: none }, 1);
  });
});

test("onError gets the whole error that a provider caused, and the response has only its code", async () => {
  const secret = "secret_of-the-provider";
  const fetch = async () => Response.json({ error: "forbidden", message: secret }, { status: 403 });
  const { handler, errors } = setUp({ fetch });
  const send = device(handler, PROGRAM);
  const { content, status } = await send("POST", "/kyc/links", {
    body: JSON.stringify(PERSON),
    headers: { "content-type": "application/json", origin: ORIGIN },
  });
  assert.equal(status, 502);
  assert.ok(!content.includes(secret));
  assert.equal(errors.length, 1);
  assert.ok(errors[0].error instanceof kyclink.KycLinkError);
  assert.equal(errors[0].error.status, 403);
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
    "a number": 5,
    "a string": "user-1",
    true: true,
    false: false,
    "a symbol": Symbol("user-1"),
    "a function": () => ({ reference: "user-1" }),
    "an object with other names": { user: "user-1" },
    "an object with an empty reference": { reference: "" },
    "an inherited reference": Object.create({ reference: "user-1" }),
  })) {
    test(`authorize returning ${name}: 403, and onError hears what it must return`, async () => {
      const { handler, errors, sandbox } = setUp({ authorize: () => returned });
      const { status } = await links(handler);
      assert.deepEqual([status, sandbox.customers().length], [403, 0]);
      assert.match(errors.at(-1).error.message, /^authorize must return nothing, a Response, or \{ reference, redirectUri \}/);
      assert.equal(errors.at(-1).error.code, OF_STRANGERS.includes(name) ? "advice" : "invalid_config");
    });
  }

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

  test("render returning the same Response again and again, also for HEAD, with its headers and cookies", async () => {
    const page = new Response("<p>", { headers: { "set-cookie": "shop=1", "x-shop": "1", vary: "Cookie" } });
    const { handler } = setUp({ render: () => page });
    const send = device(handler);
    for (let i = 0; i < 3; i++) {
      const response = await send("POST", "/kyc/links", { fields: { type: "individual" } });
      assert.deepEqual([response.status, response.content, response.headers.get("x-shop")], [200, "<p>", "1"]);
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

  test("a store without a value may say undefined or null: neither is a record that cannot be opened", async () => {
    for (const nothing of [undefined, null]) {
      // Another request has the lock, and it has expired when this one reads it.
      let isFirst = true;
      const store = {
        get: async () => nothing,
        swap: async () => {
          const won = !isFirst;
          isFirst = false;
          return won;
        },
      };
      const { handler, errors } = setUp({ store });
      const send = device(handler, {
        ...PROGRAM,
        "content-type": "application/json",
        origin: ORIGIN,
        "idempotency-key": crypto.randomUUID(),
      });
      const { status } = await send("POST", "/kyc/links", { body: JSON.stringify(PERSON) });
      assert.ok([201, 409, 503].includes(status), `${status}`);
      assert.deepEqual(
        errors.filter(({ error }) => /cookieSecret/.test(error.message)),
        [],
      );
    }
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
