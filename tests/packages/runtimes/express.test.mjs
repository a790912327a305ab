/** `kyclink/node` in Express: mounted below paths, behind guards of these paths, and behind proxies that the app trusts. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { configOf, createHandler, createSandbox, ORIGIN, PERSON } from "../helpers/edge/harness.mjs";
import { echo, head, LIMIT, listen, raw, toNodeHandler } from "../helpers/node/servers.mjs";
import { require } from "./consumer.mjs";

const express = require("express");

/** Starts an app that this function sets up. Returns its port. */
function start(setUp) {
  const app = express();
  setUp(app);
  return listen(createServer(app));
}

/** Posts to a target as it is written. Returns the status and the body. */
async function post(port, target, ...lines) {
  const text = await raw(port, head(`POST ${target}`, `Host: 127.0.0.1:${port}`, ...lines));
  return { status: Number(text.split(" ")[1]), body: text.slice(text.indexOf("\r\n\r\n") + 4) };
}

/** Ways to mount the listener so that its routes are below `/kyc`. */
const MOUNTS = {
  "below a path": (app, listener) => app.use("/kyc", listener),
  "as a route": (app, listener) => app.all("/kyc{/*path}", listener),
  "in a router": (app, listener) => app.use(express.Router().use("/kyc", listener)),
  "without a path": (app, listener) => app.use(listener),
};

for (const [name, mount] of Object.entries(MOUNTS)) {
  describe(`mounted ${name}`, () => {
    test("the handler sees the whole path", LIMIT, async () => {
      const port = await start((app) => mount(app, toNodeHandler(echo)));
      for (const path of ["/kyc", "/kyc/status?a=b", "/kyc/contact/email/confirm"]) {
        const { url } = await (await fetch(`http://127.0.0.1:${port}${path}`)).json();
        assert.equal(url, `http://127.0.0.1:${port}${path}`);
      }
    });

    test("what guards a path guards its route, however the path is written", LIMIT, async () => {
      const sandbox = createSandbox();
      const port = await start((app) => {
        app.use("/kyc/links", (_request, response) => response.sendStatus(429));
        mount(app, toNodeHandler(createHandler(configOf(sandbox))));
      });
      assert.equal((await fetch(`http://127.0.0.1:${port}/kyc/status`)).status, 200);
      const body = JSON.stringify(PERSON);
      const spellings =
        "/kyc/links /kyc/./links /kyc\\links /kyc/x/../links /kyc//links /kyc/links/ /KYC/links /kyc/LINKS /kyc/%6Cinks //kyc/links";
      for (const target of [...spellings.split(" "), "http://evil.example/kyc/links"]) {
        const lines = [`Origin: ${ORIGIN}`, "Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`];
        const text = await raw(port, head(`POST ${target}`, `Host: 127.0.0.1:${port}`, ...lines) + body);
        assert.ok(["400", "404", "429"].includes(text.split(" ")[1]), `${target}: ${text.split("\r\n", 1)}`);
      }
      assert.equal(sandbox.customers().length, 0);
    });
  });
}

test("in a router below another path, basePath is the whole path", LIMIT, async () => {
  const handler = createHandler(configOf(createSandbox(), { basePath: "/api/v1/kyc" }));
  const port = await start((app) => app.use("/api", express.Router().use("/v1", express.Router().use("/kyc", toNodeHandler(handler)))));
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/kyc/status`);
  assert.deepEqual(await response.json(), { status: "none", nextAction: "none" });
});

describe("trust proxy", () => {
  const schemeOf = async (trusted, proto) => {
    const port = await start((app) => {
      if (trusted !== undefined) app.set("trust proxy", trusted);
      app.use("/kyc", toNodeHandler(echo));
    });
    const lines = proto === undefined ? [] : [`X-Forwarded-Proto: ${proto}`, "X-Forwarded-Host: evil.example"];
    const { status, body } = await post(port, "/kyc/status", ...lines, "Content-Length: 0");
    if (status !== 200) return status;
    const { url } = JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1));
    assert.ok(url.endsWith(`://127.0.0.1:${port}/kyc/status`), url);
    return url.split(":")[0];
  };

  test("the scheme is the proxy's where the app trusts it, and else the connection's", LIMIT, async () => {
    for (const [trusted, proto, scheme] of [
      [undefined, "https", "http"],
      [false, "https", "http"],
      ["192.0.2.1", "https", "http"],
      ["loopback", "https", "https"],
      [1, "https", "https"],
      [true, "https, http", "https"],
      [true, "http", "http"],
      [true, undefined, "http"],
    ]) {
      assert.equal(await schemeOf(trusted, proto), scheme, `${trusted} ${proto}`);
    }
  });

  test("no such header leads to a route whose path is guarded", LIMIT, async () => {
    const sandbox = createSandbox();
    const port = await start((app) => {
      app.set("trust proxy", true);
      app.use("/kyc/links", (_request, response) => response.sendStatus(429));
      app.use("/kyc", toNodeHandler(createHandler(configOf(sandbox))));
    });
    const body = JSON.stringify(PERSON);
    const lines = ["X-Forwarded-Proto: http://a/kyc/links?", `Origin: ${ORIGIN}`, "Content-Type: application/json"];
    const text = await raw(port, head("POST /kyc/status", "Host: a", ...lines, `Content-Length: ${Buffer.byteLength(body)}`) + body);
    assert.equal(text.split(" ")[1], "400");
    assert.equal(sandbox.customers().length, 0);
  });
});
