/** The QR code of the link for another device: that another library reads it, and that it has the shape of the standard. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import jsQR from "jsqr";
import { renderSVG } from "uqr";
import { ORIGIN, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { file, subpath } from "../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");

/** The light margin around a code, in modules (ISO/IEC 18004, section 5.3.8). */
const MARGIN = 4;

/** A finder pattern with the separator to its right and below it (section 5.3.2). */
const FINDER = ["#######.", "#.....#.", "#.###.#.", "#.###.#.", "#.###.#.", "#.....#.", "#######.", "........"];

/** The dark modules of a code that was drawn as SVG, by row and column. */
function modulesOf(svg) {
  const [, size, unit] = /viewBox="0 0 (\d+) \d+".* d="M\d+,\d+h(\d+)v/.exec(svg);
  const count = Number(size) / Number(unit);
  const rows = Array.from({ length: count }, () => Array(count).fill("."));
  for (const [, x, y] of svg.matchAll(/M(\d+),(\d+)h/g)) rows[y / unit][x / unit] = "#";
  return rows;
}

/** What a reader sees in it: each module is `scale` pixels wide. */
function read(rows, scale = 4) {
  const width = rows.length * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let at = 0; at < width * width; at++) {
    const isDark = rows[Math.floor(at / width / scale)][Math.floor((at % width) / scale)] === "#";
    if (isDark) pixels.fill(0, at * 4, at * 4 + 3);
  }
  return jsQR(pixels, width, width)?.data;
}

const flipped = (rows) => rows.map((row) => [...row].reverse());
const corner = (rows) => rows.slice(0, FINDER.length).map((row) => row.slice(0, FINDER.length).join(""));

/** Base paths make links of several lengths, and so codes of several sizes. */
for (const basePath of ["", "/kyc", "/onboarding/for/business/customers", `/${"a".repeat(150)}`]) {
  test(`a reader gets the link below "${basePath.slice(0, 40)}"`, async () => {
    const { handler } = setUp({ page: onboardingPage(), basePath });
    const post = (path, headers, body) =>
      handler(new Request(`${ORIGIN}${basePath}${path}`, { method: "POST", headers: { origin: ORIGIN, ...headers }, body }));
    const made = await post("/links", { "content-type": "application/json" }, JSON.stringify(PERSON));
    const { svg, url } = await (await post("/handoff", { cookie: made.headers.get("set-cookie").split(";")[0] })).json();
    const rows = modulesOf(svg);
    assert.equal(read(rows), url);
    const code = rows.slice(MARGIN, -MARGIN).map((row) => row.slice(MARGIN, -MARGIN));
    assert.equal((code.length - 17) % 4, 0, "a size of the standard");
    const marginIsLight = rows.every((row, y) =>
      row.every((module, x) => module === "." || [x, y].every((at) => at >= MARGIN && at < rows.length - MARGIN)),
    );
    assert.ok(marginIsLight);
    for (const turned of [code, flipped(code), [...code].reverse()]) assert.deepEqual(corner(turned), FINDER);
    const timing = code[6].slice(8, -8);
    assert.deepEqual(
      timing,
      timing.map((_, x) => (x % 2 === 0 ? "#" : ".")),
      "the timing pattern (section 5.3.4)",
    );
  });
}

describe("the code of a text", () => {
  let codeOf;
  before(async () => ({ codeOf } = await import(pathToFileURL(file("dist/page/server/code.js")))));
  const textOf = (at) => `${ORIGIN}/?token=${createHash("sha256").update(`${at}`).digest("base64url").slice(0, 22)}`;

  /** The encoder chooses one of eight masks by the text: each of them is drawn for some. */
  test("is read whatever its mask is", () => {
    for (let at = 0; at < 100; at++) assert.equal(read(modulesOf(codeOf(textOf(at)))), textOf(at));
  });

  /** From version 10 on, the length has twice as many bits (section 7.4.1); from version 7 on, there is the version. */
  test("is read whatever its size is", () => {
    for (const length of [1, 50, 100, 133, 134, 153, 154, 229, 230, 271, 272, 500, 900]) {
      const text = textOf(length).padEnd(length, "ab1Z/").slice(0, length);
      assert.equal(read(modulesOf(codeOf(text))), text, `${length}`);
    }
  });

  /** A reader may overlook wrong error correction in a clean picture, so the library itself is compared. */
  test("is the one that the bundled library makes", () => {
    for (const length of [1, 47, 106, 107, 230, 500, 1500]) {
      const text = textOf(length).padEnd(length, "0aZ/").slice(0, length);
      assert.equal(codeOf(text), renderSVG(text, { border: MARGIN }), `${length}`);
    }
  });
});
