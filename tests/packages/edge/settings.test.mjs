/**
 * The handler's configuration and its entry points: what is rejected, what hooks get, and which file each runtime gets.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  browser,
  configOf,
  createHandler,
  createSandbox,
  fieldsOf,
  memoryStore,
  ORIGIN,
  PERSON,
  SECRET,
  setUp,
} from "../helpers/edge/harness.mjs";
import { file, require, subpath } from "../helpers/install/index.mjs";
import { bundle, program } from "../runtimes/bundle.mjs";

/** Secrets in the wrong place: what is configured, and a message that names the option and where it belongs. */
describe("a secret in the wrong place is refused, and the message says where it belongs", () => {
  const sandbox = createSandbox();
  const KEY = "secret_cb8dedcf79a84b04b163ec74c7146481";
  const PEM = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----";
  const HEX = `3059301306072a8648ce3d020106082a8648ce3d03010703420004${"ab".repeat(64)}`;
  const spherepay = (more) => ({ spherepay: { apiKey: "key-of-ours", environment: "sandbox", ...more } });
  const grid = (more) => ({ grid: { clientId: "a", clientSecret: "b", environment: "sandbox", ...more } });
  const elsewhere = /webhookSecret must be the whole secret, and webhookPublicKey a public key/;
  const own = /cookieSecret must be one that no provider knows, and webhookSecret that of the webhook and not apiKey/;
  const beside = (option, home) => new RegExp(`^There is no option ${option} beside the providers: .* as in ${home}: { ${option}`);
  const within = (option, place, home) =>
    new RegExp(`^There is no option ${option} in ${place}, which has .*: .* as in ${home}: { ${option}`);
  const BAD = {
    "a PEM as the secret": [spherepay({ webhookSecret: PEM }), elsewhere],
    "a PEM of an environment variable": [spherepay({ webhookSecret: PEM.replaceAll("\n", "\\n") }), elsewhere],
    "a key in hex as the secret": [spherepay({ webhookSecret: [KEY, HEX] }), elsewhere],
    "a PEM as the other provider's secret": [grid({ webhookSecret: PEM }), within("webhookSecret", "grid", "spherepay")],
    "a secret as the public key": [grid({ webhookPublicKey: KEY }), elsewhere],
    "a secret as the other provider's public key": [spherepay({ webhookPublicKey: KEY }), within("webhookPublicKey", "spherepay", "grid")],
    "an API key in the other provider's option": [grid({ apiKey: KEY }), within("apiKey", "grid", "spherepay")],
    "an API key beside": [{ apiKey: KEY }, beside("apiKey", "spherepay")],
    "a client's secret beside": [{ clientSecret: KEY }, beside("clientSecret", "grid")],
    "a webhook's secret beside": [{ webhookSecret: KEY }, beside("webhookSecret", "spherepay")],
    "a public key beside": [{ webhookPublicKey: HEX }, beside("webhookPublicKey", "grid")],
    "a base URL beside": [{ baseUrl: "https://a.example" }, /spherepay: { baseUrl: … } or grid: { baseUrl: … }/],
    "the API key as the webhook's secret": [spherepay({ apiKey: KEY, webhookSecret: KEY }), own],
    "the API key as the cookies' secret": [{ ...spherepay({ apiKey: KEY }), cookieSecret: KEY }, own],
    "the webhook's secret as the cookies'": [{ ...spherepay({ webhookSecret: [KEY] }), cookieSecret: [SECRET, KEY] }, own],
    "a public key as the cookies' secret": [{ cookieSecret: HEX }, /^cookieSecret must be a random string/],
    "a live key in the sandbox": [spherepay({ apiKey: `sk_live_${HEX}` }), /apiKey is a key of production.*environment/],
    "a PEM as the client's secret": [grid({ clientSecret: PEM }), /public key of the webhooks belongs in webhookPublicKey/],
    "a PEM as the API key": [spherepay({ apiKey: PEM }), /apiKey must be the secret key.* belongs in webhookPublicKey/],
  };
  for (const [name, [config, message]] of Object.entries(BAD)) {
    test(name, () => {
      assert.throws(
        () => createHandler({ ...configOf(sandbox), ...config }),
        (error) => {
          assert.equal(error.code, "invalid_config", error.message);
          assert.match(error.message.replace("The configuration is not valid. ", ""), message);
          for (const value of [KEY, HEX, HEX.slice(0, 40), "MFkwEwYH", SECRET]) assert.ok(!error.stack.includes(value), error.message);
          return true;
        },
      );
    });
  }
  test("what is in its place is accepted", () => {
    createHandler({ ...configOf(sandbox), ...spherepay({ webhookSecret: [KEY, SECRET.toUpperCase()] }) });
    createHandler({ ...configOf(sandbox), ...grid({ webhookPublicKey: HEX }) });
    createHandler({ ...configOf(sandbox), spherepay: { apiKey: "sk_live_1", environment: "production" } });
  });
});

