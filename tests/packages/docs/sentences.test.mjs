/** The rule of xtask/scripts/sentences.mjs: how the lines of Markdown break. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyFixes } from "markdownlint-cli2/markdownlint";
import { lint } from "markdownlint-cli2/markdownlint/promise";
import sentences from "../../../xtask/scripts/sentences.mjs";

const CASES = [
  ["two sentences in one line", "One. Two.", "One.\nTwo."],
  ["a sentence in two lines", "One\nand more.", "One and more."],
  ["a sentence that begins with a name in lower case", "One.\nnpm is two.", "One.\nnpm is two."],
  ["a sentence in brackets, and a quoted one", '(One.) "Two." Three.', '(One.)\n"Two."\nThree.'],
  ["an item of a list", "- One. Two.\n- Three.", "- One.\n  Two.\n- Three."],
  ["a period that ends nothing", "A mark, e.g. A, or etc. No. 5 is 1.5.", "A mark, e.g. A, or etc. No. 5 is 1.5."],
  ["a period in code", "Call `a. B` and\n``c` D. E``. Then end.", "Call `a. B` and ``c` D. E``.\nThen end."],
  ["a label in bold", "**2. Label.** One. Two.", "**2. Label.** One.\nTwo."],
  ["a break that is meant", "One. Two.  \nThree.", "One. Two.  \nThree."],
  [
    "code, a table and a heading",
    "# A. B\n\n```\nA. B\n```\n\n| a |\n| --- |\n| A. B |",
    "# A. B\n\n```\nA. B\n```\n\n| a |\n| --- |\n| A. B |",
  ],
  ["what is longer than a line", `${"word ".repeat(30)}end.`, `${"word ".repeat(24).trim()}\n${"word ".repeat(6)}end.`],
  ["what would begin a list", `${"word ".repeat(23)}123 + 4.`, `${"word ".repeat(23).trim()}\n123 + 4.`],
];

describe("a line ends where a sentence does", () => {
  for (const [name, given, wanted] of CASES)
    test(name, async () => {
      assert.equal(await fixed(given), wanted);
      assert.deepEqual(await findings(wanted), [], "what is fixed has no findings");
    });
});

const findings = async (text) =>
  (await lint({ strings: { text }, config: { default: false, sentences: true }, customRules: [sentences] })).text;
const fixed = async (text) => applyFixes(text, await findings(text));
