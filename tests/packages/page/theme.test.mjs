/**
 * The theme as a style sheet: which of the page's colours each value decides, and whether the page is light or dark.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { ORIGIN, setUp } from "../helpers/edge/harness.mjs";
import { file, subpath } from "../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");
const { checkTheme } = await import(pathToFileURL(file("dist/page/server/theme.js")));

/** The declarations of the first rule, and what follows it. */
function read(theme) {
  const { css, scheme } = checkTheme(theme);
  const [, first = "", rest = ""] = /^:root \{\n([^}]*)\}\n([\s\S]*)$/.exec(css ?? "") ?? [];
  const own = Object.fromEntries([...first.matchAll(/^ {2}([\w-]+): (.*);$/gm)].map(([, name, value]) => [name, value]));
  return { own, rest, scheme, css };
}

test("without values there is no style sheet, and the page follows the person's setting", () => {
  for (const theme of [{}, { accent: undefined, font: undefined }])
    assert.deepEqual(checkTheme(theme), { css: undefined, scheme: undefined });
});

test("only strings are values, whatever they are as one", () => {
  for (const theme of [{ radius: 0 }, { font: ["Inter"] }, { accent: { toString: () => "red" } }, { text: null }])
    assert.throws(() => checkTheme(theme), { code: "invalid_config" });
});

test("font and radius are their own, and decide nothing else", () => {
  assert.deepEqual(read({ font: "Inter", radius: "4px" }), {
    own: { "--font": "Inter", "--radius": "4px" },
    rest: "",
    scheme: undefined,
    css: ":root {\n  --font: Inter;\n  --radius: 4px;\n}\n",
  });
});

test("an accent has a colour to write on it, by its luminance, and a lighter one where the page is dark", () => {
  for (const [accent, onIt] of [
    ["#0b6e4f", "#ffffff"],
    ["#000", "#ffffff"],
    ["#fff", "#000000"],
    ["#ffff00", "#000000"],
    ["#FF0", "#000000"],
    ["#00f", "#ffffff"],
    ["#9ff", "#000000"],
    ["#f9f", "#000000"],
    // Dark channels count by a line, and not by the power that the others have.
    ["#0a0a0a", "#ffffff"],
    ["#ec0002", "#ffffff"],
    ["#757575", "#ffffff"],
    ["#767676", "#000000"],
    ["rgb(255 255 0)", "#000000"],
    ["rgb(0, 0, 255)", "#ffffff"],
    ["rgba(255, 255, 255)", "#000000"],
    ["rgb(255 255 0 )", "#000000"],
    ["black", "#ffffff"],
    ["white", "#000000"],
    // Only a browser knows.
    ["rebeccapurple", "#ffffff"],
    ["rgb(255 255 0 / 50%)", "#ffffff"],
    ["rgb(255 255 0/50%)", "#ffffff"],
    ["oklch(90% 0.1 100)", "#ffffff"],
  ]) {
    const { own, rest, scheme } = read({ accent });
    assert.deepEqual(own, {
      "--accent": accent,
      "--on-accent": onIt,
      "--accent-ground": "color-mix(in srgb, var(--accent) 10%, var(--paper))",
    });
    assert.equal(scheme, undefined);
    const dark = `@media (prefers-color-scheme: dark) {\n:root {\n  --accent: color-mix(in srgb, ${accent} 35%, white);\n  --on-accent: #0c1a22;\n}\n}\n`;
    assert.equal(rest, dark);
  }
});

test("a background or a text fixes the scheme, and the surfaces that follow from it", () => {
  for (const [theme, scheme] of [
    [{ background: "#101010" }, "dark"],
    [{ background: "#fafafa" }, "light"],
    [{ background: "black" }, "dark"],
    [{ background: "white", text: "white" }, "light"],
    [{ text: "white" }, "dark"],
    [{ text: "#000" }, "light"],
    [{ background: "black", text: "black" }, "dark"],
    [{ background: "rebeccapurple" }, "light"],
    [{ text: "rebeccapurple" }, "light"],
    [{ background: "rebeccapurple", text: "white" }, "light"],
  ]) {
    const { own, rest, scheme: found } = read({ ...theme, accent: "#0b6e4f" });
    assert.equal(found, scheme, JSON.stringify(theme));
    assert.equal(rest, "", "no other colours where the person prefers dark");
    const { background, text } = theme;
    assert.deepEqual([own["color-scheme"], own["--ground"], own["--paper"], own["--ink"]], [scheme, background, background, text]);
    assert.equal(own["--quiet"], text && "color-mix(in srgb, var(--ink) 82%, var(--paper))");
    assert.equal(own["--line"], "color-mix(in srgb, var(--ink) 60%, var(--paper))");
    assert.equal(own["--edge"], "color-mix(in srgb, var(--ink) 18%, var(--paper))");
  }
});

test("the page links the dark colours where they may be needed, then the theme, and nothing else", async () => {
  const dark = "(prefers-color-scheme: dark)";
  for (const [theme, expected] of [
    [
      {},
      [
        ["style", undefined],
        ["dark", dark],
      ],
    ],
    [
      { radius: "0" },
      [
        ["style", undefined],
        ["dark", dark],
        ["theme", undefined],
      ],
    ],
    [
      { background: "black" },
      [
        ["style", undefined],
        ["dark", undefined],
        ["theme", undefined],
      ],
    ],
    [
      { background: "white" },
      [
        ["style", undefined],
        ["theme", undefined],
      ],
    ],
  ]) {
    const { handler } = setUp({ page: onboardingPage({ theme }) });
    const html = await (await handler(new Request(`${ORIGIN}/kyc`))).text();
    const links = [...html.matchAll(/<link rel="stylesheet" href="\/kyc\/assets\/(\w+)-[\w-]+\.css"(?: media="([^"]+)")?>/g)];
    assert.deepEqual(
      links.map(([, name, media]) => [name, media]),
      expected,
    );
    assert.equal(html.match(/<link rel="stylesheet"/g).length, links.length);
  }
});
