/** Shows the page of a link, on which a person chooses how the check ends. */

import type { HostedView } from "./hosted-page.ts";
import { DEAD_LINKS, DONE, html, NO_CHOICE, OPEN_LINKS, openCheck, securityHeaders } from "./hosted-page.ts";
import { uuid } from "./ids.ts";
import type { LinkState } from "./links.ts";
import type { ProviderName } from "./options.ts";
import type { Sandbox } from "./sandbox-types.ts";

/** What a person finds when opening a link. */
export type OpenedLink =
  | {
      /** No provider has created this link. */
      state: "unknown";
    }
  | {
      /** Whether the link can still be used. */
      state: LinkState;
      /** The provider that created the link. */
      provider: ProviderName;
      /** Whether it leads to the verification or to the terms of service. */
      kind: "kyc" | "tos";
      /** The customer's id. */
      customerId: string;
      /** Where the hosted page returns the person. */
      redirectUri: string | undefined;
    };

/** Whether a link's flow was finished; if not, `state` says why. */
export type FinishedLink =
  | {
      /** The flow was finished. */
      finished: true;
      /** The link cannot be used again. */
      state: "used";
      /** Where the hosted page returns the person. */
      redirectUri: string | undefined;
    }
  | {
      /** The flow was not finished. */
      finished: false;
      /** Why the link cannot be used. */
      state: LinkState;
    };

type HostedResult = { view: HostedView; redirectTo?: string; redirectUri?: string };

interface HostedPageState {
  /** of the link */
  token: string;
  /** which pages may frame it; an origin is that one alone */
  framedBy: "none" | "same_origin" | "any" | string;
  /** what it tells the page that frames it */
  messages?: "check" | "terms";
}

/**
 * Returns the hosted page at a URL, framed as the provider allows it: Bridge's `/verify` by none of your pages, the same
 * link with `/widget` by the origin that it names, and its terms by every page.
 */
export function hostedPage({ pathname, searchParams }: URL): HostedPageState | undefined {
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
 * @param link `onReview` is called when
 * the customer is left in review
 */
export async function respondHosted(
  request: Request,
  { sandbox, page, onReview }: { sandbox: Sandbox; page: HostedPageState; onReview: (customerId: string) => void },
) {
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

/** Returns what a page tells the page that frames it, in the documented shapes. */
function messagesOf({ messages, framedBy }: HostedPageState, view: HostedView): { to: string; messages: object[] } | undefined {
  if (messages === "terms") return view === DONE ? { to: "*", messages: [{ signedAgreementId: uuid() }] } : undefined;
  if (messages === undefined || framedBy === "none") return undefined;
  const message = (name: string, metadata = {}) => ({ containerId: "sandbox", templateId: "itmpl_sandbox", name, metadata });
  if (view === DONE)
    return { to: framedBy, messages: [message("complete", { inquiryId: `inq_${uuid()}`, status: "completed", fields: {} })] };
  if (view.hasCamera) return { to: framedBy, messages: [message("load"), message("ready")] };
  return { to: framedBy, messages: [{ ...message("error"), error: { status: view.status, code: "unknown" } }] };
}

/** Opens a link, or applies the decision in a posted form; returns what to show. */
async function openOrFinish(
  sandbox: Sandbox,
  token: string,
  form: URLSearchParams | undefined,
  onReview: (customerId: string) => void,
): Promise<HostedResult> {
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
  const decision = ([...decisions, "review"] as const).find((known) => known === form.get("decision"));
  if (decision === undefined) return { view: NO_CHOICE, redirectUri };
  const finished = await sandbox.finishLink(token, decision);
  if (!finished.finished) return { view: DEAD_LINKS[finished.state === "open" ? "unknown" : finished.state] };
  if (decision === "review") onReview(link.customerId);
  return { view: DONE, redirectTo: redirectUri, redirectUri };
}
