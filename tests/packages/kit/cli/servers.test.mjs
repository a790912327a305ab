/** `kyclink sandbox`, `trigger` and `demo` in this process: where they listen, and what they print and log. */

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { inside, PERSON, receiving, run, serving } from "../../helpers/cli/run.mjs";
import { subpath } from "../../helpers/install/index.mjs";

const { checkEnv } = await inside("doctor.js");
const { errorLine } = await inside("demo.js");
const { startSandbox } = await subpath("testing");

/** The addresses of this machine that other machines can reach, and loopback addresses that nobody should need. */
const OTHERS = [
  ...Object.values(networkInterfaces())
    .flat()
    .filter(({ internal }) => !internal)
    .map(({ address }) => address),
  "127.0.0.2",
  "::1",
];

async function canConnect(host, port) {
  const { connect } = await import("node:net");
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}

for (const name of ["sandbox", "demo"]) {
  test(`${name} listens on 127.0.0.1 and nowhere else`, async (t) => {
    const { out, until, stop, listened } = await serving(t, [name, "--port", "0", "--json"]);
    await until(/\{.*\}\n/);
    assert.ok(listened.length >= 1);
    for (const [port, host] of listened) assert.deepEqual([port, host], [0, "127.0.0.1"]);
    const { url, sandbox = url } = JSON.parse(out());
    for (const each of new Set([url, sandbox])) {
      const { hostname, port } = new URL(each);
      assert.equal(hostname, "127.0.0.1");
      assert.equal(await canConnect("127.0.0.1", Number(port)), true);
      for (const host of OTHERS) assert.equal(await canConnect(host, Number(port)), false, host);
    }
    assert.equal(await stop(name === "demo" ? "SIGTERM" : "SIGINT"), 0);
    for (const each of new Set([url, sandbox]))
      assert.equal(await canConnect("127.0.0.1", Number(new URL(each).port)), false, "it has ended");
  });
}

