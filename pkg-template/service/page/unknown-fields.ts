// Tells a developer about members of an applicant that are fields at no provider, such as `mail` instead of `email`: the
// person would be asked for the email address below the filled-in field.

import { adviceOn } from "../../module/options/unknown-option.ts";
import { APPLICANT_PATHS } from "../../module/tables.js";

/** What the handler takes beside the applicant. */
const OTHERS = ["own", "agreements", "needsCookie"];

const told: Set<string> = new Set();

/** Logs each unknown member once. The log has its name, and never its value. */
export function tellUnknownFields(applicant: unknown) {
  for (const path of pathsIn(applicant, "")) {
    if (APPLICANT_PATHS.includes(path) || OTHERS.includes(path) || told.has(path)) continue;
    told.add(path);
    console.warn(`kyclink: "${path}" is not a field of an applicant, so it is not sent: ${adviceOn(path, APPLICANT_PATHS)}`);
  }
}

function pathsIn(value: unknown, parent: string): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = parent + name;
    // Whatever a program adds to what it sends itself is not looked into.
    const isPart = APPLICANT_PATHS.some((known) => known.startsWith(`${path}.`));
    return inner === undefined ? [] : [path, ...(isPart ? pathsIn(inner, `${path}.`) : [])];
  });
}
