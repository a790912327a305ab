/**
 * The default of an option that is a value: the absence of the option, `undefined` and that value have the same effect, and
 * another value has another one. An option whose declaration names such a default fails without a row, and so does a row
 * whose default is not that of the declaration.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import {
  configOf,
  createHandler,
  createOperator,
  createSandbox,
  hangs,
  holdTimers,
  ORIGIN,
  PERSON,
  postTo,
  turns,
} from "../../helpers/edge/harness.mjs";
import { esm, file } from "../../helpers/install/index.mjs";

const kyclink = await esm();

const NOW = Date.parse("2026-03-01T10:00:00Z");
const SPHEREPAY = { apiKey: "key-of-ours", environment: "sandbox" };
const US = { ...PERSON, address: { ...PERSON.address, country: "US" } };
const UNUSUAL = { ...US, address: { ...US.address, postalCode: "x" } };
const TO_NORMALIZE = { ...US, email: " jane@example.com " };
const ID = { customerId: "customer_1" };
const LINK = { ...ID, url: "https://in.sumsub.com/websdk/p/x", expiresAt: "2030-01-15T14:32:00Z" };
const codeOf = async (act) => {
  try {
    await act();
    return "fine";
  } catch ({ code }) {
    return code;
  }
};
/** After how many milliseconds something ends while time passes, at most two minutes. */
async function endOf(t, begin) {
  const pass = holdTimers(t);
  let isOver = false;
  const ending = Promise.resolve(begin()).then(
    () => (isOver = true),
    () => (isOver = true),
  );
  await turns();
  let ms = 0;
  for (; !isOver && ms < 120_000; ms += 1000) {
    pass(1000);
    await turns(4);
  }
  t.mock.timers.reset();
  if (isOver) await ending;
  return ms;
}

const created = async () => Response.json(LINK, { status: 201 });
const client = (options, fetch = created) => kyclink.spherepay({ ...SPHEREPAY, fetch, ...options });
const sandbox = createSandbox();

/** Asks a handler in front of a sandbox. */
function ask(options, path, init) {
  const config = configOf(sandbox);
  return createHandler({ ...config, spherepay: { ...config.spherepay, webhookSecret: "secret_of_ours" }, ...options })(
    new Request(ORIGIN + path, init),
  );
}

/**
 * By the interface that declares it: the default, another value, a function of the options that returns their effect, and
 * the effect of the default.
 */
const ROWS = {
  ValidateOptions: {
    policy: ["postal", "strict", (o) => kyclink.validate("spherepay.onboard", UNUSUAL, o).ok, true],
    normalize: [false, true, (o) => kyclink.validate("spherepay.onboard", TO_NORMALIZE, o).ok, false],
    personFields: [[], ["firstName"], (o) => kyclink.validate("grid.onboard", { type: "individual" }, o).issues.length, 2],
  },
  ClientOptions: {
    timeout: [30_000, 40_000, (o, t) => endOf(t, () => client({ maxRetries: 0, ...o }, hangs).getCustomer(ID)), 30_000],
    maxRetries: [
      ...[2, 0],
      async (o) => {
        let count = -1;
        const fetch = async () => Response.json({ count: count++ }, { status: 503, headers: { "retry-after": "0" } });
        await assert.rejects(client(o, fetch).getCustomer(ID));
        return count;
      },
      2,
    ],
    policy: ["postal", "strict", (o) => codeOf(() => client(o).createCustomerViaLink(UNUSUAL)), "fine"],
    dangerouslyAllowBrowser: [
      ...[false, true],
      async (o) => {
        globalThis.document = {};
        const code = await codeOf(() => client(o).createKycLink(ID));
        delete globalThis.document;
        return code;
      },
      "secret_in_browser",
    ],
  },
  OnboardOptions: {
    normalize: [false, true, (o) => codeOf(() => kyclink.onboard(client(), TO_NORMALIZE, o)), "invalid_request"],
  },
  HandlerOptions: {
    agenda: [false, true, (o) => codeOf(() => createOperator(configOf(createSandbox(), o)).refresh()), "invalid_config"],
    basePath: ["/kyc", "/other", async (o) => (await ask(o, "/kyc/status")).status, 200],
    timeout: [30_000, 40_000, (o, t) => endOf(t, () => ask({ authorize: () => new Promise(() => {}), ...o }, "/kyc/status")), 30_000],
    policy: [
      ...["postal", "strict"],
      async (o) => {
        return (await ask(o, "/kyc/links", postTo("links", UNUSUAL))).status;
      },
      201,
    ],
    maxWebhookAgeMs: [
      ...[604_800_000, 604_700_000],
      async (o) => {
        const statuses = [];
        for (const age of [604_800_001, 604_800_000]) {
          const event = { id: "event_1", name: "customer.kyc.successful", created: new Date(NOW - age).toISOString(), data: {} };
          const { body, headers, secret } = await sandbox.signWebhook("spherepay", event);
          const spherepay = { ...configOf(sandbox).spherepay, webhookSecret: secret };
          statuses.push((await ask({ spherepay, ...o }, "/kyc/webhooks/spherepay", { method: "POST", headers, body })).status);
        }
        return statuses;
      },
      [401, 200],
    ],
  },
};

/** The defaults that a declaration names and that are values, by option. */
function defaultsIn(type) {
  const text = readFileSync(file("dist/types", type === "HandlerOptions" ? "edge.d.ts" : "index.d.ts"), "utf8");
  const [, block] = new RegExp(`interface ${type}\\b[^{]*\\{\\n(.*?)\\n\\}`, "s").exec(text);
  const members = [...block.matchAll(/\/\*\*(.*?)\*\/\s+(\w+)\??:/gs)];
  const defaults = members.map(([, comment, option]) => [option, /@default ("[^"]*"|\[\]|\d+|true|false)(?: \(|$)/m.exec(comment)?.[1]]);
  return Object.fromEntries(defaults.filter(([, value]) => value));
}

for (const type of [...Object.keys(ROWS), "LinkOptions", "PresentationOptions", "ReadOptions", "CallOptions", "WebhookDelivery"])
  test(`${type}: each default that is a value has a row`, () => {
    const rows = Object.entries(ROWS[type] ?? {}).map(([option, [value]]) => [option, JSON.stringify(value)]);
    assert.deepEqual(defaultsIn(type), Object.fromEntries(rows));
  });

for (const [type, rows] of Object.entries(ROWS)) {
  describe(type, () => {
    for (const [option, [value, other, see, expected]] of Object.entries(rows)) {
      test(option, async (t) => {
        const effects = [];
        for (const options of [{}, { [option]: undefined }, { [option]: value }, { [option]: other }]) {
          t.mock.method(Date, "now", () => NOW);
          effects.push(await see(options, t));
        }
        assert.deepEqual(effects.slice(0, 3), [expected, expected, expected]);
        assert.notDeepEqual(effects[3], expected, "another value");
      });
    }
  });
}
