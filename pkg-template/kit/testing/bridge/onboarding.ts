/** Bridge's endpoints: links, the customers that they become, questions to the developer, and webhooks. */

import { hex } from "../ids.ts";
import type { SandboxResponse } from "../request.ts";
import type { JsonObject } from "../schema.ts";
import { invalid, notFound, Refusal } from "./errors.ts";
import type { State } from "./index.ts";
import { newLink } from "./links.ts";
import { CREATE_WEBHOOK, linkBody, validated } from "./rules.ts";

const MAX_WEBHOOKS = 5;
/** The links, as the documentation shows them: the token is at the end. */
const HOSTED_PATHS = {
  kyc: "/verify?inquiry-template-id=itmpl_sandbox&fields[developer_id]=sandbox&reference-id=",
  tos: "/accept-terms-of-service?session_token=",
};

/** POST /kyc_links */
export function createLink(state: State, given: unknown): SandboxResponse {
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

function hostedUrl(state: State, customerId: string, kind: "kyc" | "tos", redirectUri: string | undefined) {
  const link = { provider: "bridge" as const, kind, customerId, expiresAtMs: Infinity, redirectUri };
  const { url } = state.links.issue(link, HOSTED_PATHS[kind]);
  return state.schemes ? url : url.replace(/^https?:\/\//, "");
}

/** GET /kyc_links */
export function listLinks({ kycLinks, resourceOf }: State, query: URLSearchParams): SandboxResponse {
  const [customer, email] = [query.get("customer_id"), query.get("email")];
  const matching = kycLinks
    .filter((link) => customer === null || link.customerId === customer)
    .filter((link) => email === null || link.body.email.toLowerCase() === email.toLowerCase());
  return listed(pageOf(matching, query, ({ customerId }) => customerId).map(resourceOf));
}

/** GET /rfis */
export function listRfis({ rfis }: State, query: URLSearchParams): SandboxResponse {
  const [customer, wanted] = [query.get("customer_id"), query.get("state")];
  const matching = rfis
    .filter((rfi) => customer === null || rfi.customer_id === customer)
    .filter((rfi) => wanted === null || rfi.state === wanted);
  return listed(pageOf(matching, query, ({ id }) => id));
}

/**
 * Returns a page of a list, newest first.
 *
 * @param idOf what the bounds of a page name
 */
function pageOf<T>(oldestFirst: T[], query: URLSearchParams, idOf: (one: T) => unknown) {
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

const listed = (data: JsonObject[]): SandboxResponse => ({ status: 200, body: { count: data.length, data } });

export function findLink({ kycLinks }: State, id: string) {
  const link = kycLinks.find((known) => known.id === id);
  if (link === undefined) throw notFound("kyc link");
  return link;
}

export function findCustomer({ kycLinks }: State, id: string) {
  const link = kycLinks.find((known) => known.customerId === id);
  if (link === undefined) throw notFound("customer");
  return link;
}

export function findRfi({ rfis }: State, id: string) {
  const rfi = rfis.find((known) => known.id === id);
  if (rfi === undefined) throw notFound("rfi");
  return rfi;
}

/** POST /webhooks */
export function registerWebhook({ webhooks }: State, body: unknown): SandboxResponse {
  const { url, event_categories = [] }: { url: string; event_categories?: string[] } = validated(CREATE_WEBHOOK, body);
  if (webhooks.length === MAX_WEBHOOKS) throw new Refusal(400, "invalid", `There can be at most ${MAX_WEBHOOKS} webhooks`);
  const id = `wep_${hex(6)}`;
  webhooks.push(id);
  // The key is made when it is first needed, and `webhookKeys()` has it.
  return { status: 201, body: { id, url, status: "disabled", public_key: "see webhookKeys() of the sandbox", event_categories } };
}
