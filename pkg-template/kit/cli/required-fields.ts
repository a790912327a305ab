/** What a platform at Grid requires of its customers, compared with what the form asks for. */

import { grid } from "../../module/entry/inline.ts";
import type { PersonField } from "../../module/form/validate.ts";
import type { GridConfig } from "../../module/providers.js";
import { PERSON_FIELDS } from "../../module/tables.js";
import type { Finding } from "./doctor.ts";

/**
 * Fields of the applicant that a form asks for where `personFields` has them, by the words of `CustomerInfoFieldName`.
 */
const OF_PERSON: Record<string, readonly PersonField[]> = {
  FULL_NAME: ["firstName", "lastName"],
  BIRTH_DATE: ["birthDate"],
  NATIONALITY: ["nationality"],
};

/** What every form asks for, and what belongs to payments. */
const IGNORED = [
  ...["EMAIL", "PHONE_NUMBER", "POSTAL_ADDRESS", "COUNTRY_OF_RESIDENCE", "COMPANY_LEGAL_NAME", "TAX_ID", "USER_TYPE"],
  ...["ACCOUNT_IDENTIFIER", "FI_LEGAL_ENTITY_NAME", "FI_ADDRESS", "PURPOSE_OF_PAYMENT", "ULTIMATE_INSTITUTION_COUNTRY"],
];

/**
 * Returns what the platform's currencies require and the form does not ask for; `undefined` if Grid did not say.
 *
 * @param account the options of the client
 * @param personFields those of the handler
 */
export async function checkRequiredFields(
  account: object,
  personFields: readonly string[] = PERSON_FIELDS.grid,
): Promise<Finding[] | undefined> {
  try {
    const client = grid({ ...(account as GridConfig), timeout: 10_000, maxRetries: 0 });
    const { supportedCurrencies = [] } = await client.getConfig();
    return supportedCurrencies.flatMap(({ currencyCode, providerRequiredCustomerFields: required = [] }) =>
      required.flatMap((word) => findingOf(String(currencyCode), String(word), personFields)),
    );
  } catch {
    return undefined;
  }
}

function findingOf(currency: string, word: string, personFields: readonly string[]): Finding[] {
  if (IGNORED.includes(word)) return [];
  const name = "grid.personFields";
  const fields = Object.hasOwn(OF_PERSON, word) ? OF_PERSON[word] : undefined;
  if (!fields) return [{ name, message: `${currency} requires ${word}, which the form cannot ask for: send it with updateCustomer` }];
  const missing = fields.filter((field) => !personFields.includes(field));
  if (missing.length === 0) return [];
  return [{ name, message: `${currency} requires ${word}: add ${missing.join(" and ")} to personFields, and name all in --person-fields` }];
}
