/**
 * A Worker with the handler, the Durable Object and a cron, as docs/running.md has it. `POST /clock` moves its clock on by
 * that many milliseconds, `GET /events` says what `onEvent` was told, and `GET /begin` is the first run on an empty store.
 */

import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { createHandler, createOperator } from "kyclink/edge";

export { KycLinkStore };

const { now } = Date;
let ahead = 0;
Date.now = () => now() + ahead;

const events = [];
const configOf = ({ CONFIG, KYCLINK }) => ({
  ...CONFIG,
  store: durableObjectStore(KYCLINK),
  onEvent: ({ id, kind, source }) => events.push({ id, kind, source }),
});
const handler = createHandler(configOf);

/**
 * The first run looks for what is due since thirty days: at tens of thousands of objects, for which workerd on one machine
 * needs minutes. Those that were never written are known to be empty here.
 */
function emptyStore(store) {
  const written = new Set();
  return {
    get: async (key) => (written.has(key) ? store.get(key) : undefined),
    swap: (key, ...given) => written.add(key) && store.swap(key, ...given),
  };
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/events") return Response.json(events);
    if (pathname === "/begin") {
      const config = configOf(env);
      return Response.json(await createOperator({ ...config, store: emptyStore(config.store) }).refresh());
    }
    if (pathname !== "/clock") return handler(request, env, ctx);
    ahead += Number(await request.text());
    return Response.json(ahead);
  },
  scheduled: (_event, env) => createOperator(configOf, env).refresh(),
};
