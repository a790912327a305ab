/** The client's address behind proxies: nobody but the trusted proxies has a say in it. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { configOf, createHandler, createSandbox, memoryStore } from "../helpers/edge/harness.mjs";
import { esm, file, project, subpath } from "../helpers/install/index.mjs";
import { listen, raw, toNodeHandler } from "../helpers/node/servers.mjs";

const { clientAddress, limitBy } = await subpath("edge");
const { onboardingPage } = await subpath("page");
const { isKycLinkError } = await esm();
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

/** The arguments that name no proxy. */
const NO_PROXIES = [
  [],
  [undefined],
  [{}],
  [{ COOKIE_SECRET: "x" }],
  [undefined, {}],
  [{ COOKIE_SECRET: "x" }, {}],
  [undefined, { trustProxy: undefined }],
  [{ trustProxy: undefined }],
  [undefined, { trustProxy: 0 }],
  [{ trustProxy: false }],
];
const FORWARDED = [["6.6.6.6"], ["6.6.6.6, 203.0.113.7"], ["6.6.6.6", "203.0.113.7"], [""], ["::1, 127.0.0.1"]];

test("without a trusted proxy the address is that of the connection, whatever was sent", async () => {
  for (const options of NO_PROXIES) {
    for (const forwarded of FORWARDED) {
      assert.equal(await seenBehind(forwarded, ...options), PEER, JSON.stringify([forwarded, options]));
    }
  }
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

test("a client that rotates what it can choose stays one client", async () => {
  const store = memoryStore();
  const limits = { status: { max: 3, perMs: 600_000 } };
  const handler = createHandler(configOf(createSandbox(), { store, rateLimit: limitBy({ store, limits }) }));
  const port = await listen(createServer(toNodeHandler(handler, { trustProxy: 1 })));
  const statuses = [];
  for (let at = 0; at < 6; at++) {
    const headers = { "x-forwarded-for": `10.0.0.${at}, 2001:db8::${at}`, "x-real-ip": `10.0.0.${at}`, "cf-connecting-ip": `10.0.0.${at}` };
    statuses.push((await fetch(`http://127.0.0.1:${port}/kyc/status`, { headers })).status);
  }
  assert.deepEqual(statuses, [200, 200, 200, 429, 429, 429]);
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

test("a number of proxies that is none is refused", () => {
  for (const trustProxy of [-1, 1.5, Number.NaN, 21, "1", "loopback", null, ["127.0.0.1"]]) {
    assert.throws(
      () => toNodeHandler(tell, { trustProxy }),
      (error) => {
        assert.deepEqual([isKycLinkError(error), error.code], [true, "invalid_config"]);
        return (
          error.message === "trustProxy must be the number of your proxies that each request comes through, from 0 to 20, or true for one."
        );
      },
      String(trustProxy),
    );
  }
  assert.throws(() => toNodeHandler(tell, undefined, { trustproxy: 1 }), /trustProxy/);
  assert.throws(() => toNodeHandler(tell, { trustProxy: 1, COOKIE_SECRET: "x" }), /COOKIE_SECRET/);
});

/** A server of its own process, which has reported nothing yet. */
const PROGRAM = `
import { once } from "node:events";
import { createServer } from "node:http";
import { toNodeHandler } from "kyclink/node";
const server = createServer(toNodeHandler(() => new Response("."), ...JSON.parse(process.argv[2]))).listen(0, "127.0.0.1");
await once(server, "listening");
const url = "http://127.0.0.1:" + server.address().port;
await fetch(url);
for (let again = 0; again < 3; again++) await fetch(url, { headers: { "x-forwarded-for": "203.0.113.7" } });
server.close();
`;

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

test("a proxy is in a private network", async (t) => {
  const { mock } = t.mock.method(console, "error", () => {});
  const module = pathToFileURL(file("dist/node/index.js"));
  /** Whether a request from here is reported, by a module that has reported nothing yet. */
  const isTold = async (remoteAddress, forwarded) => {
    module.search = `?${remoteAddress}${forwarded}`;
    const { toNodeHandler } = await import(module.href);
    mock.resetCalls();
    const rawHeaders = ["Host", "a.example", ...forwarded];
    const incoming = { method: "GET", url: "/", headers: { host: "a.example" }, rawHeaders, socket: { remoteAddress }, complete: true };
    const respond = toNodeHandler(() => new Response());
    await new Promise((resolve) => respond(incoming, { on() {}, writeHead() {}, end: resolve }));
    return mock.callCount() > 0;
  };
  for (const peer of PRIVATE_PEERS) {
    assert.equal(await isTold(peer, ["X-Forwarded-For", "203.0.113.7"]), true, peer);
    assert.equal(await isTold(peer, []), false, peer);
  }
  for (const peer of [...PUBLIC_PEERS, "", undefined]) assert.equal(await isTold(peer, ["X-Forwarded-For", "203.0.113.7"]), false, peer);
});

test("a proxy that nobody has configured is reported once", async () => {
  const path = join(project, "proxy.mjs");
  writeFileSync(path, PROGRAM);
  const told = async (...options) => (await promisify(execFile)(process.execPath, [path, JSON.stringify(options)])).stderr;
  assert.equal(
    await told(),
    "kyclink/node Requests come through a proxy, so that all clients have its address. Pass toNodeHandler(handler, { trustProxy: 1 }), or the number of your proxies; 0 if there is none.\n",
  );
  assert.equal(await told({ trustProxy: 0 }), "");
  assert.equal(await told({ trustProxy: 1 }), "");
});
