/** `kyclink/node` and paths: a route has one path, so what guards that path guards the route. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { echo, head, LIMIT, raw, serve } from "../../helpers/node/servers.mjs";

/** Other spellings of `/kyc/links` for a parser that resolves or repairs, as that of URL does. */
const SPELLINGS = [
  "/kyc/./links",
  "/kyc\\links",
  "\\kyc\\links",
  "/kyc/x/../links",
  "/kyc/x\\..\\links",
  "/kyc/%2e/links",
  "/kyc/%2E/links",
  "/kyc/x/%2e%2e/links",
  "/kyc/x/.%2E/links",
  "/kyc/x/%2e./links",
  "/./kyc/links",
  "/../kyc/links",
  "/kyc/links/.",
  "/kyc/links/x/..",
  "/kyc/links#",
  "/kyc/links#x",
  "/kyc/./links?a=/../b",
  "/kyc/lïnks",
  '/kyc/links|<>"',
  "http://127.0.0.1/kyc/links",
  "http://evil.example/kyc/links",
  "https://evil.example/kyc/links",
  "//evil.example/../kyc/links",
  "*",
];

/** Paths that mean themselves. */
const EXACT = [
  "/",
  "/kyc",
  "/kyc/",
  "/kyc/links",
  "/kyc/links?a=1&b=/../c",
  "/kyc/links?",
  "/kyc/links?next=http://evil.example/kyc/status",
  "/kyc//links",
  "//evil.example/kyc/links",
  "/kyc/%2Flinks",
  "/kyc/%6Cinks",
  "/kyc/links;a=b",
  "/kyc/links:@!$&'()*+,=~_-",
  "/kyc/.../links",
  "/kyc/.links",
  "/kyc/l%C3%AFnks",
];

/** A handler that notes the paths of its requests. */
function recordingResponder() {
  const paths = [];
  const respond = (request) => {
    const { pathname, search } = new URL(request.url);
    paths.push(pathname + search);
    return new Response();
  };
  return { paths, respond };
}

/** Ways to the adapter: alone, and as a framework mounts it, which removes the first part of `url`. */
const MOUNTS = {
  alone: undefined,
  mounted: (incoming, _outgoing, next) => {
    incoming.originalUrl = incoming.url;
    incoming.url = incoming.url.replace(/^\/kyc(?=[/?#\\]|$)/, "") || "/";
    next();
  },
};

for (const [name, before] of Object.entries(MOUNTS)) {
  describe(name, () => {
    test("no other spelling of a path reaches the handler", LIMIT, async () => {
      const { paths, respond } = recordingResponder();
      const { port } = await serve(respond, undefined, before);
      for (const target of SPELLINGS) {
        const response = await raw(port, head(`POST ${target}`, `Host: 127.0.0.1:${port}`, "Content-Length: 0"));
        assert.equal(response.split(" ")[1], "400", target);
      }
      assert.deepEqual(paths, []);
    });

    test("a path reaches the handler as it was sent", LIMIT, async () => {
      const { paths, respond } = recordingResponder();
      const { port } = await serve(respond, undefined, before);
      for (const target of EXACT) {
        const response = await raw(port, head(`GET ${target}`, `Host: 127.0.0.1:${port}`));
        assert.equal(response.split(" ")[1], "200", target);
      }
      assert.deepEqual(
        paths,
        EXACT.map((target) => target.replace(/\?$/, "")),
      );
    });
  });
}

test("a target that is a whole URL, below a framework's router: only one of the header Host, in any case", LIMIT, async () => {
  const { paths, respond } = recordingResponder();
  const { port } = await serve(respond, undefined, MOUNTS.mounted);
  const host = `localhost:${port}`;
  for (const [target, path] of [
    ["http://HOST/kyc/links?a=1", "/kyc/links?a=1"],
    ["HTTP://HOST/kyc/links", "/kyc/links"],
    ["https://HOST/kyc/links", "/kyc/links"],
    ["http://HOST//kyc/links", "//kyc/links"],
    [`http://Localhost:${port}/kyc`, "/kyc"],
    ...["/kyc/./links", "/kyc/%2e/links", "/kyc/x/../links", "\\kyc/links", "/kyc\\links", "/kyc/links#x", ""].map((path) => [
      `http://HOST${path}`,
    ]),
    ...["http://user@HOST", "http://evil.example", "http://evil.example@HOST", "http:///HOST", "http:HOST", "ftp://HOST"].map((start) => [
      `${start}/kyc/links`,
    ]),
  ]) {
    paths.length = 0;
    const response = await raw(port, head(`GET ${target.replace("HOST", host)}`, `Host: ${host}`));
    assert.deepEqual([response.split(" ")[1], paths], path ? ["200", [path]] : ["400", []], target);
  }
});

test("a whole URL does not get past a guard of a plain server, which compares the path", LIMIT, async () => {
  const { paths, respond } = recordingResponder();
  const { port } = await serve(respond, undefined, (incoming, outgoing, next) => {
    if (!incoming.url.startsWith("/kyc/links")) return next();
    outgoing.writeHead(403).end();
  });
  const host = `localhost:${port}`;
  for (const [target, expected] of [
    ["/kyc/links", "403"],
    [`http://${host}/kyc/links`, "400"],
    [`HTTPS://${host}/kyc/links`, "400"],
    ["/kyc/status", "200"],
    [`http://${host}/kyc/status`, "400"],
  ]) {
    const response = await raw(port, head(`POST ${target}`, `Host: ${host}`, "Content-Length: 0"));
    assert.equal(response.split(" ")[1], expected, target);
  }
  assert.deepEqual(paths, ["/kyc/status"]);
});

test("the scheme is http or https: Express takes it from a header, which could contain a host and a path", LIMIT, async () => {
  for (const [protocol, expected] of [
    ["https", "https:"],
    ["HTTPS", "https:"],
    ["http", "http:"],
    ["", undefined],
    ["ftp", undefined],
    ["javascript", undefined],
    ["https:", undefined],
    ["https\n", undefined],
    ["https://evil.example/kyc/links?", undefined],
    ["http://evil.example/kyc/links#", undefined],
    ["//evil.example", undefined],
    ["xhttps", undefined],
    ["javascript:http", undefined],
  ]) {
    const { url } = await serve(echo, undefined, (incoming, _outgoing, next) => {
      incoming.protocol = protocol;
      next();
    });
    const response = await fetch(`${url}/kyc/status`);
    assert.equal(response.status, expected === undefined ? 400 : 200, protocol);
    if (expected) assert.equal((await response.json()).url, `${expected}${url.slice("http:".length)}/kyc/status`);
  }
});
