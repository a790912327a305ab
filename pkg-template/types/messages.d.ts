import type { IssueCode, Message } from "./common.js";

/**
 * A message for every code of `ISSUE_CODES` in this language. They name the field: "Enter your email address."
 *
 * @example
 * import messages from "kyclink/messages/de";
 * validate("spherepay.onboard", {}, { messages }).issues[1].message; // "Geben Sie Ihre E-Mail-Adresse an."
 */
declare const messages: { readonly [Code in IssueCode]: Message<Code> };
export default messages;
