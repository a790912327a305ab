/**
 * The English texts written from right to left: a pseudo-locale that Chromium and Android offer under the same tag. It
 * shows what is not translatable and what is not laid out for right to left, in words that every developer can read.
 */

import { en, type Texts } from "./en.ts";

/** Right-to-left override, and its end (Unicode Standard Annex #9, section 2.2). */
const mirrored = (text: string) => `\u202e${text}\u202c`;

export const arXB: Texts = { ...(deep(en) as Texts), locale: "ar-XB", dir: "rtl" };

function deep(value: unknown): unknown {
  if (typeof value === "string") return mirrored(value);
  if (typeof value === "function") return (...given: unknown[]) => mirrored(value(...given));
  return Object.fromEntries(Object.entries(value as object).map(([name, part]) => [name, deep(part)]));
}
