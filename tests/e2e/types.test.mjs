/** Type-checks the Worker with the types of the packed package. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { install } from "../../www/build.mjs";
import { packed } from "../../www/packed.mjs";

const run = promisify(execFile);
const WWW = fileURLToPath(new URL("../../www/", import.meta.url));
const TSC = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));
const ENTRIES = { "kyclink/edge": "edge", "kyclink/page": "page" };

test("www typechecks", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "www-types-"));
  t.after(() => rmSync(folder, { recursive: true }));
  await install(packed(), folder);
  const paths = Object.fromEntries(
    Object.entries(ENTRIES).map(([name, file]) => [name, [join(folder, `node_modules/kyclink/dist/types/${file}.d.ts`)]]),
  );
  const config = {
    extends: join(WWW, "tsconfig.json"),
    compilerOptions: { paths },
    include: [join(WWW, "worker")],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { stdout } = await run(TSC, ["-p", folder]).catch((error) => error);
  assert.equal(stdout, "");
});
