/**
 * The Worker in front of the provider: it serves the onboarding page and turns what is sent from it into a hosted
 * link. Files under /assets/ are served before it is asked.
 */

import { form } from "../views/form.js";
import { thanks } from "../views/outcome.js";
import { page } from "../views/page.js";
import { answerPage, redirect, refuse } from "./answer.js";
import { createLink } from "./links.js";
import { providerOf } from "./provider.js";

const ROUTES = {
  "/": { GET: (request, env) => answerPage(page("Verify your identity", form(providerOf(env))), 200, env) },
  "/kyc/links": { POST: createLink },
  "/done": { GET: (request, env) => answerPage(thanks(), 200, env) },
};

async function answer(request, env) {
  const { origin, pathname } = new URL(request.url);
  const route = Object.hasOwn(ROUTES, pathname) ? ROUTES[pathname] : undefined;
  if (!route) return refuse(request, env, "not_found");
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (!Object.hasOwn(route, method)) return refuse(request, env, "method_not_allowed", { allow: route.GET ? "GET, HEAD" : "POST" });
  // Under another name of this host the form could be read, but not sent.
  if (method === "GET" && origin !== env.APP_ORIGIN) return redirect(env.APP_ORIGIN + pathname, 308);
  return route[method](request, env);
}

export default {
  async fetch(request, env) {
    try {
      return await answer(request, env);
    } catch (error) {
      console.error(error.name); // its message may hold what a person has typed
      return refuse(request, env, "internal");
    }
  },
};
