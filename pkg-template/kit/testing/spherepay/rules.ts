/** What the pages of SpherePay's documentation say about requests in sentences, beside its schemas. */

import { isObject } from "../../../module/json.ts";
import { UNDIVIDED_ALPHA_3 } from "../countries.ts";
import { withProse } from "../schema.ts";
import { SCHEMAS } from "../schemas.ts";
import type { FieldError } from "./errors.ts";

/** From the page's examples: the names of events, or `*`, and a URL of the web. */
export const WEBHOOK = withProse(SCHEMAS.spherepay.RegisterWebhook, {
  name: { minLength: 1 },
  url: { format: "url" },
  events: { items: { type: "string", pattern: "^(\\*|[a-zA-Z]+(\\.[a-zA-Z]+)+)$" } },
});

/** No maximum is documented: these are assumptions. */
export const LIST = withProse(SCHEMAS.spherepay.ListCustomers, {
  page: { pattern: "^[1-9][0-9]{0,8}$" },
  limit: { pattern: "^([1-9][0-9]?|100)$" },
});

/**
 * Countries whose postal addresses always have a state and a postal code: there the documentation's "required for
 * countries that have states" and "that use postal codes" is unambiguous. Elsewhere neither is required, because no
 * list is published.
 */
const STATE_AND_POSTAL_CODE = ["USA", "CAN", "AUS", "BRA", "IND", "MEX"];

/**
 * The rules about an address that are in the schema's prose but not in its keywords.
 *
 * @param body any value
 */
export function addressErrors(body: unknown, { demanding }: { demanding: boolean }) {
  const given = isObject(body) && isObject(body.address) ? body.address : {};
  const demanded = demanding && STATE_AND_POSTAL_CODE.includes(String(given.country));
  const errors: FieldError[] = [];
  if (given.state === undefined || given.state === "") {
    if (demanded) errors.push({ detail: "Required for this country", pointer: "/address/state" });
  } else if (!/^[A-Z0-9]{1,3}$/.test(String(given.state)) && !UNDIVIDED_ALPHA_3.has(String(given.country))) {
    errors.push({ detail: "Expected a subdivision code of ISO 3166-2 without the country", pointer: "/address/state" });
  }
  if (demanded && (given.postalCode === undefined || given.postalCode === "")) {
    errors.push({ detail: "Required for this country", pointer: "/address/postalCode" });
  }
  return errors;
}
