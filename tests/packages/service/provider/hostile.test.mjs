/** Whatever the functions of a provider return or throw is hostile input. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { holdTimers, newKey, turns } from "../../helpers/edge/harness.mjs";
import { API, API_KEY, defineProvider, open, PAGES, PERSON, providerError } from "../../helpers/provider/model.mjs";

const key = () => ({ "idempotency-key": newKey() });
const URL_OF_ACME = `${PAGES}/x`;
const throws = () => {
  throw new Error("a getter");
};
const never = new Promise(() => {});
const TIMEOUT = 400;
/** When a call is given up: a tenth of the time is left for the response. */
const GIVEN_UP = 0.9 * TIMEOUT;

/** Whether nothing of a secret or a person is in what a page or the owner's log gets. */
function assertSilent(texts, errors) {
  const shown = texts.join() + inspect(errors, { depth: 9, showHidden: true, getters: true });
  for (const secret of [API_KEY, PERSON.email, "Smith"]) assert.ok(!shown.includes(secret), `${secret} in ${shown}`);
}

const UNUSABLE = [502, "unexpected_response"];
/** Without a usable id, nobody knows which customer there is. */
const UNKNOWN = [503, "outcome_unknown"];
/** What is thrown before a request has created nothing. */
const UNSENT = [500, "invalid_config"];

for (const [what, answer, expected, problem = /./] of [
  ["nothing", undefined, UNKNOWN, /create returned no customerId\./],
  ["null", null, UNKNOWN, /no customerId/],
  ["a text", "s-1", UNKNOWN, /no customerId/],
  ["a function", () => {}, UNKNOWN, /no customerId/],
  ["no id", { kycUrl: URL_OF_ACME }, UNKNOWN, /create returned no customerId\./],
  ["an id that is a number", { customerId: 5, kycUrl: URL_OF_ACME }, UNKNOWN, /a customerId that is not/],
  ["an id that changes a path", { customerId: "../admin", kycUrl: URL_OF_ACME }, UNKNOWN, /a customerId that is not/],
  ["an id with a query", { customerId: "a?b=c", kycUrl: URL_OF_ACME }, UNKNOWN, /a customerId that is not/],
  ["an id of dots", { customerId: "..", kycUrl: URL_OF_ACME }, UNKNOWN, /a customerId that is not/],
  ["an id of 201 characters", { customerId: "a".repeat(201), kycUrl: URL_OF_ACME }, UNKNOWN, /a customerId that is not/],
  [
    "a link elsewhere",
    { customerId: "s-1", kycUrl: "https://verify.acme.example.evil.example/x" },
    UNUSABLE,
    /create returned a kycUrl on another host than those of hosts: verify\.acme\.example\.evil\.example\./,
  ],
  ["a link without TLS", { customerId: "s-1", kycUrl: "http://verify.acme.example/x" }, UNUSABLE, /not an https URL/],
  ["a link with credentials", { customerId: "s-1", kycUrl: "https://verify.acme.example@evil.example/" }, UNUSABLE, /not an https URL/],
  ["a link with a backslash", { customerId: "s-1", kycUrl: "https://verify.acme.example\\@evil.example/x" }, UNUSABLE, /not an https URL/],
  ["a link without a host", { customerId: "s-1", kycUrl: "/x" }, UNUSABLE, /not an https URL/],
  ["a link to this machine", { customerId: "s-1", kycUrl: "http://localhost/x" }, UNUSABLE, /not an https URL/],
  ["a link that is a script", { customerId: "s-1", kycUrl: "javascript:alert(1)" }, UNUSABLE, /not an https URL/],
  ["a link that is an object", { customerId: "s-1", kycUrl: { href: URL_OF_ACME } }, UNUSABLE, /not an https URL/],
  ["a huge link", { customerId: "s-1", kycUrl: `${URL_OF_ACME}?${"a".repeat(10_000)}` }, UNUSABLE, /not an https URL/],
  ["an expiry that is none", { customerId: "s-1", kycUrl: URL_OF_ACME, expiresAt: "tomorrow" }, UNUSABLE, /an expiresAt that is not/],
  ["an expired link", { customerId: "s-1", kycUrl: URL_OF_ACME, expiresAt: new Date(0) }, UNUSABLE],
  ["an id and nothing else", { customerId: "s-1" }, UNUSABLE, /neither kycUrl nor status/],
  ["a word that is no status", { customerId: "s-1", status: "APPROVED" }, UNUSABLE, /the status "APPROVED", which is not one of /],
  ["a business", { customerId: "s-1", kycUrl: URL_OF_ACME, type: "business" }, [409, "conflict"], /a type that is not the applicant's\./],
  [
    "requirements that are an object",
    { customerId: "s-1", kycUrl: URL_OF_ACME, requirements: {} },
    UNUSABLE,
    /requirements that are not a list/,
  ],
  [
    "half a capability",
    { customerId: "s-1", kycUrl: URL_OF_ACME, capabilities: [{ name: "a" }] },
    UNUSABLE,
    /capabilities that are not a list/,
  ],
  ["a getter that throws", Object.defineProperty({}, "customerId", { get: throws, enumerable: true }), UNKNOWN, /cannot be read/],
  [
    "a proxy",
    new Proxy({}, { get: (_, name) => name !== "then" && throws(), getOwnPropertyDescriptor: throws }),
    UNKNOWN,
    /cannot be read/,
  ],
  // biome-ignore lint/suspicious/noThenProperty: it pretends to be a promise
  ["a promise that is none", { then: throws }, UNSENT],
  [
    "a getter of the link that throws",
    Object.defineProperty({ customerId: "s-1" }, "kycUrl", { get: throws, enumerable: true }),
    UNKNOWN,
    /cannot be read/,
  ],
  ["a promise that never settles", never, UNKNOWN],
]) {
  test(`create returns ${what}`, async (t) => {
    const pass = holdTimers(t);
    let calls = 0;
    const create = () => {
      calls += 1;
      if (answer === never) setImmediate(pass, GIVEN_UP);
      return answer;
    };
    const { browser, errors } = open(() => ({ repeat: "never", create }), { timeout: TIMEOUT });
    const page = browser();
    const { status, body, text, headers } = await page.json("links", PERSON, key());
    assert.deepEqual([status, body.code], expected);
    assert.equal(headers.get("location"), null);
    assertSilent([text], errors);
    assert.match(errors.at(-1).error.message, problem);
    assert.equal(calls, 1, "a create that may have been carried out");
  });
}

test("create throws anything", async () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  for (const thrown of [
    new Error(`${API_KEY} of ${PERSON.email}`),
    API_KEY,
    undefined,
    null,
    5,
    revoked.proxy,
    new Proxy({}, { get: throws }),
  ]) {
    const create = () => {
      throw thrown;
    };
    for (const [one, expected] of [
      [create, UNSENT],
      [({ fetch }) => fetch(API, { method: "POST" }).then(create), UNKNOWN],
    ]) {
      const { browser, errors } = open(() => ({ repeat: "never", create: one }));
      const { status, body, text } = await browser().json("links", PERSON, key());
      assert.deepEqual([status, body.code], expected);
      assertSilent([text], errors);
      assert.match(errors.at(-1).error.message, /create threw (an Error|a value that is not an Error)\./);
    }
  }
  for (const wrong of [{ code: API_KEY }, { code: "conflict", [API_KEY]: 1 }])
    assert.throws(
      () => providerError(wrong),
      ({ code, message }) => code === "invalid_config" && !message.includes(API_KEY),
    );
});

