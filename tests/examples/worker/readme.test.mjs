/** The README of examples/workers-rs, followed as a reader does, with wrangler. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { followed, passCheck, standIns } from "../../packages/helpers/examples/readme.mjs";

const TOOLS = fileURLToPath(new URL("../../../target/runtimes/node_modules", import.meta.url));
const WORKER_BUILD = fileURLToPath(new URL("worker-build.mjs", import.meta.url));

test("from the first command to an approved customer", async (t) => {
  // The step has packed the package and compiled the crate. worker-build would take minutes, and download its tools.
  const path = standIns({
    cargo: `case "$*" in "xtask pack" | "install --quiet worker-build@"*) ;; *) exit 1 ;; esac`,
    "worker-build": `exec "${process.execPath}" "${WORKER_BUILD}" "$@"`,
  });
  const { folder, servers, printed } = await followed(t, "workers-rs", { modules: [TOOLS], port: "8787", path });
  const { kycUrl } = JSON.parse(/\{.*\}/.exec(printed.at(-1))[0]);
  await passCheck(kycUrl);
  const [, baseUrl] = /^SPHEREPAY_BASE_URL=(\S+)/m.exec(readFileSync(join(folder, ".dev.vars"), "utf8"));
  const found = await fetch(`${baseUrl}/v2/customer`, { headers: { authorization: "Bearer sandbox" } });
  const { customers } = await found.json();
  const statuses = customers.map(({ verificationProfiles: [profile] }) => profile.status);
  assert.deepEqual(statuses, ["approved"], servers[0].out());
});
