/**
 * Calls that are sent again, and those that never are: over the packed package, with a fetch that follows a script.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpsServer } from "node:https";
import { createServer } from "node:net";
import { test } from "node:test";
import { revoked } from "../../helpers/boundary/oddities.mjs";
import { PERSON } from "../../helpers/edge/harness.mjs";
import { esm } from "../../helpers/install/index.mjs";
import { makeCertificate } from "../../helpers/node/certificate.mjs";

const kyclink = await esm();

const LINK = { customerId: "Customer:1" };
const NEW = { customerType: "INDIVIDUAL", fullName: "Jane Smith", email: "jane@example.com" };
const reply =
  (status, headers = {}) =>
  () =>
    Response.json({}, { status, headers });

/** A client whose fetch does these things in turn, and what it was asked. */
function scripted(...script) {
  const asked = [];
  const fetch = (url, init) => {
    asked.push({ url, ...init });
    return script[asked.length - 1](url, init);
  };
  return { asked, fetch, grid: (options) => kyclink.grid({ clientId: "id", clientSecret: "secret", fetch, ...options }) };
}

/** No wait is longer than it must be. */
test.beforeEach((t) => t.mock.method(Math, "random", () => 0));

const failed = (cause) => new TypeError("fetch failed", { cause });
const coded = (code, syscall) => Object.assign(new Error(), { code, syscall });

/** What Node rejects with, also where a name has several addresses. */
const UNCONNECTED = Object.fromEntries([
  ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"].map((code) => [code, failed(coded(code))]),
  ...["EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "ECONNRESET", "EADDRNOTAVAIL"].map((code) => [
    `${code} while connecting`,
    failed(coded(code, "connect")),
  ]),
  ["of all addresses", failed(Object.assign(new AggregateError([new Error()]), { code: "ECONNREFUSED" }))],
  ["EHOSTUNREACH at the top", coded("EHOSTUNREACH", "connect")],
  ["of each address in its own way", failed(new AggregateError(["EHOSTUNREACH", "ENETUNREACH"].map((code) => coded(code, "connect"))))],
]);
for (const [name, error] of Object.entries(UNCONNECTED)) {
  test(`a create without a connection may be sent again, and names the host: ${name}`, async () => {
    const { asked, grid } = scripted(() => Promise.reject(error));
    const client = grid({ baseUrl: "https://proxy.example.com:8443/secret/path" });
    const message = / No connection could be made to proxy\.example\.com:8443\.$/;
    await assert.rejects(client.createCustomer(NEW), { code: "network", retryable: true, operation: "grid.createCustomer", message });
    assert.equal(asked.length, 1);
  });
}

