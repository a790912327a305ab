/**
 * Stripe Identity, with an id that no session has, and the webhook endpoints, if the key may list them: their keys are shown
 * only once (docs.stripe.com/api/webhook_endpoints). Nothing else can be read without a consequence.
 */

import { members } from "../../../service/provider/ready.ts";
import type { Account, Live } from "../live.ts";
import { checkDelivery, isSuccess, notTried, unread } from "./verdict.ts";
import type { Exchange } from "./wire.ts";
import { nobody } from "./wire.ts";

/** The events that bring a status. */
const EVENTS = ["processing", "verified", "requires_input", "canceled", "redacted"].map((word) => `identity.verification_session.${word}`);

export const stripeIdentity: Live = {
  probe: (wire, { own }) => wire.call(own, "status", { customerId: nobody() }),
  accepts: [404],
  right: "the right to read Identity's verification sessions",
  mode: ({ secretKey }) => (secretKey.includes("_test_") ? "test" : "live"),
  async check(wire, account, probed) {
    const listed = account.webhookKey ? await wire.get(probed, "/v1/webhook_endpoints?limit=100") : undefined;
    return {
      ...(listed && checkEndpoints(account, listed)),
      activation: notTried("only a session tells whether Identity is activated for your account"),
      "webhook key": notTried("Stripe shows the key only when the endpoint is created"),
      "link hosts": notTried("to read a session may replace the link of the person who has it"),
    };
  },
};

/** Checks the endpoints that get events. */
function checkEndpoints(account: Account, listed: Exchange) {
  const { data } = members(listed.json);
  if (!isSuccess(listed) || !Array.isArray(data)) return { "webhook URL": notTried(unread("webhook endpoints", listed)) };
  const endpoints = data.map(members).filter(({ status }) => status !== "disabled");
  return checkDelivery(
    account,
    EVENTS,
    endpoints.map(({ url, enabled_events }) => ({ url, events: enabled_events })),
  );
}
