/** The package has a page with a sentence about each export of each entry point. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { partsOf } from "../helpers/docs/declarations.mjs";
import { esm, file, subpath } from "../helpers/install/index.mjs";

const { exports } = JSON.parse(readFileSync(file("package.json"), "utf8"));
const typesOf = (target) => target.default?.types ?? target.types;
const sections = readFileSync(file("docs/reference.md"), "utf8").split(/^## /m).slice(1);

describe("every export is in the reference", () => {
  for (const [path, target] of Object.entries(exports).filter(([, target]) => typesOf(target))) {
    const name = path.replace(".", "kyclink");
    test(name, async () => {
      const texts = [...partsOf(typesOf(target).replace("./dist/types/", ""))].map((part) =>
        readFileSync(file("dist/types", part), "utf8"),
      );
      const types = texts.join("\n").matchAll(/^export (?:declare )?(?:interface|type|class|function|const) (\w+)/gm);
      const values = Object.keys(await (path === "." ? esm() : subpath(path.slice(2))));
      const own = sections.filter((section) => section.split("\n")[0].includes(`\`${name}\``)).join("\n");
      for (const one of [...values, ...[...types].map(([, one]) => one)])
        assert.match(own, new RegExp(`^\\| \`${one}\` \\| [^ ].{5,} \\|$`, "m"), `${one} is missing`);
    });
  }
});
