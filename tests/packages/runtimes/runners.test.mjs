/** Tests of the package's users, in Jest and vitest. */

import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { blocks } from "../docs/programs.mjs";
import { OPTIONS } from "./chromium.mjs";
import { consumer, run, tool } from "./consumer.mjs";
import { row } from "./table.mjs";

const checks = readFileSync(new URL("programs/checks.mjs", import.meta.url), "utf8");
const setup = blocks("docs/runtimes.md").find(({ code }) => code.startsWith("// jest.setup.cjs\n")).code;
const BROWSER = `import { playwright } from "@vitest/browser-playwright";
const provider = playwright({ launchOptions: ${JSON.stringify(OPTIONS)} });
export default { test: { browser: { enabled: true, headless: true, provider, instances: [{ browser: "chromium" }] } } };
`;
const folder = consumer("runners", {
  files: { "checks.cjs": transformSync(checks, { format: "cjs" }).code, "jest.setup.cjs": setup, "vitest.browser.mjs": BROWSER },
});

const jest = (...options) => tested("jest/bin/jest.js", ["--testPathPatterns=jest.test.cjs", "--watchman=false", ...options]);
const vitest = (...options) => tested("vitest/vitest.mjs", ["run", "vitest.test.mjs", ...options]);

row("Jest, node", () => jest("--env=node"));
row("Jest, jsdom", () => jest("--env=jsdom", "--setupFiles=./jest.setup.cjs"));
row("vitest, node", () => vitest("--environment=node"));
row("vitest, jsdom", () => vitest("--environment=jsdom"));
row("vitest, browser mode", () => vitest("--config=vitest.browser.mjs"));

/** The results that a test prints, among what its runner prints. */
async function tested(runner, options) {
  const { stdout, stderr } = await run(process.execPath, [tool(runner), ...options], folder);
  const [printed] = /\{"counts".*\}/.exec(stdout + stderr) ?? [];
  if (!printed) throw new Error(`${stdout}${stderr}`);
  return JSON.parse(printed);
}
