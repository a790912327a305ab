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
const COMMANDS = ["demo", "sandbox", "trigger", "validate", "status", "doctor"];
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
  test("lists its commands, and each has a help text", async () => {
    for (const args of [[], ["--help"], ["-h"], ["help"]]) {
      const { code, out } = await run(args);
      assert.equal(code, 0);
      for (const command of COMMANDS) assert.match(out, new RegExp(`^ {2}${command} `, "m"));
    }
    for (const command of COMMANDS) {
      const { code, out, err } = await run([command, "--help"]);
      assert.deepEqual([code, err], [0, ""]);
      assert.match(out, new RegExp(`^usage: kyclink ${command} `));
    }
  });

  test("prints the version of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(project, "node_modules/kyclink/package.json")));
    assert.deepEqual(await run(["--version"]), { code: 0, out: `${version}\n`, err: "" });
  });

  const WRONG = [
    [["validat"], /no command "validat": use one of demo, init, sandbox/],
    [["validate"], /missing argument: operation/],
    [["validate", "spherepay.nothing", "x.json"], /no operation "spherepay.nothing"/],
    [["validate", "spherepay.onboard", "-", "--policy", "lax"], /--policy is one of schema, postal, strict/],
    [["sandbox", "--prot", "1"], /--prot.*: the options are --port, --provider/],
    [["sandbox", "--port", "x"], /--port is a number/],
    [["sandbox", "--provider", "stripe"], /--provider is one of spherepay, grid/],
    [["demo", "--port", "70000"], /--port is a number/],
    [["demo", "--provider", "stripe"], /--provider is one of spherepay, grid/],
    [["demo", "now"], /unexpected argument: now/],
    [["sandbox", "--forward", "here"], /--forward is a URL/],
    [["sandbox", "--forward", "http://127.0.0.1:1/"], /write \{provider\}/],
    [["trigger"], /missing argument: event/],
    [["doctor", "--url", "here"], /--url is the URL/],
  ];
  for (const [args, message] of WRONG) {
    test(`wrong usage: ${args.join(" ")}`, async () => {
      const { code, out, err } = await run(args);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, message);
      assert.doesNotMatch(err, /\n {4}at /, "no stack");
    });
  }
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

  test("issues from a file and from standard input: 1, the same as validate() finds", async () => {
    const given = JSON.stringify({ ...PERSON, email: "jane.smith", address: { ...PERSON.address, postalCode: "1" } });
    const { validate } = await esm();
    const { ok, issues, warnings } = JSON.parse(JSON.stringify(validate("spherepay.onboard", JSON.parse(given))));
    for (const [args, options] of [[[fileOf("invalid.json", given)]], [["-"], { input: given }]]) {
      const { code, out } = await run(["validate", "spherepay.onboard", ...args, "--json"], options);
      assert.deepEqual([code, JSON.parse(out)], [1, { ok, issues, warnings }]);
      const table = await run(["validate", "spherepay.onboard", ...args], options);
      assert.equal(table.code, 1);
      assert.match(table.out, /^issue +\/email +email_format +/m);
      assert.match(table.out, /^warning +\/address\/postalCode +postal_code_format +/m);
      assert.match(table.out, /^1 issue$/m);
      assert.doesNotMatch(table.out, /jane\.smith|Berlin/);
    }
  });

  test("the policy and normalization are the library's", async () => {
    const input = JSON.stringify({ ...PERSON, email: " jane.smith@example.com " });
    assert.equal((await run(["validate", "spherepay.onboard", "-"], { input })).code, 1);
    assert.equal((await run(["validate", "spherepay.onboard", "-", "--normalize"], { input })).code, 0);
    const unusual = JSON.stringify({ ...PERSON, address: { ...PERSON.address, postalCode: "1" } });
    assert.equal((await run(["validate", "spherepay.onboard", "-"], { input: unusual })).code, 0);
    assert.equal((await run(["validate", "spherepay.onboard", "-", "--policy", "strict"], { input: unusual })).code, 1);
  });

  test("a missing file and text that is not JSON: 1, without quoting it", async () => {
    const missing = await run(["validate", "spherepay.onboard", join(folder, "nothing.json")]);
    assert.equal(missing.code, 1);
    assert.match(missing.err, /nothing\.json cannot be read/);
    const { code, err } = await run(["validate", "spherepay.onboard", fileOf("text.json", "jane.smith@example.com")]);
    assert.equal(code, 1);
    assert.match(err, /text\.json is not JSON/);
    assert.doesNotMatch(err, /jane/);
    const piped = await run(["validate", "spherepay.onboard", "-"], { input: "jane.smith@example.com" });
    assert.deepEqual(piped, { code: 1, out: "", err: "kyclink: the standard input is not JSON\n" });
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

  test("prints one provider's variables, and everything as JSON", async () => {
    const one = sandbox("--provider", "grid");
    await one.until((line) => line.startsWith("Ctrl-C"));
    assert.ok(one.lines.every((line) => !line.startsWith("SPHEREPAY")));
    const all = sandbox("--json");
    const { url, baseUrls, credentials, webhookKeys } = JSON.parse(await all.until(() => true));
    assert.equal(baseUrls.spherepay, `${url}/spherepay`);
    assert.deepEqual(Object.keys(credentials), ["spherepay", "grid", "bridge"]);
    assert.deepEqual(Object.keys(webhookKeys), ["spherepay", "grid", "bridge"]);
    await create(baseUrls.spherepay);
    assert.equal(all.lines.length, 1, "no log");
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

  test("trigger without a sandbox, and sandbox on a port that is taken: 1", async (t) => {
    const server = createServer((_, response) => response.writeHead(404).end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const port = String(server.address().port);
    const taken = await run(["sandbox", "--port", port]);
    assert.equal(taken.code, 1);
    assert.match(taken.err, new RegExp(`port ${port} .* in use`));
    const other = await run(["trigger", "kyc_approved", "--port", port]);
    assert.deepEqual([other.code, other.err], [1, `kyclink: what listens on port ${port} is not a sandbox\n`]);
    const nothing = await run(["trigger", "kyc_approved", "--port", "1"]);
    assert.equal(nothing.code, 1);
    assert.match(nothing.err, /no sandbox listens on port 1: start it with `kyclink sandbox/);
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

  test("shows Grid's flow, which asks for contact codes", async () => {
    const { child, url, cookie } = await onboard("grid", [
      ["firstName", "Jane"],
      ["lastName", "Smith"],
    ]);
    const { nextAction, channels } = await (await fetch(`${url}/status`, { headers: { cookie } })).json();
    assert.deepEqual([nextAction, channels], ["verify_contact", ["email", "phone"]]);
    child.kill("SIGTERM");
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

  test("leads to the page from any name of this machine, and prints JSON for programs", async () => {
    const { lines, until } = serving("demo", "--port", "0", "--json");
    const { url, sandbox, provider } = JSON.parse(await until(() => true));
    assert.deepEqual([provider, new URL(sandbox).hostname], ["spherepay", "127.0.0.1"]);
    const elsewhere = url.replace("127.0.0.1", "localhost");
    for (const [from, to] of [
      [new URL("/", url), url],
      [elsewhere, url],
    ]) {
      assert.equal((await fetch(from, { redirect: "manual" })).headers.get("location"), to);
    }
    assert.equal(lines.length, 1, "no log");
  });

  test("a taken port: 1, and the message names it", async (t) => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const { port } = server.address();
    const { code, out, err } = await run(["demo", "--port", String(port)]);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, new RegExp(`port ${port} .* in use`));
  });
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
  const names = ({ findings }) => findings.map(({ name }) => name);

  test("a complete environment: 0", async () => {
    const { code, ok, findings } = await doctor(FINE);
    assert.deepEqual([code, ok, findings], [0, true, []]);
    const { out } = await run(["doctor"], { env: FINE });
    assert.match(out, /^everything that was checked is fine\nchecked: SPHEREPAY_API_KEY, .*, COOKIE_SECRET\nnot checked: .*\n$/);
  });

  test("an empty environment: what to set", async () => {
    const result = await doctor({});
    assert.deepEqual([result.code, result.ok, names(result)], [1, false, ["credentials", "COOKIE_SECRET"]]);
    const { out } = await run(["doctor"]);
    assert.match(out, /^COOKIE_SECRET +is not set: `openssl rand/m);
  });

  const CASES = [
    [{ SPHEREPAY_API_KEY: "" }, "SPHEREPAY_API_KEY", /apiKey/],
    [{ SPHEREPAY_API_KEY: "a\nb" }, "SPHEREPAY_API_KEY", /apiKey/],
    [{ SPHEREPAY_ENVIRONMENT: "staging" }, "SPHEREPAY_ENVIRONMENT", /sandbox or production/],
    [{ SPHEREPAY_WEBHOOK_SECRET: undefined }, "SPHEREPAY_WEBHOOK_SECRET", /is not set/],
    [{ SPHEREPAY_WEBHOOK_SECRET: " secret" }, "SPHEREPAY_WEBHOOK_SECRET", /webhookSecret/],
    [{ COOKIE_SECRET: "short" }, "COOKIE_SECRET", /at least 32 bytes/],
    [{ GRID_CLIENT_ID: "id" }, "GRID_CLIENT_ID", /clientSecret/],
    [{ GRID_CLIENT_ID: "id", GRID_CLIENT_SECRET: "s", GRID_WEBHOOK_PUBLIC_KEY: "x" }, "GRID_WEBHOOK_PUBLIC_KEY", /P-256/],
    [{ BRIDGE_API_KEY: "sk-test-0123456789", BRIDGE_ENVIRONMENT: "production" }, "BRIDGE_API_KEY", /sandbox/],
    [{ BRIDGE_API_KEY: "sk-test-0123456789", BRIDGE_ENVIRONMENT: "staging" }, "BRIDGE_ENVIRONMENT", /sandbox or production/],
    [{ BRIDGE_API_KEY: "sk-test-0123456789", BRIDGE_ENV: "sandbox" }, "BRIDGE_ENV", /BRIDGE_ENVIRONMENT/],
    [{ BRIDGE_API_KEY: "sk-test-0123456789", BRIDGE_ENVIRONMENT: "sandbox" }, "BRIDGE_WEBHOOK_PUBLIC_KEY", /is not set/],
    [{ BRIDGE_WEBHOOK_PUBLIC_KEY: "x" }, "BRIDGE_WEBHOOK_PUBLIC_KEY", /RSA/],
  ];
  for (const [change, name, message] of CASES) {
    test(`${Object.keys(change).join(", ")}: ${JSON.stringify(Object.values(change).at(-1))}`, async () => {
      const { code, findings, out } = await doctor({ ...FINE, ...change });
      assert.equal(code, 1);
      const finding = findings.find((finding) => finding.name === name);
      assert.match(finding?.message ?? "", message);
      for (const value of Object.values({ ...FINE, ...change })) if (value?.length > 6) assert.ok(!out.includes(JSON.stringify(value)));
    });
  }

  test("a page: its policy, its clock, and whether it responds", async (t) => {
    let headers = {};
    const server = createServer((_, response) => response.writeHead(200, headers).end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const url = `http://127.0.0.1:${server.address().port}/`;
    const check = async (given) => {
      headers = given;
      return (await doctor({}, "--url", url)).findings;
    };
    assert.deepEqual(await check({}), []);
    assert.deepEqual(
      await check({ "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; form-action 'self' https:" }),
      [],
    );
    const strict = await check({ "content-security-policy": "script-src 'self'; form-action 'self'" });
    assert.deepEqual(
      strict.map(({ message }) => /add ('wasm-unsafe-eval'|https:)/.exec(message)?.[1]),
      ["'wasm-unsafe-eval'", "https:"],
    );
    const [late] = await check({ date: "Sun, 01 Mar 2020 10:00:00 GMT" });
    assert.equal(late.name, "clock");
    const silent = { name: "url", message: "the page does not respond" };
    const gone = await doctor({}, "--url", "http://127.0.0.1:1/");
    assert.deepEqual([gone.findings, gone.checked], [[silent], ["url"]], "credentials are left alone");
    const both = await doctor({ SPHEREPAY_API_KEY: "" }, "--url", "http://127.0.0.1:1/", "--provider", "spherepay");
    assert.deepEqual([names(both).at(-1), names(both).includes("SPHEREPAY_API_KEY")], ["url", true]);
  });
});
