/**
 * A Worker with the handler, the Durable Object and a cron, as docs/running.md has it. `POST /clock` moves its clock on by
 * that many milliseconds, and `GET /events` says what `onEvent` was told.
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

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/events") return Response.json(events);
    if (pathname !== "/clock") return handler(request, env, ctx);
    ahead += Number(await request.text());
    return Response.json(ahead);
  },
  scheduled: (_event, env) => createOperator(configOf, env).refresh(),
};
