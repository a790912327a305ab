/** The demo as a process: how it starts and fails, and that it leaves no process or file behind. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { spawnDemo, startDemo } from "./running-demo.mjs";

const TMPDIR = mkdtempSync(join(tmpdir(), "demo-test-"));
after(() => rmSync(TMPDIR, { recursive: true }));

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`${signal} ends everything`, async (t) => {
    const demo = await startDemo([], { TMPDIR });
    t.after(() => demo.stop());
    assert.equal(await demo.stop(signal), 0);
    assert.ok(await demo.isGone());
    await assert.rejects(fetch(demo.url));
    assert.deepEqual(readdirSync(TMPDIR), []);
  });
}

test("invalid options end the demo with a one-line message", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const taken = String(server.address().port);
  for (const [args, env, message] of [
    [["--port", taken], {}, `demo: port ${taken} is taken: stop what listens there, or choose another with --port.\n`],
    [["--port", "99999"], {}, "demo: --port must be a number up to 65535; 0 chooses a free port.\n"],
    [["--provider", "nobody"], {}, "demo: --provider must be one of spherepay, bridge, grid, auto.\n"],
    [["--provider", "grid"], { GRID_CLIENT_ID: "id" }, "demo: GRID_CLIENT_SECRET must also be set to use Lightspark Grid.\n"],
    [[], { SPHEREPAY_API_KEY: "key", SPHEREPAY_ENVIRONMENT: "prod" }, "demo: SPHEREPAY_ENVIRONMENT must be sandbox or production.\n"],
  ]) {
    const demo = spawnDemo(args, env);
    assert.equal(await demo.ended, 1);
    assert.equal(demo.output(), message);
  }
});
