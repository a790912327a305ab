/**
 * Due, with an id that no account has, one account of the list, and `GET /v1/webhook_endpoints`, which has the key of each
 * endpoint (OpenAPI fragments of due.readme.io). Some of its errors about the key have the status 400.
 */

import { members } from "../../../service/provider/ready.ts";
import type { Live } from "../live.ts";
import { checkHosts, checkWebhooks, isSuccess, notTried, OK, unread } from "./verdict.ts";
import type { Exchange, Wire } from "./wire.ts";
import { nobody } from "./wire.ts";

/** Its events about a check and the terms, without which there is no approval. */
const EVENTS = ["bp.kyc.status_changed", "bp.tos_accepted"];
/** The errors about the key: its list has some of them with the status 400. */
const OF_KEY = /^err_(?:signin|token)_/;

export const due: Live = {
  probe: (wire, { own }) => wire.call(own, "status", { customerId: nobody() }),
  // Its documents do not say how it refuses an id.
  accepts: [400, 404, 422],
  isRefusal: (json) => OF_KEY.test(String(members(json).error_code)),
  async check(wire, account, probed) {
    const webhooks = await checkWebhooks(account, EVENTS, async () => {
      const exchange = await wire.get(probed, "../webhook_endpoints");
      return { exchange, webhooks: isSuccess(exchange) ? rowsOf(exchange.json)?.map(webhookOf) : undefined };
    });
    return { ...webhooks, "link hosts": await checkLinks(wire, probed, account.hosts) };
  },
};

/** Checks the links of an account. The list may have none. */
async function checkLinks(wire: Wire, probed: Exchange, hosts: readonly string[] | undefined) {
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

function rowsOf(json: unknown) {
  return Array.isArray(json) ? json.map(members) : undefined;
}

function webhookOf({ publicKey, enabled, url, subscribedEvents }: Record<string, unknown>) {
  return { key: publicKey, isEnabled: enabled === true, url, events: subscribedEvents };
}
