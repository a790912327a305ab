/** The headers, keys and signatures of the sandbox's webhooks. */

import assert from "node:assert/strict";
import { createHash, createHmac, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { internal, subpath } from "../../helpers/install/index.mjs";

const { rawToDer } = await internal("kit/testing/grid/sign.js");
const { createSandbox } = await subpath("testing");

const PROVIDERS = ["spherepay", "grid", "bridge"];
const NOW = Date.parse("2026-03-01T10:00:00.123Z");
const JSON_TYPE = { "content-type": "application/json" };

/** Deliveries of a decision, of a sandbox whose clock has fractions of a millisecond. */
async function delivered(provider, options) {
  const sandbox = createSandbox({ clock: () => NOW + 0.75, ...options });
  await sandbox.createExample("kyc_approved", provider);
  await sandbox.complete(sandbox.customers()[0].id, "approve");
  return { sandbox, deliveries: sandbox.deliveries(), key: (await sandbox.webhookKeys())[provider] };
}

/** Whether a webhook is signed, as each provider's documents say it. */
const IS_SIGNED = {
  spherepay: ({ body, headers }, secret) => JSON.stringify(headers).includes(createHmac("sha256", secret).update(body).digest("hex")),
  grid({ body, headers }, publicKey) {
    const { v, s, ...rest } = JSON.parse(headers["X-Grid-Signature"]);
    assert.deepEqual([v, rest, Object.keys(headers).length], ["1", {}, 2]);
    return verify("sha256", Buffer.from(body), createPublicKey(publicKey), Buffer.from(s, "base64"));
  },
  bridge({ body, headers }, publicKey) {
    const [, time, signature] = /^t=(\d+),v0=([A-Za-z0-9+/]+=*)$/.exec(headers["X-Webhook-Signature"]);
    assert.deepEqual([Number(time), Object.keys(headers).length], [NOW, 2]);
    const digest = createHash("sha256").update(`${time}.${body}`).digest();
    return verify("sha256", digest, createPublicKey(publicKey), Buffer.from(signature, "base64"));
  },
};

for (const provider of PROVIDERS) {
  describe(`a webhook of ${provider}`, () => {
    test("is JSON, and signed with the key of its sandbox", async () => {
      const { deliveries, key, sandbox } = await delivered(provider);
      const own = await sandbox.signWebhook(provider, { name: "Müller 😀", absent: undefined });
      assert.equal(own.body, '{"name":"Müller 😀"}');
      assert.ok(deliveries.length > 1);
      for (const webhook of [...deliveries, own]) {
        assert.equal(webhook.headers["content-type"], JSON_TYPE["content-type"]);
        assert.equal(IS_SIGNED[provider](webhook, key), true);
      }
      assert.equal(own.secret ?? own.publicKey, key);
      const changed = { ...deliveries[0], body: `${deliveries[0].body} ` };
      assert.equal(IS_SIGNED[provider](changed, key), false);
    });
  });
}

test("a public key is PEM with lines of 64 characters, and of the documented kind", async () => {
  const { grid, bridge } = await createSandbox().webhookKeys();
  for (const [pem, kind] of [
    [grid, { type: "ec", namedCurve: "prime256v1" }],
    [bridge, { type: "rsa", modulusLength: 2048, publicExponent: 65537n }],
  ]) {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem);
    assert.deepEqual({ type: asymmetricKeyType, ...asymmetricKeyDetails }, kind);
    assert.equal(createPublicKey(pem).export({ type: "spki", format: "pem" }), pem);
  }
});

test("a signature of Grid in DER is made of r and s, whatever their lengths are", () => {
  const vectors = JSON.parse(readFileSync(new URL("../../../vectors/provider/grid-webhook-signatures.json", import.meta.url), "utf8"));
  for (const { rawBase64, derBase64 } of vectors.signatures) {
    const der = rawToDer(Buffer.from(rawBase64, "base64"));
    assert.equal(Buffer.from(der).toString("base64"), derBase64);
    assert.equal(verify("sha256", Buffer.from(vectors.bodyUtf8), createPublicKey(vectors.publicKeyPem), der), true);
  }
  const raw = new Uint8Array(64);
  raw[63] = 0x80;
  assert.deepEqual([...rawToDer(raw)], [0x30, 7, 0x02, 1, 0, 0x02, 2, 0, 0x80]);
});
