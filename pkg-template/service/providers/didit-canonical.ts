// The canonical form of a body that Didit signs (`X-Signature-V2`): its JSON as Python writes it.

import { parseJson } from "../../module/json.ts";

/** How deep and how large an event may be whose canonical form is signed, and how many values it may have. */
const MAX_DEPTH = 32;
const MAX_CANONICAL_BYTES = 256 * 1024;
const MAX_VALUES = 10_000;

/** The texts and the numbers of JSON. */
const TOKENS = /"(?:[^"\\]|\\[\s\S])*"?|-?\d[\d.eE+-]*/g;

/**
 * Returns the canonical form of a body: its JSON as Python writes it, with sorted members and without spaces; `undefined`
 * if it has too much. Anyone can ask for it, with a signature that is wrong.
 */
export function canonicalOf(body: Uint8Array) {
  if (body.length > MAX_CANONICAL_BYTES) return undefined;
  // A number of JavaScript may have lost digits: each becomes a text, and a mark tells both apart.
  const marked = new TextDecoder().decode(body).replace(TOKENS, (token) => (token.startsWith('"') ? `"$${token.slice(1)}` : `"#${token}"`));
  const value = parseJson(marked);
  const text = value === undefined ? undefined : canonical(value, 0, { values: MAX_VALUES, bytes: MAX_CANONICAL_BYTES });
  return text === undefined ? undefined : new TextEncoder().encode(text);
}

/** Returns the canonical form of a value with marks; `undefined` if it is too deep, or has more than is left. */
function canonical(value: unknown, depth: number, left: { values: number; bytes: number }): string | undefined {
  if (depth > MAX_DEPTH || --left.values < 0) return undefined;
  if (typeof value !== "object" || value === null) {
    const text = typeof value === "string" ? leafOf(value) : JSON.stringify(value);
    // Few characters may be a number of hundreds of digits.
    left.bytes -= text.length;
    return left.bytes < 0 ? undefined : text;
  }
  const parts = [];
  for (const name of Array.isArray(value) ? value.keys() : Object.keys(value).sort(byCodePoints)) {
    const text = canonical((value as Record<string, unknown>)[name], depth + 1, left);
    if (text === undefined) return undefined;
    parts.push(typeof name === "number" ? text : `${JSON.stringify(name.slice(1))}:${text}`);
  }
  return Array.isArray(value) ? `[${parts}]` : `{${parts}}`;
}

/** Returns a text, or a number as Python writes it. A float that is whole is written as an integer. */
function leafOf(marked: string) {
  const literal = marked.slice(1);
  if (marked.startsWith("$")) return JSON.stringify(literal);
  if (/^-?\d+$/.test(literal)) return literal === "-0" ? "0" : literal;
  const value = Number(literal);
  if (Number.isInteger(value)) return String(BigInt(value));
  return Math.abs(value) < 1e-4 ? value.toExponential().replace(/-(\d)$/, "-0$1") : String(value);
}

/** JavaScript would sort by the halves of a pair, so that an emoji came before some other characters. */
function byCodePoints(one: string, other: string) {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  return (one.codePointAt(at) ?? -1) - (other.codePointAt(at) ?? -1);
}
