/** How pages of the handler are written: by their elements, as they differ from others, or by what a person reads. */

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
/** The pages that are written, by their titles. */
const pages = new Map();

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

/**
 * What makes other lines of some: each new line, with the number of the line that it follows or replaces, and of lines
 * that only go the first one.
 */
function changesOf(before, now) {
  const most = Array.from({ length: before.length + 1 }, () => Array(now.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      most[i][j] = before[i] === now[j] ? most[i + 1][j + 1] + 1 : Math.max(most[i + 1][j], most[i][j + 1]);
  const changes = [];
  for (let i = 0, j = 0; i < before.length || j < now.length; ) {
    const [first, added] = [i, []];
    while (before[i] !== now[j] || (i === before.length && j < now.length)) {
      if (j === now.length || (i < before.length && most[i + 1][j] >= most[i][j + 1])) i++;
      else added.push(now[j++]);
    }
    const place = i === first ? `after ${i}` : i === first + 1 ? `${i}` : `${first + 1} to ${i}`;
    if (added.length > 0) changes.push(...added.map((line) => `${place}: ${line}`));
    else if (i > first) changes.push(`without ${place}: ${before[first]}`);
    i++;
    j++;
  }
  return changes;
}

/** What is written of these lines: `whole`, or how they differ from those that are most like them, where that is shorter. */
function likened(title, lines, whole) {
  const unlike = (before) => before.filter((line) => !lines.includes(line)).length + lines.filter((line) => !before.includes(line)).length;
  const [likest] = [...pages].map(([other, before]) => ({ other, before, count: unlike(before) })).sort((a, b) => a.count - b.count);
  const changes = likest ? changesOf(likest.before, lines) : undefined;
  if (changes?.length === 0) return [`as “${likest.other}”`];
  pages.set(title, lines);
  return changes && changes.length < whole.length - 2 ? [`as “${likest.other}” except`, ...changes] : whole;
}

/** A page by its elements; what is written already stands for itself. */
function paged(title, lines) {
  const elements = [];
  const whole = nested(lines, elements, written);
  for (const element of elements) written.add(element);
  return likened(title, nested(lines), whole);
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

export const mainIn = (html) => /<main[\s\S]*<\/main>/.exec(html)[0];

/** What a person reads in a page, and hears of its parts. */
export const readIn = (html) =>
  [...withoutOptions(html).matchAll(/(?<=>)[^<]+|(?<= (?:aria-label|alt|placeholder)=")[^"]+/g)]
    .map(([text]) => hide(text.trim()))
    .filter(Boolean);

/** The heading of a page, with what stands below it, and with its issues. */
export function headingOf(html) {
  const parts = [/<h1>[\s\S]*?<\/h1>/, /<p class="lead">[\s\S]*?<\/p>/, /<ul id="summary-list">[\s\S]*?<\/ul>/];
  return `“${parts.flatMap((part) => readIn(part.exec(html)?.[0] ?? "")).join(" ")}”`;
}

/** Headers that belong to one response. All others are written once for each set of them. */
const OWN = ["allow", "location", "retry-after", "set-cookie"];

/** A response: its status, its headers, and its body, of which a page and a problem only have what tells them from others. */
export function createResponseWriter() {
  const sets = [];
  return ({ status, headers, content }) => {
    const all = [...headers].map(([name, value]) => [name, hide(`${name}: ${value}`)]);
    const own = all.filter(([name]) => OWN.includes(name)).map(([, header]) => `  ${header}`);
    const isCors = ([name]) => name.startsWith("access-control-");
    const others = all.filter(([name]) => !OWN.includes(name));
    const numbers = [];
    for (const set of [others.filter(isCors), others.filter((header) => !isCors(header))].map((set) =>
      set.map(([, header]) => `  ${header}`),
    )) {
      if (set.length === 0) continue;
      const known = sets.indexOf(set.join());
      numbers.push(known < 0 ? sets.push(set.join()) : known + 1);
      if (known < 0) own.push(...set);
    }
    const line = `${status}, headers ${numbers.join(" and ")}`;
    const type = headers.get("content-type") ?? "";
    if (content === "") return [line, ...own];
    if (type.startsWith("text/html")) return [`${line}, ${headingOf(content)}`, ...own];
    if (type !== "application/problem+json") return [line, ...own, `  ${hide(content)}`];
    // `service/edge/respond.test.mjs` holds the other members, which follow from the code.
    const { code, errors } = JSON.parse(content);
    return [`${line}, ${code}`, ...own, ...(errors ? [`  ${JSON.stringify(errors)}`] : [])];
  };
}
