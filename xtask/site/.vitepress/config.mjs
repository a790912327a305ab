// The site of the documentation: the pages as the package has them, and the reference, which is made of its declarations.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PAGES = fileURLToPath(new URL("../../../target/pages/", import.meta.url));
const README = readFileSync(`${PAGES}README.md`, "utf8");

/** The pages in the order of the README's tables. */
const pagesOf = (head) => {
  const [, table] = README.split(`| ${head} | contents |\n`);
  const rows = table.split("\n\n")[0];
  return [...rows.matchAll(/\[([\w-]+)\.md\]\(docs\/([\w-]+)\.md\)/g)].map(([, text, page]) => ({ text, link: `/docs/${page}` }));
};

export default {
  title: "kyclink",
  description: "Hosted KYC links at SpherePay, Lightspark Grid and Bridge",
  srcDir: PAGES,
  srcExclude: ["examples/**"],
  outDir: fileURLToPath(new URL("../../../target/site/", import.meta.url)),
  cacheDir: fileURLToPath(new URL("../../../target/site-cache/", import.meta.url)),
  rewrites: { "README.md": "index.md", "docs/reference/README.md": "docs/reference/main.md" },
  // Licenses and examples are files, not pages.
  ignoreDeadLinks: [/NOTICE|LICENSE|examples|llms\.txt/],
  markdown: { languageAlias: { mjs: "js", cjs: "js" } },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    sidebar: [
      { text: "Start", link: "/" },
      { text: "Guides", items: pagesOf("page") },
      { text: "Reference", items: [...pagesOf("reference"), { text: "every export", link: "/docs/reference/main" }] },
      { text: "Project", items: ["SECURITY", "CHANGELOG"].map((page) => ({ text: page.toLowerCase(), link: `/${page}` })) },
    ],
  },
};
