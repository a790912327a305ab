/**
 * `verifyWebhook` with Wycheproof's signatures and with the vectors of the providers, in the WebCrypto of Node, of
 * workerd, of Vercel's edge and of Chromium, and before a release of Firefox. A valid signature over something that is
 * not an event is `webhook_malformed`, every other one `webhook_signature`.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import edge from "@edge-runtime/vm";
import { BROWSERS, IS_RELEASE } from "../../../e2e/browsers.mjs";
import { esm, require, scratch, wasm } from "../../helpers/install/index.mjs";
import { deliverAll } from "../../helpers/webhook/deliver.mjs";
import { nameOf, SIGNERS } from "../../helpers/webhook/sign.mjs";
import { bundle, program } from "../../runtimes/bundle.mjs";
import { serve } from "../../runtimes/chromium.mjs";
import { start, workerOf } from "../../runtimes/workerd.mjs";

const read = (path) => JSON.parse(readFileSync(new URL(`../../../${path}.json`, import.meta.url), "utf8"));
const fromHex = (text) => Buffer.from(text, "hex");
const PROGRAM = program('export * from "kyclink"; export { deliverAll } from "helpers/webhook/deliver.mjs";');

const RUNTIMES = {
  "node, import": async () => (deliveries) => esm().then((api) => deliverAll(api, deliveries)),
  "node, require": async () => (deliveries) => deliverAll(require("kyclink"), deliveries),
  workerd: () => inWorkerd(false),
  "workerd, nodejs_compat": () => inWorkerd(true),
  "edge-light": inEdgeRuntime,
  Chromium: () => inBrowser(BROWSERS.Chromium),
  ...(IS_RELEASE && { Firefox: () => inBrowser(BROWSERS.Firefox) }),
};

async function inWorkerd(nodejsCompat) {
  const worker = await start(workerOf("webhook/deliver.mjs", "deliverAll"), { nodejsCompat });
  after(() => worker.close());
  return (deliveries) => worker.call(deliveries);
}

/** There everything but WebCrypto is of another realm. */
async function inEdgeRuntime() {
  const { text } = await bundle(PROGRAM, { conditions: ["edge-light"], modules: "global", format: "iife" });
  const runtime = new edge.EdgeVM({ extend: (context) => Object.assign(context, { wasmModule: new WebAssembly.Module(wasm()) }) });
  runtime.evaluate(text);
  return async (deliveries) =>
    JSON.parse(await runtime.evaluate(`program.deliverAll(program, ${JSON.stringify(deliveries)}).then(JSON.stringify)`));
}

