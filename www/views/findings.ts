/** Where findings are told: one at each control, in the order of the form. */

import type { Finding } from "./view.ts";

/**
 * What is about a whole group stands at its first control; what is about none of the controls, under the empty name.
 *
 * @param names of the controls, in their order
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

/** An RFC 6901 pointer as a path. */
export function pathOf(pointer: string): string[] {
  const steps = pointer.split("/").slice(1);
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
