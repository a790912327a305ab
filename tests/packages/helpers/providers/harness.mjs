/** A handler in front of a ready provider and a model of its API, and a person at it. */

import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { browser, createHandler, memoryStore, newKey, ORIGIN, SECRET } from "../edge/harness.mjs";

export const PERSON = { type: "individual", email: "jane.smith@example.com", phone: "+14155550123" };
export const REFERENCE = "user-17";
export const key = () => ({ "idempotency-key": newKey() });
export const vectors = (name) => JSON.parse(readFileSync(new URL(`../../../vectors/provider/${name}.json`, import.meta.url), "utf8"));

/** Opens a handler for a person with that reference. `config` changes its options. */
export function open(provider, api, config) {
  const [errors, events] = [[], []];
  const handler = createHandler({
    provider,
    fetch: api.fetch,
    allowedOrigins: [ORIGIN],
    cookieSecret: SECRET,
    store: memoryStore(),
    rateLimit: "none",
    authorize: () => ({ reference: REFERENCE }),
    onError: (error) => errors.push(error),
    onEvent: (event) => events.push(event),
    ...config,
  });
  const page = browser(handler);
  return {
    api,
    handler,
    page,
    errors,
    events,
    browser: () => browser(handler),
    links: (person) => page.json("links", person, key()),
    renew: () => page.json("links/renew", {}),
    status: async () => (await page.get("status")).body,
    /** Posts a delivery, and returns the status and the code of the response. */
    async post({ body, headers }) {
      const url = `https://app.example.com/kyc/webhooks/${provider.name}`;
      const response = await handler(new Request(url, { method: "POST", body, headers }));
      return [response.status, (await response.json().catch(() => ({}))).code].filter(Boolean);
    },
  };
}

/** Opens a handler, and has a person begin. */
export async function begun(provider, api, config, person = PERSON) {
  const world = open(provider, api, config);
  return { ...world, first: await world.links(person) };
}

/** Whether nothing of these is in what a page or the owner's log gets. */
export function isSilent(texts, errors, secrets) {
  const shown = texts.join() + inspect(errors, { depth: 9, showHidden: true, getters: true });
  return secrets.every((secret) => !shown.includes(secret));
}

/** Wraps the `fetch` of a model: the first response to a request of that method is lost after it was carried out. */
export function losing(api, method) {
  let isLost = false;
  return async (url, init) => {
    const response = await api.fetch(url, init);
    if (isLost || init.method !== method) return response;
    isLost = true;
    throw new TypeError("the connection was lost");
  };
}