describe("sandbox", () => {
  const post = (url, body) =>
    fetch(url, {
      method: "POST",
      headers: { authorization: "Bearer sandbox", "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const create = (baseUrl) => post(`${baseUrl}/v2/customer/kyc-link`, { ...PERSON, address: { ...PERSON.address, country: "DEU" } });
  const variables = (out) => Object.fromEntries([...out.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));

  const NAMES = {
    spherepay: ["BASE_URL", "API_KEY", "WEBHOOK_SECRET"],
    grid: ["BASE_URL", "CLIENT_ID", "CLIENT_SECRET", "WEBHOOK_PUBLIC_KEY"],
    bridge: ["BASE_URL", "API_KEY", "WEBHOOK_PUBLIC_KEY"],
  };
  const COMMENTS = {
    spherepay: [],
    grid: ["# The code of every email address and phone number: 123456"],
    bridge: ["# Bridge's own sandbox sends no webhooks; this one does."],
  };
  for (const providers of [Object.keys(NAMES), ...Object.keys(NAMES).map((name) => [name])]) {
    test(`prints the variables of ${providers}, with which doctor finds nothing wrong, and what is special there`, async (t) => {
      const chosen = providers.length === 1 ? ["--provider", ...providers] : [];
      const { until, stop, out, err } = await serving(t, ["sandbox", "--port", "0", ...chosen]);
      await until(/Ctrl-C ends the sandbox\. Nothing leaves this machine\.\n/);
      const given = variables(out());
      const names = providers.flatMap((provider) => NAMES[provider].map((name) => `${provider.toUpperCase()}_${name}`));
      assert.deepEqual(Object.keys(given), names);
      for (const [name, value] of Object.entries(given)) {
        if (name.endsWith("_BASE_URL")) assert.match(value, /^http:\/\/127\.0\.0\.1:\d+\//);
        else if (name.endsWith("_PUBLIC_KEY")) assert.match(value, /^-----BEGIN PUBLIC KEY-----\\n[\w+/=\\]+\\n-----END/);
        else if (!name.includes("WEBHOOK")) assert.equal(value, "sandbox");
      }
      const comments = out().match(/^#.*$/gm) ?? [];
      assert.deepEqual(
        comments,
        providers.flatMap((provider) => COMMENTS[provider]),
      );
      assert.deepEqual(checkEnv({ ...given, ORIGIN: "http://127.0.0.1:8787", COOKIE_SECRET: "0123456789abcdef0123456789abcdef" }), []);
      assert.deepEqual([await stop(), err()], [0, ""]);
    });
  }

  test("keeps its webhook keys over a restart, and says which code it accepts; --fresh makes new ones", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "kyclink-keys-"));
    const before = process.cwd();
    process.chdir(folder);
    t.after(() => {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    });
    const keysOf = async (...options) => {
      const { until, stop } = await serving(t, ["sandbox", "--port", "0", "--json", ...options]);
      const { webhookKeys, code } = JSON.parse(await until(/.+(?=\n)/));
      assert.equal(code, "123456");
      assert.equal(await stop(), 0);
      return webhookKeys;
    };
    const first = await keysOf();
    assert.equal(statSync(".kyclink-sandbox.json").mode & 0o777, 0o600);
    assert.deepEqual(await keysOf(), first);
    const fresh = await keysOf("--fresh");
    for (const provider of ["spherepay", "grid", "bridge"]) assert.notEqual(fresh[provider], first[provider]);
    assert.deepEqual(await keysOf(), fresh);
    const stored = JSON.parse(readFileSync(".kyclink-sandbox.json", "utf8"));
    for (const damaged of [
      "{",
      "null",
      JSON.stringify({ ...stored, spherepay: "" }),
      JSON.stringify({ ...stored, grid: { ...stored.grid, d: "AAAA" } }),
      JSON.stringify({ ...stored, grid: { ...stored.grid, x: "AAAA" } }),
      JSON.stringify({ ...stored, bridge: "key" }),
    ]) {
      writeFileSync(".kyclink-sandbox.json", damaged);
      assert.notDeepEqual(await keysOf(), fresh, damaged);
    }
    const { bridge: _, ...older } = stored;
    writeFileSync(".kyclink-sandbox.json", JSON.stringify(older));
    assert.equal((await keysOf()).grid, fresh.grid);
    mkdirSync("node_modules");
    const cached = await keysOf();
    assert.deepEqual(await keysOf(), cached);
    assert.ok(existsSync("node_modules/.cache/kyclink/sandbox.json"));
  });

  test("logs requests and webhooks with their outcome, and nothing about a person", async (t) => {
    const receiver = await receiving(t, () => new Response(null, { status: receiver.asked.length === 1 ? 503 : 200 }));
    const forward = `${receiver.url}/hooks/{provider}?x={provider}`;
    const { until, stop, out } = await serving(t, ["sandbox", "--port", "0", "--forward", forward]);
    const baseUrl = (await until(/SPHEREPAY_BASE_URL=.*/)).split("=")[1];
    // Above the log there are random keys, in which any two letters may be.
    await until(/Ctrl-C ends the sandbox.*\n/);
    const log = out().length;
    const { customerId } = await (await create(baseUrl)).json();
    await until(/webhook spherepay customer\.create → 503\n/);
    await until(/webhook spherepay customer\.create → 200 \(attempt 2\)\n/);
    const { port } = new URL(baseUrl);
    const lines = stripVTControlCharacters(out()).split("\n");
    assert.ok(lines.includes("spherepay POST /v2/customer/kyc-link → 201"), out());
    assert.deepEqual([...new Set(receiver.asked)], ["POST /hooks/spherepay?x={provider}"]);
    assert.equal((await post(`http://127.0.0.1:${port}/nowhere`, {})).status, 404);
    for (const secret of [...Object.values(PERSON.address), PERSON.email, PERSON.phone, "Jane"])
      assert.ok(!out().slice(log).includes(secret), secret);
    assert.match(customerId, /^customer_/);
    assert.equal(await stop(), 0);
  });

  test("with --forward to another machine, it does not say that nothing leaves this one", async (t) => {
    for (const [forward, isLocal] of [
      ["http://127.0.0.1:1/hooks", true],
      ["http://localhost:1/hooks", true],
      ["https://app.example.com/hooks", false],
    ]) {
      const { until, stop } = await serving(t, ["sandbox", "--port", "0", "--provider", "grid", "--forward", forward]);
      assert.equal((await until(/Ctrl-C ends.*\n/)).includes("Nothing leaves this machine."), isLocal, forward);
      assert.equal(await stop(), 0);
      t.mock.restoreAll();
    }
  });

  test("trigger waits for the delivery, prints what the server has responded, and ends with 1 where it is not taken", async (t) => {
    const refused = { status: 401, headers: { "content-type": "application/problem+json" } };
    for (const [respond, line, code] of [
      [() => new Response(), "→ 200", 0],
      [() => Response.json({ code: "invalid_signature" }, refused), "→ 401 invalid_signature", 1],
      [(count) => new Response(null, { status: count > 1 ? 204 : 500 }), "→ 204 (attempt 2)", 0],
    ]) {
      const receiver = await receiving(t, () => respond(receiver.asked.length));
      const sandbox = await startSandbox({ provider: "spherepay", forward: receiver.url });
      t.after(() => sandbox.close());
      const port = String(sandbox.port);
      await run(t, ["trigger", "customer_created", "--port", port]);
      const more = ["--customer", sandbox.customers()[0].id, "--port", port];
      receiver.asked.length = 0;
      const text = await run(t, ["trigger", "customer_updated", ...more]);
      const out = `triggered customer_updated\nwebhook spherepay customer.update ${line}\n`;
      assert.deepEqual({ ...text, out: stripVTControlCharacters(text.out) }, { code, out, err: "" });
      receiver.asked.length = 1;
      const json = await run(t, ["trigger", "customer_updated", "--json", ...more]);
      const { ok, event, deliveries } = JSON.parse(json.out);
      assert.deepEqual([json.code, ok, event, deliveries.length], [code, code === 0, "customer_updated", 1]);
      assert.equal(`→ ${deliveries[0].status}${deliveries[0].code ? ` ${deliveries[0].code}` : ""}`, line.replace(/ \(.*/, ""));
    }
  });

  test("trigger says so if something else listens on the port", async (t) => {
    for (const response of [new Response(null, { status: 404 }), Response.json({ error: 1 }, { status: 500 })]) {
      const { port } = await receiving(t, () => response);
      const err = `kyclink: what listens on port ${port} is not a sandbox\n`;
      assert.deepEqual(await run(t, ["trigger", "kyc_approved", "--port", String(port)]), { code: 1, out: "", err });
    }
  });

  test("a port that is taken: 1, with its number", async (t) => {
    const { port } = await receiving(t);
    for (const name of ["sandbox", "demo"]) {
      const { code, out, err } = await run(t, [name, "--port", String(port)]);
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, new RegExp(`port ${port} .* in use`));
    }
  });
});

describe("demo", () => {
  test("logs what is wrong with its configuration in words, and of other errors only the code", () => {
    const sentence = "cookieSecret must have 32 bytes.";
    for (const [error, route, expected] of [
      [{ code: "invalid_config", message: sentence }, "", `error    ${sentence}`],
      [{ code: "invalid_config", message: sentence }, "links", `error    ${sentence}`],
      [{ code: "advice", message: "https://evil.example" }, "", undefined],
      [{ code: "conflict", message: "jane" }, "links", "error    links: conflict"],
      [new TypeError("jane"), "links", "error    links: TypeError"],
    ])
      assert.equal(errorLine(error, route), expected);
  });

  const { address, ...person } = PERSON;
  const form = { ...person, ...Object.fromEntries(Object.entries(address).map(([name, value]) => [`address.${name}`, value])) };

  test("a request from elsewhere is refused, and the log says why without repeating it", async (t) => {
    const { until, stop, out } = await serving(t, ["demo", "--port", "0"]);
    const url = (await until(/http:\S+/)).trim();
    const evil = await fetch(`${url}/links`, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { origin: "https://evil.example" },
    });
    assert.equal(evil.status, 403);
    await until(/browser {2}POST \/kyc\/links → 403\n/);
    assert.doesNotMatch(out(), /evil|jane|Berlin/);
    const renamed = await fetch(`${url.replace("127.0.0.1", "localhost")}/links`, {
      method: "POST",
      body: new URLSearchParams(form),
      redirect: "manual",
    });
    assert.equal(renamed.status, 403, "a form posted under another name of this machine");
    assert.equal((await fetch(`${url}/webhooks/spherepay`, { method: "POST", body: "{}" })).status, 401);
    await until(/error {4}webhooks\/spherepay: webhook_signature\n/);
    assert.doesNotMatch(out(), /error {4}(?!webhooks)/, "the demo's own configuration");
    assert.equal(await stop(), 0);
  });
});
