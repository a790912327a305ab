/** What the sandbox's functions take and return: the clock, planned failures, signals, links, ids and copies. */

import assert from "node:assert/strict";
import test from "node:test";
import { createSandbox } from "../../../pkg-template/testing/index.js";
import { esm } from "../helpers/install/index.mjs";
import { DAY, HOUR, INDIVIDUAL, PERSON, setUp } from "../helpers/sandbox/harness.mjs";

const { verifyWebhook } = await esm();
const PROVIDERS = ["spherepay", "grid", "bridge"];
const CREATE = "/v2/customer/kyc-link";

/** A sandbox with a customer of each provider who has been approved. */
async function withCustomers() {
  const sandbox = createSandbox();
  for (const provider of PROVIDERS) {
    await sandbox.createExample("kyc_approved", provider);
    await sandbox.complete(sandbox.customers().find((customer) => customer.provider === provider).id, "approve");
  }
  return sandbox;
}

test("a clock is called as a method of its object", async () => {
  class Clock {
    #now = Date.parse("2030-01-01T00:00:00Z");
    now() {
      return this.#now;
    }
  }
  const sandbox = createSandbox({ clock: new Clock() });
  await sandbox.createExample("kyc_approved", "grid");
  assert.equal(sandbox.customers()[0].resource.createdAt, "2030-01-01T00:00:00Z");
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
    ["nextFailure: times must be 1 or more", () => sandbox.nextFailure(500, { times: 0 })],
    [/^There is no option "time"/, () => sandbox.nextFailure(500, { time: 2 })],
    [/^There is no option "retryAfterMs"/, () => sandbox.nextFailure(429, { retryAfterMs: 2 })],
    ["finishLink: no provider takes this decision", () => sandbox.finishLink("00", "expire")],
    ["expireLink: no such link in this sandbox", () => sandbox.expireLink("00")],
    ["complete: no such customer in this sandbox", () => sandbox.complete("customer_0", "approve")],
  ]) {
    const isMisuse = !/no such/.test(message);
    await assert.rejects(
      async () => run(),
      (error) => {
        if (message instanceof RegExp) assert.match(error.message, message);
        else assert.equal(error.message, message);
        assert.equal(error.code, isMisuse ? "invalid_config" : undefined);
        return true;
      },
    );
  }
});

test("the signal of a Request counts as that of an init, before and while the provider hangs", async () => {
  for (const isRequest of [true, false]) {
    const controller = new AbortController();
    const { sandbox } = setUp({ onRequest: () => queueMicrotask(() => controller.abort("enough")) });
    const url = `${sandbox.baseUrls.spherepay}/v2/customer`;
    const send = (signal) => sandbox.fetch(...(isRequest ? [new Request(url, { signal })] : [url, { signal }]));
    sandbox.nextFailure("hang");
    await assert.rejects(send(controller.signal), (reason) => reason === "enough");
    await assert.rejects(send(AbortSignal.abort("before")), (reason) => reason === "before");
  }
});

test("a call that is aborted while its body is read reaches no provider", async () => {
  const seen = [];
  const { sandbox } = setUp({ onRequest: (entry) => seen.push(entry) });
  const controller = new AbortController();
  const headers = { authorization: "Bearer key", "content-type": "application/json" };
  const body = JSON.stringify(PERSON);
  const call = sandbox.fetch(sandbox.baseUrls.spherepay + CREATE, { method: "POST", headers, body, signal: controller.signal });
  controller.abort("enough");
  await assert.rejects(call, (reason) => reason === "enough");
  assert.deepEqual([seen, sandbox.customers()], [[], []]);
});

test("an origin that is null is the usual one", async () => {
  for (const options of [{ origin: null }, { hostedOrigin: null }, { origin: null, hostedOrigin: null }]) {
    assert.deepEqual(createSandbox(options).baseUrls, createSandbox().baseUrls);
  }
  const hosts = async (options) => {
    const sandbox = createSandbox(options);
    for (const provider of PROVIDERS) await sandbox.createExample("kyc_approved", provider);
    return sandbox.customers().flatMap(({ links }) => links.map(({ url }) => new URL(url).origin));
  };
  assert.deepEqual(await hosts({ origin: null }), await hosts());
  assert.deepEqual([...new Set(await hosts({ origin: "http://127.0.0.1:9000", hostedOrigin: null }))], ["http://127.0.0.1:9000"]);
});

