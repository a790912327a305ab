/** No test needs a port of its own: what listens on this machine must not decide whether a test passes. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const TESTS = fileURLToPath(new URL("../../", import.meta.url));
const PORT = /\blisten\((?:\{[^}]*port: )?(\d+)|--(?:inspector-)?port(?:=|", "|=")(\d+)|\bPORT: "(\d+)"|\bport: (\d+),/g;
/** 0 is a free port. Nothing listens on port 1, and a number this large is refused. */
const isAnyPort = (port) => port < 2 || port > 65_535;

/** The fixed ports that a source listens on. @param {string} source */
const portsOf = (source) =>
  [...source.matchAll(PORT)].map((found) => Number(found.slice(1).find(Boolean))).filter((port) => !isAnyPort(port));

test("no test listens on a fixed port", () => {
  const files = readdirSync(TESTS, { recursive: true }).filter((name) => name.endsWith(".mjs") && !name.includes("node_modules"));
  assert.ok(files.length > 200);
  const fixed = files.map((name) => [name, portsOf(readFileSync(TESTS + name, "utf8"))]);
  assert.deepEqual(
    fixed.filter(([name, ports]) => ports.length > 0 && !name.endsWith("ports.test.mjs")),
    [],
  );
});

test("a fixed port is found however it is written", () => {
  for (const source of [
    "server.listen(8787)",
    'run(["--port", "4010"])',
    "--port=3000",
    "--inspector-port=9229",
    'PORT: "80"',
    "listen({ port: 80, x",
  ])
    assert.equal(portsOf(source).length, 1, source);
});
