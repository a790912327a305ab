/** `verifyWebhook`: every form of bodies, headers and keys, what must not verify, and what must not be revealed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { createContext, runInContext } from "node:vm";
import { copy, esm, require, wasm } from "../helpers/install/index.mjs";
import { deliver, EVENTS, idOf, nameOf, SIGNERS } from "../helpers/webhook/sign.mjs";

const kyclink = await esm();
const { verifyWebhook } = kyclink;
const PROVIDERS = Object.keys(SIGNERS);

const code = (promise) =>
  promise.then(
    () => "event",
    (error) => (kyclink.isKycLinkError(error) ? error.code : assert.fail(inspect(error))),
  );

/** Runs a test for each provider. */
const each = (name, run) => {
  for (const provider of PROVIDERS) test(`${provider}: ${name}`, (t) => run(provider, t));
};

each("bodies as strings and as bytes of every kind", async (provider) => {
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
    "what a Request gives": await new Request("https://x.example", { method: "POST", body: bytes }).arrayBuffer(),
  };
  for (const [kind, body] of Object.entries(bodies)) {
    const event = await verifyWebhook(provider, { ...delivery, body });
    assert.equal(event.data.fullName ?? event.data.full_name ?? event.data.customer.name, "Zoë", kind);
  }
  const other = [
    undefined,
    null,
    7,
    true,
    [],
    {},
    EVENTS[provider],
    [...bytes],
    new Blob([bytes]),
    new Request("https://x.example"),
    Promise.resolve(delivery.body),
  ];
  for (const body of other) assert.equal(await code(verifyWebhook(provider, { ...delivery, body })), "invalid_config", inspect(body));
});

each("changing the buffer meanwhile does not change what is read", async (provider) => {
  const delivery = deliver(provider);
  const body = new Uint8Array(Buffer.from(delivery.body));
  const pending = verifyWebhook(provider, { ...delivery, body });
  body.fill(0x20);
  assert.equal((await pending).id, idOf(provider));
});

/** Some signatures are JSON objects. Everything else that is JSON is text: a quoted signature is another text. */
each("the value of the header is read as it is, even if it is JSON", async (provider) => {
  const delivery = deliver(provider);
  const [[name, value]] = Object.entries(delivery.headers);
  for (const other of [JSON.stringify(value), JSON.stringify([value]), JSON.stringify({ value }), "null", "true", "7"]) {
    assert.equal(await code(verifyWebhook(provider, { ...delivery, headers: { [name]: other } })), "webhook_signature", other);
  }
});

each("headers in every form, names in any case", async (provider) => {
  const delivery = deliver(provider);
  const [[name, value]] = Object.entries(delivery.headers);
  const other = ["Content-Type", "application/json"];
  const forms = [
    new Headers([other, [name, value]]),
    [other, [name, value]],
    new Map([other, [name, value]]),
    new Headers([[name, value]]).entries(),
    { [name]: value },
    { [name.toLowerCase()]: value, host: undefined, "set-cookie": ["a", "b"] },
    { [name.toUpperCase()]: ` ${value} ` },
    Object.assign(Object.create(null), { [name]: value }),
  ];
  for (const headers of forms) assert.equal(await code(verifyWebhook(provider, { ...delivery, headers })), "event", inspect(headers));
  const twice = [
    [
      [name, value],
      [name, value],
    ],
    [
      [name, value],
      [name.toLowerCase(), value],
    ],
    { [name]: [value, value] },
    new Headers([
      [name, value],
      [name, value],
    ]),
  ];
  const without = [
    undefined,
    null,
    {},
    [],
    new Headers(),
    { [`${name}s`]: value },
    { [name]: undefined },
    { [name]: null },
    { [name]: "" },
    [[value, name]],
  ];
  for (const headers of [...twice, ...without])
    assert.equal(await code(verifyWebhook(provider, { ...delivery, headers })), "webhook_signature", inspect(headers));
  for (const headers of [7, value, [7], [null], [[name]], [[name, value, value]], { [name]: Object.create(null) }])
    assert.equal(await code(verifyWebhook(provider, { ...delivery, headers })), "invalid_config", inspect(headers));
});

