/**
 * The crate in `tests/forms` writes what providers send, for the tests of the Rust handler and for the simulation. Every
 * form that it makes has a shape that the documents' schemas allow.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { faults, shapes } from "../helpers/schemas/conformance.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const ARGS = ["run", "--profile", "test", "--quiet", "--locked", "--package", "kyclink-forms", "--example", "every_form"];
const forms = execFileSync("cargo", ARGS, { cwd: ROOT, encoding: "utf8" })
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

test("every response has a documented shape", () => {
  const responses = forms.filter(([, , status]) => status !== null);
  for (const [provider, endpoint, status, body] of responses) {
    const [method, path] = endpoint.split(" ");
    const found = shapes(provider, { method, path, status, body: body ?? undefined });
    assert.notEqual(found.length, 0, `${provider}, ${endpoint}: ${status} ${JSON.stringify(body)}`);
  }
  assert.ok(responses.length > 100);
});

test("every webhook has a documented shape", () => {
  const events = forms.filter(([, , status]) => status === null);
  for (const [provider, schema, , body] of events) assert.deepEqual(faults(provider, schema, body), [], JSON.stringify(body));
  assert.deepEqual([...new Set(events.map(([provider]) => provider))], ["spherepay", "grid", "bridge"]);
});
