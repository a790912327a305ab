/** The rules of `kyclink/form`, loaded after the web page. */

import { addressFields, countries, fieldProps, ISSUE_CODES, subdivisions, validate } from "../../form/entry/inline.js";
import { message } from "../views/issues.js";
import type { FieldIssue, Rules, Site, Texts } from "../views/view.js";

// The form module has the declarations of `kyclink/form`, which are not beside it.
export const rules = { addressFields, countries, fieldProps, subdivisions, validate } as unknown as Rules;

export interface Checked {
  issues: readonly FieldIssue[];
  warnings: readonly FieldIssue[];
}

/** A phone number as it is dialled at home. Reading it takes the numbering plans, which only the handler has. */
const DIALLED = /^[^+＋]*\d[^+＋]*\d[^+＋]*\d[^+＋]*$/;

/** Returns a function that validates an applicant as the handler does, with messages in the page's language. */
export function checker(operation: Site["operation"], texts: Texts) {
  const messages = Object.fromEntries(ISSUE_CODES.map((code: string) => [code, (issue: FieldIssue) => message(issue, texts)]));
  return (applicant: { phone?: unknown; address?: unknown }): Checked => {
    const verdict = rules.validate(operation, applicant, { normalize: true, messages });
    const { country } = (applicant.address ?? {}) as { country?: string };
    const isDialled = Boolean(country) && DIALLED.test(String(applicant.phone ?? ""));
    const isKnown = ({ path }: FieldIssue) => !(isDialled && path[0] === "phone");
    return { issues: verdict.ok ? [] : verdict.issues.filter(isKnown), warnings: verdict.warnings.filter(isKnown) };
  };
}