each("several keys: any of them verifies, in any order", async (provider) => {
  const delivery = deliver(provider);
  const name = nameOf(SIGNERS[provider]().keys);
  const own = delivery[name];
  const others = [SIGNERS[provider]().keys[name], SIGNERS[provider]().keys[name]];
  for (const keys of [own, [own], [own, ...others], [...others, own], [own, own]]) {
    assert.equal(await code(verifyWebhook(provider, { ...delivery, [name]: keys })), "event");
  }
  for (const keys of [others[0], others])
    assert.equal(await code(verifyWebhook(provider, { ...delivery, [name]: keys })), "webhook_signature");
  for (const keys of [[], [own, ""], ["", own], [own, undefined], [[own]], new Set([own]), Buffer.from(own)]) {
    assert.equal(await code(verifyWebhook(provider, { ...delivery, [name]: keys })), "invalid_config", inspect(keys));
  }
  const of = PROVIDERS.find((name) => name !== provider);
  const { keys } = SIGNERS[of]();
  assert.equal(
    await code(verifyWebhook(provider, { ...delivery, ...keys, [name]: undefined })),
    "invalid_config",
    "another provider's key",
  );
});

test("a point that is not on the curve is rejected, also beside a valid key", async () => {
  const delivery = deliver("grid");
  const hex = Buffer.from(delivery.publicKey.replace(/-.*-|\n/g, ""), "base64").toString("hex");
  const off = hex.slice(0, -2) + (parseInt(hex.slice(-2), 16) ^ 1).toString(16).padStart(2, "0");
  for (const publicKey of [off, [delivery.publicKey, off], [off, delivery.publicKey]]) {
    assert.equal(await code(verifyWebhook("grid", { ...delivery, publicKey })), "invalid_config");
  }
});

each("a body with a byte order mark is read from its bytes; without it, it is another body", async (provider) => {
  const text = JSON.stringify(EVENTS[provider]);
  const delivery = deliver(provider, `\ufeff${text}`);
  for (const body of [delivery.body, Buffer.from(delivery.body)])
    assert.equal((await verifyWebhook(provider, { ...delivery, body })).id, idOf(provider));
  assert.equal(await code(verifyWebhook(provider, { ...delivery, body: text })), "webhook_signature");
});

each("signed bodies that are not UTF-8 or not JSON", async (provider) => {
  const bodies = [
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
    Buffer.from(JSON.stringify(EVENTS[provider]).replace("Zoë", "Zo\xff"), "latin1"),
    Buffer.from([0]),
    "",
    " ",
    "{",
    "undefined",
    "NaN",
    "{}{}",
  ];
  for (const body of bodies) assert.equal(await code(verifyWebhook(provider, deliver(provider, body))), "webhook_malformed", inspect(body));
  const depth = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const names = provider === "bridge" ? ["event_id", "event_type", "event_object"] : ["id", provider === "grid" ? "type" : "name", "data"];
  const deep = `{"${names[0]}":"1","${names[1]}":"x","${names[2]}":${depth}}`;
  assert.equal((await verifyWebhook(provider, deliver(provider, deep))).kind, "other");
});

each("JSON that was parsed and serialized again does not verify", async (provider) => {
  const event = EVENTS[provider];
  const sent = [
    JSON.stringify(event, null, 1),
    JSON.stringify(event).replace("Zoë", "Zo\\u00eb"),
    JSON.stringify({ ...event, amount: 0 }).replace('"amount":0', '"amount":1.0'),
  ];
  for (const text of sent) {
    const delivery = deliver(provider, text);
    assert.equal(await code(verifyWebhook(provider, delivery)), "event");
    assert.equal(await code(verifyWebhook(provider, { ...delivery, body: JSON.stringify(JSON.parse(text)) })), "webhook_signature", text);
  }
});

