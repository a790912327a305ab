/** Bridge, with the newest KYC link and `GET /webhooks`, which lists the webhooks that are not deleted with their keys. */

import { buildRequest } from "../../entry/inline.js";
import { members } from "../../provider/ready.js";
import { checkHosts, checkWebhookKey, isSuccess, notTried } from "./verdict.js";

/** @type {import("../live.js").Live} */
export const bridge = {
  probe: async (wire, { options }) => wire.send(buildRequest("bridge.listKycLinks", { limit: 1 }, options)),
  async check(wire, { webhookKey, hosts }, listed) {
    const links = rowsOf(listed.json) ?? [];
    return {
      "webhook key": await checkWebhookKey(webhookKey, async () => {
        const exchange = await wire.get(listed, "webhooks");
        const webhooks = isSuccess(exchange) ? rowsOf(exchange.json) : undefined;
        return { exchange, webhooks: webhooks?.map(({ public_key, status }) => ({ key: public_key, isEnabled: status === "active" })) };
      }),
      endorsements: notTried("Bridge has no list of the endorsements that your account may ask for"),
      "link hosts": checkHosts(
        links.flatMap(({ kyc_link, tos_link }) => [kyc_link, tos_link]),
        hosts,
      ),
    };
  },
};

/** @param {unknown} json */
function rowsOf(json) {
  const { data } = members(json);
  return Array.isArray(data) ? data.map(members) : undefined;
}
