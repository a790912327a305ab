/** The handler's configuration and its entry points: what hooks get, and which file each runtime gets. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { configOf, createHandler, createSandbox, fieldsOf, PERSON, SECRET, setUp } from "../../helpers/edge/harness.mjs";
import { file } from "../../helpers/install/index.mjs";
import { bundle, program } from "../../runtimes/bundle.mjs";

test("a Promise is refused as a configuration, with the advice that the function must not be async", async () => {
  const config = configOf(createSandbox());
  const expected = { code: "invalid_config", message: /^The configuration is a Promise: .* must not be async\.$/ };
  assert.throws(() => createHandler(Promise.resolve(config)), expected);
  await assert.rejects(createHandler(async () => config)(new Request("https://a.example/kyc/status")), expected);
});

test("a configuration function is called once per env", async () => {
  let calls = 0;
  const sandbox = createSandbox();
  const handler = createHandler((env) => {
    calls++;
    return configOf(sandbox, { cookieSecret: env.SECRET });
  });
  const env = { SECRET };
  const status = (env) => handler(new Request("https://a.example/kyc/status"), env);
  for (let i = 0; i < 3; i++) assert.equal((await status(env)).status, 200);
  assert.equal(calls, 1);
  await status({ SECRET });
  assert.equal(calls, 2);
});

test("render gets the URL and headers of a request whose body has been read", async () => {
  const { browser: open } = setUp({
    render: (_view, { bodyUsed, headers, method, url }) => [headers.get("accept-language"), method, new URL(url).pathname, bodyUsed].join(),
  });
  const looking = { accept: "text/html", "sec-fetch-mode": "navigate", "accept-language": "ar" };
  assert.equal((await open().get("status", looking)).text, "ar,GET,/kyc/status,false");
  assert.equal((await open().form("links", fieldsOf({ ...PERSON, email: "jane" }), looking)).text, "ar,POST,/kyc/links,true");
});

test("in Deno, env is one object, too, although Deno returns another one for each call", async (t) => {
  const url = pathToFileURL(file("dist/service/edge/config/env.js"));
  const load = (name) => import(`${url}?${name}`);
  let calls = 0;
  globalThis.Deno = { env: { toObject: () => ({ ORIGIN: "https://a.example", call: ++calls }) } };
  t.after(() => delete globalThis.Deno);
  const { envOf } = await load("allowed");
  assert.deepEqual(envOf(undefined), { ORIGIN: "https://a.example", call: 1 });
  assert.equal(envOf({ remoteAddr: {} }), envOf(undefined));
  globalThis.Deno.env.toObject = () => {
    throw new Error("requires env access");
  };
  const { envOf: refused } = await load("refused");
  assert.deepEqual(refused(undefined), {});
  assert.equal(refused(undefined), refused({ remoteAddr: {} }));
});

describe("entries", () => {
  test("each condition selects its file, with the wasm module that has the handler", async () => {
    const path = program('export { createHandler } from "kyclink/edge"; export { validate } from "kyclink/slim";');
    const chosen = async (conditions) => {
      const { entries, imported } = await bundle(path, { conditions });
      return [entries.length, ...imported].join();
    };
    assert.equal(await chosen(["workerd", "worker", "browser"]), "2,../kyclink-edge.wasm");
    assert.equal(await chosen(["edge-light"]), "2,../kyclink-edge.wasm?module");
    assert.equal(await chosen([]), "2");
  });
});
