// Makes the data from which the views of one handler are rendered, per language and country.

import { fill } from "../../lib/fill.js";
import { addressFields } from "../../lib/form/address.js";
import { countries, fieldProps, subdivisions } from "../../lib/form/data.js";
import { phoneInput } from "../../lib/form/phone-input.js";
import { preparation } from "../../lib/form/preparation.js";
import { validate } from "../../lib/form/validate.js";
import { ownOptions } from "../../lib/options/options.js";
import { COMPOSITES, HOSTED_PAGES, PERSON_FIELDS } from "../../lib/tables.js";
import { finder } from "../../names/find.js";
import { spellings, states } from "../views/states.js";
import { loadLanguage } from "./language.js";
import { ownControls } from "./own.js";

/**
 * @typedef {import("../../types/edge.js").Config} Config
 * @typedef {import("../../types/form.js").FormOperationName} FormOperationName
 * @typedef {import("../../types/form.js").PersonField} PersonField
 * @typedef {import("../../types/form.js").ProviderName} ProviderName
 * @typedef {import("../../types/page.js").Locale} Locale
 * @typedef {import("../views/view.js").CountryData} CountryData
 * @typedef {import("../views/view.js").FormSite} FormSite
 * @typedef {import("../views/view.js").Preparations} Preparations
 * @typedef {import("../views/view.js").Rules} Rules
 * @typedef {import("./options.js").Options} Options
 */

/** @type {Rules} */
const rules = { addressFields, countries, fieldProps, subdivisions, validate, finder };

/**
 * Returns functions for the site in a language, and for the data of a country.
 *
 * @param {Config} config
 * @param {Options} options
 */
export function siteOf(config, { texts, present }) {
  const { basePath: base = "", policy } = config;
  const names = providersOf(config);
  const [first] = /** @type {[ProviderName]} */ (names);
  const partner = HOSTED_PAGES[first].title;
  // Each of them may be chosen.
  const personFields = [...new Set(names.flatMap((name) => requiredOf(config, name)))];
  const operation = /** @type {FormOperationName} */ (COMPOSITES.find((name) => name.startsWith(`${first}.`)));
  const returnPeople = config.redirectUri !== undefined && names.every((name) => HOSTED_PAGES[name].returnPeople);
  const newTab = present === undefined ? !returnPeople : present !== "redirect";
  const frames = present === "frame" && names.some((name) => HOSTED_PAGES[name].mayBeFramed);
  /**
   * Returns what to have at hand. Where the handler may choose another provider, what is true of the first one may be wrong.
   *
   * @param {string} [country]
   * @returns {Preparations | undefined}
   */
  const preparationsIn = (country) => {
    /** @param {keyof Preparations} type */
    const of = (type) => preparation(first, { type, address: { country } });
    return names.length === 1 ? { individual: of("individual"), business: of("business") } : undefined;
  };
  /** @type {Map<Locale, Promise<FormSite & { names: Readonly<Record<string, string>> }>>} */
  const known = new Map();

  /** @param {Locale} locale */
  async function load(locale) {
    const { names: stateNames, labels, issues } = await loadLanguage(locale);
    const prepare = preparationsIn();
    const all = { ...fillIn(texts[locale], { partner }), locale, addressLabels: labels, issues };
    return {
      base,
      operation,
      policy,
      personFields,
      partner,
      newTab,
      frames,
      inApp: false,
      decisions: { individual: prepare?.individual.decisionDays, business: prepare?.business.decisionDays },
      prepare,
      rules,
      texts: all,
      mayRefuse: names.some((name) => PERSON_FIELDS[name].length > 0),
      own: ownControls(config, locale),
      names: stateNames,
    };
  }

  return {
    operation,
    frames,
    /** Whether the data of a country say what to have at hand. */
    prepares: names.length === 1,

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
        ...(list && { states: list, spellings: spellings(rules, code, list, await import("../../names/spellings.js")) }),
        ...(phone && { phone: { callingCode: phone.callingCode, example: phone.exampleNational } }),
        prepare: preparationsIn(code),
      };
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

/**
 * Returns the providers that the handler may choose. Where it chooses among several, the form asks for what the first
 * one needs.
 *
 * @param {Config} config
 * @returns {ProviderName[]}
 */
function providersOf(config) {
  const { provider } = config;
  if (typeof provider === "string") return [provider];
  return /** @type {ProviderName[]} */ (Object.keys(HOSTED_PAGES)).filter((name) => config[name] !== undefined);
}

/**
 * Returns what the platform of a provider requires of a person.
 *
 * @param {Config} config
 * @param {ProviderName} name
 */
function requiredOf(config, name) {
  const { personFields } = /** @type {{ personFields?: readonly PersonField[] | null }} */ (ownOptions(config[name]));
  return personFields ?? PERSON_FIELDS[name];
}
