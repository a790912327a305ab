/**
 * The transport always settles with a coded error, whatever fetch does: rejects with any value, throws, never settles,
 * or responds without end. Other packages hang or lose the cause.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { getEventListeners } from "node:events";
import { before, describe, mock, test } from "node:test";
import { runInNewContext } from "node:vm";
import { esm, project } from "../helpers/install/index.mjs";

let kyclink;
// No wait between two attempts is longer than it must be.
before(() => mock.method(Math, "random", () => 0));
before(async () => (kyclink = await esm()));

const ID = "customer_1ab2c3d4";
const LINK = { url: "https://in.sumsub.com/websdk/p/x", expiresAt: "2027-01-15T14:32:00Z" };
const PERSON = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1", city: "Gibraltar", country: "GIB" },
};

/** A client whose fetch is `fetch`; what it was called with is in `calls`. */
function clientOf(fetch, config) {
  const calls = [];
  const recording = (url, init) => {
    calls.push({ url, ...init });
    return fetch(url, init);
  };
  return { ...kyclink.spherepay({ apiKey: "key", environment: "sandbox", fetch: recording, ...config }), calls };
}

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
  "a string": "boom",
  "a DOMException": new DOMException("gone", "NetworkError"),
  "an AbortError that nobody asked for": new DOMException("aborted", "AbortError"),
  "a TypeError": new TypeError("fetch failed"),
  "an Error of another realm": runInNewContext("new Error('elsewhere')"),
  "a plain object": { why: "no reason" },
  "an object without a prototype": Object.create(null),
  "a frozen object": Object.freeze({}),
  "a revoked proxy": revoked(),
  "a symbol": Symbol("no"),
  zero: 0,
  undefined: undefined,
  null: null,
};

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe("fetch that rejects with", () => {
  for (const [what, rejection] of Object.entries(REJECTIONS)) {
    test(what, async () => {
      const error = await failure(clientOf(() => Promise.reject(rejection)).createKycLink({ customerId: ID }));
      assert.equal(error.code, "network");
      assert.equal(error.retryable, true);
      assert.equal(error.operation, "spherepay.createKycLink");
      assert.equal(error.provider, "spherepay");
      assert.ok(Object.hasOwn(error, "cause"));
      assert.ok(Object.is(error.cause, rejection), "the cause is the rejected value itself");
      assert.ok(!Object.keys(error).includes("cause"), "loggers do not walk into it");
    });
    test(`${what}, while creating`, async () => {
      const error = await failure(clientOf(() => Promise.reject(rejection)).createCustomerViaLink(PERSON));
      assert.equal(error.code, "outcome_unknown");
      assert.equal(error.retryable, false);
      assert.ok(Object.is(error.cause, rejection));
    });
  }

  test("a KycLinkError, which is a cause like any other", async () => {
    const rejection = new kyclink.KycLinkError("invalid_config");
    const error = await failure(clientOf(() => Promise.reject(rejection)).createCustomerViaLink(PERSON));
    assert.equal(error.code, "outcome_unknown");
    assert.equal(error.cause, rejection);
  });

  test("or throws at once", async () => {
    const thrown = new RangeError("not even a promise");
    const error = await failure(
      clientOf(() => {
        throw thrown;
      }).createKycLink({ customerId: ID }),
    );
    assert.equal(error.code, "network");
    assert.equal(error.cause, thrown);
  });

  test("or returns something that is not a Response", async () => {
    for (const response of [undefined, null, 1, {}, { status: 200 }, { status: "200", headers: 5 }]) {
      const error = await failure(clientOf(async () => response).createKycLink({ customerId: ID }));
      assert.ok(["network", "unexpected_response"].includes(error.code), error.code);
    }
    for (const response of [undefined, null, 1, {}, { status: "201", headers: 5 }]) {
      assert.equal((await failure(clientOf(async () => response).createCustomerViaLink(PERSON))).code, "outcome_unknown");
    }
  });
});

test("send and clients settle with a coded error for any argument", async () => {
  const fetch = () => assert.fail("nothing is sent");
  for (const request of [undefined, null, {}, "https://example.com/", 1])
    assert.equal((await failure(kyclink.send(request, { fetch }))).code, "invalid_config");
  const request = { method: "GET", url: "https://example.com/", headers: {} };
  for (const options of [{ fetch: 1 }, { fetch: null }, { fetch, timeout: 0 }, { fetch, signal: 1 }])
    assert.equal((await failure(kyclink.send(request, options))).code, "invalid_config");
  assert.ok(kyclink.send(undefined, null).catch(() => {}) instanceof Promise);
  assert.equal((await failure(clientOf(fetch).createKycLink(null, null))).code, "invalid_request");
});

