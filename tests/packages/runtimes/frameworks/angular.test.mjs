/** Angular, built as `ng new` sets it up: strict TypeScript and the application builder. */

import assert from "node:assert/strict";
import { launch } from "../chromium.mjs";
import { consumer, files, modules, run, tool } from "../consumer.mjs";
import { visit } from "../pages.mjs";
import { look, row } from "../table.mjs";

const OPTIONS = { browser: "src/main.ts", index: "src/index.html", tsConfig: "tsconfig.json", outputPath: "out" };
const ANGULAR = {
  version: 1,
  projects: {
    app: { projectType: "application", root: "", architect: { build: { builder: "@angular/build:application", options: OPTIONS } } },
  },
};
const TYPESCRIPT = {
  compilerOptions: { target: "es2022", module: "preserve", strict: true, skipLibCheck: true, experimentalDecorators: true, allowJs: true },
  angularCompilerOptions: { strictTemplates: true },
  files: ["src/main.ts"],
};
const MAIN = `import { Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";

@Component({ selector: "app-root", template: "<p>kyclink</p>" })
class App {
  ngOnInit() {
    void import("../page.mjs");
  }
}

bootstrapApplication(App).catch(console.error);
`;
const INDEX = `<!doctype html>
<html lang="en">
  <head><base href="/" /></head>
  <body><app-root></app-root></body>
</html>
`;

row("Angular, page", async (t) => {
  const folder = consumer("angular", {
    files: {
      "angular.json": JSON.stringify(ANGULAR),
      "tsconfig.json": JSON.stringify(TYPESCRIPT),
      "src/main.ts": MAIN,
      "src/index.html": INDEX,
    },
  });
  const { stdout, stderr } = await run(process.execPath, [tool("@angular/cli/bin/ng.js"), "build"], folder);
  assert.doesNotMatch(stdout + stderr, /warning/i);
  const browser = await launch();
  t.after(() => browser.close());
  const out = `${folder}/out/browser`;
  const results = await visit(await browser.newPage(), out);
  look(results, "one wasm", modules(files(out)), { kyclink: 0, edge: 0, form: 1 });
  return results;
});
