/**
 * What an unsigned delivery costs at each provider: anyone may send one, with a header of 16 KiB and a body of a megabyte.
 * The work is counted, and its CPU time is compared with that of reading the body and making one HMAC of it.
 */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createHandler, memoryStore, ORIGIN, SECRET } from "../../helpers/edge/harness.mjs";
import { PROVIDERS } from "../../helpers/providers/worlds.mjs";

const HEADER = 16_000;
const BODY = (1 << 20) - 400;
const HEX = "0123456789abcdef".repeat(4);
const filled = (unit, length = HEADER) => unit.repeat(length / unit.length);
const base64 = (bytes) => Buffer.alloc(bytes, 7).toString("base64");
/** An `Ecdsa-Sig-Value` of two numbers of 32 bytes. */
const DER = Buffer.concat([Buffer.from([0x30, 68]), ...[1, 2].map((byte) => Buffer.from([2, 32, ...Array(32).fill(byte)]))]).toString(
  "base64",
);
const now = () => Math.floor(Date.now() / 1000);

/** By provider: the header of the signature, values that cannot be one, and values that may be one until it is verified. */
const SIGNATURES = {
  spherepay: ["signature", ["", "00", HEX.slice(2), `${HEX}00`, filled("0")], [HEX]],
  grid: ["x-grid-signature", ["", "[]", base64(9), filled("["), `{"v":"1","s":"${filled("M")}"}`], [DER, `{"v":"1","s":"${DER}"}`]],
  bridge: [
    "x-webhook-signature",
    ["", "v0=00", `t=${now()}000,v0=${base64(64)}`, `t=${now()}000,v0=${base64(9999)}`, filled("v0=AAAA,")],
    [`t=${now()}000,v0=${base64(256)}`],
  ],
  sumsub: ["x-payload-digest", ["", "00", `${HEX}00`, filled("0")], [HEX]],
  didit: ["x-signature", ["", "00", `${HEX}00`, filled("0")], [HEX]],
  "didit, canonical": ["x-signature-v2", ["", "00", `${HEX}00`, filled("0")], [HEX]],
  "stripe-identity": [
    "stripe-signature",
    ["", `t=${now()}`, `v1=${HEX}`, `t=${now()},v1=`, `t=${now()},${filled("v1=00,")}`, `t=${now()},${filled(`v1=${HEX}00,`)}`],
    [`t=${now()},v1=${HEX}`, `t=${now()},${filled(`v1=${HEX},`)}`],
  ],
  due: ["x-webhook-signature", ["", "00", HEX, filled("0")], [HEX + HEX]],
};
/** The ratio was 2,500 for Stripe, and 60 for Didit. JSON.parse of the worst body takes as long as ten HMACs. */
const MAX_RATIO = 16;
/** What a request to the handler takes in any case. */
const MIN_MICROSECONDS = 1000;

const BODIES = {
  "one text": `{"a":"${"x".repeat(BODY - 10)}"}`,
  objects: `{"a":[${filled("{},", BODY - 10)}{}]}`,
  "many names": `{${Array.from({ length: BODY / 16 }, (_, at) => `"n${at}":0`).join()}}`,
  nested: filled('{"a":', BODY / 2),
  "as many objects as Didit's canonical form may have bytes": `{"a":[${filled("{},", 250_000)}{}]}`,
  "as many large numbers as Didit's canonical form may have values": `{"a":[${filled("1e308,", 59_976)}0]}`,
  "as many names as Didit's canonical form may have values": `{${Array.from({ length: 9_999 }, (_, at) => `"${9_999 - at}n":"é"`).join()}}`,
};

/** How many times a body was signed or verified, and how many characters of JSON were read. */
let done = { verified: 0, json: 0 };
const { subtle } = crypto;
const { parse } = JSON;
for (const name of ["sign", "verify", "digest"]) {
  subtle[name] = (...given) => {
    // Cookies are authenticated, too: those are short.
    if (given.at(-1).byteLength > HEADER) done.verified++;
    return Object.getPrototypeOf(subtle)[name].apply(subtle, given);
  };
}
JSON.parse = (text, ...rest) => {
  done.json += text.length;
  return parse(text, ...rest);
};
after(() => Object.assign(JSON, { parse }));

function handlerOf(name) {
  const [given, createWorld] = PROVIDERS[name];
  const config = given.provider ? given : { provider: given };
  const shared = { allowedOrigins: [ORIGIN], cookieSecret: SECRET, store: memoryStore(), rateLimit: "none", onError() {} };
  return createHandler({ ...shared, ...config, fetch: createWorld().fetch });
}

/** Returns the least CPU time in µs: what disturbs a call only makes it longer. */
async function least(act) {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const start = process.cpuUsage();
    await act();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, user + system);
  }
  return best;
}

async function baseline(body) {
  const bytes = new Uint8Array(await new Request("https://a.example", { method: "POST", body }).arrayBuffer());
  const key = await subtle.importKey("raw", new Uint8Array(32), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  await subtle.sign("HMAC", key, bytes);
}

for (const [row, [header, impossible, plausible]] of Object.entries(SIGNATURES)) {
  const [name] = row.split(",");
  test(`a signature that cannot be one costs nothing: ${row}`, async () => {
    const handler = handlerOf(name);
    const body = BODIES["one text"];
    for (const value of impossible) {
      done = { verified: 0, json: 0 };
      const request = { method: "POST", body, headers: { [header]: value } };
      const response = await handler(new Request(`https://app.example.com/kyc/webhooks/${name}`, request));
      assert.equal(response.status, 401, value.slice(0, 99));
      assert.equal(done.verified, 0, value.slice(0, 99));
      assert.ok(done.json < 2 * HEADER, value.slice(0, 99));
    }
  });

  test(`an unsigned delivery costs little more than one HMAC: ${row}`, async () => {
    const handler = handlerOf(name);
    for (const [kind, body] of Object.entries(BODIES)) {
      const hmac = await least(() => baseline(body));
      for (const value of plausible) {
        const request = { method: "POST", body, headers: { [header]: value } };
        const deliver = async () => {
          done = { verified: 0, json: 0 };
          const response = await handler(new Request(`https://app.example.com/kyc/webhooks/${name}`, request));
          assert.equal(response.status, 401);
        };
        const ratio = Math.min(...[await least(deliver), await least(deliver)]) / Math.max(hmac, MIN_MICROSECONDS);
        assert.ok(done.verified <= 1, `${kind}: ${done.verified}`);
        assert.ok(ratio < MAX_RATIO, `${kind}: ${ratio}`);
      }
    }
  });
}
