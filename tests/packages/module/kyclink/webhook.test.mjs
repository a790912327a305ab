/** `verifyWebhook`: every form of bodies, headers and keys, what must not verify, and what must not be revealed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { createContext, runInContext } from "node:vm";
import { ODDITIES } from "../../helpers/boundary/oddities.mjs";
import { esm } from "../../helpers/install/index.mjs";
import { generator } from "../../helpers/schema/inputs.mjs";
import { deliver, EVENTS, idOf, nameOf, SIGNERS } from "../../helpers/webhook/sign.mjs";

const kyclink = await esm();
const { verifyWebhook } = kyclink;
const PROVIDERS = Object.keys(SIGNERS);

const code = (promise) =>
  promise.then(
    () => "event",
    (error) => (kyclink.isKycLinkError(error) ? error.code : assert.fail(inspect(error))),
  );

/** Runs a test for each provider: how its signature is written is its own, and what is signed. */
const each = (name, run) => {
  for (const provider of PROVIDERS) test(`${provider}: ${name}`, (t) => run(provider, t));
};

each("bodies as strings and as bytes of every kind, as they were at the call", async (provider) => {
  const delivery = deliver(provider);
  const bytes = Buffer.from(delivery.body);
  const padded = new Uint8Array([1, 2, 3, ...bytes, 4, 5]);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const bodies = {
    text: delivery.body,
    Buffer: bytes,
    Uint8Array: new Uint8Array(bytes),
    "a part of one": padded.subarray(3, -2),
    ArrayBuffer: Uint8Array.from(bytes).buffer,
    DataView: new DataView(padded.buffer, 3, bytes.length),
    "shared memory": shared,
    "another realm's": runInContext(`Uint8Array.from([${[...bytes]}])`, createContext()),
    "another realm's ArrayBuffer": runInContext(`Uint8Array.from([${[...bytes]}]).buffer`, createContext()),
  };
  for (const [kind, body] of Object.entries(bodies)) {
    const event = await verifyWebhook(provider, { ...delivery, body });
    assert.equal(event.data.fullName ?? event.data.full_name ?? event.data.customer.name, "Zoë", kind);
  }
  const pending = verifyWebhook(provider, { ...delivery, body: bodies.Uint8Array });
  bodies.Uint8Array.fill(0x20);
  assert.equal((await pending).id, idOf(provider));
  const other = [undefined, null, 7, true, [], {}, EVENTS[provider], [...bytes], new Blob([bytes]), Promise.resolve(delivery.body)];
  for (const body of other) assert.equal(await code(verifyWebhook(provider, { ...delivery, body })), "invalid_config", inspect(body));
});

each("headers in every form, names in any case", async (provider) => {
  const delivery = deliver(provider);
  const [[name, value]] = Object.entries(delivery.headers);
  const own = [name, value];
  const other = ["Content-Type", "application/json"];
  const expected = {
    event: [
      new Headers([other, own]),
      [other, own],
      new Map([other, own]),
      new Headers([own]).entries(),
      { [name.toLowerCase()]: value, host: undefined, "set-cookie": ["a", "b"] },
      { [name.toUpperCase()]: ` ${value} ` },
      Object.assign(Object.create(null), { [name]: value }),
    ],
    webhook_signature: [
      ...[[own, own], [own, [name.toLowerCase(), value]], { [name]: [value, value] }, new Headers([own, own])],
      ...[undefined, null, {}, [], new Headers(), [[value, name]]],
      ...[{ [`${name}s`]: value }, ...[undefined, null, ""].map((none) => ({ [name]: none }))],
      // Some signatures are JSON objects. Everything else that is JSON is text: a quoted signature is another text.
      ...[JSON.stringify(value), JSON.stringify([value]), "null", "true", "7"].map((text) => ({ [name]: text })),
    ],
    invalid_config: [7, value, [7], [null], [[name]], [[name, value, value]], { [name]: Object.create(null) }],
  };
  for (const [outcome, forms] of Object.entries(expected))
    for (const headers of forms) assert.equal(await code(verifyWebhook(provider, { ...delivery, headers })), outcome, inspect(headers));
});

each("several keys: any of them verifies, in any order", async (provider) => {
  const delivery = deliver(provider);
  const name = nameOf(SIGNERS[provider]().keys);
  const own = delivery[name];
  const others = [SIGNERS[provider]().keys[name], SIGNERS[provider]().keys[name]];
  for (const [outcome, forms] of Object.entries({
    event: [own, [own], [own, ...others], [...others, own], [own, own]],
    webhook_signature: [others[0], others],
    invalid_config: [[], [own, ""], ["", own], [own, undefined], [[own]], new Set([own]), Buffer.from(own)],
  }))
    for (const keys of forms) assert.equal(await code(verifyWebhook(provider, { ...delivery, [name]: keys })), outcome, inspect(keys));
  const { keys } = SIGNERS[PROVIDERS.find((name) => name !== provider)]();
  assert.equal(await code(verifyWebhook(provider, { ...delivery, ...keys, [name]: undefined })), "invalid_config", "another provider's");
});

