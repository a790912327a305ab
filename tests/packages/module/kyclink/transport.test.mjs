/**
 * The transport always settles with a coded error, whatever fetch does: rejects with any value, throws, or responds with
 * something else. How bodies are read, and the arguments of fetch. transport-responses.test.mjs has the responses of a
 * server, and timer.test.mjs what never settles.
 */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { before, describe, mock, test } from "node:test";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { revoked } from "../../helpers/boundary/oddities.mjs";
import { PERSON } from "../../helpers/edge/harness.mjs";
import { esm } from "../../helpers/install/index.mjs";

let kyclink;
// No wait between two attempts is longer than it must be.
before(() => mock.method(Math, "random", () => 0));
before(async () => (kyclink = await esm()));

const ID = "customer_1ab2c3d4";
const LINK = { url: "https://in.sumsub.com/websdk/p/x", expiresAt: "2027-01-15T14:32:00Z" };
const LINK_JSON = JSON.stringify(LINK);
const MIB = 1 << 20;
const API = "https://api.example.com/";
const REQUEST = { method: "GET", url: API, headers: {} };

const clientOf = (fetch, config) => kyclink.spherepay({ apiKey: "key", environment: "sandbox", fetch, ...config });
const linkFrom = (fetch, config) => clientOf(fetch, config).createKycLink({ customerId: ID });

/** The error of a call that must fail. */
async function failure(promise) {
  const error = await promise.then(
    () => assert.fail("it should have failed"),
    (error) => error,
  );
  assert.ok(error instanceof kyclink.KycLinkError, `no KycLinkError: ${error}`);
  return error;
}

const REJECTIONS = {
  "a string": () => "boom",
  "an AbortError that nobody asked for": () => new DOMException("aborted", "AbortError"),
  "a TypeError": () => new TypeError("fetch failed"),
  "an Error of another realm": () => runInNewContext("new Error('elsewhere')"),
  "an object without a prototype": () => Object.create(null),
  "a frozen object": () => Object.freeze({}),
  "a revoked proxy": () => revoked(),
  "a symbol": () => Symbol("no"),
  zero: () => 0,
  undefined: () => undefined,
  "a KycLinkError": () => new kyclink.KycLinkError("invalid_config"),
};

describe("fetch that rejects with, or throws", () => {
  for (const [what, make] of Object.entries(REJECTIONS)) {
    test(what, async () => {
      const rejection = make();
      const throwing = () => {
        throw rejection;
      };
      for (const fetch of [() => Promise.reject(rejection), throwing]) {
        const error = await failure(linkFrom(fetch));
        const { code, retryable, operation, provider } = error;
        assert.deepEqual([code, retryable, operation, provider], ["network", true, "spherepay.createKycLink", "spherepay"]);
        assert.ok(Object.hasOwn(error, "cause") && Object.is(error.cause, rejection), "the cause is the rejected value itself");
        assert.ok(!Object.keys(error).includes("cause"), "loggers do not walk into it");
        const create = await failure(clientOf(fetch).createCustomerViaLink(PERSON));
        assert.deepEqual([create.code, create.retryable, Object.is(create.cause, rejection)], ["outcome_unknown", false, true]);
      }
    });
  }

  test("or returns something that is not a Response", async () => {
    for (const response of [
      undefined,
      null,
      1,
      {},
      { status: 200 },
      { status: "200", headers: 5 },
      { status: 503, headers: 5, body: null },
    ]) {
      const { code } = await failure(linkFrom(async () => response));
      assert.ok(["network", "unexpected_response", "unavailable"].includes(code), code);
      if (response?.status !== 200)
        assert.equal((await failure(clientOf(async () => response).createCustomerViaLink(PERSON))).code, "outcome_unknown");
    }
  });
});

