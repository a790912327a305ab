/** `/hosted/<token>`: shows the page of a link. On it, a developer chooses the result, or expires the link. */

import { readBody } from "./bridge.mjs";
import { DEAD_LINKS, DONE, html, NO_CHOICE, OPEN_LINKS, securityHeaders } from "./page.mjs";

/** @typedef {import("../../pkg-template/types/testing.js").Sandbox} Sandbox */

/** @type {import("../../pkg-template/types/testing.js").HostedDecision[]} */
const DECISIONS = ["approve", "reject", "hold", "review"];

/**
 * @param {import("node:http").IncomingMessage} incoming
 * @param {import("node:http").ServerResponse} outgoing
 * @param {{ sandbox: Sandbox, token: string, onReview: (customerId: string) => void }} link `onReview` is called when the
 *   customer stays in review
 */
export async function serveHosted(incoming, outgoing, { sandbox, token, onReview }) {
  const { method } = incoming;
  if (method !== "GET" && method !== "HEAD" && method !== "POST") {
    outgoing.writeHead(405, { allow: "GET, HEAD, POST" }).end();
    return;
  }
  const form = method === "POST" ? new URLSearchParams((await readBody(incoming))?.toString("utf8")) : undefined;
  const { view, redirectTo, redirectUri } = await turn(sandbox, token, form, onReview);
  if (redirectTo !== undefined) {
    outgoing.writeHead(303, { ...securityHeaders(redirectUri), location: redirectTo }).end();
    return;
  }
  outgoing.writeHead(view.status, securityHeaders(redirectUri)).end(method === "HEAD" ? undefined : html(view));
}

/**
 * @param {Sandbox} sandbox
 * @param {string} token
 * @param {URLSearchParams | undefined} form
 * @param {(customerId: string) => void} onReview
 * @returns {Promise<{ view: import("./page.mjs").View, redirectTo?: string, redirectUri?: string }>}
 */
async function turn(sandbox, token, form, onReview) {
  const link = sandbox.openLink(token);
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
