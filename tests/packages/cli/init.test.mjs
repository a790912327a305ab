/**
 * `kyclink init` in an empty folder: what it writes for Node and Workers runs as it is against the sandbox, with each
 * provider. That for Next is built and run by runtimes/files.test.mjs.
 */

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { startSandbox } from "../../../pkg-template/testing/index.js";
import { makeProject } from "../helpers/cli/project.mjs";
import { project } from "../helpers/install/index.mjs";
import { freePort } from "../helpers/stores/servers.mjs";
import { start } from "../runtimes/workerd.mjs";

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

/** From the form to the approved status and its webhook, at whatever serves `/kyc`. */
async function onboards(at, sandbox, provider, origin) {
  const navigation = { accept: "text/html", "sec-fetch-mode": "navigate", origin };
  assert.match(await (await at("/kyc", { headers: navigation })).text(), /<form/);
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
    assert.deepEqual(code(folder).sort(), [".env", "kyc-page.mjs", "kyc.mjs", "server.mjs"]);
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
  assert.deepEqual([platform, written], ["workers", ["kyc-page.mjs", "kyc-worker.mjs", "wrangler.jsonc", ".dev.vars"]]);
  assert.ok(variables.includes("COOKIE_SECRET"));
  const { main, durable_objects } = JSON.parse(read(folder, "wrangler.jsonc"));
  assert.deepEqual([main, durable_objects.bindings[0].class_name], ["kyc-worker.mjs", "KycLinkStore"]);
  const sandbox = await sandboxOf(t, folder, "spherepay");
  const bindings = { ...variablesIn(read(folder, ".dev.vars")), SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay };
  const durableObjects = { KYCLINK: { className: "KycLinkStore", useSQLite: true } };
  const ratelimits = { LIMITER: { simple: { limit: 20, period: 60 } } };
  const worker = await start(join(folder, main), { nodejsCompat: false, bindings, durableObjects, ratelimits });
  t.after(() => worker.close());
  await onboards((path, options) => worker.fetch({ ...options, redirect: "manual" }, path), sandbox, "spherepay", bindings.ORIGIN);
});

for (const name of ["wrangler.json", "wrangler.jsonc", "wrangler.toml"]) {
  test(`Workers with ${name}: it stays as it is, and the bindings to add are printed`, async () => {
    const folder = makeProject({ [name]: "mine" });
    const { written, wrangler } = JSON.parse((await init(folder, "--json")).out);
    assert.deepEqual([written, read(folder, name)], [["kyc-page.mjs", "kyc-worker.mjs", ".dev.vars"], "mine"]);
    assert.equal(wrangler.file, name);
    const other = makeProject({ [name]: "mine" });
    const { out } = await init(other);
    assert.ok(out.includes(`\nAdd to ${name}:\n${wrangler.bindings}`), out);
    for (const value of ["KYCLINK", "KycLinkStore", "v1", "LIMITER", "1001"]) assert.ok(wrangler.bindings.includes(`"${value}"`));
    if (name.endsWith(".toml")) assert.match(wrangler.bindings, /^\[\[durable_objects\.bindings\]\]\nname = /);
    else assert.equal(JSON.parse(`{${wrangler.bindings}}`).migrations[0].tag, "v1");
  });
}

describe("nothing is overwritten", () => {
  test("a file that exists: nothing at all is written", async () => {
    for (const name of ["server.mjs", "kyc.mjs", "kyc-page.mjs"]) {
      const folder = makeProject({ [name]: "// mine\n" });
      const { code: exit, err } = await init(folder);
      assert.deepEqual([exit, err], [1, `kyclink: ${name}: exists already, so nothing was written\n`]);
      assert.deepEqual([code(folder), read(folder, name)], [[name], "// mine\n"]);
    }
  });

  test("a folder in place of the variables: nothing at all is written", async () => {
    const folder = makeProject();
    mkdirSync(join(folder, ".env"));
    const { code: exit, err } = await init(folder);
    assert.equal(exit, 1);
    assert.match(err, /^kyclink: \.env cannot be read \(EISDIR\)/);
    assert.deepEqual([code(folder), readdirSync(join(folder, "node_modules"))], [[".env"], ["kyclink"]]);
  });

  test("variables: those that are set stay, the others are added", async () => {
    const mine = 'ORIGIN="https://mine.example"\nexport COOKIE_SECRET=mine\nOTHER=1';
    const folder = makeProject({ ".env": mine });
    assert.equal((await init(folder)).code, 0);
    const text = read(folder, ".env");
    assert.ok(text.startsWith(`${mine}\n`));
    assert.equal(text.match(/^(export )?(ORIGIN|COOKIE_SECRET)=/gm).length, 2);
    assert.match(text, /^SPHEREPAY_API_KEY="sandbox"$/m);
  });
});

describe("variables that are there already", () => {
  for (const [text, kept] of [
    ["SPHEREPAY_API_KEY=sandbox", "SPHEREPAY_API_KEY"],
    ["SPHEREPAY_BASE_URL=http://127.0.0.1:4020/spherepay\nSPHEREPAY_API_KEY=mine", "SPHEREPAY_API_KEY"],
    ["GRID_ENVIRONMENT=production", "GRID_ENVIRONMENT"],
  ]) {
    test(`${JSON.stringify(text)} fits to it`, async () => {
      const folder = makeProject({ ".env": text });
      const { variables } = JSON.parse((await init(folder, "--json")).out);
      assert.ok(!variables.includes(kept) && variables.includes("COOKIE_SECRET"), variables.join());
      assert.ok(read(folder, ".env").startsWith(`${text}\n`));
    });
  }

  for (const [platform, name, expected] of [
    ["node", ".env", "http://127.0.0.1:8787"],
    ["workers", ".dev.vars", "http://127.0.0.1:8787"],
    ["next", ".env.local", "http://127.0.0.1:3000"],
  ]) {
    test(`${platform}: another ORIGIN stays, and the output says what to set for the sandbox`, async () => {
      const line = `${name} has another ORIGIN, so the form is refused. For the sandbox: ORIGIN="${expected}"\n`;
      for (const [origin, isOther] of [
        ["https://app.example.com", true],
        [expected.replace("127.0.0.1", "localhost"), true],
        [expected, false],
        ["", false],
      ]) {
        const folder = makeProject({ [name]: `ORIGIN=${origin}\n` });
        const { code: exit, out } = await init(folder, "--platform", platform);
        assert.deepEqual([exit, out.includes(line), out.includes("another ORIGIN")], [0, isOther, isOther], origin);
        assert.ok(read(folder, name).startsWith(`ORIGIN=${origin}\n`));
      }
      assert.ok(!(await init(makeProject(), "--platform", platform)).out.includes("another ORIGIN"));
    });
  }

  test("an empty one is missing", async () => {
    const folder = makeProject({ ".env": 'SPHEREPAY_API_KEY=\nCOOKIE_SECRET=""\n' });
    const { variables } = JSON.parse((await init(folder, "--json")).out);
    assert.ok(variables.includes("SPHEREPAY_API_KEY") && variables.includes("COOKIE_SECRET"), variables.join());
  });
});
