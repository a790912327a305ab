/**
 * The Worker around a handler: the form, and below `/kyc` the handler. Requests for files under /assets/ do not reach it.
 */

import type { View } from "../views/view.ts";
import type { Env } from "./config.ts";
import { logResponse } from "./log.ts";
import { render } from "./site.ts";

interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

type Handle = (request: Request, env: Env, ctx: Context) => Promise<Response>;

const COOKIE = /(?:^|;\s*)__Host-kyclink=/;

export function createWorker(handle: Handle): { fetch: Handle } {
  return {
    async fetch(request, env, ctx) {
      const response = await respond(request, env, () => handle(request, env, ctx));
      logResponse(request, response);
      return withSecurityHeaders(response, env);
    },
  };
}

async function respond(request: Request, env: Env, handle: () => Promise<Response>): Promise<Response> {
  const { origin, pathname } = new URL(request.url);
  const isRead = request.method === "GET" || request.method === "HEAD";
  // Under another host name the form could be read but not submitted.
  if (isRead && origin !== env.APP_ORIGIN) return new Response(null, { status: 308, headers: { location: env.APP_ORIGIN + pathname } });
  if (pathname.startsWith("/kyc/")) return handle();
  if (pathname !== "/" && pathname !== "/new")
    return pageResponse({ kind: "error", problem: { status: 404, code: "no_route" } }, env, request);
  if (!isRead)
    return pageResponse({ kind: "error", problem: { status: 405, code: "method_not_allowed" } }, env, request, { allow: "GET, HEAD" });
  // A person who has started in this browser continues there.
  if (pathname === "/" && COOKIE.test(request.headers.get("cookie") ?? ""))
    return new Response(null, { status: 303, headers: { location: "/kyc/status" } });
  return pageResponse({ kind: "form" }, env, request);
}

function pageResponse(view: View, env: Env, request: Request, headers: Record<string, string> = {}): Response {
  const status = view.kind === "error" ? view.problem!.status : 200;
  return new Response(render(view, env, request), { status, headers: { "content-type": "text/html; charset=utf-8", ...headers } });
}

/**
 * Adds the security headers. Browsers also apply `form-action` to the redirect after a POST, and the hosted page may be on any
 * https host; `HOSTED_ORIGIN` is that of a sandbox without https. With a stricter Referrer-Policy, browsers would send the form
 * without an origin.
 */
function withSecurityHeaders(response: Response, { HOSTED_ORIGIN = "" }: Env): Response {
  const safe = new Response(response.body, response);
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self' https: ${HOSTED_ORIGIN}; base-uri 'none'; frame-ancestors 'none'`;
  safe.headers.set("content-security-policy", policy);
  safe.headers.set("cache-control", "no-store");
  safe.headers.set("referrer-policy", "same-origin");
  safe.headers.set("x-content-type-options", "nosniff");
  return safe;
}
