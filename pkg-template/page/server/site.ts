/** Makes the data from which the views of one handler are rendered, per language and country. */

import { subdivisionCode } from "../../lib/edge/states.js";
import { addressFields } from "../../lib/form/address.js";
import { countries, fieldProps, subdivisions } from "../../lib/form/data.js";
import { phoneInput } from "../../lib/form/phone-input.js";
import { preparation } from "../../lib/form/preparation.js";
import { validate } from "../../lib/form/validate.js";
import { ownOptions } from "../../lib/options/options.js";
import { COMPOSITES, HOSTED_PAGES } from "../../lib/tables.js";
import type { Config } from "../../types/edge.js";
import type { FormOperationName, ProviderName } from "../../types/form.js";
import type { Locale } from "../../types/page.js";
import { fill } from "../views/html.js";
import { states } from "../views/states.js";
import type { CountryData, FormSite, Preparations, Rules } from "../views/view.js";
import { loadLanguage } from "./language.js";
import type { Options } from "./options.js";
import { ownControls } from "./own.js";

const rules: Rules = { addressFields, countries, fieldProps, subdivisions, validate };

/** Returns functions for the site in a language, and for the data of a country. */
export function siteOf(config: Config, { texts, present }: Options) {
  const { basePath: base = "", policy } = config;
  const names = providersOf(config);
  const [first] = names as [ProviderName];
  const partner = HOSTED_PAGES[first].title;
  const operation = COMPOSITES.find((name) => name.startsWith(`${first}.`)) as FormOperationName;
  const returnPeople = config.redirectUri !== undefined && names.every((name) => HOSTED_PAGES[name].returnPeople);
  const newTab = present === undefined ? !returnPeople : present !== "redirect";
  const frames = present === "frame" && names.some((name) => HOSTED_PAGES[name].mayBeFramed);
  /** Returns what to have at hand. Where the handler may choose another provider, what is true of the first one may be wrong. */
  const preparationsIn = (country?: string): Preparations | undefined => {
    const of = (type: keyof Preparations) => preparation(first, ownOptions({ type, address: ownOptions({ country }) }));
    return names.length === 1 ? { individual: of("individual"), business: of("business") } : undefined;
  };
  const known = new Map<Locale, Promise<FormSite & { names: Readonly<Record<string, string>> }>>();

  async function load(locale: Locale) {
    const { names, labels, issues } = await loadLanguage(locale);
    const prepare = preparationsIn();
    const all = { ...fillIn(texts[locale], { partner }), locale, addressLabels: labels, issues };
    return {
      base,
      operation,
      policy,
      partner,
      newTab,
      frames,
      inApp: false,
      decisions: { individual: prepare?.individual.decisionDays, business: prepare?.business.decisionDays },
      prepare,
      rules,
      texts: all,
      stateCode: subdivisionCode,
      own: ownControls(config, locale),
      names,
    };
  }

  return {
    operation,
    frames,
    /** Whether the data of a country say what to have at hand. */
    prepares: names.length === 1,

    /** Returns the site in a language. */
    inLanguage(locale: Locale) {
      const site = known.get(locale) ?? load(locale);
      known.set(locale, site);
      return site;
    },

    /** Returns the data of a country; `undefined` if there is no such country. */
    async countryData(locale: Locale, country: string | undefined): Promise<CountryData | undefined> {
      if (!countries().some(({ alpha2 }) => alpha2 === country)) return undefined;
      const code = country as string;
      const { names, ...site } = await this.inLanguage(locale);
      const phone = phoneInput(code);
      const list = states(site, code, names);
      return {
        ...(list && { states: list }),
        ...(phone && { phone: { callingCode: phone.callingCode, example: phone.exampleNational } }),
        prepare: preparationsIn(code),
      };
    },
  };
}

/** Replaces the placeholders in all texts. One without a value stays. */
function fillIn<Part extends object>(texts: Part, values: Readonly<Record<string, string>>): Part {
  const filled = Object.entries(texts).map(([name, text]) => [name, typeof text === "string" ? fill(text, values) : fillIn(text, values)]);
  return Object.fromEntries(filled) as Part;
}

/**
 * Returns the providers that the handler may choose. Where it chooses among several, the form asks for what the first
 * one needs.
 */
function providersOf(config: Config): ProviderName[] {
  const { provider } = config;
  if (typeof provider === "string") return [provider];
  return (Object.keys(HOSTED_PAGES) as ProviderName[]).filter((name) => config[name] !== undefined);
}
