/** Assigns issues to the controls of the form. */

import type { FieldIssue } from "./view.ts";

/**
 * Returns one message per control, in the order of the form. An issue of a whole group belongs to its first control, and an
 * issue of no control has the empty name.
 *
 * @param names the names of the controls, in their order
 */
export function messagesByControl(
  issues: readonly FieldIssue[],
  names: readonly string[],
  word: (issue: FieldIssue) => string,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const issue of issues) {
    const path = issue.path.join(".");
    const name = names.find((name) => name === path || (path !== "" && name.startsWith(`${path}.`))) ?? "";
    if (!found.has(name)) found.set(name, word(issue));
  }
  return new Map(["", ...names].flatMap((name) => (found.has(name) ? [[name, found.get(name)!]] : [])));
}

/** Parses an RFC 6901 pointer into a path. */
export function pathOf(pointer: string): string[] {
  const steps = pointer.split("/").slice(1);
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
