/** The implementation that docs/speed.md compares kyclink with returns the same results. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { scratch } from "../helpers/install/index.mjs";
import { files } from "../helpers/vectors/files.mjs";

const outfile = join(scratch(), "stack.mjs");
await build({
  entryPoints: [fileURLToPath(new URL("../../../benches/stack.mjs", import.meta.url))],
  outfile,
  bundle: true,
  format: "esm",
  target: "es2022",
});
const stack = await import(pathToFileURL(outfile));

const OPERATIONS = ["spherepay.onboard", "spherepay.createCustomerViaLink"];
const cases = files.flatMap(({ vectors: { kind, operation, cases } }) =>
  kind === "validate" && OPERATIONS.includes(operation) ? cases : [],
);
const LINK_CALL = ["type", "email", "phone", "address"];
// The stack knows one policy, does not normalize, and has no word for a field that nobody knows.
const shared = cases.filter(({ options }) => !options);
const places = (findings = []) =>
  findings.filter((finding) => !finding.startsWith("unknown_field")).map((finding) => finding.split(" ")[1] ?? "");
const given = (issues = []) => issues.map(({ pointer }) => pointer);

for (const { name, input, value, issues, warnings } of shared) {
  test(name, () => {
    const verdict = stack.validate(input);
    assert.equal(verdict.ok, !issues);
    assert.deepEqual(given(verdict.issues).sort(), places(issues).sort());
    if (!verdict.ok) return;
    // It checks an applicant: fields that the link call does not take are known to it.
    const own = Object.entries(verdict.value).filter(([name, value]) => value !== undefined && LINK_CALL.includes(name));
    assert.deepEqual(JSON.parse(JSON.stringify(Object.fromEntries(own))), Object.fromEntries(LINK_CALL.map((name) => [name, value[name]])));
    assert.deepEqual(given(verdict.warnings).sort(), places(warnings).sort());
  });
}

test("there are cases", () => assert.ok(shared.length > 10));
