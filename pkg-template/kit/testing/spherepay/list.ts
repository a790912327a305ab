/** `GET /v2/customer`: page numbers, newest customer first. */

import { checkQuery, explain } from "../schema.ts";
import type { StoredCustomer } from "./customers.ts";
import { overallStatus, resource } from "./customers.ts";
import { validationFailed } from "./errors.ts";
import { LIST } from "./rules.ts";

export function listCustomers(customers: StoredCustomer[], query: URLSearchParams) {
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

function matches(customer: StoredCustomer, query: URLSearchParams) {
  const { email, type, names } = customer;
  const search = (query.get("search") ?? "").toLowerCase();
  const texts = [email ?? "", ...Object.values(names).map((name) => String(name ?? ""))];
  const exact = Object.entries({ email, type, status: overallStatus(customer) });
  return (
    texts.some((text) => text.toLowerCase().includes(search)) &&
    exact.every(([name, value]) => !query.has(name) || query.get(name) === value)
  );
}
