/**
 * The commands of `npx kyclink` in this process: exit codes, output for people and for programs, and what must never be
 * printed. `cli.test.mjs` runs the installed program, and `servers.test.mjs` those that run until Ctrl-C.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { inside, PERSON, receiving, run } from "../../helpers/cli/run.mjs";
import { esm, scratch } from "../../helpers/install/index.mjs";

const { checkEnv } = await inside("doctor.js");
const { operations } = await esm();

const VERSIONS = Object.getOwnPropertyDescriptor(process, "versions");
const folder = scratch();
const fileOf = (name, content) => {
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return join(folder, name);
};

const SECRETS = {
  SPHEREPAY_API_KEY: "secret_0123456789",
  SPHEREPAY_WEBHOOK_SECRET: "secret_abcdef",
  COOKIE_SECRET: "0123456789abcdef0123456789abcdef",
};
const FINE = { ...SECRETS, SPHEREPAY_ENVIRONMENT: "sandbox", ORIGIN: "https://app.example.com" };

describe("validate", () => {
  const command = (t, operation, name, ...more) => run(t, ["validate", operation, name, ...more]);

  test("never prints a value, of any operation, for people or programs", async (t) => {
    const secrets = ["SECRET-jane@example.com", "SECRET-4711", "SECRET\u001b[31m", "SECRET\nsecond line"];
    const deep = (value) => ({
      email: value,
      phone: value,
      fullName: value,
      type: value,
      address: { line1: value, country: value, state: [value] },
      other: [{ value }],
    });
    for (const operation of operations()) {
      for (const secret of secrets) {
        const path = fileOf("secret.json", deep(secret));
        for (const flags of [[], ["--json"], ["--normalize"]]) {
          const { code, out, err } = await command(t, operation, path, ...flags);
          assert.ok(code === 1 || code === 0);
          assert.ok(!`${out}${err}`.includes("SECRET"), operation);
        }
      }
    }
  });

  test("a file that is not JSON: 1, without a word of it", async (t) => {
    for (const content of ["SECRET jane.smith@example.com", '{"email": "SECRET', ""]) {
      const path = fileOf("text.json", content);
      const err = `kyclink: ${path} is not JSON\n`;
      assert.deepEqual(await command(t, "spherepay.onboard", path), { code: 1, out: "", err });
    }
  });
});

describe("status", () => {
  const BRIDGE = {
    ...{ id: "75d2f259-6810-4cde-a9b9-83eca42b0ebf", type: "individual", status: "incomplete", first_name: "Jane" },
    endorsements: [
      {
        ...{ name: "base", status: "incomplete" },
        requirements: { complete: [], pending: [], missing: { all_of: ["proof_of_address_document"] }, issues: [] },
      },
    ],
  };
  const LINK = {
    ...{ id: "84d2f259-6810-4cde-a9b9-83eca42b0ebf", type: "individual", full_name: "Jane Smith", email: PERSON.email },
    ...{ kyc_link: "https://bridge.withpersona.com/verify?x=1", kyc_status: "not_started", tos_status: "pending" },
  };
  const AT_SPHEREPAY = {
    ...{ id: "customer_1", type: "individual" },
    // The escape character of a terminal is never printed.
    verificationProfiles: [{ name: "kyc", status: "incomplete", criteria: { required: ["photo_id"], pending: ["x\u001b"] } }],
  };
  /** What the provider responds, by path. */
  const AT = {
    "/v2/customer/customer_1": AT_SPHEREPAY,
    [`/customers/${BRIDGE.id}`]: BRIDGE,
    [`/kyc_links/${LINK.id}`]: LINK,
    "/v2/customer/customer_3": AT_SPHEREPAY,
    "/customers/of-another": BRIDGE,
    "/kyc_links/link-of-another": LINK,
    "/kyc_links/94d2f259-6810-4cde-a9b9-83eca42b0ebf": { ...LINK, id: "94d2f259-6810-4cde-a9b9-83eca42b0ebf", customer_id: BRIDGE.id },
  };
  /** Starts the providers, and returns the variables of each. */
  async function starting(t) {
    const { asked, url } = await receiving(t, ({ url }) => {
      const found = AT[new URL(url).pathname];
      return Response.json(found ?? { code: "not_found" }, { status: found === undefined ? 404 : 200 });
    });
    const spherepay = { SPHEREPAY_BASE_URL: url, SPHEREPAY_API_KEY: SECRETS.SPHEREPAY_API_KEY };
    return { asked, spherepay, bridge: { BRIDGE_BASE_URL: url, BRIDGE_API_KEY: "sk-test-0123456789abcdef" } };
  }

  test("at Bridge the id is that of a customer or of a KYC link", async (t) => {
    const { spherepay, bridge } = await starting(t);
    for (const [id, expected] of [
      [BRIDGE.id, ["incomplete", 1]],
      ["94d2f259-6810-4cde-a9b9-83eca42b0ebf", ["incomplete", 1]],
      [LINK.id, ["incomplete", 0]],
    ]) {
      const { out, err } = await run(t, ["status", id, "--json"], bridge);
      const { status, requirements } = JSON.parse(out || "{}");
      assert.deepEqual([status, requirements?.length], expected, err);
      assert.ok(!out.includes("Jane") && !out.includes(PERSON.email));
    }
    assert.match((await run(t, ["status", LINK.id], bridge)).out, /^incomplete.*\nnothing is known to be missing\n$/);
    for (const flags of [[], ["--json"]]) {
      const { code, out } = await run(t, ["status", "customer_1", ...flags], spherepay);
      assert.deepEqual([code, out.includes("photo_id"), out.includes("\u001b")], [0, true, false]);
    }
  });

  test("what fails says why, without a secret: no customer, no provider, two of them, a wrong environment", async (t) => {
    const { asked, spherepay, bridge } = await starting(t);
    const wrong = { SPHEREPAY_API_KEY: SECRETS.SPHEREPAY_API_KEY, SPHEREPAY_ENVIRONMENT: "prod" };
    for (const [args, given, code, message] of [
      [["customer_2"], spherepay, 1, /^kyclink: /],
      [["customer_3"], spherepay, 1, /the response is about another customer/],
      [["of-another"], bridge, 1, /the response is about another customer/],
      [["link-of-another"], bridge, 1, /the response is about another customer/],
      [["customer_1"], {}, 2, /no variable of a provider is set/],
      [["customer_1"], { ...spherepay, ...bridge }, 2, /spherepay and bridge are set: choose with --provider/],
      [["customer_1"], wrong, 1, /environment/],
      [["customer_1", "--provider", "grid"], spherepay, 1, /clientId/],
    ]) {
      const before = asked.length;
      const { out, err, ...result } = await run(t, ["status", ...args], given);
      assert.deepEqual([result.code, out], [code, ""], err);
      assert.match(err, message);
      assert.ok(!err.includes(SECRETS.SPHEREPAY_API_KEY));
      if (args[0] === "customer_1") assert.equal(asked.length, before, "nothing is sent");
    }
  });
});

