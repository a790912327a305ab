/** The theme: checked values, as CSS custom properties. */

import { misuse } from "../../lib/error.js";
import { knownOptions } from "../../lib/known-options.js";
import type { Theme } from "../../types/page.js";

const COLOR = /^(#([\da-f]{3}|[\da-f]{6})|[a-z]{3,20}|(rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch)\([\d\s.,%/+\-a-z]{5,60}\))$/i;
const COLOR_HINT = 'must be a CSS colour such as "#0b6e4f" or "rgb(11 110 79)"';

const RULES: Record<keyof Theme, { pattern: RegExp; hint: string }> = {
  accent: { pattern: COLOR, hint: COLOR_HINT },
  background: { pattern: COLOR, hint: COLOR_HINT },
  text: { pattern: COLOR, hint: COLOR_HINT },
  font: { pattern: /^[\p{L}\d "',_-]{1,200}$/u, hint: 'must be a list of font families such as "Inter, sans-serif"' },
  radius: { pattern: /^(0|\d{1,3}(\.\d{1,3})?(px|rem|em))$/, hint: 'must be a length such as "4px" or "0.5rem"' },
};

export interface CheckedTheme {
  /** The style sheet; `undefined` without a theme. */
  css: string | undefined;
  /** Whether the page is always light or dark; `undefined` if it follows the person's setting. */
  scheme: "light" | "dark" | undefined;
}

/** Checks a theme; throws `invalid_config`. */
export function checkTheme(given: Theme): CheckedTheme {
  const theme: Theme = knownOptions(given, RULES);
  for (const [name, value] of Object.entries(theme)) {
    if (value === undefined) continue;
    const rule = RULES[name as keyof Theme];
    const isBalanced = String(value).split('"').length % 2 === 1 && String(value).split("'").length % 2 === 1;
    if (typeof value !== "string" || !rule.pattern.test(value) || !isBalanced) throw misuse(`theme.${name} ${rule.hint}.`);
  }
  const { accent, background, text, font, radius } = theme;
  const isFixed = background !== undefined || text !== undefined;
  const scheme = !isFixed ? undefined : isDark(background) || (background === undefined && isDark(text) === false) ? "dark" : "light";
  const blocks = [
    rule({ "--font": font, "--radius": radius, ...accentOf(accent), ...(isFixed && surfacesOf(background, text, scheme)) }),
    accent !== undefined && !isFixed && `@media (prefers-color-scheme: dark) {\n${rule(lightAccentOf(accent))}}\n`,
  ];
  const css = blocks.filter(Boolean).join("");
  return { css: css === "" ? undefined : css, scheme };
}

function rule(properties: Record<string, string | undefined>): string {
  const lines = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [`  ${name}: ${value};\n`]));
  return lines.length > 0 ? `:root {\n${lines.join("")}}\n` : "";
}

function accentOf(accent: string | undefined) {
  if (accent === undefined) return {};
  return {
    "--accent": accent,
    "--on-accent": isDark(accent) === false ? "#000000" : "#ffffff",
    "--accent-ground": "color-mix(in srgb, var(--accent) 10%, var(--paper))",
  };
}

/** On a dark ground, the accent is mixed with white, because links are written in it. */
function lightAccentOf(accent: string) {
  return { "--accent": `color-mix(in srgb, ${accent} 35%, white)`, "--on-accent": "#0c1a22" };
}

function surfacesOf(background: string | undefined, text: string | undefined, scheme: "light" | "dark" | undefined) {
  return {
    "color-scheme": scheme,
    "--ground": background,
    "--paper": background,
    "--ink": text,
    ...(text !== undefined && { "--quiet": "color-mix(in srgb, var(--ink) 82%, var(--paper))" }),
    "--line": "color-mix(in srgb, var(--ink) 60%, var(--paper))",
    "--edge": "color-mix(in srgb, var(--ink) 18%, var(--paper))",
  };
}

/** Returns whether a colour is dark, by its relative luminance (WCAG 2.2); `undefined` if only a browser knows. */
function isDark(color: string | undefined): boolean | undefined {
  const hex = /^#(?:([\da-f])([\da-f])([\da-f])|([\da-f]{2})([\da-f]{2})([\da-f]{2}))$/i.exec(color ?? "");
  const numbers = /^rgba?\((\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)$/.exec(color ?? "");
  const named = color === "black" ? [0, 0, 0] : color === "white" ? [255, 255, 255] : undefined;
  const channels = hex
    ? hex.slice(1).flatMap((part) => (part === undefined ? [] : [parseInt(part.length === 1 ? part + part : part, 16)]))
    : (numbers?.slice(1).map(Number) ?? named);
  if (!channels) return undefined;
  const [red = 0, green = 0, blue = 0] = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  // Where white and black have the same contrast.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.179;
}
