/** The packed sandbox, and the suite for providers, in every available runtime, because users test where their code runs. */

import assert from "node:assert/strict";
import { createHmac, createPublicKey, verify } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { internal, require, scratch } from "../../helpers/install/index.mjs";
import { live } from "../../helpers/sandbox/life.mjs";
import { bundle, program } from "../../runtimes/bundle.mjs";
import { launch, serve } from "../../runtimes/chromium.mjs";
import { start } from "../../runtimes/workerd.mjs";

const SOURCE = `import { createSandbox, testProvider } from "kyclink/testing";
import * as api from "kyclink/provider";
import { live } from "helpers/sandbox/life.mjs";
import { failuresOfGood } from "helpers/provider/world.mjs";
const run = async (sandbox) => ({ ...(await live(sandbox)), failures: await failuresOfGood(testProvider, api) });`;
// Created outside of a request, where a Worker has no asynchronous I/O and no random numbers.
const WORKER = `${SOURCE}
const sandbox = createSandbox();
export default { fetch: async () => Response.json(await run(sandbox)) };
`;
const PAGE = `${SOURCE} globalThis.outcome = run(createSandbox());`;

const RUNTIMES = {
  "node, import": async () => live((await internal("kit/testing/index.js")).createSandbox()),
  "node, require": () => live(require("kyclink/testing").createSandbox()),
  workerd: () => inWorkerd({ nodejsCompat: false }),
  "workerd, nodejs_compat": () => inWorkerd({ nodejsCompat: true }),
  chromium: inChromium,
};

async function inWorkerd(options) {
  const worker = await start(program(WORKER), options);
  after(() => worker.close());
  return worker.call({});
}

async function inChromium() {
  const folder = scratch();
  writeFileSync(join(folder, "index.html"), '<!doctype html><script type="module" src="page.js"></script>');
  writeFileSync(join(folder, "page.js"), (await bundle(program(PAGE), { conditions: ["browser"] })).text);
  const [browser, server] = await Promise.all([launch(), serve(folder)]);
  after(() => Promise.all([browser.close(), server.close()]));
  const page = await browser.newPage();
  await page.goto(`${server.origin}/index.html`);
  return page.evaluate(() => globalThis.outcome);
}

for (const [runtime, run] of Object.entries(RUNTIMES)) {
  test(runtime, async () => {
    const { statuses, customers, deliveries, secret, publicKey, failures } = await run();
    if (failures) assert.deepEqual(failures, [{}, {}, {}]);
    assert.deepEqual(
      [statuses, customers],
      [
        [201, 201],
        ["approved", "APPROVED"],
      ],
    );
    assert.equal(deliveries.length, 5);
    for (const { provider, body, headers } of deliveries) {
      if (provider === "spherepay") assert.equal(headers.signature, createHmac("sha256", secret).update(body).digest("hex"));
      else
        assert.ok(
          verify("sha256", Buffer.from(body), createPublicKey(publicKey), Buffer.from(JSON.parse(headers["X-Grid-Signature"]).s, "base64")),
        );
    }
  });
}
