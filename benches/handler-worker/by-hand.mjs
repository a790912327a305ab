// The Worker of kyclink.mjs written by hand, for this provider and its two routes: `POST /kyc/links` with an idempotency
// key, and `GET /kyc/status`.
//
// It keeps these promises of docs/protocol.md:
// - a POST needs a listed origin; a body has at most 16 KiB, and ten seconds to arrive; a request has a deadline
// - a client's requests are counted per route before anything else happens
// - the record of a key is written before the create, is valid for a day, and has a lock while an attempt runs; the same
//   data gets the same link, or a new one if it expires; other data is refused; a refusal that names a field frees the key
// - an onboarding claims its customer for three days; a session is worth nothing once it was ended or its customer
//   released to another person
// - a status is read from the provider if it is older than ten seconds, by one request at a time, and by none for five
//   seconds after a failure
// - names of records and the data of an applicant are stored as MACs, records and cookies are sealed
// - errors are problem details; nothing of a person is logged, and nothing of the provider's messages is shown
//
// It lacks the other routes, forms, web pages, webhooks, hooks, several secrets, all normalization except of spaces, the
// search for a customer whose create got no response (`outcome_unknown` until the key expires) and the difference
// between a connection that failed and a response that was lost. A count is stored as a number, not sealed.
import addresses from "../../data/address.csv";
import countries from "../../data/countries.csv";
import { buildRequest, exchange, parseResponse, useTables } from "../by-hand.mjs";
import { RecordObject, recordsIn } from "./by-hand-records.mjs";
import { customerOf, stateOf } from "./by-hand-status.mjs";
import { vaultOf } from "./by-hand-vault.mjs";

export { RecordObject };

useTables(countries, addresses);

const SECOND = 1000;
const DAY = 86_400 * SECOND;
// As long as in kyclink.mjs.
const TIMEOUT = 600 * SECOND;
const MAX_BODY = 16 * 1024;
const KEY = /^[\x21-\x7e]{22,255}$/;
const COOKIE = "__Host-kyclink";
const LIMITS = { links: { max: 20, perMs: 600 * SECOND }, status: { max: 600, perMs: 600 * SECOND } };
const ROUTES = {
  "/kyc/links": { name: "links", method: "POST", handle: createLink },
  "/kyc/status": { name: "status", method: "GET", handle: readStatus },
};
const decoder = new TextDecoder("utf-8", { fatal: true });

let tools;

export default {
  async fetch(request, env, ctx) {
    tools ??= vaultOf(env.COOKIE_SECRET).then((vault) => ({ vault, records: recordsIn(env.KYCLINK, vault) }));
    // A browser that disconnects does not stop an onboarding that has begun.
    const done = respond(request, env);
    ctx.waitUntil(done);
    return done;
  },
};

async function respond(request, env) {
  const route = ROUTES[new URL(request.url).pathname];
  let response;
  try {
    if (!route) refuse(404, "no_route");
    if (request.method !== route.method) refuse(405, "method_not_allowed", { allow: route.method });
    response = await within(TIMEOUT, handle(route, request, env), () => problem(503, "not_now"));
  } catch (error) {
    // Whatever else was thrown could have anything in its message.
    if (!(error instanceof Refusal)) console.error("error", route?.name, error?.name);
    response = error instanceof Refusal ? error.response : problem(500, "internal");
  }
  const { headers } = response;
  headers.set("cache-control", "no-store");
  headers.set("referrer-policy", "no-referrer");
  headers.set("vary", "Origin");
  headers.set("x-content-type-options", "nosniff");
  if (request.headers.get("origin") === env.ORIGIN) {
    headers.set("access-control-allow-origin", env.ORIGIN);
    headers.set("access-control-allow-credentials", "true");
    headers.set("access-control-expose-headers", "retry-after");
  }
  return response;
}

