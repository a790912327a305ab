/** examples/axum, without TLS, with the sandbox as the provider. `cargo xtask test axum` compiles and runs it. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { followed, passCheck, standIns, until } from "../packages/helpers/examples/readme.mjs";
import { subpath } from "../packages/helpers/install/index.mjs";

const { startSandbox, WRONG_CREDENTIAL } = await subpath("testing");

const PROGRAM = process.env.AXUM_SERVER ?? fileURLToPath(new URL("../../target/debug/kyclink-example-axum", import.meta.url));
const API_KEY = "key_canary1048";
const CANARY = "canary7391";
const APPLICANT = {
  type: "individual",
  email: `${CANARY}@example.com`,
  phone: "+1 415 555 0123",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "USA" },
};

let running;
let secret;
let server;
const requests = [];
const children = [];

before(async () => {
  running = await startSandbox({
    onRequest: (entry) => requests.push(entry),
    forward: () => `${server.origin}/webhooks/spherepay`,
  });
  secret = (await running.webhookKeys()).spherepay;
  server = await start();
});
after(async () => {
  for (const child of children) child.kill("SIGKILL");
  await running?.close();
});

/** The program's environment, with nothing of ours but the path to its libraries. */
const environment = (changes) => ({
  PATH: process.env.PATH,
  ADDRESS: "127.0.0.1:0",
  SPHEREPAY_API_KEY: API_KEY,
  SPHEREPAY_BASE_URL: running.baseUrls.spherepay,
  SPHEREPAY_WEBHOOK_SECRET: secret,
  ...changes,
});

const start = (changes) => started(spawn(PROGRAM, [], { env: environment(changes), stdio: ["ignore", "pipe", "pipe"] }));

async function started(child) {
  children.push(child);
  const closed = once(child, "close"); // which is when its output has been read, too
  const lines = [];
  const listening = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      if (line.startsWith("listening on ")) resolve(line.slice("listening on ".length));
    });
    createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
    closed.then(([code]) => reject(new Error(`the server ended with ${code}: ${lines.join(" ")}`)), reject);
  });
  const stop = async () => {
    child.kill("SIGINT");
    return (await closed)[0];
  };
  return { origin: await listening, lines, stop };
}

const json = { "content-type": "application/json" };

const onboard = (body = APPLICANT, { origin } = server) =>
  fetch(`${origin}/onboarding`, { method: "POST", headers: json, body: typeof body === "string" ? body : JSON.stringify(body) });

const deliver = ({ body, headers }) => fetch(`${server.origin}/webhooks/spherepay`, { method: "POST", headers, body });

const event = (id, customerId) =>
  running.signWebhook("spherepay", { id, name: "customer.kyc.pending", data: { customer: { id: customerId } } });

const creates = () => requests.filter(({ method }) => method === "POST").length;

async function problem(response, status, code) {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.doesNotMatch(text, new RegExp(CANARY));
  const { type, title, status: statusOfBody, errors } = JSON.parse(text);
  assert.deepEqual([type, statusOfBody], [`urn:kyclink:${code}`, status]);
  assert.match(title, /^[A-Z].+\.$/);
  return errors;
}

async function eventually(condition, what) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (condition()) return;
    await sleep(100);
  }
  assert.fail(`${what} did not happen; the server printed: ${server.lines.join("\n")}`);
}

test("the server reports that it is up", async () => {
  const response = await fetch(`${server.origin}/health`);
  assert.deepEqual([response.status, await response.text()], [200, "ok"]);
});

test("a valid applicant gets a link, and its phone number is normalized", async () => {
  const response = await onboard();
  const { customerId, kycUrl } = await response.json();
  assert.deepEqual([response.status, response.headers.get("cache-control")], [200, "no-store"]);
  assert.equal(running.openLink(kycUrl).customerId, customerId);
  const { resource } = running.customers().find(({ id }) => id === customerId);
  assert.equal(resource.phone, "+14155550123");
});

test("an invalid applicant gets 422 with a pointer to each field, and nothing is sent", async () => {
  const before = creates();
  const wrong = { type: CANARY, email: `${CANARY} at example.com`, phone: 5, address: { line1: CANARY, country: CANARY, city: "" } };
  const errors = await problem(await onboard(wrong), 422, "invalid_request");
  assert.deepEqual(
    errors.map(({ pointer, code }) => [pointer, code]),
    [
      ["/type", "unknown_value"],
      ["/email", "email_format"],
      ["/phone", "invalid_type"],
      ["/address/city", "required"],
      ["/address/country", "country_unknown"],
    ],
  );
  assert.ok(errors.every(({ detail }) => detail.endsWith(".")));
  assert.deepEqual(
    (await problem(await onboard([]), 422, "invalid_request")).map(({ pointer }) => pointer),
    [""],
  );
  assert.equal(creates(), before);
});

test("a body that is not JSON, has another type or is too large is refused without an echo", async () => {
  for (const [body, headers, status] of [
    [`{${CANARY}`, json, 400],
    ["", json, 400],
    [`email=${CANARY}`, { "content-type": "application/x-www-form-urlencoded" }, 415],
    [JSON.stringify(CANARY.repeat(10_000)), json, 413],
  ]) {
    const response = await fetch(`${server.origin}/onboarding`, { method: "POST", headers, body });
    assert.equal(response.status, status);
    assert.doesNotMatch(await response.text(), new RegExp(CANARY));
  }
});

