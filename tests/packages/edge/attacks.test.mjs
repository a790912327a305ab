/** Attacks from a web page, from the network and from the provider, none of which succeeds. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  browser,
  configOf,
  createHandler,
  createSandbox,
  fieldsOf,
  holdTimers,
  KEY,
  ORIGIN,
  PERSON,
  setUp,
} from "../helpers/edge/harness.mjs";

const SECRETS = ["key-of-ours", "secret-of-ours", "an-edge-secret", "customer_", "Bearer", "stack", ".js:", "wasm"];

/** No response says more than it must. */
function expectNothingTold({ status, text, headers }) {
  for (const secret of SECRETS) assert.ok(!text.includes(secret), `${status}: ${secret} in ${text}`);
  assert.equal(headers.get("cache-control"), "no-store");
  assert.ok(status < 500 || [502, 503, 504].includes(status), `${status}: ${text}`);
}

test("a header of a signature that is JSON of any depth, or none, changes no other route and is no signature", async () => {
  const nested = (levels, [open, close] = ["[", "]"]) => open.repeat(levels) + close.repeat(levels);
  const given = [1, 59, 60, 61, 62, 63, 64, 200, 4000].flatMap((levels) => [nested(levels), nested(levels, ['{"a":', "}"])]);
  given.push('{"\\ud800":"x"}', '"\\ud800"', "1e999", "[1e999]", '{"__proto__":{"v1":"x"}}', '{"toJSON":1}', "!", "{", "");
  const { config, errors } = setUp();
  const webhookSecret = "secret-of-ours-for-webhooks-of-32-bytes";
  const page = browser(createHandler({ ...config, spherepay: { ...config.spherepay, webhookSecret } }));
  assert.equal((await page.json("links", PERSON)).status, 201);
  for (const name of ["signature", "x-grid-signature", "x-webhook-signature"]) {
    for (const value of given) {
      const headers = { origin: ORIGIN, [name]: value };
      assert.equal((await page.send("status", { headers })).status, 200, `${name}: ${value.slice(0, 80)}`);
      const delivery = await page.send("webhooks/spherepay", { method: "POST", body: "{}", headers });
      assert.equal(delivery.status, 401, `${name}: ${value.slice(0, 80)}`);
    }
  }
  assert.deepEqual(
    errors.filter(({ error }) => error.code !== "webhook_signature"),
    [],
  );
});

