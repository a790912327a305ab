/**
 * The Worker in front of the provider: it serves the form, and under `/kyc` the handler of `kyclink/edge` with our pages.
 * Files under /assets/ are served without calling it.
 */

import { createHandler, memoryStore } from "kyclink/edge";
import type { View } from "../views/view.ts";
import { configOf, type Env } from "./config.ts";
import { toldAnswer } from "./log.ts";
import { render } from "./site.ts";

const COOKIE = /(?:^|;\s*)__Host-kyclink=/;
const store = memoryStore(); // for one process; in production use durableObjectStore(env.KYCLINK)
const handle = createHandler((env: Env) => ({ ...configOf(env), store, render: (view, request) => render(view as View, env, request) }));

export default {
  async fetch(request: Request, env: Env, ctx: { waitUntil(promise: Promise<unknown>): void }): Promise<Response> {
    const response = await answer(request, env, ctx);
    toldAnswer(request, response);
    return secured(response, env);
  },
};

async function answer(request: Request, env: Env, ctx: { waitUntil(promise: Promise<unknown>): void }): Promise<Response> {
  const { origin, pathname } = new URL(request.url);
  const isRead = request.method === "GET" || request.method === "HEAD";
  // Under another origin, such as `localhost`, the form could be read but not sent.
  if (isRead && origin !== env.APP_ORIGIN) return new Response(null, { status: 308, headers: { location: env.APP_ORIGIN + pathname } });
  if (pathname.startsWith("/kyc/")) return handle(request, env, ctx);
  if (pathname !== "/" && pathname !== "/new") return shown({ kind: "error", problem: { status: 404, code: "no_route" } }, env, request);
  if (!isRead) return shown({ kind: "error", problem: { status: 405, code: "method_not_allowed" } }, env, request, { allow: "GET, HEAD" });
  // A person who has begun an onboarding in this browser continues there.
  if (pathname === "/" && COOKIE.test(request.headers.get("cookie") ?? ""))
    return new Response(null, { status: 303, headers: { location: "/kyc/status" } });
  return shown({ kind: "form" }, env, request);
}

function shown(view: View, env: Env, request: Request, headers: Record<string, string> = {}): Response {
  const status = view.kind === "error" ? view.problem!.status : 200;
  return new Response(render(view, env, request), { status, headers: { "content-type": "text/html; charset=utf-8", ...headers } });
}

/**
 * Adds security headers. Browsers also check `form-action` for the redirect after a post, and the hosted page may be on
 * any https host; `HOSTED_ORIGIN` adds the sandbox, which does not use https. The referrer policy is `same-origin` and
 * not `no-referrer`, because with the latter a browser sends `Origin: null` even with our own forms.
 */
function secured(response: Response, { HOSTED_ORIGIN = "" }: Env): Response {
  const safe = new Response(response.body, response);
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self' https: ${HOSTED_ORIGIN}; base-uri 'none'; frame-ancestors 'none'`;
  safe.headers.set("content-security-policy", policy);
  safe.headers.set("cache-control", "no-store");
  safe.headers.set("referrer-policy", "same-origin");
  safe.headers.set("x-content-type-options", "nosniff");
  return safe;
}
