/** `npx kyclink`: the installed command, as a program: what it prints, to where, and its exit codes. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { esm, file, project, scratch } from "../helpers/install/index.mjs";

const COMMAND = join(project, "node_modules/.bin/kyclink");
const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+4930123456",
  address: { line1: "Hauptstraße 1", city: "Berlin", postalCode: "10115", country: "DE" },
};

function start(args, { env = {}, input } = {}) {
  const child = spawn(COMMAND, args, { env: { PATH: process.env.PATH, ...env }, stdio: "pipe" });
  child.stdin.end(input);
  return child;
}

/** Runs a command to its end. */
async function run(args, options) {
  const child = start(args, options);
  const [out, err] = [child.stdout, child.stderr].map(async (stream) => (await stream.setEncoding("utf8").toArray()).join(""));
  const [code] = await once(child, "close");
  return { code, out: await out, err: await err };
}

describe("kyclink", () => {
  test("prints the version of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(project, "node_modules/kyclink/package.json")));
    assert.deepEqual(await run(["--version"]), { code: 0, out: `${version}\n`, err: "" });
  });
});

describe("validate", () => {
  const folder = scratch();
  const fileOf = (name, text) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test("a valid input: 0", async () => {
    const file = fileOf("valid.json", JSON.stringify(PERSON));
    assert.deepEqual(await run(["validate", "spherepay.onboard", file]), { code: 0, out: "valid\n", err: "" });
    const { code, out } = await run(["validate", "spherepay.onboard", file, "--json"]);
    assert.deepEqual([code, JSON.parse(out)], [0, { ok: true, issues: [], warnings: [] }]);
  });
});

const running = [];
after(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a command that runs until Ctrl-C, and returns its lines as they come. */
function serving(...args) {
  const child = start(args);
  running.push(child);
  const lines = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const until = async (test) => {
    while (!lines.some(test)) await once(reader, "line");
    return lines.find(test);
  };
  return { child, lines, until };
}

describe("sandbox and trigger", () => {
  const sandbox = (...args) => serving("sandbox", "--port", "0", ...args);

  const create = (baseUrl) =>
    fetch(`${baseUrl}/v2/customer/kyc-link`, {
      method: "POST",
      headers: { authorization: "Bearer sandbox", "content-type": "application/json" },
      body: JSON.stringify({ ...PERSON, address: { ...PERSON.address, country: "DEU" } }),
    });

  test("prints the variables of the providers, logs requests without data, and ends on Ctrl-C with 0", async () => {
    const { child, lines, until } = sandbox();
    await until((line) => line.startsWith("Ctrl-C"));
    const variables = Object.fromEntries(lines.slice(0, -1).map((line) => line.split(/=(.*)/s)));
    assert.match(variables.GRID_WEBHOOK_PUBLIC_KEY, /^-----BEGIN PUBLIC KEY-----\\n/);
    const response = await create(variables.SPHEREPAY_BASE_URL);
    assert.equal(response.status, 201);
    assert.equal(await until((line) => line.includes("kyc-link →")), "spherepay POST /v2/customer/kyc-link → 201");
    assert.doesNotMatch(lines.join("\n"), /jane|Berlin/);
    assert.ok(!lines.join("").includes("\u001b"), "no colours without a terminal");
    child.kill("SIGINT");
    assert.deepEqual(await once(child, "close"), [0, null]);
  });

  test("forwards webhooks, which trigger causes, and sends one again that got status 5xx", async (t) => {
    const got = [];
    const receiver = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      got.push({ url: request.url, headers: request.headers, body });
      response.writeHead(got.length === 1 ? 503 : 200).end();
    });
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
    t.after(() => receiver.close());
    const forward = `http://127.0.0.1:${receiver.address().port}/kyc/webhooks/{provider}`;
    const { lines, until } = sandbox("--forward", forward);
    const baseUrl = (await until((line) => line.startsWith("SPHEREPAY_BASE_URL"))).split("=")[1];
    const secret = (await until((line) => line.startsWith("SPHEREPAY_WEBHOOK_SECRET"))).split("=")[1];
    const { customerId } = await (await create(baseUrl)).json();
    const { port } = new URL(baseUrl);
    const triggered = await run(["trigger", "kyc_approved", "--port", port, "--customer", customerId]);
    assert.deepEqual(triggered, { code: 0, out: "triggered kyc_approved\n", err: "" });
    await until((line) => line === "webhook spherepay customer.kyc.successful → 200");
    assert.ok(lines.includes("webhook spherepay customer.create → 503"));
    assert.ok(lines.includes("webhook spherepay customer.create → 200 (attempt 2)"));
    const { verifyWebhook } = await esm();
    const { url, headers, body } = got.at(-1);
    assert.equal(url, "/kyc/webhooks/spherepay");
    assert.equal((await verifyWebhook("spherepay", { headers, body, secret })).kind, "kyc_approved");

    const { code, out } = await run(["trigger", "customer.create", "--port", port, "--json"]);
    assert.deepEqual([code, JSON.parse(out)], [0, { ok: true, event: "customer.create" }]);
    const unknown = await run(["trigger", "kyc_aproved", "--port", port]);
    assert.equal(unknown.code, 1);
    assert.match(unknown.err, /must be one of .*kyc_approved/);
  });
});