describe("admission", () => {
  const ALLOWED = [
    { origin: ORIGIN },
    { origin: undefined, "sec-fetch-site": "same-origin" },
    { origin: "null", "sec-fetch-site": "same-origin" },
  ];
  const FORBIDDEN = [
    { origin: undefined },
    { origin: "null" },
    { origin: "https://evil.example" },
    { origin: `${ORIGIN}.evil.example` },
    { origin: `${ORIGIN}:8443` },
    { origin: "http://app.example.com" },
    { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    { origin: undefined, "sec-fetch-site": "same-site" },
    { origin: "null", "sec-fetch-site": "cross-site" },
    { origin: `${ORIGIN}, https://evil.example` },
    { origin: ORIGIN.toUpperCase() },
    { origin: `${ORIGIN}/` },
  ];

  test("a POST must come from an allowed origin or from the same origin", async () => {
    const { browser, sandbox } = setUp();
    for (const headers of ALLOWED) assert.equal((await browser().json("links", PERSON, headers)).status, 201, JSON.stringify(headers));
    for (const headers of FORBIDDEN) {
      for (const path of ["links", "links/renew", "contact/email", "contact/email/confirm"]) {
        const reply = await browser().form(path, fieldsOf(PERSON), headers);
        assert.equal(reply.status, 403, JSON.stringify(headers));
        assert.equal(reply.headers.get("access-control-allow-origin"), null);
        expectNothingTold(reply);
      }
    }
    assert.equal(sandbox.customers().length, ALLOWED.length);
  });

  test("only an allowed origin may read responses, after a preflight", async () => {
    const { browser } = setUp();
    const preflight = (origin, path = "links") =>
      browser().send(path, { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
    const { status, headers } = await preflight(ORIGIN);
    assert.equal(status, 204);
    const cors = (headers) => Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-") || name === "vary"));
    assert.deepEqual(cors(headers), {
      "access-control-allow-credentials": "true",
      "access-control-allow-headers": "content-type, idempotency-key",
      "access-control-allow-methods": "POST",
      "access-control-allow-origin": ORIGIN,
      "access-control-expose-headers": "retry-after",
      "access-control-max-age": "600",
      vary: "Origin",
    });
    assert.equal((await browser().get("status", { origin: ORIGIN })).headers.get("access-control-allow-origin"), ORIGIN);
    for (const origin of ["https://evil.example", "null"]) {
      const refused = await preflight(origin);
      assert.deepEqual([refused.status, refused.headers.get("access-control-allow-origin")], [403, null]);
      assert.equal((await browser().get("status", { origin })).headers.get("access-control-allow-origin"), null);
    }
    assert.equal((await preflight(ORIGIN, "webhooks/spherepay")).status, 404);
    assert.equal((await preflight(ORIGIN, "nothing")).status, 404);
  });

  test("methods: each route has its own, and Allow lists them", async () => {
    const { handler } = setUp();
    const ask = async (method, path) => {
      const response = await handler(
        new Request(`https://app.example.com/kyc/${path}`, { method, headers: { origin: ORIGIN, "x-http-method-override": "POST" } }),
      );
      return [response.status, response.headers.get("allow")];
    };
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "post1"]) {
      assert.deepEqual(await ask(method, "links"), [405, "POST"], method);
      if (!["GET", "HEAD"].includes(method)) assert.deepEqual(await ask(method, "status"), [405, "GET, HEAD"], method);
    }
    assert.deepEqual(await ask("HEAD", "status"), [200, null]);
    assert.deepEqual(await ask("POST", "status"), [405, "GET, HEAD"]);
  });

  test("paths: each has exactly one spelling, but for one slash at its end", async () => {
    const { handler } = setUp();
    for (const path of [
      "/kyc",
      "/kyc/",
      "/kyc/links//",
      "/kyc//links",
      "/KYC/links",
      "/kyc/Links",
      "/kyc/links;a",
      "/kyc/links%20",
      "/kyc/%6cinks",
      "/kyc/contact/email%2Fconfirm",
      "/links",
      "/x/kyc/links",
      "/kyclinks",
      "/kyc/links/renew/x",
      "/kyc/webhooks",
      "/kyc/webhooks/spherepay/../x",
    ]) {
      const response = await handler(new Request(`https://app.example.com${path}`, { method: "POST", headers: { origin: ORIGIN } }));
      assert.equal(response.status, 404, path);
    }
  });

  test("media types: JSON and forms, declared by Content-Type", async () => {
    const { browser } = setUp();
    for (const type of [
      undefined,
      "",
      "text/plain",
      "text/plain;application/json",
      "application/jsonp",
      "application/json+x",
      "application/xml",
      "application/x-www-form-urlencodedx",
      "*/*",
    ]) {
      const reply = await browser().send("links", {
        method: "POST",
        body: new TextEncoder().encode("{}"),
        headers: { origin: ORIGIN, "content-type": type },
      });
      assert.equal(reply.status, 415, type);
      expectNothingTold(reply);
    }
    assert.equal((await browser().json("links", PERSON, { "content-type": "Application/JSON; charset=utf-8" })).status, 201);
  });

  test("hooks: limits, refusals and exceptions", async () => {
    const status = async (config) => {
      const { browser, sandbox } = setUp(config);
      const { status, headers, text } = await browser().json("links", PERSON);
      assert.equal(sandbox.customers().length, status === 201 ? 1 : 0);
      return [status, headers.get("retry-after"), text.slice(0, 4)];
    };
    const fails = () => {
      throw new Error("a secret of the hook");
    };
    assert.equal((await status({ rateLimit: async () => true }))[0], 201);
    assert.deepEqual((await status({ rateLimit: () => false })).slice(0, 2), [429, null]);
    assert.deepEqual((await status({ rateLimit: () => ({ retryAfterMs: 1500.5 }) })).slice(0, 2), [429, "2"]);
    assert.deepEqual((await status({ rateLimit: () => undefined })).slice(0, 2), [429, null]);
    assert.equal((await status({ rateLimit: fails }))[0], 503);
    assert.equal((await status({ rateLimit: undefined, authorize: () => undefined }))[0], 201);
    assert.equal((await status({ authorize: fails }))[0], 403);
    for (const returned of [false, true, null, "user", { reference: 42 }, { reference: "" }, { redirectUri: 1 }])
      assert.equal((await status({ authorize: () => returned }))[0], 403, JSON.stringify(returned));
    assert.deepEqual(await status({ authorize: () => new Response("Log in", { status: 401 }) }), [401, null, "Log "]);
    for (const thrown of [null, undefined, "x", { code: "invalid_request", operation: 1 }]) {
      assert.equal((await status({ authorize: () => Promise.reject(thrown) }))[0], 403);
      assert.equal((await status({ provider: () => Promise.reject(thrown) }))[0], 503);
    }
    assert.equal((await status({ onCreated: fails }))[0], 201);
    assert.equal((await status({ onError: fails, provider: () => "spherepay" }))[0], 201);
  });
});

describe("bodies", () => {
  test("have at most 16 KiB, with or without Content-Length", async () => {
    const { browser } = setUp();
    const outcome = async (length, hasLength) => {
      const body = JSON.stringify({ ...PERSON, email: "jane" }).padEnd(length);
      const contentLength = hasLength ? { "content-length": String(length) } : {};
      return (
        await browser().send("links", {
          method: "POST",
          body,
          headers: { origin: ORIGIN, "content-type": "application/json", ...contentLength },
        })
      ).body.code;
    };
    for (const hasLength of [false, true]) {
      assert.equal(await outcome(16 * 1024, hasLength), "invalid_request");
      assert.equal(await outcome(16 * 1024 + 1, hasLength), "payload_too_large");
    }
  });

  test("large ones are not read to the end, whatever Content-Length says", async () => {
    const { handler, browser } = setUp();
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent++;
        controller.enqueue(new Uint8Array(1024).fill(32));
      },
    });
    const response = await handler(
      new Request("https://a.example/kyc/links", {
        method: "POST",
        body: endless,
        duplex: "half",
        headers: { origin: ORIGIN, "content-type": "application/json" },
      }),
    );
    assert.equal(response.status, 413);
    assert.ok(sent < 30, `${sent} KiB were read`);
    assert.equal((await browser().json("links", { ...PERSON, firstName: "x".repeat(16 * 1024) })).status, 413);
    assert.equal((await browser().json("links", { ...PERSON, firstName: "x".repeat(15 * 1024) })).status, 201);
  });

  test("a slow one is cancelled", async (t) => {
    const { handler } = setUp();
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const never = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) });
    const reply = handler(
      new Request("https://a.example/kyc/links", {
        method: "POST",
        body: never,
        duplex: "half",
        headers: { origin: ORIGIN, "content-type": "application/json" },
      }),
    );
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
    t.mock.timers.tick(10_000);
    assert.equal((await reply).status, 408);
  });

  test("invalid JSON, UTF-8, forms and other values", async () => {
    const { browser } = setUp();
    const send = (body, type) => browser().send("links", { method: "POST", body, headers: { origin: ORIGIN, "content-type": type } });
    for (const body of ["", "{", "{}x", "\ufeff{", new Uint8Array([0x22, 0xff, 0x22])])
      assert.equal((await send(body, "application/json")).status, 400, String(body));
    assert.equal((await send("--x", "multipart/form-data; boundary=y")).status, 400);
    assert.equal((await send("a=b", "multipart/form-data")).status, 400);
    for (const body of [
      "null",
      "1",
      '"x"',
      "[]",
      "[[[[]]]]",
      `${"[".repeat(8000)}${"]".repeat(8000)}`,
      '{"address":{"country":{"a":1}},"type":["individual"]}',
      '{"__proto__":{"type":"individual"}}',
      '{"email":"\\ud800"}',
    ]) {
      const reply = await send(body, "application/json");
      assert.equal(reply.status, 422, body.slice(0, 40));
      expectNothingTold(reply);
    }
  });

  test("values that JSON cannot represent are rejected, not dropped", async () => {
    const person = { ...PERSON, firstName: "Jane", lastName: "Smith", birthDate: "1990-01-15", nationality: "US" };
    for (const [field, text] of [
      ["firstName", '"\\ud800"'],
      ["birthDate", "1e999"],
      ["nationality", '"\\udfff"'],
    ]) {
      const { browser, sandbox } = setUp({ provider: "grid" });
      const body = JSON.stringify({ ...person, [field]: "@" }).replace('"@"', text);
      const reply = await browser().send("links", {
        method: "POST",
        body,
        headers: { origin: ORIGIN, "content-type": "application/json" },
      });
      assert.deepEqual(
        [reply.status, reply.body.errors.map(({ pointer }) => pointer), sandbox.customers().length],
        [422, [`/${field}`], 0],
        reply.text,
      );
    }
  });

  test("names of form fields have no special meaning", async () => {
    const { browser } = setUp();
    for (const name of [
      "__proto__",
      "__proto__.type",
      "constructor.prototype.type",
      "address.__proto__.country",
      "toString",
      "a".repeat(5000),
      Array(2000).fill("a").join("."),
      "....",
      "",
    ]) {
      const reply = await browser().form("links", [...fieldsOf({ ...PERSON, email: "" }), [name, "individual"]]);
      assert.equal(reply.status, 422, name);
      assert.deepEqual(
        reply.body.errors.map(({ pointer }) => pointer),
        ["/email"],
        name.slice(0, 40),
      );
    }
    assert.equal({}.type, undefined);
    for (const fields of [
      [["address", "x"], ...fieldsOf(PERSON)],
      [...fieldsOf(PERSON), ["email", "a@example.com"]],
    ]) {
      assert.ok([303, 422].includes((await browser().form("links", fields)).status));
    }
  });

  test("header and HTML injection is not possible", async () => {
    const views = [];
    const { browser } = setUp({ render: (view) => void views.push(view) ?? "<p>page" });
    for (const evil of ["x\r\nset-cookie: a=b", "<script>alert(1)</script>", "\0", "{{7*7}}"]) {
      const reply = await browser().form("links", fieldsOf({ ...PERSON, email: evil }), { accept: "text/html" });
      assert.equal(reply.status, 422);
      assert.equal(reply.headers.get("set-cookie"), null);
      assert.ok(!reply.text.includes(evil));
      assert.match(reply.headers.get("content-security-policy"), /frame-ancestors 'none'/);
      assert.equal(reply.headers.get("referrer-policy"), "same-origin");
      assert.equal(views.pop().values.email, evil);
    }
  });
});

