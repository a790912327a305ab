/** Tests of the package's users, in Jest and vitest. */

import { blocks } from "../helpers/docs/markdown.mjs";
import { launchOptions } from "./chromium.mjs";
import { consumer, run, tool } from "./consumer.mjs";
import { row } from "./table.mjs";

const setup = blocks("docs/runtimes.md").find(({ code }) => code.startsWith("// jest.setup.cjs\n")).code;
const BROWSER = `import { playwright } from "@vitest/browser-playwright";
const provider = playwright({ launchOptions: ${JSON.stringify(launchOptions())} });
export default { test: { browser: { enabled: true, headless: true, provider, instances: [{ browser: "chromium" }] } } };
`;
const CONFIG = JSON.stringify({ testMatch: ["**/jest.test.mjs"] });
const folder = consumer("runners", {
  files: { "jest.config.json": CONFIG, "jest.setup.cjs": setup, "vitest.browser.mjs": BROWSER },
});

// As NODE_OPTIONS=--experimental-vm-modules, which docs/runtimes.md asks for.
const jest = (...options) => tested(["--experimental-vm-modules", tool("jest/bin/jest.js")], ["--watchman=false", ...options]);
const vitest = (...options) => tested([tool("vitest/vitest.mjs")], ["run", "vitest.test.mjs", ...options]);

row("Jest, node", () => jest("--env=node"));
row("Jest, jsdom", () => jest("--env=jsdom", "--setupFiles=./jest.setup.cjs"));
row("vitest, node", () => vitest("--environment=node"));
row("vitest, jsdom", () => vitest("--environment=jsdom"));
row("vitest, browser mode", () => vitest("--config=vitest.browser.mjs"));

/** The results that a test prints, among what its runner prints. */
async function tested(runner, options) {
  const { stdout, stderr } = await run(process.execPath, [...runner, ...options], folder);
  const [printed] = /\{"counts".*\}/.exec(stdout + stderr) ?? [];
  if (!printed) throw new Error(`${stdout}${stderr}`);
  return JSON.parse(printed);
}
