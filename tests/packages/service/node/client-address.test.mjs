/** The client's address behind proxies: nobody but the trusted proxies has a say in it. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, get } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { configOf, createHandler, createSandbox, KEY, memoryStore, ORIGIN, PERSON_AT_GRID } from "../../helpers/edge/harness.mjs";
import { file, subpath } from "../../helpers/install/index.mjs";
import { listen, raw, settled, toNodeHandler, until } from "../../helpers/node/servers.mjs";

const { clientAddress, limitBy } = await subpath("edge");
const { onboardingPage } = await subpath("page");
const PEER = "127.0.0.1";

const tell = (request) => Response.json(clientAddress(request) ?? null);

/** Sends these values of X-Forwarded-For, each in a header of its own, and returns the address that the handler sees. */
async function seenBehind(forwarded, ...options) {
  const port = await listen(createServer(toNodeHandler(tell, ...options)));
  const headers = forwarded.map((value) => `X-Forwarded-For: ${value}\r\n`).join("");
  const response = await raw(
    port,
    `GET / HTTP/1.1\r\nHost: a.example\r\nForwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n${headers}Connection: close\r\n\r\n`,
  );
  return /"([^"]*)"/.exec(response.slice(response.indexOf("\r\n\r\n")))?.[1];
}

/** As many addresses as there may be proxies. */
const MANY = Array.from({ length: 20 }, (_, index) => `203.0.113.${index}`).join(", ");

/** What is sent, the options, and the address. */
const ADDRESSES = [
  [[], [], PEER],
  [["6.6.6.6, 203.0.113.7"], [], PEER],
  [["6.6.6.6"], [undefined, {}], PEER],
  [["6.6.6.6"], [{ COOKIE_SECRET: "x" }, { trustProxy: undefined }], PEER],
  [["6.6.6.6"], [undefined, { trustProxy: 0 }], PEER],
  [["6.6.6.6"], [{ trustProxy: false }], PEER],
  [[], [{ trustProxy: 1 }], PEER],
  [["203.0.113.7"], [{ trustProxy: 1 }], "203.0.113.7"],
  [["203.0.113.7"], [{ trustProxy: true }], "203.0.113.7"],
  [["203.0.113.7"], [{ COOKIE_SECRET: "x" }, { trustProxy: 1 }], "203.0.113.7"],
  [["6.6.6.6, 203.0.113.7"], [{ trustProxy: 1 }], "203.0.113.7"],
  [["6.6.6.6,,  203.0.113.7 "], [{ trustProxy: 1 }], "203.0.113.7"],
  [["6.6.6.6", "203.0.113.7"], [{ trustProxy: 1 }], "203.0.113.7"],
  [["6.6.6.6, 203.0.113.7, 198.51.100.1"], [{ trustProxy: 2 }], "203.0.113.7"],
  [["203.0.113.7"], [{ trustProxy: 2 }], "203.0.113.7"],
  [["2001:db8::1"], [{ trustProxy: 1 }], "2001:db8::1"],
  [[`6.6.6.6, ${MANY}`], [{ trustProxy: 20 }], "203.0.113.0"],
  // What is in `env` is an option only if no options are given.
  [["203.0.113.7"], [{ trustProxy: 1 }, { trustProxy: 0 }], PEER],
];

test("only the addresses that trusted proxies have written count", async () => {
  for (const [forwarded, options, address] of ADDRESSES) {
    assert.equal(await seenBehind(forwarded, ...options), address, JSON.stringify([forwarded, options]));
  }
});

