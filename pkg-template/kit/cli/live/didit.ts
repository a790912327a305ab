/**
 * Didit, from its OpenAPI (docs.didit.me/openapi-25.json): the sessions of an id that nobody has,
 * `GET /v3/workflows/`, and the webhook destinations, each of which is read for its secret. A wrong key is 401 or 403.
 */

import { members } from "../../../service/provider/ready.ts";
import type { Live } from "../live.ts";
import { checkHosts, checkWebhooks, isSuccess, notTried, OK, sayMode, unread, wrong } from "./verdict.ts";
import type { Exchange, Wire } from "./wire.ts";
import { nobody } from "./wire.ts";

/** The most destinations whose secrets are read. */
const MAX_DESTINATIONS = 20;

export const didit: Live = {
  probe: (wire, { own }) => wire.call(own, "status", { customerId: nobody() }),
  // The key does not tell; a session does.
  mode: () => undefined,
  async check(wire, account, probed) {
    const { options, hosts } = account;
    const query = new URLSearchParams({ workflow_id: options.workflowId, session_kind: "user", limit: "1" });
    const sessions = await wire.get(probed, `./?${query}`);
    const rows = isSuccess(sessions) ? rowsOf(members(sessions.json).results) : undefined;
    const place = rows?.[0]?.environment;
    return {
      ...((place === "live" || place === "sandbox") && { mode: sayMode(place === "live" ? "live" : "test") }),
      workflow: workflowOf(await wire.get(probed, "../workflows/?limit=100"), options.workflowId),
      ...(await checkWebhooks(account, ["status.updated"], () => webhooksOf(wire, probed))),
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
 * Each row is a version of a workflow, whose id the first version has, too: new sessions have the newest that is published,
 * and the id of the workflow, also after a create with the id of another version.
 */
function workflowOf(listed: Exchange, workflowId: string) {
  const { results, next } = members(listed.json);
  const rows = isSuccess(listed) ? rowsOf(results) : undefined;
  if (!rows) return notTried(unread("workflows", listed));
  const versions = rows.filter(({ workflow_id }) => isSame(workflow_id, workflowId));
  const version = rows.find(({ uuid }) => isSame(uuid, workflowId));
  if (versions.length === 0 && version) return wrong(`this is the id of a version: that of the workflow is ${version.workflow_id}`);
  if (versions.length === 0 && next) return notTried("there are more workflows than one list has");
  if (versions.length === 0) return wrong("there is no workflow with this id");
  if (versions.every(({ is_archived }) => is_archived === true)) return wrong("the workflow is archived");
  if (!versions.some(({ status }) => status === "published")) return wrong("the workflow has no version that is published");
  return versions.some(({ workflow_type }) => workflow_type === "kyb") ? wrong("the workflow is for businesses") : OK;
}

/** The list does not have the secrets. */
async function webhooksOf(wire: Wire, probed: Exchange) {
  const exchange = await wire.get(probed, "../webhook/destinations/");
  const rows = isSuccess(exchange) ? rowsOf(exchange.json) : undefined;
  const webhooks = [];
  for (const { uuid } of rows?.slice(0, MAX_DESTINATIONS) ?? []) {
    const one = await wire.get(exchange, `${encodeURIComponent(String(uuid))}/`);
    if (!isSuccess(one)) return { exchange: one };
    const { secret_shared_key, enabled, url, subscribed_events } = members(one.json);
    // Without a list, nothing is ever delivered.
    webhooks.push({ key: secret_shared_key, isEnabled: enabled === true, url, events: subscribed_events ?? [] });
  }
  return { exchange, webhooks: rows && webhooks };
}

function rowsOf(list: unknown) {
  return Array.isArray(list) ? list.map(members) : undefined;
}

function isSame(id: unknown, other: string) {
  return typeof id === "string" && id.toLowerCase() === other.toLowerCase();
}
