/**
 * The README's programs, run as they stand: a reader who copies one has what this test had. Its path from `npm install`
 * to an approved customer is followed by five-minutes.test.mjs.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { startSandbox } from "../../../pkg-template/testing/index.js";
import { programs } from "../helpers/docs/markdown.mjs";
import { copy } from "../helpers/install/index.mjs";
import { start } from "../runtimes/workerd.mjs";

const APPLICANT = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "233 South Wacker Drive", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
};

const all = new Map(programs("README.md").map(({ name, ...program }) => [name, program]));
const { folder } = copy();
const path = (name) => join(folder, name);
for (const [name, { code }] of all) writeFileSync(path(name), code);

const run = (name) => promisify(execFile)(process.execPath, [path(name)]);

test("every program of the README is run here, by own-page.test.mjs, or by tests/e2e/readme.test.mjs", () => {
  assert.deepEqual([...all.keys()].sort(), ["errors.mjs", "onboarding.mjs", "page.js", "server.mjs", "vite.config.mjs", "worker.mjs"]);
});

test("worker.mjs serves the page in workerd, from the form to the hosted page", async (t) => {
  const sandbox = await startSandbox({ port: 0 });
  const bindings = {
    ORIGIN: "http://localhost",
    COOKIE_SECRET: "a-cookie-secret-of-more-than-32-bytes",
    SPHEREPAY_API_KEY: "secret_test",
    SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay,
    SPHEREPAY_WEBHOOK_SECRET: (await sandbox.webhookKeys()).spherepay,
  };
  const worker = await start(path("worker.mjs"), { nodejsCompat: false, bindings });
  t.after(() => Promise.all([worker.close(), sandbox.close()]));
  const navigation = { accept: "text/html", "sec-fetch-mode": "navigate", origin: bindings.ORIGIN };

  const form = await worker.fetch({ headers: navigation }, "/kyc");
  assert.equal(form.status, 200);
  const html = await form.text();
  const files = [...html.matchAll(/(?:href|src)="(\/kyc\/assets\/[^"]+)"/g)];
  assert.equal(files.length, 5);
  for (const [, file] of files) assert.equal((await worker.fetch({}, file)).status, 200, file);

  const { address, ...person } = { ...APPLICANT, phone: "(415) 555-0123" };
  const fields = Object.entries(address).map(([name, value]) => [`address.${name}`, value]);
  const body = new URLSearchParams([...Object.entries(person), ...fields]);
  const post = (path, more) => worker.fetch({ method: "POST", redirect: "manual", headers: navigation, ...more }, path);
  const made = await post("/kyc/links", { body });
  assert.deepEqual([made.status, made.headers.get("location")], [303, "/kyc/status"]);
  const headers = { ...navigation, cookie: made.headers.get("set-cookie").split(";")[0] };
  assert.equal((await (await worker.fetch({ headers }, "/kyc/status")).json()).nextAction, "open_link");
  const opened = await post("/kyc/links/renew", { body: new URLSearchParams(), headers });
  assert.equal(opened.status, 303);
  assert.equal(new URL(opened.headers.get("location")).origin, sandbox.hostedOrigin);
});

test("errors.mjs prints what its comment says", async () => {
  const { stdout } = await run("errors.mjs");
  assert.equal(stdout, all.get("errors.mjs").prints);
  assert.notEqual(stdout, "");
});
