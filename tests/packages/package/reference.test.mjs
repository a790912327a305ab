/**
 * The reference that typedoc makes of the declarations for the site has a page for every entry point, with every export. The
 * package has a page with a sentence about each.
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { partsOf } from "../helpers/docs/declarations.mjs";
import { esm, file, subpath } from "../helpers/install/index.mjs";

const { exports } = JSON.parse(readFileSync(file("package.json"), "utf8"));
const typesOf = (target) => target.default?.types ?? target.types;

const REFERENCE = fileURLToPath(new URL("../../../target/pages/docs/reference/", import.meta.url));

/** The sections of the package's page. */
const ofPackage = readFileSync(file("docs/reference.md"), "utf8").split(/^## /m).slice(1);

/** The page about a file of declarations. One that declares other modules, too, has a folder. */
function page(types) {
  const name = REFERENCE + types.replace("./dist/types/", "").replace(".d.ts", "");
  return readFileSync(existsSync(`${name}.md`) ? `${name}.md` : `${name}/README.md`, "utf8").replaceAll("\\_", "_");
}

describe("every export is in the reference", () => {
  for (const [path, target] of Object.entries(exports).filter(([, target]) => typesOf(target))) {
    test(path.replace(".", "kyclink"), async () => {
      const types = typesOf(target);
      const texts = [...partsOf(types.replace("./dist/types/", ""))].map((part) => readFileSync(file("dist/types", part), "utf8"));
      const own = texts.join("\n").matchAll(/^export (?:declare )?(?:interface|type|class|function|const) (\w+)/gm);
      const values = Object.keys(await (path === "." ? esm() : subpath(path.slice(2))));
      const text = page(types);
      const sections = ofPackage.filter((part) => part.split("\n")[0].includes(`\`${path.replace(".", "kyclink")}\``)).join("\n");
      for (const name of [...values, ...[...own].map(([, name]) => name)]) {
        assert.ok(new RegExp(`^#+ ${name}\\b`, "m").test(text), `${name} is missing`);
        assert.match(sections, new RegExp(`^\\| \`${name}\` \\| .{7,} \\|$`, "m"), `${name} is missing in the package`);
      }
    });
  }
});
