/** From the form's flat names to an applicant. */

/**
 * What is empty is left out, but not the group it is in: so a missing street is told at the street and not at the
 * address. Answers about a business are nobody's business when a person applies.
 */
export function applicantOf(form: HTMLFormElement): Record<string, unknown> {
  const applicant: Record<string, unknown> = {};
  for (const [name, value] of new FormData(form)) {
    if (name === "idempotencyKey") continue;
    const [group, field] = name.split(".") as [string, string?];
    if (field === undefined) {
      if (value !== "") applicant[group] = value;
      continue;
    }
    const fields = (applicant[group] ?? {}) as Record<string, unknown>;
    if (value !== "") fields[field] = value;
    applicant[group] = fields;
  }
  if (applicant.type !== "business") delete applicant.business;
  return applicant;
}
