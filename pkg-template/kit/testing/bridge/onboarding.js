/** Bridge's endpoints: links, the customers that they become, questions to the developer, and webhooks. */

import { hex } from "../ids.js";
import { invalid, notFound, Refusal } from "./errors.js";
import { newLink } from "./links.js";
import { CREATE_WEBHOOK, linkBody, validated } from "./rules.js";

/**
 * @import { SandboxResponse } from "../request.js"
 * @import { JsonObject } from "../schema.js"
 * @import { State } from "./index.js"
 */

const MAX_WEBHOOKS = 5;
/** The links, as the documentation shows them: the token is at the end. */
const HOSTED_PATHS = {
  kyc: "/verify?inquiry-template-id=itmpl_sandbox&fields[developer_id]=sandbox&reference-id=",
  tos: "/accept-terms-of-service?session_token=",
};

/** POST /kyc_links @param {State} state @param {unknown} given @returns {SandboxResponse} */
export function createLink(state, given) {
  const body = linkBody(given);
  const existing = state.kycLinks.find((link) => link.body.email.toLowerCase() === body.email.toLowerCase());
  if (existing) {
    throw new Refusal(400, "duplicate_record", "A kyc link has already been created for this email.", {
      more: { existing_kyc_link: state.resourceOf(existing) },
    });
  }
  const made = newLink(body, state.now());
  const link = {
    ...made,
    kycUrl: hostedUrl(state, made.id, "kyc", body.redirect_uri),
    tosUrl: hostedUrl(state, made.id, "tos", undefined),
  };
  state.kycLinks.push(link);
  state.announce("kyc_link.created", link);
  state.announce("customer.created", link);
  return { status: 200, body: state.resourceOf(link) };
}

/** @param {State} state @param {string} customerId @param {"kyc" | "tos"} kind @param {string | undefined} redirectUri */
function hostedUrl(state, customerId, kind, redirectUri) {
  const link = { provider: /** @type {const} */ ("bridge"), kind, customerId, expiresAtMs: Infinity, redirectUri };
  const { url } = state.links.issue(link, HOSTED_PATHS[kind]);
  return state.schemes ? url : url.replace(/^https?:\/\//, "");
}

/** GET /kyc_links @param {State} state @param {URLSearchParams} query @returns {SandboxResponse} */
export function listLinks({ kycLinks, resourceOf }, query) {
  const [customer, email] = [query.get("customer_id"), query.get("email")];
  const matching = kycLinks
    .filter((link) => customer === null || link.customerId === customer)
    .filter((link) => email === null || link.body.email.toLowerCase() === email.toLowerCase());
  return listed(pageOf(matching, query, ({ customerId }) => customerId).map(resourceOf));
}

/** GET /rfis @param {State} state @param {URLSearchParams} query @returns {SandboxResponse} */
export function listRfis({ rfis }, query) {
  const [customer, wanted] = [query.get("customer_id"), query.get("state")];
  const matching = rfis
    .filter((rfi) => customer === null || rfi.customer_id === customer)
    .filter((rfi) => wanted === null || rfi.state === wanted);
  return listed(pageOf(matching, query, ({ id }) => id));
}

/**
 * Returns a page of a list, newest first.
 *
 * @template T
 * @param {T[]} oldestFirst
 * @param {URLSearchParams} query
 * @param {(one: T) => unknown} idOf what the bounds of a page name
 */
function pageOf(oldestFirst, query, idOf) {
  const after = query.get("starting_after");
  const before = query.get("ending_before");
  if (after !== null && before !== null) throw invalid("query", { ending_before: "Not together with starting_after" });
  const limit = Number(query.get("limit") ?? 10);
  const all = [...oldestFirst].reverse();
  const place = all.findIndex((one) => idOf(one) === (after ?? before));
  const from = after !== null ? place + 1 : before !== null ? Math.max(place - limit, 0) : 0;
  const to = before !== null ? Math.max(place, 0) : from + limit;
  return all.slice(from, to);
}

/** @param {JsonObject[]} data @returns {SandboxResponse} */
const listed = (data) => ({ status: 200, body: { count: data.length, data } });

/** @param {State} state @param {string} id */
export function findLink({ kycLinks }, id) {
  const link = kycLinks.find((known) => known.id === id);
  if (link === undefined) throw notFound("kyc link");
  return link;
}

/** @param {State} state @param {string} id */
export function findCustomer({ kycLinks }, id) {
  const link = kycLinks.find((known) => known.customerId === id);
  if (link === undefined) throw notFound("customer");
  return link;
}

/** @param {State} state @param {string} id */
export function findRfi({ rfis }, id) {
  const rfi = rfis.find((known) => known.id === id);
  if (rfi === undefined) throw notFound("rfi");
  return rfi;
}

/** POST /webhooks @param {State} state @param {unknown} body @returns {SandboxResponse} */
export function registerWebhook({ webhooks }, body) {
  /** @type {{ url: string, event_categories?: string[] }} */
  const { url, event_categories = [] } = validated(CREATE_WEBHOOK, body);
  if (webhooks.length === MAX_WEBHOOKS) throw new Refusal(400, "invalid", `There can be at most ${MAX_WEBHOOKS} webhooks`);
  const id = `wep_${hex(6)}`;
  webhooks.push(id);
  // The key is made when it is first needed, and `webhookKeys()` has it.
  return { status: 201, body: { id, url, status: "disabled", public_key: "see webhookKeys() of the sandbox", event_categories } };
}
