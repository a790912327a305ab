// Which fields a form asks for, and whom.

/**
 * @import { CustomerType } from "../../../types/form.js"
 * @import { FormSite } from "./view.js"
 */

/**
 * Whether the operation has a field. A built-in one has all that the form knows.
 *
 * @param {Pick<FormSite, "operation" | "extras">} site
 * @param {string} name
 */
export function isListed({ operation, extras }, name) {
  return typeof operation === "string" || (operation.typesOf(name).length > 0 && !extras?.has(name));
}

/**
 * Returns the only type of applicant that has a field, and the only one that must have it, if the type decides.
 *
 * @param {Pick<FormSite, "operation" | "rules">} site
 * @param {string} name
 * @returns {{ only?: CustomerType | undefined, requiredOf?: CustomerType | undefined }}
 */
export function typesOf({ operation, rules }, name) {
  if (typeof operation === "string" || operation.types.length === 1) return {};
  const types = operation.typesOf(name);
  const required = types.filter((type) => rules.fieldProps(operation.of(type), name).required);
  return { only: types.length === 1 ? types[0] : undefined, requiredOf: required.length === 1 ? required[0] : undefined };
}
