/**
 * The headers of every response of a handler with the page, and of one with a `render` hook: each directive of the policy,
 * caching, sniffing, framing, the referrer and the cookie. The table of requests has every status and every kind of page.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CONTACT_CODE, fieldsOf, newKey, ORIGIN, PERSON, PERSON_AT_GRID, setUp } from "./edge/harness.mjs";
import { subpath } from "./install/index.mjs";
import { elementsOf } from "./page/dom.mjs";

const { assets, onboardingPage } = await subpath("page");

const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" };
const BACK = `${ORIGIN}/kyc/status`;
const FORM_AT_GRID = Object.fromEntries(fieldsOf(PERSON_AT_GRID).filter(([, value]) => value !== undefined));
const FORM = Object.fromEntries(fieldsOf({ ...PERSON, address: { ...PERSON.address, country: "US" } }));

/** The policy of the page; the sources of a configuration take the place of these. */
const POLICY = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  "img-src": "'self'",
  "connect-src": "'self'",
  "form-action": "'self' https:",
  "base-uri": "'none'",
  "frame-ancestors": "'none'",
};

/** The policy of pages that a `render` hook makes. */
const RENDER_POLICY = {
  "default-src": "'self'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "object-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'self' https:",
  "frame-ancestors": "'none'",
};

/** Returns the directives of a policy. A directive that is there twice has its first value, so it must not be. */
function policyOf(response) {
  const all = response.headers.get("content-security-policy").split("; ");
  const directives = all.map((directive) => directive.split(/ (.*)/s).slice(0, 2));
  assert.equal(new Set(directives.map(([name]) => name)).size, all.length);
  return Object.fromEntries(directives);
}

/** A person's browser, whose requests are navigations unless `headers` says otherwise. */
function device(handler, shared = {}) {
  let cookie;
  return async (method, path, { fields, body, headers } = {}) => {
    const given = { ...NAVIGATION, ...(method !== "GET" && { origin: ORIGIN }), ...(cookie && { cookie }), ...shared, ...headers };
    const present = Object.entries(given).filter(([, value]) => value !== undefined);
    const url = path.startsWith("http") ? path : ORIGIN + path;
    const init = { method, headers: Object.fromEntries(present), body: fields ? new URLSearchParams(fields) : body };
    const response = await handler(new Request(url, init));
    const set = response.headers.get("set-cookie");
    if (set) cookie = set.split(";")[0];
    const text = await response.clone().text();
    return Object.assign(response, { content: text });
  };
}

