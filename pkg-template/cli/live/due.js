/**
 * Due, with an id that no account has, one account of the list, and `GET /v1/webhook_endpoints`, which has the key of each
 * endpoint (OpenAPI fragments of due.readme.io). Some of its errors about the key have the status 400.
 */

import { members } from "../../provider/ready.js";
import { checkHosts, checkWebhookKey, isSuccess, notTried, OK, unread } from "./verdict.js";
import { nobody } from "./wire.js";

/** Its event about a check. */
const EVENT = "bp.kyc.status_changed";

/** @type {import("../live.js").Live} */
export const due = {
  probe: (wire, { own }) => wire.call(own, "status", { customerId: nobody() }),
  // Its documents do not say how it refuses an id.
  accepts: [400, 404, 422],
  isRefusal: (json) => String(members(json).error_code).startsWith("err_signin_"),
  async check(wire, { webhookKey, hosts }, probed) {
    const key = await checkWebhookKey(webhookKey, async () => {
      const exchange = await wire.get(probed, "../webhook_endpoints");
      return { exchange, webhooks: isSuccess(exchange) ? rowsOf(exchange.json)?.map(webhookOf) : undefined };
    });
    return { "webhook key": key, "link hosts": await checkLinks(wire, probed, hosts) };
  },
};

/**
 * Checks the links of an account. The list may have none.
 *
 * @param {import("./wire.js").Wire} wire
 * @param {import("./wire.js").Exchange} probed
 * @param {readonly string[] | undefined} hosts
 */
async function checkLinks(wire, probed, hosts) {
  const listed = await wire.get(probed, "./");
  const accounts = isSuccess(listed) ? rowsOf(listed.json) : undefined;
  if (!accounts) return notTried(unread("accounts", listed));
  const row = accounts.find(({ id }) => typeof id === "string");
  const account = row && (await wire.get(probed, `./${encodeURIComponent(String(row.id))}`));
  if (account && !isSuccess(account))
    return notTried(account.problem ?? `an account of the list cannot be read (status ${account.status})`);
  const { kyc, tos } = members(account?.json);
  const links = [members(kyc).link, members(tos).link].filter(Boolean);
  // A relative link is on Due's host for people.
  const absolute = links.filter((link) => !/^\/(?!\/)/.test(String(link)));
  return links.length > 0 && absolute.length === 0 ? OK : checkHosts(absolute, hosts);
}

/** @param {unknown} json */
function rowsOf(json) {
  return Array.isArray(json) ? json.map(members) : undefined;
}

/** @param {Record<string, unknown>} endpoint */
function webhookOf({ publicKey, enabled, subscribedEvents }) {
  const isSubscribed = !Array.isArray(subscribedEvents) || subscribedEvents.includes(EVENT);
  return { key: publicKey, isEnabled: enabled === true && isSubscribed };
}
