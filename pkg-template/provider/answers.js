// What the functions of a provider may return: known members only, each of a known size. The crate decides what they
// mean.

import { ownOptions } from "../lib/options/options.js";
import { isSafeUrl } from "../lib/url.js";
import { itemsOf, MALFORMED, readMembers } from "./members.js";

const MAX_CUSTOMERS = 100;

/** @typedef {import("./members.js").Members} Members */

/** The members of the answers, whom they are about first. */
const OF_CUSTOMER = ["customerId", "type", "kycUrl", "expiresAt", "token", "status", "requirements", "capabilities"];
const OF_FOUND = ["customerId", "type", "createdAt"];
const OF_EVENT = ["id", "kind", "at"];
const OF_EVENT_DATA = ["customerId", "reference", "type", "status", "requirements", "capabilities"];

/**
 * Returns the JSON of what a function has returned. If the crate refuses it, it tells the `problem`.
 *
 * @param {string} name the function
 * @param {unknown} returned
 * @param {Members} sent the body of the request
 */
export function answerOf(name, returned, sent) {
  /** @type {string[]} */
  const problems = [];
  const answer = name === "find" ? found(returned, sent, problems) : readMembers(returned, OF_CUSTOMER, problems);
  const [problem = name === "find" ? "neither customers nor null" : problemOf(answer, sent)] = problems;
  return JSON.stringify({ ...answer, problem: `${name} returned ${problem}.` });
}

/**
 * Says what may be wrong with an answer without malformed members, without a value of it: what remains if everything
 * else is right.
 *
 * @param {Members} answer
 * @param {Members} sent
 */
function problemOf({ customerId, kycUrl, type }, sent) {
  const isGiven = customerId !== undefined;
  if (!isGiven && sent.customerId === undefined) return "no customerId";
  if (isGiven && sent.customerId !== undefined && customerId !== sent.customerId) return "the customerId of another customer";
  if (type !== undefined && sent.type !== undefined && type !== sent.type) return "a type that is not the applicant's";
  if (kycUrl === undefined) return "neither kycUrl nor status";
  if (!isSafeUrl(String(kycUrl))) return "a kycUrl that is not an https URL without credentials";
  return "a kycUrl on another host: add it to hosts";
}

/**
 * The customers that a search has found. Only `null` and an empty list say that there is none: a function that returns
 * nothing may have forgotten to. Each is the applicant's.
 *
 * @param {unknown} returned
 * @param {Members} sent
 * @param {string[]} problems
 */
function found(returned, { type, email, phone, reference }, problems) {
  if (returned === undefined) return {};
  const all = returned === null ? [] : Array.isArray(returned) ? itemsOf(returned, MAX_CUSTOMERS) : [returned];
  if (!all) problems.push(`more than ${MAX_CUSTOMERS} customers`);
  const customers = all?.map((one) => {
    const known = readMembers(one, OF_FOUND, problems);
    if (known.customerId === undefined) problems.push("a customer without customerId");
    return { type, ...known, email, phone, reference };
  });
  return { customers: customers ?? MALFORMED };
}

/**
 * The kind that follows from a status.
 *
 * @satisfies {Record<import("../types/core.js").CustomerStatus, string>}
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
 * Returns an event as src/provider/declared/webhook.rs reads it, and the `problem` with it, for which the crate refuses
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
  return { body: ownOptions({ ...event, kind, data }), problem };
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
