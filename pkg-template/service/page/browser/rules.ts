// The rules of `kyclink/form`, loaded after the web page.

import { addressFields, countries, fieldProps, ISSUE_CODES, normalize, ready, subdivisions, validate } from "kyclink/form";
import { finder } from "../../../module/names/find.ts";
import { message } from "../views/issues.ts";
import type { FieldIssue, Rules, Site } from "../views/view.js";

export { ready };

// Overloads do not take a union, although they take each of its types.
export const rules = { addressFields, countries, fieldProps, subdivisions, validate, finder } as Rules;

/** Returns the operation of a page, of which a provider of one's own has the lists in its HTML. */
export async function operationOf(given: Site["operation"]): Promise<Site["operation"]> {
  if (typeof given !== "string" || !given.startsWith("{")) return given;
  const { OwnOperation } = await import("../../provider/own-operation.ts");
  return new OwnOperation(JSON.parse(given));
}

/** What was entered, as far as it matters here. */
interface Entered {
  phone?: unknown;
  address?: { country?: string };
}

/** A phone number as it is dialled at home: at least three digits, and no plus. */
const DIALLED = /^[^\p{Nd}+＋]*(?:\p{Nd}[^\p{Nd}+＋]*){3,}$/u;

/**
 * Returns a function that validates an applicant as the handler does, with messages in the page's language. It reads
 * `personFields` of the site each time: a refusal may add some.
 */
export function checker(site: Site) {
  const { operation, policy, texts } = site;
  const messages = Object.fromEntries(ISSUE_CODES.map((code) => [code, (issue: FieldIssue) => message(issue, texts)]));
  return (applicant: Entered) => {
    const verdict = rules.validate(operation, applicant, {
      policy,
      personFields: site.personFields,
      normalize: true,
      phoneCountry: "address",
      messages,
    });
    // The form asks for the country after the number, if it does.
    const asksCountry = typeof operation === "string" || operation.typesOf("address.country").length > 0;
    const waits = asksCountry && !applicant.address?.country && DIALLED.test(String(applicant.phone ?? ""));
    const isKnown = ({ path }: FieldIssue) => !(waits && path[0] === "phone");
    return { issues: verdict.ok ? [] : verdict.issues.filter(isKnown), warnings: verdict.warnings.filter(isKnown) };
  };
}

/** Returns an applicant's phone number in E.164 form, as it is sent; `undefined` if it cannot be read. */
export function e164(operation: Site["operation"], applicant: Entered): string | undefined {
  const { phone } = normalize(operation, applicant, { phoneCountry: "address" });
  return typeof phone === "string" && phone.startsWith("+") ? phone : undefined;
}
