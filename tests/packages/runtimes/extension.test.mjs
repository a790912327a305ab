/** A page of a Chrome extension (Manifest V3), with the manifest of docs/runtimes.md, and without its policy. */

import { createHash } from "node:crypto";
import { cpSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blocks } from "../helpers/docs/markdown.mjs";
import { launchWith } from "./chromium.mjs";
import { consumer, run, tool } from "./consumer.mjs";
import { blocked, html, shown } from "./pages.mjs";
import { row } from "./table.mjs";

const { code } = blocks("docs/runtimes.md").find(({ language }) => language === "jsonc");
const MANIFEST = JSON.parse(code);

row("Chromium, extension page", async (t) => {
  const folder = consumer("extension");
  const [without, withPolicy] = [join(folder, "without"), join(folder, "with")];
  await run(tool(".bin/esbuild"), ["page-all.mjs", "--bundle", "--outfile=without/page.js"], folder);
  writeFileSync(join(without, "index.html"), html("/page.js"));
  cpSync(without, withPolicy, { recursive: true });
  writeFileSync(join(without, "manifest.json"), JSON.stringify({ ...MANIFEST, content_security_policy: undefined }));
  writeFileSync(join(withPolicy, "manifest.json"), code);
  const browser = await launchWith(without, withPolicy);
  t.after(() => browser.close());
  const page = await browser.newPage();
  const failing = await shown(page, address(without));
  return blocked(failing, await shown(page, address(withPolicy)));
});

/** Chromium names an extension after its folder, in letters from a to p. */
function address(folder) {
  const digest = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 32);
  const id = digest.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
  return `chrome-extension://${id}/index.html`;
}
