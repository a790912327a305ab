/** The demo's Worker: the handler of `kyclink/edge` with the page of `kyclink/page`, in front of the provider. */

import { createHandler, memoryStore } from "kyclink/edge";
import { onboardingPage } from "kyclink/page";
import { configOf, type Env } from "./config.ts";
import { logResponse } from "./log.ts";

interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

const store = memoryStore(); // for one process; in production use durableObjectStore(env.KYCLINK)
const page = onboardingPage();
const handle = createHandler((env: Env) => ({ ...configOf(env), store, page }));

export default {
  async fetch(request: Request, env: Env, ctx: Context): Promise<Response> {
    const response = redirect(request, env) ?? (await handle(request, env, ctx));
    logResponse(request, response);
    return response;
  },
};

/**
 * Redirects to the page under the configured host name: under another one, the form could be read but not submitted.
 */
function redirect(request: Request, { APP_ORIGIN }: Env): Response | undefined {
  const { origin, pathname } = new URL(request.url);
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!isRead || (origin === APP_ORIGIN && pathname !== "/")) return undefined;
  return new Response(null, { status: 307, headers: { location: APP_ORIGIN + (pathname === "/" ? "/kyc" : pathname) } });
}