/** Requests to a handler, by what they show, with the expected status. Each gets a world of its own. */
const REQUESTS = {
  "the form": [200, (send) => send("GET", "/kyc")],
  "the form with a slash": [200, (send) => send("GET", "/kyc/")],
  "a new form": [200, (send) => send("GET", "/kyc/new")],
  "the form by HEAD": [200, (send) => send("HEAD", "/kyc")],
  "a method that the form does not have": [405, (send) => send("POST", "/kyc")],
  "an unknown path": [404, (send) => send("GET", "/kyc/nothing")],
  "a path elsewhere": [404, (send) => send("GET", "/elsewhere")],
  "a file that does not exist": [404, (send) => send("GET", "/kyc/assets/nothing.js")],
  "a method that the status does not have": [405, (send) => send("POST", "/kyc/status")],
  "a method that the link does not have": [405, (send) => send("GET", "/kyc/links")],
  "the status of nobody": [200, (send) => send("GET", "/kyc/status")],
  "a renewal of nobody": [401, (send) => send("POST", "/kyc/links/renew")],
  "a form with issues": [422, (send) => send("POST", "/kyc/links", { fields: { type: "individual", email: "x" } })],
  "a key that is no key": [400, (send) => send("POST", "/kyc/links", { fields: { ...FORM, idempotencyKey: "short" } })],
  "a body that is too large": [413, (send) => send("POST", "/kyc/links", { fields: { email: "x".repeat(200_000) } })],
  "a media type that is none": [415, (send) => send("POST", "/kyc/links", { body: "x", headers: { "content-type": "text/plain" } })],
  "another origin": [403, (send) => send("POST", "/kyc/links", { fields: FORM, headers: { origin: "https://evil.example" } })],
  "a link to another device that is none": [410, (send) => send("GET", "/kyc/handoff/open?token=none")],
  "the link in a new tab": [200, (send) => started(send)],
  "the redirect to the link": [303, (send) => started(send), { redirectUri: BACK, provider: "grid", fromGermany: true, confirmed: true }],
  "contacts to confirm": [202, (send) => send("POST", "/kyc/links", { fields: FORM_AT_GRID }), { provider: "grid" }],
  "a code that was sent": [200, (send) => afterwards(send, "POST", "/kyc/contact/email"), { provider: "grid" }],
  "a code that is wrong": [422, (send) => confirmed(send, "000000"), { provider: "grid" }],
  "a code that is right": [200, (send) => confirmed(send, CONTACT_CODE), { provider: "grid" }],
  "too many codes": [429, (send) => repeated(send, "/kyc/contact/email"), { provider: "grid" }],
  "too many requests": [429, (send) => send("POST", "/kyc/links", { fields: FORM }), { rateLimit: () => false }],
  "the status of a customer": [200, (send) => afterwards(send, "GET", "/kyc/status")],
  "the status by HEAD": [200, (send) => afterwards(send, "HEAD", "/kyc/status")],
  "the form of a customer": [303, (send) => afterwards(send, "GET", "/kyc")],
  "a new form of a customer": [200, (send) => afterwards(send, "GET", "/kyc/new")],
  "another link": [200, (send) => afterwards(send, "POST", "/kyc/links/renew", { fields: {} })],
  "the link to another device": [201, (send) => afterwards(send, "POST", "/kyc/handoff")],
  "a key with other data": [422, (send) => reused(send)],
  "a provider that fails": [503, (send) => send("POST", "/kyc/links", { fields: FORM }), { fetch: () => Promise.reject(new TypeError()) }],
  "a provider that refuses us": [
    502,
    (send) => send("POST", "/kyc/links", { fields: FORM }),
    { fetch: async () => new Response("", { status: 401 }) },
  ],
  "a store that fails": [503, (send) => send("POST", "/kyc/links", { fields: FORM }), { store: { get: fails, swap: fails } }],
  "a hook that lets nobody in": [403, (send) => send("GET", "/kyc/status"), { authorize: fails }],
  "a Response of a hook": [401, (send) => send("GET", "/kyc/status"), { authorize: () => new Response("Log in", { status: 401 }) }],
};

/** Requests whose responses are not pages: a program's, and those without a body. */
const OTHERS = {
  "a preflight": [204, (send) => send("OPTIONS", "/kyc/links", { headers: { "access-control-request-method": "POST" } })],
  "a webhook without a signature": [404, (send) => send("POST", "/kyc/webhooks/spherepay", { body: "{}", headers: { origin: undefined } })],
};

function fails() {
  throw new Error("unreachable");
}

const started = (send, key) => send("POST", "/kyc/links", { fields: { ...send.form, ...(key && { idempotencyKey: key }) } });

async function afterwards(send, ...request) {
  await started(send);
  return send(...request);
}

async function confirmed(send, code) {
  await started(send);
  await send("POST", "/kyc/contact/email", { fields: { channel: "email" } });
  return send("POST", "/kyc/contact/email/confirm", { fields: { channel: "email", code } });
}

async function repeated(send, path) {
  await started(send);
  let last;
  for (let i = 0; i < 20 && last?.status !== 429; i++) last = await send("POST", path);
  return last;
}

async function reused(send) {
  const key = newKey();
  await started(send, key);
  return send("POST", "/kyc/links", { fields: { ...send.form, email: "other@example.com", idempotencyKey: key } });
}

