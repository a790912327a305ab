// Loads a language of the page when it is first needed. The names of states are the largest part of it.

import { LOADERS } from "./loaders.js";

/**
 * @import { Locale } from "../../../types/page.js"
 * @typedef {import("../../../module/messages/localized.js").Texts} Issues
 */

/**
 * @typedef {object} Language
 * @property {Readonly<Record<string, string>>} names the names of states, by country
 * @property {Readonly<Record<string, string>>} labels the labels of addresses
 * @property {Issues} issues
 */

/**
 * @param {Locale} locale
 * @returns {Promise<Language>}
 */
export async function loadLanguage(locale) {
  const [names, issues] = await LOADERS[locale]();
  return { names: names.default, labels: names.labels, issues: issues.default };
}
