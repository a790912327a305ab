/** What Bridge signs, and how old a signature may be: the cases of tests/it/verify.rs, with WebCrypto. */

import assert from "node:assert/strict";
import { createHash, createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { esm } from "../../helpers/install/index.mjs";

const { verifyWebhook } = await esm();
const read = (path) => JSON.parse(readFileSync(new URL(`../../../vectors/${path}.json`, import.meta.url), "utf8"));
const { publicKey, privateKey, cases } = read("provider/bridge-webhook-messages");
const KEY = createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" });
const BODY = JSON.stringify(read("webhook/bridge").event);

for (const { name, message, hashes, signedMsAgo, expected } of cases) {
  test(name, async () => {
    const signedAt = Date.now() - signedMsAgo;
    const parts = { time: String(signedAt), later: String(signedAt + 1), body: BODY };
    let signed = Buffer.from(message.map((part) => parts[part] ?? part).join(""));
    // The signature hashes once more.
    for (let hash = 1; hash < hashes; hash++) signed = createHash("sha256").update(signed).digest();
    const headers = { "X-Webhook-Signature": `t=${signedAt},v0=${sign("sha256", signed, KEY).toString("base64")}` };
    const code = await verifyWebhook("bridge", { body: BODY, headers, publicKey }).then(
      () => "ok",
      (error) => error.code,
    );
    assert.equal(code, expected);
  });
}
