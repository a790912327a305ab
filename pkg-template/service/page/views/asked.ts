// Which fields a form asks for, and whom.

import type { CustomerType } from "../../../module/applicant.ts";
import type { FormSite } from "./view.js";

/** Whether the operation has a field. A built-in one has all that the form knows. */
export function isListed({ operation, extras }: Pick<FormSite, "operation" | "extras">, name: string) {
  return typeof operation === "string" || (operation.typesOf(name).length > 0 && !extras?.has(name));
}

/** Returns the only type of applicant that has a field, and the only one that must have it, if the type decides. */
export function typesOf(
  { operation, rules }: Pick<FormSite, "operation" | "rules">,
  name: string,
): { only?: CustomerType | undefined; requiredOf?: CustomerType | undefined } {
  if (typeof operation === "string" || operation.types.length === 1) return {};
  const types = operation.typesOf(name);
  const required = types.filter((type) => rules.fieldProps(operation.of(type), name).required);
  return { only: types.length === 1 ? types[0] : undefined, requiredOf: required.length === 1 ? required[0] : undefined };
}
