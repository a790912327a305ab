// The table of a provider of one's own, of which src/provider/declared makes a provider.

import { PARTS } from "../lib/form/own-values.js";
import { APPLICANT_FIELDS } from "../lib/tables.js";

/**
 * @typedef {import("../lib/form/own.js").OwnOperation} OwnOperation
 * @typedef {import("../types/common.js").CustomerType} CustomerType
 */

/**
 * A field as the table has it. `when` is the only type that has it.
 *
 * @typedef {{ name: string, kind?: string, parts?: Field[] | undefined, required?: boolean, when?: CustomerType | undefined }} Field
 */

/** What the functions get that is not the applicant's. */
const CUSTOMER = { name: "customerId", kind: "customerId", required: true };
const REFERENCE = { name: "reference", kind: "text" };
const REDIRECT_URI = { name: "redirectUri", kind: "redirectUri" };
const SINCE = { name: "since", kind: "text" };

/**
 * Returns the table of a definition.
 *
 * @param {Pick<import("../types/provider.js").ProviderDefinition, "name" | "repeat" | "link">} definition
 * @param {OwnOperation} operation
 */
export function tableOf({ name, repeat, link }, operation) {
  const { types } = operation;
  const type = { name: "type", kind: types.length > 1 ? "type" : types[0] };
  const fields = [{ ...type, required: true }, ...fieldsOf(operation)];
  const isByReference = repeat === "reference";
  const inputs = {
    onboard: [...fields, REFERENCE, REDIRECT_URI],
    create: [...fields, { ...REFERENCE, required: isByReference }, REDIRECT_URI],
    // Where a reference leads to the same customer, `create` makes another link.
    link: isByReference && !link ? [type, CUSTOMER, { ...REFERENCE, required: true }, REDIRECT_URI] : [CUSTOMER, REDIRECT_URI],
    status: [CUSTOMER],
    find: [...fields, { ...REFERENCE, required: true }, REDIRECT_URI, SINCE],
  };
  const canRenew = isByReference || link !== undefined;
  return JSON.stringify({ name, repeat, canRenew, inputs, requiredOf: requiredOf(operation) });
}

/**
 * @param {OwnOperation} operation
 * @returns {Field[]}
 */
function fieldsOf(operation) {
  const listed = [...PARTS.keys()].filter((name) => operation.typesOf(name).length > 0);
  return listed.map((name) => {
    const parts = partsOf(operation, name);
    const types = operation.typesOf(name);
    const when = types.length < operation.types.length ? types[0] : undefined;
    return { ...fieldOf(operation, name, name), parts: parts.length > 0 ? parts : undefined, when };
  });
}

/**
 * @param {OwnOperation} operation
 * @param {string} whole
 */
function partsOf(operation, whole) {
  const parts = (PARTS.get(whole) ?? []).filter((part) => operation.isRequired(`${whole}.${part}`) !== undefined);
  return parts.map((part) => fieldOf(operation, part, `${whole}.${part}`));
}

/**
 * @param {OwnOperation} operation
 * @param {string} name
 * @param {string} path
 */
function fieldOf(operation, name, path) {
  return { name, kind: APPLICANT_FIELDS[path], required: operation.isRequired(path) === true };
}

/**
 * Returns the fields, as a name and that of a part, that one of the types must have and another one may leave out.
 *
 * @param {OwnOperation} operation
 */
function requiredOf(operation) {
  /** @param {CustomerType} type */
  const pathsFor = (type) =>
    Object.keys(APPLICANT_FIELDS)
      .filter((path) => operation.isRequired(path) === false && operation.use(path, type) === true)
      .map((path) => [...path.split("."), ""].slice(0, 2));
  return { individual: pathsFor("individual"), business: pathsFor("business") };
}

/**
 * Returns the paths of an applicant's fields, the wholes among them.
 *
 * @param {OwnOperation} operation
 * @param {CustomerType | undefined} type
 */
export function pathsOf(operation, type) {
  const listed = Object.keys(APPLICANT_FIELDS).filter((path) => type && operation.typesOf(path).includes(type));
  return ["type", "reference", "redirectUri", ...listed, ...listed.map((path) => path.split(".")[0])];
}