describe("the provider", () => {
  /** A provider that responses everything like this. */
  const providerThat = (respond, config) => setUp({ fetch: async (url, init) => respond(url, init), ...config });
  const json = (body, init) => new Response(JSON.stringify(body), { headers: { "content-type": "application/json" }, ...init });
  const link = (url) =>
    json({ customerId: "customer_1", url, expiresAt: "2099-01-01T00:00:00Z", verificationProvider: "SUMSUB" }, { status: 201 });

  const FAULTS = {
    garbage: [502, () => new Response("<html>customer_1 key-of-ours</html>")],
    nothing: [502, () => new Response(null, { status: 204 })],
    "10 MB": [502, () => new Response("x".repeat(10_000_000))],
    "a redirect": [502, () => new Response(null, { status: 302, headers: { location: "https://evil.example/" } })],
    "a bad key": [502, () => json({ message: "key-of-ours" }, { status: 401 })],
    forbidden: [502, () => json({}, { status: 403 })],
    conflict: [409, () => json({}, { status: 409 })],
    "not found": [502, () => json({ message: "customer_1" }, { status: 404 })],
    "an unsafe link": [502, () => link("javascript:alert(1)")],
    "a link with credentials": [502, () => link("https://key-of-ours@evil.example/")],
    "a limit": [503, () => json({}, { status: 429, headers: { "retry-after": "7" } })],
    "an outage": [503, () => json({ stack: "x.js:1" }, { status: 500 })],
    "no connection": [503, () => Promise.reject(new TypeError("key-of-ours"))],
    silence: [503, () => new Promise(() => {})],
  };
  for (const [name, [status, respond]] of Object.entries(FAULTS)) {
    test(`${name} is ${status}, and onError gets the details`, async () => {
      const { browser, errors } = providerThat(respond, name === "silence" ? { timeout: 200 } : {});
      const reply = await browser().json("links", PERSON, { "idempotency-key": KEY });
      assert.equal(reply.status, status, reply.text);
      expectNothingTold(reply);
      assert.equal(reply.headers.get("content-type"), "application/problem+json");
      assert.equal(errors.length, 1);
      assert.ok(errors[0].error.code && errors[0].route === "links");
      if (name === "a limit") assert.equal(reply.headers.get("retry-after"), "7");
    });
  }

  test("a provider that never responds about a customer is 504", async (t) => {
    const sandbox = createSandbox();
    const before = browser(createHandler(configOf(sandbox)));
    assert.equal((await before.json("links", PERSON)).status, 201);
    const pass = holdTimers(t);
    const never = () => new Promise(() => setImmediate(pass, 9_500));
    const page = browser(createHandler(configOf(sandbox, { timeout: 10_000, fetch: never })));
    page.cookie(before.cookie());
    const reply = await page.get("status");
    assert.equal(reply.status, 504);
    expectNothingTold(reply);
  });

  test("a form is only redirected to a safe and allowed link", async () => {
    const { browser } = providerThat(() => link("https://evil.example/x"), { allowHosts: ["in.sumsub.com"] });
    const reply = await browser().form("links", fieldsOf(PERSON));
    assert.deepEqual([reply.status, reply.headers.get("location")], [502, null]);
  });
});

