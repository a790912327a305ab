// What Due refuses, and whose it is (due.readme.io/docs/api-error-codes).

import type { ProviderErrorCode } from "../provider/errors.ts";
import { errorOf, members } from "../provider/ready.ts";

type Members = Record<string, unknown>;

/** The applicant's fields behind the fields of an account. */
const FIELDS = {
  individual: { email: ["email"], name: ["firstName", "lastName"], country: ["address.country"] },
  business: { email: ["email"], name: ["business.legalName"], country: ["business.country"] },
};

/**
 * What Due's words mean, where the status alone would say something else. Any other is about the person, unless it names
 * fields that are not theirs, such as the category.
 */
type Refusal = { code?: ProviderErrorCode; field?: keyof (typeof FIELDS)["individual"]; settings?: string };
const REFUSALS = new Map<string, Refusal>([
  ["err_user_email_taken", { code: "conflict", field: "email" }],
  ["err_user_email_required", { field: "email" }],
  ["err_signup_email_required", { field: "email" }],
  ["err_user_name_required", { field: "name" }],
  ["err_kyc_unsupported_param_combination", { field: "country" }],
  ["err_tos_region_not_configured", { field: "country" }],
  ["err_token_invalid", { code: "unauthorized" }],
  ["err_platform_deactivated", { settings: "whether your platform is active at Due" }],
  ["err_derived_account_not_supported", { settings: "whether your account may have accounts of customers" }],
  // There is an account with this reference, which the list does not show.
  ["err_account_external_id_conflict", { code: "outcome_unknown" }],
  // A check that has gone on since it was read.
  ["err_kyc_already_passed", { code: "unavailable" }],
  ["err_kyc_applicant_invalid_status", { code: "unavailable" }],
  ["err_kyc_submission_finalized", { code: "unavailable" }],
  // The account is there, and its page makes an applicant.
  ["err_sumsub_applicant_not_found", { code: "not_supported" }],
]);

export function failureOf(response: Response, { error_code: word, details }: Members, type: keyof typeof FIELDS) {
  const isSignIn = String(word).startsWith("err_signin_");
  const { code, field, settings: ofWord } = REFUSALS.get(isSignIn ? "err_token_invalid" : String(word)) ?? {};
  const refused = [...Object.keys(members(details)), ...(field ? [field] : [])];
  const named = Object.entries(FIELDS[type]).filter(([name]) => refused.includes(name));
  const settings = refused.length > 0 && named.length === 0 ? "categories, and where people return" : ofWord;
  const codes = code && { [response.status]: code };
  return errorOf(response, { codes, paths: named.flatMap(([, paths]) => paths), word, settings });
}
