/** How pages of the handler are written: by their elements, or by what a person reads, as they differ from others. */

import { createHash } from "node:crypto";
import { UUID } from "./compare.mjs";

/** Hides what is random, and what changes with every file of the page. */
export const hide = (text) =>
  text
    .replaceAll(UUID, "<uuid>")
    .replaceAll(/(?<=assets\/[\w-]+-)[\w-]{8,}(?=\.\w+)/g, "<hash>")
    .replaceAll(/(?<=assets\/country-)[0-9a-f]{16}(?=-")/g, "<hash>")
    .replaceAll(/'sha256-[^']+'/g, "<hash>")
    .replaceAll(/(?<=\/hosted\/)[0-9a-f]{32}/g, "<token>")
    .replaceAll(/(?<=<path fill=\\?"black\\?" d=\\?")(?:M\d+,\d+h10v10h-10z)+(?=\\?")/g, "<QR code>")
    .replaceAll(/(?<=\?token=)[\w-]{22}(?=["&]|$)/g, "<token>")
    .replaceAll(/(?<=the same number: |"compare":)\d{2}(?=[.}])/g, "<number>")
    .replaceAll(/[\w-]{43,}(\.[\w-]+)*/g, "<secret>");

/** The elements of several lines that are written. */
const written = new Set();
/** The pages that are written whole, by their titles: by their elements, and by their texts. */
const wholes = new Map();
const texts = new Map();

/** Where the element ends that begins in this line; a void element ends there, too. */
function endOf(lines, at) {
  const name = /^<(\w+)/.exec(lines[at])?.[1];
  const tags = new RegExp(`<(/?)${name}(?=[\\s>])`, "g");
  let depth = 0;
  for (let end = at; name !== undefined && end < lines.length; end++) {
    for (const [, isEnd] of lines[end].matchAll(tags)) depth += isEnd ? -1 : 1;
    if (depth === 0) return end;
  }
  return at;
}

/**
 * Elements by their depth, without the lines that only end one. Of an element that is known, its first tag stands for
 * it; `elements` gets those that are not.
 */
function nested(lines, elements = [], known = new Set(), indent = "") {
  const shown = [];
  for (let at = 0; at < lines.length; at++) {
    const end = endOf(lines, at);
    const element = lines.slice(at, end + 1).join("\n");
    const isKnown = end - at > 1 && known.has(element);
    elements.push(element);
    shown.push(`${indent}${lines[at]}${isKnown ? " (as before)" : ""}`);
    if (end === at) continue;
    const inner = lines.slice(at + 1, /^<\/\w+>$/.test(lines[end]) ? end : end + 1);
    if (!isKnown) shown.push(...nested(inner, elements, known, `${indent} `));
    at = end;
  }
  return shown;
}

/** What makes other lines of some: `-` what goes and `+` what comes, with the number of the line. */
function changesOf(before, now) {
  const most = Array.from({ length: before.length + 1 }, () => Array(now.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      most[i][j] = before[i] === now[j] ? most[i + 1][j + 1] + 1 : Math.max(most[i + 1][j], most[i][j + 1]);
  const changes = [];
  for (let i = 0, j = 0; i < before.length || j < now.length; ) {
    if (before[i] === now[j]) [i, j] = [i + 1, j + 1];
    else if (j === now.length || (i < before.length && most[i + 1][j] >= most[i][j + 1])) changes.push(`${i + 1} - ${before[i++]}`);
    else changes.push(`${i + 1} + ${now[j++]}`);
  }
  return changes;
}

/**
 * What is written of these lines: all, or how they differ from those before that are most like them, where that is shorter
 * than `whole`. `known` has the lines before by their titles.
 */
function likened(known, title, lines, whole = lines) {
  const unlike = (before) => before.filter((line) => !lines.includes(line)).length + lines.filter((line) => !before.includes(line)).length;
  const [likest] = [...known].map(([other, before]) => ({ other, before, count: unlike(before) })).sort((a, b) => a.count - b.count);
  const changes = likest ? changesOf(likest.before, lines) : undefined;
  if (changes?.length === 0) return [`as “${likest.other}”`];
  if (changes && changes.length < whole.length - 2) return [`as “${likest.other}” except`, ...changes];
  known.set(title, lines);
  return whole;
}

/** A page by its elements; what is written already stands for itself. */
function paged(title, lines) {
  const elements = [];
  const whole = nested(lines, elements, written);
  for (const element of elements) written.add(element);
  return likened(wholes, title, nested(lines), whole);
}

const hashOf = (text) => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** A list of options stands as its length and its hash: which ones it has is for the tests of the lists to say. */
const withoutOptions = (html) =>
  html.replaceAll(/(?:<option[^>]*>[^<]*<\/option>\s*){6,}/g, (list) => `(${list.match(/<option/g).length} options, ${hashOf(list)})`);

/** A page by its tags, one in a line; `<p/>` is one without content. */
export function lined(title, html) {
  const short = withoutOptions(html).replaceAll(/<(\w+)([^<>]*)>\s*<\/\1>/g, "<$1$2/>");
  const lines = short.replaceAll("><", ">\n<").split("\n");
  return paged(title, lines.map((line) => hide(line.trim())).filter(Boolean));
}

/** What a person reads in the main part of a page. */
export const readOf = (title, html) => likened(texts, title, readIn(mainIn(html)));

export const mainIn = (html) => /<main[\s\S]*<\/main>/.exec(html)[0];

/** What a person reads in a page, and hears of its parts. */
export const readIn = (html) =>
  [...withoutOptions(html).matchAll(/(?<=>)[^<]+|(?<= (?:aria-label|alt|placeholder)=")[^"]+/g)]
    .map(([text]) => hide(text.trim()))
    .filter(Boolean);

/** A response: its status, its headers where they differ from the last one's, and its body, of a page what is read. */
export function createResponseWriter() {
  let last = [];
  return (title, { status, headers, content }) => {
    const all = [...headers].map(([name, value]) => hide(`${name}: ${value}`));
    const names = new Set([...headers.keys()]);
    const gone = last.map((line) => line.split(":")[0]).filter((name) => !names.has(name));
    const shown = [...all.filter((line) => !last.includes(line)), ...(gone.length > 0 ? [`no ${gone.join(", ")}`] : [])];
    last = all;
    const isPage = (headers.get("content-type") ?? "").startsWith("text/html");
    return [String(status), ...shown, ...(isPage && content ? readOf(title, content) : [hide(content)])].filter(Boolean);
  };
}
