/**
 * The programs of docs/getting-started.md, run as they stand: a reader who copies one has what this test had.
 * five-minutes.test.mjs follows the page's path from `npm install` to an approved customer.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { programs } from "../helpers/docs/markdown.mjs";
import { copy, subpath } from "../helpers/install/index.mjs";
import { start } from "../runtimes/workerd.mjs";

const { startSandbox } = await subpath("testing");

const APPLICANT = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "233 South Wacker Drive", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
};

const all = new Map(programs("docs/getting-started.md").map(({ name, ...program }) => [name, program]));
const { folder } = copy();
const path = (name) => join(folder, name);
writeFileSync(path("kyc.mjs"), all.get("kyc.mjs").code);

test("every file of the page is run here, by five-minutes.test.mjs, own-page.test.mjs or runtimes/quickstarts.test.mjs", () => {
  const text = readFileSync(new URL("../../../docs/getting-started.md", import.meta.url), "utf8");
  const [, frameworks] = /^## In a framework\n([\s\S]*?)^## /m.exec(text);
  const files = [...all].filter(([name, { prints }]) => prints === "" && !frameworks.includes(`\`\`\`js\n// ${name}\n`));
  assert.deepEqual(files.map(([name]) => name).sort(), ["kyc.mjs", "page.js", "server.mjs", "vite.config.mjs"]);
});

test("kyc.mjs serves the page in workerd, from the form to the hosted page", async (t) => {
  const sandbox = await startSandbox({ port: 0 });
  const bindings = {
    ORIGIN: "http://localhost",
    COOKIE_SECRET: "a-cookie-secret-of-more-than-32-bytes",
    SPHEREPAY_API_KEY: "secret_test",
    SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay,
    SPHEREPAY_WEBHOOK_SECRET: (await sandbox.webhookKeys()).spherepay,
  };
  const worker = await start(path("kyc.mjs"), { nodejsCompat: false, bindings });
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

/** What `## With Grid or Bridge` says to change in kyc.mjs. */
const CHANGES = {
  spherepay: (code) => code,
  grid: (code) =>
    forOther(code, "grid").replace(/ apiKey: env\.GRID_API_KEY/, " clientId: env.GRID_CLIENT_ID, clientSecret: env.GRID_CLIENT_SECRET"),
  bridge: (code) => forOther(code, "bridge"),
};
const forOther = (code, name) =>
  code
    .replace(/ +profiles: .*\n/, "")
    .replaceAll("spherepay", name)
    .replaceAll("SPHEREPAY", name.toUpperCase())
    .replace("webhookSecret", "webhookPublicKey")
    .replace("WEBHOOK_SECRET", "WEBHOOK_PUBLIC_KEY");

for (const [provider, change] of Object.entries(CHANGES)) {
  test(`kyc.mjs with ${provider}: an approval is printed in the same words, with an id`, async (t) => {
    const name = `kyc-${provider}.mjs`;
    writeFileSync(path(name), change(all.get("kyc.mjs").code));
    const { default: worker } = await import(pathToFileURL(path(name)));
    const sandbox = await startSandbox({ port: 0, provider });
    t.after(() => sandbox.close());
    const keys = await sandbox.webhookKeys();
    const prefix = provider.toUpperCase();
    const env = {
      ORIGIN: "http://127.0.0.1:8787",
      COOKIE_SECRET: crypto.randomUUID(),
      ...Object.fromEntries(["API_KEY", "CLIENT_ID", "CLIENT_SECRET"].map((word) => [`${prefix}_${word}`, `a_${word}_of_a_sandbox`])),
      [`${prefix}_BASE_URL`]: sandbox.baseUrls[provider],
      [`${prefix}_WEBHOOK_${provider === "spherepay" ? "SECRET" : "PUBLIC_KEY"}`]: keys[provider],
    };
    const trigger = () =>
      fetch(`${sandbox.url}/trigger`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ event: "kyc_approved" }),
      });
    const log = t.mock.method(console, "log", () => {});
    assert.equal((await trigger()).status, 204);
    for (const { body, headers } of sandbox.deliveries()) {
      const url = `http://127.0.0.1:8787/kyc/webhooks/${provider}`;
      assert.equal((await worker.fetch(new Request(url, { method: "POST", headers, body }), env)).status, 200);
    }
    const lines = log.mock.calls.map(({ arguments: [word, kind, id] }) => `${word} ${kind} ${typeof id}`);
    assert.deepEqual(
      [...new Set(lines)].filter((line) => line.includes(" kyc_")),
      ["webhook kyc_pending string", "webhook kyc_approved string"],
    );
    assert.ok(
      lines.every((line) => / (kyc_\w+|customer_created) string$/.test(line)),
      lines.join(),
    );
  });
}
