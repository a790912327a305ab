/** The theme: checked values, as CSS custom properties. */

import { misuse } from "../../lib/error.js";
import { knownOptions } from "../../lib/options/known-options.js";
import type { Theme } from "../../types/page.js";
import { luminance } from "./luminance.js";

/** Whether a value is what a theme takes, and how to say so. */
interface Rule {
  accepts: (value: string) => boolean;
  hint: string;
}

/** What writes on a colour, and whether the page is dark, follows from its luminance. */
const COLOR: Rule = {
  accepts: (value) => /^[\w\s.,%/+()#-]{3,80}$/.test(value) && luminance(value) !== undefined,
  hint: 'must be a CSS colour such as "#0b6e4f", "rgb(11 110 79)", "hsl(161 82% 24%)" or "navy"',
};
const FONT = /^[\p{L}\d "',_-]{1,200}$/u;
const RADIUS = /^(0|\d{1,3}(\.\d{1,3})?(px|rem|em))$/;
/** Quotes are balanced. */
const isWhole = (value: string) => ['"', "'"].every((quote) => value.split(quote).length % 2 === 1);

const RULES: Record<keyof Theme, Rule> = {
  accent: COLOR,
  background: COLOR,
  text: COLOR,
  font: { accepts: (value) => FONT.test(value) && isWhole(value), hint: 'must be a list of font families such as "Inter, sans-serif"' },
  radius: { accepts: (value) => RADIUS.test(value), hint: 'must be a length such as "4px" or "0.5rem"' },
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
    const { accepts, hint } = RULES[name as keyof Theme];
    if (typeof value !== "string" || !accepts(value)) throw misuse(`theme.${name} ${hint}.`);
  }
  const { accent, background, text, font, radius } = theme;
  const isFixed = background !== undefined || text !== undefined;
  const isOnDark = background === undefined ? text !== undefined && !isDark(text) : isDark(background);
  const scheme = !isFixed ? undefined : isOnDark ? "dark" : "light";
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
    "--on-accent": isDark(accent) ? "#ffffff" : "#000000",
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

/** Returns whether a colour that was checked is dark: white has more contrast on it than black. */
function isDark(color: string): boolean {
  return luminance(color)! < 0.179;
}
