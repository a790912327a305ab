/** The QR code of the link for another device: another library reads it, and it is what the bundled one makes. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import jsQR from "jsqr";
import { renderSVG } from "uqr";
import { ORIGIN, PERSON, setUp } from "../../helpers/edge/harness.mjs";
import { internal, subpath } from "../../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");

/** The light margin around a code, in modules (ISO/IEC 18004, section 5.3.8). */
const MARGIN = 4;

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
    assert.equal((rows.length - 2 * MARGIN - 17) % 4, 0, "a size of the standard");
  });
}

/** Whatever its size and its mask are: a reader may overlook wrong error correction in a clean picture. */
test("the code of a text is the one that the bundled library makes, and is read", async () => {
  const { codeOf } = await internal("service/page/server/code.js");
  for (const length of [1, 47, 106, 107, 134, 230, 500, 900, 1500]) {
    const text = createHash("sha256").update(`${length}`).digest("base64url").padEnd(length, "0aZ/").slice(0, length);
    assert.equal(codeOf(text), renderSVG(text, { border: MARGIN }), `${length}`);
    if (length < 1000) assert.equal(read(modulesOf(codeOf(text))), text, `${length}`);
  }
});
