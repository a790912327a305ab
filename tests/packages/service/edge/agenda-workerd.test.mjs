/** An agenda in workerd: real Durable Objects, and a scheduled event that finds what no webhook has told. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { browser, ORIGIN, PERSON, SECRET } from "../../helpers/edge/harness.mjs";
import { serveSandbox, startWorker } from "../../helpers/edge/workerd.mjs";

const MINUTE = 60_000;
const entry = fileURLToPath(new URL("../../helpers/edge/scheduled.mjs", import.meta.url));

test("a person whose webhook was lost is approved by the next scheduled event, once", { timeout: 120_000 }, async (t) => {
  const { sandbox, close } = await serveSandbox();
  const config = {
    provider: "spherepay",
    spherepay: { apiKey: "key", baseUrl: sandbox.baseUrls.spherepay, profiles: ["kyc_profile_a"] },
    allowedOrigins: [ORIGIN],
    cookieSecret: SECRET,
    rateLimit: "none",
    agenda: true,
  };
  const worker = await startWorker(config, { entry });
  t.after(() => Promise.all([close(), worker.close()]));
  const send = async (path, init) => (await worker.fetch(new Request(ORIGIN + path, init))).json();
  const events = async () => (await send("/events")).map(({ kind, source }) => [kind, source]);

  await worker.scheduled(); // the first run of all
  const people = await Promise.all(
    Array.from({ length: 5 }, async (_, number) => {
      const page = browser(worker.fetch);
      await page.json("links", { ...PERSON, email: `person${number}@example.com` });
      return page;
    }),
  );
  const [{ id }] = sandbox.customers();
  await sandbox.complete(id, "approve"); // nothing delivers its webhook
  await worker.scheduled();
  assert.deepEqual(await events(), [], "nobody is due yet");

  await send("/clock", { method: "POST", body: String(5 * MINUTE) });
  await Promise.all([worker.scheduled(), worker.scheduled(), worker.scheduled()]);
  assert.deepEqual(await events(), [["kyc_approved", "refresh"]], "three at once tell it once");
  const statuses = await Promise.all(people.map(async (page) => (await page.get("status")).body.status));
  assert.equal(statuses.filter((status) => status === "approved").length, 1);

  await send("/clock", { method: "POST", body: String(5 * MINUTE) });
  await worker.scheduled();
  assert.equal((await events()).length, 1);
});
