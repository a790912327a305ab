// The providers that a handler may choose, as far as the page has to know them.

import type { FormOperationName, ProviderName } from "../../../module/codes.ts";
import { copyOptions } from "../../../module/copy-options.ts";
import { fieldProps } from "../../../module/form/data.ts";
import { preparation } from "../../../module/form/preparation.ts";
import type { PersonField } from "../../../module/form/validate.ts";
import { keysOf } from "../../../module/keys-of.ts";
import { APPLICANT_FIELDS, CODE_DIGITS, HOSTED_PAGES, PERSON_FIELDS } from "../../../module/tables.js";
import type { Config } from "../../edge/config/config.ts";
import { OwnOperation } from "../../provider/own-operation.ts";
import type { OwnProvider } from "../../provider/own-provider.ts";
import type { Extras, Preparations } from "../views/view.js";

type Operation = FormOperationName | OwnOperation;

/** A configuration with what is behind its providers of one's own, as the handler passes it to the page. */
type WithOwnProviders = { ownProviders?: Record<string, OwnProvider> };

/** Returns what is behind the providers of one's own. */
export function ownProvidersIn(config: Config & WithOwnProviders) {
  return Object.values(config.ownProviders ?? {});
}

interface OfferedProvider {
  operation: Operation;
  /** its name for people */
  partner: string;
  /** whether its hosted pages send people back */
  returnPeople: boolean;
  mayBeFramed: boolean;
  /** how many digits its codes for contacts have, if it sends some */
  codeDigits?: number | undefined;
  /** whether its platforms differ in what they require of a person */
  mayRefuse: boolean;
  /** what this platform requires */
  personFields: readonly PersonField[];
  /** what to have at hand */
  preparations: (country?: string) => Preparations | undefined;
}

/** The fields of an applicant that are controls. */
const CONTROLS = APPLICANT_FIELDS.filter((name) => name !== "address");
/** What the form of every built-in provider asks for. */
const OF_BUILT_IN = /^(?:email|phone|address\..+)$/;

/** Returns the providers, of which the form asks for what the first one needs. */
export function offeredProviders(config: Config): OfferedProvider[] {
  const { provider } = config;
  const isWanted = (name: string) => typeof provider !== "string" || name === provider;
  const builtIn = keysOf(HOSTED_PAGES).filter((name) => isWanted(name) && (config[name] ?? provider === name));
  const ownProviders = ownProvidersIn(config).filter(({ name }) => isWanted(name));
  return [...builtIn.map((name) => offerBuiltIn(config, name)), ...ownProviders.map(offerOwn)];
}

function offerBuiltIn(config: Config, name: ProviderName): OfferedProvider {
  const { title, ...pages } = HOSTED_PAGES[name];
  const own = copyOptions(config[name]);
  const personFields = "personFields" in own ? own.personFields : undefined;
  const prepare = (country: string | undefined, type: "individual" | "business") => preparation(name, { type, address: { country } });
  return {
    ...pages,
    partner: title,
    codeDigits: copyOptions(CODE_DIGITS)[name],
    operation: `${name}.onboard` as const,
    mayRefuse: PERSON_FIELDS[name].length > 0,
    personFields: personFields ?? PERSON_FIELDS[name],
    preparations: (country) => ({ individual: prepare(country, "individual"), business: prepare(country, "business") }),
  };
}

/** Nothing says whether its hosted pages send people back, so they open in a new tab. */
function offerOwn({ label, operation, preparation }: OwnProvider): OfferedProvider {
  return {
    ...{ partner: label, operation, returnPeople: false, mayBeFramed: false, mayRefuse: false, personFields: [] },
    preparations: () => preparation,
  };
}

/**
 * Returns the fields that only other providers than the first one need, by name, with the operation that needs it: the
 * form asks for them once one of those has refused an applicant without them. Built-in providers need no more than the
 * form of any of them has.
 */
export function extrasOf([first, ...others]: readonly OfferedProvider[]): Extras {
  const extras: Extras = new Map();
  const all = [first, ...others];
  if (!all.some(({ operation }) => operation instanceof OwnOperation)) return extras;
  const { operation: firstOperation } = first;
  const isAsked = (name: string) =>
    all.some(({ personFields }) => personFields.some((field) => field === name)) ||
    (firstOperation instanceof OwnOperation ? firstOperation.typesOf(name).length > 0 : OF_BUILT_IN.test(name));
  for (const { operation } of others) {
    for (const name of CONTROLS) if (!isAsked(name) && needs(operation, name)) extras.set(name, operation);
  }
  return extras;
}

/**
 * Whether an operation may refuse an applicant without a field. The country is one that requires every field that some
 * country requires.
 */
function needs(operation: Operation, name: string) {
  const all = operation instanceof OwnOperation ? operation.types.map((type) => operation.of(type)) : [operation];
  return all.some((one) => {
    try {
      return fieldProps(one, name, { country: "US" }).required;
    } catch {
      return false; // it has no such field
    }
  });
}

/** Returns the operation of a form that may also have the extras. A built-in one has other rules for them, if any. */
export function withExtras(operation: Operation, extras: Extras) {
  if (!(operation instanceof OwnOperation) || extras.size === 0) return operation;
  const more = [...extras.keys()].map((name) => `${name}?`);
  return new OwnOperation(Object.fromEntries(operation.types.map((type) => [type, [...(operation[type] ?? []), ...more]])));
}
