// The providers that a handler may choose, as far as the page has to know them.

import { copyOptions } from "../../../module/copy-options.js";
import { fieldProps } from "../../../module/form/data.js";
import { preparation } from "../../../module/form/preparation.js";
import { APPLICANT_FIELDS, COMPOSITES, HOSTED_PAGES, PERSON_FIELDS } from "../../../module/tables.js";
import { OwnOperation } from "../../provider/own-operation.js";

/**
 * @import { OwnProvider } from "../../provider/own-provider.js"
 * @import { Config } from "../../../types/edge.js"
 * @import { FormOperationName, PersonField, ProviderName } from "../../../types/form.js"
 * @import { Extras, Preparations } from "../views/view.js"
 * @typedef {FormOperationName | OwnOperation} Operation
 */

/**
 * A configuration with what is behind its providers of one's own, as the handler passes it to the page.
 *
 * @typedef {{ ownProviders?: Record<string, OwnProvider> }} WithOwnProviders
 */

/**
 * Returns what is behind the providers of one's own.
 *
 * @param {Config} config
 */
export function ownProvidersIn(config) {
  return Object.values(/** @type {WithOwnProviders} */ (/** @type {unknown} */ (config)).ownProviders ?? {});
}

/**
 * @typedef {object} OfferedProvider
 * @property {Operation} operation
 * @property {string} partner its name for people
 * @property {boolean} returnPeople whether its hosted pages send people back
 * @property {boolean} mayBeFramed
 * @property {boolean} mayRefuse whether its platforms differ in what they require of a person
 * @property {readonly PersonField[]} personFields what this platform requires
 * @property {(country?: string) => Preparations | undefined} preparations what to have at hand
 */

/** The fields of an applicant that are controls. */
const CONTROLS = APPLICANT_FIELDS.filter((name) => name !== "address");
/** What the form of every built-in provider asks for. */
const OF_BUILT_IN = /^(?:email|phone|address\..+)$/;

/**
 * Returns the providers, of which the form asks for what the first one needs.
 *
 * @param {Config} config
 * @returns {[OfferedProvider, ...OfferedProvider[]]}
 */
export function offeredProviders(config) {
  const { provider } = config;
  const isWanted = (/** @type {string} */ name) => typeof provider !== "string" || name === provider;
  const builtIn = /** @type {ProviderName[]} */ (Object.keys(HOSTED_PAGES)).filter(
    (name) => isWanted(name) && (config[name] ?? provider === name),
  );
  const ownProviders = ownProvidersIn(config).filter(({ name }) => isWanted(name));
  return /** @type {[OfferedProvider, ...OfferedProvider[]]} */ ([
    ...builtIn.map((name) => offerBuiltIn(config, name)),
    ...ownProviders.map(offerOwn),
  ]);
}

/**
 * @param {Config} config
 * @param {ProviderName} name
 * @returns {OfferedProvider}
 */
function offerBuiltIn(config, name) {
  const { title, ...pages } = HOSTED_PAGES[name];
  const { personFields } = /** @type {{ personFields?: readonly PersonField[] | null }} */ (copyOptions(config[name]));
  /** @param {string | undefined} country @param {"individual" | "business"} type */
  const prepare = (country, type) => preparation(name, { type, address: { country } });
  return {
    ...pages,
    partner: title,
    operation: /** @type {FormOperationName} */ (COMPOSITES.find((one) => one.startsWith(`${name}.`))),
    mayRefuse: PERSON_FIELDS[name].length > 0,
    personFields: personFields ?? PERSON_FIELDS[name],
    preparations: (country) => ({ individual: prepare(country, "individual"), business: prepare(country, "business") }),
  };
}

/**
 * Nothing says whether its hosted pages send people back, so they open in a new tab.
 *
 * @param {OwnProvider} provider
 * @returns {OfferedProvider}
 */
function offerOwn({ label, operation, preparation }) {
  return {
    ...{ partner: label, operation, returnPeople: false, mayBeFramed: false, mayRefuse: false, personFields: [] },
    preparations: () => preparation,
  };
}

/**
 * Returns the fields that only other providers than the first one need, by name, with the operation that needs it: the
 * form asks for them once one of those has refused an applicant without them. Built-in providers need no more than the
 * form of any of them has.
 *
 * @param {readonly [OfferedProvider, ...OfferedProvider[]]} offered
 * @returns {Extras}
 */
export function extrasOf([first, ...others]) {
  /** @type {Extras} */
  const extras = new Map();
  const all = [first, ...others];
  if (!all.some(({ operation }) => operation instanceof OwnOperation)) return extras;
  const { operation: firstOperation } = first;
  /** @param {string} name */
  const isAsked = (name) =>
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
 *
 * @param {Operation} operation
 * @param {string} name
 */
function needs(operation, name) {
  const all = operation instanceof OwnOperation ? operation.types.map((type) => operation.of(type)) : [operation];
  return all.some((one) => {
    try {
      return fieldProps(/** @type {string} */ (one), name, { country: "US" }).required;
    } catch {
      return false; // it has no such field
    }
  });
}

/**
 * Returns the operation of a form that may also have the extras. A built-in one has other rules for them, if any.
 *
 * @param {Operation} operation
 * @param {Extras} extras
 */
export function withExtras(operation, extras) {
  if (!(operation instanceof OwnOperation) || extras.size === 0) return operation;
  const more = [...extras.keys()].map((name) => `${name}?`);
  return new OwnOperation(Object.fromEntries(operation.types.map((type) => [type, [...(operation[type] ?? []), ...more]])));
}
