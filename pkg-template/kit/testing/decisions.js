/** What a provider can decide, and where a check can stop until somebody does more. */

/** @import { Decision, Stop } from "../../types/testing.js" */

/** @type {readonly Decision[]} */
const DECISIONS = ["approve", "reject", "hold"];

/** @satisfies {Record<Stop, 1>} */
const STOPS = {
  reject_for_good: 1,
  needs_terms: 1,
  needs_contact: 1,
  needs_data: 1,
  needs_document: 1,
  needs_questionnaire: 1,
  needs_owner: 1,
  needs_other: 1,
  needs_document_later: 1,
};

/** Whether some provider takes such a decision. @param {string} decision @returns {decision is Decision} */
export const isDecision = (decision) => isStop(decision) || DECISIONS.some((known) => known === decision);

/** Whether a decision stops a check. @param {string} decision @returns {decision is Stop} */
export const isStop = (decision) => Object.hasOwn(STOPS, decision);

/**
 * Returns what a provider can decide about a type of customer.
 *
 * @param {Partial<Record<Stop, unknown>>} stops the provider's table
 * @returns {readonly Decision[]}
 */
export const decisionsOf = (stops) => [...DECISIONS, .../** @type {Stop[]} */ (Object.keys(stops))];