test("what fails at the provider is a coded problem, and no create is sent twice", async () => {
  for (const [failure, status, code] of [
    ["drop_after", 503, "outcome_unknown"],
    [503, 503, "outcome_unknown"],
    ["garbage", 502, "unexpected_response"],
  ]) {
    const before = creates();
    running.nextFailure(failure, { match: ({ method }) => method === "POST" });
    await problem(await onboard(), status, code);
    assert.equal(creates(), before + 1, String(failure));
  }
});

test("a wrong key and an unreachable provider are coded problems", async () => {
  const other = await startSandbox();
  await other.close();
  for (const [changes, code] of [
    [{ SPHEREPAY_API_KEY: WRONG_CREDENTIAL }, "unauthorized"],
    // Nothing was sent, so the outcome is known.
    [{ SPHEREPAY_BASE_URL: other.baseUrls.spherepay }, "network"],
  ]) {
    const another = await start(changes);
    await problem(await onboard(APPLICANT, another), 502, code);
    assert.equal(await another.stop(), 0);
    assert.ok(another.lines.some((line) => line.startsWith(`${code}: `)));
  }
});

test("a missing variable ends the program and is named", async () => {
  for (const name of ["SPHEREPAY_API_KEY", "SPHEREPAY_WEBHOOK_SECRET"]) {
    await assert.rejects(start({ [name]: "" }), new RegExp(`ended with 1: .*${name} is missing`));
  }
});

test("no applicant reaches the provider's own host unless a variable says so, and then with a warning", async () => {
  const base = { SPHEREPAY_BASE_URL: "" };
  for (const changes of [base, { ...base, SPHEREPAY_ENVIRONMENT: "live" }, { SPHEREPAY_ENVIRONMENT: "production" }]) {
    await assert.rejects(start(changes), /ended with 1: .*set SPHEREPAY_BASE_URL, or SPHEREPAY_ENVIRONMENT to sandbox or production/);
  }
  const isWarning = (line) => line.startsWith("warning: ") && line.includes("POST /onboarding");
  for (const [changes, isWarned] of [
    [{ ...base, SPHEREPAY_ENVIRONMENT: "production" }, true],
    [{ ...base, SPHEREPAY_ENVIRONMENT: "sandbox" }, false],
    [{ SPHEREPAY_BASE_URL: "https://api.example.com" }, true],
    [{}, false],
  ]) {
    const { lines, stop } = await start(changes);
    await stop();
    assert.equal(lines.some(isWarning), isWarned, JSON.stringify(changes));
  }
});

test("each event is handled once, however often it is delivered", async () => {
  const { customerId } = await (await onboard()).json();
  const line = `kyc_pending: ${customerId} is incomplete`;
  const count = () => server.lines.filter((text) => text === line).length;
  const signed = await event("event_1", customerId);
  // The customer is read again when the provider is out of order for a moment.
  running.nextFailure(503, { match: ({ method }) => method === "GET" });
  assert.equal((await deliver(signed)).status, 200);
  await eventually(() => count() === 1, "the first delivery's handling");
  const [again, meanwhile] = await Promise.all([deliver(signed), deliver(signed)]);
  assert.deepEqual([again.status, meanwhile.status], [200, 200]);
  assert.equal((await deliver(await event("event_2", customerId))).status, 200);
  await eventually(() => count() === 2, "the second event's handling");
  assert.equal(count(), 2);
});

test("a delivery is refused unless its own bytes are signed with the secret", async () => {
  const { body, headers } = await event("event_3", "customer_1a");
  const [name] = Object.keys(headers).filter((name) => name.toLowerCase() === "signature");
  const wrong = { ...headers, [name]: headers[name].replace(/^./, (digit) => (digit === "0" ? "1" : "0")) };
  for (const delivery of [
    { body, headers: wrong },
    { body: `${body} `, headers },
    { body, headers: { ...headers, [name]: "" } },
    { body, headers: { ...headers, [name]: headers[name].slice(2) } },
    { body, headers: json },
    { body, headers: [...Object.entries(headers), [name, headers[name]]] },
  ]) {
    await problem(await deliver(delivery), 401, "webhook_signature");
  }
  assert.equal((await deliver({ body, headers })).status, 200, "the same event, properly signed");
});

test("a signed body that is not an event is 400", async () => {
  await problem(await deliver(await running.signWebhook("spherepay", { name: "customer.kyc.pending" })), 400, "webhook_malformed");
});

test("from the form to the approved customer, with the provider's own webhooks", async () => {
  const { customerId, kycUrl } = await (await onboard()).json();
  const body = new URLSearchParams({ decision: "approve" });
  assert.equal((await fetch(kycUrl, { method: "POST", body, redirect: "manual" })).status, 200);
  await eventually(() => server.lines.includes(`kyc_approved: ${customerId} is approved`), "the approval");
});

test("the README, from the first command to an approved customer", async (t) => {
  // The step has packed the package, and compiled what `cargo run` runs.
  const cargo = `case "$*" in "xtask pack") ;; run) exec "${PROGRAM}" ;; *) exit 1 ;; esac`;
  const { servers, printed } = await followed(t, "axum", {
    modules: [],
    port: "8787",
    path: standIns({ cargo }),
    variables: (port) => ({ ADDRESS: `127.0.0.1:${port}` }),
  });
  const { customerId, kycUrl } = JSON.parse(/\{.*\}/.exec(printed.at(-1))[0]);
  await passCheck(kycUrl);
  const [, server] = servers;
  await until("the approval", server, () => server.out().includes(`kyc_approved: ${customerId} is approved`));
});

test("neither a credential, a person's data nor a link is printed", () => {
  const printed = server.lines.join("\n");
  assert.match(printed, /^outcome_unknown: /m);
  for (const word of [API_KEY, secret, CANARY, "/hosted/"]) assert.ok(!printed.includes(word), word);
});
