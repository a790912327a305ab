// The demo's Worker with a handler written by hand, for the routes that most pages need: a create with an idempotency
// key, the status, and webhooks. It has no claims, recovers no lost response, and asks the provider for each status.
import addresses from "../../data/address.csv";
import countries from "../../data/countries.csv";
import { fetchAndLog, logResponse } from "../../www/worker/log.ts";
import { buildRequest, exchange, parseResponse, useTables } from "../by-hand.mjs";
import { LIFETIME_MS } from "./short-lived.mjs";

const MAX_BODY = 16 * 1024;
const KEY = /^[\x21-\x7e]{22,255}$/;
const MONTH_S = 30 * 86_400;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

useTables(countries, addresses);

const ROUTES = { "POST /kyc/links": create, "GET /kyc/status": status, "POST /kyc/webhooks/spherepay": receive };

export default {
  async fetch(request, env) {
    const route = ROUTES[`${request.method} ${new URL(request.url).pathname}`];
    const response = await (route ? route(request, env) : problem(404, "no_route"));
    const safe = new Response(response.body, response);
    safe.headers.set("cache-control", "no-store");
    logResponse(request, safe);
    return safe;
  },
};

async function create(request, env) {
  if (request.headers.get("origin") !== env.APP_ORIGIN) return problem(403, "not_allowed");
  const key = request.headers.get("idempotency-key") ?? "";
  if (!KEY.test(key)) return problem(400, "bad_key");
  const body = await request.text();
  if (body.length > MAX_BODY) return problem(413, "payload_too_large");
  const response = await sendToRecord(env, `key ${key}`, { body });
  if (!response.ok) return response;
  const { customerId, kycUrl, expiresAt, provider } = await response.json();
  const cookie = `__Host-kyclink=${await seal(customerId, env)}; HttpOnly; Secure; SameSite=Lax; Path=/; Max-Age=${MONTH_S}`;
  return Response.json({ kycUrl, expiresAt, provider }, { status: 201, headers: { "set-cookie": cookie } });
}

async function status(request, env) {
  const customerId = await open(/__Host-kyclink=([^;]+)/.exec(request.headers.get("cookie"))?.[1], env);
  if (customerId === undefined) return Response.json({ status: "none" });
  const headers = { Authorization: `Bearer ${env.SPHEREPAY_API_KEY}` };
  const url = `${env.SPHEREPAY_BASE_URL}/v2/customer/${customerId}`;
  const response = await exchange({ method: "GET", url, headers }, fetchAndLog);
  if (response.status !== 200) return problem(503, "not_now");
  const [{ status }] = JSON.parse(response.body).verificationProfiles;
  return Response.json({ status, provider: "spherepay", updatedAt: new Date().toISOString() });
}

async function receive(request, env) {
  const signature = request.headers.get("signature") ?? "";
  const body = await request.arrayBuffer();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(env.SPHEREPAY_WEBHOOK_SECRET), algorithm, false, ["verify"]);
  const isGood = /^([\da-f]{2}){32}$/.test(signature) && (await crypto.subtle.verify("HMAC", key, bytesOf(signature), body));
  if (!isGood) return problem(401, "bad_signature");
  const { id } = JSON.parse(decoder.decode(body));
  await sendToRecord(env, `event ${id}`, {});
  return new Response(null, { status: 200 });
}

/** Sends a message to the Durable Object with this name. */
const sendToRecord = ({ KYCLINK }, name, message) =>
  KYCLINK.get(KYCLINK.idFromName(name)).fetch("https://record.invalid/", { method: "POST", body: JSON.stringify(message) });

/** A key, with the link that was created under it, or an event that was received. */
export class KycLinkStore {
  #env;
  #storage;
  #running;

  constructor({ storage }, env) {
    this.#env = env;
    this.#storage = storage;
  }

  async fetch(request) {
    const { body } = await request.json();
    const record = await this.#storage.get("record");
    if (body === undefined) {
      if (!record) await this.#store({});
      return Response.json({ isNew: !record });
    }
    const digest = hexOf(await crypto.subtle.digest("SHA-256", encoder.encode(body)));
    if (record) return record.digest === digest ? Response.json(record.link) : problem(422, "idempotency_key_reused");
    // A second click while the first is running waits for it.
    this.#running ??= this.#create(body, digest).finally(() => (this.#running = undefined));
    try {
      return Response.json(await this.#running);
    } catch ({ issues }) {
      return issues ? Response.json({ code: "invalid_request", issues }, { status: 422 }) : problem(502, "provider");
    }
  }

  async #create(body, digest) {
    const config = { apiKey: this.#env.SPHEREPAY_API_KEY, baseUrl: this.#env.SPHEREPAY_BASE_URL };
    const response = await exchange(buildRequest(JSON.parse(body), config), fetchAndLog);
    // The sandbox's hosted pages have no https, which the parser requires.
    const link = parseResponse({ ...response, body: response.body.replace('"http://', '"https://') });
    await this.#store({ digest, link });
    return link;
  }

  async #store(record) {
    await Promise.all([this.#storage.put("record", record), this.#storage.setAlarm(Date.now() + LIFETIME_MS)]);
  }

  async alarm() {
    await this.#storage.deleteAll();
  }
}

const problem = (status, code) => Response.json({ status, code }, { status, headers: { "content-type": "application/problem+json" } });

let sealing;
const sealingKey = (env) =>
  (sealing ??= crypto.subtle
    .digest("SHA-256", encoder.encode(env.COOKIE_SECRET))
    .then((secret) => crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"])));

async function seal(text, env) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealingKey(env), encoder.encode(text));
  return hexOf(iv) + hexOf(sealed);
}

async function open(hex, env) {
  if (!/^([\da-f]{2}){29,}$/.test(hex ?? "")) return undefined;
  const bytes = bytesOf(hex);
  const algorithm = { name: "AES-GCM", iv: bytes.subarray(0, 12) };
  return crypto.subtle.decrypt(algorithm, await sealingKey(env), bytes.subarray(12)).then(
    (text) => decoder.decode(text),
    () => undefined,
  );
}

const hexOf = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
