/**
 * A rule for markdownlint: a line of Markdown ends where a sentence does. Only a sentence that is longer than a line goes
 * on in the next one. A change of a sentence then changes no line of another.
 */

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

export default {
  names: ["sentences"],
  description: "A line ends where a sentence does",
  tags: ["line_length"],
  parser: "micromark",
  function: ({ lines, parsers }, onError) => {
    for (const paragraph of paragraphs(parsers.micromark.tokens)) check(paragraph, lines, onError);
  },
};

/** Paragraphs of quotations are left out: each of their lines has a marker. */
const paragraphs = (tokens) =>
  tokens.flatMap((token) => {
    if (token.type === "blockQuote") return [];
    return token.type === "paragraph" ? [token] : paragraphs(token.children);
  });

function check({ startLine, endLine, startColumn }, lines, onError) {
  const [first, ...rest] = lines.slice(startLine - 1, endLine);
  if ([first, ...rest].some((line) => /( {2}|\\)$/.test(line))) return; // a break that is meant
  const indent = rest[0]?.match(/^ */)[0].length ?? startColumn - 1;
  const given = [first.slice(startColumn - 1), ...rest].map((line) => line.trim());
  const wanted = given
    .reduce(join, [])
    .flatMap(sentences)
    .flatMap((sentence) => wrap(sentence, WIDTH - indent));
  if (wanted.join("\n") === given.join("\n")) return;
  const insertText = wanted.join(`\n${" ".repeat(indent)}`);
  const deleteCount = first.length - startColumn + 1;
  onError({ lineNumber: startLine, fixInfo: { lineNumber: startLine, editColumn: startColumn, deleteCount, insertText } });
  for (let line = startLine + 1; line <= endLine; line++) onError({ lineNumber: line, fixInfo: { lineNumber: line, deleteCount: -1 } });
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
