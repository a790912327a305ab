/** A handler in front of a ready provider and a model of its API, and a person at it. */

import { inspect } from "node:util";
import { browser, createHandler, memoryStore, newKey, ORIGIN, SECRET } from "../edge/harness.mjs";

export { newKey } from "../edge/harness.mjs";

/** Opens a handler for a person with that `reference`. `config` changes its options. */
export function front(provider, api, config) {
  const [errors, events] = [[], []];
  const handler = createHandler({
    provider,
    fetch: api.fetch,
    allowedOrigins: [ORIGIN],
    cookieSecret: SECRET,
    store: memoryStore(),
    rateLimit: "none",
    authorize: () => ({ reference: "user-17" }),
    onError: (error) => errors.push(error),
    onEvent: (event) => events.push(event),
    ...config,
  });
  const page = browser(handler);
  return {
    handler,
    page,
    errors,
    events,
    links: (person) => page.json("links", person, { "idempotency-key": newKey() }),
    status: async () => (await page.get("status")).body,
    /** Posts a delivery, and returns the status and the code of the response. */
    async post({ body, headers }) {
      const url = `https://app.example.com/kyc/webhooks/${provider.name}`;
      const response = await handler(new Request(url, { method: "POST", body, headers }));
      return [response.status, (await response.json().catch(() => ({}))).code].filter(Boolean);
    },
    /** Everything that was told to a page or to the owner's log. */
    told: (...texts) => texts.join() + inspect(errors, { depth: 9, showHidden: true }),
  };
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