describe("another person's onboarding", () => {
  test("is not accessible by their e-mail and an unfinished idempotency key", async () => {
    const { sandbox, browser } = setUp();
    const attacker = browser();
    sandbox.nextFailure("drop_before");
    assert.equal((await attacker.json("links", PERSON, { "idempotency-key": KEY })).status, 503);
    const victim = await browser().json("links", PERSON);
    assert.equal(victim.status, 201);
    const again = await attacker.json("links", PERSON, { "idempotency-key": KEY });
    assert.deepEqual([again.status, again.body.code], [503, "outcome_unknown"]);
    assert.equal(again.headers.get("set-cookie"), null);
    assert.equal(sandbox.customers().length, 1);
    assert.equal(sandbox.customers()[0].links.length, 1);
    assert.equal((await attacker.empty("links/renew")).status, 401);
  });

  test("is not accessible by their reference", async () => {
    let reference = "victim";
    const { sandbox, browser } = setUp({ provider: "grid", authorize: () => ({ reference }) });
    const person = { ...PERSON, firstName: "Jane", lastName: "Smith", birthDate: "1990-01-15", nationality: "US" };
    const victim = browser();
    assert.equal((await victim.json("links", person)).status, 201);
    reference = "attacker";
    const attacker = browser();
    attacker.cookie(victim.cookie());
    assert.equal((await attacker.empty("links/renew")).status, 401);
    for (const key of [undefined, KEY]) await attacker.json("links", { ...person, reference: "victim" }, { "idempotency-key": key });
    const [theirs] = sandbox.customers();
    assert.equal(theirs.resource.platformCustomerId, "victim");
    assert.equal(theirs.links.length, 1);
  });

  test("is not accessible by their idempotency key with another reference", async () => {
    let reference = "victim";
    const { sandbox, browser } = setUp({ authorize: () => ({ reference }) });
    const theirs = await browser().json("links", PERSON, { "idempotency-key": KEY });
    reference = "attacker";
    const other = await browser().json("links", PERSON, { "idempotency-key": KEY });
    assert.notEqual(other.body.kycUrl, theirs.body.kycUrl);
    assert.equal(sandbox.customers().length, 2);
  });
});