/** Sends the request of a row, as a browser or as a program does. */
async function answer([status, request, config = {}], { page, headers, render } = {}) {
  const { fromGermany, confirmed: isConfirmed, ...rest } = config;
  const isGerman = rest.provider === "grid";
  const own = page === undefined ? { render } : { page: onboardingPage(page) };
  const { handler, sandbox, errors } = setUp({ ...own, ...rest });
  const send = device(handler, headers);
  send.form = isGerman ? FORM_AT_GRID : FORM;
  if (isConfirmed) {
    await started(send);
    for (const channel of ["email", "phone"]) {
      await send("POST", `/kyc/contact/${channel}`, { fields: { channel } });
      await send("POST", `/kyc/contact/${channel}/confirm`, { fields: { channel, code: CONTACT_CODE } });
    }
    return { response: await send("POST", "/kyc/links/renew", { fields: {} }), status, sandbox, errors };
  }
  return { response: await request(send), status, sandbox, errors };
}

/** What every response has that is about a person, whoever gets it. */
function isPrivate({ headers }) {
  assert.equal(headers.get("cache-control"), "no-store");
  for (const name of ["etag", "last-modified", "expires", "age", "server", "x-powered-by"]) assert.equal(headers.get(name), null, name);
  const cookie = headers.get("set-cookie");
  if (cookie === null) return;
  const [, ...attributes] = cookie.split("; ");
  assert.match(cookie, /^__Host-kyclink=[\w-]{60,}; /);
  const names = attributes.map((attribute) => attribute.replace(/=\d+$/, "")).sort();
  assert.deepEqual(names, ["HttpOnly", "Max-Age", "Path=/", "SameSite=Lax", "Secure"]);
}

/** What every page has besides. */
function isPage({ headers }, policy) {
  assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("x-frame-options"), "DENY");
  assert.deepEqual(policyOf({ headers }), policy);
}

for (const [name, row] of Object.entries(REQUESTS)) {
  test(`${name}: the headers of a page`, async () => {
    const { response, status, errors } = await answer(row, { page: {} });
    assert.equal(response.status, status, `${response.content} ${errors.map(({ error }) => error.message)}`);
    isPrivate(response);
    if (name === "a Response of a hook" || status === 303) {
      // Neither has a body of ours. What a hook returns keeps its own headers.
      assert.equal(response.content, status === 303 ? "" : "Log in");
      if (status === 303) assert.equal(response.headers.get("content-type"), null);
    } else isPage(response, POLICY);
    const leavesTheOriginOut = name.startsWith("a link to another device");
    const referrer = response.headers.get("referrer-policy");
    if (response.content !== "")
      assert.equal(
        referrer,
        leavesTheOriginOut ? "strict-origin" : name.includes("hook") && status === 401 ? "no-referrer" : "same-origin",
      );
    if (response.content !== "" && status !== 401)
      assert.ok(
        elementsOf(response.content).some(({ name }) => name === "main"),
        name,
      );
    assert.equal(response.headers.get("access-control-allow-origin") ?? ORIGIN, ORIGIN);
  });
}

const PROGRAM = { accept: "application/json", "sec-fetch-mode": "cors" };

for (const [name, row] of Object.entries({ ...REQUESTS, ...OTHERS })) {
  const [status, , config] = row;
  test(`${name}: for a program, nothing to store or to guess`, async () => {
    const { response } = await answer(row, { headers: PROGRAM, render: undefined });
    isPrivate(response);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.equal(response.headers.get("referrer-policy"), "no-referrer");
    assert.equal(response.headers.get("content-security-policy"), null);
    assert.match(response.headers.get("vary"), /\bOrigin\b/);
    const type = response.headers.get("content-type");
    if (response.content !== "" && config?.authorize === undefined) {
      assert.match(type, response.status >= 400 ? /^application\/problem\+json$/ : /^application\/json$/);
      JSON.parse(response.content);
    }
    if (status !== response.status) assert.ok([404, 201, 202, 204, 200, 303].includes(response.status), `${response.status}`);
    const allowed = response.headers.get("access-control-allow-origin");
    if (allowed !== null) {
      assert.equal(allowed, ORIGIN);
      assert.equal(response.headers.get("access-control-allow-credentials"), "true");
      assert.equal(response.headers.get("access-control-expose-headers"), "retry-after");
    } else assert.equal(response.headers.get("access-control-allow-credentials"), null);
  });

  test(`${name}: a page of a render hook`, async () => {
    const { response } = await answer(row, { render: ({ kind }) => `<!doctype html><title>${kind}</title><main>` });
    isPrivate(response);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    if (!response.content.startsWith("<")) return;
    isPage(response, RENDER_POLICY);
    assert.equal(response.headers.get("referrer-policy"), "same-origin");
  });
}

