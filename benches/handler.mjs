// What the handler takes in Node beside the plain client: the CPU time of `POST /links`, and of a `GET /status` that asks
// the provider or knows the status, each divided by that of the client's call that makes the same link. Provider and
// store are in memory.
import { fileURLToPath } from "node:url";
import { HEADERS, ORIGIN } from "./browser.mjs";
import { crossingsOf } from "./crossings.mjs";
import { median, ratio } from "./race.mjs";
import { handlerTables, publish } from "./report.mjs";

const ROUNDS = 21;
const WARM_UP = 5;
const REQUESTS = 100;
const BASE = "https://provider.example";

export const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "233 South Wacker Drive", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};

/** Returns functions that send one request each: to a handler, and to the provider with the plain client. */
export function tasks({ createHandler, memoryStore, spherepay }) {
  let count = 0;
  const fetch = async (url, { method }) => {
    const id = `customer_${String(++count).padStart(32, "0")}`;
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const customer = { id: url.split("/").at(-1), type: "individual", email: PERSON.email, createdAt: at, kyc: "pending" };
    const link = { customerId: id, url: `https://in.sumsub.com/websdk/p/${id}`, expiresAt: at };
    return method === "GET" ? Response.json(customer) : Response.json(link, { status: 201 });
  };
  const account = { apiKey: "key-of-ours", baseUrl: BASE, profiles: ["kyc_profile_a"] };
  const client = spherepay({ ...account, fetch });
  const handler = createHandler({
    provider: "spherepay",
    spherepay: account,
    fetch,
    allowedOrigins: [ORIGIN],
    cookieSecret: "an-edge-secret-of-more-than-32-bytes",
    store: memoryStore(),
    rateLimit: "none",
  });
  const send = async (path, init, status) => {
    const response = await handler(new Request(`${ORIGIN}/kyc/${path}`, init));
    if (response.status !== status) throw new Error(`${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
    return response;
  };
  const postLink = (key = crypto.randomUUID()) =>
    send(
      "links",
      { method: "POST", body: JSON.stringify(PERSON), headers: { ...HEADERS, "content-type": "application/json", "idempotency-key": key } },
      201,
    );
  return {
    postLink,
    createLink: () => client.createCustomerViaLink(PERSON),
    /** Returns the cookie of a new browser that has onboarded. */
    onboard: async () => (await postLink()).headers.get("set-cookie").split(";")[0],
    getStatus: (cookie) => send("status", { headers: { ...HEADERS, cookie } }, 200),
  };
}

/** Returns the rows of the table. */
export async function measure(folder = "../target/package") {
  const parts = await Promise.all(["service/edge/inline", "module/entry/inline"].map((name) => import(`${folder}/dist/${name}.js`)));
  const { postLink, createLink, onboard, getStatus } = tasks(Object.assign({}, ...parts));
  const programs = { createLink: () => createLink(), postLink: () => postLink(), asks: getStatus, knows: getStatus };
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const names = Object.keys(programs);
    for (const name of round % 2 ? names : names.toReversed()) {
      // The handler asks for a status once, and knows it then.
      const isStatus = programs[name] === getStatus;
      const given = [];
      for (let i = 0; i < REQUESTS; i++) given.push(isStatus ? await onboard() : undefined);
      if (name === "knows") for (const cookie of given) await getStatus(cookie);
      const before = process.cpuUsage();
      for (const cookie of given) await programs[name](cookie);
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) times[name].push((user + system) / 1000 / REQUESTS);
    }
  }
  const summary = (name) => ({ median: median(times[name]), minimum: Math.min(...times[name]) });
  const [plain, post, asks, knows] = Object.keys(programs).map(summary);
  const rows = [
    { name: "`POST /links` ÷ the client's call", ...ratio(post, plain) },
    { name: "`GET /status` that asks the provider ÷ the client's call", ...ratio(asks, plain) },
    { name: "`GET /status` that knows the status ÷ the client's call", ...ratio(knows, plain) },
  ];
  return { rows };
}

/** Returns what the requests of each route carry across the boundary, after one that has sent the configuration. */
export async function crossings({ onboard, postLink, getStatus }) {
  const cookie = await onboard();
  const all = [
    ["`POST /links` with a key", () => postLink()],
    ["`GET /status` that asks the provider", () => getStatus(cookie)],
    ["`GET /status` that knows the status", () => getStatus(cookie)],
  ];
  const found = [];
  for (const [name, send] of all) found.push({ name, ...(await crossingsOf(send, PERSON.email)) });
  return found;
}

// `cargo xtask bench handler` prints the tables of docs/speed.md; `--write` writes them.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { measure: measureWorker } = await import("./handler-worker/run.mjs");
  publish(handlerTables({ worker: await measureWorker(), ...(await measure()) }));
}
