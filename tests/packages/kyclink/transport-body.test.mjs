/** Bodies that stall, break off or never end; redirects; and the arguments of fetch. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { esm } from "../helpers/install/index.mjs";

let kyclink;
before(async () => (kyclink = await esm()));

const ID = "customer_1ab2c3d4";
const LINK = { url: "https://in.sumsub.com/websdk/p/x", expiresAt: "2027-01-15T14:32:00Z" };
const LINK_JSON = JSON.stringify(LINK);
const PERSON = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1", city: "Gibraltar", country: "GIB" },
};
const MIB = 1 << 20;
const API = "https://api.example.com/";

const clientOf = (fetch, config) => kyclink.spherepay({ apiKey: "key", environment: "sandbox", fetch, ...config });

async function failure(promise) {
  const error = await promise.then(
    () => assert.fail("it should have failed"),
    (error) => error,
  );
  assert.ok(error instanceof kyclink.KycLinkError, `no KycLinkError: ${error}`);
  return error;
}

/**
 * A response that gives out `chunks` and then stalls, ends or breaks; `state.cancelled` says whether its reader gave
 * up.
 */
function streaming(chunks, end) {
  const state = { cancelled: false, pulled: 0 };
  const body = new ReadableStream(
    {
      pull(controller) {
        if (state.pulled < chunks.length) return controller.enqueue(chunks[state.pulled++]);
        if (end === "stall") return new Promise(() => {});
        if (end instanceof Error) return controller.error(end);
        controller.close();
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return {
    state,
    fetch: async (_url, { signal }) => {
      Object.assign(state, { signal });
      return new Response(body, { status: 201 });
    },
  };
}

const bytes = (text) => new TextEncoder().encode(text);

test("a body that stalls ends with the timeout", async () => {
  const { fetch, state } = streaming([bytes('{"url":')], "stall");
  const error = await failure(clientOf(fetch, { timeout: 30, maxRetries: 0 }).createKycLink({ customerId: ID }));
  assert.equal(error.code, "timeout");
  assert.ok(state.signal.aborted);
});

test("a body that breaks off counts as no response", async () => {
  const broken = new TypeError("terminated");
  const error = await failure(clientOf(streaming([bytes('{"url":')], broken).fetch, { maxRetries: 0 }).createKycLink({ customerId: ID }));
  assert.equal(error.code, "network");
  assert.equal(error.cause, broken);
  const create = await failure(clientOf(streaming([bytes("{}")], broken).fetch).createCustomerViaLink(PERSON));
  assert.equal(create.code, "outcome_unknown");
  assert.equal(create.cause, broken);
});

test("a body over 1 MiB is not read to its end", async () => {
  const endless = Array(100).fill(new Uint8Array(MIB / 8).fill(32));
  const { fetch, state } = streaming(endless);
  const error = await failure(clientOf(fetch).createKycLink({ customerId: ID }));
  assert.equal(error.code, "unexpected_response");
  assert.ok(state.cancelled, "the reader is cancelled");
  assert.equal(state.pulled, 9);
  assert.ok(state.signal.aborted);
});

test("a create whose response is too large says how to go on", async () => {
  const client = clientOf(async () => new Response(" ".repeat(MIB + 1), { status: 201 }));
  const create = await failure(client.createCustomerViaLink(PERSON));
  assert.deepEqual([create.code, create.status], ["unexpected_response", 201]);
  assert.match(create.message, /larger than 1 MiB\. Look for the customer before you create another\.$/);
  const link = await failure(client.createKycLink({ customerId: ID }));
  assert.match(link.message, /larger than 1 MiB\.$/);
});

test("the body of another fetch is read up to the limit, whatever Content-Length says", async () => {
  for (const [length, encoding, expected] of [
    [LINK_JSON.length, undefined, "link"],
    [MIB + 1, undefined, "unexpected_response"],
    [20, "gzip", "unexpected_response"],
  ]) {
    const body = expected === "link" ? LINK_JSON : " ".repeat(MIB + 1);
    const headers = { "content-length": String(length), ...(encoding && { "content-encoding": encoding }) };
    const outcome = await clientOf(async () => new Response(body, { status: 201, headers }))
      .createKycLink({ customerId: ID })
      .then(
        () => "link",
        ({ code }) => code,
      );
    assert.equal(outcome, expected, `${length} ${encoding}`);
  }
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
    const client = clientOf(undefined, {
      environment: undefined,
      baseUrl: `http://127.0.0.1:${server.address().port}/${name}`,
      maxRetries: 0,
    });
    assert.match(
      await client.createKycLink({ customerId: ID }).then(
        ({ kycUrl }) => kycUrl,
        ({ message }) => message,
      ),
      expected,
      name,
    );
  }
});

test("Content-Length of a replaced fetch, and of another origin in a page, is not trusted", async (t) => {
  const cases = [
    { type: "default", url: "" },
    { type: "cors", url: API },
    { type: "default", url: API, headers: { "transfer-encoding": "chunked" } },
    { type: "default", url: API, headers: { "content-encoding": "gzip" } },
  ];
  for (const of of cases) {
    const { fetch, state } = streaming(Array(100).fill(new Uint8Array(MIB / 8).fill(32)));
    const stand = async (url, init) =>
      new Response((await fetch(url, init)).body, { status: 201, headers: { "content-length": "20", ...of.headers } });
    t.mock.method(globalThis, "fetch", async (...given) =>
      Object.defineProperties(await stand(...given), { type: { value: of.type }, url: { value: of.url } }),
    );
    assert.equal((await failure(clientOf().createKycLink({ customerId: ID }))).code, "unexpected_response");
    assert.equal(state.pulled, 9, JSON.stringify(of));
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
    assert.equal((await clientOf().createKycLink({ customerId: ID })).kycUrl, LINK.url);
    assert.equal(isText, expected, JSON.stringify([headers, odd]));
    const other = clientOf(async () => ({ ...response, body: new Response(LINK_JSON).body, text: () => assert.fail("of another fetch") }));
    await other.createKycLink({ customerId: ID });
  }
});

test("an error's status counts, however long its body", async () => {
  for (const [status, code, created] of [
    [503, "unavailable", "outcome_unknown"],
    [401, "unauthorized", "unauthorized"],
    [400, "provider_rejected", "provider_rejected"],
  ]) {
    const fetch = async () => new Response(" ".repeat(MIB + 1), { status, headers: { "retry-after": "7" } });
    const error = await failure(clientOf(fetch, { maxRetries: 0 }).createKycLink({ customerId: ID }));
    assert.deepEqual([error.code, error.status, error.retryAfterMs], [code, status, 7000]);
    assert.equal((await failure(clientOf(fetch).createCustomerViaLink(PERSON))).code, created);
  }
});

test("a body of 1 MiB is read", async () => {
  const text = JSON.stringify(LINK).padEnd(MIB);
  const { fetch } = streaming([bytes(text.slice(0, 10)), bytes(text.slice(10))]);
  assert.equal((await clientOf(fetch).createKycLink({ customerId: ID })).kycUrl, LINK.url);
});

test("characters and JSON split anywhere are decoded, with a byte order mark, too", async () => {
  const text = bytes(`\ufeff${JSON.stringify({ ...LINK, url: "https://in.sumsub.com/é\u{1f600}" })}`);
  const { fetch } = streaming(Array.from(text, (byte) => Uint8Array.of(byte)));
  const link = await clientOf(fetch).createKycLink({ customerId: ID });
  assert.equal(link.kycUrl, "https://in.sumsub.com/%C3%A9%F0%9F%98%80");
});

test("no body, white space, HTML and deep JSON are coded errors", async () => {
  const bodies = [
    null,
    "",
    " \n",
    "<html>",
    "{",
    "null",
    "[]",
    '"x"',
    "1e999",
    `${"[".repeat(200_000)}`,
    `{"url":${"[".repeat(90_000)}${"]".repeat(90_000)}}`,
  ];
  for (const body of bodies) {
    const error = await failure(clientOf(async () => new Response(body)).createKycLink({ customerId: ID }));
    assert.equal(error.code, "unexpected_response", String(body).slice(0, 20));
    assert.equal(error.status, 200);
  }
});

/** Around 64 levels, beyond which nothing is read, wherever a response is in what crosses the boundary. */
test("a deep response is one of the create, at every depth", async () => {
  for (let levels = 58; levels <= 70; levels++) {
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

test("a response of a fetch that has no body at all is an empty one", async () => {
  for (const body of [null, undefined, ""]) {
    const fetch = async () => ({ status: 200, headers: new Headers(), body });
    assert.deepEqual(await kyclink.send({ method: "GET", url: API, headers: {} }, { fetch }), { status: 200, headers: {}, body: "" });
  }
});

test("a status is one of HTTP's", async () => {
  const request = { method: "GET", url: API, headers: {} };
  const send = (status) => kyclink.send(request, { fetch: async () => ({ status, type: "basic", headers: new Headers(), body: null }) });
  for (const status of [100, 200, 599, 999]) assert.equal((await send(status)).status, status);
  for (const status of [0, 99, 1000, 200.5, "200", NaN, undefined]) {
    const { code, retryable, cause } = await failure(send(status));
    assert.deepEqual([code, retryable, cause.message], ["network", true, "fetch did not return a Response"], String(status));
  }
});

test("send says why a response cannot be used, and whether another attempt may help", async () => {
  const request = { method: "GET", url: API, headers: {} };
  const of = async (fetch, options) => {
    const { code, message, retryable, status } = await failure(kyclink.send(request, { fetch, ...options }));
    return { code, message, retryable, status };
  };
  const large = "The provider's response is larger than 1 MiB.";
  const code = "unexpected_response";
  assert.deepEqual(await of(async () => new Response(" ".repeat(MIB + 1), { status: 399 })), {
    code,
    message: large,
    retryable: false,
    status: 399,
  });
  assert.equal((await kyclink.send(request, { fetch: async () => new Response(" ".repeat(MIB + 1), { status: 400 }) })).body, "");
  const opaque = async () => ({ status: 0, type: "opaqueredirect", headers: new Headers(), body: null });
  const redirect = "The provider responded with a redirect, which is never followed.";
  assert.deepEqual(await of(opaque), { code, message: redirect, retryable: false, status: undefined });
  assert.equal((await of(async () => ({ ...(await opaque()), type: "error" }))).code, "network");
  const timeout = await of(() => new Promise(() => {}), { timeout: 1 });
  assert.deepEqual([timeout.code, timeout.retryable], ["timeout", true]);
  const aborted = await of(() => new Promise(() => {}), { signal: AbortSignal.timeout(1) });
  assert.deepEqual([aborted.code, aborted.retryable], ["aborted", false]);
});

test("a redirect is neither followed nor accepted", async () => {
  for (const status of [300, 301, 302, 303, 304, 307, 308]) {
    let init;
    const fetch = async (_, given) => {
      init = given;
      return new Response(null, { status, headers: { location: "https://elsewhere.example" } });
    };
    const error = await failure(clientOf(fetch).createKycLink({ customerId: ID }));
    assert.equal(init.redirect, "manual");
    assert.equal(error.code, "unexpected_response");
    assert.equal(error.status, status);
    assert.doesNotMatch(JSON.stringify(error), /elsewhere/);
  }
});

test("send works alone, with any fetch, and returns the response", async () => {
  const request = kyclink.buildRequest("spherepay.createKycLink", { customerId: ID }, { apiKey: "key", environment: "sandbox" });
  let got;
  const fetch = async (url, init) => {
    got = { url, init };
    return new Response("hello", { status: 418, headers: { "X-A": "1" } });
  };
  assert.deepEqual(await kyclink.send(request, { fetch }), {
    status: 418,
    headers: { "content-type": "text/plain;charset=UTF-8", "x-a": "1" },
    body: "hello",
  });
  const found = await kyclink.send(request, { fetch: async () => new Response("{}", { status: 200, headers: { "X-A": "2" } }) });
  assert.deepEqual([found.status, found.headers["x-a"], found.body], [200, "2", "{}"], "headers of a success, too");
  const { signal, ...init } = got.init;
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(
    { url: got.url, init },
    {
      url: "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4/kyc-link",
      init: { method: "POST", headers: { Authorization: "Bearer key" }, body: undefined, redirect: "manual" },
    },
  );
});

test("the body of an error response is not awaited twice", async () => {
  const error = await failure(
    clientOf(async () => Response.json({ status: 503, detail: "x" }, { status: 503, headers: { "Retry-After": "120" } })).createKycLink({
      customerId: ID,
    }),
  );
  assert.equal(error.code, "unavailable");
  assert.equal(error.retryAfterMs, 120_000);
  assert.equal(error.retryable, true);
});
