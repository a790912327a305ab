/** Bridge, with the newest KYC link and `GET /webhooks`, which lists the webhooks that are not deleted with their keys. */

import { buildRequest } from "../../../module/entry/inline.ts";
import { members } from "../../../service/provider/ready.ts";
import type { Live } from "../live.ts";
import { checkHosts, checkWebhooks, isSuccess, notTried } from "./verdict.ts";

/** The categories of the events that bring a status. */
const CATEGORIES = ["kyc_link", "customer"];

export const bridge: Live = {
  probe: async (wire, { options }) => wire.send(buildRequest("bridge.listKycLinks", { limit: 1 }, options)),
  right: "a scope",
  async check(wire, account, listed) {
    const links = rowsOf(listed.json) ?? [];
    return {
      ...(await checkWebhooks(account, CATEGORIES, async () => {
        const exchange = await wire.get(listed, "webhooks");
        const webhooks = isSuccess(exchange) ? rowsOf(exchange.json) : undefined;
        return { exchange, webhooks: webhooks?.map(webhookOf) };
      })),
      endorsements: notTried("Bridge has no list of the endorsements that your account may ask for"),
      "link hosts": checkHosts(
        links.flatMap(({ kyc_link, tos_link }) => [kyc_link, tos_link]),
        account.hosts,
      ),
    };
  },
};

function webhookOf({ public_key, status, url, event_categories }: Record<string, unknown>) {
  return { key: public_key, isEnabled: status === "active", url, events: event_categories };
}

function rowsOf(json: unknown) {
  const { data } = members(json);
  return Array.isArray(data) ? data.map(members) : undefined;
}
