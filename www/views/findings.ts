/** Assigns findings (issues and warnings) to controls: at most one to each, in the order of the form. */

import type { Finding } from "./view.ts";

/**
 * Returns messages by control name. A finding about a whole group belongs to the group's first control; a finding that
 * concerns none of the controls has the empty name.
 *
 * @param names the names of the controls, in their order
 */
export function placed(findings: readonly Finding[], names: readonly string[], word: (finding: Finding) => string): Map<string, string> {
  const found = new Map<string, string>();
  for (const finding of findings) {
    const path = finding.path.join(".");
    const name = names.find((name) => name === path || (path !== "" && name.startsWith(`${path}.`))) ?? "";
    if (!found.has(name)) found.set(name, word(finding));
  }
  return new Map(["", ...names].flatMap((name) => (found.has(name) ? [[name, found.get(name)!]] : [])));
}

/** Converts an RFC 6901 pointer into a path. */
export function pathOf(pointer: string): string[] {
  const steps = pointer.split("/").slice(1);
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
