/** The rules of `kyclink/form`, loaded after the page. */

import { addressFields, countries, fieldProps, ISSUE_CODES, type Messages, subdivisions, validate } from "kyclink/form";
import type { Texts } from "../views/texts/index.ts";
import type { Finding, Rules, Site } from "../views/view.ts";

export const rules: Rules = { addressFields, countries, fieldProps, subdivisions, validate };

/** Returns a function that validates an applicant and words the messages as the page does. */
export function checker(operation: Site["operation"], { word }: Texts) {
  const messages: Messages = Object.fromEntries(ISSUE_CODES.map((code) => [code, word]));
  return (applicant: unknown): { issues: Finding[]; warnings: Finding[] } => {
    const verdict = validate(operation, applicant, { normalize: true, messages });
    return { issues: verdict.ok ? [] : verdict.issues, warnings: verdict.warnings };
  };
}
