/** `GET /v2/customer`: page numbers, newest customer first. */

import { checkQuery, explain } from "../schema.js";
import { overallStatus, resource } from "./customers.js";
import { validationFailed } from "./errors.js";
import { LIST } from "./rules.js";

/** @import { Customer } from "./customers.js" */

/**
 * @param {Customer[]} customers
 * @param {URLSearchParams} query
 */
export function listCustomers(customers, query) {
  const errors = checkQuery(LIST, query).map((failure) => ({ detail: explain(failure), parameter: String(failure.path[0]) }));
  if (errors.length > 0) throw validationFailed(errors);
  const page = Number(query.get("page") ?? 1);
  const limit = Number(query.get("limit") ?? 10);
  const matching = customers.filter((customer) => matches(customer, query)).reverse();
  const totalPages = Math.ceil(matching.length / limit);
  return {
    customers: matching.slice((page - 1) * limit, page * limit).map(resource),
    pagination: { page, limit, total: matching.length, totalPages, hasNext: page < totalPages, hasPrevious: page > 1 },
  };
}

/** @param {Customer} customer @param {URLSearchParams} query */
function matches(customer, query) {
  const { email, type, names } = customer;
  const search = (query.get("search") ?? "").toLowerCase();
  const texts = [email ?? "", ...Object.values(names).map((name) => String(name ?? ""))];
  const exact = Object.entries({ email, type, status: overallStatus(customer) });
  return (
    texts.some((text) => text.toLowerCase().includes(search)) &&
    exact.every(([name, value]) => !query.has(name) || query.get(name) === value)
  );
}