test("a point that is not on the curve is rejected, also beside a valid key", async () => {
  const delivery = deliver("grid");
  const hex = Buffer.from(delivery.publicKey.replace(/-.*-|\n/g, ""), "base64").toString("hex");
  const off = hex.slice(0, -2) + (parseInt(hex.slice(-2), 16) ^ 1).toString(16).padStart(2, "0");
  for (const publicKey of [off, [delivery.publicKey, off], [off, delivery.publicKey]])
    assert.equal(await code(verifyWebhook("grid", { ...delivery, publicKey })), "invalid_config");
});

each("only the bytes that were signed: not without a byte order mark, nor parsed and serialized again", async (provider) => {
  const event = EVENTS[provider];
  const sent = [
    JSON.stringify(event, null, 1),
    JSON.stringify(event).replace("Zoë", "Zo\\u00eb"),
    JSON.stringify({ ...event, amount: 0 }).replace('"amount":0', '"amount":1.0'),
    `\ufeff${JSON.stringify(event)}`,
  ];
  for (const text of sent) {
    const delivery = deliver(provider, text);
    for (const body of [text, Buffer.from(text)]) assert.equal((await verifyWebhook(provider, { ...delivery, body })).id, idOf(provider));
    const body = JSON.stringify(JSON.parse(text.replace("\ufeff", "")));
    assert.equal(await code(verifyWebhook(provider, { ...delivery, body })), "webhook_signature", text);
  }
});

each("signed bodies that are not UTF-8 or not JSON", async (provider) => {
  const latin = Buffer.from(JSON.stringify(EVENTS[provider]).replace("Zoë", "Zo\xff"), "latin1");
  for (const body of [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), latin, Buffer.from([0]), "", " ", "{", "undefined", "NaN", "{}{}"])
    assert.equal(await code(verifyWebhook(provider, deliver(provider, body))), "webhook_malformed", inspect(body));
  const depth = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const names = provider === "bridge" ? ["event_id", "event_type", "event_object"] : ["id", provider === "grid" ? "type" : "name", "data"];
  const deep = `{"${names[0]}":"1","${names[1]}":"x","${names[2]}":${depth}}`;
  assert.equal((await verifyWebhook(provider, deliver(provider, deep))).kind, "other");
});

/** The vectors have what each age means. */
each("maxAgeMs: only numbers are accepted, and before the signature is verified", async (provider) => {
  const delivery = deliver(provider);
  const now = Date.parse("2026-01-02T03:04:05Z");
  for (const wrong of [NaN, Infinity, "1000", 1e300, {}, [], true, 1n, Symbol("x"), new Date(now)]) {
    for (const [name, options] of Object.entries({ maxAgeMs: { maxAgeMs: wrong, now }, now: { maxAgeMs: 1000, now: wrong } })) {
      const refused = { code: "invalid_config", message: `The configuration is not valid. ${name} must be a number of milliseconds.` };
      await assert.rejects(verifyWebhook(provider, { ...delivery, ...options }), refused, inspect(wrong));
    }
  }
  const { keys, headers } = SIGNERS[provider]();
  for (const maxAgeMs of [-1, NaN, "1000"])
    assert.equal(
      await code(verifyWebhook(provider, { ...delivery, ...keys, headers: headers("another body"), maxAgeMs })),
      "invalid_config",
    );
});

each("invalid arguments: the promise settles, and never with an event", async (provider) => {
  const delivery = deliver(provider);
  const name = nameOf(SIGNERS[provider]().keys);
  const note = async (promise, what) => {
    assert.ok(promise instanceof Promise, what);
    const got = await code(promise);
    assert.ok(["invalid_config", "webhook_signature"].includes(got), `${what}: ${got}`);
  };
  const random = generator(7);
  for (const [what, make] of Object.entries(ODDITIES).filter(([what]) => what !== "text")) {
    const odd = () => make(random, {}, {});
    await note(verifyWebhook(odd(), delivery), `provider: ${what}`);
    await note(verifyWebhook(provider, odd()), `options: ${what}`);
    for (const option of ["body", "headers", name])
      await note(verifyWebhook(provider, { ...delivery, [option]: odd() }), `${option}: ${what}`);
    await note(verifyWebhook(provider, { ...delivery, [name]: [odd()] }), `a key: ${what}`);
    await note(verifyWebhook(provider, { ...delivery, headers: [[Object.keys(delivery.headers)[0], odd()]] }), `a header: ${what}`);
  }
  await note(verifyWebhook(), "nothing");
  for (const unknown of ["Grid", "stripe", "__proto__", "grid ", "spherepay.onboard"])
    await note(verifyWebhook(unknown, delivery), unknown);
});

