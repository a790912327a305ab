import type { IssueCode } from "../module/codes.ts";
import type { Message } from "../module/form/validate.ts";

/**
 * A message for every code of `ISSUE_CODES` in this language. They name the field: "Enter your email address."
 *
 * @example
 * import messages from "kyclink/messages/de";
 * const { issues } = validate("spherepay.onboard", {}, { messages });
 * issues?.[1]?.message; // "Geben Sie Ihre E-Mail-Adresse an."
 */
// `Required` changes nothing, but without it arethetypeswrong expects `export =`, which no other module has.
declare const messages: Required<{ readonly [Code in IssueCode]: Message<Code> }>;
export default messages;
