// The application's own fields, with their texts in a language.

import { copyOptions } from "../../../module/copy-options.js";
import { misuse } from "../../../module/error.js";

/**
 * @import { Config } from "../../../types/edge.js"
 * @import { Locale } from "../../../types/page.js"
 * @import { OwnFieldControl } from "../views/view.js"
 */

/**
 * Returns the fields as controls; throws `invalid_config` if the page could not show one.
 *
 * @param {Config} config
 * @param {Locale} locale
 * @returns {OwnFieldControl[]}
 */
export function ownFieldControls({ ownFields }, locale) {
  return Object.entries(ownFields ?? {}).map(([name, field]) => {
    const { label: given, kind = "text", required } = copyOptions(field);
    const texts = typeof given === "string" ? { en: given } : copyOptions(given);
    if (!isText(texts.en) || !Object.values(texts).every((text) => text == null || isText(text)))
      throw misuse(`ownFields.${name} needs a label: a string, or a string for each language, of which one is en.`);
    return { name: `own.${name}`, label: texts[locale] ?? texts.en, kind, required: required === true };
  });
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isText(value) {
  return typeof value === "string" && value !== "";
}