test("an origin may end with a slash or have a path: it is the origin that counts", async () => {
  for (const end of ["", "/", "/path?a=1"]) {
    const origin = "http://127.0.0.1:9000";
    const sandbox = createSandbox({ origin: origin + end });
    assert.deepEqual(
      Object.values(sandbox.baseUrls),
      ["/spherepay", "/grid/2025-10-13", "/bridge/v0"].map((path) => origin + path),
    );
    const pages = createSandbox({ hostedOrigin: `http://localhost:9001${end}` });
    for (const [made, wanted] of [
      [sandbox, origin],
      [pages, "http://localhost:9001"],
    ]) {
      for (const provider of PROVIDERS) await made.createExample("kyc_approved", provider);
      const urls = made.customers().flatMap(({ links }) => links.map(({ url }) => new URL(url)));
      assert.deepEqual([...new Set(urls.map((url) => url.origin))], [wanted]);
      for (const { pathname } of urls) assert.match(pathname, /^\/[^/]/);
    }
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

test("a used link stays used after its end, and to expire a link again does not move its end", async () => {
  const { sandbox, spherepay, advance } = setUp();
  const { body } = await spherepay("POST", CREATE, PERSON);
  const { body: second } = await spherepay("POST", `/v2/customer/${body.customerId}/kyc-link`);
  await sandbox.finishLink(body.url, "approve");
  const linksNow = () => sandbox.customers()[0].links.map(({ state, expiresAt }) => `${state} ${expiresAt}`);
  advance(HOUR);
  sandbox.expireLink(second.url);
  const expired = ["used 2026-03-29T10:00:00.123Z", "expired 2026-03-01T11:00:00.123Z"];
  assert.deepEqual(linksNow(), expired);
  advance(29 * DAY);
  sandbox.expireLink(second.url);
  assert.deepEqual(linksNow(), expired);
});

test("without a customer's id, the event is of the customer that was created last, whichever provider has it", async () => {
  for (const last of PROVIDERS) {
    let now = 0;
    const sandbox = createSandbox({ clock: () => now });
    for (const provider of [...PROVIDERS.filter((other) => other !== last), last]) {
      now += HOUR;
      const one = { spherepay: ["Bearer a", CREATE, PERSON], grid: [`Basic ${btoa("a:b")}`, "/customers", INDIVIDUAL] }[provider];
      const link = { type: "individual", email: "jane@example.com", full_name: "Jane Smith" };
      const [authorization, path, body] = one ?? [undefined, "/kyc_links", link];
      const own = authorization ? { authorization } : { "api-key": "a", "idempotency-key": "a" };
      const headers = { ...own, "content-type": "application/json" };
      await sandbox.fetch(sandbox.baseUrls[provider] + path, { method: "POST", headers, body: JSON.stringify(body) });
    }
    const before = sandbox.deliveries().length;
    await sandbox.trigger("kyc_rejected");
    assert.deepEqual(
      [
        ...new Set(
          sandbox
            .deliveries()
            .slice(before)
            .map(({ provider }) => provider),
        ),
      ],
      [last],
    );
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

test("a signed webhook is verified with the key that comes with it, which is the provider's", async () => {
  const sandbox = await withCustomers();
  const published = await sandbox.webhookKeys();
  for (const provider of PROVIDERS) {
    const { event } = sandbox.deliveries().findLast((delivery) => delivery.provider === provider);
    const { body, headers, ...key } = await sandbox.signWebhook(provider, { ...event, note: "Müller 😀", absent: undefined });
    assert.equal(body, JSON.stringify({ ...event, note: "Müller 😀" }));
    assert.deepEqual(key, { [provider === "spherepay" ? "secret" : "publicKey"]: published[provider] });
    assert.equal((await verifyWebhook(provider, { body, headers, ...key })).type, event.name ?? event.type ?? event.event_type);
    await assert.rejects(verifyWebhook(provider, { body: `${body} `, headers, ...key }), { code: "webhook_signature" });
  }
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
    const init = {
      method: "POST",
      headers: { authorization: "Bearer key", "content-type": "application/json" },
      body: JSON.stringify(PERSON),
    };
    const client = new AbortController();
    const call = sandbox.fetch(sandbox.baseUrls.spherepay + CREATE, { ...init, signal: client.signal }).catch(() => {});
    while (seen.length === 0) await new Promise(setImmediate);
    client.abort();
    await call;
    const entry = { provider: "spherepay", method: "POST", path: CREATE, status };
    assert.deepEqual([seen, sandbox.requests()], [[{ ...entry, failure }], [entry]]);
    assert.equal(sandbox.customers().length, [undefined, "drop_after"].includes(failure) ? 1 : 0);
  }
});