each("an error says what is wrong, and keeps its cause; a key is imported to verify only", async (provider, t) => {
  const delivery = deliver(provider);
  const thrown = new RangeError("of the caller's");
  const get = () => {
    throw thrown;
  };
  const usage = "verifyWebhook takes a provider and { body, headers, secret or publicKey }.";
  for (const [given, message, cause] of [
    [{ ...delivery, body: { id: 1 } }, "body must be the raw body, as a string or bytes, not an object parsed from it."],
    [{ ...delivery, headers: new Proxy({}, { ownKeys: get }) }, "headers must be a Headers object, a list of pairs or a plain object."],
    [Object.defineProperty({ ...delivery }, "body", { enumerable: true, get }), usage, thrown],
  ])
    await assert.rejects(verifyWebhook(provider, given), (error) => error.message === message && (!cause || error.cause === cause));
  for (const wrong of [undefined, 5, ["grid"]]) await assert.rejects(verifyWebhook(wrong, {}), { code: "invalid_config", message: usage });
  await assert.rejects(verifyWebhook(provider, { ...delivery, headers: {} }), { provider });
  const { mock } = t.mock.method(crypto.subtle, "importKey");
  assert.equal(await code(verifyWebhook(provider, delivery)), "event");
  assert.deepEqual(
    mock.calls.map(({ arguments: given }) => given.slice(3)),
    [[false, ["verify"]]],
  );
  mock.mockImplementation(() => Promise.reject(thrown));
  const message = "WebCrypto does not accept one of the webhook keys.";
  await assert.rejects(verifyWebhook(provider, delivery), { message, cause: thrown });
});

test("without WebCrypto nothing verifies", async () => {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  const deliveries = PROVIDERS.map((provider) => [provider, deliver(provider)]);
  for (const value of [undefined, {}, { subtle: undefined }]) {
    Object.defineProperty(globalThis, "crypto", { value, configurable: true });
    try {
      for (const [provider, delivery] of deliveries) assert.equal(await code(verifyWebhook(provider, delivery)), "invalid_config");
    } finally {
      Object.defineProperty(globalThis, "crypto", descriptor);
    }
  }
});

const CANARY = "Canary7391";

each("no message, stack or JSON of an error contains a key, a signature or anything of the body", async (provider) => {
  const { keys, headers } = SIGNERS[provider](...(provider === "spherepay" ? [`secret_${CANARY}`] : []));
  const name = nameOf(keys);
  const about = { id: CANARY, email: `${CANARY}@example.com` };
  const event = { ...EVENTS[provider], [provider === "bridge" ? "event_object" : "data"]: about };
  const body = JSON.stringify(event);
  const good = { body, headers: headers(body), ...keys };
  const [header] = Object.keys(good.headers);
  const signedAs = (text) => ({ ...good, body: text, headers: headers(text) });
  const future = Date.parse("2030-01-01");
  const failing = {
    webhook_signature: [
      { ...good, body: `${body} ` },
      ...[{}, { [header]: CANARY }, { [header]: `{"v":"${CANARY}","s":"${CANARY}"}` }].map((headers) => ({ ...good, headers })),
    ],
    webhook_malformed: [
      ...[CANARY, `"${CANARY}"`, `{"${CANARY}":"${CANARY}"}`, `{"id":"${CANARY}"}`],
      JSON.stringify({ ...event, id: [CANARY], event_id: [CANARY] }),
    ].map(signedAs),
    webhook_stale: [
      { ...good, headers: headers(body, future), maxAgeMs: 1, now: future },
      { ...signedAs(JSON.stringify({ ...event, timestamp: CANARY, created: CANARY, event_created_at: CANARY })), maxAgeMs: 1 },
    ],
    invalid_config: [
      ...[[` ${CANARY}`], ["", CANARY], { [CANARY]: CANARY }].map((keys) => ({ ...good, [name]: keys })),
      { ...good, body: { [CANARY]: CANARY } },
      { ...good, headers: CANARY },
      { ...good, maxAgeMs: CANARY },
      { ...good, now: CANARY, maxAgeMs: 1 },
      CANARY,
    ],
  };
  const signature = Object.values(good.headers).map((value) => value.slice(12, 40));
  const secrets = [CANARY, ...signature, keys[name].slice(30, 60)].filter((trace) => trace !== "").map((trace) => trace.toLowerCase());
  for (const [expected, deliveries] of Object.entries(failing)) {
    for (const delivery of deliveries) {
      const error = await verifyWebhook(provider, delivery).then(assert.fail, (error) => error);
      assert.deepEqual([error.code, error.retryable], [expected, false]);
      const json = JSON.stringify([error, error.toJSON(), { ...error }, kyclink.problem(error)]);
      const prints = [error.message, error.stack, String(error), json, inspect(error, { depth: 20 })].join("\n").toLowerCase();
      for (const trace of secrets) assert.ok(!prints.includes(trace), `${expected}: ${prints}`);
    }
  }
});
