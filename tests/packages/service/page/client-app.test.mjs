/**
 * `kyclink/page/client` in an app with a session of its own: with React Native's fetch, which is `whatwg-fetch` over a
 * request of the platform, without `crypto`, and without a cookie.
 */

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { fetch as nativeFetch } from "whatwg-fetch";
import { ORIGIN, PERSON, PERSON_AT_GRID, setUp } from "../../helpers/edge/harness.mjs";
import { internal, subpath } from "../../helpers/install/index.mjs";

const { onboardingClient } = await subpath("page/client");
const { newKey } = await internal("service/page/new-key.js");

const platformCrypto = Object.getOwnPropertyDescriptor(globalThis, "crypto");
const setCrypto = (value) => Object.defineProperty(globalThis, "crypto", { value, configurable: true, writable: true });

/** The requests that have reached the server. */
let sent = [];
let respond;

/** What React Native puts in place of a browser's XMLHttpRequest, as far as `whatwg-fetch` uses it. */
class PlatformRequest {
  #headers = {};
  open = (method, url) => Object.assign(this, { method, url });
  setRequestHeader = (name, value) => (this.#headers[name] = value);
  getAllResponseHeaders = () => [...this.response_.headers].map(([name, value]) => `${name}: ${value}`).join("\r\n");
  abort = () => this.onabort?.();
  async send(body) {
    const { method, url } = this;
    // `Request` of Node drops no header that an app may set.
    const request = new Request(url, { method, headers: this.#headers, body: body ?? undefined });
    sent.push({ method, route: new URL(url).pathname, headers: this.#headers });
    // The server runs on another machine, which has random numbers.
    const own = Object.getOwnPropertyDescriptor(globalThis, "crypto");
    Object.defineProperty(globalThis, "crypto", platformCrypto);
    try {
      this.response_ = await respond(request);
      this.status = this.response_.status;
      this.responseText = await this.response_.text();
    } finally {
      Object.defineProperty(globalThis, "crypto", own);
    }
    this.onload();
  }
}

beforeEach(() => {
  sent = [];
  globalThis.XMLHttpRequest = PlatformRequest;
});
afterEach(() => {
  setCrypto(platformCrypto.get ? globalThis.crypto : platformCrypto.value);
  Object.defineProperty(globalThis, "crypto", platformCrypto);
  delete globalThis.XMLHttpRequest;
  mock.timers.reset();
});

const PEOPLE = { "Bearer t-1": "user-1", "Bearer t-2": "user-2" };

/** A handler whose people have a bearer token. */
function setUpApp(config) {
  const made = setUp({
    provider: "grid",
    authorize(request) {
      const reference = PEOPLE[request.headers.get("authorization")];
      return reference ? { reference } : Response.json({ code: "login" }, { status: 401 });
    },
    ...config,
  });
  respond = made.handler;
  return made;
}

const clientOf = (headers) => onboardingClient({ base: `${ORIGIN}/kyc`, headers, fetch: nativeFetch });
const own = { origin: ORIGIN, authorization: "Bearer t-1" };

describe("an app with a bearer token", () => {
  test("goes from the form to the decision, without a cookie and without crypto", async () => {
    const { sandbox } = setUpApp();
    setCrypto(undefined);
    const client = clientOf(async () => own);
    assert.deepEqual(await client.status(), { kind: "status", status: "none", nextAction: "none" });
    const person = { ...PERSON_AT_GRID, address: PERSON.address };
    assert.equal((await client.start(person)).kind, "link");
    assert.equal((await client.status()).status, "incomplete");
    assert.equal((await client.renew()).kind, "link");
    assert.equal((await client.token()).kind, "token");
    assert.equal((await client.start(person)).kind, "link");
    assert.equal(sandbox.customers().length, 1, "one person, one customer");
    for (const { headers, method } of sent) {
      assert.equal(headers.accept, "application/json");
      assert.equal(headers.authorization, "Bearer t-1");
      assert.equal(headers["content-type"], method === "POST" ? "application/json" : undefined);
      assert.ok(!("cookie" in headers) && !("idempotency-key" in headers));
    }
  });

  test("gets nothing of somebody else, and the refusal where nobody is logged in", async () => {
    setUpApp();
    await clientOf(own).start({ ...PERSON_AT_GRID, address: PERSON.address });
    const other = clientOf({ ...own, authorization: "Bearer t-2" });
    assert.equal((await other.status()).status, "none");
    assert.deepEqual(await other.token(), { kind: "problem", code: "no_session", status: 401 });
    const nobody = clientOf({ origin: ORIGIN, authorization: undefined });
    assert.deepEqual(await nobody.status(), { kind: "problem", code: "login", status: 401 });
    const elsewhere = clientOf({ ...own, origin: "https://evil.example" });
    assert.equal((await elsewhere.renew()).code, "not_allowed");
  });
});

describe("headers", () => {
  const seen = (headers) =>
    clientOf(headers)
      .start(PERSON, { idempotencyKey: "0123456789abcdefghijkl" })
      .then(() => sent.at(-1).headers);

  test("are asked for before each request, and do not replace those of the client", async () => {
    respond = () => new Response("{}", { status: 201 });
    let count = 0;
    const client = clientOf(() => ({ authorization: `Bearer ${++count}` }));
    for (const number of [1, 2]) {
      await client.renew();
      assert.equal(sent.at(-1).headers.authorization, `Bearer ${number}`);
    }
    const headers = await seen({ Accept: "text/html", "Content-Type": "text/plain", "IDEMPOTENCY-KEY": "x", "X-Own": "1" });
    assert.deepEqual(
      { ...headers },
      {
        accept: "application/json",
        "content-type": "application/json",
        "idempotency-key": "0123456789abcdefghijkl",
        "x-own": "1",
      },
    );
  });

  test("only own properties are sent", async (t) => {
    respond = () => new Response("{}", { status: 201 });
    Object.prototype.authorization = "Bearer stolen";
    Object.prototype.fetch = () => assert.fail("called");
    t.after(() => {
      delete Object.prototype.authorization;
      delete Object.prototype.fetch;
    });
    assert.deepEqual(Object.keys(await seen({ "x-own": "1" })).sort(), ["accept", "content-type", "idempotency-key", "x-own"]);
    const platform = globalThis.fetch;
    globalThis.fetch = async () => new Response("{}", { status: 404 });
    t.after(() => (globalThis.fetch = platform));
    assert.equal((await onboardingClient({ base: ORIGIN }).status()).status, 404);
  });

  test("a function that throws, or never ends, sends nothing", async () => {
    for (const headers of [() => Promise.reject(new Error("jane@example.com")), () => assert.fail("jane@example.com")]) {
      assert.deepEqual(await clientOf(headers).status(), { kind: "problem", code: "network" });
    }
    mock.timers.enable({ apis: ["setTimeout"] });
    const waiting = clientOf(() => new Promise(() => {})).status();
    mock.timers.tick(45_000);
    assert.deepEqual(await waiting, { kind: "problem", code: "timeout" });
    assert.deepEqual(sent, []);
  });
});

test("a relative base says what an app has to pass", async () => {
  const fetch = async () => {
    throw new TypeError("Network request failed");
  };
  const { code, advice } = await onboardingClient({ fetch }).status();
  assert.equal(code, "network");
  assert.match(advice, /In an app, pass base as a URL/);
});

describe("a new key", () => {
  test("is random wherever the platform has random numbers, and absent elsewhere", () => {
    const { getRandomValues } = globalThis.crypto;
    const all = platformCrypto.get ? globalThis.crypto : platformCrypto.value;
    assert.match(newKey(), /^[\da-f-]{36}$/);
    // A page on http, or an app with a polyfill.
    setCrypto({ getRandomValues: (bytes) => getRandomValues.call(all, bytes) });
    const keys = new Set(Array.from({ length: 100 }, newKey));
    assert.equal(keys.size, 100);
    for (const key of keys) assert.match(key, /^[\da-f]{32}$/);
    for (const none of [undefined, {}]) {
      setCrypto(none);
      assert.equal(newKey(), undefined);
    }
  });
});
