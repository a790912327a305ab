// A handler whose provider is a desk of one's own, and the two pages of the desk.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";
import { createHandler, limitBy } from "kyclink/edge";
import { toNodeHandler } from "kyclink/node";
import { onboardingPage } from "kyclink/page";
import { createTable, postgresStore } from "kyclink/stores/postgres";
import pg from "pg";
import { defineDesk, eventOf } from "./desk.js";
import { createPages } from "./pages.js";
import { openPeople } from "./people.js";

const { COOKIE_SECRET, DATABASE_URL, ORIGIN, PORT, STAFF = "" } = process.env;

const pool = new pg.Pool({ connectionString: DATABASE_URL });
await createTable(pool);
const people = await openPeople(pool);
const store = postgresStore(pool);
const limit = limitBy({ store });
const account = { origin: ORIGIN, people, secret: randomBytes(32) }; // who signs a webhook also verifies it

const kyc = createHandler({
  id: "kyc",
  provider: defineDesk(account),
  allowedOrigins: [ORIGIN],
  cookieSecret: COOKIE_SECRET,
  redirectUri: `${ORIGIN}/kyc/status`,
  page: onboardingPage(),
  store,
  rateLimit: (request, route) => route === "webhooks/desk" || limit(request, route),
  // authorize: your login says who this is
  onEvent: ({ kind, customerId }) => console.log("webhook", kind, customerId),
  onError: (error, route) => console.error(route, error.code),
});
/** Posts a delivery as a provider does: again if it was not taken. */
async function changed(person) {
  const event = eventOf(person, account);
  for (const ms of [0, 1000, 10_000]) {
    await setTimeout(ms);
    if ((await kyc(event.clone())).ok) return;
  }
}
const desk = createPages({ origin: ORIGIN, people, staff: STAFF, changed });

async function respond(request) {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/kyc/webhooks/")) return new Response(null, { status: 404 }); // only `changed` posts them
  if (pathname.startsWith("/kyc")) return kyc(request);
  if ((await limit(request, "desk")) !== true) return new Response(null, { status: 429 });
  return desk(request);
}

const server = createServer(toNodeHandler(respond)); // behind a proxy: { trustProxy: 1 }
server.listen(Number(PORT ?? 8787), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/kyc`));
