/** `npx kyclink`: the installed command, as a program: what it prints, to where, and its exit codes. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, test } from "node:test";
import { esm, project, scratch } from "./install/index.mjs";

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
  test("lists its commands, and each has a help text", async () => {
    for (const args of [[], ["--help"], ["-h"], ["help"]]) {
      const { code, out } = await run(args);
      assert.equal(code, 0);
      for (const command of ["sandbox", "trigger", "validate", "doctor"]) assert.match(out, new RegExp(`^ {2}${command} `, "m"));
    }
    for (const command of ["sandbox", "trigger", "validate", "doctor"]) {
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
    [["validat"], /no command "validat": use one of sandbox/],
    [["validate"], /takes 2 arguments/],
    [["validate", "spherepay.nothing", "x.json"], /no operation "spherepay.nothing"/],
    [["validate", "spherepay.onboard", "-", "--policy", "lax"], /--policy is one of schema, postal, strict/],
    [["sandbox", "--prot", "1"], /--prot/],
    [["sandbox", "--port", "x"], /--port is a number/],
    [["sandbox", "--provider", "stripe"], /--provider is one of spherepay, grid/],
    [["sandbox", "--forward", "here"], /--forward is a URL/],
    [["sandbox", "--forward", "http://127.0.0.1:1/"], /write \{provider\}/],
    [["trigger"], /takes 1 arguments/],
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
  });
});

describe("sandbox and trigger", () => {
  const running = [];
  after(() => {
    for (const child of running) child.kill("SIGKILL");
  });

  /** Starts a sandbox, and returns its lines as they come. */
  async function sandbox(...args) {
    const child = start(["sandbox", "--port", "0", ...args]);
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

  const create = (baseUrl) =>
    fetch(`${baseUrl}/v2/customer/kyc-link`, {
      method: "POST",
      headers: { authorization: "Bearer sandbox", "content-type": "application/json" },
      body: JSON.stringify({ ...PERSON, address: { ...PERSON.address, country: "DEU" } }),
    });

  test("prints the variables of both providers, logs requests without data, and ends on Ctrl-C with 0", async () => {
    const { child, lines, until } = await sandbox();
    await until((line) => line.startsWith("Ctrl-C"));
    const variables = Object.fromEntries(lines.slice(0, -1).map((line) => line.split(/=(.*)/s)));
    assert.deepEqual(Object.keys(variables), [
      "SPHEREPAY_BASE_URL",
      "SPHEREPAY_API_KEY",
      "SPHEREPAY_WEBHOOK_SECRET",
      "GRID_BASE_URL",
      "GRID_CLIENT_ID",
      "GRID_CLIENT_SECRET",
      "GRID_WEBHOOK_PUBLIC_KEY",
    ]);
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
    const one = await sandbox("--provider", "grid");
    await one.until((line) => line.startsWith("Ctrl-C"));
    assert.ok(one.lines.every((line) => !line.startsWith("SPHEREPAY")));
    const all = await sandbox("--json");
    const { url, baseUrls, credentials, webhookKeys } = JSON.parse(await all.until(() => true));
    assert.equal(baseUrls.spherepay, `${url}/spherepay`);
    assert.deepEqual(Object.keys(credentials), ["spherepay", "grid"]);
    assert.deepEqual(Object.keys(webhookKeys), ["spherepay", "grid"]);
    await create(baseUrls.spherepay);
    assert.equal(all.lines.length, 1, "no log");
  });

  test("forwards webhooks, which trigger causes, and sends one again that was answered with 5xx", async (t) => {
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
    const { lines, until } = await sandbox("--forward", forward);
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

describe("doctor", () => {
  const FINE = {
    SPHEREPAY_API_KEY: "secret_0123456789",
    SPHEREPAY_ENVIRONMENT: "sandbox",
    SPHEREPAY_WEBHOOK_SECRET: "secret_abcdef",
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
    assert.equal((await run(["doctor"], { env: FINE })).out, "everything that was checked is fine\n");
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
    [{ SPHEREPAY_ENVIRONMENT: "staging" }, "SPHEREPAY_API_KEY", /environment/],
    [{ SPHEREPAY_WEBHOOK_SECRET: undefined }, "SPHEREPAY_WEBHOOK_SECRET", /is not set/],
    [{ SPHEREPAY_WEBHOOK_SECRET: " secret" }, "SPHEREPAY_WEBHOOK_SECRET", /webhookSecret/],
    [{ COOKIE_SECRET: "short" }, "COOKIE_SECRET", /at least 32 bytes/],
    [{ GRID_CLIENT_ID: "id" }, "GRID_CLIENT_ID", /clientSecret/],
    [{ GRID_CLIENT_ID: "id", GRID_CLIENT_SECRET: "s", GRID_WEBHOOK_PUBLIC_KEY: "x" }, "GRID_WEBHOOK_PUBLIC_KEY", /P-256/],
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
      return (await doctor(FINE, "--url", url)).findings;
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
    const gone = await doctor(FINE, "--url", "http://127.0.0.1:1/");
    assert.deepEqual(gone.findings, [{ name: "url", message: "the page does not respond" }]);
  });
});