describe("demo", () => {
  const page = { accept: "text/html", "sec-fetch-mode": "navigate" };
  const { address, ...person } = PERSON;
  const form = [...Object.entries(person), ...Object.entries(address).map(([name, value]) => [`address.${name}`, value])];

  /** Starts the demo, submits the form as a browser without JavaScript does, and returns the browser's next request. */
  async function onboard(provider, fields = []) {
    const { child, lines, until } = serving("demo", "--port", "0", "--provider", provider);
    const url = /http:\S+/.exec(await until((line) => line.includes("Open")))[0];
    const { origin } = new URL(url);
    const shown = await fetch(url, { headers: page });
    assert.match(await shown.text(), /<form/);
    const body = new URLSearchParams(Object.fromEntries([...form, ...fields]));
    const sent = await fetch(`${url}/links`, { method: "POST", body, headers: { ...page, origin }, redirect: "manual" });
    const cookie = sent.headers.get("set-cookie").split(";")[0];
    return { child, lines, until, url, sent, cookie };
  }

  test("leads from the form to an approved customer, by a webhook, and ends on Ctrl-C with 0", async () => {
    const { child, lines, until, url, sent, cookie } = await onboard("spherepay");
    assert.deepEqual([sent.status, sent.headers.get("location")], [303, "/kyc/status"]);
    const headers = { ...page, cookie, origin: new URL(url).origin };
    const renewed = await fetch(`${url}/links/renew`, { method: "POST", body: new URLSearchParams(), headers, redirect: "manual" });
    const hosted = renewed.headers.get("location");
    await fetch(hosted, { method: "POST", body: new URLSearchParams({ decision: "approve" }) });
    await until((line) => line === "webhook  customer.kyc.successful → 200");
    const status = await fetch(`${url}/status`, { headers: { cookie } });
    assert.equal((await status.json()).status, "approved");
    assert.ok(lines.includes("browser  POST /kyc/links → 303"));
    assert.ok(lines.includes("provider POST /v2/customer/kyc-link → 201"));
    assert.doesNotMatch(lines.join("\n"), /jane|Berlin|error/);
    child.kill("SIGINT");
    assert.deepEqual(await once(child, "close"), [0, null]);
  });

  for (const provider of ["bridge", "auto"]) {
    test(`--provider ${provider}: an American's terms at Bridge, and then the check`, async () => {
      const { child, lines, until, url, cookie } = await onboard(provider, [
        ["firstName", "Jane"],
        ["lastName", "Smith"],
        ["address.country", "US"],
        ["address.state", "IL"],
      ]);
      const status = async () => (await fetch(`${url}/status`, { headers: { cookie } })).json();
      const renew = async () => {
        const headers = { ...page, cookie, origin: new URL(url).origin };
        const led = await fetch(`${url}/links/renew`, { method: "POST", body: new URLSearchParams(), headers, redirect: "manual" });
        return led.headers.get("location");
      };
      assert.equal((await status()).nextAction, "accept_terms");
      const terms = await renew();
      await fetch(terms, { method: "POST", body: new URLSearchParams({ decision: "approve" }) });
      const check = await renew();
      assert.notEqual(check, terms);
      await fetch(check, { method: "POST", body: new URLSearchParams({ decision: "approve" }) });
      await until((line) => line === "webhook  customer.updated.status_transitioned → 200");
      // The status that was asked for is used for ten seconds, so this one is a webhook's.
      let decided = await status();
      for (let looks = 0; decided.status !== "approved" && looks < 40; looks++) {
        await setTimeout(100);
        decided = await status();
      }
      assert.deepEqual([decided.status, decided.nextAction], ["approved", "none"]);
      assert.doesNotMatch(lines.join("\n"), /jane|Berlin|error/);
      child.kill("SIGINT");
      assert.deepEqual(await once(child, "close"), [0, null]);
    });
  }
});

describe("colours", () => {
  test("only on a terminal, and not with NO_COLOR", async (t) => {
    const { styled } = await import(pathToFileURL(file("dist/cli/terminal.js")));
    const { isTTY } = process.stdout;
    const { NO_COLOR, TERM, FORCE_COLOR } = process.env;
    t.after(() => {
      process.stdout.isTTY = isTTY;
      Object.assign(process.env, { NO_COLOR, TERM, FORCE_COLOR });
      for (const [name, value] of Object.entries({ NO_COLOR, TERM, FORCE_COLOR })) if (value === undefined) delete process.env[name];
    });
    const colours = (isTerminal, env) => {
      process.stdout.isTTY = isTerminal;
      for (const name of ["NO_COLOR", "TERM"]) delete process.env[name];
      Object.assign(process.env, { FORCE_COLOR: "1" }, env);
      return styled("red", "x") !== "x";
    };
    assert.equal(colours(true, {}), true);
    assert.equal(colours(true, { NO_COLOR: "1" }), false);
    assert.equal(colours(true, { TERM: "dumb" }), false);
    assert.equal(colours(false, {}), false);
  });
});

describe("doctor", () => {
  const FINE = {
    SPHEREPAY_API_KEY: "secret_0123456789",
    SPHEREPAY_ENVIRONMENT: "sandbox",
    SPHEREPAY_WEBHOOK_SECRET: "secret_abcdef",
    ORIGIN: "https://app.example.com",
    COOKIE_SECRET: "0123456789abcdef0123456789abcdef",
  };
  const doctor = async (env, ...args) => {
    const { code, out } = await run(["doctor", "--json", ...args], { env });
    return { code, ...JSON.parse(out), out };
  };

  test("a complete environment: 0", async () => {
    const { code, ok, findings } = await doctor(FINE);
    assert.deepEqual([code, ok, findings], [0, true, []]);
    const { out } = await run(["doctor"], { env: FINE });
    assert.match(out, /^everything that was checked is fine\nchecked: SPHEREPAY_API_KEY, .*, COOKIE_SECRET\nnot checked: .*\n$/);
  });
});
