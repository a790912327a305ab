/** The handler in workerd with real Durable Objects, and the sandbox over HTTP. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { browser, CONTACT_CODE, KEY, ORIGIN, PERSON, PERSON_AT_GRID, SECRET } from "../../helpers/edge/harness.mjs";
import { serveSandbox, startWorker } from "../../helpers/edge/workerd.mjs";
import { scratch } from "../../helpers/install/index.mjs";

const configOf = (sandbox) => ({
  provider: "spherepay",
  spherepay: { apiKey: "key", baseUrl: sandbox.baseUrls.spherepay },
  allowedOrigins: [ORIGIN],
  cookieSecret: SECRET,
  rateLimit: "none",
  timeout: 30_000,
});

test("limitBy counts by the address that Cloudflare writes, and by no other header", async () => {
  const server = await serveSandbox();
  const worker = await startWorker({ ...configOf(server.sandbox), limits: { status: { max: 3, perMs: 600_000 } } });
  try {
    const send = async (address, claimed) => {
      const headers = { "cf-connecting-ip": address, "x-forwarded-for": claimed, "x-real-ip": claimed };
      return (await worker.fetch(new Request(`${ORIGIN}/kyc/status`, { headers }))).status;
    };
    const concurrent = await Promise.all([1, 2, 3, 4, 5, 6].map((at) => send(`2001:db8::${at}`, `192.0.2.${at}`)));
    assert.deepEqual(concurrent.sort(), [200, 200, 200, 429, 429, 429]);
    assert.equal(await send("2001:db8:0:1::1", "192.0.2.1"), 200);
  } finally {
    await Promise.all([server.close(), worker.close()]);
  }
});

/** Before 2024-10-14, what a request resolves went on as a part of that request, even if another one waited for it. */
for (const compatibilityDate of ["2026-04-01", "2023-03-01"]) {
  const startLimited = async (config) => {
    const { sandbox, close } = await serveSandbox();
    const { secret } = await sandbox.signWebhook("spherepay", {});
    const spherepay = { ...configOf(sandbox).spherepay, webhookSecret: secret };
    const worker = await startWorker({ ...configOf(sandbox), spherepay, limits: {}, ...config }, { compatibilityDate });
    const send = async (path, address, method = "GET") => {
      const headers = { "cf-connecting-ip": address, origin: ORIGIN };
      return (await worker.fetch(new Request(`${ORIGIN}/kyc/${path}`, { method, headers }))).status;
    };
    const operations = async () => (await worker.fetch(new Request(`${ORIGIN}/operations`))).json();
    return { send, operations, close: () => Promise.all([close(), worker.close()]) };
  };
  const countsOf = (all) => Object.fromEntries([...new Set(all)].sort().map((one) => [one, all.filter((other) => other === one).length]));

  test(`limitBy, ${compatibilityDate}: a thousand requests of a client at once, and a thousand webhooks`, {
    timeout: 120_000,
  }, async () => {
    const worker = await startLimited({});
    try {
      let before = 0;
      for (const [path, address, method, expected] of [
        ["status", () => "203.0.113.7", "GET", { 200: 600, 429: 400 }],
        ["status", (at) => `2001:db8::${at.toString(16)}`, "GET", { 200: 600, 429: 400 }],
        ["webhooks/spherepay", () => "203.0.113.7", "POST", { 401: 1000 }], // admitted, but not signed
      ]) {
        const all = await Promise.all(Array.from({ length: 1000 }, (_, at) => worker.send(path, address(at), method)));
        assert.deepEqual(countsOf(all), expected, path);
        const operations = await worker.operations();
        assert.ok(operations - before <= 12_000, `${operations - before} operations`);
        before = operations;
      }
    } finally {
      await worker.close();
    }
  });

  test(`limitBy, ${compatibilityDate}: requests do not wait for one whose store never responds`, { timeout: 120_000 }, async () => {
    const worker = await startLimited({ stalls: true });
    try {
      const [stalled, ...others] = Array.from({ length: 20 }, () => worker.send("status", "203.0.113.7"));
      // None of them gets its verdict from the first, which waits for 30 seconds.
      const first = await Promise.race([stalled, Promise.all(others)]);
      assert.deepEqual(countsOf(first), { 200: 19 });
    } finally {
      await worker.close();
    }
  });
}