test("a function that uses kyclink wrongly says how", async () => {
  const misuse = () => {
    throw providerError({ code: "wrong" });
  };
  for (const [changes, path, expected] of [
    [{ create: misuse, repeat: "never" }, "links", [...UNSENT, /create threw .*The code of a providerError is one of/]],
    [
      { status: ({ fetch }) => fetch("http://api.acme.example/x") },
      "status",
      [503, "unavailable", /status threw .*fetch needs an https URL/],
    ],
    [{ status: misuse }, "status", [503, "unavailable", /status threw .*The code of a providerError is one of/]],
  ]) {
    const { browser, errors } = open(() => changes);
    const page = browser();
    const posted = await page.json("links", PERSON, key());
    const { status, body } = path === "links" ? posted : await page.get(path);
    assert.deepEqual([status, body.code], expected.slice(0, 2), path);
    assert.match(errors.at(-1).error.message, expected[2]);
  }
});

test("nothing was sent if no host could be reached, and everything may have been otherwise", async () => {
  const refused = Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(API_KEY), { code: "ECONNREFUSED" }) });
  const request = (fetch, path) => fetch(API + path, { method: "POST" });
  for (const [create, expected] of [
    [({ fetch }) => request(fetch, "/refused"), [503, "unavailable"]],
    [
      ({ fetch }) =>
        request(fetch, "/refused").catch(() => {
          throw new Error("mine");
        }),
      [503, "unavailable"],
    ],
    [({ fetch }) => request(fetch, "/ok").then(() => request(fetch, "/refused")), [503, "outcome_unknown"]],
    [({ fetch }) => request(fetch, "/lost"), [503, "outcome_unknown"]],
    [
      ({ fetch }) =>
        request(fetch, "/ok").then(() => {
          throw providerError({ code: "unavailable" });
        }),
      [503, "outcome_unknown"],
    ],
  ]) {
    const steps = [];
    const fetch = async (url) => {
      if (url.endsWith("/ok")) return new Response("{}");
      throw url.endsWith("/refused") ? refused : new TypeError(API_KEY);
    };
    const { browser, errors } = open(() => ({ repeat: "never", create }), { fetch, onStep: (step) => steps.push(step) });
    const { status, body, text } = await browser().json("links", PERSON, key());
    assert.deepEqual([status, body.code], expected);
    const told = steps.flatMap(({ step, code }) => (step === "request" ? [code] : []));
    assert.ok(!told.includes(expected[1] === "unavailable" ? "outcome_unknown" : "unavailable"), `onStep is told ${told}`);
    assertSilent([text], errors);
  }
});

