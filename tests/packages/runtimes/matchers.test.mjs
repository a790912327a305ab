/** The matchers in vitest and TypeScript, as docs/testing.md has them: they compile, and run. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { blocks } from "../helpers/docs/markdown.mjs";
import { consumer, run, tool } from "./consumer.mjs";

const TSC = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));
const STRICT = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--lib", "es2023,dom,dom.iterable", "--types", ""];

const written = blocks("docs/testing.md").filter(({ language }) => language === "ts");
const setup = written.find(({ code }) => code.startsWith("// setup.ts\n")).code;
const checks = written.find(({ code }) => code.startsWith("await expect(")).code;
const TEST = `import { expect, test } from "vitest";
import { onboard, spherepay, validate } from "kyclink";
import { createSandbox } from "kyclink/testing";
import "./setup.js";

test("the matchers", async () => {
  const sandbox = createSandbox();
  const client = spherepay({ apiKey: "any", baseUrl: sandbox.baseUrls.spherepay, fetch: sandbox.fetch });
  const applicant = { type: "individual", email: "jane", phone: "+14155550123", address: { line1: "1", city: "x", country: "GI" } } as const;
  ${checks}
});
`;
const MISTAKE = 'import { expect } from "vitest";\nimport "kyclink/testing/vitest";\nexpect(1).toHaveIssue("email_formatt");\n';
const folder = consumer("matchers", {
  files: {
    "setup.ts": setup,
    "matchers.test.ts": TEST,
    "mistake.ts": MISTAKE,
    "package.json": '{"private":true,"type":"module"}',
  },
});

const compiled = (...options) =>
  run(TSC, [...STRICT, "--module", "esnext", "--moduleResolution", "bundler", ...options], folder).then(
    () => "",
    (error) => `${error.stdout ?? ""}${error.message}`,
  );

test("vitest: the set-up and a test compile", async () => assert.equal(await compiled("setup.ts", "matchers.test.ts"), ""));

test("vitest: a code that does not exist does not compile", async () => assert.match(await compiled("mistake.ts"), /mistake\.ts.*TS2345/));

test("vitest: the test passes", async () => {
  const { stdout } = await run(process.execPath, [tool("vitest/vitest.mjs"), "run", join(folder, "matchers.test.ts")], folder);
  assert.match(stdout, /1 passed/);
});
