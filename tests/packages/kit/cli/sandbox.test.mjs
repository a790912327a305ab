/** `kyclink sandbox` for one provider, as JSON, and where its keys cannot be stored. */

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { test } from "node:test";
import { receiving, run, serving } from "../../helpers/cli/run.mjs";
import { scratch } from "../../helpers/install/index.mjs";

const PROVIDERS = ["spherepay", "grid", "bridge"];

/** Makes an event happen, at the customer that is made for it. */
const trigger = (url, event) =>
  fetch(`${url}/trigger`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ event }) });
/** An event that only this provider has. */
const OWN = { spherepay: "customer.kyc.successful", grid: "CUSTOMER.KYC_APPROVED", bridge: "customer.updated.status_transitioned" };

test("for one provider, an event is one of its customers, and its webhooks alone are forwarded", async (t) => {
  const { asked, url: hooks } = await receiving(t);
  const { until, stop, out } = await serving(t, ["sandbox", "--port", "0", "--provider", "grid", "--forward", `${hooks}/hooks`]);
  const { origin } = new URL((await until(/_BASE_URL=.*/)).split("=")[1]);
  await until(/Ctrl-C ends the sandbox.*\n/);
  for (const other of ["spherepay", "bridge"]) await trigger(origin, OWN[other]);
  await fetch(`${origin}/spherepay/v2/customer`);
  assert.deepEqual(asked, []);
  assert.equal((await trigger(origin, "kyc_approved")).status, 200);
  await until(/webhook grid \S+ → 200\n/);
  assert.deepEqual(new Set(asked), new Set(["POST /hooks"]));
  assert.doesNotMatch(out(), /webhook (?!grid )|spherepay GET/);
  assert.equal(await stop(), 0);
});

test("as JSON, webhooks are forwarded, and not logged", async (t) => {
  const { asked, url: hooks } = await receiving(t);
  const { until, stop, out } = await serving(t, ["sandbox", "--port", "0", "--json", "--forward", `${hooks}/{provider}`]);
  const { url } = JSON.parse(await until(/.+(?=\n)/));
  for (const provider of PROVIDERS) {
    assert.equal((await trigger(url, OWN[provider])).status, 200);
    assert.ok(asked.includes(`POST /${provider}`));
  }
  assert.equal(await stop(), 0);
  assert.equal(out().trimEnd().split("\n").length, 1);
});

test("it starts where its keys can neither be read nor stored", async (t) => {
  const home = process.cwd();
  t.after(() => process.chdir(home));
  process.chdir(scratch());
  mkdirSync(".kyclink-sandbox.json");
  const { until, stop, err } = await serving(t, ["sandbox", "--port", "0", "--json"]);
  const { webhookKeys } = JSON.parse(await until(/.+(?=\n)/));
  assert.deepEqual(Object.keys(webhookKeys), PROVIDERS);
  assert.deepEqual([await stop(), err()], [0, ""]);
});

test("status: where Bridge fails, no KYC link is looked for", async (t) => {
  const { asked, url } = await receiving(t, () => Response.json({ code: "invalid_credentials" }, { status: 401 }));
  const env = { BRIDGE_API_KEY: "sk-test-0123456789abcdef", BRIDGE_BASE_URL: url };
  const id = "75d2f259-6810-4cde-a9b9-83eca42b0ebf";
  const { code } = await run(t, ["status", id], env);
  assert.deepEqual([code, asked], [1, [`GET /customers/${id}`]]);
});
