// What Sumsub's words about an applicant mean. The documents are named in sumsub.js.

import type { ProviderStatus } from "../provider/functions.ts";
import { members, WITHOUT_STATUS } from "../provider/ready.ts";

const STATUSES: Readonly<Record<string, ProviderStatus["status"]>> = {
  init: "incomplete",
  awaitingUser: "incomplete",
  pending: "pending",
  prechecked: "pending",
  queued: "pending",
  awaitingService: "pending",
};
/** What the operator's staff decides, or does, in the dashboard. The person waits. */
const OF_OPERATOR = { kind: "review", who: "operator", can: "act", nextAction: "wait" } as const;
export const NOT_BEGUN: ProviderStatus = { status: "incomplete" };

/** Whether a profile counts for nothing any more. */
export function isInactive({ deleted }: { deleted?: unknown }) {
  return (deleted ?? false) !== false;
}

/**
 * Whether the SDK shows an applicant that a check goes on, for which it asks for tokens: without one, it would end. A token
 * of another level would end the check.
 */
export function isShown({ levelName: level, reviewStatus }: Record<string, unknown>, levels: readonly string[]) {
  return (reviewStatus === "onHold" || STATUSES[String(reviewStatus)] === "pending") && levels.some((one) => one === level);
}

/**
 * Returns the status of an applicant. An approval counts at some levels only: that of another one is kept when the level is
 * changed, and says nothing about these.
 *
 * @param levelName the level at which people begin
 * @param levels those at which an approval counts
 */
export function statusOf(
  { levelName: level, reviewStatus, reviewResult }: Record<string, unknown>,
  levelName: string,
  levels: readonly string[],
): ProviderStatus {
  if (typeof reviewStatus !== "string") return WITHOUT_STATUS;
  if (reviewStatus === "onHold") return { status: "on_hold", requirements: [{ ...OF_OPERATOR, code: "on_hold" }] };
  if (reviewStatus !== "completed") return { status: Object.hasOwn(STATUSES, reviewStatus) ? STATUSES[reviewStatus] : "unknown" };
  const { reviewAnswer, reviewRejectType, moderationComment, rejectLabels } = members(reviewResult);
  if (typeof level !== "string" || typeof reviewAnswer !== "string") return WITHOUT_STATUS;
  const isRejectedAtFirst = level === levelName && reviewAnswer !== "GREEN";
  if (!levels.includes(level) && !isRejectedAtFirst)
    return { status: "on_hold", requirements: [{ ...OF_OPERATOR, code: "level_changed" }] };
  if (reviewAnswer === "GREEN") return { status: "approved" };
  const why = reasonsOf(moderationComment, rejectLabels);
  if (reviewAnswer === "RED" && reviewRejectType === "FINAL") return { status: "rejected", ...why };
  if (reviewAnswer === "RED" && reviewRejectType === "RETRY")
    return { status: "incomplete", requirements: [{ kind: "document", code: "retry" }], ...why };
  return { status: "unknown", ...why };
}

/** The characters that no reason may have, and the form of a code: with another one, kyclink refuses the whole answer. */
const UNSHOWN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
const LABEL = /^[\w.:/-]{1,64}$/;

/**
 * Returns why Sumsub has refused: `moderationComment` is for the person, labels are for the operator. `clientComment` may
 * name other people, and is not read.
 */
function reasonsOf(comment: unknown, labels: unknown) {
  const text =
    typeof comment === "string"
      ? comment
          .slice(0, 500)
          .replace(UNSHOWN, " ")
          .replace(/\p{Surrogate}/gu, "\ufffd")
          .trim()
      : "";
  const codes = Array.isArray(labels) ? labels.filter((label) => typeof label === "string" && LABEL.test(label)).slice(0, 20) : [];
  return { ...(text && { reasons: [text] }), ...(codes.length > 0 && { operatorReasons: codes }) };
}