describe("the policy of a configuration", () => {
  const LOOPBACK = "http://localhost:* http://*.localhost:* http://127.0.0.1:*";
  const spherepay = { apiKey: "key-of-ours", baseUrl: "http://127.0.0.1:4010/x" };
  const grid = { clientId: "id", clientSecret: "secret", baseUrl: "HTTP://localhost:4010/x" };
  const CASES = {
    "files on a static host": [
      { assets: "https://static.example.com/kyc/" },
      {},
      { "script-src": "'self' https://static.example.com 'wasm-unsafe-eval'", "style-src": "'self' https://static.example.com" },
    ],
    "files on a static host with a port": [
      { assets: new URL("https://static.example.com:8443/x") },
      {},
      { "script-src": "'self' https://static.example.com:8443 'wasm-unsafe-eval'", "style-src": "'self' https://static.example.com:8443" },
    ],
    "a logo of our own": [{ logo: { src: "/logo.svg", alt: "" } }, {}, {}],
    "a logo elsewhere": [
      { logo: { src: "https://img.example.com/a/b.svg", alt: "" } },
      {},
      { "img-src": "'self' https://img.example.com" },
    ],
    "a provider on this machine": [{}, { spherepay }, { "form-action": `'self' https: ${LOOPBACK}` }],
    "another provider on this machine": [{}, { provider: "grid", grid }, { "form-action": `'self' https: ${LOOPBACK}` }],
    "all of these": [
      { assets: "https://a.example/", logo: { src: "https://b.example/x", alt: "" } },
      { spherepay },
      {
        "script-src": "'self' https://a.example 'wasm-unsafe-eval'",
        "style-src": "'self' https://a.example",
        "img-src": "'self' https://b.example",
        "form-action": `'self' https: ${LOOPBACK}`,
      },
    ],
  };

  for (const [name, [options, config, changed]] of Object.entries(CASES)) {
    test(name, async () => {
      const { handler } = setUp({ page: onboardingPage(options), ...config });
      const send = device(handler);
      for (const path of ["/kyc", "/kyc/status", "/kyc/nothing"]) isPage(await send("GET", path), { ...POLICY, ...changed });
    });
  }

  test("allows every file of the page, and no other host", async () => {
    for (const options of [
      {},
      { assets: "https://static.example.com/", logo: { src: "https://img.example.com/a.svg", alt: "" }, theme: { radius: "0" } },
    ]) {
      const { handler } = setUp({ page: onboardingPage(options) });
      const response = await device(handler)("GET", "/kyc");
      const policy = policyOf(response);
      const directive = { script: "script-src", link: "style-src", img: "img-src" };
      for (const { name, attributes } of elementsOf(response.content)) {
        const url = attributes.src ?? (name === "link" ? attributes.href : undefined);
        if (url === undefined || attributes.rel === "icon") continue;
        const { origin } = new URL(url, ORIGIN);
        const sources = policy[attributes.rel === "modulepreload" ? "script-src" : directive[name]].split(" ");
        assert.ok(sources.includes(origin === ORIGIN ? "'self'" : origin), url);
      }
    }
  });
});

