/**
 * The theme as a style sheet: which of the page's colours each value decides, and whether the page is light or dark.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ORIGIN, setUp } from "../../helpers/edge/harness.mjs";
import { internal, subpath } from "../../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");
const inside = (name) => internal(`service/page/server/${name}`);
const { checkTheme } = await inside("theme.js");

/** The declarations of the first rule, and what follows it. */
function read(theme) {
  const { css, scheme } = checkTheme(theme);
  const [, first = "", rest = ""] = /^:root \{\n([^}]*)\}\n([\s\S]*)$/.exec(css ?? "") ?? [];
  const own = Object.fromEntries([...first.matchAll(/^ {2}([\w-]+): (.*);$/gm)].map(([, name, value]) => [name, value]));
  return { own, rest, scheme, css };
}

/** What each kind of value may be: each is one declaration, unchanged. */
const GOOD = {
  accent: ["red", "#abc", "#AbCdEf", "rgb(1 2 3)", "rgba(1, 2, 3, 0.5)", "hsl(120deg 50% 50% / 20%)", "oklch(40% 0.2 120)"],
  background: ["white", "black", "#000", "#ffffff", "lab(50% 40 59.5)"],
  text: ["black", "white", "#123456"],
  font: ["Inter, sans-serif", '"Source Sans 3", Arial', "'A', \"B\", C 3", "ヒラギノ角ゴ", "Inter_2-x", "a".repeat(200)],
  radius: ["0", "4px", "0.5rem", "1.25em", "999px"],
};
const PROPERTY = { accent: "--accent", background: "--ground", text: "--ink", font: "--font", radius: "--radius" };

test("each good value is one declaration, unchanged", () => {
  for (const [name, values] of Object.entries(GOOD))
    for (const value of values) assert.equal(read({ [name]: value }).own[PROPERTY[name]], value, value);
});

/** What ends a value, or begins another one, is refused whatever it is for; and so is what is not of the kind. */
const BAD = {
  all: [
    ...["red;} body{display:none", "red}", "red;", "red/*", "*/red", "url(//evil.example)", "expression(1)", "rgb(1 2 3);x:y(1)"],
    ...["rgb(url(x) 1 2 3 4)", "rgb(0 0 0)}", "</style><script>", "red\n}", "\\72 ed", "@import 'x'", '"a', "'a", `"a'`, "a{b", "a;b"],
    ...["a(b)", "var(--x)", "4px;", "calc(1px)", "", "a".repeat(201), "rgb()", 1, null, {}, ["red"], { toString: () => "red" }],
  ],
  color: [
    ...[" ", "#12", "#12345", "#ggg", "#1234567", "#123456789", "re", "a".repeat(31), "url(x)", "xrgb(1 2 3)", " red", "red ", "rgb(1 2 3"],
    ...["rgb(1 2 3) x", "rgb(1;2)", "rgb(calc(1) 2 3)", `rgb(${"1".repeat(61)})`, "a:b"],
  ],
  font: ["Inter;", "{Inter", "Inter}", "a\\b", "'Inter", '"Inter', `'Inter"`],
  radius: [" ", "4", "1.rem", "1.xrem", "0.1234em", "1000px", "-4px", "00", "4 px", "x4px", "4px 4px", "4pxx", "-4px"],
};

test("nothing that ends a value becomes CSS, and what is refused is named", () => {
  for (const name of ["accent", "accentText", "background", "text", "font", "radius"])
    for (const value of [...BAD.all, ...(BAD[name] ?? BAD.color)])
      assert.throws(
        () => checkTheme({ [name]: value }),
        ({ code, message }) => {
          assert.deepEqual([code, message.startsWith(`theme.${name} must be a`)], ["invalid_config", true], `${name}: ${value}`);
          for (const [, example] of message.matchAll(/"([^"]+)"/g)) checkTheme({ [name]: example });
          return true;
        },
      );
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
  const [style, dark, theme] = [
    ["style", undefined],
    ["dark", "(prefers-color-scheme: dark)"],
    ["theme", undefined],
  ];
  for (const [given, expected] of [
    [{}, [style, dark]],
    [{ radius: "0" }, [style, dark, theme]],
    [{ background: "black", scheme: "dark" }, [style, ["dark", undefined], theme]],
    [{ background: "white" }, [style, theme]],
  ]) {
    const { handler } = setUp({ page: onboardingPage({ theme: given }) });
    const html = await (await handler(new Request(`${ORIGIN}/kyc`))).text();
    const links = [...html.matchAll(/<link rel="stylesheet" href="\/kyc\/assets\/(\w+)-[\w-]+\.css"(?: media="([^"]+)")?>/g)];
    assert.deepEqual(
      links.map(([, name, media]) => [name, media]),
      expected,
    );
    assert.equal(html.match(/<link rel="stylesheet"/g).length, links.length);
  }
});
