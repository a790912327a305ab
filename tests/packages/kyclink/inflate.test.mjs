/** The inflate of pages, against zlib's deflate. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { constants, deflateRawSync } from "node:zlib";
import { file, wasm } from "../helpers/install/index.mjs";

const { inflateHere } = await import(pathToFileURL(file("dist/lib/wasm/inflate.js")));

const TEXTS = {
  empty: "",
  "one byte": "a",
  "a copy that contains what it copies": "a".repeat(1000),
  "distances of 32 KB": `${Array.from({ length: 9000 }, (_, at) => at).join()}${"0,1,2,3,4,5,6,7,8,9,10".repeat(3)}`,
};

for (const [name, text] of [...Object.entries(TEXTS), ["the module", wasm()]]) {
  test(`inflates ${name}, with codes of its own and with the fixed ones`, () => {
    const bytes = Buffer.from(text);
    for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY]) {
      const deflated = deflateRawSync(bytes, { level: 9, strategy });
      assert.ok(bytes.equals(inflateHere(deflated, bytes.length)), `strategy ${strategy}`);
    }
  });
}
