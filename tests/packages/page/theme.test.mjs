/**
 * The theme as a style sheet: which of the page's colours each value decides, and whether the page is light or dark.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { ORIGIN, setUp } from "../helpers/edge/harness.mjs";
import { file, subpath } from "../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");
const inside = (name) => import(pathToFileURL(file("dist/page/server", name)));
const { checkTheme } = await inside("theme.js");
const { luminance } = await inside("luminance.js");
const { NAMED_COLORS } = await inside("named-colors.js");

/** The declarations of the first rule, and what follows it. */
function read(theme) {
  const { css, scheme } = checkTheme(theme);
  const [, first = "", rest = ""] = /^:root \{\n([^}]*)\}\n([\s\S]*)$/.exec(css ?? "") ?? [];
  const own = Object.fromEntries([...first.matchAll(/^ {2}([\w-]+): (.*);$/gm)].map(([, name, value]) => [name, value]));
  return { own, rest, scheme, css };
}

test("the named colours are the 148 of CSS, as another tool knows them", async () => {
  assert.equal(Object.keys(NAMED_COLORS).length, 148);
  const minified = async (color) => (await transform(`a { color: ${color} }`, { loader: "css", minify: true })).code;
  for (const [name, hex] of Object.entries(NAMED_COLORS)) {
    assert.match(hex, /^#[0-9a-f]{6}$/);
    assert.equal(await minified(name), await minified(hex), name);
  }
});

test("without values there is no style sheet, and the page follows the person's setting", () => {
  for (const theme of [{}, { accent: undefined, font: undefined }])
    assert.deepEqual(checkTheme(theme), { css: undefined, scheme: undefined });
});

test("what is refused is named, with examples that are accepted", () => {
  for (const [name, kind] of Object.entries({
    accent: "a CSS colour",
    background: "a CSS colour",
    text: "a CSS colour",
    font: "a list of font families",
    radius: "a length",
  })) {
    assert.throws(
      () => checkTheme({ [name]: "{}" }),
      ({ code, message }) => {
        assert.equal(code, "invalid_config");
        assert.ok(message.startsWith(`theme.${name} must be ${kind} such as "`), message);
        for (const [, example] of message.matchAll(/"([^"]+)"/g)) checkTheme({ [name]: example });
        return true;
      },
    );
  }
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
  for (const font of ["Inter, sans-serif", '"Source Sans", Arial', "'Source Sans'", "源ノ角ゴシック"]) checkTheme({ font });
  for (const font of ["", "Inter;", "{Inter", "Inter}", "a\\b", "'Inter", '"Inter', `'Inter"`, "a".repeat(201)])
    assert.throws(() => checkTheme({ font }), { code: "invalid_config" }, font);
  for (const font of ["a".repeat(200), "Inter_2-x", "'A', \"B\", C 3"]) assert.equal(read({ font }).own["--font"], font);
  for (const radius of ["0", "1.5rem", "0.125em", "999px"]) checkTheme({ radius });
  for (const radius of ["", "4", "1.rem", "1.xrem", "0.1234em", "1000px", "4px;", "-4px", "00", "4 px", "x4px"])
    assert.throws(() => checkTheme({ radius }), { code: "invalid_config" }, radius);
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
    ["gold", "#000000"],
    ["WHITE", "#000000"],
    ["Navy", "#ffffff"],
    ["rebeccapurple", "#ffffff"],
    ["rgb(255 255 0 / 50%)", "#000000"],
    ["rgb(255 255 0/50%)", "#000000"],
    ["rgb(100% 100% 0%)", "#000000"],
    ["oklch(90% 0.1 100)", "#000000"],
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

/** The luminance of some colours, in each notation. */
const NOTATIONS = {
  0: ["#000", "black", "rgb(0 0 0)", "hsl(none 0% 0%)", "hwb(0 0% 100%)", "lab(0 0 0)", "oklab(0 0 0)", "hwb(90deg 0% 300%)"],
  1: ["#FFFFFF", "White", "rgb(300, 300, 300)", "hsl(0 0% 100%)", "hwb(0 100% 0%)", "lab(100% 0 0)", "lch(100 0 40deg)", "oklch(1 0 0)"],
  0.2126: ["#f00", "red", "rgb(255 0 0 / 0.5)", "rgba(100%,0%,0%,.5)", "hsl(360 100% 50%)", "hsla(0, 100%, 50%, 1)", "hwb(1turn 0% 0%)"],
  0.7152: ["#0f0", "lime", "RGB(0, 255, 0)", "hsl(120deg 100% 50%)", "hsl(-240 100 50)", "hsl(133.3333333grad 100% 50%)", "hwb(120 0 0)"],
  0.0722: ["#00f", "blue", "rgb(0 0 255)", "hsl(240 100% 50%)", "hsl(0.66666667turn 100% 50%)", "hsl(4.1887902rad 100% 50%)"],
  0.2159: [
    "gray",
    "grey",
    "#808080",
    "rgb(128 128 128)",
    "hsl(90 0% 50.196%)",
    "hwb(7 50.196% 49.804%)",
    "lab(53.585 0 0)",
    "lch(53.585 0 0deg)",
    "oklab(59.987% 0 0)",
    "oklch(59.987% 0 0)",
  ],
};

test("the luminance of a colour is the same in each notation", () => {
  for (const [expected, colors] of Object.entries(NOTATIONS))
    for (const color of colors) assert.ok(Math.abs(luminance(color) - expected) < 0.0005, `${color}: ${luminance(color)}`);
});

test("how transparent a colour is makes no difference to its luminance", () => {
  for (const [solid, ...others] of [
    ["#36c", "#36c8", "#36c0", "#3366cc80", "rgb(51 102 204 / none)", "rgb(51 102 204/.5)", "rgb(51, 102, 204, 50%)"],
    ["hsl(10 50% 40%)", "hsl(10 50% 40% / 1%)", "hsla(10, 50%, 40%, 0.2)", "hsl(10deg, 50%, 40%, 1)"],
    ["oklch(60% 0.1 20)", "oklch(60% 0.1 20 / 0)", "oklch(0.6 0.1 20 / 30%)"],
  ])
    for (const other of others) assert.equal(luminance(other), luminance(solid), other);
});

test("what is not a colour, or one that only a browser knows, is refused", () => {
  const none = [
    "",
    "#12",
    "#12345",
    "#ggg",
    "reddish",
    "toString",
    "canvas",
    "currentcolor",
    "transparent",
    "inherit",
    "rgb()",
    "rgb(1 2)",
  ];
  const wrong = ["rgb(1 2 3 4)", "rgb(1,2,3,4,5)", "rgb(1deg 2 3)", "rgb(a b c)", "hsl(10% 0% 0%)", "xyz(1 2 3)", "rgb(1 2 3", "red;}"];
  // A part of each is a colour.
  const more = [
    `${" ".repeat(80)}red`,
    ";red",
    "x#123",
    "#123x",
    "#1234567x",
    "x rgb(1 2 3)",
    "rgb(1 2 3) x",
    "rgb(x1 2 3)",
    "rgb(1x 2 3)",
    "rgb(1.x 2 3)",
    "rgb(1 2 3 / 1 / 1)",
    "lab(1, 2, 3)",
    "xrgb(1, 2, 3)",
    "rgb(1, 2, 3 / 1)",
    ...["x", "1deg", "1px", "1 1", ""].flatMap((alpha) => [`rgb(1 2 3 / ${alpha})`, `rgb(1, 2, 3, ${alpha})`]),
    // Only a hue is an angle, and no hue is a percentage.
    ...["hsl(1 1deg 1%)", "hwb(1 1% 1turn)", "lab(1deg 0 0)", "lab(1 1rad 0)", "lch(1 1deg 1)", "oklab(1 0 1deg)", "oklch(1grad 0 0)"],
    ...["hwb(1% 1% 1%)", "lch(1 1 1%)", "oklch(1 0 1%)"],
  ];
  const padded = (length) => `rgb(0 0 0${")".padStart(length - 9)}`;
  assert.equal(read({ text: padded(80) }).own["--ink"], padded(80));
  for (const color of [...none, ...wrong, ...more, padded(81)])
    for (const name of ["accent", "background", "text"])
      assert.throws(
        () => checkTheme({ [name]: color }),
        { code: "invalid_config", message: new RegExp(`^theme\\.${name} must be`) },
        color,
      );
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
    [{ background: "navy" }, "dark"],
    [{ background: "hsl(220 50% 10%)" }, "dark"],
    [{ background: "rgb(10 10 10 / 1)" }, "dark"],
    [{ text: "WHITE" }, "dark"],
    [{ background: "rebeccapurple" }, "dark"],
    [{ text: "rebeccapurple" }, "light"],
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
