/** `kyclink/node` behind a real server of Node, also against requests that break the platform's `Request`. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { revoked } from "../../helpers/boundary/oddities.mjs";
import { configOf, createHandler, createSandbox } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { echo, head, LIMIT, listen, raw, serve, toNodeHandler } from "../../helpers/node/servers.mjs";

test("a request arrives as it was sent", LIMIT, async () => {
  const { url } = await serve(echo);
  const init = { method: "POST", headers: { "x-a": "1, 2", "content-type": "text/plain" }, body: "ü".repeat(100_000) };
  const seen = await (await fetch(`${url}/a%20b//c?d=e&f`, init)).json();
  assert.deepEqual([seen.method, seen.url, seen.body], ["POST", `${url}/a%20b//c?d=e&f`, init.body]);
  assert.equal(seen.headers["x-a"], "1, 2");
  for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const { method: seenMethod, body } = await (await fetch(url, { method, body: "x" })).json();
    assert.deepEqual([seenMethod, body], [method, "x"]);
  }
  assert.equal((await (await fetch(`${url}//other.example/x`)).json()).url, `${url}//other.example/x`, "the host is the header's");
});

test("a response is sent as it is: the status, several cookies, no body for HEAD", LIMIT, async () => {
  const { url } = await serve((request) => {
    const headers = new Headers({ "x-b": "2" });
    for (const cookie of ["a=1; Path=/", "b=2, 3"]) headers.append("set-cookie", cookie);
    return new Response(request.method === "HEAD" ? null : "made", { status: 201, headers });
  });
  for (const [method, body] of Object.entries({ GET: "made", HEAD: "", PUT: "made", DELETE: "made" })) {
    const response = await fetch(url, { method });
    assert.deepEqual([response.status, response.headers.getSetCookie()], [201, ["a=1; Path=/", "b=2, 3"]], method);
    assert.equal(await response.text(), body, method);
  }
});

test("env is the second argument, and the environment variables are what createHandler takes without one", LIMIT, async () => {
  const seen = [];
  const handler = createHandler((env) => seen.push(env) && configOf(createSandbox()));
  const own = { ORIGIN: "https://app.example.com" };
  const options = { trustProxy: 1 };
  for (const given of [[own], [own, options], [], [options], [undefined, options]]) {
    const port = await listen(createServer(toNodeHandler(handler, ...given)));
    assert.equal((await fetch(`http://127.0.0.1:${port}/kyc/status`)).status, 200);
  }
  assert.deepEqual(seen, [own, process.env], "once for each");
});

test("a body that nobody reads ends the connection instead of becoming the next request", LIMIT, async () => {
  const { url } = await serve((request) => {
    request.body.cancel();
    return new Response("enough", { status: 413 });
  });
  const response = await fetch(url, { method: "POST", body: "GET /second HTTP/1.1\r\n\r\n".repeat(50_000) });
  assert.deepEqual([response.status, response.headers.get("connection"), await response.text()], [413, "close", "enough"]);
});

test("what no Request can be made of is refused, and the server lives", LIMIT, async (t) => {
  const { port, url } = await serve(echo);
  t.mock.method(console, "error", () => assert.fail("nothing is wrong with the server"));
  const own = `127.0.0.1:${port}`;
  const cases = [
    ["TRACE /", [own], 501],
    ["TRACK /", [own], 400], // Node's own parser
    ["GET /", ["a b"], 400],
    ["GET /", ["a/b"], 400],
    ["GET /", ["user@evil.example"], 400],
    ["GET /", ["evil.example?"], 400],
    ["GET /", ["evil.example#"], 400],
    ["GET /", ["evil.example?a"], 400],
    ["GET /", ["evil.example#a"], 400],
    ["GET /", ["evil.example/?a="], 400],
    ["GET /", ["evil.example%2f"], 400],
    ["GET /", [""], 400],
    ["GET /", ["[::1"], 400],
    ["GET /", [], 400],
    ["GET /", [own, "evil.example"], 400],
    ["GET /", ["evil.example", own], 400],
    ["GET /", [own, own], 400],
  ];
  for (const [line, hosts, status] of cases) {
    const text = head(line, ...hosts.map((host) => `Host: ${host}`));
    const response = await raw(port, text);
    assert.equal(Number(response.split(" ")[1]), status, text);
    assert.match(response, /^connection: close\r$/im, "no further request is read");
    assert.doesNotMatch(response, /evil/);
    // Also for a client that would keep the connection.
    const kept = await raw(port, text.replace("Connection: close", "Connection: keep-alive"));
    assert.match(kept, /^connection: close\r$/im, text);
  }
  assert.equal((await fetch(url)).status, 200);
});

test("a handler that fails is 500 and a line in the console, without what it says", LIMIT, async (t) => {
  const { KycLinkError } = await subpath("form");
  const { mock } = t.mock.method(console, "error", () => {});
  const failures = [
    () => {
      throw new TypeError("jane@example.com");
    },
    async () => {
      throw new KycLinkError("invalid_config", { message: "cookieSecret must be set." });
    },
    () => Promise.reject(undefined),
    () => "no response",
    () => {
      throw new Error("We look at jane@example.com");
    },
    () => {
      throw revoked();
    },
    () => {
      throw new Error("We know\n    at jane@example.com (home:1:1)");
    },
  ];
  for (const fails of failures) {
    const { url } = await serve(fails);
    const { status, headers } = await fetch(url);
    assert.deepEqual([status, headers.get("connection"), await (await fetch(url)).text()], [500, "close", ""]);
  }
  const printed = mock.calls.map(({ arguments: given }) => given.join(" "));
  assert.equal(printed.length, 2 * failures.length);
  assert.match(printed[0], /^kyclink\/node TypeError\n\s+at /);
  assert.equal(printed[2], "kyclink/node invalid_config cookieSecret must be set.");
  assert.equal(printed[4], "kyclink/node the handler failed");
  assert.match(printed[8], /^kyclink\/node Error\n\s+at /);
  assert.equal(printed[10], "kyclink/node the handler failed");
  assert.match(printed[12], /^kyclink\/node Error\n\s+at .*node\.test\.mjs/);
  assert.doesNotMatch(printed.join(), /jane/);
  const message = "toNodeHandler: the first argument must be a function from a Request to a Response, such as createHandler returns.";
  for (const none of [{}, undefined, null, "handler"]) assert.throws(() => toNodeHandler(none), { code: "invalid_config", message });
  assert.equal(typeof toNodeHandler(echo, null), "function");
});

test("a response that breaks off closes the connection", LIMIT, async (t) => {
  t.mock.method(console, "error", () => {});
  const { url } = await serve(() => {
    let parts = 0;
    const pull = (controller) => (parts++ === 0 ? controller.enqueue(new TextEncoder().encode("half")) : controller.error(new Error("no")));
    return new Response(new ReadableStream({ pull }));
  });
  await assert.rejects(async () => (await fetch(url)).text());
});

test("the bytes that a function platform has kept are the body", LIMIT, async () => {
  const { url } = await serve(
    async (request) => new Response(await request.arrayBuffer()),
    undefined,
    async (incoming, _, next) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      incoming.rawBody = Buffer.concat(chunks);
      next();
    },
  );
  for (const body of ["", "{}", "\u00e9\u0000".repeat(40_000)]) {
    assert.equal(await (await fetch(url, { method: "POST", body })).text(), body);
  }
});

test("a body that a parser has read before is named as the mistake that it is", LIMIT, async (t) => {
  const { mock } = t.mock.method(console, "error", () => {});
  const { url } = await serve(echo, undefined, async (incoming, _, next) => {
    for await (const _chunk of incoming);
    next();
  });
  assert.equal((await fetch(url, { method: "POST", body: "{}" })).status, 500);
  assert.equal(mock.callCount(), 1);
  assert.match(mock.calls[0].arguments.join(" "), /^kyclink\/node The body has already been read: call the handler before /);
  for (const method of ["GET", "HEAD"]) assert.equal((await fetch(url, { method })).status, 200, method);
  assert.equal(mock.callCount(), 1);
});
