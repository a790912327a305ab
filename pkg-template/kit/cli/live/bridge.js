/** Bridge, with the newest KYC link and `GET /webhooks`, which lists the webhooks that are not deleted with their keys. */

import { buildRequest } from "../../../module/entry/inline.js";
import { members } from "../../../service/provider/ready.js";
import { checkHosts, checkWebhooks, isSuccess, notTried } from "./verdict.js";

/** The categories of the events that bring a status. */
const CATEGORIES = ["kyc_link", "customer"];

/** @type {import("../live.js").Live} */
export const bridge = {
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

/** @param {Record<string, unknown>} webhook */
function webhookOf({ public_key, status, url, event_categories }) {
  return { key: public_key, isEnabled: status === "active", url, events: event_categories };
}

/** @param {unknown} json */
function rowsOf(json) {
  const { data } = members(json);
  return Array.isArray(data) ? data.map(members) : undefined;
}
