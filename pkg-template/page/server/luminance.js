// How light a CSS colour is.

import { NAMED_COLORS } from "./named-colors.js";

/**
 * What `100%` stands for in each of the first three components of a function; a hue has none.
 *
 * @type {Record<string, readonly number[]>}
 */
const FULL = {
  rgb: [255, 255, 255],
  hsl: [Number.NaN, 100, 100],
  hwb: [Number.NaN, 100, 100],
  lab: [100, 125, 125],
  lch: [100, 150, Number.NaN],
  oklab: [1, 0.4, 0.4],
  oklch: [1, 0.4, Number.NaN],
};
/**
 * The degrees of each unit of an angle.
 *
 * @type {Record<string, number>}
 */
const DEGREES = { deg: 1, grad: 0.9, rad: 180 / Math.PI, turn: 360 };
const COMPONENT = /^([+-]?(?:\d+(?:\.\d+)?|\.\d+))(%|deg|grad|rad|turn)?$/;

/**
 * Returns the relative luminance of a colour (WCAG 2.2), without its alpha: from 0 for black to 1 for white; `undefined`
 * if it is not a colour, or one that only a browser knows.
 *
 * @param {string} color
 * @returns {number | undefined}
 */
export function luminance(color) {
  const text = color.toLowerCase();
  const hex = Object.hasOwn(NAMED_COLORS, text) ? NAMED_COLORS[text] : text;
  const digits = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/.test(hex) && hex.slice(1).match(hex.length < 6 ? /./g : /../g);
  if (digits) return ofRgb(digits.slice(0, 3).map((digit) => Number.parseInt(digit.padStart(2, digit), 16) / 255));
  const [, name = "", contents = ""] = /^([a-z]+)\(([^()]*)\)$/.exec(text) ?? [];
  const space = name.replace(/^(rgb|hsl)a$/, "$1");
  const [values = "", ...alpha] = contents.split("/");
  const isLegacy = values.includes(",");
  if (isLegacy ? alpha.length > 0 || !/^(rgb|hsl)$/.test(space) : alpha.length > 1) return undefined;
  const parts = values.trim().split(isLegacy ? "," : /\s+/);
  const full = Object.hasOwn(FULL, space) ? FULL[space] : undefined;
  // The fourth one is the alpha.
  if (!full || !(parts.length === 3 || (isLegacy && parts.length === 4))) return undefined;
  const components = parts.slice(0, 3).map((part, at) => component(part.trim(), full[at]));
  const alphas = [...parts.slice(3), ...alpha].map((part) => component(part.trim(), 1));
  const [first = 0, second = 0, third = 0] = components;
  if ([...components, ...alphas].some(Number.isNaN)) return undefined;
  switch (space) {
    case "rgb":
      return ofRgb([first / 255, second / 255, third / 255]);
    case "hsl":
      return ofRgb(hslToRgb(first, second / 100, third / 100));
    case "hwb": {
      const [white, black] = [second / 100, third / 100];
      const sum = Math.max(1, white + black);
      return ofRgb(hslToRgb(first, 1, 0.5).map((channel) => channel * (1 - (white + black) / sum) + white / sum));
    }
    case "lab":
    case "lch":
      return share(first > 8 ? ((first + 16) / 116) ** 3 : first / 903.3);
    default:
      // The other two components change it little.
      return share(first ** 3);
  }
}

/**
 * Returns a component as a number; NaN if it is none.
 *
 * @param {string} text
 * @param {number} full
 */
function component(text, full) {
  if (text === "none") return 0;
  const [, number, unit] = COMPONENT.exec(text) ?? [];
  if (unit === "%") return (Number(number) / 100) * full;
  if (unit === undefined) return Number(number);
  // Only a hue is an angle.
  return Number.isNaN(full) ? Number(number) * DEGREES[unit] : Number.NaN;
}

/**
 * @param {number} hue
 * @param {number} saturation
 * @param {number} lightness
 * @returns {number[]}
 */
function hslToRgb(hue, saturation, lightness) {
  const [chroma, light] = [share(saturation), share(lightness)];
  return [0, 8, 4].map((offset) => {
    const at = (((offset + hue / 30) % 12) + 12) % 12;
    return light - chroma * Math.min(light, 1 - light) * Math.max(-1, Math.min(at - 3, 9 - at, 1));
  });
}

/** @param {readonly number[]} channels */
function ofRgb(channels) {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const value = share(channel);
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {number} value */
function share(value) {
  return Math.min(Math.max(value, 0), 1);
}
