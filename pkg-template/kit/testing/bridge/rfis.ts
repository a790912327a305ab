/** Bridge's questions to the developer, as its description has them: read with the API, answered in the dashboard. */

import { isoMillis } from "../clock.ts";
import { uuid } from "../ids.ts";
import type { JsonObject } from "../schema.ts";

/** How long there is to answer. Not documented: an assumption. */
const WEEK = 7 * 86_400_000;

/** A question about a customer. */
export function newRfi(customerId: string, now: number): JsonObject {
  const id = uuid();
  return {
    id,
    state: "on_developer",
    developer_id: "sandbox",
    customer_id: customerId,
    context: {},
    expected_action_on_expiry: "pause_customer",
    deadline: isoMillis(now + WEEK),
    requested_items: [{ content: "Please describe the purpose of the account." }],
    dashboard_url: `https://dashboard.bridge.example/rfis/${id}`,
    state_changed_at: isoMillis(now),
    created_at: isoMillis(now),
  };
}
