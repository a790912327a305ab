/** The next actions with which a person has nothing to do at a hosted page. */
export const IDLE_ACTIONS = ["none", "contact_support"];

/**
 * Whether a status is the last one that is watched: it no longer changes by itself. Your support resolves all but a
 * refusal with the provider, so that `on_hold` becomes `approved` while the person waits.
 */
export function isLast({ status, nextAction }: { status: string; nextAction: string }) {
  return nextAction === "none" || (nextAction === "contact_support" && status === "rejected");
}
