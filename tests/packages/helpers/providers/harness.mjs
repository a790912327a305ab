/** A handler in front of a ready provider, and a person who has begun. */

import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { browser, createHandler, memoryStore, newKey, ORIGIN, SECRET } from "../edge/harness.mjs";

export const PERSON = { type: "individual", email: "jane.smith@example.com", phone: "+14155550123" };
export const key = () => ({ "idempotency-key": newKey() });
export const vectors = (name) => JSON.parse(readFileSync(new URL(`../../../vectors/provider/${name}.json`, import.meta.url), "utf8"));

/** Opens a handler in front of an API. */
export function open(provider, api, config) {
  const errors = [];
  const events = [];
  const handler = createHandler({
    provider,
    fetch: api.fetch,
    allowedOrigins: [ORIGIN],
    cookieSecret: SECRET,
    store: memoryStore(),
    rateLimit: "none",
    redirectUri: "https://app.example.com/kyc",
    authorize: () => ({ reference: "user-1" }),
    onError: (error, route) => errors.push({ error, route }),
    onEvent: (event) => events.push(event),
    ...config,
  });
  const name = provider.name;
  const post = ({ body, headers }) =>
    handler(new Request(`https://app.example.com/kyc/webhooks/${name}`, { method: "POST", body, headers })).then(async (response) => [
      response.status,
      (await response.json().catch(() => ({}))).code,
    ]);
  return { api, handler, errors, events, post, browser: () => browser(handler) };
}

/** Opens a handler, and has a person begin. */
export async function begun(provider, api, config) {
  const world = open(provider, api, config);
  const page = world.browser();
  const first = await page.json("links", PERSON, key());
  const status = async () => (await page.get("status")).body;
  const renew = () => page.json("links/renew", {});
  return { ...world, page, first, status, renew };
}

/** Whether nothing of these is in what a page or the owner's log gets. */
export function isSilent(texts, errors, secrets) {
  const shown = texts.join() + inspect(errors, { depth: 9, showHidden: true, getters: true });
  return secrets.every((secret) => !shown.includes(secret));
}
