/** Texts with every kind of Unicode. */

import { pick } from "../schema/inputs.mjs";

/**
 * Ranges of code points by what they do to a program: controls, spaces, directions, surrogates, digits, combining
 * characters …
 */
const RANGES = [
  [0x00, 0x1f],
  [0x20, 0x7e],
  [0x7f, 0xa0],
  [0xa1, 0x24f],
  [0x300, 0x36f],
  [0x370, 0x5ff],
  [0x600, 0x6ff],
  [0x660, 0x669],
  [0x966, 0x96f],
  [0x1e00, 0x1eff],
  [0x2000, 0x206f],
  [0x2460, 0x249b],
  [0x3000, 0x30ff],
  [0xd800, 0xdbff],
  [0xdc00, 0xdfff],
  [0xe000, 0xe0ff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xff00, 0xff5e],
  [0xfff0, 0xffff],
  [0x10000, 0x1007f],
  [0x1d7ce, 0x1d7ff],
  [0x1f300, 0x1f64f],
  [0xe0000, 0xe007f],
  [0x10fff0, 0x10ffff],
];

const within = (random, [from, to]) => String.fromCodePoint(from + Math.floor(random() * (to - from + 1)));

/** A text of a few characters, or the given one with some of its characters changed. */
export function text(random, given) {
  const range = pick(RANGES, random);
  const other = () => within(random, random() < 0.7 ? range : pick(RANGES, random));
  if (typeof given !== "string" || random() < 0.2) return Array.from({ length: Math.floor(random() * 12) }, other).join("");
  // Which international hosts are valid depends on the platform's tables (tests/suites/differences.json).
  const host = /^https?:\/\/[^/]*/i.exec(given)?.[0].length ?? 0;
  const units = given.split("");
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const at = Math.floor(random() * (units.length + 1));
    const fresh = at <= host && host > 0 ? within(random, [0x00, 0x7f]) : other();
    const kind = random();
    if (kind < 0.5) units.splice(at, 0, fresh);
    else if (kind < 0.8) units.splice(at, 1, fresh);
    else if (kind < 0.9) units.splice(at, 1);
    else units.splice(at, 0, units[Math.floor(random() * units.length)] ?? "");
  }
  return units.join("");
}