describe("files", () => {
  test("are immutable, typed, without a cookie, and the same for everybody", async () => {
    const { handler } = setUp({ page: onboardingPage({ theme: { accent: "#0b6e4f" } }) });
    const send = device(handler);
    const page = await send("GET", "/kyc");
    await started(Object.assign(send, { form: FORM }));
    const country = /data-countries="([^"]+)"/.exec(page.content)[1];
    const urls = elementsOf(page.content).flatMap(({ name, attributes: { href, src } }) =>
      name === "script" ? src : name === "link" ? href : [],
    );
    const own = [...urls, `${country}en-US.json`, ...Object.keys(assets).map((name) => `/kyc/assets/${name}`)];
    const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8", json: "application/json", svg: "image/svg+xml" };
    for (const url of own) {
      for (const method of ["GET", "HEAD"]) {
        const file = await send(method, url);
        assert.equal(file.status, 200, url);
        assert.deepEqual(Object.fromEntries(file.headers), {
          "cache-control": "public, max-age=31536000, immutable",
          "content-type": types[url.split(".").at(-1)],
          "x-content-type-options": "nosniff",
        });
        assert.equal(file.content === "", method === "HEAD");
      }
      const stranger = await device(handler, { "accept-language": "ja", origin: "https://evil.example" })("GET", url);
      assert.equal(stranger.content, (await send("GET", url)).content, url);
      for (const value of [PERSON.email, PERSON.address.line1]) assert.ok(!stranger.content.includes(value), url);
      for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) assert.ok((await send(method, url)).status >= 400, `${method} ${url}`);
    }
  });

  test("have names that nobody can make: no other file, no prototype, no path", async () => {
    const { handler } = setUp({ page: onboardingPage() });
    const send = device(handler);
    const names = [
      "constructor",
      "__proto__",
      "toString",
      "",
      ".",
      "..",
      "..%2f..",
      "texts-en-0000000000000000.js",
      "theme-0.css",
      "country-0-en-US.json",
    ];
    for (const name of names) {
      const response = await send("GET", `/kyc/assets/${name}`);
      assert.ok([200, 404].includes(response.status));
      assert.notEqual(response.headers.get("cache-control"), "public, max-age=31536000, immutable", name);
    }
  });
});

test("a page that cannot be rendered: nothing of it, nothing stored, and onError hears why", async () => {
  const broken = { locale: fails, document: fails };
  for (const [option, value] of Object.entries(broken)) {
    const { handler, errors } = setUp({ page: onboardingPage({ [option]: value }) });
    for (const path of ["/kyc", "/kyc/status", "/kyc/nothing"]) {
      const before = errors.length;
      const response = await device(handler)("GET", path);
      assert.ok(response.status >= 200);
      isPrivate(response);
      assert.ok(!response.content.includes("unreachable"), option);
      assert.equal(errors.length, before + 1, `${option} ${path}`);
      assert.match(errors.at(-1).error.message, /unreachable/);
    }
  }
});

test("a Response of the render hook gets the headers that it lacks, and keeps its own", async () => {
  const own = {
    "x-frame-options": "SAMEORIGIN",
    "content-security-policy": "default-src 'none'",
    "cache-control": "public",
    "set-cookie": "shop=1",
  };
  const { handler } = setUp({ render: () => new Response("<p>", { status: 418, headers: own }) });
  const send = device(handler);
  const response = await send("POST", "/kyc/links", { fields: { type: "individual" } });
  assert.equal(response.status, 418);
  const {
    "x-frame-options": frame,
    "cache-control": cache,
    "x-content-type-options": sniff,
    "referrer-policy": referrer,
  } = Object.fromEntries(response.headers);
  assert.deepEqual([frame, cache, sniff, referrer], ["SAMEORIGIN", "no-store", "nosniff", "same-origin"]);
  assert.deepEqual(policyOf(response), { "default-src": "'none'" });
  assert.deepEqual(response.headers.getSetCookie(), ["shop=1"]);
});