each("maxAgeMs: no limit by default, and only numbers are accepted", async (provider) => {
  const delivery = deliver(provider);
  const at = Date.parse("2026-01-02T03:04:05Z");
  const AHEAD = 600_000; // how far a provider's clock may be ahead
  // Where the signature has a time, it is that of `now`: how old that may be is another limit.
  const { keys, headers } = SIGNERS[provider]();
  const outcome = (options) => {
    const signedAt = typeof options.now === "number" && options.now < 1e15 ? Math.floor(options.now) : undefined;
    return code(verifyWebhook(provider, { ...delivery, ...keys, headers: headers(delivery.body, signedAt), ...options }));
  };
  for (const options of [
    {},
    { maxAgeMs: undefined },
    { maxAgeMs: null },
    { now: at + 1e12 },
    { maxAgeMs: 1000, now: at + 1000.9 },
    { maxAgeMs: 1000.9, now: at + 1000 },
    { maxAgeMs: 0, now: at - AHEAD },
  ])
    assert.equal(await outcome(options), "event", inspect(options));
  const stale = [{ maxAgeMs: 1000 }, { maxAgeMs: 1000.9, now: at + 1001 }, { maxAgeMs: 0, now: at - AHEAD - 1 }];
  for (const options of stale) assert.equal(await outcome(options), "webhook_stale", inspect(options));
  for (const wrong of [NaN, Infinity, "1000", 1e300, {}, [], true, 1n, Symbol("x"), new Date(at)]) {
    for (const [name, options] of Object.entries({ maxAgeMs: { maxAgeMs: wrong, now: at }, now: { maxAgeMs: 1000, now: wrong } })) {
      const refused = { code: "invalid_config", message: `The configuration is not valid. ${name} must be a number of milliseconds.` };
      await assert.rejects(verifyWebhook(provider, { ...delivery, ...options }), refused, inspect(wrong));
    }
  }
  assert.equal(await outcome({ maxAgeMs: 1000, now: null }), "invalid_config");
  for (const maxAgeMs of [-1, NaN, "1000"]) {
    const forged = { ...delivery, ...keys, headers: headers("another body"), maxAgeMs };
    assert.equal(await code(verifyWebhook(provider, forged)), "invalid_config", "before the signature is verified");
  }
});

