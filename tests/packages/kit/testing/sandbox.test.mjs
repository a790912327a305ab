/**
 * The functions of the sandbox: what they take and return, its fetch, clock, origins, keys and planned failures. The
 * transcripts have what the providers respond.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { file, subpath } from "../../helpers/install/index.mjs";
import { DAY, HOUR, INDIVIDUAL, PERSON, setUp } from "../../helpers/sandbox/harness.mjs";

const { createSandbox } = await subpath("testing");

const PROVIDERS = ["spherepay", "grid", "bridge"];
const CREATE = "/v2/customer/kyc-link";
const BEARER = { authorization: "Bearer key", "content-type": "application/json" };
const POST = { method: "POST", headers: BEARER, body: JSON.stringify(PERSON) };

/** A sandbox with a customer of each provider who has been approved. */
async function withCustomers() {
  const sandbox = createSandbox();
  for (const provider of PROVIDERS) {
    await sandbox.createExample("kyc_approved", provider);
    await sandbox.complete(sandbox.customers().find((customer) => customer.provider === provider).id, "approve");
  }
  return sandbox;
}

test("the usual URLs have reserved host names, also where an origin is null", async () => {
  for (const options of [undefined, { origin: null }, { hostedOrigin: null }, { origin: null, hostedOrigin: null }]) {
    const sandbox = createSandbox(options);
    for (const provider of PROVIDERS) await sandbox.createExample("kyc_approved", provider);
    const links = sandbox.customers().flatMap(({ links }) => links.map(({ url }) => url));
    for (const url of [...Object.values(sandbox.baseUrls), ...links]) assert.match(url, /^https:\/\/[a-z.]+\.example\//);
  }
});

test("an origin moves the API and the hosted pages with it, a hosted origin only these; of a URL its origin counts", async () => {
  const [api, pages] = ["http://127.0.0.1:9000", "http://localhost:9001"];
  for (const end of ["", "/", "/path?a=1"]) {
    for (const [options, hosted] of [
      [{ origin: api + end }, api],
      [{ origin: api + end, hostedOrigin: null }, api],
      [{ origin: api + end, hostedOrigin: pages + end }, pages],
    ]) {
      const sandbox = createSandbox(options);
      const paths = ["/spherepay", "/grid/2025-10-13", "/bridge/v0"];
      assert.deepEqual(
        Object.values(sandbox.baseUrls),
        paths.map((path) => api + path),
      );
      for (const provider of PROVIDERS) await sandbox.createExample("kyc_approved", provider);
      const urls = sandbox.customers().flatMap(({ links }) => links.map(({ url }) => new URL(url)));
      assert.deepEqual([...new Set(urls.map(({ origin }) => origin))], [hosted]);
      for (const { pathname } of urls) assert.match(pathname, /^\/[^/]/);
    }
  }
});

test("fetch accepts a string, a URL and a Request", async () => {
  const { sandbox } = setUp();
  const url = `${sandbox.baseUrls.spherepay}/v2/customer`;
  const init = { headers: { authorization: "Bearer key" } };
  for (const args of [[url, init], [new URL(url), init], [new Request(url, init)], [new Request(url), init]])
    assert.equal((await sandbox.fetch(...args)).status, 200);
});

test("fetch reaches nothing outside baseUrls", async () => {
  const { sandbox } = setUp();
  const foreign = [
    "https://api.example/v2/customer",
    sandbox.baseUrls.grid,
    `${new URL(sandbox.baseUrls.grid).origin}/elsewhere`,
    "/relative",
    // The paths of the APIs, at another host, port or scheme.
    ...Object.values(sandbox.baseUrls).flatMap((base) => {
      const { origin } = new URL(base);
      const others = ["https://api.example", `${origin}:8443`, origin.replace("https", "http")];
      return others.map((other) => `${base.replace(origin, other)}/customers`);
    }),
  ];
  for (const url of foreign) await assert.rejects(sandbox.fetch(url), TypeError);
});

test("the signal of a Request counts as that of an init: before, while the body is read and while the provider works", async () => {
  for (const isRequest of [true, false]) {
    const controller = new AbortController();
    const { sandbox } = setUp({ onRequest: () => queueMicrotask(() => controller.abort("enough")) });
    const url = sandbox.baseUrls.spherepay + CREATE;
    const send = (signal) => sandbox.fetch(...(isRequest ? [new Request(url, { ...POST, signal })] : [url, { ...POST, signal }]));
    const reason = { any: "value" };
    await assert.rejects(send(AbortSignal.abort(reason)), (thrown) => thrown === reason);
    const early = new AbortController();
    const call = send(early.signal);
    early.abort("early");
    await assert.rejects(call, (thrown) => thrown === "early");
    assert.deepEqual([sandbox.customers(), sandbox.requests()], [[], []], "nothing has happened");
    sandbox.nextFailure("hang");
    await assert.rejects(send(controller.signal), (thrown) => thrown === "enough");
  }
  const controller = new AbortController();
  const { sandbox } = setUp({ onRequest: () => controller.abort("enough") });
  const late = sandbox.fetch(sandbox.baseUrls.spherepay + CREATE, { ...POST, signal: controller.signal });
  await assert.rejects(late, (thrown) => thrown === "enough");
  assert.equal(sandbox.customers().length, 1, "the provider had it already");
});

test("a hanging call keeps the process alive until its timeout", () => {
  const sandbox = JSON.stringify(pathToFileURL(file("dist/kit/testing/index.js")));
  const program = `
    import { createSandbox } from ${sandbox};
    const { fetch, baseUrls, nextFailure } = createSandbox();
    nextFailure("hang");
    await fetch(baseUrls.grid + "/customers", { signal: AbortSignal.timeout(50) }).catch(({ name }) => console.log(name));`;
  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  assert.deepEqual([stdout, status], ["TimeoutError\n", 0]);
});

test("sandboxes share nothing", async () => {
  const [one, two] = [setUp(), setUp()];
  await one.spherepay("POST", CREATE, PERSON);
  assert.deepEqual([one.sandbox.customers().length, two.sandbox.customers()], [1, []]);
});

test("planned failures occur in order, `times` times, and only for matching requests", async () => {
  const { sandbox, spherepay, grid } = setUp();
  sandbox.nextFailure(503, {
    times: 2,
    retryAfter: 7,
    match: ({ provider, method, path }) => provider === "grid" && method === "GET" && path === "/customers",
  });
  sandbox.nextFailure(500);
  sandbox.nextFailure(429, { retryAfter: 30 });
  assert.equal((await spherepay("GET", "/v2/customer")).status, 500);
  const three = [];
  for (let at = 0; at < 3; at++) three.push(await grid("GET", "/customers"));
  const seen = three.map(({ status, headers }) => [status, headers.get("retry-after")]);
  assert.deepEqual(seen, [
    [503, "7"],
    [503, "7"],
    [429, "30"],
  ]);
  assert.equal((await grid("GET", "/customers")).status, 200);
  sandbox.nextFailure(503, { times: Number.POSITIVE_INFINITY });
  for (let again = 0; again < 5; again++) assert.equal((await spherepay("POST", CREATE, PERSON)).status, 503);
});

test("onRequest gets each request once, with the failure that was planned and the status that the caller got", async () => {
  for (const [failure, status] of [
    [undefined, 201],
    ["drop_before", undefined],
    ["drop_after", undefined],
    ["hang", undefined],
    ["garbage", 200],
    [429, 429],
    [500, 500],
    [503, 503],
  ]) {
    const seen = [];
    const { sandbox } = setUp({ onRequest: (entry) => seen.push(entry) });
    if (failure !== undefined) sandbox.nextFailure(failure);
    const client = new AbortController();
    const call = sandbox.fetch(sandbox.baseUrls.spherepay + CREATE, { ...POST, signal: client.signal }).catch(() => {});
    while (seen.length === 0) await new Promise(setImmediate);
    client.abort();
    await call;
    const entry = { provider: "spherepay", method: "POST", path: CREATE, status };
    assert.deepEqual([seen, sandbox.requests()], [[{ ...entry, failure }], [entry]]);
    assert.equal(sandbox.customers().length, [undefined, "drop_after"].includes(failure) ? 1 : 0);
  }
});

test("onRequest gets neither secrets nor personal data", async () => {
  const seen = [];
  const { spherepay } = setUp({ onRequest: ({ method, path, status }) => seen.push(`${method} ${path} ${status}`) });
  const { body } = await spherepay("POST", CREATE, PERSON);
  await spherepay("POST", `/v2/customer/${body.customerId}/kyc-link`);
  await spherepay("GET", "/v2/customer?email=jane.smith%40example.com");
  await spherepay("GET", "/v2/nothing");
  const paths = [`POST ${CREATE} 201`, "POST /v2/customer/{id}/kyc-link 201", "GET /v2/customer 200", "GET /v2/nothing 404"];
  assert.deepEqual(seen, paths);
});

test("a token for an app's SDK leads to the check of its link, and ends with it", async () => {
  const { sandbox, grid, advance } = setUp();
  const { body: customer } = await grid("POST", "/customers", { customerType: "INDIVIDUAL", fullName: "Jane Smith" });
  const made = async () => (await grid("POST", `/customers/${customer.id}/kyc-link`)).body;
  const [first, second] = [await made(), await made()];
  assert.match(first.token, /^_act-sbx-jwt-\w{32}$/);
  assert.notEqual(first.token, second.token);
  const opened = { state: "open", provider: "grid", kind: "kyc", customerId: customer.id, redirectUri: undefined };
  for (const { token, kycUrl } of [first, second]) {
    assert.deepEqual(sandbox.openLink(token), opened);
    assert.deepEqual(sandbox.openLink(kycUrl), opened);
  }
  sandbox.expireLink(first.token);
  assert.deepEqual(await sandbox.finishLink(first.token, "approve"), { finished: false, state: "expired" });
  assert.deepEqual(await sandbox.finishLink("none", "approve"), { finished: false, state: "unknown" });
  // Another device goes on, and one that is closed changes nothing.
  assert.equal(sandbox.customers()[0].status, "UNVERIFIED");
  assert.deepEqual(await sandbox.finishLink(second.token, "approve"), { finished: true, state: "used", redirectUri: undefined });
  assert.deepEqual([sandbox.openLink(second.kycUrl).state, sandbox.customers()[0].status], ["used", "APPROVED"]);
  const { token } = await made();
  advance(DAY);
  assert.equal(sandbox.openLink(token).state, "expired");
  for (const unknown of ["_act-sbx-jwt-", "_act-sbx-jwt-00", `${token}0`, token.slice(1)])
    assert.deepEqual(sandbox.openLink(unknown), { state: "unknown" }, unknown);
});

test("a link expires by the clock, exactly at expiresAt; one that was used stays used, and an end does not move", async () => {
  const { sandbox, spherepay, advance } = setUp();
  const { body } = await spherepay("POST", CREATE, PERSON);
  const { body: second } = await spherepay("POST", `/v2/customer/${body.customerId}/kyc-link`);
  const { body: third } = await spherepay("POST", `/v2/customer/${body.customerId}/kyc-link`);
  await sandbox.finishLink(body.url, "review");
  const linksNow = () => sandbox.customers()[0].links.map(({ state, expiresAt }) => `${state} ${expiresAt}`);
  advance(HOUR);
  sandbox.expireLink(second.url);
  const ended = ["used 2026-03-29T10:00:00.123Z", "expired 2026-03-01T11:00:00.123Z"];
  advance(28 * DAY - HOUR - 1);
  assert.deepEqual(linksNow(), [...ended, "open 2026-03-29T10:00:00.123Z"]);
  advance(1);
  sandbox.expireLink(second.url);
  assert.deepEqual(linksNow(), [...ended, "expired 2026-03-29T10:00:00.123Z"]);
  assert.deepEqual(await sandbox.finishLink(third.url, "approve"), { finished: false, state: "expired" });
  assert.equal(sandbox.customers()[0].status, "pending");
});

test("the clock is the system's by default, also if that is mocked, or anything with now()", async (t) => {
  class Clock {
    #now = Date.parse("2031-01-01T00:00:00Z");
    now() {
      return this.#now;
    }
  }
  const before = createSandbox();
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2030-01-01T00:00:00Z") });
  const clocks = [Date, { now: () => Date.now() }, Date.now, undefined].map((clock) => createSandbox({ clock }));
  for (const sandbox of [before, ...clocks, createSandbox({ clock: new Clock() })]) {
    await sandbox.createExample("kyc_approved", "grid");
    const year = clocks.includes(sandbox) || sandbox === before ? 2030 : 2031;
    assert.equal(sandbox.customers()[0].resource.createdAt, `${year}-01-01T00:00:00Z`);
  }
});

test("misuse is an error that names the function, the option and what it takes", async () => {
  const sandbox = createSandbox();
  const timeless = "createSandbox: clock must return epoch milliseconds";
  const kinds = "nextFailure: kind must be one of drop_before, drop_after, hang, garbage, 429, 500, 503";
  for (const [message, run] of [
    ["createSandbox: clock must be a function or an object with now()", () => createSandbox({ clock: {} })],
    ...[Number.NaN, Number.POSITIVE_INFINITY, undefined, "today"].map((now) => [
      timeless,
      () => createSandbox({ clock: () => now }).createExample("kyc_approved"),
    ]),
    ...["explode", 404, 502, "429", undefined].map((kind) => [kinds, () => sandbox.nextFailure(kind)]),
    ...[0, -1, Number.NaN, null, "x"].map((times) => ["nextFailure: times must be 1 or more", () => sandbox.nextFailure(500, { times })]),
    [/^There is no option "time"/, () => sandbox.nextFailure(500, { time: 2 })],
    [/^There is no option "retryAfterMs"/, () => sandbox.nextFailure(429, { retryAfterMs: 2 })],
    ["finishLink: no provider takes this decision", () => sandbox.finishLink("00", "expire")],
    ["expireLink: no such link in this sandbox", () => sandbox.expireLink("00")],
    ["complete: no such customer in this sandbox", () => sandbox.complete("customer_0", "approve")],
    [/^trigger: the event must be one of customer_created, .*customer\.kyc\.successful/, () => sandbox.trigger("kyc_aproved")],
    ["trigger: no such customer in this sandbox", () => sandbox.trigger("kyc_approved")],
    ["createExample: provider must be one of spherepay, grid, bridge", () => sandbox.createExample("kyc_approved", "stripe")],
    [/^createExample: the event must be one of (?!.*kyc_pending).*kyc_approved/, () => sandbox.createExample("kyc_pending", "bridge")],
    [/spherepay\.errors must be one of problem, legacy, v1/, () => createSandbox({ spherepay: { errors: "legasy" } })],
    [/grid\.errors must be one of wire, specified/, () => createSandbox({ grid: { errors: "foo" } })],
    [/bridge\.errors must be one of names, messages/, () => createSandbox({ bridge: { errors: null } })],
    [/bridge\.customerId must be one of later, at_once/, () => createSandbox({ bridge: { customerId: "now" } })],
    [/ids must be one of random, deterministic/, () => createSandbox({ ids: "x" })],
  ]) {
    await assert.rejects(
      async () => run(),
      (error) => {
        if (message instanceof RegExp) assert.match(error.message, message);
        else assert.equal(error.message, message);
        assert.deepEqual([error.code, error[Symbol.for("kyclink.KycLinkError")]], ["invalid_config", true]);
        return true;
      },
    );
  }
  assert.deepEqual(sandbox.customers(), [], "nothing was made, and no failure is planned");
});

test("each provider has its own options, and refuses those of the others", () => {
  const own = { spherepay: ["errors"], grid: ["errors", "regulated"], bridge: ["errors", "customerId", "schemes"] };
  const all = [...new Set(Object.values(own).flat())];
  for (const [provider, options] of Object.entries(own)) {
    for (const option of [...all, "nothing"].filter((name) => !options.includes(name)))
      assert.throws(() => createSandbox({ [provider]: { [option]: true } }), { message: new RegExp(`"${option}"`) });
    for (const option of options) assert.ok(createSandbox({ [provider]: { [option]: undefined } }));
  }
});

/** Changes everything inside of a value. */
function spoil(value) {
  if (typeof value !== "object" || value === null) return;
  for (const name of Object.keys(value)) {
    spoil(value[name]);
    value[name] = "changed";
  }
  if (Array.isArray(value)) value.push("changed");
}

test("whatever a program does to a returned value, the sandbox keeps its own", async () => {
  const sandbox = await withCustomers();
  const { url } = sandbox.customers()[0].links[0];
  await sandbox.complete(sandbox.customers().find(({ provider }) => provider === "bridge").id, "reject");
  const all = async () => [
    sandbox.customers(),
    sandbox.deliveries(),
    sandbox.requests(),
    sandbox.openLink(url),
    await sandbox.webhookKeys(),
    await sandbox.exportKeys(),
  ];
  const before = structuredClone(await all());
  spoil(await all());
  assert.deepEqual(await all(), before);
});

test("as many deterministic ids as a test may need are different, in their formats, and the same in each run", async () => {
  const run = async () => {
    const { sandbox, spherepay, grid } = setUp({ ids: "deterministic" });
    for (let index = 0; index < 150; index++) {
      await spherepay("POST", CREATE, PERSON);
      await grid("POST", "/customers", { ...INDIVIDUAL, platformCustomerId: `id-${index}` });
    }
    return [...sandbox.customers().map(({ id }) => id), ...sandbox.deliveries().map(({ event }) => event.id)];
  };
  const ids = await run();
  assert.deepEqual([new Set(ids).size, await run()], [ids.length, ids]);
  const format = /^(customer|event)_[0-9a-f]{32}$|^(Customer|Webhook):[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  for (const id of ids) assert.match(id, format);
});

test("without a customer's id, the event is of the customer that was created last, and not changed last, whichever provider has it", async () => {
  for (const last of PROVIDERS) {
    let now = 0;
    const sandbox = createSandbox({ clock: () => now });
    for (const provider of [...PROVIDERS.filter((other) => other !== last), last]) {
      now += HOUR;
      await sandbox.createExample("kyc_approved", provider);
    }
    for (const { id, provider } of sandbox.customers()) {
      now += HOUR;
      if (provider !== last) await sandbox.complete(id, "hold");
    }
    const before = sandbox.deliveries().length;
    await sandbox.trigger("kyc_rejected");
    const providers = sandbox.deliveries().map(({ provider }) => provider);
    assert.deepEqual([...new Set(providers.slice(before))], [last]);
  }
});

test("the keys of an earlier sandbox are used, and a key that it does not have is new", async () => {
  const first = await withCustomers();
  const [keys, published] = [await first.exportKeys(), await first.webhookKeys()];
  assert.deepEqual(Object.keys(keys), PROVIDERS);
  const later = createSandbox({ keys: JSON.parse(JSON.stringify(keys)) });
  assert.deepEqual([await later.exportKeys(), await later.webhookKeys()], [keys, published]);
  const { bridge, ...older } = keys;
  const { bridge: made, ...others } = await createSandbox({ keys: older }).webhookKeys();
  assert.deepEqual({ bridge: published.bridge, ...others }, published);
  const unrelated = Object.values(await createSandbox().webhookKeys());
  assert.deepEqual(new Set([...Object.values(published), made, ...unrelated]).size, 7);
});