test("its fetch has the rules of kyclink", async (t) => {
  const pass = holdTimers(t);
  const seen = [];
  const fetch = async (url, init) => {
    seen.push(init.redirect);
    if (url.endsWith("/moved")) return new Response(null, { status: 302, headers: { location: `${API}/elsewhere` } });
    if (url.endsWith("/large")) return new Response("a".repeat((1 << 20) + 1));
    if (url.endsWith("/hangs")) {
      setImmediate(pass, GIVEN_UP);
      return never;
    }
    return new Response(url.endsWith("/empty") ? null : "{}", { status: url.endsWith("/empty") ? 204 : 200, headers: { "x-id": "7" } });
  };
  const codes = {};
  const create = async ({ fetch, signal }) => {
    assert.ok(signal instanceof AbortSignal);
    for (const path of ["/moved", "/large"]) codes[path] = await fetch(API + path).catch(({ code }) => code);
    for (const url of ["http://api.acme.example/x", "/x", "file:///etc/passwd"])
      await assert.rejects(fetch(url), { code: "invalid_config" });
    const { status, headers } = await fetch(new URL(`${API}/empty`), { method: "PUT", headers: new Headers({ a: "b" }) });
    codes["/empty"] = [status, headers.get("x-id")];
    codes["/hangs"] = await fetch(`${API}/hangs`).catch(({ code }) => code);
    return never;
  };
  const { browser } = open(() => ({ repeat: "never", create }), { fetch, timeout: TIMEOUT });
  const { body } = await browser().json("links", PERSON, key());
  assert.equal(body.code, "outcome_unknown");
  await turns();
  assert.deepEqual(codes, { "/moved": "unexpected_response", "/large": "unexpected_response", "/empty": [204, "7"], "/hangs": "timeout" });
  assert.ok(seen.every((redirect) => redirect === "manual"));
});

test("a status that cannot be read, or is another customer's, is not shown", async () => {
  for (const [returned, problem] of [
    [undefined, /status returned neither kycUrl nor status\./],
    [{}, /status returned neither kycUrl nor status\./],
    [{ status: "approved", customerId: "s-2" }, /status returned the customerId of another customer\./],
    [{ status: 5 }, /status returned a status that is not/],
    [
      { status: "Jane" },
      /status returned a status that is not one of incomplete, pending, approved, rejected, expired, on_hold, unknown\./,
    ],
    [{ status: "user_17" }, /status returned a status that is not/],
    [{ status: "not_started" }, /status returned the status "not_started", which is not one of incomplete, /],
  ]) {
    const { browser, errors } = open(() => ({ status: () => returned }));
    const page = browser();
    await page.json("links", PERSON, key());
    const { status, body, text } = await page.get("status");
    assert.deepEqual([status, body.code], UNUSABLE);
    assertSilent([text], errors);
    assert.match(errors.at(-1).error.message, problem);
  }
});

test("a link for another customer is refused, and the form leads on", async () => {
  const create = ({ reference, customerId }) => ({ customerId: `s-${sessions++}-${reference}`, kycUrl: `${URL_OF_ACME}?of=${customerId}` });
  let sessions = 1;
  for (const [changes, message] of [
    [{ create, link: () => ({ customerId: "s-9", kycUrl: URL_OF_ACME }) }, /link returned the customerId of another customer/],
    // The session was canceled, and the provider begins another one.
    [{ create }, /create returned the customerId of another customer/],
  ]) {
    const { browser, errors } = open(() => ({ ...changes, status: () => ({ status: "incomplete" }) }));
    const page = browser();
    await page.json("links", PERSON, key());
    const renewed = await page.json("links/renew", {});
    assert.deepEqual([renewed.status, renewed.body.code], UNUSABLE);
    assert.match(errors.at(-1).error.message, message);
    for (const one of [page, browser()]) assert.equal((await one.json("links", PERSON, key())).status, 201);
    assert.equal((await page.get("status")).body.status, "incomplete");
  }
});

