/** `kyclink/node` with TLS, and behind a proxy that ends TLS: what the handler sees, and an onboarding through each. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTlsServer, request as sendTls } from "node:https";
import { describe, test } from "node:test";
import { configOf, createHandler, createSandbox, newKey, PERSON } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { makeCertificate } from "../../helpers/node/certificate.mjs";
import { echo, forwardTo, head, LIMIT, listen, raw, serve, toNodeHandler } from "../../helpers/node/servers.mjs";

const { onboardingPage } = await subpath("page");
const { key, cert } = makeCertificate();

/** Sends a request over TLS, and returns the response. */
async function overTls(port, path, { method = "GET", headers = {}, body } = {}) {
  const sent = sendTls({ host: "localhost", port, path, method, headers, ca: cert });
  sent.end(body);
  const [response] = await once(sent, "response");
  return { status: response.statusCode, headers: response.headers, text: await textOf(response) };
}

async function textOf(stream) {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += chunk;
  return text;
}

/** What is in front of a handler: each returns its port and what sends requests to it. */
const FRONTS = {
  TLS: async (listener) => [await listen(createTlsServer({ key, cert }, listener)), overTls, "https"],
  "a proxy that ends TLS": async (listener) => {
    const port = await listen(createServer(listener));
    return [await listen(createTlsServer({ key, cert }, forwardTo(port, "https"))), overTls, "http"];
  },
};

/** Headers that are no news: the adapter trusts none of them. */
const CLAIMS = {
  forwarded: "for=192.0.2.1;host=evil.example;proto=http",
  "x-forwarded-host": "evil.example",
  "x-forwarded-port": "80",
  "x-forwarded-prefix": "/evil",
  "x-original-url": "/evil",
  "x-rewrite-url": "/evil",
};

for (const [name, start] of Object.entries(FRONTS)) {
  describe(name, () => {
    test("the request arrives with its body, its host and the scheme of the connection", LIMIT, async () => {
      const [port, send, scheme] = await start(toNodeHandler(echo));
      const body = "ü".repeat(100_000);
      const init = { method: "POST", headers: { "content-type": "text/plain", ...CLAIMS }, body };
      const { status, text } = await send(port, "/a%20b//c?d=e&f", init);
      const seen = JSON.parse(text);
      assert.deepEqual([status, seen.url, seen.method], [200, `${scheme}://localhost:${port}/a%20b//c?d=e&f`, "POST"]);
      assert.ok(seen.body === body);
      assert.equal(seen.headers["x-forwarded-host"], "evil.example", "the application may read it");
    });

    for (const site of [undefined, "same-origin", "same-site"]) {
      test(`an onboarding has no http in it, Sec-Fetch-Site: ${site}`, LIMIT, async () => {
        const sandbox = createSandbox();
        let handler;
        const [port, send] = await start(toNodeHandler((request) => handler(request)));
        const origin = `https://localhost:${port}`;
        handler = createHandler(configOf(sandbox, { allowedOrigins: [origin], page: onboardingPage() }));
        let cookie;
        const seen = [];
        const request = async (path, init) => {
          const headers = { origin, ...(site && { "sec-fetch-site": site }), ...(cookie && { cookie }), ...CLAIMS, ...init?.headers };
          const response = await send(port, path, { ...init, headers });
          cookie = response.headers["set-cookie"]?.[0].split(";")[0] ?? cookie;
          seen.push(...Object.values(response.headers).flat().map(String), response.text);
          return response;
        };
        const form = { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-mode": "navigate" } };
        const json = { method: "POST", headers: { "content-type": "application/json", "idempotency-key": newKey() } };
        const made = await request("/kyc/links", { ...json, body: JSON.stringify(PERSON) });
        assert.equal(made.status, 201);
        assert.match(made.headers["set-cookie"][0], /^__Host-kyclink=.+; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Lax$/);
        assert.equal((await request("/kyc/status", { headers: { "sec-fetch-mode": "navigate" } })).status, 200);
        const handoff = await request("/kyc/handoff", { method: "POST" });
        const { url } = JSON.parse(handoff.text);
        assert.ok(url.startsWith(`${origin}/kyc/handoff/open?token=`), url);
        assert.ok((await request("/kyc/handoff", form)).text.includes(`href="${origin}/kyc/handoff/open?token=`));
        const { url: last } = JSON.parse((await request("/kyc/handoff", { method: "POST" })).text);
        const own = cookie;
        cookie = undefined;
        const opened = await request(last.slice(origin.length), form);
        assert.deepEqual([opened.status, opened.headers.location], [303, "/kyc/status"]);
        assert.ok(cookie !== undefined && cookie !== own);
        const ended = await request("/kyc/end", form);
        assert.deepEqual([ended.status, ended.headers.location], [303, "/kyc"]);
        for (const text of seen) assert.doesNotMatch(text.replaceAll("http://www.w3.org/", ""), /http:|evil/);
      });
    }
  });
}

test("repeated headers arrive as one, and cookies as one list of cookies", LIMIT, async () => {
  const { port } = await serve(echo);
  const lines = ["Host: a", "Cookie: a=1", "X-List: 1", "Cookie: b=2; c=3", "x-list: 2", "COOKIE: d=4"];
  const text = await raw(port, head("GET /", ...lines));
  const { headers } = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  assert.deepEqual([headers.cookie, headers["x-list"]], ["a=1; b=2; c=3; d=4", "1, 2"]);
});

test("repeated headers do not open what one of them would", LIMIT, async () => {
  const sandbox = createSandbox();
  const handler = createHandler(configOf(sandbox));
  const { port } = await serve(handler);
  const body = JSON.stringify(PERSON);
  const good = [
    "Host: a",
    "Origin: https://app.example.com",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  const post = async (...lines) => Number((await raw(port, head("POST /kyc/links", ...lines) + body)).split(" ")[1]);
  for (const [lines, status] of [
    [[...good, "Origin: https://evil.example"], 403],
    [["Origin: https://evil.example", ...good], 403],
    [[...good.filter((line) => !line.startsWith("Origin")), "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"], 403],
    [[...good, "Content-Type: text/plain"], 415],
    [[...good, `Idempotency-Key: ${newKey()}`, `Idempotency-Key: ${newKey()}`], 400],
    [[...good, "Content-Length: 1"], 400],
    [[...good, "Transfer-Encoding: chunked"], 400],
    [[...good, "Host: evil.example"], 400],
  ]) {
    assert.equal(await post(...lines), status, lines.join("; "));
    assert.equal(sandbox.customers().length, 0);
  }
  assert.equal(await post(...good), 201);
});
