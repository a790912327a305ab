/** `GET /customers`: oldest first, with an opaque cursor that identifies the last customer of the previous page. */

import { timestampMs } from "../../../service/provider/times.js";
import { checkQuery } from "../schema.js";
import { SCHEMAS } from "../schemas.js";
import { resource } from "./customers.js";
import { fieldError, invalidFields } from "./errors.js";

/** @import { Customer } from "./customers.js" */

const EXACT = ["platformCustomerId", "customerType", "region", "umaAddress"];

/** @param {Customer[]} customers @param {URLSearchParams} query */
export function listCustomers(customers, query) {
  const errors = checkQuery(SCHEMAS.grid.ListCustomers, query).map(fieldError);
  const cursor = query.get("cursor");
  const matching = customers.filter((customer) => matches(customer, query));
  const start = cursor === null ? 0 : matching.findIndex(({ id }) => btoa(id) === cursor) + 1;
  if (cursor !== null && start === 0) errors.push({ field: "cursor", message: "Unknown cursor" });
  if (errors.length > 0) throw invalidFields(errors);

  const page = matching.slice(start, start + Number(query.get("limit") ?? 20));
  const hasMore = start + page.length < matching.length;
  const next = hasMore ? { nextCursor: btoa(page[page.length - 1].id) } : {};
  return { data: page.map(resource), hasMore, ...next, totalCount: matching.length };
}

/** @param {Customer} customer @param {URLSearchParams} query */
function matches(customer, query) {
  const shown = resource(customer);
  // Times are compared in whole seconds, as responses contain them: a bound copied from a response must include its
  // customer.
  const [created, updated] = [shown.createdAt, shown.updatedAt].map((time) => Date.parse(String(time)));
  /** @param {string} name @param {number} missing */
  const bound = (name, missing) => timestampMs(query.get(name) ?? "") ?? missing;
  const currency = query.get("currency");
  return (
    EXACT.every((name) => !query.has(name) || query.get(name) === shown[name]) &&
    (currency === null || (Array.isArray(shown.currencies) && shown.currencies.includes(currency))) &&
    created >= bound("createdAfter", -Infinity) &&
    created <= bound("createdBefore", Infinity) &&
    updated >= bound("updatedAfter", -Infinity) &&
    updated <= bound("updatedBefore", Infinity)
  );
}