describe("insecure configurations are rejected with a message about what to set", () => {
  const sandbox = createSandbox();
  const BAD = {
    "no provider": [{ provider: undefined }, /^provider must be "spherepay" or "grid"/],
    "another's provider": [{ provider: "nobody" }, /^provider must be "spherepay" or "grid"/],
    "no credentials": [{ spherepay: undefined }, /credentials/],
    "a bad key": [{ spherepay: { apiKey: "", environment: "sandbox" } }, /apiKey/],
    "neither environment nor URL": [{ spherepay: { apiKey: "key" } }, /environment/],
    "neither of them at Grid": [{ provider: "grid", grid: { clientId: "a", clientSecret: "b" } }, /baseUrl/],
    "neither of them at Bridge": [{ provider: "bridge", bridge: { apiKey: "sk-test-0123456789" } }, /environment/],
    "a webhook key that is none": [
      { grid: { clientId: "a", clientSecret: "b", environment: "sandbox", webhookPublicKey: "no" } },
      /webhookPublicKey/,
    ],
    "no origins": [{ allowedOrigins: undefined }, /allowedOrigins/],
    "a star": [{ allowedOrigins: ["*"] }, /allowedOrigins/],
    null: [{ allowedOrigins: [ORIGIN, "null"] }, /allowedOrigins/],
    "no secret": [{ cookieSecret: undefined }, /cookieSecret.*32 bytes/],
    "a short secret": [{ cookieSecret: [SECRET, "short"] }, /cookieSecret/],
    "no store": [{ store: undefined }, /store/],
    "half a store": [{ store: { get() {} } }, /store/],
    "the other half": [{ store: { swap() {} } }, /store/],
    "no limit": [{ rateLimit: undefined }, /rateLimit/],
    "a limit that is none": [{ rateLimit: true }, /rateLimit/],
    "a hook that is none": [{ onEvent: "x" }, /onEvent/],
    "fetch that is none": [{ fetch: 1 }, /fetch/],
    "a redirect anywhere": [{ redirectUri: "javascript:alert(1)" }, /redirectUri/],
    "no time": [{ timeout: 0 }, /timeout/],
    "no policy": [{ policy: "lax" }, /policy/],
    "a path that ends": [{ basePath: "/kyc/" }, /basePath/],
  };
  for (const [name, [config, message]] of Object.entries(BAD)) {
    test(name, async () => {
      const bad = { ...configOf(sandbox), ...config };
      assert.throws(
        () => createHandler(bad),
        (error) => error.code === "invalid_config" && message.test(error.message),
      );
      await assert.rejects(createHandler(() => bad)(new Request("https://a.example/kyc/status")), { code: "invalid_config" });
    });
  }
  for (const nothing of [undefined, null, {}, "x"])
    test(String(nothing), () => assert.throws(() => createHandler(nothing), { code: "invalid_config" }));
  test("a message contains no secret", () => {
    assert.throws(
      () => createHandler({ ...configOf(sandbox), allowedOrigins: [] }),
      ({ message }) => !message.includes(SECRET) && !message.includes("key-of-ours"),
    );
  });
});

test("a Promise is refused as a configuration, with the advice that the function must not be async", async () => {
  const config = configOf(createSandbox());
  const expected = { code: "invalid_config", message: /^The configuration is a Promise: .* must not be async\.$/ };
  assert.throws(() => createHandler(Promise.resolve(config)), expected);
  await assert.rejects(createHandler(async () => config)(new Request("https://a.example/kyc/status")), expected);
});

