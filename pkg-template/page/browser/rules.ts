/** The rules of `kyclink/form`, loaded after the web page. */

import { addressFields, countries, fieldProps, ISSUE_CODES, normalize, subdivisions, validate } from "kyclink/form";
import { message } from "../views/issues.js";
import type { FieldIssue, Rules, Site } from "../views/view.js";

export const rules: Rules = { addressFields, countries, fieldProps, subdivisions, validate };

export interface Checked {
  issues: readonly FieldIssue[];
  warnings: readonly FieldIssue[];
}

/** What was entered, as far as it matters here. */
interface Entered {
  phone?: unknown;
  address?: { country?: string };
}

/** A phone number as it is dialled at home: at least three digits, and no plus. */
const DIALLED = /^[^\p{Nd}+＋]*(?:\p{Nd}[^\p{Nd}+＋]*){3,}$/u;

/** Returns a function that validates an applicant as the handler does, with messages in the page's language. */
export function checker({ operation, policy, texts }: Site) {
  const messages = Object.fromEntries(ISSUE_CODES.map((code: string) => [code, (issue: FieldIssue) => message(issue, texts)]));
  return (applicant: Entered): Checked => {
    const verdict = validate(operation, applicant, { policy, normalize: true, phoneCountry: "address", messages });
    // The form asks for the country after the number.
    const waits = !applicant.address?.country && DIALLED.test(String(applicant.phone ?? ""));
    const isKnown = ({ path }: FieldIssue) => !(waits && path[0] === "phone");
    return { issues: verdict.ok ? [] : verdict.issues.filter(isKnown), warnings: verdict.warnings.filter(isKnown) };
  };
}

/** Returns an applicant's phone number in E.164 form, as it is sent; `undefined` if it cannot be read. */
export function e164(operation: Site["operation"], applicant: Entered): string | undefined {
  const { phone } = normalize(operation, applicant, { phoneCountry: "address" });
  return typeof phone === "string" && phone.startsWith("+") ? phone : undefined;
}
