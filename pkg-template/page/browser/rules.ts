/** The rules of `kyclink/form`, loaded after the web page. */

import { addressFields, countries, fieldProps, ISSUE_CODES, normalize, subdivisions, validate } from "../../form/entry/inline.js";
import { message } from "../views/issues.js";
import type { FieldIssue, Rules, Site, Texts } from "../views/view.js";

// The form module has the declarations of `kyclink/form`, which are not beside it.
export const rules = { addressFields, countries, fieldProps, subdivisions, validate } as unknown as Rules;

export interface Checked {
  issues: readonly FieldIssue[];
  warnings: readonly FieldIssue[];
  /** The phone number as it is sent. */
  phone: unknown;
}

/** Returns a function that validates an applicant as the handler does, with messages in the page's language. */
export function checker(operation: Site["operation"], texts: Texts) {
  const messages = Object.fromEntries(ISSUE_CODES.map((code: string) => [code, (issue: FieldIssue) => message(issue, texts)]));
  return (applicant: { phone?: unknown }): Checked => {
    const verdict = rules.validate(operation, applicant, { normalize: true, phoneCountry: "address", messages });
    const { phone } = normalize(operation, applicant, { phoneCountry: "address" });
    return { issues: verdict.ok ? [] : verdict.issues, warnings: verdict.warnings, phone };
  };
}
