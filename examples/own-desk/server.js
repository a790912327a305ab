// A handler whose provider is a desk of one's own, and the two pages of the desk.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
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
  rateLimit: (request, route) => route === "webhooks/desk" || limit(request, route), // webhooks come from this process
  // authorize: your login says who this is
  onEvent: ({ kind, customerId }) => console.log("webhook", kind, customerId),
  onError: (error, route) => console.error(route, error.code),
});
const changed = (person) => kyc(eventOf(person, account));
const desk = createPages({ origin: ORIGIN, people, staff: STAFF, changed });

async function respond(request) {
  if (new URL(request.url).pathname.startsWith("/kyc")) return kyc(request);
  if ((await limit(request, "desk")) !== true) return new Response(null, { status: 429 });
  return desk(request);
}

const server = createServer(toNodeHandler(respond)); // behind a proxy: { trustProxy: 1 }
server.listen(Number(PORT ?? 8787), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/kyc`));
