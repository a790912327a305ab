/**
 * `kyclink init` in an empty folder: what it writes for Node and Workers runs as it is against the sandbox, with each
 * provider. That for Next is built and run by runtimes/files.test.mjs.
 */

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { makeProject } from "../../helpers/cli/project.mjs";
import { findsLostWebhook, withClock } from "../../helpers/edge/cron.mjs";
import { esm, project, subpath } from "../../helpers/install/index.mjs";
import { freePort } from "../../helpers/programs/index.mjs";
import { start } from "../../runtimes/workerd.mjs";

const { grid, onboard } = await esm();
const { startSandbox } = await subpath("testing");

const PROGRAM = join(project, "node_modules/.bin/kyclink");

const init = (cwd, ...args) =>
  promisify(execFile)(PROGRAM, ["init", ...args], { cwd }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
const read = (folder, name) => readFileSync(join(folder, name), "utf8");
const variablesIn = (text) =>
  Object.fromEntries([...text.matchAll(/^(\w+)="(.*)"$/gm)].map(([, name, value]) => [name, value.replaceAll("\\n", "\n")]));
const code = (folder) => readdirSync(folder).filter((name) => name !== "node_modules");

/** Posts an applicant at whatever serves `/kyc`. */
async function post(at, origin) {
  const applicant = {
    ...{
      type: "individual",
      email: "jane@example.com",
      phone: "+14155550123",
      firstName: "Jane",
      lastName: "Smith",
      fullName: "Jane Smith",
    },
    ...{ birthDate: "1990-01-31", address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "US" } },
  };
  const headers = { origin, "content-type": "application/json" };
  const made = await at("/kyc/links", { method: "POST", headers, body: JSON.stringify(applicant) });
  assert.ok([201, 202].includes(made.status), await made.clone().text());
  return made;
}

/** From the form to the approved status and its webhook, at whatever serves `/kyc`. */
async function onboards(at, sandbox, provider, origin) {
  const navigation = { accept: "text/html", "sec-fetch-mode": "navigate", origin };
  assert.match(await (await at("/kyc", { headers: navigation })).text(), /<form/);
  const made = await post(at, origin);
  const cookie = made.headers.get("set-cookie").split(";")[0];
  await sandbox.complete(sandbox.customers()[0].id, "approve");
  for (const { body, headers: signed } of sandbox.deliveries()) {
    assert.equal((await at(`/kyc/webhooks/${provider}`, { method: "POST", headers: signed, body })).status, 200);
  }
  assert.equal((await (await at("/kyc/status", { headers: { cookie } })).json()).status, "approved");
}

/** The sandbox with the keys that `init` has stored, as `npx kyclink sandbox` reads them. */
async function sandboxOf(t, folder, provider) {
  const keys = JSON.parse(read(folder, "node_modules/.cache/kyclink/sandbox.json"));
  const sandbox = await startSandbox({ port: 0, provider, keys });
  t.after(() => sandbox.close());
  return sandbox;
}

