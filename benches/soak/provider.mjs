// The sandbox over HTTP, in a thread of its own. The second part of an applicant's email says what goes wrong
// with their requests, so that the sender knows what to expect: `p1.lost@example.com`.
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { createSandbox } from "../../pkg-template/testing/index.js";

const SLOW_MS = 250;
const CREATE = /\/v2\/customer\/kyc-link$|\/customers$/;
const ID = /\/customers?\/([^/]+)/;
const TROUBLES = {
  down: { status: 503 },
  limited: { status: 429, headers: { "retry-after": "9" } },
  garbage: { status: 200, headers: { "content-type": "text/html" } },
};

let sandbox;
let emails; // of customers, by id
let ids; // of customers, by email
let troubled; // the emails whose trouble has occurred

const server = createServer((incoming, outgoing) => respond(incoming, outgoing).catch(() => outgoing.destroy()));
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => {
  reset();
  parentPort.postMessage({ baseUrls: sandbox.baseUrls });
});

parentPort.on("message", ({ id, email }) => {
  if (email === undefined) reset();
  parentPort.postMessage({ id, result: ids.get(email) ?? null });
});

/** Forgets all customers: between two rounds they are not needed, and the sandbox would grow with each request. */
function reset() {
  sandbox = createSandbox({ origin: `http://127.0.0.1:${server.address().port}`, ...workerData });
  [emails, ids, troubled] = [new Map(), new Map(), new Set()];
}

async function respond(incoming, outgoing) {
  const { method, url, headers } = incoming;
  const body = Buffer.concat(await incoming.toArray());
  const isCreate = method === "POST" && CREATE.test(url);
  const email = isCreate ? JSON.parse(body).email : emails.get(ID.exec(url)?.[1]);
  const trouble = troubleOf(email, method, isCreate);
  if (trouble === "slow") await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  if (trouble in TROUBLES) {
    const { status, headers } = TROUBLES[trouble];
    outgoing.writeHead(status, headers).end("<h1>It works!</h1>");
    return;
  }
  const init = { method, headers: Object.entries(headers), body: body.length > 0 ? body : undefined };
  const response = await sandbox.fetch(sandbox.baseUrls.grid.replace(/\/grid.*/, "") + url, init);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (isCreate && response.ok) remember(JSON.parse(bytes), email);
  if (trouble === "lost") return void outgoing.destroy();
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), "content-length": bytes.length }).end(bytes);
}

function remember({ id, customerId = id }, email) {
  emails.set(customerId, email);
  ids.set(email, customerId);
}

/** A create fails once; a read of `nostatus` always fails; `slow` is slow for everything. */
function troubleOf(email = "", method = "", isCreate = false) {
  const trouble = email.split(/[.@]/)[1];
  if (trouble === "slow") return "slow";
  if (trouble === "nostatus") return method === "GET" ? "down" : undefined;
  if (!isCreate || troubled.has(email)) return undefined;
  troubled.add(email);
  return trouble;
}
