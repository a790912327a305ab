/**
 * Every Markdown file of the project and of the package: each link has a target, and each block of code a test. Each
 * mention of a page in a message, a type or a comment has a target, too.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { blocks, brokenLinks, hasTarget, programs } from "../helpers/docs/markdown.mjs";
import { file, project } from "../helpers/install/index.mjs";

// There are pages, or targets of links, in src, docs, examples, benches, www, tests/it and tests/e2e.
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: ROOT, encoding: "utf8" });
const pages = [...new Set(listed.trim().split("\n"))].filter((page) => existsSync(join(ROOT, page)));
const shipped = readdirSync(file(), { recursive: true }).filter((name) => name.endsWith(".md"));
/** The pages for users that are in the repository. The reference is written when the package is packed. */
const shippedDocs = shipped.filter((page) => page === "README.md" || /^docs\/(?!reference\/)/.test(page));
/** The pages about how kyclink is tested and measured. */
const OURS = ["proof", "speed"].map((name) => `docs/${name}.md`);

describe("links have a target", () => {
  for (const page of pages) test(page, () => assert.deepEqual(brokenLinks(join(ROOT, page)), []));
});

describe("links have a target in the package", () => {
  for (const page of shipped) test(page, () => assert.deepEqual(brokenLinks(file(page)), []));
});

/** Each mention of a page of docs/ in a file that is no Markdown: `docs/page.md` or `docs/page.md#names`. */
const MENTION = /\bdocs\/[\w-]+\.md(?:#[\w-]+)?/g;
const SOURCES = [
  "src",
  "pkg-template",
  "codegen/src",
  "xtask",
  "simulation/src",
  "tests",
  "examples",
  "benches",
  "www",
  "llms.txt",
  "Cargo.toml",
  ".ci",
];

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
  const broken = [...new Set(mentions)].filter((mention) => !hasTarget(join(ROOT, "README.md"), mention));
  assert.deepEqual(broken, []);
});

test("the README is short", () => assert.ok(readFileSync(join(ROOT, "README.md"), "utf8").split("\n").length <= 201));

test("the package has every page for users, without what is only of use in the repository", () => {
  const forUsers = pages.filter((page) => (page === "README.md" || page.startsWith("docs/")) && !OURS.includes(page));
  assert.deepEqual(shippedDocs.sort(), forUsers.sort());
  const readme = readFileSync(file("README.md"), "utf8");
  assert.doesNotMatch(readme, /cargo|CONTRIBUTING/);
  assert.match(readme, /npx kyclink demo/);
});

test("llms.txt lists every page of the package, with the README's words about it", () => {
  const text = readFileSync(file("llms.txt"), "utf8");
  const listed = [...text.matchAll(/^- \[[^\]]+\]\(([^)]+)\): (.+)$/gm)].map(([, path, words]) => [path, words]);
  assert.deepEqual(listed.map(([path]) => path).sort(), [...shippedDocs, "docs/reference/README.md", "CHANGELOG.md", "SECURITY.md"].sort());
  assert.deepEqual(brokenLinks(file("llms.txt")), []);
  const readme = readFileSync(file("README.md"), "utf8").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  for (const [path, words] of listed.filter(([path]) => path.startsWith("docs/"))) assert.ok(readme.includes(`| ${words} |`), path);
});

test("the reference has the lists of codes under their own names, with what they are for", () => {
  const pages = readdirSync(file("docs/reference"), { recursive: true }).filter((name) => name.endsWith(".md"));
  const all = pages.map((name) => readFileSync(file("docs/reference", name), "utf8")).join("\n");
  for (const name of ["ERROR_CODES", "ISSUE_CODES", "LABELS", "HANDLER_CODES", "WRONG_CREDENTIAL", "CONTACT_CODE"]) {
    const [, words] = new RegExp(`^### ${name}\\n\\n> .*\\n\\n(.+)$`, "m").exec(all) ?? [];
    assert.ok(words?.length > 50, `${name}: ${words}`);
  }
});

