/** Turns the form's flat field names into an applicant. */

/**
 * Returns the applicant. Empty fields are omitted but their group is not, so that a missing street is an issue of the street
 * and not of the address. The fields of a business are omitted for an individual.
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
