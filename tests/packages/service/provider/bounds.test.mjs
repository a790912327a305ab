/** What the functions of a provider get and return is bounded, and what they have thrown is not guessed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOperator, holdTimers, newKey, turns } from "../../helpers/edge/harness.mjs";
import { esm } from "../../helpers/install/index.mjs";
import {
  API,
  client,
  createApi,
  defineAcme,
  deliver,
  open,
  PAGES,
  PERSON,
  providerError,
  webhookRefused,
} from "../../helpers/provider/model.mjs";

const { onboard, reconcile } = await esm();
const key = () => ({ "idempotency-key": newKey() });
const LINK = { customerId: "s-1", kycUrl: `${PAGES}/x` };
const WITH_REFERENCE = { ...PERSON, reference: "user-1" };
const acme = (changes, options) =>
  client(
    defineAcme(() => changes),
    { fetch: createApi().fetch, ...options },
  );

test("http leads to this machine only", async () => {
  const sent = [];
  const fetch = async (url) => {
    sent.push(url);
    return new Response("{}");
  };
  const local = ["http://localhost/", "http://a.localhost:1/", "http://127.0.0.1:1/", "http://127.9.9.9/", "http://[::1]:1/"];
  const elsewhere = [
    ...["http://localhost.evil.com/", "http://a.localhost.evil.com/", "http://evillocalhost/", "http://localhost.com:80/"],
    ...["http://127.0.0.1.evil.com/", "http://evil127.0.0.1.com/", "http://127.evil.com/", "http://[::2]/", "http://[::1:1]/"],
    ...["http://localhost@evil.com/", "http://127.0.0.1@evil.com/", "http://evil.com/?localhost", "http://evil.com/#localhost"],
    ...["http://10.0.0.1/", "http://0.0.0.0/", "ws://localhost/", "file://localhost/etc/passwd", "//localhost/"],
  ];
  const refused = [];
  const create = async ({ fetch }) => {
    for (const url of [...local, ...elsewhere]) await fetch(url).catch(({ code }) => refused.push([url, code]));
    return LINK;
  };
  await onboard(acme({ create }, { fetch }), WITH_REFERENCE);
  assert.deepEqual(sent, local);
  assert.deepEqual(
    refused,
    elsewhere.map((url) => [url, "invalid_config"]),
  );
});

test("the signal is aborted after each call, however it ends", async (t) => {
  const timeout = 100;
  const pass = holdTimers(t);
  const never = () => new Promise(() => setImmediate(pass, timeout));
  const ends = { returns: (value) => value, throws: () => Promise.reject(new Error("mine")), "never settles": never };
  const results = { create: LINK, link: LINK, token: { token: "t" }, status: { status: "pending" }, find: null };
  for (const [what, end] of Object.entries(ends)) {
    for (const name of Object.keys(results)) {
      const signals = [];
      const watched = Object.entries(results).map(([one, result]) => [
        one,
        ({ signal }) => {
          assert.equal(signal.aborted, false, "during the call");
          signals.push([one, signal]);
          return one === name ? end(result) : result;
        },
      ]);
      const { browser } = open(() => Object.fromEntries(watched), { timeout });
      const page = browser();
      await page.json("links", PERSON, key());
      await page.json("links/renew", {});
      await page.json("token", {});
      await page.get("status");
      const window = { sentAt: Date.now() - 1000, answeredBy: Date.now() };
      const own = acme(Object.fromEntries(watched), { timeout, maxRetries: 0 });
      await reconcile(own, WITH_REFERENCE, window).catch(() => {});
      assert.ok(
        signals.some(([one]) => one === name),
        `${name} was called`,
      );
      const running = () => signals.filter(([, { aborted }]) => !aborted).map(([one]) => one);
      // The handler may have responded a moment before the call is given up.
      for (let looks = 0; running().length > 0 && looks < 50; looks++) await turns(1);
      assert.deepEqual(running(), [], `after a call of ${name} that ${what}`);
    }
  }
});

test("more than a hundred customers may not hide the right one", async () => {
  const window = { sentAt: Date.now() - 1000, answeredBy: Date.now() };
  const of = { reference: WITH_REFERENCE.reference };
  const earlier = (count) =>
    Array.from({ length: count }, (_, at) => ({ ...of, customerId: `old-${at}`, createdAt: "2020-01-01T00:00:00Z" }));
  const find = (count) => () => [...earlier(count - 1), { ...of, customerId: "s-1", createdAt: new Date() }];
  assert.equal((await reconcile(acme({ find: find(100) }), WITH_REFERENCE, window)).id, "s-1");
  for (const count of [101, 102, 5_000])
    await assert.rejects(reconcile(acme({ find: find(count) }), WITH_REFERENCE, window), { code: "outcome_unknown" }, `${count}`);
});

/** A list that never ends, and how many of its items were read. */
function endless(item) {
  const read = new Set();
  const isIndex = (name) => typeof name === "string" && /^\d+$/.test(name);
  const list = new Proxy([], {
    get(all, name) {
      if (name === "length") return 1e5;
      if (!isIndex(name)) return Reflect.get(all, name);
      read.add(name);
      return item;
    },
    has: (all, name) => isIndex(name) || Reflect.has(all, name),
    getOwnPropertyDescriptor: (all, name) =>
      isIndex(name) ? { value: item, configurable: true, enumerable: true, writable: true } : Reflect.getOwnPropertyDescriptor(all, name),
  });
  return { list, read };
}