/** A response that gives out `chunks` and then ends or breaks; `state.cancelled` says whether its reader gave up. */
function streaming(chunks, end) {
  const state = { cancelled: false, pulled: 0 };
  const body = new ReadableStream(
    {
      pull(controller) {
        if (state.pulled < chunks.length) return controller.enqueue(chunks[state.pulled++]);
        if (end) return controller.error(end);
        controller.close();
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const fetch = async (_url, { signal }) => Object.assign(state, { signal }) && new Response(body, { status: 201 });
  return { state, fetch };
}

const bytes = (text) => new TextEncoder().encode(text);

test("the cause of a body that breaks off is that of its stream", async () => {
  const broken = new TypeError("terminated");
  const { code, cause } = await failure(linkFrom(streaming([bytes('{"url":')], broken).fetch, { maxRetries: 0 }));
  assert.deepEqual([code, cause], ["network", broken]);
  const create = await failure(clientOf(streaming([bytes("{}")], broken).fetch).createCustomerViaLink(PERSON));
  assert.deepEqual([create.code, create.cause], ["outcome_unknown", broken]);
});

test("a body over 1 MiB is not read to its end", async () => {
  const { fetch, state } = streaming(Array(100).fill(new Uint8Array(MIB / 8).fill(32)));
  assert.equal((await failure(linkFrom(fetch))).code, "unexpected_response");
  assert.deepEqual([state.cancelled, state.pulled, state.signal.aborted], [true, 9, true]);
});

test("a create whose response is too large says how to go on", async () => {
  const client = clientOf(async () => new Response(" ".repeat(MIB + 1), { status: 201 }));
  const create = await failure(client.createCustomerViaLink(PERSON));
  assert.deepEqual([create.code, create.status], ["unexpected_response", 201]);
  assert.match(create.message, /larger than 1 MiB\. Look for the customer before you create another\.$/);
  assert.match((await failure(client.createKycLink({ customerId: ID }))).message, /larger than 1 MiB\.$/);
});

test("with the platform's own fetch, Content-Length does not raise the limit", async (t) => {
  const packed = gzipSync(Buffer.alloc(4 * MIB, 32));
  const replies = {
    short: [LINK_JSON, {}, /sumsub/],
    packed: [packed, { "content-encoding": "gzip" }, /larger than 1 MiB/],
    long: [Buffer.alloc(MIB + 1, 32), {}, /larger than 1 MiB/],
    broken: [LINK_JSON, { "content-length": String(LINK_JSON.length + 1) }, /could not be reached/],
  };
  const server = createServer((request, response) => {
    const [body, headers] = replies[request.url.split("/")[1]];
    response.writeHead(201, { "content-length": String(body.length), ...headers });
    response.write(body, () => response.socket.end());
  });
  t.after(() => server.close());
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  for (const [name, [, , expected]] of Object.entries(replies)) {
    const baseUrl = `http://127.0.0.1:${server.address().port}/${name}`;
    const { kycUrl, message } = await linkFrom(undefined, { environment: undefined, baseUrl, maxRetries: 0 }).catch((error) => error);
    assert.match(kycUrl ?? message, expected, name);
  }
});

test("the platform's own text() reads a short body of a known length, a reader every other one", async (t) => {
  const length = String(LINK_JSON.length);
  const rows = [
    [{ "content-length": length }, {}, true],
    [{ "content-length": "1048576" }, {}, true],
    [{ "content-length": "1048577" }, {}, false],
    [{}, {}, false],
    [{ "content-length": length, "content-encoding": "gzip" }, {}, false],
    [{ "content-length": length, "transfer-encoding": "chunked" }, {}, false],
    [{ "content-length": length }, { type: "cors" }, false],
    [{ "content-length": length }, { url: "" }, false],
    [{ "content-length": length }, { url: undefined }, false],
    [{ "content-length": length }, { text: undefined }, false],
    [undefined, {}, false],
  ];
  for (const [headers, odd, expected] of rows) {
    let isText = false;
    const { body } = new Response(LINK_JSON);
    const text = async () => {
      isText = true;
      return LINK_JSON;
    };
    const response = { status: 201, type: "basic", url: API, headers: headers && new Headers(headers), body, text, ...odd };
    t.mock.method(globalThis, "fetch", async () => response);
    assert.equal((await linkFrom()).kycUrl, LINK.url);
    assert.equal(isText, expected, JSON.stringify([headers, odd]));
    await linkFrom(async () => ({ ...response, body: new Response(LINK_JSON).body, text: () => assert.fail("of another fetch") }));
  }
});

test("characters and JSON split anywhere are decoded, with a byte order mark, too", async () => {
  const text = bytes(`\ufeff${JSON.stringify({ ...LINK, url: "https://in.sumsub.com/é\u{1f600}" })}`);
  const { fetch } = streaming(Array.from(text, (byte) => Uint8Array.of(byte)));
  assert.equal((await linkFrom(fetch)).kycUrl, "https://in.sumsub.com/%C3%A9%F0%9F%98%80");
});

/** Around 64 levels, beyond which nothing is read, wherever a response is in what crosses the boundary. */
test("a deep response is one of the create, at every depth", async () => {
  for (const levels of [58, 61, 62, 63, 64, 65, 66, 70, 100_000]) {
    const deep = `${"[".repeat(levels)}1${"]".repeat(levels)}`;
    for (const [status, code] of [
      [201, "unexpected_response"],
      [422, "provider_rejected"],
      [500, "outcome_unknown"],
    ]) {
      for (const body of [deep, `{"customerId":${deep}}`, `{"code":${deep},"errors":${deep}}`]) {
        const client = clientOf(async () => new Response(body, { status }));
        for (const sent of [client.createCustomerViaLink(PERSON), kyclink.onboard(client, PERSON)]) {
          const error = await failure(sent);
          assert.deepEqual([error.code, error.status], [code, status], `${levels} levels: ${body.slice(0, 20)}`);
        }
      }
    }
  }
});

describe("send", () => {
  const send = (response) => kyclink.send(REQUEST, { fetch: async () => response });

  test("a response without a body is an empty one, and a status is one of HTTP's", async () => {
    for (const body of [null, undefined, ""])
      assert.deepEqual(await send({ status: 200, headers: new Headers(), body }), { status: 200, headers: {}, body: "", url: REQUEST.url });
    const withStatus = (status) => send({ status, type: "basic", headers: new Headers(), body: null });
    for (const status of [100, 200, 599, 999]) assert.equal((await withStatus(status)).status, status);
    for (const status of [0, 99, 1000, 200.5, "200", NaN, undefined]) {
      const { code, retryable, cause } = await failure(withStatus(status));
      assert.deepEqual([code, retryable, cause.message], ["network", true, "fetch did not return a Response"], String(status));
    }
  });

  test("says why a response cannot be used, and whether another attempt may help", async () => {
    const large = (status) => new Response(" ".repeat(MIB + 1), { status });
    const opaque = { status: 0, type: "opaqueredirect", headers: new Headers(), body: null };
    const redirect = "The provider responded with a redirect, which is never followed.";
    for (const [response, code, message, retryable, status] of [
      [large(399), "unexpected_response", "The provider's response is larger than 1 MiB.", false, 399],
      [opaque, "unexpected_response", redirect, false, undefined],
      [{ ...opaque, type: "error" }, "network", undefined, true, undefined],
    ]) {
      const error = await failure(send(response));
      assert.deepEqual([error.code, error.retryable, error.status], [code, retryable, status]);
      if (message) assert.equal(error.message, message);
    }
    assert.equal((await send(large(400))).body, "");
    const never = { fetch: () => new Promise(() => {}) };
    const timeout = await failure(kyclink.send(REQUEST, { ...never, timeout: 1 }));
    assert.deepEqual([timeout.code, timeout.retryable], ["timeout", true]);
    const aborted = await failure(kyclink.send(REQUEST, { ...never, signal: AbortSignal.timeout(1) }));
    assert.deepEqual([aborted.code, aborted.retryable], ["aborted", false]);
    assert.ok(kyclink.send(undefined, null).catch(() => {}) instanceof Promise, "it never throws");
  });

  test("works alone, with any fetch, and returns the response", async () => {
    const request = kyclink.buildRequest("spherepay.createKycLink", { customerId: ID }, { apiKey: "key", environment: "sandbox" });
    let got;
    const fetch = async (url, init) => {
      got = { url, init };
      return new Response("hello", { status: 418, headers: { "X-A": "1" } });
    };
    const headers = { "content-type": "text/plain;charset=UTF-8", "x-a": "1" };
    assert.deepEqual(await kyclink.send(request, { fetch }), { status: 418, headers, body: "hello", url: request.url });
    const found = await send(new Response("{}", { status: 200, headers: { "X-A": "2" } }));
    assert.deepEqual([found.status, found.headers["x-a"], found.body], [200, "2", "{}"], "headers of a success, too");
    const { signal, ...init } = got.init;
    assert.ok(signal instanceof AbortSignal);
    assert.equal(got.url, "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4/kyc-link");
    assert.deepEqual(init, { method: "POST", headers: { Authorization: "Bearer key" }, body: undefined, redirect: "manual" });
  });
});
