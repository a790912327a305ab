/**
 * Every Markdown file of the project and of the package: each link and each command has a target. Each
 * mention of a page in a message, a type or a comment has a target, too.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { blocks, brokenLinks, hasTarget } from "../helpers/docs/markdown.mjs";
import { file, project } from "../helpers/install/index.mjs";

// There are pages, or targets of links, in src, docs, examples, benches, www, tests/it and tests/e2e.
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: ROOT, encoding: "utf8" });
const pages = [...new Set(listed.trim().split("\n"))].filter((page) => existsSync(join(ROOT, page)));
const shipped = readdirSync(file(), { recursive: true }).filter((name) => name.endsWith(".md"));
const shippedDocs = shipped.filter((page) => page === "README.md" || page.startsWith("docs/"));
/** The page of all exports, which is written when the package is packed. */
const OF_EXPORTS = "docs/reference.md";
/** The pages about how kyclink is tested and measured. */
const OURS = ["proof", "speed"].map((name) => `docs/${name}.md`);

describe("links have a target", () => {
  for (const page of pages) test(page, () => assert.deepEqual(brokenLinks(join(ROOT, page)), []));
});

describe("links have a target in the package", () => {
  for (const page of shipped) test(page, () => assert.deepEqual(brokenLinks(file(page)), []));
});

/** Each mention of a page of docs/ in a file that is no Markdown: `docs/page.md` or `docs/page.md#messages`. */
const MENTION = /\bdocs\/[\w-]+\.md(?:#[\w-]+)?/g;
const SOURCES = "src pkg-template codegen/src xtask simulation/src tests examples benches www llms.txt Cargo.toml .ci".split(" ");

test("every page that a message, a type or a comment names exists, with its heading", () => {
  const paths = execFileSync("git", ["grep", "-lIE", "docs/[a-z-]+\\.md", "--", ...SOURCES, ":!*.md"], { cwd: ROOT, encoding: "utf8" });
  const mentions = paths
    .trim()
    .split("\n")
    .flatMap((path) => readFileSync(join(ROOT, path), "utf8").match(MENTION) ?? []);
  assert.ok(
    mentions.some((mention) => mention === "docs/getting-started.md"),
    "of the files of `kyclink init`",
  );
  const broken = [...new Set(mentions)].filter((mention) => mention !== OF_EXPORTS && !hasTarget(join(ROOT, "README.md"), mention));
  assert.deepEqual(broken, []);
});

test("all pages of docs/ together have at most 50,000 words", () => {
  const text = pages.filter((page) => /^docs\/[^/]+\.md$/.test(page)).map((page) => readFileSync(join(ROOT, page), "utf8"));
  const words = text.join(" ").trim().split(/\s+/).length;
  assert.ok(words <= 50_000, `${words} words`);
});

test("the package has every page for users, without what is only of use in the repository", () => {
  const forUsers = pages.filter((page) => (page === "README.md" || page.startsWith("docs/")) && !OURS.includes(page));
  assert.deepEqual(shippedDocs.sort(), [...forUsers, OF_EXPORTS].sort());
  const readme = readFileSync(file("README.md"), "utf8");
  assert.doesNotMatch(readme, /cargo|CONTRIBUTING/);
  assert.match(readme, /npx kyclink demo/);
});

test("llms.txt lists every page of the package, with the README's words about it", () => {
  const text = readFileSync(file("llms.txt"), "utf8");
  const listed = [...text.matchAll(/^- \[[^\]]+\]\(([^)]+)\): (.+)$/gm)].map(([, path, words]) => [path, words]);
  assert.deepEqual(listed.map(([path]) => path).sort(), [...shippedDocs, "dist/types/index.d.ts", "CHANGELOG.md", "SECURITY.md"].sort());
  assert.deepEqual(brokenLinks(file("llms.txt")), []);
  const readme = readFileSync(file("README.md"), "utf8").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  for (const [path, words] of listed.filter(([path]) => path.includes("/"))) assert.ok(readme.includes(`| ${words} |`), path);
});

test("each form is posted if its script does not run: without a method, its data would be in a URL", () => {
  const sources = execFileSync("git", ["ls-files", "examples", "docs", "README.md"], { cwd: ROOT, encoding: "utf8" });
  const forms = sources
    .trim()
    .split("\n")
    .filter((path) => /\.(md|html|jsx?|tsx?)$/.test(path))
    .flatMap((path) => [...readFileSync(join(ROOT, path), "utf8").matchAll(/<form[^`>]*>/g)].map(([form]) => [path, form]));
  assert.ok(forms.length >= 4);
  for (const [path, form] of forms) assert.match(form, /^<form method="post"/, path);
});

test("each command of a page exists, with its options", () => {
  for (const page of pages)
    for (const { code } of blocks(page).filter(({ language }) => language === "sh"))
      for (const line of code.replace(/\\\n/g, " ").trim().split("\n")) checkCommand(page, line);
});

/** Checks that a command of ours exists, with its options, and that a script does. */
function checkCommand(page, line) {
  for (const [, command, rest] of line.matchAll(/npx kyclink (\w+)([^|&]*)/g)) {
    const help = execFileSync(join(project, "node_modules/.bin/kyclink"), [command, "--help"], { encoding: "utf8" });
    for (const [option] of rest.matchAll(/--\w+/g)) assert.match(help, new RegExp(`^ +${option} `, "m"), line);
  }
  for (const [, command] of line.matchAll(/cargo xtask (\w+)/g)) {
    assert.match(readFileSync(join(ROOT, "xtask/src/main.rs"), "utf8"), new RegExp(`"${command}"`), line);
  }
  const script = /^(?:.* )?npm (?:run (\w+)|(start))/.exec(line);
  if (script) {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, dirname(page), "package.json"), "utf8"));
    assert.ok(scripts[script[1] ?? script[2]], line);
  }
}
