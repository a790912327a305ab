/** `GET /customers`: oldest first, with an opaque cursor that identifies the last customer of the previous page. */

import { timestampMs } from "../../../service/provider/times.ts";
import { checkQuery } from "../schema.ts";
import { SCHEMAS } from "../schemas.ts";
import type { StoredCustomer } from "./customers.ts";
import { resource } from "./customers.ts";
import { fieldError, invalidFields } from "./errors.ts";

const EXACT = ["platformCustomerId", "customerType", "region", "umaAddress"];

export function listCustomers(customers: StoredCustomer[], query: URLSearchParams) {
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

function matches(customer: StoredCustomer, query: URLSearchParams) {
  const shown = resource(customer);
  // Times are compared in whole seconds, as responses contain them: a bound copied from a response must include its
  // customer.
  const [created, updated] = [shown.createdAt, shown.updatedAt].map((time) => Date.parse(String(time)));
  const bound = (name: string, missing: number) => timestampMs(query.get(name) ?? "") ?? missing;
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