async function handle({ name, handle }, request, env) {
  const { headers } = request;
  if (request.method === "POST") {
    const origin = headers.get("origin") ?? "null";
    const isSame = origin === "null" && headers.get("sec-fetch-site") === "same-origin";
    if (origin !== env.ORIGIN && !isSame) refuse(403, "not_allowed");
    if (!/^application\/json *(?:;|$)/i.test(headers.get("content-type") ?? "")) refuse(415, "unsupported_media_type");
  }
  const known = await tools;
  const { leftMs } = await known.records.count(["rate", name, headers.get("cf-connecting-ip") ?? ""], LIMITS[name]);
  if (leftMs > 0) refuse(429, "too_many_requests", { "retry-after": String(Math.ceil(leftMs / SECOND)) });
  return handle(request, env, known);
}

async function createLink(request, env, { vault, records }) {
  const bytes = await within(10 * SECOND, readBody(request), () => refuse(408, "request_timeout"));
  const key = request.headers.get("idempotency-key") ?? "";
  if (!KEY.test(key)) refuse(400, "idempotency_key_malformed");
  const outgoing = validated(bytes, env);
  const now = Date.now();
  const applicant = await vault.mac(outgoing.body);
  const record = await records.open(["key", key]);
  const fresh = { applicant, owner: crypto.randomUUID(), beganAt: now };
  if (await record.swap(fresh, { ttlMs: DAY, lockMs: TIMEOUT + 10 * SECOND })) {
    return withSession(await create(record, { fresh, outgoing, records }), vault, now);
  }
  const { exists, value, isLocked } = await load(record);
  if (!exists || isLocked) refuse(409, "still_running", { "retry-after": "2" });
  if (value.applicant !== applicant) refuse(422, "idempotency_key_reused");
  if (!value.customerId) refuse(503, "outcome_unknown", { "retry-after": "5" });
  const claim = await load(await records.open(["claim", value.customerId]));
  if (claim.value?.isReleased) refuse(409, "conflict");
  return withSession(await renewed(record, value, env), vault, now);
}

/** Returns the request to the provider, or refuses what it could not accept. */
function validated(bytes, env) {
  let input;
  try {
    input = JSON.parse(decoder.decode(bytes), (_, value) => (typeof value === "string" ? value.trim() : value));
  } catch {
    refuse(400, "malformed");
  }
  try {
    return buildRequest(input, { apiKey: env.KEY, baseUrl: env.PROVIDER });
  } catch ({ issues }) {
    refuseIssues(issues);
  }
}

/** Creates the customer, claims it, and stores its link under the key. */
async function create(record, { fresh, outgoing, records }) {
  let link;
  try {
    const response = await exchange(outgoing);
    if (response.status === 400 || response.status === 422) {
      await record.swap(undefined);
      refuseIssues([{ code: "rejected_by_provider", path: [] }]);
    }
    link = parseResponse(response);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The customer may exist: the key is not free again.
    await record.swap(fresh, { ttlMs: DAY });
    refuse(503, "outcome_unknown", { "retry-after": "5" });
  }
  const { customerId, kycUrl, expiresAt } = link;
  const claim = await records.open(["claim", customerId]);
  if (!(await claim.swap({ owner: fresh.owner }, { ttlMs: 3 * DAY }))) refuse(503, "outcome_unknown");
  const done = { ...fresh, customerId, kycUrl, expiresAt };
  const isOwn = await record.swap(done, { ttlMs: fresh.beganAt + DAY - Date.now() });
  if (!isOwn) refuse(409, "still_running", { "retry-after": "2" });
  return done;
}

/** Returns what is stored under a key, with another link if that one is about to expire. */
async function renewed(record, value, env) {
  if (Date.parse(value.expiresAt) > Date.now() + 60 * SECOND) return value;
  const headers = { Authorization: `Bearer ${env.KEY}` };
  const url = `${env.PROVIDER}/v2/customer/${value.customerId}/kyc-link`;
  const { kycUrl, expiresAt } = parseResponse(await exchange({ method: "POST", url, headers }));
  const done = { ...value, kycUrl, expiresAt };
  await record.swap(done, { ttlMs: Math.max(1, value.beganAt + DAY - Date.now()) });
  return done;
}