/** Only servers verify webhooks, but some run in an engine of a browser, and each has a WebCrypto of its own. */
async function inBrowser(launch) {
  const folder = scratch();
  writeFileSync(join(folder, "program.js"), (await bundle(PROGRAM, { conditions: [], format: "iife" })).text);
  writeFileSync(join(folder, "index.html"), '<!doctype html><script src="program.js"></script>');
  const [browser, server] = await Promise.all([launch(), serve(folder)]);
  after(() => Promise.all([browser.close(), server.close()]));
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.origin}/index.html`);
  // As text, because Playwright leaves out a member `__proto__`.
  const deliver = ({ program }, deliveries) => program.deliverAll(program, deliveries).then(JSON.stringify);
  return async (deliveries) => JSON.parse(await page.evaluate(`(${deliver})(window, ${JSON.stringify(deliveries)})`));
}

/** Deliveries with what is to come of each: a code, or an event. */
const SUITES = {
  "Wycheproof ECDSA P-256, SHA-256": wycheproofEcdsa,
  "Wycheproof HMAC-SHA256": wycheproofHmac,
  "Wycheproof RSA PKCS #1 v1.5, 2048 bits, SHA-256": wycheproofRsa,
  "the providers' signatures": providerSignatures,
  "the signature that Bridge publishes": bridgeSignature,
  "the vectors of events": vectorsOfEvents,
  "the vectors of headers": vectorsOfHeaders,
  "the vectors of keys": vectorsOfKeys,
};

for (const [runtime, prepare] of Object.entries(RUNTIMES)) {
  test(`webhooks: ${runtime}`, async (t) => {
    const run = await prepare();
    for (const [name, make] of Object.entries(SUITES)) {
      await t.test(name, async (t) => {
        const cases = make();
        const outcomes = await run(cases.map(({ delivery }) => delivery));
        const counts = {};
        for (const [at, { expected, delivery }] of cases.entries()) {
          const { event, error } = outcomes[at];
          const got = event ?? error.code;
          assert.deepEqual(got, expected, JSON.stringify(delivery));
          const word = event ? "event" : got;
          counts[word] = (counts[word] ?? 0) + 1;
        }
        t.diagnostic(`${cases.length} deliveries: ${JSON.stringify(counts)}`);
      });
    }
  });
}

const delivery = (provider, body, rest) => ({ provider, body: Buffer.from(body).toString("base64"), ...rest });
const verdict = (isValid) => (isValid ? "webhook_malformed" : "webhook_signature");

/** Each signature in both forms of the header. */
function wycheproofEcdsa() {
  const { keys, cases } = read("suites/webhook/wycheproof-ecdsa-p256");
  assert.equal(cases.length, 484);
  return cases.flatMap(([key, message, signature, isValid]) => {
    const s = fromHex(signature).toString("base64");
    return [s, JSON.stringify({ v: "1", s })].map((header) => ({
      delivery: delivery("grid", fromHex(message), { headers: { "X-Grid-Signature": header }, publicKey: keys[key] }),
      expected: verdict(isValid),
    }));
  });
}

/**
 * A secret is text. The keys of the suite's 66 valid cases are no UTF-8 and are put in at WebCrypto's door; those of
 * the 108 invalid ones go in as the secret. Half of the tags are cut to 128 bits: those are refused, valid or not.
 */
function wycheproofHmac() {
  const { cases } = read("suites/webhook/wycheproof-hmac-sha256");
  assert.equal(cases.length, 174);
  return cases.map(([key, message, tag, isValid]) => {
    const secret = fromHex(key).toString("utf8");
    // No secret that people copy has control characters: kyclink refuses those.
    const isText = Buffer.from(secret).equals(fromHex(key)) && /^[!-~]+$/.test(secret);
    const given = isText ? { secret } : { secret: "put in later", key: [...fromHex(key)] };
    return {
      delivery: delivery("spherepay", fromHex(message), { headers: { signature: tag }, ...given }),
      expected: verdict(isValid && tag.length === 64),
    };
  });
}

/**
 * The primitive: what Bridge signs is a hash, and the suite's messages are none, so they are put in where the hash
 * comes from. A signature that WebCrypto takes is over a body that is no event.
 */
function wycheproofRsa() {
  const { keys, cases } = read("suites/webhook/wycheproof-rsa-2048");
  assert.equal(cases.length, 258);
  const now = 1705854411204;
  return cases.map(([key, message, signature, isValid]) => ({
    delivery: delivery("bridge", "{}", {
      headers: { "X-Webhook-Signature": `t=${now},v0=${fromHex(signature).toString("base64")}` },
      publicKey: pem(keys[key]),
      message: [...fromHex(message)],
      now,
    }),
    expected: verdict(isValid),
  }));
}

const pem = (hex) => `-----BEGIN PUBLIC KEY-----\n${fromHex(hex).toString("base64")}\n-----END PUBLIC KEY-----\n`;

/**
 * Its body is no event. A bit of the body, the signature or the time changed, it is not Bridge's; later, it is too old.
 */
function bridgeSignature() {
  const { publicKey, header, signedAt: now, body } = read("vectors/provider/bridge-webhook-signature");
  const given = (value, options) => delivery("bridge", body, { headers: { "x-webhook-signature": value }, publicKey, now, ...options });
  return [
    { delivery: given(header), expected: "webhook_malformed" },
    { delivery: given(header, { now: now + 600_000 }), expected: "webhook_malformed" },
    { delivery: given(header, { now: now + 600_001 }), expected: "webhook_too_old" },
    { delivery: given(header.replace("v0=jz", "v0=jy")), expected: "webhook_signature" },
    { delivery: given(header.replace("204,", "205,")), expected: "webhook_signature" },
    { delivery: { ...given(header), body: Buffer.from(body.replace("World", "world")).toString("base64") }, expected: "webhook_signature" },
  ];
}

function providerSignatures() {
  const { secret, cases } = read("vectors/provider/spherepay-webhook-signatures");
  const grid = read("vectors/provider/grid-webhook-signatures");
  const [{ body: event }] = cases;
  const { id, data } = JSON.parse(event);
  const approved = { provider: "spherepay", id, type: "customer.kyc.successful", kind: "kyc_approved", customerId: data.customer.id, data };
  const body = JSON.parse(grid.bodyUtf8);
  const ofGrid = {
    provider: "grid",
    id: body.id,
    type: body.type,
    kind: "kyc_approved",
    customerId: body.data.id,
    occurredAt: body.timestamp,
    requirements: [],
    capabilities: [],
    data: body.data,
  };
  return [
    ...cases.flatMap(({ body, signature }) => [
      {
        delivery: delivery("spherepay", body, { headers: { Signature: signature }, secret }),
        expected: body === event ? approved : "webhook_malformed",
      },
      { delivery: delivery("spherepay", `${body} `, { headers: { Signature: signature }, secret }), expected: "webhook_signature" },
    ]),
    ...read("vectors/webhook/grid").keys.same.map((publicKey) => ({
      delivery: delivery("grid", grid.bodyUtf8, { headers: { "x-grid-signature": grid.signatures[0].header }, publicKey }),
      expected: ofGrid,
    })),
    ...grid.signatures.flatMap(({ derBase64, header, headerIntVersion }) =>
      [derBase64, header, headerIntVersion].flatMap((value) =>
        [grid.publicKeyPem, grid.publicKeySpkiHex].flatMap((publicKey) => [
          { delivery: delivery("grid", grid.bodyUtf8, { headers: { "x-grid-signature": value }, publicKey }), expected: ofGrid },
          {
            delivery: delivery("grid", grid.bodyUtf8.replace("Zoë", "Zoe"), { headers: { "x-grid-signature": value }, publicKey }),
            expected: "webhook_signature",
          },
        ]),
      ),
    ),
  ];
}

const PROVIDERS = Object.keys(SIGNERS);

/** tests/it/client/webhook.rs has the kind of each type. Cases of each provider's file, each signed as the provider signs. */
function signed(cases) {
  return PROVIDERS.flatMap((provider) => {
    const { keys, headers } = SIGNERS[provider]();
    return cases(read(`vectors/webhook/${provider}`)).map(({ text, expected, signedAt, ...options }) => ({
      delivery: delivery(provider, text, { headers: headers(text, signedAt ?? options.now), ...keys, ...options }),
      expected,
    }));
  });
}

function vectorsOfEvents() {
  return signed(({ cases }) =>
    cases.map(({ body, text = JSON.stringify(body), signedAt, maxAgeMs, now, event, error }) => ({
      text,
      signedAt,
      maxAgeMs,
      now,
      expected: event ?? error.code,
    })),
  );
}

/** Headers of a form that is none are refused; the others are read, and do not fit. */
function vectorsOfHeaders() {
  return PROVIDERS.flatMap((provider) => {
    const { header, keys, valid, invalid } = read(`vectors/webhook/${provider}`);
    return [...valid, ...invalid.webhook_signature].map((value) => ({
      delivery: delivery(provider, "{}", { headers: { [header]: value }, ...keys.good }),
      expected: "webhook_signature",
    }));
  });
}

function vectorsOfKeys() {
  return PROVIDERS.flatMap((provider) => {
    const { event, keys } = read(`vectors/webhook/${provider}`);
    const text = JSON.stringify(event);
    const own = SIGNERS[provider]();
    const name = nameOf(own.keys);
    const headers = own.headers(text);
    return keys.bad.flatMap((bad) =>
      [{ [name]: bad }, { [name]: [bad] }, { [name]: [own.keys[name], bad] }, { other: own.keys[name] }].map((given) => ({
        delivery: delivery(provider, text, { headers, ...given }),
        expected: "invalid_config",
      })),
    );
  });
}