/** The suite of stores has a handler with the Durable Object, and many posts of one key. */
for (const nodejsCompat of [false, true]) {
  test(`workerd, ${nodejsCompat ? "with" : "without"} nodejs_compat: a link, a session, a status, another link`, async (t) => {
    const server = await serveSandbox();
    const worker = await startWorker(configOf(server.sandbox), { nodejsCompat });
    t.after(() => Promise.all([server.close(), worker.close()]));
    const page = browser(worker.fetch);
    assert.equal((await page.json("links", PERSON)).status, 201);
    assert.equal((await page.get("status")).body.status, "incomplete");
    assert.equal((await page.empty("links/renew")).status, 201);
    assert.equal((await page.form("links", [["email", "x"]])).status, 422);
  });
}

test("workerd, killed after the provider has created the customer and before its response, neither loses nor duplicates it", async () => {
  const { sandbox, close, hold } = await serveSandbox();
  const folder = scratch();
  const config = { ...configOf(sandbox), timeout: 1000 };
  const post = (worker) => browser(worker.fetch).json("links", PERSON, { "idempotency-key": KEY });
  let worker = await startWorker(config, { folder });
  let release;
  hold(new Promise((resolve) => (release = resolve)));
  const lost = post(worker).catch(() => {});
  while (sandbox.customers().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await worker.close();
  release();
  await lost;
  worker = await startWorker(config, { folder });
  const meanwhile = await post(worker);
  assert.deepEqual([meanwhile.status, meanwhile.headers.get("retry-after")], [409, "2"]);
  let reply = meanwhile;
  for (; reply.status === 409; reply = await post(worker))
    await new Promise((resolve) => setTimeout(resolve, Number(reply.headers.get("retry-after")) * 1000));
  assert.equal(reply.status, 201, reply.text);
  assert.equal(sandbox.customers().length, 1);
  await Promise.all([worker.close(), close()]);
});

test("the code is found in each text of tests/vectors/data/codes.json, and what has none costs no try", { timeout: 120_000 }, async () => {
  const { cases } = JSON.parse(readFileSync(new URL("../../../vectors/data/codes.json", import.meta.url), "utf8"));
  const sent = [];
  const server = await serveSandbox(({ url, body }, pass) => {
    if (/\/confirm$/.test(url)) sent.push(JSON.parse(body).code);
    return pass();
  });
  const grid = { clientId: "id-of-ours", clientSecret: "secret-of-ours", baseUrl: server.sandbox.baseUrls.grid };
  const worker = await startWorker({ ...configOf(server.sandbox), provider: "grid", grid });
  /** A person to whom a code was sent. */
  const waiting = async (at) => {
    const person = browser(worker.fetch);
    await person.json("links", { ...PERSON_AT_GRID, email: `jane.${at}@example.com`, phone: `+1415555${1000 + at}` });
    assert.equal((await person.json("contact/email", {})).status, 204);
    return person;
  };
  try {
    const patient = await waiting(0);
    const confirm = async ({ name, text, code, issues, actual }, person) => {
      const given = text.$repeat?.[0].repeat(text.$repeat[1]) ?? text;
      const { status, body } = await person.json("contact/email/confirm", { code: given });
      if (code !== undefined) return assert.equal(status, code === CONTACT_CODE ? 200 : 422, name);
      const found = body.errors?.map(({ code, pointer }) => `${code} ${pointer}`);
      assert.deepEqual([status, found, body.errors[0].params?.actual], [422, issues, actual], name);
    };
    const complete = cases.filter(({ code }) => code !== undefined);
    for (const [at, one] of complete.entries()) await confirm(one, await waiting(at + 1));
    assert.deepEqual(
      sent,
      complete.map(({ code }) => code),
    );
    for (const one of cases) if (one.code === undefined) await confirm(one, patient);
    assert.ok(complete.length > 40 && cases.length - complete.length > 15);
    assert.equal((await patient.json("contact/email/confirm", { code: "000000" })).body.attemptsLeft, 4);
  } finally {
    await Promise.all([server.close(), worker.close()]);
  }
});
