// Makes the data from which the views of one handler are rendered, per language and country.

import { fill } from "../../../module/fill.js";
import { addressFields } from "../../../module/form/address.js";
import { countries, fieldProps, subdivisions } from "../../../module/form/data.js";
import { phoneInput } from "../../../module/form/phone-input.js";
import { validate } from "../../../module/form/validate.js";
import { finder } from "../../../module/names/find.js";
import { spellings, stateCode, states } from "../views/states.js";
import { loadLanguage } from "./language.js";
import { extrasOf, offeredProviders, withExtras } from "./offered-providers.js";
import { ownFieldControls } from "./own-fields.js";

/**
 * @import { Config } from "../../../types/edge.js"
 * @import { Locale } from "../../../types/page.js"
 * @import { CountryData, FormSite, Rules } from "../views/view.js"
 * @import { Options } from "./options.js"
 */

// Overloads do not take a union, although they take each of its types.
const rules = /** @type {Rules} */ (/** @type {unknown} */ ({ addressFields, countries, fieldProps, subdivisions, validate, finder }));

/**
 * Returns what the site is in every language.
 *
 * @param {Config} config
 * @param {ReturnType<typeof offeredProviders>} offered
 * @param {Options["present"]} present
 */
function sharedOf(config, offered, present) {
  const [{ operation, partner }] = offered;
  const extras = extrasOf(offered);
  const returnPeople = config.redirectUri !== undefined && offered.every((one) => one.returnPeople);
  return {
    base: config.basePath ?? "",
    policy: config.policy,
    operation: withExtras(operation, extras),
    // Each of them may be chosen.
    personFields: [...new Set(offered.flatMap((one) => one.personFields))],
    partner,
    newTab: present === undefined ? !returnPeople : present !== "redirect",
    frames: present === "frame" && offered.some((one) => one.mayBeFramed),
    inApp: false,
    rules,
    mayRefuse: offered.some((one) => one.mayRefuse),
    ...(extras.size > 0 && { extras }),
  };
}

/**
 * Returns functions for the site in a language, and for the data of a country.
 *
 * @param {Config} config
 * @param {Options} options
 */
export function siteOf(config, { texts, present }) {
  const offered = offeredProviders(config);
  const [first] = offered;
  const shared = sharedOf(config, offered, present);
  /**
   * Returns what to have at hand. Where the handler may choose another provider, what is true of the first one may be wrong.
   *
   * @param {string} [country]
   */
  const preparationsIn = (country) => (offered.length === 1 ? first.preparations(country) : undefined);
  /** @type {Map<Locale, Promise<FormSite & { names: Readonly<Record<string, string>> }>>} */
  const known = new Map();

  /** @param {Locale} locale */
  async function load(locale) {
    const { names: stateNames, labels, issues } = await loadLanguage(locale);
    const prepare = preparationsIn();
    const all = { ...fillIn(texts[locale], { partner: first.partner }), locale, addressLabels: labels, issues };
    return {
      ...shared,
      decisions: { individual: prepare?.individual?.decisionDays, business: prepare?.business?.decisionDays },
      prepare,
      texts: all,
      ownFields: ownFieldControls(config, locale),
      names: stateNames,
    };
  }

  return {
    operation: shared.operation,
    frames: shared.frames,
    /** Whether the data of a country say what to have at hand. */
    prepares: offered.length === 1,

    /**
     * Returns the site in a language.
     *
     * @param {Locale} locale
     */
    inLanguage(locale) {
      const site = known.get(locale) ?? load(locale);
      known.set(locale, site);
      return site;
    },

    /**
     * Returns the data of a country; `undefined` if there is no such country.
     *
     * @param {Locale} locale
     * @param {string | undefined} country
     * @returns {Promise<CountryData | undefined>}
     */
    async countryData(locale, country) {
      if (!countries().some(({ alpha2 }) => alpha2 === country)) return undefined;
      const code = /** @type {string} */ (country);
      const { names, ...site } = await this.inLanguage(locale);
      const phone = phoneInput(code);
      const list = states(site, code, names);
      return {
        ...(list && { states: list, spellings: spellings(rules, code, list, await import("../../../module/names/spellings.js")) }),
        ...(phone && { phone: { callingCode: phone.callingCode, example: phone.exampleNational } }),
        prepare: preparationsIn(code),
      };
    },

    /**
     * Returns the code of a state that was typed as the list of its country shows it.
     *
     * @param {Locale} locale
     * @param {string} code the country's alpha-2 or alpha-3 code
     * @param {string} text
     */
    async stateCode(locale, code, text) {
      const alpha2 = countries().find((one) => one.alpha2 === code || one.alpha3 === code)?.alpha2;
      const country = await this.countryData(locale, alpha2);
      return alpha2 && country?.states && stateCode({ ...(await this.inLanguage(locale)), country }, alpha2, text);
    },
  };
}

/**
 * Replaces the placeholders in all texts. One without a value stays.
 *
 * @template {object} Part
 * @param {Part} texts
 * @param {Readonly<Record<string, string>>} values
 * @returns {Part}
 */
function fillIn(texts, values) {
  const filled = Object.entries(texts).map(([name, text]) => [name, typeof text === "string" ? fill(text, values) : fillIn(text, values)]);
  return /** @type {Part} */ (Object.fromEntries(filled));
}
