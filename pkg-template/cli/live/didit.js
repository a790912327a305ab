/**
 * Didit, from its OpenAPI (docs.didit.me/openapi-25.json): the sessions of an id that nobody has,
 * `GET /v3/workflows/`, and the webhook destinations, each of which is read for its secret. A wrong key is 403.
 */

import { members } from "../../provider/ready.js";
import { checkHosts, checkWebhookKey, isSuccess, notTried, OK, unread, wrong } from "./verdict.js";
import { nobody } from "./wire.js";

/** @import { Exchange, Wire } from "./wire.js" */

/** The most destinations whose secrets are read. */
const MAX_DESTINATIONS = 20;

/** @type {import("../live.js").Live} */
export const didit = {
  probe: (wire, { own }) => wire.call(own, "status", { customerId: nobody() }),
  async check(wire, { options, webhookKey, hosts }, probed) {
    const query = new URLSearchParams({ workflow_id: options.workflowId, session_kind: "user", limit: "1" });
    const sessions = await wire.get(probed, `./?${query}`);
    const rows = isSuccess(sessions) ? rowsOf(members(sessions.json).results) : undefined;
    return {
      workflow: workflowOf(await wire.get(probed, "../workflows/?limit=100"), options.workflowId),
      "webhook key": await checkWebhookKey(webhookKey, () => webhooksOf(wire, probed)),
      "link hosts": rows
        ? checkHosts(
            rows.map(({ session_url }) => session_url),
            hosts,
          )
        : notTried(unread("sessions", sessions)),
    };
  },
};

/**
 * Each row is a version of a workflow: new sessions have the newest that is published.
 *
 * @param {Exchange} listed
 * @param {string} workflowId
 */
function workflowOf(listed, workflowId) {
  const { results, next } = members(listed.json);
  const rows = isSuccess(listed) ? rowsOf(results) : undefined;
  if (!rows) return notTried(unread("workflows", listed));
  const versions = rows.filter(({ workflow_id, uuid }) => [workflow_id, uuid].some((id) => isSame(id, workflowId)));
  if (versions.length === 0 && next) return notTried("there are more workflows than one list has");
  if (versions.length === 0) return wrong("there is no workflow with this id");
  if (versions.every(({ is_archived }) => is_archived === true)) return wrong("the workflow is archived");
  if (!versions.some(({ status }) => status === "published")) return wrong("the workflow has no version that is published");
  return versions.some(({ workflow_type }) => workflow_type === "kyb") ? wrong("the workflow is for businesses") : OK;
}

/**
 * The list does not have the secrets.
 *
 * @param {Wire} wire
 * @param {Exchange} probed
 */
async function webhooksOf(wire, probed) {
  const exchange = await wire.get(probed, "../webhook/destinations/");
  const rows = isSuccess(exchange) ? rowsOf(exchange.json) : undefined;
  const webhooks = [];
  for (const { uuid } of rows?.slice(0, MAX_DESTINATIONS) ?? []) {
    const one = await wire.get(exchange, `${encodeURIComponent(String(uuid))}/`);
    if (!isSuccess(one)) return { exchange: one };
    const { secret_shared_key, enabled, subscribed_events } = members(one.json);
    const isSubscribed = Array.isArray(subscribed_events) && subscribed_events.includes("status.updated");
    webhooks.push({ key: secret_shared_key, isEnabled: enabled === true && isSubscribed });
  }
  return { exchange, webhooks: rows && webhooks };
}

/** @param {unknown} list */
function rowsOf(list) {
  return Array.isArray(list) ? list.map(members) : undefined;
}

/** @param {unknown} id @param {string} other */
function isSame(id, other) {
  return typeof id === "string" && id.toLowerCase() === other.toLowerCase();
}
