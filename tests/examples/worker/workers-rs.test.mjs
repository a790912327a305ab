/**
 * examples/workers-rs, a Worker in Rust, in workerd with the sandbox as its provider. `cargo xtask test worker`
 * builds it.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { Miniflare } from "miniflare";
import { subpath } from "../../packages/helpers/install/index.mjs";
import { BUILT, SHIM, withoutSource } from "./built.mjs";

const { startSandbox, WRONG_CREDENTIAL } = await subpath("testing");

const CANARY = "canary7391";
const APPLICANT = {
  type: "individual",
  email: `${CANARY}@example.com`,
  phone: "+14155550123",
  address: { line1: `1 ${CANARY} St`, city: "Chicago", state: "IL", postalCode: "60601", country: "USA" },
};

function modules() {
  const names = readdirSync(BUILT, { recursive: true }).filter((name) => /\.(js|wasm)$/.test(name));
  const module = (name) =>
    name.endsWith(".wasm")
      ? { type: "CompiledWasm", path: name, contents: readFileSync(join(BUILT, name)) }
      : { type: "ESModule", path: name, contents: withoutSource(readFileSync(join(BUILT, name), "utf8")) };
  return [{ type: "ESModule", path: "shim.mjs", contents: SHIM }, ...names.map(module)];
}

const logs = [];
const workers = [];

async function startWorker(bindings) {
  const miniflare = new Miniflare({
    modules: modules(),
    modulesRoot: "/",
    bindings,
    compatibilityDate: "2026-04-01",
    cf: false,
    telemetry: { enabled: false },
    handleRuntimeStdio: (...streams) => streams.map((stream) => stream.on("data", (text) => logs.push(String(text)))),
  });
  workers.push(miniflare);
  await miniflare.ready;
  return miniflare;
}

/** Sends JSON, or a string as it is; the response with its text. */
async function post(worker, body, headers = { "content-type": "application/json" }) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await worker.dispatchFetch("http://localhost/kyc-link", { method: "POST", headers, body: text });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const configOf = (baseUrl, key = `key_${CANARY}`) => ({ SPHEREPAY_API_KEY: key, SPHEREPAY_BASE_URL: baseUrl });

/** Checks the status and the code, and that the response is problem details that repeat nothing of what was sent. */
function expectProblem({ status, headers, text }, expectedStatus, code) {
  const problem = JSON.parse(text);
  assert.deepEqual([status, problem.status, problem.code], [expectedStatus, expectedStatus, code], text);
  assert.equal(problem.type, `urn:kyclink:${code}`);
  assert.deepEqual([headers.get("content-type"), headers.get("cache-control")], ["application/problem+json", "no-store"]);
  assert.doesNotMatch(text, new RegExp(CANARY));
  return problem;
}

/** Waits for a line of the log: workerd writes it to a pipe, so it may arrive later than the response. */
async function logged(pattern) {
  for (let i = 0; i < 500 && !pattern.test(logs.join("")); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.match(logs.join(""), pattern);
}

let running, worker;
before(async () => {
  running = await startSandbox();
  worker = await startWorker(configOf(running.baseUrls.spherepay));
});
afterEach(() => {
  assert.doesNotMatch(logs.join(""), new RegExp(CANARY), "the log contains a credential or personal data");
  logs.length = 0;
});
after(() => Promise.all([running.close(), ...workers.map((worker) => worker.dispose())]));

test("a valid applicant gets a link", async () => {
  const { status, headers, text } = await post(worker, APPLICANT);
  assert.equal(status, 200, text);
  assert.deepEqual([headers.get("content-type"), headers.get("cache-control")], ["application/json", "no-store"]);
  const { kycUrl, ...rest } = JSON.parse(text);
  assert.deepEqual(rest, {});
  assert.equal((await fetch(kycUrl)).status, 200);
  assert.deepEqual(
    running.customers().map(({ status }) => status),
    ["incomplete"],
  );
});

test("an invalid applicant gets the issues and is not sent", async () => {
  const count = running.customers().length;
  const wrong = { type: CANARY, email: `${CANARY} at example.com`, phone: CANARY, address: { line1: CANARY, country: CANARY } };
  const { errors } = expectProblem(await post(worker, wrong), 422, "invalid_request");
  assert.deepEqual(
    errors.map(({ code, pointer }) => [pointer, code]),
    [
      ["/type", "unknown_value"],
      ["/email", "email_format"],
      ["/phone", "phone_format"],
      ["/address/city", "required"],
      ["/address/country", "country_unknown"],
    ],
  );
  assert.ok(errors.every(({ detail }) => typeof detail === "string"));
  for (const body of ["null", "[]", `"${CANARY}"`, "{}"]) expectProblem(await post(worker, body), 422, "invalid_request");
  assert.equal(running.customers().length, count);
});

test("what is not a JSON request of a reasonable size is refused", async () => {
  const json = { "content-type": "application/json" };
  for (const [body, headers, status] of [
    [CANARY, json, 400],
    ["", json, 400],
    [JSON.stringify(APPLICANT), { "content-type": "text/plain" }, 415],
    [JSON.stringify({ ...APPLICANT, extra: "x".repeat(16 * 1024) }), json, 413],
  ]) {
    const response = await post(worker, body, headers);
    assert.equal(response.status, status);
    assert.doesNotMatch(response.text, new RegExp(CANARY));
  }
  const get = await worker.dispatchFetch("http://localhost/kyc-link");
  assert.deepEqual([get.status, get.headers.get("allow")], [405, "POST"]);
  assert.equal((await worker.dispatchFetch("http://localhost/")).status, 404);
});

test("a wrong key is a coded error", async () => {
  const locked = await startWorker(configOf(running.baseUrls.spherepay, WRONG_CREDENTIAL));
  expectProblem(await post(locked, APPLICANT), 502, "unauthorized");
  await logged(/unauthorized/);
});

test("a missing key is a coded error, and the log names it", async () => {
  const keyless = await startWorker({ SPHEREPAY_BASE_URL: running.baseUrls.spherepay });
  expectProblem(await post(keyless, APPLICANT), 500, "invalid_config");
  await logged(/invalid_config: .*apiKey is missing/);
});

test("a provider that limits requests says when to try again", async () => {
  running.nextFailure(429);
  const limited = await post(worker, APPLICANT);
  expectProblem(limited, 503, "rate_limited");
  assert.equal(limited.headers.get("retry-after"), "1");
});

test("a fetch that rejects is a coded error at once", { timeout: 10_000 }, async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const unreachable = await startWorker(configOf(`http://127.0.0.1:${port}/spherepay`));
  // The customer may have been created, as far as anybody can tell from a rejected fetch; why is in the log.
  for (let i = 0; i < 3; i++) expectProblem(await post(unreachable, APPLICANT), 503, "outcome_unknown");
  await logged(/no response: network/);

  const count = running.customers().length;
  running.nextFailure("drop_after");
  expectProblem(await post(worker, APPLICANT), 503, "outcome_unknown");
  assert.equal(running.customers().length, count + 1);
  assert.equal((await post(worker, APPLICANT)).status, 200, "the next request succeeds");
});
