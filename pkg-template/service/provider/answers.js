// What the functions of a provider may return: known members only, each of a known size. The crate decides what they
// mean.

import { copyOptions } from "../../module/copy-options.js";
import { itemsOf, MALFORMED, readMembers } from "./members.js";

const MAX_CUSTOMERS = 100;

/** @import { Members } from "./members.js" */

const OF_STATUS = ["status", "requirements", "capabilities", "reasons", "operatorReasons"];
/** The members of the answers, whom they are about first. */
const OF_CUSTOMER = ["customerId", "type", "kycUrl", "expiresAt", "once", "token", ...OF_STATUS];
const OF_TOKEN = ["customerId", "type", "token", "id", "expiresAt", ...OF_STATUS];
const OF_FOUND = ["customerId", "reference", "type", "createdAt"];
const OF_EVENT = ["id", "kind", "at"];
const OF_EVENT_DATA = ["customerId", "reference", "type", ...OF_STATUS];

/**
 * Returns the JSON of what a function has returned, with the name of the function, and what is wrong with a member that is
 * malformed. The crate says what else it refuses (src/provider/own/refusal.rs).
 *
 * @param {string} name the function
 * @param {unknown} returned
 * @param {Members} sent the body of the request
 * @param {boolean} hasOnlyRead whether it is a create that cannot have created anything
 */
export function answerOf(name, returned, sent, hasOnlyRead) {
  /** @type {string[]} */
  const problems = [];
  const answer =
    name === "find" ? found(returned, sent, problems) : readMembers(returned, name === "token" ? OF_TOKEN : OF_CUSTOMER, problems);
  const [problem] = problems;
  return JSON.stringify({ ...answer, hasOnlyRead, function: name, problem: problem && `${name} returned ${problem}.` });
}

/**
 * Returns an answer that the crate refuses, whatever the function: nothing in it can be read.
 *
 * @param {string} problem why
 * @param {boolean} [hasOnlyRead]
 */
export function unreadable(problem, hasOnlyRead = false) {
  return { customerId: MALFORMED, customers: MALFORMED, problem, hasOnlyRead };
}

/**
 * The customers that a search has found. Only `null` and an empty list say that there is none: a function that returns
 * nothing may have forgotten to. Each has the applicant's data, for which it was searched, but no reference of its own
 * accord: that says whose it is.
 *
 * @param {unknown} returned
 * @param {Members} sent
 * @param {string[]} problems
 */
function found(returned, { type, email, phone }, problems) {
  if (returned === undefined) return {};
  const all = returned === null ? [] : Array.isArray(returned) ? itemsOf(returned, MAX_CUSTOMERS) : [returned];
  if (!all) problems.push(`more than ${MAX_CUSTOMERS} customers`);
  const customers = all?.map((one) => ({ type, ...readMembers(one, OF_FOUND, problems), email, phone }));
  return { customers: customers ?? MALFORMED };
}

/**
 * The kind that follows from a status.
 *
 * @satisfies {Record<import("../../types/core.js").CustomerStatus, string>}
 */
const KINDS = {
  incomplete: "customer_updated",
  pending: "kyc_pending",
  approved: "kyc_approved",
  rejected: "kyc_rejected",
  expired: "kyc_expired",
  on_hold: "kyc_needs_review",
  unknown: "customer_updated",
};
const DECISIONS = ["kyc_approved", "kyc_rejected", "kyc_expired"];

/**
 * Returns an event as src/provider/own/webhook.rs reads it, and the `problem` with it, for which the crate refuses
 * it.
 *
 * @param {unknown} returned
 */
export function eventOf(returned) {
  /** @type {string[]} */
  const problems = [];
  const event = readMembers(returned, OF_EVENT, problems);
  const data = readMembers(returned, OF_EVENT_DATA, problems);
  const byStatus = typeof data.status === "string" ? KINDS[/** @type {keyof typeof KINDS} */ (data.status)] : undefined;
  const { kind = byStatus } = event;
  const [problem = problemOfEvent(event.id, kind, byStatus)] = problems;
  return { body: copyOptions({ ...event, kind, data }), problem };
}

/**
 * @param {unknown} id
 * @param {unknown} kind
 * @param {string | undefined} byStatus the kind that follows from the status
 */
function problemOfEvent(id, kind, byStatus) {
  if (id === undefined) return "no id";
  if (kind === undefined) return "neither kind nor status";
  const isContradiction = byStatus !== undefined && DECISIONS.includes(String(kind)) && kind !== byStatus;
  return isContradiction ? "a kind that is another decision than the status" : undefined;
}