test("a host that does not speak TLS was sent nothing by Node's own fetch; of another fetch that is not known", async (t) => {
  const server = createServer((socket) => socket.on("error", () => {}).end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  const baseUrl = `https://127.0.0.1:${server.address().port}`;
  const create = (fetch) => kyclink.grid({ clientId: "id", clientSecret: "secret", baseUrl, fetch }).createCustomer(NEW);
  await assert.rejects(create(undefined), { code: "network", retryable: true });
  await assert.rejects(
    create((...given) => fetch(...given)),
    { code: "outcome_unknown" },
  );
  for (const code of [
    "ERR_SSL_PACKET_LENGTH_TOO_LONG",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    // What Node says of a certificate: https://nodejs.org/api/tls.html#x509-certificate-error-codes
    "CERT_HAS_EXPIRED",
    "CERT_NOT_YET_VALID",
    "CERT_REVOKED",
    "CERT_UNTRUSTED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  ]) {
    const failing = () => Promise.reject(new TypeError("fetch failed", { cause: { code } }));
    await assert.rejects(create(failing), { code: "outcome_unknown" }, code);
    t.mock.method(globalThis, "fetch", failing);
    await assert.rejects(create(undefined), { code: "network" }, code);
    t.mock.restoreAll();
  }
});

test("a host whose certificate is not trusted was sent nothing", async (t) => {
  let requests = 0;
  const server = createHttpsServer(makeCertificate(), (_, response) => {
    requests++;
    response.end("{}");
  });
  server.on("tlsClientError", () => {});
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  const baseUrl = `https://127.0.0.1:${server.address().port}`;
  const client = kyclink.grid({ clientId: "id", clientSecret: "secret", baseUrl });
  await assert.rejects(client.createCustomer(NEW), { code: "network", retryable: true, message: / No connection could be made to / });
  assert.equal(requests, 0);
});

test("a create that may have arrived has an unknown outcome", async () => {
  const [connecting, reading] = ["connect", "read"].map((syscall) => ({ code: "EHOSTUNREACH", syscall }));
  for (const cause of [
    ...["ECONNRESET", "UND_ERR_SOCKET", "EPIPE", "EHOSTUNREACH", "ETIMEDOUT", undefined].map((code) => ({ code })),
    reading,
    { code: "ETIMEDOUT", syscall: "write" },
    // Of some addresses it is not known.
    { errors: [connecting, reading] },
    { errors: [reading, connecting] },
    { errors: [] },
    { errors: 7 },
    { errors: [null] },
    null,
    undefined,
    "connect",
  ]) {
    const { grid } = scripted(() => Promise.reject(new TypeError("fetch failed", { cause })));
    await assert.rejects(grid().createCustomer(NEW), { code: "outcome_unknown" }, JSON.stringify(cause));
  }
  await assert.rejects(
    scripted(() => Promise.reject(revoked()))
      .grid()
      .createCustomer(NEW),
    { code: "outcome_unknown" },
  );
});

test("a create on its way has an unknown outcome, whatever the caller's reason or a broken body says", async () => {
  const refused = Object.assign(new Error(), { code: "ECONNREFUSED" });
  const controller = new AbortController();
  const { grid } = scripted((_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))));
  const calling = grid().createCustomer(NEW, { signal: controller.signal });
  setTimeout(() => controller.abort(refused), 5);
  await assert.rejects(calling, { code: "outcome_unknown", cause: refused, message: /^(?!.*No connection)/ });
  const pull = (stream) => stream.error(new TypeError("terminated", { cause: refused }));
  const broken = scripted(() => new Response(new ReadableStream({ pull }), { status: 201 }));
  await assert.rejects(broken.grid().createCustomer(NEW), { code: "outcome_unknown" });
});

test("what goes wrong after the create names the customer, from whichever side", async () => {
  const customer = () => Response.json({ id: "Customer:1", customerType: "INDIVIDUAL", kycStatus: "UNVERIFIED" }, { status: 201 });
  const of = async (options, ...script) => {
    const { grid } = scripted(customer, ...script);
    return kyclink
      .onboard(grid(), PERSON, options)
      .then(assert.fail, ({ code, customerId, operation }) => ({ code, customerId, operation }));
  };
  const known = { customerId: "Customer:1", operation: "grid.createKycLink" };
  const huge = () => new Response(" ".repeat(2 ** 20 + 1), { status: 201 });
  assert.deepEqual(await of({}, huge), { code: "unexpected_response", ...known });
  const controller = new AbortController();
  const abortsMeanwhile = () => {
    setTimeout(() => controller.abort(), 20);
    return reply(429, { "retry-after": "50" })();
  };
  assert.deepEqual(await of({ signal: controller.signal }, abortsMeanwhile), { code: "aborted", ...known });
  const alone = await scripted(huge)
    .grid()
    .createKycLink({ customerId: "Customer:2" })
    .catch((error) => error);
  assert.ok(!("customerId" in alone));
});

test("the body of a fetch that ignores its signal is not read after the timeout", async () => {
  let cancelled;
  const body = new ReadableStream({ pull: () => new Promise(() => {}), cancel: (reason) => (cancelled = [reason]) });
  const { grid } = scripted(async () => new Response(body));
  await assert.rejects(grid().createKycLink(LINK, { timeout: 20, maxRetries: 0 }), { code: "timeout" });
  assert.ok(cancelled);
});
