/**
 * The headers of a handler with the page, by its configuration, of its files, and of one with a `render` hook: each
 * directive of the policy, caching, sniffing, framing, the referrer and the cookie.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { ORIGIN, PERSON, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { elementsOf } from "../../helpers/page/dom.mjs";
import { device, FORM, fails, OTHERS, REQUESTS, reply, started } from "../../helpers/page/requests.mjs";

const { assets, onboardingPage } = await subpath("page");

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

/** What every response has that is about a person, whoever gets it. */
function isPrivate({ headers }) {
  assert.equal(headers.get("cache-control"), "no-store");
  for (const name of ["etag", "last-modified", "expires", "age", "server", "x-powered-by"]) assert.equal(headers.get(name), null, name);
  const cookie = headers.get("set-cookie");
  if (cookie === null) return;
  const [, ...attributes] = cookie.split("; ");
  assert.match(cookie, /^__Host-kyclink(?:=[\w-]{60,}|-test=1); /);
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

/** The transcript has the headers of each response of the page, to a browser and to a program. */
for (const [name, row] of Object.entries({ ...REQUESTS, ...OTHERS }))
  test(`${name}: a page of a render hook`, async () => {
    const { response } = await reply(row, { render: ({ kind }) => `<!doctype html><title>${kind}</title><main>` });
    isPrivate(response);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    if (!response.content.startsWith("<")) return;
    isPage(response, RENDER_POLICY);
    assert.equal(response.headers.get("referrer-policy"), "same-origin");
  });

describe("docs/page.md", () => {
  const docs = readFileSync(new URL("../../../../docs/page.md", import.meta.url), "utf8");

  test("has a table of all pages, whose policy is the one it shows, directive by directive", async () => {
    const [table] = /\| path \| shows \|\n(?:\|.*\n)+/.exec(docs);
    const paths = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path);
    assert.deepEqual(paths, [
      "/kyc",
      "/kyc/new",
      "/kyc/status",
      "/kyc/links/renew",
      "/kyc/agreements",
      "/kyc/handoff/open",
      "/kyc/assets/…",
    ]);
    const [, shown] = /## Content-Security-Policy\n```\n(.*?)\n```/s.exec(docs);
    const policy = policyOf({ headers: new Headers({ "content-security-policy": shown.replace("\n", " ") }) });
    assert.deepEqual(policy, POLICY);
    const own = paths.filter((path) => !/assets|renew/.test(path)); // files are below, the page with a frame in frame.test.mjs
    for (const present of [undefined, "redirect", "tab", "frame"]) {
      for (const provider of ["spherepay", "grid", "bridge"]) {
        const { handler } = setUp({ provider, page: onboardingPage({ present }) });
        for (const path of own) {
          const response = await device(handler)("GET", path);
          isPage(response, policy);
          assert.equal(response.headers.get("permissions-policy"), null, path);
        }
      }
    }
  });
});

describe("the policy of a configuration", () => {
  const LOOPBACK = "http://localhost:* http://*.localhost:* http://127.0.0.1:*";
  const spherepay = { apiKey: "key-of-ours", baseUrl: "http://127.0.0.1:4010/x" };
  const grid = { clientId: "id", clientSecret: "secret", baseUrl: "HTTP://localhost:4010/x" };
  const CASES = {
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
    "a provider that has no account": [{}, { grid: undefined }, {}],
    "a provider whose URL has another one in it": [{}, { spherepay: { ...spherepay, baseUrl: "https://api.example.com/http://x" } }, {}],
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
});

test("what the page sends where it fails has no body and is private", async () => {
  const headers = { "cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff" };
  const { handler: broken } = setUp({ page: onboardingPage({ document: fails }) });
  const failed = await broken(new Request(`${ORIGIN}/kyc`));
  assert.deepEqual([failed.status, await failed.text()], [500, ""]);
  assert.deepEqual(Object.fromEntries(failed.headers), headers);
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
