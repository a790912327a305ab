/** Converts the form's flat field names into an applicant. */

/**
 * Empty fields are left out, but their group is kept, so that a missing street is reported at the street and not at the
 * whole address. The business fields are dropped when a person applies.
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
