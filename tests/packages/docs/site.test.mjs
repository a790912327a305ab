/**
 * The site of `cargo xtask docs --site`: it has every page and every export of the package, and its search finds a message
 * in Chromium. docs/reference.md has a sentence about each export.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { partsOf } from "../helpers/docs/declarations.mjs";
import { esm, file, subpath } from "../helpers/install/index.mjs";
import { launch } from "../runtimes/chromium.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SITE = join(ROOT, "target/site");
const PROGRAM = join(ROOT, "xtask/site/node_modules/typedoc/bin/typedoc");
const { exports } = JSON.parse(readFileSync(file("package.json"), "utf8"));
const typesOf = (target) => target.default?.types ?? target.types;
/** @param {string[]} path */
const read = (...path) => readFileSync(join(SITE, ...path), "utf8");
/** The sections of the package's page of all exports. */
const sections = readFileSync(file("docs/reference.md"), "utf8").split(/^## /m).slice(1);
let browser;

before(async () => {
  await promisify(execFile)(process.execPath, [PROGRAM, "--options", "xtask/site/typedoc.json", "--html", "target/site"], { cwd: ROOT });
  browser = await launch();
});
after(() => browser?.close());

test("every page of the package is in the site, and in its list", async () => {
  const page = await browser.newPage();
  // The list opens where the page is.
  await page.goto(pathToFileURL(join(SITE, "documents/docs_edge.html")).href);
  await page.locator("nav a[href$='docs_apps.html']").first().waitFor();
  const listed = await page.$$eval("nav a", (links) => links.map(({ pathname }) => pathname.split("/").at(-1)));
  for (const name of readdirSync(file("docs")).filter((name) => name.endsWith(".md"))) {
    const html = `docs_${name.replace(".md", ".html")}`;
    assert.ok(existsSync(join(SITE, "documents", html)) && listed.includes(html), name);
  }
});

test("its search runs without a server, and finds what is in a table", async () => {
  const page = await browser.newPage();
  const requested = [];
  page.on("request", (request) => requested.push(new URL(request.url()).protocol));
  await page.goto(pathToFileURL(join(SITE, "index.html")).href);
  await page.locator("#tsd-search-trigger").click();
  await page.locator("#tsd-search-input").fill("EADDRINUSE");
  await page.locator("#tsd-search-results a[href*=troubleshooting]").first().waitFor();
  assert.deepEqual([...new Set(requested)], ["file:"]);
});

describe("every export is in the site, and in a sentence in the package", () => {
  for (const [path, target] of Object.entries(exports).filter(([, target]) => typesOf(target))) {
    test(path.replace(".", "kyclink"), async () => {
      const types = typesOf(target).replace("./dist/types/", "");
      const texts = [...partsOf(types)].map((part) => readFileSync(file("dist/types", part), "utf8"));
      const own = texts.join("\n").matchAll(/^export (?:declare )?(?:interface|type|class|function|const) (\w+)/gm);
      const values = Object.keys(await (path === "." ? esm() : subpath(path.slice(2))));
      const section = sections.filter((part) => part.split("\n")[0].includes(`\`${path.replace(".", "kyclink")}\``)).join("\n");
      const page = read("modules", `${types.replace(".d.ts", "").replaceAll("/", "_")}.html`);
      for (const name of [...values, ...[...own].map(([, name]) => name)]) {
        assert.ok(page.includes(` id="${name.toLowerCase()}"`), `${name} is missing`);
        assert.match(section, new RegExp(`^- \`${name}\`: .{7,}$`, "m"), `${name} is missing in the package`);
      }
    });
  }
});

test("the lists of codes say what they are for", () => {
  const lists = [
    "index.ERROR_CODES",
    "index.ISSUE_CODES",
    "index.LABELS",
    "edge.HANDLER_CODES",
    "testing.WRONG_CREDENTIAL",
    "testing.CONTACT_CODE",
  ];
  for (const name of lists) {
    const [, words] = /<div class="tsd-comment tsd-typography"><p>(.+?)<\/p>/s.exec(read("variables", `${name}.html`)) ?? [];
    assert.ok(words?.length > 50, `${name}: ${words}`);
  }
});