test("a configuration function is called once per env", async () => {
  let calls = 0;
  const sandbox = createSandbox();
  const handler = createHandler((env) => {
    calls++;
    return configOf(sandbox, { cookieSecret: env.SECRET });
  });
  const env = { SECRET };
  const status = (env) => handler(new Request("https://a.example/kyc/status"), env);
  for (let i = 0; i < 3; i++) assert.equal((await status(env)).status, 200);
  assert.equal(calls, 1);
  await status({ SECRET });
  assert.equal(calls, 2);
});

test("the policy decides about what is posted", async () => {
  const refused = async (policy, address) => {
    const { status, body } = await setUp({ policy })
      .browser()
      .json("links", { ...PERSON, address: { ...PERSON.address, ...address } });
    assert.ok([201, 422].includes(status), `${status}`);
    return status === 422 && body.errors.map(({ pointer }) => pointer).join();
  };
  const policies = ["schema", "postal", "strict", undefined];
  for (const [address, expected] of [
    [{}, [false, false, false, false]],
    [{ country: "AE", state: undefined, postalCode: undefined }, [false, "/address/state", "/address/state", "/address/state"]],
    [{ postalCode: "x" }, [false, false, "/address/postalCode", false]],
    [{ state: "XX" }, [false, false, "/address/state", false]],
  ])
    assert.deepEqual(await Promise.all(policies.map((policy) => refused(policy, address))), expected);
});

test("basePath, a provider per applicant, and hooks with the route", async () => {
  const seen = [];
  const sandbox = createSandbox();
  const choose = ({ address, reference }) => {
    seen.push(reference);
    return address?.country === "DE" ? "grid" : "spherepay";
  };
  const handler = createHandler(
    configOf(sandbox, { basePath: "", provider: choose, rateLimit: (_request, route) => seen.push(route) > 0 }),
  );
  const post = (person) =>
    handler(
      new Request("https://a.example/links", {
        method: "POST",
        body: JSON.stringify(person),
        headers: { origin: ORIGIN, "content-type": "application/json" },
      }),
    );
  const german = {
    ...PERSON,
    firstName: "J",
    lastName: "S",
    birthDate: "1990-01-15",
    nationality: "DE",
    address: { ...PERSON.address, state: undefined, country: "DE" },
    reference: "x",
  };
  assert.equal((await post(PERSON)).status, 201);
  assert.ok([201, 202].includes((await post(german)).status));
  assert.deepEqual(
    sandbox
      .customers()
      .map(({ provider }) => provider)
      .sort(),
    ["grid", "spherepay"],
  );
  assert.deepEqual(seen, ["links", undefined, "links", undefined]);
});

test("HTML for navigations: the form, errors, the status; JSON otherwise", async () => {
  const views = [];
  const { sandbox, browser: open } = setUp({
    render: (view) => {
      views.push(view);
      return `<h1>${view.kind}</h1>`;
    },
  });
  const page = open();
  const looking = { accept: "text/html", "sec-fetch-mode": "navigate" };
  const bad = await page.form("links", fieldsOf({ ...PERSON, email: "jane" }), looking);
  assert.deepEqual([bad.status, bad.text, bad.headers.get("content-type")], [422, "<h1>form</h1>", "text/html; charset=utf-8"]);
  assert.deepEqual([views[0].values.email, views[0].issues[0].code, views[0].problem.status], ["jane", "email_format", 422]);
  sandbox.nextFailure("garbage");
  assert.equal((await page.form("links", fieldsOf(PERSON), looking)).text, "<h1>error</h1>");
  assert.equal(views.at(-1).values.email, PERSON.email, "to be sent again");
  assert.equal((await page.form("links", fieldsOf(PERSON), looking)).status, 303);
  const status = await page.get("status", looking);
  const { requirements, capabilities, ...view } = views.at(-1);
  assert.deepEqual(
    [status.text, view],
    ["<h1>status</h1>", { kind: "status", status: "incomplete", nextAction: "open_link", type: "individual" }],
  );
  assert.deepEqual(capabilities, [{ name: "kyc_profile_a", status: "incomplete" }]);
  assert.ok(requirements.length > 0);
  assert.equal((await page.get("status", { ...looking, "sec-fetch-mode": "cors" })).body.status, "incomplete");
  assert.equal((await page.form("links", fieldsOf({ ...PERSON, email: "jane" }), { "sec-fetch-mode": "cors" })).body.status, 422);
  const own = setUp({
    render: () => new Response("mine", { status: 418, headers: { "cache-control": "public", "x-frame-options": "SAMEORIGIN" } }),
  });
  const mine = await own.browser().get("status", looking);
  assert.deepEqual(
    [mine.status, mine.headers.get("cache-control"), mine.headers.get("x-frame-options"), mine.headers.get("referrer-policy")],
    [418, "no-store", "SAMEORIGIN", "same-origin"],
  );
  const fails = setUp({ render: () => undefined });
  assert.equal((await fails.browser().get("status", looking)).body.status, "none");
  assert.equal(fails.errors[0].error.code, "invalid_config");
});