/** Responds with the link and the cookie of a new session. */
async function withSession({ customerId, kycUrl, expiresAt, beganAt }, vault, now) {
  const until = Math.min(now + 30 * DAY, beganAt + 90 * DAY);
  const sealed = await vault.seal({ id: crypto.randomUUID(), customerId, beganAt, until }, "cookie");
  const cookie = `${COOKIE}=${sealed}; Path=/; Max-Age=${Math.floor((until - now) / SECOND)}; Secure; HttpOnly; SameSite=Lax`;
  return json(201, { kycUrl, expiresAt, provider: "spherepay" }, { "set-cookie": cookie });
}

async function readStatus(request, env, { vault, records }) {
  const session = await sessionOf(request, vault);
  if (!session) return json(200, { status: "none", nextAction: "none" });
  const names = [
    ["session", session.id],
    ["claim", session.customerId],
    ["status", session.customerId],
  ];
  const all = await Promise.all(names.map((name) => records.open(name)));
  const [ended, claim, known] = await Promise.all([load(all[0]), load(all[1]), all[2].load()]);
  if (ended.value?.hasEnded || claim.value?.isReleased) return json(200, { status: "none", nextAction: "none" });
  const isFresh = known.value && Math.abs(Date.now() - known.value.at) < 10 * SECOND;
  const status = isFresh ? known.value : await askProvider(session.customerId, { record: all[2], known: known.value, env });
  if (!status) refuse(503, "not_now", { "retry-after": "5" });
  const { at, ...state } = status;
  return json(200, { provider: "spherepay", updatedAt: new Date(at).toISOString(), ...state });
}

/** Returns the status at the provider, or the known one if another request asks for it or the provider fails. */
async function askProvider(customerId, { record, known, env }) {
  if (!(await record.lock(TIMEOUT + 5 * SECOND))) return (await record.load()).value;
  try {
    const headers = { Authorization: `Bearer ${env.KEY}` };
    const response = await exchange({ method: "GET", url: `${env.PROVIDER}/v2/customer/${customerId}`, headers });
    const status = { ...stateOf(customerOf(response, customerId)), at: Date.now() };
    // A webhook may have said something later in the meantime.
    return (await record.swap(status, { ttlMs: 30 * DAY })) ? status : (await record.load()).value;
  } catch {
    console.error("error", "status", "provider");
    await record.lock(5 * SECOND, { isHolder: true });
    return known;
  }
}

/** Loads a record that protects a customer: if it cannot be opened, the request fails. */
async function load(record) {
  const stored = await record.load();
  if (stored.exists && stored.value === undefined) refuse(503, "not_now", { "retry-after": "1" });
  return stored;
}

/** Returns the session of the first cookie that opens: a sibling domain may have planted one beside ours. */
async function sessionOf(request, vault) {
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    const session = name === COOKIE ? await vault.open(value, "cookie") : undefined;
    if (session && Date.now() < session.until) return session;
  }
  return undefined;
}

async function readBody({ headers, body }) {
  if (Number(headers.get("content-length")) > MAX_BODY) refuse(413, "payload_too_large");
  const chunks = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY) refuse(413, "payload_too_large");
    chunks.push(chunk);
  }
  if (chunks.length === 1) return chunks[0];
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** Returns what a promise resolves to, or what `late` returns once the time is up. */
async function within(ms, promise, late) {
  let timer;
  const over = new Promise((resolve, reject) => {
    timer = setTimeout(() => new Promise((resolve) => resolve(late())).then(resolve, reject), ms);
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}

class Refusal extends Error {
  constructor(response) {
    super("refused");
    this.response = response;
  }
}

function refuse(status, code, headers) {
  throw new Refusal(problem(status, code, { headers }));
}

function refuseIssues(issues = []) {
  const errors = issues.map(({ code, path }) => ({ code, pointer: path.map((part) => `/${part}`).join("") }));
  throw new Refusal(problem(422, "invalid_request", { members: { errors } }));
}

/** Problem details (RFC 9457). */
function problem(status, code, { headers, members } = {}) {
  const body = { type: `urn:example:${code}`, title: code, status, code, ...members };
  return json(status, body, { ...headers, "content-type": "application/problem+json" });
}

const json = (status, body, headers) => Response.json(body, { status, headers });
