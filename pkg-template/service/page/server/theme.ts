// The theme: checked values, as CSS custom properties.

import { misuse } from "../../../module/error.ts";
import { keysOf } from "../../../module/keys-of.ts";
import { knownOptions } from "../../../module/options/known-options.ts";

/** Colours, font and corners. Each value becomes a CSS custom property. */
export interface Theme {
  /** Buttons and links: a CSS colour, such as `"#0b6e4f"` or `"navy"`. */
  accent?: string | undefined;
  /** The text on the accent. @default white */
  accentText?: string | undefined;
  /** The background. With it or `text`, the page no longer follows the person's light or dark setting: see `scheme`. */
  background?: string | undefined;
  /** The text. */
  text?: string | undefined;
  /**
   * Whether the page is always light or always dark. Without it, the page follows the person's setting; with `background`
   * or `text`, it is light.
   */
  scheme?: "light" | "dark" | undefined;
  /** A CSS font family, such as `"Inter, sans-serif"`. */
  font?: string | undefined;
  /** The radius of corners, such as `"4px"`. */
  radius?: string | undefined;
}

/** Whether a value is what a theme takes, and how to say so. */
interface Rule {
  accepts: (value: string) => boolean;
  hint: string;
}

/** A colour by its digits, its name or its components. What exactly they may be, the browser knows. */
const COLOR_FORM = /^(#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})|[a-z]{3,30}|(rgba?|hsla?|hwb|(ok)?(lab|lch))\([\w .,%/+-]{1,60}\))$/i;
const COLOR: Rule = {
  accepts: (value) => COLOR_FORM.test(value),
  hint: 'must be a CSS colour such as "#0b6e4f", "rgb(11 110 79)", "hsl(161 82% 24%)" or "navy"',
};
const FONT = /^[\p{L}\d "',_-]{1,200}$/u;
const RADIUS = /^(0|\d{1,3}(\.\d{1,3})?(px|rem|em))$/;
/** Quotes are balanced. */
const isWhole = (value: string) => ['"', "'"].every((quote) => value.split(quote).length % 2 === 1);

const RULES: Record<keyof Theme, Rule> = {
  accent: COLOR,
  accentText: COLOR,
  background: COLOR,
  text: COLOR,
  font: { accepts: (value) => FONT.test(value) && isWhole(value), hint: 'must be a list of font families such as "Inter, sans-serif"' },
  scheme: { accepts: (value) => value === "light" || value === "dark", hint: 'must be "light" or "dark"' },
  radius: { accepts: (value) => RADIUS.test(value), hint: 'must be a length such as "4px" or "0.5rem"' },
};

interface CheckedTheme {
  /** the style sheet; `undefined` without a theme */
  css: string | undefined;
  /** whether the page is always light or dark; `undefined` if it follows the person's setting */
  scheme: "light" | "dark" | undefined;
}

/** Checks a theme; throws `invalid_config`. */
export function checkTheme(given: Theme): CheckedTheme {
  const theme: Theme = knownOptions(given, RULES);
  for (const name of keysOf(theme)) {
    const value = theme[name];
    if (value === undefined) continue;
    const { accepts, hint } = RULES[name];
    if (typeof value !== "string" || !accepts(value)) throw misuse(`theme.${name} ${hint}.`);
  }
  const { accent, accentText = "#ffffff", background, text, font, radius } = theme;
  const hasSurfaces = background !== undefined || text !== undefined;
  const scheme = theme.scheme ?? (hasSurfaces ? "light" : undefined);
  const blocks = [
    rule({
      "--font": font,
      "--radius": radius,
      "color-scheme": scheme,
      ...accentOf(accent, accentText),
      ...(hasSurfaces && surfacesOf(background, text)),
    }),
    accent !== undefined && scheme === undefined && `@media (prefers-color-scheme: dark) {\n${rule(lightAccentOf(accent))}}\n`,
  ];
  const css = blocks.filter(Boolean).join("");
  return { css: css === "" ? undefined : css, scheme };
}

function rule(properties: Record<string, string | undefined>) {
  const lines = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [`  ${name}: ${value};\n`]));
  return lines.length > 0 ? `:root {\n${lines.join("")}}\n` : "";
}

function accentOf(accent: string | undefined, accentText: string) {
  if (accent === undefined) return {};
  return {
    "--accent": accent,
    "--on-accent": accentText,
    "--accent-ground": "color-mix(in srgb, var(--accent) 10%, var(--paper))",
  };
}

/** On a dark ground, the accent is mixed with white, because links are written in it. */
function lightAccentOf(accent: string) {
  return { "--accent": `color-mix(in srgb, ${accent} 35%, white)`, "--on-accent": "#0c1a22" };
}

function surfacesOf(background: string | undefined, text: string | undefined) {
  return {
    "--ground": background,
    "--paper": background,
    "--ink": text,
    ...(text !== undefined && { "--quiet": "color-mix(in srgb, var(--ink) 82%, var(--paper))" }),
    "--line": "color-mix(in srgb, var(--ink) 60%, var(--paper))",
    "--edge": "color-mix(in srgb, var(--ink) 18%, var(--paper))",
  };
}
