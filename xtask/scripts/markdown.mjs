/**
 * `node xtask/scripts/markdown.mjs [--fix] [<page> …]`: checks, or breaks, the lines of the Markdown. A line has at most 120
 * characters, except the rows of tables, and ends where a sentence does. Only a sentence that is longer than a line goes
 * on in the next one. A change of a sentence then changes no line of another.
 */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const WIDTH = 120;
/** What ends a sentence, with what closes around it. */
const END = /[.!?…]["')\]*_]*$/;
/** What can begin one, after what opens around it. */
const START = /^["'([*_]*(?:[\p{Lu}\p{N}`[*]|kyclink\b)/u;
/** A period that ends no sentence: of an abbreviation, of the number of a step, or of a label in bold. */
const ABBREVIATION = /(?:\b(?:e\.g|i\.e|vs|cf|etc|No)|^\W*\d+)\.$/;
const LABEL = /^\*\*[^*]+\*\*$/;
/** What would begin a list, a heading or a quotation, if it began a line. */
const MARKER = /^(?:[-+*>=|]|#+|\d+[.)])$/;

/** What interrupts a paragraph, or is none: a heading, a rule, a quotation, a row of a table, a definition or HTML. */
const NO_PARAGRAPH = /^(?:#{1,6} |>|\||(?:---+|\*\*\*+)$|\[[^\]]+\]: |<(?!a\b|https?:))/;
const ITEM = /^ *(?:[-+*]|\d+[.)]) +/;

function complain(page, at, what) {
  console.error(`${page}:${at + 1}: ${what}`);
  process.exitCode = 1;
}

/** Where paragraphs begin, at the top and in lists. Those of quotations are left out: each of their lines has a marker. */
function paragraphs(lines) {
  const all = [];
  /** The paragraph, quotation or HTML that goes on until a blank line, and what ends the code or comment. */
  let [block, end] = [undefined, undefined];
  for (const [at, line] of lines.entries()) {
    const text = line.replace(ITEM, "");
    if (end) {
      if (end.test(line)) end = undefined;
      continue;
    }
    const fence = text.trim().match(/^(?:`{3,}|~{3,})/)?.[0];
    if (fence || text.startsWith("<!--")) {
      block = undefined;
      if (fence) end = new RegExp(`^ *${fence} *$`);
      else if (!text.includes("-->")) end = /-->/;
    } else if (line.trim() === "") block = undefined;
    else if (NO_PARAGRAPH.test(text.trim())) block = /^[<>]/.test(text.trim()) ? {} : undefined;
    else if (block && text === line) block.count += 1;
    else {
      block = { at, column: line.length - text.trimStart().length, count: 1 };
      all.push(block);
    }
  }
  return all;
}

function brokenLines(lines, column) {
  const [first, ...rest] = lines;
  if (lines.some((line) => /( {2}|\\)$/.test(line))) return lines; // a break that is meant
  const indent = rest[0]?.match(/^ */)[0].length ?? column;
  const broken = [first.slice(column), ...rest]
    .map((line) => line.trim())
    .reduce(join, [])
    .flatMap(sentences)
    .flatMap((sentence) => wrap(sentence, WIDTH - indent));
  return broken.map((line, at) => (at === 0 ? first.slice(0, column) : " ".repeat(indent)) + line);
}

/** A line goes on in the next one, unless a sentence ends there, whatever the next one begins with. */
function join(all, line) {
  if (all.length && !isEnd(all.at(-1))) return [...all.slice(0, -1), `${all.at(-1)} ${line}`];
  return [...all, line];
}

function sentences(text) {
  const all = [[]];
  for (const word of words(text)) {
    if (isEnd(all.at(-1).join(" ")) && START.test(word)) all.push([word]);
    else all.at(-1).push(word);
  }
  return all.map((sentence) => sentence.join(" "));
}

const isEnd = (text) => END.test(text) && !ABBREVIATION.test(text.replace(/["')\]*_]+$/, "")) && !LABEL.test(text);

/** The words of a text. A span of code is one word, and so is what a line must not begin with together with the word before. */
function words(text) {
  const all = [];
  for (const [word] of text.matchAll(/(?:(`+)(?!`).*?[^`]\1(?!`)|\S)+/g)) {
    if (all.length && MARKER.test(word)) all.push(`${all.pop()} ${word}`);
    else all.push(word);
  }
  return all;
}

function wrap(sentence, width) {
  const lines = [];
  for (const word of words(sentence)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const [fix, given] = [process.argv.includes("--fix"), process.argv.slice(2).filter((name) => name !== "--fix")];
const listed = () => execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--deduplicate", "*.md"], { encoding: "utf8" });
for (const page of given.length > 0 ? given : listed().trim().split("\n")) {
  const lines = readFileSync(page, "utf8").split("\n");
  const fixed = [...lines];
  // From the last one, so that the numbers of the lines before it stay.
  for (const { at, column, count } of paragraphs(lines).reverse()) {
    const broken = brokenLines(lines.slice(at, at + count), column);
    if (broken.join("\n") === lines.slice(at, at + count).join("\n")) continue;
    fixed.splice(at, count, ...broken);
    if (!fix) complain(page, at, "a line ends where a sentence does");
  }
  if (fix && fixed.join("\n") !== lines.join("\n")) writeFileSync(page, fixed.join("\n"));
  for (const [at, line] of (fix ? fixed : lines).entries())
    if (line.length > WIDTH && !/^ *\|/.test(line)) complain(page, at, `the line has ${line.length} characters`);
}
