/** What a provider can decide, and where a check can stop until somebody does more. */

import { keysOf } from "../../module/keys-of.ts";

/**
 * Where a check stops, until somebody does more.
 *
 * - `reject_for_good`: the provider refuses the customer for a reason that it calls final.
 * - `needs_terms`, `needs_contact`, `needs_data`, `needs_document`, `needs_questionnaire`: the terms, a confirmed contact,
 *   a name or a number, a document, or answers about money are missing.
 * - `needs_owner`: of a business, the owners are missing.
 * - `needs_other`: something that no document of the provider describes.
 * - `needs_document_later`: the customer is approved, and needs a document from a day on that is 30 days away.
 */
export type Stop =
  | "reject_for_good"
  | "needs_terms"
  | "needs_contact"
  | "needs_data"
  | "needs_document"
  | "needs_questionnaire"
  | "needs_owner"
  | "needs_other"
  | "needs_document_later";

/**
 * A decision of the provider. `hold` delays it for another review. {@link SandboxCustomer.decisions} says which of the
 * others a provider can take.
 */
export type Decision = "approve" | "reject" | "hold" | Stop;

/** How a hosted flow ends: with a decision, or in review until {@link Sandbox.complete} decides. */
export type HostedDecision = Decision | "review";

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
export const decisionsOf = (stops: Partial<Record<Stop, unknown>>): readonly Decision[] => [...DECISIONS, ...keysOf(stops)];
