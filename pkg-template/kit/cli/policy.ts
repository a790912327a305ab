/** What the Content-Security-Policy of a page must allow, for `kyclink doctor --url`. */

import type { Finding } from "./doctor.ts";

/**
 * Checks what a page may do. If it has several policies, each of them has to allow it.
 *
 * @param header the policies, joined as `Headers` joins them
 */
export function checkPolicy(header: string): Finding[] {
  const policies = header.split(",").map(directivesOf);
  /**
   * Returns whether a policy has sources of a kind, and none of those that kyclink needs.
   *
   * @param sources of each policy
   * @param needed one of them is enough
   */
  const isRefused = (sources: (string[] | undefined)[], needed: string[]) =>
    sources.some((known) => known && !known.some((source) => needed.includes(source)));
  const scripts = policies.map((policy) => policy.get("script-src") ?? policy.get("default-src"));
  const forms = policies.map((policy) => policy.get("form-action"));
  const findings: Finding[] = [];
  const name = "Content-Security-Policy";
  if (isRefused(scripts, ["'wasm-unsafe-eval'", "'unsafe-eval'"])) {
    findings.push({ name, message: "kyclink/form cannot run: add 'wasm-unsafe-eval' to script-src" });
  }
  if (isRefused(forms, ["https:", "*"])) {
    findings.push({ name, message: "a posted form cannot be redirected to the hosted page: add https: to form-action" });
  }
  return findings;
}

/** Returns the sources of each directive of a policy (CSP Level 3, section 2.2.1). */
function directivesOf(policy: string) {
  const directives: Map<string, string[]> = new Map();
  for (const directive of policy.split(";")) {
    // Only ASCII counts as white space.
    const [name = "", ...sources] = directive
      .toLowerCase()
      .split(/[\t\n\f\r ]+/)
      .filter(Boolean);
    // If a directive is repeated, the first one counts.
    if (!directives.has(name)) directives.set(name, sources);
  }
  return directives;
}
