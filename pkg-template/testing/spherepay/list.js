/**
 * `GET /v2/customer`: page numbers, newest customer first. The largest `limit` is not documented: 100 is an
 * assumption.
 */

import { overallStatus, resource } from "./customers.js";
import { validationFailed } from "./errors.js";

/** @typedef {import("./customers.js").Customer} Customer */

const ENUMS = { status: ["incomplete", "pending", "approved", "rejected"], type: ["individual", "business"] };
const NAMES = ["page", "limit", "search", "email", "status", "type"];

/**
 * @param {Customer[]} customers
 * @param {URLSearchParams} query
 */
export function listCustomers(customers, query) {
  const errors = queryErrors(query);
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

/** @param {URLSearchParams} query */
function queryErrors(query) {
  /** @type {{ detail: string, parameter: string }[]} */
  const errors = [];
  /** @param {string} parameter @param {boolean} good @param {string} detail */
  const expect = (parameter, good, detail) => {
    if (!good) errors.push({ detail, parameter });
  };
  for (const [name, value] of query) {
    if (name === "page") expect(name, /^[1-9][0-9]{0,8}$/.test(value), "Expected a number from 1");
    else if (name === "limit") expect(name, /^([1-9][0-9]?|100)$/.test(value), "Expected a number from 1 to 100");
    else if (name === "search") expect(name, value.length >= 1 && value.length <= 255, "Expected 1 to 255 characters");
    else if (name === "status" || name === "type") expect(name, ENUMS[name].includes(value), `Must be one of: ${ENUMS[name].join(", ")}`);
    else expect(name, NAMES.includes(name), "Unrecognized parameter");
  }
  return errors;
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
