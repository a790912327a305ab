/** `kyclink/slim`: every source of the wasm module, calls before init, and retries of a failed download. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { runInNewContext } from "node:vm";
import { copy, wasm } from "../../helpers/install/index.mjs";

const bytes = wasm();
const works = (slim) => slim.validate("grid.createKycLink", { customerId: "a" }).ok;

/** Serves the file under any path but a few that fail; `hits` counts requests. */
const server = createServer((request, response) => {
  server.hits++;
  if (request.url === "/missing") response.writeHead(404).end("<html>");
  else if (request.url === "/html") response.writeHead(200, { "content-type": "text/html" }).end("<html>");
  else if (request.url === "/empty") response.writeHead(200).end();
  else if (request.url === "/cut") response.writeHead(200).end(bytes.subarray(0, 1000));
  else if (request.url === "/reset") request.socket.destroy();
  else response.writeHead(200, { "content-type": request.url === "/plain" ? "text/plain" : "application/wasm" }).end(bytes);
});
server.hits = 0;
let origin;
before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

const isCompileError = (cause) => cause instanceof WebAssembly.CompileError;
const isTypeError = (cause) => cause instanceof TypeError;

const failure = (promise) => promise.then(assert.fail, (error) => error);

const SOURCES = {
  "a URL as text": () => `${origin}/kyclink.wasm`,
  "a URL object": () => new URL(`${origin}/kyclink.wasm`),
  "a URL whose server knows no wasm": () => `${origin}/plain`,
  "a response": () => fetch(`${origin}/kyclink.wasm`).then((response) => response),
  "a promise of a response": () => fetch(`${origin}/kyclink.wasm`),
  "a module": () => new WebAssembly.Module(bytes),
  "a promise of a module": () => WebAssembly.compile(bytes),
  "an ArrayBuffer": () => new Uint8Array(bytes).buffer,
  "a Uint8Array": () => new Uint8Array(bytes),
  "a DataView": () => new DataView(new Uint8Array(bytes).buffer),
  "an ArrayBuffer of another realm": () => {
    const buffer = runInNewContext("(size) => new ArrayBuffer(size)")(bytes.length);
    new Uint8Array(buffer).set(bytes);
    return buffer;
  },
};

for (const [what, make] of Object.entries(SOURCES)) {
  test(`init with ${what}`, async () => {
    const slim = await copy().slim();
    assert.equal(await slim.init(make()), undefined);
    assert.equal(works(slim), true);
    if (!["a module", "an ArrayBuffer", "a Uint8Array", "a DataView"].includes(what)) return;
    const other = await copy().slim();
    other.initSync(make());
    assert.equal(works(other), true);
  });
}

test("before init, each function that needs the module throws not_initialized", async () => {
  const slim = await copy().slim();
  const calls = [
    () => slim.validate("grid.createKycLink", {}),
    () => slim.normalize("grid.createKycLink", {}),
    () => slim.buildRequest("grid.createKycLink", {}, {}),
    () => slim.parseResponse("grid.createKycLink", { status: 200, headers: {}, body: "" }),
    () => slim.assertSafeKycUrl("https://example.com"),
    () => slim.isExpired({ expiresAtMs: 0 }),
    () => slim.grid({}),
  ];
  for (const call of calls) {
    assert.throws(call, (error) => error instanceof slim.KycLinkError && error.code === "not_initialized" && /init/.test(error.message));
  }
  await assert.rejects(slim.verifyWebhook("grid", { body: "", headers: {}, publicKey: "" }), { code: "not_initialized" });
  assert.ok(slim.operations().includes("grid.onboard"));
  assert.ok(slim.ISSUE_CODES.includes("required"));
  assert.equal(slim.isKycLinkError(new slim.KycLinkError("network")), true);
  slim.initSync(bytes);
  assert.equal(works(slim), true);
});