test("a request with fewer addresses than trusted proxies is mentioned once", async (t) => {
  const { mock } = t.mock.method(console, "error", () => {});
  const { toNodeHandler } = await import(`${pathToFileURL(file("dist/service/node/index.js"))}?fewer`);
  const port = await listen(createServer(toNodeHandler(tell, { trustProxy: 2 })));
  const send = async (forwarded) => fetch(`http://127.0.0.1:${port}/`, { headers: { "x-forwarded-for": forwarded } });
  await send("203.0.113.7, 198.51.100.1");
  assert.equal(mock.callCount(), 0);
  for (let count = 0; count < 3; count++) await send("203.0.113.7");
  assert.deepEqual(
    mock.calls.map(({ arguments: [label, message] }) => [label, /than trustProxy has proxies/.test(message), /203\.0/.test(message)]),
    [["kyclink/node", true, false]],
  );
});

test("an empty address of a proxy is no client: the limiter refuses instead of counting everybody as one", async () => {
  const store = memoryStore();
  const errors = [];
  const config = configOf(createSandbox(), { store, rateLimit: limitBy({ store }), onError: (error) => errors.push(error.message) });
  const port = await listen(createServer(toNodeHandler(createHandler(config), { trustProxy: 1 })));
  const send = (forwarded) => fetch(`http://127.0.0.1:${port}/kyc/status`, { headers: { "x-forwarded-for": forwarded } });
  assert.equal((await send("203.0.113.7, ")).status, 503);
  assert.match(errors[0], /does not know the client's address/);
});

/** A server whose handler limits requests, and what it has reported; `before` gets each request first. */
async function limited(before = (_incoming, _outgoing, next) => next(), ...options) {
  const store = memoryStore();
  const errors = [];
  let calls = 0;
  const handler = createHandler(
    configOf(createSandbox(), { store, rateLimit: limitBy({ store }), onError: (error) => errors.push(error) }),
  );
  const counting = (request) => {
    calls++;
    return handler(request);
  };
  const listener = toNodeHandler(counting, ...options);
  const server = createServer((incoming, outgoing) => before(incoming, outgoing, () => listener(incoming, outgoing)));
  return { port: await listen(server), server, errors, calls: () => calls };
}

test("a client that has gone before its request is handled is dropped in silence", async (t) => {
  const { mock } = t.mock.method(console, "error", () => {});
  const gone = [];
  // What stands in front of the handler takes its time.
  const { port, errors, calls } = await limited((incoming, _outgoing, next) => {
    incoming.socket.on("close", () => gone.push(next()));
  });
  for (let count = 1; count <= 3; count++) {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write("GET /kyc/status HTTP/1.1\r\nHost: a.example\r\n\r\n", () => socket.resetAndDestroy());
    await until(() => gone.length === count);
  }
  await settled(() => errors.length);
  assert.deepEqual([errors, calls(), mock.callCount()], [[], 0, 0]);
});

test("a client that resets the connection with its request is no alarm", async (t) => {
  const { mock } = t.mock.method(console, "error", () => {});
  const { port, errors } = await limited();
  const response = await raw(port, "GET /kyc/status HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
  assert.match(response, /^HTTP\/1\.1 200/);
  for (let count = 0; count < 50; count++) {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    // The server reads the request when the connection is gone.
    socket.write("GET /kyc/status HTTP/1.1\r\nHost: a.example\r\n\r\n");
    socket.resetAndDestroy();
    await turn();
  }
  await settled(() => errors.length);
  assert.deepEqual([errors, mock.callCount()], [[], 0]);
});

test("behind a Unix socket no address is known, which is the configuration's", async () => {
  const { server, errors } = await limited();
  server.close();
  const folder = mkdtempSync(join(tmpdir(), "kyclink-"));
  const path = join(folder, "socket");
  const unix = createServer(server.listeners("request")[0]).listen(path);
  await once(unix, "listening");
  const sent = get({ socketPath: path, path: "/kyc/status" });
  const [{ statusCode }] = await once(sent, "response");
  unix.close();
  rmSync(folder, { recursive: true });
  assert.deepEqual([statusCode, errors.map(({ code }) => code)], [503, ["invalid_config"]]);
});

test("also where hooks get another request, without the token: a link for another device", async () => {
  const seen = [];
  const rateLimit = (request, route) => {
    seen.push([route, clientAddress(request)]);
    return true;
  };
  const handler = createHandler(configOf(createSandbox(), { rateLimit, page: onboardingPage() }));
  const port = await listen(createServer(toNodeHandler(handler, { trustProxy: 1 })));
  const url = `http://127.0.0.1:${port}/kyc/handoff/open?token=0123456789abcdefghijkl`;
  await fetch(url, { headers: { "x-forwarded-for": "203.0.113.7", accept: "text/html" } });
  assert.deepEqual(seen, [["handoff/open", "203.0.113.7"]]);
});

test("on a platform with a header of its own, that header counts, unless proxies are trusted", async () => {
  process.env.VERCEL = "1";
  try {
    assert.equal(await seenBehind(["203.0.113.7"]), "6.6.6.6", "the platform writes X-Real-IP");
    assert.equal(await seenBehind(["203.0.113.7"], { trustProxy: 1 }), "203.0.113.7");
  } finally {
    delete process.env.VERCEL;
  }
});

/** The address in the evidence of a person who accepts an agreement behind these headers. */
async function evidenceOf(headers, ...options) {
  const sandbox = createSandbox();
  const { grid } = configOf(sandbox);
  const agreements = ["LIGHTSPARK_END_USER_TERMS"];
  const handler = createHandler(configOf(sandbox, { provider: "grid", grid: { ...grid, agreements } }));
  const port = await listen(createServer(toNodeHandler(handler, ...options)));
  const response = await fetch(`http://127.0.0.1:${port}/kyc/links`, {
    method: "POST",
    headers: { origin: ORIGIN, "content-type": "application/json", "idempotency-key": KEY, ...headers },
    body: JSON.stringify({ ...PERSON_AT_GRID, agreements: { [agreements[0]]: "V1" } }),
  });
  assert.equal(response.status, 202, await response.text());
  return sandbox.customers()[0].resource.agreementConsents.map(({ ipAddress }) => ipAddress);
}

test("the evidence of a consent has the address of the connection, or the one that trusted proxies have written", async () => {
  const forwarded = { "x-forwarded-for": "6.6.6.6, 203.0.113.7", forwarded: "for=6.6.6.6", "x-real-ip": "198.51.100.2" };
  for (const [options, address] of [
    [[], PEER],
    [[{ trustProxy: 0 }], PEER],
    [[{ trustProxy: 1 }], "203.0.113.7"],
  ])
    assert.deepEqual(await evidenceOf(forwarded, ...options), [address], JSON.stringify(options));
  process.env.VERCEL = "1";
  try {
    assert.deepEqual(await evidenceOf(forwarded), ["198.51.100.2"], "the platform writes X-Real-IP");
  } finally {
    delete process.env.VERCEL;
  }
});

/** What is no environment, because it has no variable, or a name that resembles an option. */
const MISTAKES = [
  [[1], "Pass an object of options, and not this number: there are trustProxy."],
  [[true], "Pass an object of options, and not this boolean: there are trustProxy."],
  [["1"], "Pass an object of options, and not a string: there are trustProxy."],
  [[() => {}], "Pass an object of options, and not this function: there are trustProxy."],
  [[undefined, 1], "Pass an object of options, and not this number: there are trustProxy."],
  [[{ COOKIE_SECRET: "x" }, true], "Pass an object of options, and not this boolean: there are trustProxy."],
  ...[-1, 1.5, Number.NaN, 21, "1", "loopback", null, ["127.0.0.1"]].map((trustProxy) => [
    [{ trustProxy }],
    "trustProxy must be the number of your proxies that each request comes through, from 0 to 20, or true for one.",
  ]),
  [[{ trustproxy: 1 }], 'There is no option "trustproxy": did you mean "trustProxy"?'],
  [[{ trustProxies: 1 }], 'There is no option "trustProxies": there are trustProxy.'],
  [[{ proxies: undefined }], 'There is no option "proxies": there are trustProxy.'],
  [[{ COOKIE_SECRET: "x", trustproxy: 1 }], 'There is no option "COOKIE_SECRET": there are trustProxy.'],
  [[{ COOKIE_SECRET: "x" }, { trustproxy: 1 }], 'There is no option "trustproxy": did you mean "trustProxy"?'],
  [[{ trustProxy: 1, proxies: 1 }], 'There is no option "proxies": there are trustProxy.'],
  [[[1]], 'There is no option "0": there are trustProxy.'],
];

test("options that are none, or misspelt, are refused, and an environment is none of them", () => {
  for (const [given, message] of MISTAKES) {
    assert.throws(() => toNodeHandler(tell, ...given), { name: "KycLinkError", code: "invalid_config", message }, JSON.stringify(given));
  }
  const environments = [process.env, { ...process.env, TRUST_PROXY: "1" }, { TRUSTPROXY: "1" }, { A: "x", npm_config_trust_proxy: "1" }];
  for (const env of [undefined, null, {}, ...environments]) assert.equal(typeof toNodeHandler(tell, env), "function");
  for (const none of [undefined, null, false, 0, ""]) assert.equal(typeof toNodeHandler(tell, undefined, none), "function", String(none));
});

/** RFC 1918, RFC 4193, RFC 4291 section 2.5.3: with the addresses on both sides of each range. */
const PRIVATE_PEERS = [
  "127.0.0.1 127.255.255.255 10.0.0.1 10.255.255.255 192.168.0.1 192.168.255.255",
  "172.16.0.1 172.19.0.1 172.20.0.1 172.29.255.255 172.30.0.1 172.31.255.255",
  "::ffff:127.0.0.1 ::FFFF:172.16.0.1 ::1 fc00::1 FD12::1",
].flatMap((line) => line.split(" "));
const PUBLIC_PEERS = [
  "126.255.255.255 128.0.0.1 9.255.255.255 11.0.0.1 110.0.0.1 192.167.255.255 192.169.0.1 1.192.168.1 1.10.0.1",
  "172.15.255.255 172.32.0.1 172.2.0.1 172.1.6.1 172.3.0.1",
  "::ffff:203.0.113.7 1::1 ::1:2 fb00::1 fe80::1 2001:db8::fd",
].flatMap((line) => line.split(" "));

const TOLD =
  "kyclink/node Requests come through a proxy, so that all clients have its address. Pass toNodeHandler(handler, { trustProxy: 1 }), or the number of your proxies; 0 if there is none.";

test("a proxy in a private network that nobody has configured is reported once", async (t) => {
  const { mock } = t.mock.method(console, "error", () => {});
  const module = pathToFileURL(file("dist/service/node/index.js"));
  /** What is reported of requests from here, by a module that has reported nothing yet. */
  const told = async (remoteAddress, forwarded, options) => {
    module.search = `?${remoteAddress}${forwarded}${JSON.stringify(options)}`;
    const { toNodeHandler } = await import(module.href);
    mock.resetCalls();
    const rawHeaders = ["Host", "a.example", ...forwarded];
    const incoming = { method: "GET", url: "/", headers: { host: "a.example" }, rawHeaders, socket: { remoteAddress }, complete: true };
    const respond = toNodeHandler(() => new Response(), options);
    for (let again = 0; again < 2; again++) await new Promise((resolve) => respond(incoming, { on() {}, writeHead() {}, end: resolve }));
    return mock.calls.map(({ arguments: given }) => given.join(" "));
  };
  const forwarded = ["X-Forwarded-For", "203.0.113.7"];
  for (const peer of PRIVATE_PEERS) {
    assert.deepEqual(await told(peer, forwarded), [TOLD], peer);
    assert.deepEqual(await told(peer, []), [], peer);
  }
  for (const peer of [...PUBLIC_PEERS, "", undefined]) assert.deepEqual(await told(peer, forwarded), [], peer);
  for (const trustProxy of [0, 1]) assert.deepEqual(await told("127.0.0.1", forwarded, { trustProxy }), []);
});
