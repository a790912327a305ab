/** Between the form's flat names and the applicant, in both directions; the same in the page and in the Worker. */

import { FIELDS } from "./fields.js";

/**
 * The form's answers as text, known fields only.
 * @param {Iterable<[string, unknown]>} entries of a FormData
 * @returns {Record<string, string>}
 */
export function readValues(entries) {
  const given = new Map(entries);
  const isText = ({ name }) => typeof given.get(name) === "string";
  return Object.fromEntries(FIELDS.filter(isText).map(({ name }) => [name, given.get(name)]));
}

/**
 * What is empty is left out, but not the group it is in: so a missing street is told at the street and not at the
 * address. Answers about a business are nobody's business when a person applies.
 * @param {Record<string, string>} values
 */
export function toApplicant(values) {
  const applicant = {};
  for (const [name, value] of Object.entries(values)) {
    const [group, field] = name.split(".");
    if (field !== undefined) applicant[group] ??= {};
    if (value === "") continue;
    if (field === undefined) applicant[group] = value;
    else applicant[group][field] = value;
  }
  if (applicant.type !== "business") delete applicant.business;
  return applicant;
}

/**
 * One message per control, in the order of the form. What is about a whole group stands at its first control; what
 * is about no control at all stands under the empty name.
 * @param {{ path: (string | number)[], message: string }[]} issues
 * @returns {Map<string, string>}
 */
export function toMessages(issues) {
  const found = new Map();
  for (const { path, message } of issues) {
    const name = path.join(".");
    const field = FIELDS.find((field) => field.name === name || field.name.startsWith(`${name}.`));
    const at = field?.name ?? "";
    if (!found.has(at)) found.set(at, message);
  }
  const names = ["", ...FIELDS.map(({ name }) => name)];
  return new Map(names.filter((name) => found.has(name)).map((name) => [name, found.get(name)]));
}