test("of a list that never ends, no more is read than a list may have", async () => {
  const lists = { requirements: { kind: "document" }, capabilities: { name: "fiat", status: "approved" } };
  for (const [name, item] of Object.entries(lists)) {
    const [answered, delivered] = [endless(item), endless(item)];
    const event = { id: "e-1", kind: "customer_updated", customerId: "s-1", status: "pending", [name]: delivered.list };
    const world = open(() => ({
      status: () => ({ status: "pending", [name]: answered.list }),
      webhook: { verify: () => event },
    }));
    const page = world.browser();
    await page.json("links", PERSON, key());
    await page.get("status");
    await world.handler(new Request("https://app.example.com/kyc/webhooks/acme", { method: "POST", ...deliver({}) }));
    for (const { read } of [answered, delivered]) assert.ok(read.size <= 200, `${name}: ${read.size}`);
  }
  const found = endless({ customerId: "s-1" });
  await reconcile(acme({ find: () => found.list }), WITH_REFERENCE, { sentAt: 0, answeredBy: Date.now() }).catch(() => {});
  assert.ok(found.read.size <= 101, `${found.read.size}`);
});

test("an error that only looks like one of kyclink's is any other error", async () => {
  const [refused, failed] = [webhookRefused("signature"), providerError({ code: "provider_rejected" })];
  const alike = (error) => [
    Object.assign(new Error(error.message), { ...error, name: error.name }),
    { ...error, name: error.name, message: error.message },
    Object.assign(Object.create(Object.getPrototypeOf(error)), error),
    Object.create(error),
    structuredClone(error),
    new Proxy(error, {}),
    new error.constructor(error.reason ?? error.code),
  ];
  for (const [at, thrown] of alike(refused).entries()) {
    const verify = () => {
      throw thrown;
    };
    const { handler } = open(() => ({ webhook: { verify } }));
    const response = await handler(new Request("https://app.example.com/kyc/webhooks/acme", { method: "POST", ...deliver({}) }));
    assert.deepEqual([response.status, (await response.json()).code], [503, "unavailable"], `${at}`);
  }
  for (const [at, thrown] of alike(failed).entries()) {
    const create = async ({ fetch }) => {
      await fetch(API, { method: "POST" });
      throw thrown;
    };
    const { browser } = open(() => ({ repeat: "never", create }));
    const { body } = await browser().json("links", PERSON, key());
    assert.equal(body.code, "outcome_unknown", `${at}`);
  }
});

test("what the program changes after the definition changes nothing", async () => {
  const hosts = ["verify.acme.example"];
  const fields = ["email", "firstName", "lastName"];
  const applicant = { individual: fields };
  const changes = { hosts, applicant, create: () => ({ customerId: "s-1", kycUrl: "https://evil.example/x" }) };
  const provider = defineAcme(() => changes);
  const world = open(() => changes);
  hosts.push("evil.example");
  hosts[0] = "evil.example";
  fields.push("nationality");
  applicant.business = ["email"];
  changes.create = () => LINK;
  await assert.rejects(onboard(client(provider, { fetch: createApi().fetch }), WITH_REFERENCE), { code: "unexpected_response" });
  assert.equal((await world.browser().json("links", PERSON, key())).body.code, "unexpected_response");
});

/** Returns what everybody gets of these lists: the page, `onEvent` and the operator. */
async function shownOf(lists) {
  const events = [];
  const event = { id: "e-1", kind: "customer_updated", customerId: "s-1", status: "pending", ...lists };
  const functions = { status: () => ({ status: "pending", ...lists }), webhook: { verify: () => event } };
  const world = open(() => functions, { onEvent: (one) => events.push(one) });
  const page = world.browser();
  await page.json("links", PERSON, key());
  const asked = await page.get("status");
  await world.handler(new Request("https://app.example.com/kyc/webhooks/acme", { method: "POST", ...deliver({}) }));
  const found = await createOperator(world.config)
    .find({ customerId: "s-1" })
    .catch(({ code }) => code);
  return [asked.text, (await page.get("status")).text, JSON.stringify(events), JSON.stringify(found)];
}

test("a code or a name that a person could have written reaches nobody", async () => {
  const words = ["Jane Smith", "jane@example.com", "Jane", "jane-smith", "_jane", "jane_", "jane__smith", "jäne", "jane\nsmith", "<b>jane"];
  const listsOf = (word) => [{ requirements: [{ kind: "document", code: word }] }, { capabilities: [{ name: word, status: "approved" }] }];
  for (const word of [...words, "jane".repeat(17), { toString: () => "jane" }, ["jane"]]) {
    for (const lists of listsOf(word)) assert.doesNotMatch((await shownOf(lists)).join(), /j[aä]ne/i, `${word}`);
  }
  for (const lists of listsOf("id_card_2")) {
    const [, , events, found] = await shownOf(lists);
    for (const shown of [events, found]) assert.match(shown, /id_card_2/);
  }
});
