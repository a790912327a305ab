// Makes the data from which the views of one handler are rendered, per language and country.

import { fill } from "../../../module/fill.ts";
import { addressFields } from "../../../module/form/address.ts";
import { countries, fieldProps, subdivisions } from "../../../module/form/data.ts";
import { phoneInput } from "../../../module/form/phone-input.ts";
import { validate } from "../../../module/form/validate.ts";
import { finder } from "../../../module/names/find.ts";
import type { Config } from "../../edge/config/config.ts";
import type { Locale } from "../texts/locale.ts";
import { spellings, stateCode, states } from "../views/states.ts";
import type { CountryData, FormSite, Rules } from "../views/view.js";
import { loadLanguage } from "./language.ts";
import { extrasOf, offeredProviders, withExtras } from "./offered-providers.ts";
import type { Options } from "./options.ts";
import { ownFieldControls } from "./own-fields.ts";

// Overloads do not take a union, although they take each of its types.
const rules = { addressFields, countries, fieldProps, subdivisions, validate, finder } as Rules;

/** Returns what the site is in every language. */
function sharedOf(config: Config, offered: ReturnType<typeof offeredProviders>, present: Options["present"]) {
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
    codeDigits: offered.find((one) => one.codeDigits !== undefined)?.codeDigits,
    rules,
    mayRefuse: offered.some((one) => one.mayRefuse),
    ...(extras.size > 0 && { extras }),
  };
}

/** Returns functions for the site in a language, and for the data of a country. */
export function siteOf(config: Config, { texts, present, steps }: Options) {
  const offered = offeredProviders(config);
  const [first] = offered;
  const shared = sharedOf(config, offered, present);
  /**
   * Returns what to have at hand. Where the handler may choose another provider, what is true of the first one may be wrong.
   */
  const preparationsIn = (country?: string) => (offered.length === 1 ? first.preparations(country) : undefined);
  const known: Map<Locale, Promise<FormSite & { names: Readonly<Record<string, string>> }>> = new Map();

  async function load(locale: Locale) {
    const { names: stateNames, labels, issues } = await loadLanguage(locale);
    const prepare = preparationsIn();
    const all = { ...fillIn(texts[locale], { partner: first.partner }), locale, addressLabels: labels, issues };
    return {
      ...shared,
      decisions: { individual: prepare?.individual?.decisionDays, business: prepare?.business?.decisionDays },
      prepare,
      steps,
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

    /** Returns the site in a language. */
    inLanguage(locale: Locale) {
      const site = known.get(locale) ?? load(locale);
      known.set(locale, site);
      return site;
    },

    /** Returns the data of a country; `undefined` if there is no such country. */
    async countryData(locale: Locale, country: string | undefined): Promise<CountryData | undefined> {
      const code = countries().find(({ alpha2 }) => alpha2 === country)?.alpha2;
      if (code === undefined) return undefined;
      const { names, ...site } = await this.inLanguage(locale);
      const phone = phoneInput(code);
      const list = states(site, code, names);
      return {
        ...(list && { states: list, spellings: spellings(rules, code, list, await import("../../../module/names/spellings.ts")) }),
        ...(phone && { phone: { callingCode: phone.callingCode, example: phone.exampleNational } }),
        prepare: preparationsIn(code),
      };
    },

    /**
     * Returns the code of a state that was typed as the list of its country shows it.
     *
     * @param code the country's alpha-2 or alpha-3 code
     */
    async stateCode(locale: Locale, code: string, text: string) {
      const alpha2 = countries().find((one) => one.alpha2 === code || one.alpha3 === code)?.alpha2;
      const country = await this.countryData(locale, alpha2);
      return alpha2 && country?.states && stateCode({ ...(await this.inLanguage(locale)), country }, alpha2, text);
    },
  };
}

/** Replaces the placeholders in all texts. One without a value stays. */
function fillIn<Part extends object>(texts: Part, values: Readonly<Record<string, string>>): Part {
  const filled = Object.entries(texts).map(([name, text]) => [name, typeof text === "string" ? fill(text, values) : fillIn(text, values)]);
  return Object.fromEntries(filled);
}
