/**
 * The theme as a style sheet: which of the page's colours each value decides, and whether the page is light or dark.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { ORIGIN, setUp } from "../helpers/edge/harness.mjs";
import { file, subpath } from "../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");
const inside = (name) => import(pathToFileURL(file("dist/page/server", name)));
const { checkTheme } = await inside("theme.js");

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

test("what is refused is named, with examples that are accepted", () => {
  for (const [name, kind] of Object.entries({
    accent: "a CSS colour",
    accentText: "a CSS colour",
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

test("an accent has a colour to write on it, and a lighter one where the page is dark", () => {
  for (const accent of ["#0b6e4f", "#FF0", "#9ffc", "rgb(255 255 0)", "rgba(255, 255, 255, 0.5)", "Navy", "oklch(90% 0.1 100)"]) {
    for (const accentText of [undefined, "black"]) {
      const { own, rest, scheme } = read({ accent, accentText });
      assert.deepEqual(own, {
        "--accent": accent,
        "--on-accent": accentText ?? "#ffffff",
        "--accent-ground": "color-mix(in srgb, var(--accent) 10%, var(--paper))",
      });
      assert.equal(scheme, undefined);
      const dark = `@media (prefers-color-scheme: dark) {\n:root {\n  --accent: color-mix(in srgb, ${accent} 35%, white);\n  --on-accent: #0c1a22;\n}\n}\n`;
      assert.equal(rest, dark);
    }
  }
});

test("what does not have the form of a colour is refused", () => {
  const none = ["", "#12", "#12345", "#ggg", "#1234567", "#123456789", "re", "a".repeat(31), "red;}", "url(x)", "var(--x)", "xrgb(1 2 3)"];
  const part = [" red", "red ", "rgb(1 2 3", "rgb(1 2 3) x", "rgb(1;2)", "rgb(calc(1) 2 3)", "rgb()", `rgb(${"1".repeat(61)})`, "a:b"];
  for (const color of [...none, ...part])
    for (const name of ["accent", "accentText", "background", "text"])
      assert.throws(
        () => checkTheme({ [name]: color }),
        { code: "invalid_config", message: new RegExp(`^theme\\.${name} must be`) },
        color,
      );
});

test("a background or a text fixes the scheme, and the surfaces that follow from it", () => {
  assert.throws(() => checkTheme({ scheme: "auto" }), { code: "invalid_config", message: 'theme.scheme must be "light" or "dark".' });
  for (const [theme, scheme] of [
    [{ background: "#101010", scheme: "dark" }, "dark"],
    [{ background: "#fafafa" }, "light"],
    [{ background: "white", text: "black" }, "light"],
    [{ text: "#000" }, "light"],
    [{ text: "white", scheme: "dark" }, "dark"],
    [{ scheme: "light" }, "light"],
    [{ scheme: "dark" }, "dark"],
  ]) {
    const { own, rest, scheme: found } = read({ ...theme, accent: "#0b6e4f" });
    assert.equal(found, scheme, JSON.stringify(theme));
    assert.equal(rest, "", "no other colours where the person prefers dark");
    const { background, text } = theme;
    assert.deepEqual([own["color-scheme"], own["--ground"], own["--paper"], own["--ink"]], [scheme, background, background, text]);
    assert.equal(own["--quiet"], text && "color-mix(in srgb, var(--ink) 82%, var(--paper))");
    const hasSurfaces = Boolean(background ?? text);
    assert.equal(own["--line"], hasSurfaces ? "color-mix(in srgb, var(--ink) 60%, var(--paper))" : undefined);
    assert.equal(own["--edge"], hasSurfaces ? "color-mix(in srgb, var(--ink) 18%, var(--paper))" : undefined);
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
      { background: "black", scheme: "dark" },
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
