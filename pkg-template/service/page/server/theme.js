// The theme: checked values, as CSS custom properties.

import { misuse } from "../../../module/error.js";
import { knownOptions } from "../../../module/options/known-options.js";

/** @import { Theme } from "../../../types/page.js" */

/**
 * Whether a value is what a theme takes, and how to say so.
 *
 * @typedef {object} Rule
 * @property {(value: string) => boolean} accepts
 * @property {string} hint
 */

/** A colour by its digits, its name or its components. What exactly they may be, the browser knows. */
const COLOR_FORM = /^(#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})|[a-z]{3,30}|(rgba?|hsla?|hwb|(ok)?(lab|lch))\([\w .,%/+-]{1,60}\))$/i;
/** @type {Rule} */
const COLOR = {
  accepts: (value) => COLOR_FORM.test(value),
  hint: 'must be a CSS colour such as "#0b6e4f", "rgb(11 110 79)", "hsl(161 82% 24%)" or "navy"',
};
const FONT = /^[\p{L}\d "',_-]{1,200}$/u;
const RADIUS = /^(0|\d{1,3}(\.\d{1,3})?(px|rem|em))$/;
/**
 * Quotes are balanced.
 *
 * @param {string} value
 */
const isWhole = (value) => ['"', "'"].every((quote) => value.split(quote).length % 2 === 1);

/** @type {Record<keyof Theme, Rule>} */
const RULES = {
  accent: COLOR,
  accentText: COLOR,
  background: COLOR,
  text: COLOR,
  font: { accepts: (value) => FONT.test(value) && isWhole(value), hint: 'must be a list of font families such as "Inter, sans-serif"' },
  scheme: { accepts: (value) => value === "light" || value === "dark", hint: 'must be "light" or "dark"' },
  radius: { accepts: (value) => RADIUS.test(value), hint: 'must be a length such as "4px" or "0.5rem"' },
};

/**
 * @typedef {object} CheckedTheme
 * @property {string | undefined} css the style sheet; `undefined` without a theme
 * @property {"light" | "dark" | undefined} scheme whether the page is always light or dark; `undefined` if it follows the
 *   person's setting
 */

/**
 * Checks a theme; throws `invalid_config`.
 *
 * @param {Theme} given
 * @returns {CheckedTheme}
 */
export function checkTheme(given) {
  /** @type {Theme} */
  const theme = knownOptions(given, RULES);
  for (const [name, value] of Object.entries(theme)) {
    if (value === undefined) continue;
    const { accepts, hint } = RULES[/** @type {keyof Theme} */ (name)];
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

/** @param {Record<string, string | undefined>} properties */
function rule(properties) {
  const lines = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [`  ${name}: ${value};\n`]));
  return lines.length > 0 ? `:root {\n${lines.join("")}}\n` : "";
}

/**
 * @param {string | undefined} accent
 * @param {string} accentText
 */
function accentOf(accent, accentText) {
  if (accent === undefined) return {};
  return {
    "--accent": accent,
    "--on-accent": accentText,
    "--accent-ground": "color-mix(in srgb, var(--accent) 10%, var(--paper))",
  };
}

/**
 * On a dark ground, the accent is mixed with white, because links are written in it.
 *
 * @param {string} accent
 */
function lightAccentOf(accent) {
  return { "--accent": `color-mix(in srgb, ${accent} 35%, white)`, "--on-accent": "#0c1a22" };
}

/**
 * @param {string | undefined} background
 * @param {string | undefined} text
 */
function surfacesOf(background, text) {
  return {
    "--ground": background,
    "--paper": background,
    "--ink": text,
    ...(text !== undefined && { "--quiet": "color-mix(in srgb, var(--ink) 82%, var(--paper))" }),
    "--line": "color-mix(in srgb, var(--ink) 60%, var(--paper))",
    "--edge": "color-mix(in srgb, var(--ink) 18%, var(--paper))",
  };
}
