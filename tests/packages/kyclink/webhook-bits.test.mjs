/** `verifyWebhook`: a delivery of which any one bit was changed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm } from "../helpers/install/index.mjs";
import { deliver, SIGNERS } from "../helpers/webhook/sign.mjs";

const { verifyWebhook } = await esm();

/** The encoding of a signature, what stands before it, and the signature. */
const FORMS = {
  spherepay: (value) => ["hex", "", value],
  grid: (value) => ["base64", "", JSON.parse(value).s],
  bridge: (value) => ["base64", ...value.split(/(?<=v0=)/)],
};

for (const provider of Object.keys(SIGNERS))
  test(`${provider}: changing any bit of body or signature fails verification`, async (t) => {
    const delivery = deliver(provider);
    const body = Buffer.from(delivery.body);
    const [[name, value]] = Object.entries(delivery.headers);
    const [form, before, s] = FORMS[provider](value);
    const signature = Buffer.from(s, form);
    const flipped = (bytes) =>
      Array.from({ length: bytes.length * 8 }, (_, bit) => bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)));
    const changed = [
      ...flipped(body).map((body) => ({ ...delivery, body })),
      ...flipped(signature).map((bytes) => ({ ...delivery, headers: { [name]: before + Buffer.from(bytes).toString(form) } })),
      ...Array.from(body, (_, end) => ({ ...delivery, body: body.subarray(0, end) })),
      ...Array.from(/^t=(\d+)/.exec(before)?.[1] ?? "", (digit, at) => ({
        ...delivery,
        headers: { [name]: `${before.slice(0, at + 2)}${(Number(digit) + 1) % 10}${before.slice(at + 3)}${s}` },
      })),
    ];
    for (const delivery of changed) await assert.rejects(verifyWebhook(provider, delivery), { code: "webhook_signature" });
    t.diagnostic(`${changed.length} changed deliveries`);
  });