/** The shortest valid module (WebAssembly Core Specification, section 5.5.16): magic and version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

test("the first module stays: a later one, of another program on the page, replaces nothing", async () => {
  const slim = await copy().slim();
  slim.initSync(bytes);
  slim.initSync(EMPTY_MODULE);
  await slim.init(EMPTY_MODULE);
  const { hits } = server;
  await slim.init(`${origin}/missing`);
  assert.deepEqual([server.hits, works(slim)], [hits, true], "nothing is downloaded");
  const other = await copy().slim();
  await Promise.all([other.init(`${origin}/a`), other.init(`${origin}/b`)]);
  assert.equal(works(other), true);
});

test("a failed download is a coded error with the reason, and can be retried", async () => {
  const slim = await copy().slim();
  const [broken, unread] = ["the bytes are not a wasm module.", "it could not be downloaded."];
  const reason = new Error("no");
  for (const [source, why, isCause] of [
    [`${origin}/missing`, "the server responded with status 404.", (cause) => cause === undefined],
    ...[`${origin}/html`, `${origin}/empty`, `${origin}/cut`, new Uint8Array(3)].map((source) => [source, broken, isCompileError]),
    ...[`${origin}/reset`, "http://127.0.0.1:1/", "no url", undefined, null, {}, 1].map((source) => [source, unread, isTypeError]),
    // biome-ignore lint/suspicious/noThenProperty: a source may be any thenable
    [{ then: (_, reject) => reject(reason) }, unread, (cause) => cause === reason],
  ]) {
    const error = await failure(slim.init(source));
    assert.ok(error instanceof slim.KycLinkError, `${String(source)}: ${error}`);
    assert.deepEqual([error.code, error.message], ["not_initialized", `kyclink.wasm is not available: ${why}`], String(source));
    assert.ok(isCause(error.cause), `${String(source)}: ${error.cause}`);
  }
  assert.throws(() => works(slim), { code: "not_initialized" });
  // It takes the bytes at once: nothing that has to be awaited.
  for (const source of [new Uint8Array(3), undefined, `${origin}/kyclink.wasm`, Promise.resolve(bytes), new Response(bytes)]) {
    const isBroken = { name: "KycLinkError", code: "not_initialized", message: `kyclink.wasm is not available: ${broken}` };
    assert.throws(() => slim.initSync(source), isBroken, String(source));
  }
  await slim.init(`${origin}/kyclink.wasm`);
  assert.equal(works(slim), true);
});

test("another module than kyclink's is a coded error", async () => {
  const slim = await copy().slim();
  slim.initSync(EMPTY_MODULE);
  const message = "The wasm module is from another version of kyclink.";
  for (let time = 0; time < 2; time++)
    assert.throws(
      () => works(slim),
      (error) => error.cause instanceof TypeError && error.message === message && error.code === "invalid_config",
    );
});

test("a module that a policy blocks is an error with the directive to add, and its cause", async (t) => {
  const slim = await copy().slim();
  const { compile, Module } = WebAssembly;
  t.after(() => Object.assign(WebAssembly, { compile, Module }));
  const cause = new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
  const message = /Content-Security-Policy needs script-src 'wasm-unsafe-eval'/;
  const isBlocked = { name: "KycLinkError", code: "invalid_config", message, cause };
  WebAssembly.compile = async () => Promise.reject(cause);
  // biome-ignore lint/complexity/useArrowFunction: an arrow is no constructor
  WebAssembly.Module = function () {
    throw cause;
  };
  await assert.rejects(slim.init(bytes), isBlocked);
  assert.throws(() => slim.initSync(bytes), isBlocked);
  Object.assign(WebAssembly, { compile, Module });
  await slim.init(bytes);
  assert.equal(works(slim), true);
});

/** What a page in Chromium before 115 does with a module of more than 4 KB. */
function startsLate(t) {
  const { Module, Instance } = WebAssembly;
  t.after(() => Object.assign(WebAssembly, { Module, Instance }));
  for (const name of ["Module", "Instance"]) {
    // biome-ignore lint/complexity/useArrowFunction: an arrow is no constructor
    WebAssembly[name] = function () {
      throw new RangeError(`WebAssembly.${name} is disallowed on the main thread, if the buffer size is larger than 4KB.`);
    };
    Object.defineProperty(WebAssembly[name], Symbol.hasInstance, { value: () => true });
  }
}

const isTooEarly = ({ name, code, message, cause }) =>
  name === "KycLinkError" && code === "not_initialized" && message.includes("await ready()") && cause instanceof RangeError;

test("where wasm starts only asynchronously, calls work once ready() or init() has resolved", async (t) => {
  const [kyclink, slim, other] = [await copy().main(), await copy().slim(), await copy().slim()];
  const module = new WebAssembly.Module(bytes);
  startsLate(t);
  assert.throws(() => works(kyclink), isTooEarly);
  await Promise.all([kyclink.ready(), kyclink.ready()]);
  assert.equal(works(kyclink), true);
  await kyclink.ready();
  await slim.init(bytes);
  assert.equal(works(slim), true);
  assert.throws(() => other.initSync(bytes), isTooEarly);
  await assert.rejects(other.ready(), { code: "not_initialized", message: /init/ });
  other.initSync(module);
  assert.throws(() => works(other), isTooEarly);
  await other.ready();
  assert.equal(works(other), true);
  // Twice as large as the limit: the instance cannot be replaced, and stays.
  const text = "a".repeat(9_000_000);
  assert.equal(kyclink.validate("grid.createKycLink", { customerId: text }).ok, false);
  assert.equal(works(kyclink), true);
});

test("without WebAssembly, init and the first call of the main entry say so", async (t) => {
  const slim = await copy().slim();
  const kyclink = await copy().main();
  const platform = globalThis.WebAssembly;
  t.after(() => (globalThis.WebAssembly = platform));
  delete globalThis.WebAssembly;
  const isMissing = ({ code, message, cause }) =>
    code === "invalid_config" && /^WebAssembly is not available\. .*Hermes/.test(message) && cause instanceof ReferenceError;
  await assert.rejects(slim.init(bytes), isMissing);
  assert.throws(() => slim.initSync(bytes), isMissing);
  assert.throws(() => works(kyclink), isMissing);
  await assert.rejects(kyclink.ready(), isMissing);
  globalThis.WebAssembly = platform;
  assert.equal(works(kyclink), true);
});
