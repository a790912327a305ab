/** Shows the page of a link, on which a person chooses how the check ends. */

import { DEAD_LINKS, DONE, html, NO_CHOICE, OPEN_LINKS, openCheck, securityHeaders } from "./hosted-page.js";
import { uuid } from "./ids.js";

/**
 * @typedef {import("../../types/testing.js").Sandbox} Sandbox
 * @typedef {{ view: import("./hosted-page.js").View, redirectTo?: string, redirectUri?: string }} HostedResult
 *
 * @typedef {object} Page
 * @property {string} token of the link
 * @property {"none" | "same_origin" | "any" | string} framedBy which pages may frame it; an origin is that one alone
 * @property {"check" | "terms"} [messages] what it tells the page that frames it
 */

/**
 * Returns the hosted page at a URL, framed as the provider allows it: Bridge's `/verify` by none of your pages, the same
 * link with `/widget` by the origin that it names, and its terms by every page.
 *
 * @param {URL} url
 * @returns {Page | undefined}
 */
export function hostedPage({ pathname, searchParams }) {
  const hosted = /^\/hosted\/([^/]+)/.exec(pathname)?.[1];
  if (hosted !== undefined) return { token: hosted, framedBy: "none" };
  const reference = searchParams.get("reference-id") ?? "";
  if (pathname === "/verify") return { token: reference, framedBy: "same_origin" };
  if (pathname === "/widget") {
    const [origin, ...others] = searchParams.getAll("iframe-origin");
    const isOrigin = origin !== undefined && others.length === 0 && URL.canParse(origin) && new URL(origin).origin === origin;
    return { token: reference, framedBy: isOrigin ? origin : "none", messages: "check" };
  }
  const terms = searchParams.get("session_token") ?? "";
  return pathname === "/accept-terms-of-service" ? { token: terms, framedBy: "any", messages: "terms" } : undefined;
}

/**
 * @param {Request} request
 * @param {{ sandbox: Sandbox, page: Page, onReview: (customerId: string) => void }} link `onReview` is called when
 *   the customer is left in review
 */
export async function respondHosted(request, { sandbox, page, onReview }) {
  const { method } = request;
  if (method !== "GET" && method !== "HEAD" && method !== "POST") {
    return new Response(null, { status: 405, headers: { allow: "GET, HEAD, POST" } });
  }
  const form = method === "POST" ? new URLSearchParams(await request.text()) : undefined;
  const { view, redirectTo, redirectUri } = await openOrFinish(sandbox, page.token, form, onReview);
  const headers = await securityHeaders({ redirectUri, framedBy: page.framedBy });
  // In a frame, the page tells its parent, and stays.
  if (redirectTo !== undefined && page.messages !== "check")
    return new Response(null, { status: 303, headers: { ...headers, location: redirectTo } });
  return new Response(html(view, messagesOf(page, view)), { status: view.status, headers });
}

/**
 * Returns what a page tells the page that frames it, in the documented shapes.
 *
 * @param {Page} page
 * @param {import("./hosted-page.js").View} view
 * @returns {{ to: string, messages: object[] } | undefined}
 */
function messagesOf({ messages, framedBy }, view) {
  if (messages === "terms") return view === DONE ? { to: "*", messages: [{ signedAgreementId: uuid() }] } : undefined;
  if (messages === undefined || framedBy === "none") return undefined;
  const message = (/** @type {string} */ name, metadata = {}) => ({ containerId: "sandbox", templateId: "itmpl_sandbox", name, metadata });
  if (view === DONE)
    return { to: framedBy, messages: [message("complete", { inquiryId: `inq_${uuid()}`, status: "completed", fields: {} })] };
  if (view.hasCamera) return { to: framedBy, messages: [message("load"), message("ready")] };
  return { to: framedBy, messages: [{ ...message("error"), error: { status: view.status, code: "unknown" } }] };
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
  const { decisions = [] } = sandbox.customers().find(({ id }) => id === link.customerId) ?? {};
  if (form === undefined) return { view: link.kind === "kyc" ? openCheck(decisions) : OPEN_LINKS.tos, redirectUri };
  if (form.get("decision") === "expire") {
    sandbox.expireLink(token);
    return { view: DEAD_LINKS.expired };
  }
  const decision = /** @type {const} */ ([...decisions, "review"]).find((known) => known === form.get("decision"));
  if (decision === undefined) return { view: NO_CHOICE, redirectUri };
  const finished = await sandbox.finishLink(token, decision);
  if (!finished.finished) return { view: DEAD_LINKS[finished.state === "open" ? "unknown" : finished.state] };
  if (decision === "review") onReview(link.customerId);
  return { view: DONE, redirectTo: redirectUri, redirectUri };
}