test("the sandbox's deliveries", async (t) => {
  const { createSandbox } = require("kyclink/testing");
  const sandbox = createSandbox();
  const customer = await kyclink
    .grid({ clientId: "id", clientSecret: "x", baseUrl: sandbox.baseUrls.grid, fetch: sandbox.fetch })
    .createCustomer({ customerType: "INDIVIDUAL", fullName: "Jane Smith" });
  const link = await kyclink.spherepay({ apiKey: "x", baseUrl: sandbox.baseUrls.spherepay, fetch: sandbox.fetch }).createCustomerViaLink({
    type: "individual",
    email: "jane.smith@example.com",
    phone: "+14155550123",
    address: { line1: "1 Main Street", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
  });
  const ids = { grid: customer.id, spherepay: link.customerId };
  for (const id of Object.values(ids)) await sandbox.complete(id, id === ids.grid ? "approve" : "hold");
  const kinds = [];
  for (const { provider, body, headers } of sandbox.deliveries()) {
    const { body: _, headers: __, ...keys } = await sandbox.signWebhook(provider, {});
    const event = await verifyWebhook(provider, { body, headers, ...keys, maxAgeMs: 60_000 });
    assert.equal(event.customerId, ids[provider]);
    kinds.push(`${provider} ${event.kind}`);
  }
  t.diagnostic(kinds.join(", "));
  assert.deepEqual(kinds.sort(), [
    "grid kyc_approved",
    "grid kyc_pending",
    "spherepay customer_created",
    "spherepay kyc_needs_review",
    "spherepay kyc_pending",
  ]);
});

const thrower = (thrown) =>
  new Proxy(
    {},
    {
      get() {
        throw thrown;
      },
      ownKeys() {
        throw thrown;
      },
      has() {
        throw thrown;
      },
      getPrototypeOf() {
        throw thrown;
      },
    },
  );

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const detached = () => {
  const buffer = new ArrayBuffer(8);
  const view = new Uint8Array(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  return { buffer, view };
};

/** Makes a value of each kind that nobody should give. */
const ODDITIES = [
  () => undefined,
  () => null,
  () => 0,
  () => -1,
  () => NaN,
  () => 1n,
  () => true,
  () => "",
  () => "x",
  () => "\ud800",
  () => Symbol("x"),
  () => () => {},
  () => [],
  () => [null],
  () => {
    const cycle = [];
    cycle.push(cycle);
    return cycle;
  },
  () => ({}),
  () => new Date(NaN),
  () => /x/,
  revoked,
  () => thrower(revoked()),
  () => thrower("text"),
  () => thrower(undefined),
  () => ({
    toString() {
      throw new Error("x");
    },
  }),
  () => ({ [Symbol.toStringTag]: "ArrayBuffer" }),
  () => ({
    get [Symbol.toStringTag]() {
      throw new Error("x");
    },
  }),
  () => ({ [Symbol.iterator]: 7 }),
  () => detached().buffer,
  () => detached().view,
  () => new Array(1e6),
  () => "x".repeat(1e6),
];

each("invalid arguments: the promise settles, and never with an event", async (provider, t) => {
  const delivery = deliver(provider);
  const name = nameOf(SIGNERS[provider]().keys);
  const counts = {};
  const note = async (promise, what) => {
    assert.ok(promise instanceof Promise, what);
    const got = await code(promise);
    assert.ok(["invalid_config", "webhook_signature"].includes(got), `${what}: ${got}`);
    counts[got] = (counts[got] ?? 0) + 1;
  };
  for (const [at, odd] of ODDITIES.entries()) {
    await note(verifyWebhook(odd(), delivery), `provider ${at}`);
    await note(verifyWebhook(provider, odd()), `options ${at}`);
    for (const option of ["body", "headers", name])
      await note(verifyWebhook(provider, { ...delivery, [option]: odd() }), `${option} ${at}`);
    await note(verifyWebhook(provider, { ...delivery, [name]: [odd()] }), `a key ${at}`);
    await note(
      verifyWebhook(provider, { ...delivery, headers: Object.keys(delivery.headers).map((name) => [name, odd()]) }),
      `a header ${at}`,
    );
  }
  await note(verifyWebhook(), "nothing");
  for (const unknown of ["Grid", "stripe", "__proto__", "grid ", "spherepay.onboard"])
    await note(verifyWebhook(unknown, delivery), unknown);
  t.diagnostic(JSON.stringify(counts));
});

each("an error says what is wrong, and keeps its cause", async (provider, t) => {
  const delivery = deliver(provider);
  const failure = (given) => verifyWebhook(provider, given).then(assert.fail, (error) => error);
  const unread = await failure({ ...delivery, body: { id: 1 } });
  assert.equal(unread.message, "body must be the raw body, as a string or bytes, not an object parsed from it.");
  const thrown = new RangeError("of the caller's");
  const odd = await failure({ ...delivery, headers: thrower(thrown) });
  assert.equal(odd.message, "headers must be a Headers object, a list of pairs or a plain object.");
  const broken = await failure(
    Object.defineProperty({ ...delivery }, "body", {
      enumerable: true,
      get() {
        throw thrown;
      },
    }),
  );
  assert.equal(broken.message, "verifyWebhook takes a provider and { body, headers, secret or publicKey }.");
  assert.equal(broken.cause, thrown);
  assert.equal((await failure({ ...delivery, headers: {} })).provider, provider);
  assert.equal((await failure({ ...delivery, body: `${delivery.body} ` })).provider, provider);
  t.mock.method(crypto.subtle, "importKey", () => Promise.reject(thrown));
  const refused = await failure(delivery);
  assert.equal(refused.message, "WebCrypto does not accept one of the webhook keys.");
  assert.equal(refused.cause, thrown);
});

each("a key is imported to verify only, and cannot be exported", async (provider, t) => {
  const { mock } = t.mock.method(crypto.subtle, "importKey");
  assert.equal(await code(verifyWebhook(provider, deliver(provider))), "event");
  for (const { arguments: given } of mock.calls) assert.deepEqual(given.slice(3), [false, ["verify"]]);
  assert.equal(mock.calls.length, 1);
});

test("kyclink/slim before init: a rejection, and the same results after it", async () => {
  const slim = await copy().slim();
  const outcome = () =>
    slim.verifyWebhook("grid", deliver("grid")).then(
      ({ kind }) => kind,
      (error) => error.code,
    );
  assert.equal(await outcome(), "not_initialized");
  slim.initSync(wasm());
  assert.equal(await outcome(), "kyc_approved");
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

each("no message, stack or JSON of an error contains a key, a signature or anything of the body", async (provider, t) => {
  const { keys, headers } = SIGNERS[provider](...(provider === "spherepay" ? [`secret_${CANARY}`] : []));
  const name = nameOf(keys);
  const about = { id: CANARY, email: `${CANARY}@example.com` };
  const event = { ...EVENTS[provider], [provider === "bridge" ? "event_object" : "data"]: about };
  const body = JSON.stringify(event);
  const good = { body, headers: headers(body), ...keys };
  const [header] = Object.keys(good.headers);
  const signedAs = (text) => ({ ...good, body: text, headers: headers(text) });
  const failing = {
    webhook_signature: [
      { ...good, body: `${body} ` },
      { ...good, headers: {} },
      { ...good, headers: { [header]: CANARY } },
      { ...good, headers: { [header]: `{"v":"${CANARY}","s":"${CANARY}"}` } },
    ],
    webhook_malformed: [
      CANARY,
      `"${CANARY}"`,
      `{"${CANARY}":"${CANARY}"}`,
      JSON.stringify({ ...event, id: [CANARY], event_id: [CANARY] }),
      `{"id":"${CANARY}"}`,
    ].map(signedAs),
    webhook_stale: [
      { ...good, headers: headers(body, Date.parse("2030-01-01")), maxAgeMs: 1, now: Date.parse("2030-01-01") },
      { ...signedAs(JSON.stringify({ ...event, timestamp: CANARY, created: CANARY, event_created_at: CANARY })), maxAgeMs: 1 },
    ],
    invalid_config: [
      { ...good, [name]: [` ${CANARY}`] },
      { ...good, [name]: ["", CANARY] },
      { ...good, [name]: { [CANARY]: CANARY } },
      { ...good, body: { [CANARY]: CANARY } },
      { ...good, headers: CANARY },
      { ...good, maxAgeMs: CANARY },
      { ...good, now: CANARY, maxAgeMs: 1 },
      CANARY,
    ],
  };
  const secrets = [/canary7391/i, ...Object.values(good.headers).map((value) => value.slice(12, 40)), keys[name].slice(30, 60)].filter(
    (trace) => trace.length !== 0,
  );
  let count = 0;
  for (const [expected, deliveries] of Object.entries(failing)) {
    for (const delivery of deliveries) {
      const error = await verifyWebhook(provider, delivery).then(
        () => assert.fail(expected),
        (error) => error,
      );
      assert.equal(error.code, expected);
      assert.equal(error.retryable, false);
      const prints = [
        error.message,
        error.stack,
        String(error),
        JSON.stringify(error),
        inspect(error.toJSON()),
        inspect({ ...error }),
        JSON.stringify(kyclink.problem(error)),
        inspect(error, { depth: 20 }),
      ];
      for (const text of prints)
        for (const trace of secrets) assert.ok(trace instanceof RegExp ? !trace.test(text) : !text.includes(trace), `${expected}: ${text}`);
      count++;
    }
  }
  t.diagnostic(`${count} errors`);
});

test("a provider that is no string: the message says how to call", async () => {
  const message = "verifyWebhook takes a provider and { body, headers, secret or publicKey }.";
  for (const wrong of [undefined, null, 5, {}, ["grid"]])
    await assert.rejects(verifyWebhook(wrong, {}), { code: "invalid_config", message });
});