describe("doctor", () => {
  const KEY =
    "-----BEGIN PUBLIC KEY-----\\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\\n-----END PUBLIC KEY-----";
  const AT_GRID = {
    GRID_CLIENT_ID: "id-of-ours",
    GRID_CLIENT_SECRET: "secret-of-ours",
    GRID_ENVIRONMENT: "production",
    GRID_WEBHOOK_PUBLIC_KEY: KEY,
    COOKIE_SECRET: FINE.COOKIE_SECRET,
    ORIGIN: FINE.ORIGIN,
  };
  const sample = JSON.parse(readFileSync(new URL("../../../vectors/provider/bridge-webhook-signature.json", import.meta.url), "utf8"));
  const AT_BRIDGE = {
    BRIDGE_API_KEY: "sk-live-0123456789",
    BRIDGE_ENVIRONMENT: "production",
    BRIDGE_WEBHOOK_PUBLIC_KEY: sample.publicKey,
    COOKIE_SECRET: FINE.COOKIE_SECRET,
    ORIGIN: FINE.ORIGIN,
  };
  const names = (env) => checkEnv(env).map(({ name }) => name);

  test("a key of several lines is read as it is, and in one line with \\n", () => {
    for (const [env, name] of [
      [AT_GRID, "GRID_WEBHOOK_PUBLIC_KEY"],
      [AT_BRIDGE, "BRIDGE_WEBHOOK_PUBLIC_KEY"],
    ]) {
      const [inLines, inOne] = [env[name].replaceAll("\\n", "\n"), env[name].replaceAll("\n", "\\n")];
      for (const key of [inLines, inOne]) assert.deepEqual(checkEnv({ ...env, [name]: key }), [], name);
      for (const key of [inLines, inOne]) assert.deepEqual(names({ ...env, [name]: key.replace("M", "!") }), [name]);
    }
  });

  test("Node must be 20.19 or newer, for every command", async (t) => {
    const { versions } = process;
    t.after(() => Object.defineProperty(process, "versions", { ...VERSIONS, value: versions }));
    for (const [version, isOld] of [
      ["9.30.0", true],
      ["18.20.8", true],
      ["20.18.3", true],
      ["20.19.0", false],
      ["20.20.1", false],
      ["22.0.0", false],
    ]) {
      Object.defineProperty(process, "versions", { ...VERSIONS, value: { ...versions, node: version } });
      const { code, out, err } = await run(t, ["--version"]);
      const message = `kyclink: this is Node ${version}: install Node 20.19 or newer\n`;
      assert.deepEqual([code, err, out === ""], isOld ? [1, message, true] : [0, "", false], version);
    }
  });

  test("without a webhook key it asks for an agenda, and says what a missing run means", async (t) => {
    const { SPHEREPAY_WEBHOOK_SECRET: _, ...env } = FINE;
    const read = async (...options) => {
      const { code, out } = await run(t, ["doctor", "--json", ...options], env);
      return { code, ...JSON.parse(out) };
    };
    const without = await read();
    assert.deepEqual([without.code, without.findings.map(({ name }) => name)], [1, ["SPHEREPAY_WEBHOOK_SECRET"]]);
    assert.match(without.findings[0].message, /keeps the last known status\. Set it, or set agenda: true/);
    const withAgenda = await read("--agenda");
    assert.deepEqual([withAgenda.code, withAgenda.findings], [0, []]);
    for (const { notChecked } of [without, withAgenda])
      assert.ok(notChecked.some((one) => one.startsWith("whether something calls refresh")));
  });

  test("prints a table or JSON, and no value of the environment", async (t) => {
    const fine = await run(t, ["doctor"], FINE);
    const { checked, notChecked: _, ...verdict } = JSON.parse((await run(t, ["doctor", "--json"], FINE)).out);
    assert.deepEqual(verdict, { ok: true, findings: [] });
    assert.deepEqual(checked.toSorted(), Object.keys(FINE).toSorted(), "every variable that is read");
    const broken = { ...FINE, SPHEREPAY_API_KEY: "broken\tsecret-1234", COOKIE_SECRET: "brokensecret-5678" };
    const people = await run(t, ["doctor"], broken);
    const json = await run(t, ["doctor", "--json"], broken);
    assert.deepEqual([people.code, json.code, JSON.parse(json.out).ok], [1, 1, false]);
    assert.deepEqual(JSON.parse(json.out).findings, checkEnv(broken));
    for (const { out, err } of [fine, people, json])
      for (const value of [...Object.values(broken), "1234", "5678"]) if (value !== "sandbox") assert.ok(!`${out}${err}`.includes(value));
  });

  test("of a page: whether it responds, its origin, its policy and the clocks; it sends one GET and no more", async (t) => {
    let headers = {};
    const MESSAGES = {
      origin: /^is not https: |no origin that allowedOrigins could list$/,
      clock: /^this machine's clock differs .* by more than a minute$/,
    };
    const { asked, url: origin } = await receiving(t, (request) => {
      assert.deepEqual([request.headers.get("cookie"), request.headers.get("authorization")], [null, null]);
      return new Response(null, { status: 302, headers: { location: "https://evil.example/", ...headers } });
    });
    const url = `${origin}/page?x=1`;
    const find = async (given, address = url) => {
      headers = given;
      const { findings } = JSON.parse((await run(t, ["doctor", "--json", "--url", address], {})).out);
      for (const { name, message } of findings) assert.match(message, MESSAGES[name]);
      return findings.map(({ name }) => name);
    };
    assert.deepEqual(await find({}), []);
    const at = (ms) => ({ date: new Date(Date.now() + ms).toUTCString() });
    assert.deepEqual(await find(at(0)), []);
    for (const ms of [-70_000, 70_000]) assert.deepEqual(await find(at(ms)), ["clock"]);
    for (const ms of [-50_000, 50_000]) assert.deepEqual(await find(at(ms)), []);
    assert.deepEqual(asked, Array(6).fill("GET /page?x=1"));
    assert.deepEqual(await find({}, "data:text/html,x"), ["origin", "origin"]);
    const origins = { "http://app.example.com": ["origin"], "https://app.example.com": [], "http://localhost:1": [], "http://[::1]:1": [] };
    for (const [address, expected] of Object.entries(origins)) {
      t.mock.method(globalThis, "fetch", async () => new Response(null));
      assert.deepEqual(await find({}, address), expected, address);
    }
  });

  test("a page that does not respond is given up after ten seconds", async (t) => {
    const waits = [];
    t.mock.method(globalThis, "fetch", async (_, options) => {
      options?.signal?.throwIfAborted();
      return new Response(null);
    });
    t.mock.method(AbortSignal, "timeout", (ms) => {
      waits.push(ms);
      return AbortSignal.abort();
    });
    const { code, out } = await run(t, ["doctor", "--json", "--url", "https://app.example.com/"], {});
    assert.deepEqual([code, JSON.parse(out).findings], [1, [{ name: "url", message: "the page does not respond" }]]);
    assert.deepEqual(waits, [10_000]);
  });

  test("a redirect of a page is not followed, and its own policy counts", async (t) => {
    const asked = [];
    const headers = { location: "/other", "content-security-policy": "script-src 'self'" };
    t.mock.method(globalThis, "fetch", async (url, { redirect }) => {
      asked.push([url, redirect]);
      return new Response(null, { status: 307, headers });
    });
    const { out } = await run(t, ["doctor", "--json", "--url", "https://app.example.com/kyc"], {});
    assert.deepEqual(asked, [["https://app.example.com/kyc", "manual"]]);
    const findings = JSON.parse(out).findings.map(({ name }) => name);
    assert.deepEqual(findings, ["Content-Security-Policy"]);
  });
});
