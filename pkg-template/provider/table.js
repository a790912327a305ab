// The table of a provider of one's own, of which src/provider/declared makes a provider.

import { APPLICANT_FIELDS } from "../lib/tables.js";

/** @typedef {import("../types/provider.js").ProviderDefinition} ProviderDefinition */
/** @typedef {"individual" | "business"} Type */

/**
 * Which types have a field, and which must have it.
 *
 * @typedef {{ of: Set<Type>, requiredOf: Set<Type>, parts: Map<string, Use> }} Use
 */

/**
 * A field as the table has it. `when` is the only type that has it.
 *
 * @typedef {{ name: string, kind?: string, parts?: Field[], required?: boolean, when?: Type }} Field
 */

export const TYPES = /** @type {const} */ (["individual", "business"]);

/** What the functions get that is not the applicant's. */
const CUSTOMER = { name: "customerId", kind: "customerId", required: true };
const REFERENCE = { name: "reference", kind: "text" };
const REDIRECT_URI = { name: "redirectUri", kind: "redirectUri" };
const SINCE = { name: "since", kind: "text" };

/** The parts of an address that its country decides about. */
const OF_COUNTRY = ["state", "postalCode"];

/**
 * Returns the table of a definition.
 *
 * @param {Pick<ProviderDefinition, "name" | "repeat" | "link">} definition
 * @param {Partial<ProviderDefinition["applicant"]>} applicant
 */
export function tableOf({ name, repeat, link }, applicant) {
  const types = TYPES.filter((type) => applicant[type]?.length);
  /** @type {Record<Type, string[]>} */
  const requiredOf = { individual: [], business: [] };
  const fields = [
    { name: "type", kind: types.length > 1 ? "type" : types[0], required: true },
    ...fieldsOf(usesOf(applicant), new Set(types), requiredOf),
  ];
  const isByReference = repeat === "reference";
  const inputs = {
    onboard: [...fields, REFERENCE, REDIRECT_URI],
    create: [...fields, { ...REFERENCE, required: isByReference }, REDIRECT_URI],
    // Where a reference leads to the same customer, `create` makes another link.
    link: isByReference && !link ? [CUSTOMER, { ...REFERENCE, required: true }, REDIRECT_URI] : [CUSTOMER, REDIRECT_URI],
    status: [CUSTOMER],
    find: [...fields, { ...REFERENCE, required: true }, REDIRECT_URI, SINCE],
  };
  return JSON.stringify({ name, repeat, inputs, requiredOf });
}

/**
 * Returns how the types use each field.
 *
 * @param {Partial<ProviderDefinition["applicant"]>} applicant
 */
function usesOf(applicant) {
  /** @type {Map<string, Use>} */
  const uses = new Map();
  for (const type of TYPES) {
    for (const listed of applicant[type] ?? []) {
      const name = listed.replace("?", "");
      const [whole, part] = name.split(".");
      const isRequired = name === listed;
      const { parts } = use(uses, whole, type, isRequired);
      if (part) use(parts, part, type, isRequired);
      for (const path of part ? [] : partsOf(whole)) use(parts, path.slice(whole.length + 1), type, APPLICANT_FIELDS[path][1]);
    }
  }
  return uses;
}

/**
 * Returns the paths of an applicant's fields, the wholes among them.
 *
 * @param {ProviderDefinition["applicant"]} applicant
 * @param {Type | undefined} type
 */
export function pathsOf(applicant, type) {
  const listed = (type && applicant[type]) ?? [];
  const names = listed.map((name) => name.replace("?", ""));
  return ["type", "reference", "redirectUri", ...names.flatMap((name) => [name, name.split(".")[0], ...partsOf(name)])];
}

/**
 * Returns the paths of the parts of a field.
 *
 * @param {string} whole
 */
function partsOf(whole) {
  return Object.keys(APPLICANT_FIELDS).filter((path) => path.startsWith(`${whole}.`));
}

/**
 * Adds that a type has a field.
 *
 * @param {Map<string, Use>} uses
 * @param {string} name
 * @param {Type} type
 * @param {boolean} isRequired
 */
function use(uses, name, type, isRequired) {
  const known = uses.get(name) ?? { of: new Set(), requiredOf: new Set(), parts: new Map() };
  uses.set(name, known);
  known.of.add(type);
  if (isRequired) known.requiredOf.add(type);
  return known;
}

/**
 * Returns fields as the table has them. One that only some of the types must have is added to `requiredOf`.
 *
 * @param {Map<string, Use>} uses
 * @param {Set<Type>} types those that have the whole
 * @param {Record<Type, string[]>} requiredOf
 * @param {string} [prefix]
 * @returns {Field[]}
 */
function fieldsOf(uses, types, requiredOf, prefix = "") {
  return [...uses].map(([name, use]) => {
    const path = prefix + name;
    // The type of an applicant stands beside the fields, not beside their parts.
    const among = prefix === "" ? use.of : types;
    const isOfCountry = prefix !== "" && uses.has("country") && OF_COUNTRY.includes(name);
    const required = !isOfCountry && use.requiredOf.size === among.size;
    if (!required && !isOfCountry) for (const type of use.requiredOf) requiredOf[type].push(path);
    const parts = use.parts.size > 0 ? fieldsOf(use.parts, use.of, requiredOf, `${path}.`) : undefined;
    const when = use.of.size < types.size && prefix === "" ? [...use.of][0] : undefined;
    return { name, kind: APPLICANT_FIELDS[path]?.[0], parts, required, when };
  });
}
