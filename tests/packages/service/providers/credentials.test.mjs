/** The credentials of ready providers are as strict as those of the built-in ones. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { subpath } from "../../helpers/install/index.mjs";

const { refused, accepted } = JSON.parse(readFileSync(new URL("../../../vectors/data/secrets.json", import.meta.url), "utf8"));
const [{ sumsub }, { didit }, { stripeIdentity }, { due }] = await Promise.all(
  ["sumsub", "didit", "stripe-identity", "due"].map((name) => subpath(`providers/${name}`)),
);
const KEY = "k3v0n1x5bz7y8d9-of-ours";
const WORKFLOW = "0b7a7a5c-5d3f-4e0b-9d66-4f0f2f1c2a11";
const [SUMSUB, STRIPE] = [
  { appToken: `sbx:${KEY}`, secretKey: KEY, levelName: "a" },
  { secretKey: `sk_test_${KEY}`, type: "document" },
];

/** Each credential, and the function that takes it. */
const KEYS = {
  "sumsub.appToken": (text) => sumsub({ ...SUMSUB, appToken: `sbx:${text}` }),
  "sumsub.secretKey": (secretKey) => sumsub({ ...SUMSUB, secretKey }),
  "didit.apiKey": (apiKey) => didit({ apiKey, workflowId: WORKFLOW }),
  "due.apiKey": (apiKey) => due({ apiKey, environment: "sandbox" }),
};
const WEBHOOK_SECRETS = {
  sumsub: (webhookSecret) => sumsub({ ...SUMSUB, webhookSecret }),
  didit: (webhookSecret) => didit({ apiKey: KEY, workflowId: WORKFLOW, webhookSecret: [`${KEY}-new`, webhookSecret] }),
};
const WITH_PREFIX = {
  "stripe-identity.secretKey": (text) => stripeIdentity({ ...STRIPE, secretKey: `sk_test_${text}` }),
  "stripe-identity.webhookSecret": (text) => stripeIdentity({ ...STRIPE, webhookSecret: `whsec_${text}` }),
};
const isPlain = (text) => /^[\x21-\x7e]+$/.test(text);

test("what stands in the place of a secret is refused, and not repeated", () => {
  for (const [takers, texts] of [
    [KEYS, [...refused.any, ...refused.apiKey]],
    [WEBHOOK_SECRETS, [...refused.any, ...refused.webhookSecret, KEY]],
    [WITH_PREFIX, ["undefined", "null", "...", "xxxx", "change-me", "your_key", "****", "_"]],
  ])
    for (const [name, take] of Object.entries(takers))
      for (const text of texts)
        assert.throws(
          () => take(text),
          ({ code, message }) => code === "invalid_config" && (text.trim().length < 4 || !message.includes(text)),
          `${name} ${text}`,
        );
});

test("a setting has nothing that nobody sees, either", () => {
  const LEVELS = ["a", "b"];
  for (const wrap of [
    (text) => ` ${text}`,
    (text) => `${text}\n`,
    (text) => `"${text}"`,
    (text) => `'${text}'`,
    (text) => `${text}\u200b`,
    (text) => `a\u2060${text}`,
    (text) => `${text}\u00a0`,
  ])
    for (const take of [
      (text) => sumsub({ ...SUMSUB, levelName: text }),
      (text) => sumsub({ ...SUMSUB, levels: ["a", text] }),
      (text) => due({ apiKey: KEY, environment: "sandbox", categories: { individual: text } }),
    ])
      for (const text of LEVELS) assert.throws(() => take(wrap(text)), { code: "invalid_config" }, JSON.stringify(wrap(text)));
  for (const levelName of ["basic-kyc-level", "Level 2 (ID & selfie)", "Prüfung ✔️", "基本", "👩‍💻"])
    assert.ok(sumsub({ ...SUMSUB, levelName }).name);
});

test("every other text is accepted", () => {
  for (const [takers, texts] of [
    [KEYS, accepted.apiKey],
    [WEBHOOK_SECRETS, accepted.webhookSecret],
  ])
    for (const take of Object.values(takers)) for (const text of texts.filter(isPlain)) assert.ok(take(text).name);
});

test("a webhook's secret is not the value of another option", () => {
  const secretKey = "sk_test_k3v0n1x5bz7y8d9";
  for (const take of [
    () => sumsub({ ...SUMSUB, webhookSecret: SUMSUB.appToken }),
    () => sumsub({ ...SUMSUB, webhookSecret: ["another-secret-of-ours", KEY] }),
    () => didit({ apiKey: KEY, workflowId: WORKFLOW, webhookSecret: KEY }),
    () => stripeIdentity({ ...STRIPE, secretKey, webhookSecret: secretKey }),
  ])
    assert.throws(take, { code: "invalid_config", message: /^webhookSecret must/ });
});
