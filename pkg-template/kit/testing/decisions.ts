/** What a provider can decide, and where a check can stop until somebody does more. */

import type { Decision, Stop } from "../../types/testing.js";

const DECISIONS: readonly Decision[] = ["approve", "reject", "hold"];

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
} satisfies Record<Stop, 1>;

/** Whether some provider takes such a decision. */
export const isDecision = (decision: string): decision is Decision => isStop(decision) || DECISIONS.some((known) => known === decision);

/** Whether a decision stops a check. */
export const isStop = (decision: string): decision is Stop => Object.hasOwn(STOPS, decision);

/**
 * Returns what a provider can decide about a type of customer.
 *
 * @param stops the provider's table
 */
export const decisionsOf = (stops: Partial<Record<Stop, unknown>>): readonly Decision[] => [
  ...DECISIONS,
  ...(Object.keys(stops) as Stop[]),
];