describe("fetch that never settles", () => {
  const never = () => new Promise(() => {});

  test("ends with the timeout, and its request is aborted", async () => {
    for (const [client, options] of [
      [clientOf(never, { timeout: 20, maxRetries: 0 })],
      [clientOf(never), { timeout: 20, maxRetries: 0 }],
    ]) {
      const error = await failure(client.createKycLink({ customerId: ID }, options));
      assert.equal(error.code, "timeout");
      assert.equal(error.retryable, true);
      assert.equal(client.calls.length, 1);
      assert.ok(client.calls[0].signal.aborted);
    }
  });

  test("is outcome_unknown for a create", async () => {
    const error = await failure(clientOf(never, { timeout: 20 }).createCustomerViaLink(PERSON));
    assert.equal(error.code, "outcome_unknown");
    assert.equal(error.retryable, false);
  });

  test("ends with the caller's signal, whose reason is the cause", async () => {
    for (const reason of ["a string", new Error("enough"), { any: "thing" }, undefined]) {
      const client = clientOf(never);
      const controller = new AbortController();
      const promise = client.createKycLink({ customerId: ID }, { signal: controller.signal });
      assert.equal(getEventListeners(controller.signal, "abort").length, 1);
      controller.abort(reason);
      const error = await failure(promise);
      assert.equal(error.code, "aborted");
      assert.equal(error.retryable, false);
      assert.equal(error.cause, controller.signal.reason);
      assert.ok(client.calls[0].signal.aborted);
      assert.equal(getEventListeners(controller.signal, "abort").length, 0, "no listener is left");
    }
  });

  test("is not `aborted` once a create was sent", async () => {
    const client = clientOf(never);
    const controller = new AbortController();
    const promise = client.createCustomerViaLink(PERSON, { signal: controller.signal });
    controller.abort("changed my mind");
    const error = await failure(promise);
    assert.equal(error.code, "outcome_unknown");
    assert.equal(error.cause, "changed my mind");
  });
});

test("with a signal that is aborted already, fetch is never called", async () => {
  const client = clientOf(() => assert.fail("called"));
  for (const call of [
    client.createKycLink({ customerId: ID }, { signal: AbortSignal.abort("no") }),
    client.createCustomerViaLink(PERSON, { signal: AbortSignal.abort("no") }),
  ]) {
    const error = await failure(call);
    assert.equal(error.code, "aborted");
    assert.equal(error.cause, "no");
  }
  assert.equal(client.calls.length, 0);
});

test("an invalid signal, timeout or fetch is invalid_config, and nothing is sent", async () => {
  const client = clientOf(() => assert.fail("called"));
  for (const options of [{ signal: {} }, { signal: "x" }, { timeout: 0 }, { timeout: -1 }, { timeout: NaN }, { timeout: "soon" }]) {
    const error = await failure(client.createKycLink({ customerId: ID }, options));
    assert.equal(error.code, "invalid_config", JSON.stringify(options));
  }
  assert.throws(() => clientOf(undefined, { fetch: "https" }), { code: "invalid_config" });
  assert.equal(client.calls.length, 0);
});

test("send says which of its arguments is wrong", async () => {
  const request = { method: "GET", url: "https://api.example.com/", headers: {} };
  const fetch = () => assert.fail("called");
  const listens = { addEventListener() {} };
  for (const [given, options, message] of [
    [{}, { fetch }, "request must be an object that buildRequest has returned."],
    [undefined, { fetch }, "request must be an object that buildRequest has returned."],
    [request, { fetch: 1 }, "fetch must be a function."],
    [request, { fetch, timeout: -1 }, "timeout must be a positive, finite number of milliseconds."],
    [request, { fetch, signal: {} }, "signal must be an AbortSignal."],
    [request, { fetch, signal: listens }, "signal must be an AbortSignal."],
    [request, { fetch, signal: { removeEventListener() {} } }, "signal must be an AbortSignal."],
  ]) {
    const error = await failure(kyclink.send(given, options));
    assert.deepEqual([error.code, error.message], ["invalid_config", message]);
  }
});

test("no timer and no listener remains after success", async () => {
  const controller = new AbortController();
  const client = clientOf(async () => Response.json(LINK, { status: 201 }));
  const link = await client.createKycLink({ customerId: ID }, { signal: controller.signal });
  assert.equal(link.kycUrl, LINK.url);
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  assert.equal(client.calls[0].signal.aborted, false);
});

test("no timer remains: the process ends by itself", () => {
  const script = `
    import { spherepay } from "kyclink";
    const fetches = [async () => Response.json(${JSON.stringify(LINK)}), () => Promise.reject("x"), () => new Promise(() => {})];
    for (const fetch of fetches) {
      const client = spherepay({ apiKey: "k", environment: "sandbox", fetch });
      const signal = AbortSignal.timeout(50);
      await client.createKycLink({ customerId: "${ID}" }, { signal }).catch(() => {});
    }`;
  // The timeout of a call is 30 s by default.
  execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: project, timeout: 15_000 });
});
