/** `/hosted/<token>`: shows the page of a link, on which a person chooses how the check ends. */

import { DEAD_LINKS, DONE, html, NO_CHOICE, OPEN_LINKS, securityHeaders } from "./hosted-page.js";

/**
 * @typedef {import("../types/testing.js").Sandbox} Sandbox
 * @typedef {{ view: import("./hosted-page.js").View, redirectTo?: string, redirectUri?: string }} HostedResult
 */

/** @type {import("../types/testing.js").HostedDecision[]} */
const DECISIONS = ["approve", "reject", "hold", "review"];

/**
 * @param {Request} request
 * @param {{ sandbox: Sandbox, token: string, onReview: (customerId: string) => void }} link `onReview` is called when
 *   the customer is left in review
 */
export async function respondHosted(request, { sandbox, token, onReview }) {
  const { method } = request;
  if (method !== "GET" && method !== "HEAD" && method !== "POST") {
    return new Response(null, { status: 405, headers: { allow: "GET, HEAD, POST" } });
  }
  const form = method === "POST" ? new URLSearchParams(await request.text()) : undefined;
  const { view, redirectTo, redirectUri } = await openOrFinish(sandbox, token, form, onReview);
  const headers = await securityHeaders(redirectUri);
  if (redirectTo !== undefined) return new Response(null, { status: 303, headers: { ...headers, location: redirectTo } });
  return new Response(html(view), { status: view.status, headers });
}

/**
 * Opens a link, or applies the decision in a posted form; returns what to show.
 *
 * @param {Sandbox} sandbox
 * @param {string} token
 * @param {URLSearchParams | undefined} form
 * @param {(customerId: string) => void} onReview
 * @returns {Promise<HostedResult>}
 */
async function openOrFinish(sandbox, token, form, onReview) {
  const link = sandbox.openLink(token);
  if (link.state === "unknown") return { view: DEAD_LINKS.unknown };
  if (link.state !== "open") return { view: DEAD_LINKS[link.state] };
  const { redirectUri } = link;
  if (form === undefined) return { view: OPEN_LINKS[link.kind], redirectUri };
  if (form.get("decision") === "expire") {
    sandbox.expireLink(token);
    return { view: DEAD_LINKS.expired };
  }
  const decision = DECISIONS.find((known) => known === form.get("decision"));
  if (decision === undefined) return { view: NO_CHOICE, redirectUri };
  const finished = await sandbox.finishLink(token, decision);
  if (!finished.finished) return { view: DEAD_LINKS[finished.state === "open" ? "unknown" : finished.state] };
  if (decision === "review") onReview(link.customerId);
  return { view: DONE, redirectTo: redirectUri, redirectUri };
}
