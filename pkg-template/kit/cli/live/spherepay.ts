/**
 * SpherePay, with the list of customers and, from its documents of 2024, that of webhooks. It refuses a wrong key with 403.
 */

import { buildRequest } from "../../../module/entry/inline.ts";
import { members } from "../../../service/provider/ready.ts";
import type { Live } from "../live.ts";
import { checkWebhooks, isSuccess, notTried } from "./verdict.ts";

/** The events that bring a status. */
const EVENTS = ["pending", "successful", "rejected", "additionalReviewRequired"].map((word) => `customer.kyc.${word}`);

export const spherepay: Live = {
  probe: async (wire, { options }) => wire.send(buildRequest("spherepay.listCustomers", { limit: 1 }, options)),
  async check(wire, account, listed) {
    return {
      ...(await checkWebhooks(account, EVENTS, async () => {
        const exchange = await wire.get(listed, "../v1/webhook");
        return { exchange, webhooks: isSuccess(exchange) ? webhooksOf(exchange.json) : undefined };
      })),
      profiles: notTried("SpherePay has no list of the profiles that customers get"),
      "link hosts": notTried("SpherePay shows a link only when it makes one"),
    };
  },
};

/** Returns the webhooks. The documents name `signingSecret` for the list, and `secret` for a single webhook. */
function webhooksOf(json: unknown) {
  const { data } = members(json);
  const list = Array.isArray(data) ? data : members(data).webhooks;
  if (!Array.isArray(list)) return undefined;
  return list.map(members).map(({ signingSecret, secret, active, url, events }) => {
    return { key: signingSecret ?? secret, isEnabled: active !== false, url, events };
  });
}
