/** The README's programs, run as they stand: a reader who copies one has what this test had. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { startSandbox } from "../../pkg-template/testing/index.js";
import { brokenLinks, programs } from "./docs/programs.mjs";
import { copy } from "./install/index.mjs";
import { bundle } from "./runtimes/bundle.mjs";
import { launch, serve } from "./runtimes/chromium.mjs";
import { start } from "./runtimes/workerd.mjs";

const FIELDS = ["type", "email", "phone", "line1", "city", "state", "postalCode", "country"];
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

const run = (name, env) => promisify(execFile)(process.execPath, [path(name)], { env: { ...process.env, ...env } });

test("every program of the README is run here", () => {
  assert.deepEqual([...all.keys()].sort(), ["errors.mjs", "node.mjs", "onboarding.js", "page.js", "worker.js"]);
});

test("links of the README have a target", () => assert.deepEqual(brokenLinks("README.md"), []));

test("page.js shows each issue at its control, and submits a corrected form", async (t) => {
  const site = path("site");
  mkdirSync(site);
  const inputs = FIELDS.map((name) => `<input name="${name}">`).join("");
  writeFileSync(
    join(site, "index.html"),
    `<!doctype html><form action="/sent.html">${inputs}<button>Go on</button></form><script type="module" src="/page.js"></script>`,
  );
  writeFileSync(join(site, "sent.html"), "<!doctype html><title>sent</title>");
  writeFileSync(join(site, "page.js"), (await bundle(path("page.js"), { conditions: [] })).text);
  const [browser, server] = await Promise.all([launch(), serve(site)]);
  t.after(() => {
    server.close();
    return browser.close();
  });
  const page = await browser.newPage();
  await page.goto(`${server.origin}/index.html`);

  const { address, ...person } = { ...APPLICANT, email: "jane.smith@", phone: "+1 (415) 555-0123" };
  for (const [name, value] of Object.entries({ ...person, ...address, city: "" })) await page.fill(`[name=${name}]`, value);
  await page.click("button");
  const messages = await page.$$eval("input", (inputs) =>
    inputs.filter((input) => input.validationMessage).map(({ name, validationMessage }) => [name, validationMessage]),
  );
  assert.deepEqual(messages, [
    ["email", "Enter an email address such as name@example.com."],
    ["city", "Fill in this field."],
  ]);

  await page.fill("[name=email]", APPLICANT.email);
  await page.fill("[name=city]", "Chicago");
  await Promise.all([page.waitForURL("**/sent.html?*"), page.click("button")]);
});

test("worker.js redirects to the link, and returns the issues of an input", async (t) => {
  const sandbox = await startSandbox({ port: 0 });
  const bindings = { SPHEREPAY_API_KEY: "secret_test", SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay };
  const worker = await start(path("worker.js"), { nodejsCompat: false, bindings });
  t.after(() => Promise.all([worker.close(), sandbox.close()]));
  const post = (body) => worker.fetch({ method: "POST", body: JSON.stringify(body), redirect: "manual" });

  const sent = await post(APPLICANT);
  assert.equal(sent.status, 303);
  assert.equal(new URL(sent.headers.get("location")).origin, sandbox.hostedOrigin);

  const refused = await post({ ...APPLICANT, phone: "1" });
  assert.equal(refused.status, 422);
  const { code, issues } = await refused.json();
  assert.deepEqual([code, issues.map(({ pointer }) => pointer)], ["invalid_request", ["/phone"]]);
});

test("onboarding.js serves the page, from the form to the hosted page", async (t) => {
  const sandbox = await startSandbox({ port: 0 });
  const bindings = {
    ORIGIN: "http://localhost",
    COOKIE_SECRET: "a-cookie-secret-of-more-than-32-bytes",
    SPHEREPAY_API_KEY: "secret_test",
    SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay,
  };
  const worker = await start(path("onboarding.js"), { nodejsCompat: false, bindings });
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
  const made = await worker.fetch({ method: "POST", body, headers: navigation }, "/kyc/links");
  assert.equal(made.status, 200);
  assert.equal(new URL(/href="([^"]+)" target="_blank"/.exec(await made.text())[1]).origin, sandbox.hostedOrigin);
});

test("node.mjs creates a customer and its link", async (t) => {
  const sandbox = await startSandbox({ port: 0 });
  t.after(() => sandbox.close());
  const { stdout } = await run("node.mjs", { GRID_CLIENT_ID: "id", GRID_CLIENT_SECRET: "secret", GRID_BASE_URL: sandbox.baseUrls.grid });
  assert.equal(stdout, "grid true true\n");
});

test("errors.mjs prints what its comment says", async () => {
  const { stdout } = await run("errors.mjs");
  assert.equal(stdout, all.get("errors.mjs").prints);
  assert.notEqual(stdout, "");
});