test("a definition that is wrong is refused with what to change", () => {
  const functions = { create() {}, status() {} };
  const right = {
    name: "acme",
    label: "Acme",
    applicant: { individual: ["email"] },
    hosts: ["verify.acme.example"],
    repeat: "never",
    ...functions,
  };
  const hosts = ["localhost:8787", "127.0.0.1:1", "[::1]:1", "[::1]", "a.b", ".a.b", "Verify.acme.example:8443", ".xn--a.example"];
  assert.deepEqual(Object.keys(defineProvider({ ...right, hosts })), ["name", "label", "operation"]);
  for (const [changes, message] of [
    [{ name: "Acme" }, /^name must/],
    [{ name: "grid" }, /a provider of kyclink/],
    [{ label: "" }, /^label must/],
    [{ hosts: [] }, /^hosts must/],
    [{ hosts: ["https://verify.acme.example"] }, /^hosts must/],
    ...["verify.acme.example/x", "verify.acme.example.", "[", "a:b:c", ".com", ".a..b", "a..b", "-a.b", "a:b", ":443"].map((host) => [
      { hosts: [host] },
      /^hosts must/,
    ]),
    [{ account: " " }, /^account must/],
    [{ repeat: undefined }, /^repeat must/],
    [{ create: undefined, find: {} }, /create, find/],
    [{ token: { token: "t" } }, /token/],
    [{ webhook: {} }, /webhook\.verify/],
    [{ applicant: {} }, /^applicant must/],
    [{ applicant: { individual: ["shoeSize"] } }, /"shoeSize", which is not a field of an applicant/],
    [{ applicant: { individual: ["email", "email?"] } }, /email twice/],
    [{ applicant: { individual: ["address"], business: ["address.country"] } }, /in part/],
    [{ applicant: { person: ["email"] } }, /^applicant: There is no option "person"/],
    ...[undefined, null, "email", ["email"], 5, () => {}].map((applicant) => [{ applicant }, /^applicant must be an object/]),
    ...[null, "passport", [], true].map((preparation) => [{ preparation }, /^preparation must be an object/]),
    [{ preparation: { person: { items: [] } } }, /^preparation: There is no option "person"/],
    [{ preparation: { individual: [] } }, /^preparation\.individual must be an object/],
    [{ preparation: { individual: { item: [] } } }, /^preparation\.individual: There is no option "item"/],
    [{ preparation: { individual: { items: ["passport"] } } }, /^preparation\.individual\.items\[0\] must be an object/],
    [{ preparation: { individual: { items: [{ kinds: "x" }] } } }, /^preparation\.individual\.items\[0\]: There is no option "kinds"/],
    [{ preparation: { individual: { items: "photo_id" } } }, /^preparation\.individual\.items must be a list/],
    [{ preparation: { individual: { items: [{ kind: "Photo ID", required: true }] } } }, /items\[0\]\.kind/],
    [{ preparation: { individual: { items: [{ kind: "photo_id" }] } } }, /items\[0\]\.required/],
    [{ preparation: { individual: { items: [], decisionDays: { min: 3, max: 1 } } } }, /decisionDays/],
    [{ preparation: { individual: { items: [], decisionDays: 5 } } }, /^preparation\.individual\.decisionDays must be an object/],
    [{ webhook: true }, /^webhook must be an object/],
    [{ webhook: { verfy() {} } }, /^webhook: There is no option "verfy"/],
    [{ creat() {} }, /creat/],
  ]) {
    assert.throws(() => defineProvider({ ...right, ...changes }), { code: "invalid_config", message }, message.source);
  }
});

test("a customer that belongs to somebody else is given to nobody", async () => {
  const { browser } = open(() => ({
    create: () => ({ customerId: "s-1", kycUrl: URL_OF_ACME }),
    status: () => ({ status: "incomplete" }),
  }));
  const [jane, stranger] = [browser(), browser()];
  assert.equal((await jane.json("links", PERSON, key())).status, 201);
  const { status, body, headers } = await stranger.json("links", PERSON, key());
  assert.deepEqual([status, body.code, headers.get("set-cookie")], [503, "outcome_unknown", null]);
  assert.equal((await jane.get("status")).body.status, "incomplete");
});
