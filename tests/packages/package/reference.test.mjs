/** docs/reference.md has a row with a description for every export of every entry point: of the values, and of the types. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { esm, file, MESSAGES, NAMES, subpath } from "../helpers/install/index.mjs";

const page = readFileSync(file("docs/reference.md"), "utf8");

/** The names in an entry point's table. */
function rows(entry) {
  const [, table] = page.split(`\n## \`${entry}\`\n`);
  assert.ok(table, `there is no section for ${entry}`);
  const section = table.split("\n## ")[0];
  const found = [...section.matchAll(/^\| \[`(.+?)`\]\(#[\w-]+\) \| \w+ \| (.*) \|$/gm)];
  for (const [, name, description] of found) assert.match(description, /^[A-Z`].{10,}/, `${name} of ${entry} has no description`);
  return new Set(found.map(([, name]) => name));
}

/** The types that a file of declarations exports by name; what it passes on is in a section of its own, too. */
function types(name) {
  const text = readFileSync(file("dist/types", name), "utf8");
  return [...text.matchAll(/^export (?:declare )?(?:interface|type|class|function|const) (\w+)/gm)].map(([, name]) => name);
}

const ENTRIES = {
  kyclink: [esm, ["core.d.ts", "common.d.ts", "rules.d.ts", "applicant.d.ts", "tables.d.ts", "providers.d.ts"]],
  "kyclink/form": ["form", ["common.d.ts", "form-rules.d.ts", "applicant.d.ts"]],
  "kyclink/slim": ["slim", ["core.d.ts", "common.d.ts", "rules.d.ts", "init.d.ts"]],
  "kyclink/form/slim": ["form/slim", ["common.d.ts", "form-rules.d.ts", "init.d.ts"]],
  "kyclink/edge": ["edge", ["edge.d.ts"]],
  "kyclink/cloudflare": ["cloudflare", ["cloudflare.d.ts"]],
  "kyclink/page": ["page", ["page.d.ts"]],
  "kyclink/page/client": ["page/client", ["page-client.d.ts"]],
  "kyclink/node": ["node", ["node.d.ts"]],
  "kyclink/react": ["react", ["react.d.ts"]],
  "kyclink/stores/redis": ["stores/redis", ["stores-redis.d.ts"]],
  "kyclink/stores/postgres": ["stores/postgres", ["stores-postgres.d.ts"]],
  "kyclink/stores/deno-kv": ["stores/deno-kv", ["stores-deno-kv.d.ts"]],
  "kyclink/testing": ["testing", ["testing.d.ts"]],
  "kyclink/testing/vitest": ["testing/vitest", ["testing-vitest.d.ts"]],
  "kyclink/names/en": ["names/en", ["names.d.ts"]],
};

describe("every export is in the reference", () => {
  for (const [entry, [source, declarations]] of Object.entries(ENTRIES)) {
    test(entry, async () => {
      const known = rows(entry);
      const values = Object.keys(await (typeof source === "string" ? subpath(source) : source()));
      for (const name of [...values, ...declarations.flatMap(types)]) assert.ok(known.has(name), `${name} is missing`);
    });
  }

  for (const [entry, locales] of Object.entries({ messages: MESSAGES, names: NAMES.filter((locale) => locale !== "en") })) {
    test(`kyclink/${entry}/<locale>`, async () => {
      const known = rows(`kyclink/${entry}/<locale>`);
      for (const locale of locales) {
        for (const name of Object.keys(await subpath(`${entry}/${locale}`))) assert.ok(known.has(name), `${name} of ${locale} is missing`);
      }
    });
  }
});

test("there is no entry point without a section", () => {
  const { exports } = JSON.parse(readFileSync(file("package.json"), "utf8"));
  const covered = [
    ...Object.keys(ENTRIES),
    ...MESSAGES.map((locale) => `kyclink/messages/${locale}`),
    ...NAMES.map((locale) => `kyclink/names/${locale}`),
  ];
  const withTypes = Object.entries(exports).filter(([, target]) => typeof target === "object");
  for (const [path] of withTypes) assert.ok(covered.includes(path.replace(".", "kyclink")), path);
});