test("a Response of render keeps its headers and its cookie, and gets the handler's headers", async () => {
  const { browser: open, errors } = setUp({
    render: ({ values }) =>
      new Response(JSON.stringify(values ?? {}), { headers: { "set-cookie": "own=1; Path=/", "x-own": "1", vary: "Accept" } }),
  });
  const form = new FormData();
  for (const [name, value] of fieldsOf({ ...PERSON, email: "jane" })) form.set(name, value);
  form.set("photo", new File(["x"], "x.png"));
  const looking = { accept: "text/html", "sec-fetch-mode": "navigate", origin: ORIGIN };
  const { headers, text } = await open().send("links", { method: "POST", body: form, headers: looking });
  assert.deepEqual([headers.get("x-own"), headers.get("vary"), headers.get("x-frame-options")], ["1", "Accept", "DENY"]);
  assert.deepEqual(headers.getSetCookie(), ["own=1; Path=/"]);
  assert.ok(JSON.parse(text).email === "jane" && !("photo" in JSON.parse(text)), "fields, but no files");
  assert.deepEqual(errors, []);
});

test("HEAD gets the same response as GET, without a body", async () => {
  const looking = { accept: "text/html", "sec-fetch-mode": "navigate" };
  const renders = {
    text: () => "<h1>x</h1>",
    "a Response": () => new Response("<h1>x</h1>", { headers: { "content-type": "text/html" } }),
  };
  for (const [what, render] of Object.entries(renders)) {
    const page = setUp({ render }).browser();
    for (const headers of [looking, {}]) {
      const [get, head] = [await page.send("status", { headers }), await page.send("status", { method: "HEAD", headers })];
      assert.deepEqual([head.status, head.text, get.text === ""], [get.status, "", false], what);
      assert.deepEqual([...head.headers], [...get.headers], what);
    }
  }
});

test("onError is called when render returns neither text nor a Response", async () => {
  const { browser: open, errors } = setUp({ render: () => 7 });
  await open().get("status", { accept: "text/html", "sec-fetch-mode": "navigate" });
  assert.deepEqual(
    errors.map(({ error, route }) => [error.code, error.message, route]),
    [["invalid_config", "render must return HTML as a string, or a Response.", "status"]],
  );
});

test("hooks may return promises, with any ctx or none", async () => {
  for (const ctx of [undefined, null, {}, { waitUntil() {} }]) {
    const { handler } = setUp({
      onStep: () => Promise.reject(new Error("of the hook")),
      onError: async () => {
        throw new Error("of the hook");
      },
      authorize: () => {
        throw new Error("x");
      },
    });
    const request = new Request("https://app.example.com/kyc/links", {
      method: "POST",
      body: JSON.stringify(PERSON),
      headers: { origin: ORIGIN, "content-type": "application/json" },
    });
    assert.equal((await handler(request, undefined, ctx)).status, 403);
  }
});

test("what waitUntil gets ends after the response and the hooks", async () => {
  const kept = [];
  const { handler } = setUp({ onStep: async () => {} });
  await handler(new Request("https://a.example/kyc/status"), undefined, { waitUntil: (promise) => kept.push(promise) });
  assert.ok(kept.length > 1);
  await Promise.all(kept);
});

test("render gets the URL and headers of a request whose body has been read", async () => {
  const { browser: open } = setUp({
    render: (_view, { bodyUsed, headers, method, url }) => [headers.get("accept-language"), method, new URL(url).pathname, bodyUsed].join(),
  });
  const looking = { accept: "text/html", "sec-fetch-mode": "navigate", "accept-language": "ar" };
  assert.equal((await open().get("status", looking)).text, "ar,GET,/kyc/status,false");
  assert.equal((await open().form("links", fieldsOf({ ...PERSON, email: "jane" }), looking)).text, "ar,POST,/kyc/links,true");
});