describe("each step of a list is an item, and not a part of the one before", () => {
  for (const page of pages)
    test(page, () => {
      const text = readFileSync(join(ROOT, page), "utf8").replace(/^```[\s\S]*?^```/gm, "");
      assert.deepEqual(text.match(/^ +\d+\. .*|.*[)\]] \d+\.$/gm) ?? [], []);
    });
});

/** What checks the blocks of each language. */
const CHECKS = {
  js: (page) =>
    assert.ok(page === "README.md" || page.startsWith("docs/"), "tests/e2e/readme.test.mjs and docs.test.mjs run these pages only"),
  mjs: (page) =>
    assert.ok(
      ["docs/testing.md", "docs/runtimes.md", "docs/stores.md"].includes(page),
      "sandbox-docs.test.mjs, stores.test.mjs and tests in runtimes/ run these pages only",
    ),
  html: (page) =>
    assert.ok(["docs/getting-started.md", "docs/runtimes.md"].includes(page), "own-page.test.mjs runs those of these pages only"),
  cjs: (page) => assert.equal(page, "docs/runtimes.md", "tests in runtimes/ run those of this page only"),
  jsx: (page) => assert.equal(page, "docs/forms.md", "react.test.mjs runs that of this page only"),
  tsx: (page) => assert.equal(page, "docs/forms.md", "types.test.mjs compiles and react.test.mjs runs that of this page only"),
  ts: (page) =>
    assert.ok(
      ["docs/getting-started.md", "docs/testing.md"].includes(page),
      "types.test.mjs and runtimes/matchers.test.mjs compile those of these pages only",
    ),
  swift: (page) => assert.equal(page, "docs/apps.md", "apps.test.mjs checks those of this page only"),
  kotlin: (page) => assert.equal(page, "docs/apps.md", "apps.test.mjs checks those of this page only"),
  jsonc: (_, code) => JSON.parse(code.replace(/^\s*\/\/.*$/gm, "")),
  sql: (page) => assert.equal(page, "docs/webhooks.md", "runtimes/files.test.mjs runs those of this page only"),
  sh: (page, code) => {
    for (const line of code.replace(/\\\n/g, " ").trim().split("\n")) checkCommand(page, line);
  },
  toml: (page, code) => {
    const { version, features } = /version = "(?<version>[^"]+)".*features = \[(?<features>.*)\]/.exec(code).groups;
    const manifest = readFileSync(join(ROOT, "Cargo.toml"), "utf8");
    assert.match(manifest, new RegExp(`^version = "${version}\\.`, "m"));
    for (const feature of JSON.parse(`[${features}]`)) assert.match(manifest, new RegExp(`^${feature} = `, "m"), page);
  },
  "": () => {}, // drawings, policies and licenses
};

describe("blocks of code are checked", () => {
  for (const page of pages) {
    test(page, () => {
      for (const { language, code } of blocks(page)) {
        assert.ok(CHECKS[language], `${page} has a block of ${language}, which nothing checks`);
        CHECKS[language](page, code);
      }
    });
  }
});

test("each form is posted to the handler if its script does not run: without a method, its data would be in a URL", () => {
  const sources = execFileSync("git", ["ls-files", "examples", "docs", "README.md"], { cwd: ROOT, encoding: "utf8" });
  const forms = sources
    .trim()
    .split("\n")
    .filter((path) => /\.(md|html|jsx?|tsx?)$/.test(path))
    .flatMap((path) => [...readFileSync(join(ROOT, path), "utf8").matchAll(/<form[^`>]*>/g)].map(([form]) => [path, form]));
  assert.ok(forms.length >= 4);
  for (const [path, form] of forms) assert.match(form, /^<form method="post" action="\/kyc\/links"/, path);
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

test("each program of the README and of a page has a name of its own", () => {
  for (const page of shippedDocs) {
    const names = programs(page).map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, page);
  }
});