for (const provider of ["spherepay", "grid", "bridge"]) {
  const base = `${provider.toUpperCase()}_BASE_URL`;

  test(`Node with ${provider}: the server runs`, async (t) => {
    const folder = makeProject();
    const { code: exit, out } = await init(folder, "--provider", provider);
    assert.equal(exit, 0);
    assert.deepEqual(code(folder).sort(), [".env", ".gitignore", "kyc-page.mjs", "kyc.mjs", "server.mjs"]);
    for (const secret of Object.values(variablesIn(read(folder, ".env"))).filter((value) => value.length > 30))
      assert.ok(!out.includes(secret));
    const sandbox = await sandboxOf(t, folder, provider);
    const port = String(await freePort());
    const origin = `http://127.0.0.1:${port}`;
    const [command, ...args] = /^ {2}(node .*)$/m.exec(out)[1].split(" ");
    assert.match(read(folder, ".env"), new RegExp(`^${base}="http://127.0.0.1:4010/`, "m"));
    // Variables of the process count more than those of the file: only the ports are others.
    const env = { ...process.env, PORT: port, ORIGIN: origin, [base]: sandbox.baseUrls[provider] };
    const server = spawn(command, args, { cwd: folder, env });
    t.after(() => server.kill());
    let printed = "";
    for (const stream of [server.stdout, server.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
    while (!(await fetch(`${origin}/kyc`).catch(() => undefined))) await sleep(50);
    await onboards((path, options) => fetch(origin + path, { ...options, redirect: "manual" }), sandbox, provider, origin);
    assert.match(printed, new RegExp(`^${origin}/kyc\n`));
    assert.match(printed, /^webhook kyc_approved \S+$/m);
    assert.doesNotMatch(printed, /warn|invalid_config|undefined/i);
  });
}

test("Workers: the Worker runs in workerd", async (t) => {
  const folder = makeProject({ "package.json": JSON.stringify({ devDependencies: { wrangler: "*" } }) });
  const { out } = await init(folder, "--json");
  const { platform, written, variables } = JSON.parse(out);
  assert.deepEqual([platform, written], ["workers", ["kyc-page.mjs", "kyc-worker.mjs", "wrangler.jsonc", ".gitignore", ".dev.vars"]]);
  assert.ok(variables.includes("COOKIE_SECRET"));
  const { main, durable_objects } = JSON.parse(read(folder, "wrangler.jsonc"));
  assert.deepEqual([main, durable_objects.bindings[0].class_name], ["kyc-worker.mjs", "KycLinkStore"]);
  const { worker, sandbox, bindings } = await startWorker(t, folder, "spherepay");
  await onboards((path, options) => worker.fetch({ ...options, redirect: "manual" }, path), sandbox, "spherepay", bindings.ORIGIN);
});

for (const provider of ["spherepay", "grid", "bridge"]) {
  test(`Workers with ${provider}: the cron finds a customer whose webhook was lost`, async (t) => {
    const folder = makeProject({ "wrangler.jsonc": "{}" });
    assert.equal((await init(folder, "--provider", provider)).code, 0);
    const { worker, sandbox, bindings } = await startWorker(t, folder, provider, withClock);
    const at = (path, options) => worker.fetch({ ...options, redirect: "manual" }, path);
    await findsLostWebhook(worker, sandbox, () => post(at, bindings.ORIGIN));
  });
}

for (const provider of ["spherepay", "grid", "bridge"]) {
  test(`--call with ${provider}: the Worker leads from the form to the hosted page`, async (t) => {
    const folder = makeProject();
    const { out } = await init(folder, "--call", "--provider", provider);
    assert.deepEqual(code(folder).sort(), [".dev.vars", ".gitignore", "kyc-call.mjs", "wrangler.jsonc"]);
    assert.match(out, new RegExp(`^ {2}npx kyclink sandbox --provider ${provider}$`, "m"));
    assert.equal(JSON.parse(read(folder, "wrangler.jsonc")).main, "kyc-call.mjs");
    const sandbox = await startSandbox({ port: 0, provider });
    t.after(() => sandbox.close());
    const bindings = { ...variablesIn(read(folder, ".dev.vars")), [`${provider.toUpperCase()}_BASE_URL`]: sandbox.baseUrls[provider] };
    const worker = await start(join(folder, "kyc-call.mjs"), { nodejsCompat: false, bindings });
    t.after(() => worker.close());
    const names = [...(await (await worker.fetch()).text()).matchAll(/name="([^"]+)"/g)].map(([, name]) => name);
    const address = { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "US" };
    const person = { email: "jane@example.com", phone: "+14155550123", firstName: "Jane", lastName: "Smith", address };
    const valueAt = (name) => name.split(".").reduce((value, part) => value[part], person);
    const post = (more = {}) => {
      const body = new URLSearchParams({ ...Object.fromEntries(names.map((name) => [name, valueAt(name)])), ...more });
      return worker.fetch({ method: "POST", body, redirect: "manual" });
    };
    const made = await post();
    // At Bridge, the terms and then the check.
    const links = { bridge: [...(await made.text()).matchAll(/href="([^"]+)"/g)].map(([, link]) => link) };
    const { [provider]: opened = [made.headers.get("location")] } = links;
    assert.deepEqual([made.status, opened.length], provider === "bridge" ? [200, 2] : [303, 1]);
    for (const link of opened) assert.equal((await fetch(link)).status, 200, link);
    if (provider === "grid") {
      // With the reference of somebody else, a person would get that person's link.
      const { GRID_CLIENT_ID: clientId, GRID_CLIENT_SECRET: clientSecret, GRID_BASE_URL: baseUrl } = bindings;
      const { link } = await onboard(grid({ clientId, clientSecret, baseUrl }), { ...person, type: "individual", reference: "user-17" });
      const other = await post({ email: "mallory@example.com", reference: "user-17" });
      assert.equal(other.status, 303);
      const ids = sandbox.customers().map(({ id }) => id);
      assert.equal(ids.length, 3);
      assert.ok(ids.includes(link.customerId));
    }
    const refused = await worker.fetch({ method: "POST", body: new URLSearchParams({ email: "jane" }), redirect: "manual" });
    assert.deepEqual([refused.status, refused.headers.get("content-type")], [422, "application/problem+json"]);
  });
}

test("--call is refused for another platform, and for a provider without a sandbox", async () => {
  for (const args of [
    ["--platform", "node"],
    ["--provider", "sumsub"],
  ]) {
    const folder = makeProject();
    const { code: exit, err } = await init(folder, "--call", ...args);
    assert.deepEqual([exit, code(folder)], [2, []], err);
  }
});

/** The Worker that `init` has written, in workerd, in front of a sandbox. */
async function startWorker(t, folder, provider, entryOf = (path) => path) {
  const sandbox = await sandboxOf(t, folder, provider);
  const base = `${provider.toUpperCase()}_BASE_URL`;
  const bindings = { ...variablesIn(read(folder, ".dev.vars")), [base]: sandbox.baseUrls[provider] };
  const durableObjects = { KYCLINK: { className: "KycLinkStore", useSQLite: true } };
  const ratelimits = { LIMITER: { simple: { limit: 20, period: 60 } }, VISITS: { simple: { limit: 600, period: 60 } } };
  const entry = entryOf(join(folder, "kyc-worker.mjs"));
  const worker = await start(entry, { nodejsCompat: false, bindings, durableObjects, ratelimits });
  t.after(() => worker.close());
  return { worker, sandbox, bindings };
}
