// The rules of `kyclink/form`, loaded after the web page.

import { addressFields, countries, fieldProps, ISSUE_CODES, normalize, ready, subdivisions, validate } from "kyclink/form";
import { finder } from "../../../module/names/find.js";
import { message } from "../views/issues.js";

/** @import { FieldIssue, Rules, Site } from "../views/view.js" */

export { ready };

// Overloads do not take a union, although they take each of its types.
export const rules = /** @type {Rules} */ (
  /** @type {unknown} */ ({ addressFields, countries, fieldProps, subdivisions, validate, finder })
);

/**
 * Returns the operation of a page, of which a provider of one's own has the lists in its HTML.
 *
 * @param {Site["operation"]} given
 * @returns {Promise<Site["operation"]>}
 */
export async function operationOf(given) {
  if (typeof given !== "string" || !given.startsWith("{")) return given;
  const { OwnOperation } = await import("../../provider/own-operation.js");
  return new OwnOperation(JSON.parse(given));
}

/**
 * What was entered, as far as it matters here.
 *
 * @typedef {object} Entered
 * @property {unknown} [phone]
 * @property {{ country?: string }} [address]
 */

/** A phone number as it is dialled at home: at least three digits, and no plus. */
const DIALLED = /^[^\p{Nd}+＋]*(?:\p{Nd}[^\p{Nd}+＋]*){3,}$/u;

/**
 * Returns a function that validates an applicant as the handler does, with messages in the page's language. It reads
 * `personFields` of the site each time: a refusal may add some.
 *
 * @param {Site} site
 */
export function checker(site) {
  const { operation, policy, texts } = site;
  const messages = Object.fromEntries(ISSUE_CODES.map((code) => [code, (/** @type {FieldIssue} */ issue) => message(issue, texts)]));
  return (/** @type {Entered} */ applicant) => {
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
    /** @param {FieldIssue} issue */
    const isKnown = ({ path }) => !(waits && path[0] === "phone");
    return { issues: verdict.ok ? [] : verdict.issues.filter(isKnown), warnings: verdict.warnings.filter(isKnown) };
  };
}

/**
 * Returns an applicant's phone number in E.164 form, as it is sent; `undefined` if it cannot be read.
 *
 * @param {Site["operation"]} operation
 * @param {Entered} applicant
 * @returns {string | undefined}
 */
export function e164(operation, applicant) {
  const { phone } = normalize(operation, applicant, { phoneCountry: "address" });
  return typeof phone === "string" && phone.startsWith("+") ? phone : undefined;
}