test("env is what a Worker passes; whatever else a platform passes stands for the environment variables", async () => {
  const { config } = setUp();
  const seen = [];
  const open = createHandler((env) => {
    seen.push(env);
    return config;
  });
  const respond = (...given) => open(new Request("https://a.example/kyc/status"), ...given);
  const worker = { ORIGIN: "https://a.example", KYCLINK: { get() {} } };
  const bound = { KYCLINK: { get() {} }, server: "https://api.example", params: "x" };
  for (const env of [worker, bound, worker]) assert.equal((await respond(env)).status, 200);
  assert.deepEqual(seen.splice(0), [worker, bound], "once for each");
  class ServeHandlerInfo {
    get remoteAddr() {
      return { hostname: "127.0.0.1" };
    }
  }
  const others = {
    nothing: undefined,
    null: null,
    Deno: new ServeHandlerInfo(),
    Bun: { port: 1, requestIP() {} },
    Next: { params: Promise.resolve({}) },
    "Hono in Node": { incoming: {}, outgoing: {} },
    "Hono in Bun": { server: {} },
    Vercel: { waitUntil() {} },
    h3: { nitro: {} },
    Node: { setHeader() {} },
    "AWS Lambda": { event: {}, requestContext: {}, lambdaContext: {} },
    "an empty context": {},
    "a function": () => {},
  };
  for (const [platform, given] of Object.entries(others)) assert.equal((await respond(given)).status, 200, platform);
  assert.deepEqual(seen, [process.env], "one configuration for all of them");
});

test("in Deno, env is one object, too, although Deno returns another one for each call", async (t) => {
  const url = pathToFileURL(file("dist/lib/edge/env.js"));
  const load = (name) => import(`${url}?${name}`);
  let calls = 0;
  globalThis.Deno = { env: { toObject: () => ({ ORIGIN: "https://a.example", call: ++calls }) } };
  t.after(() => delete globalThis.Deno);
  const { envOf } = await load("allowed");
  assert.deepEqual(envOf(undefined), { ORIGIN: "https://a.example", call: 1 });
  assert.equal(envOf({ remoteAddr: {} }), envOf(undefined));
  globalThis.Deno.env.toObject = () => {
    throw new Error("requires env access");
  };
  const { envOf: refused } = await load("refused");
  assert.deepEqual(refused(undefined), {});
  assert.equal(refused(undefined), refused({ remoteAddr: {} }));
});

test("a browser that goes away does not stop what has begun", async () => {
  const { handler } = setUp();
  const kept = [];
  await handler(new Request("https://a.example/kyc/status"), undefined, { waitUntil: (promise) => kept.push(promise) });
  assert.equal((await kept[0]).status, 200);
});

describe("entries", () => {
  test("import and require have the same exports", async () => {
    const names = ["HANDLER_CODES", "clientAddress", "clientNetwork", "createHandler", "createOperator", "limitBy", "memoryStore"];
    assert.deepEqual(Object.keys(await subpath("edge")).sort(), names);
    assert.deepEqual(Object.keys(require("kyclink/edge")).sort(), names);
    assert.deepEqual(Object.keys(await subpath("cloudflare")).sort(), ["KycLinkStore", "durableObjectStore"]);
    const { createHandler: open, memoryStore: store } = require("kyclink/edge");
    const sandbox = createSandbox();
    assert.equal((await browser(open(configOf(sandbox, { store: store() }))).json("links", PERSON)).status, 201);
  });

  test("each condition selects its file, with the main entry's wasm module", async () => {
    const path = program('export { createHandler } from "kyclink/edge"; export { validate } from "kyclink";');
    const chosen = async (conditions) => {
      const { entries, imported } = await bundle(path, { conditions });
      return [entries.length, ...imported].join();
    };
    assert.equal(await chosen(["workerd", "worker", "browser"]), "1,../kyclink.wasm");
    assert.equal(await chosen(["edge-light"]), "1,../kyclink.wasm?module");
    assert.equal(await chosen([]), "1");
  });

  test("a store of a missing binding is undefined", async () => {
    const { durableObjectStore } = await subpath("cloudflare");
    assert.equal(durableObjectStore(undefined), undefined);
    assert.throws(() => createHandler({ ...configOf(createSandbox()), store: durableObjectStore() }), /with a binding that exists/);
    assert.ok(memoryStore());
  });
});
