// What people do, with the status that each response must have. A session ends at the first unexpected response.
import { setTimeout as sleep } from "node:timers/promises";
import { browser, CONTACT_CODE, fieldsOf, newKey, ORIGIN, PERSON, PERSON_AT_GRID } from "../../tests/packages/helpers/edge/harness.mjs";

const AGAIN_MS = 5_500; // after this time, a create whose response was lost may be sent again

let count = 0;
const keyed = (key) => ({ "idempotency-key": key });

/** A new applicant. Only a few codes go to one number. */
function newPerson(base, trouble = "none") {
  const own = { email: `p${++count}.${trouble}@example.com`, phone: `+1415${2_000_000 + (count % 8_000_000)}` };
  return { ...base, ...own };
}

/** Throws unless a response has one of these statuses. The message has no personal data. */
async function expect(label, sending, ...statuses) {
  const response = await sending;
  if (!statuses.includes(response.status)) throw new Error(`${label}: ${response.status} ${response.body?.code ?? ""}`);
  return response;
}

/** Delivers a webhook, perhaps twice, and one with another body. */
async function approve({ fetch, sandbox }, provider, customer) {
  const id = crypto.randomUUID();
  const at = new Date().toISOString();
  const event =
    provider === "grid"
      ? { id: `Webhook:${id}`, type: "CUSTOMER.KYC_APPROVED", timestamp: at, data: { id: customer } }
      : { id, name: "customer.kyc.successful", created: at, data: { customer: { id: customer } } };
  await sandbox().complete(customer, "approve");
  const { body, headers } = await sandbox().signWebhook(provider, event);
  const deliver = (body) => fetch(new Request(`${ORIGIN}/kyc/webhooks/${provider}`, { method: "POST", body, headers }));
  for (let copies = Math.random() < 0.3 ? 2 : 1; copies > 0; copies--) await expect("webhook", deliver(body), 200);
  await expect("webhook with another body", deliver(`${body} `), 401);
}

/** A create with a double click or by a form, the status, a renewal, and the decision. */
async function onboarding(world) {
  const page = browser(world.fetch);
  const person = newPerson(PERSON);
  const key = newKey();
  const create = () => page.json("links", person, keyed(key));
  if (Math.random() < 0.25) await expect("form", page.form("links", [...fieldsOf(person), ["idempotencyKey", key]]), 303);
  else await Promise.all([1, 2].map(() => expect("double click", create(), 201, 409)));
  const { body } = await expect("create again", create(), 201);
  await expect("status", page.get("status"), 200);
  if (Math.random() < 0.4) await expect("renewal", page.empty("links/renew"), 201, 303);
  await approve(world, "spherepay", world.sandbox().openLink(body.kycUrl).customerId);
  for (let polls = 0; polls < 9; polls++) {
    const { body } = await expect("status", page.get("status"), 200);
    if (body.status !== "approved") throw new Error(`status: ${body.status}`);
  }
  await expect("status page", page.get("status", { accept: "text/html", "sec-fetch-mode": "navigate" }), 200);
}

/** A person at Grid who confirms email and phone, with a wrong code. */
async function contacts(world) {
  const page = browser(world.fetch);
  await expect("create, contacts open", page.json("links", newPerson(PERSON_AT_GRID), keyed(newKey())), 202);
  for (const channel of ["email", "phone"]) {
    await expect("code sent", page.json(`contact/${channel}`, {}), 204);
    await expect("wrong code", page.json(`contact/${channel}/confirm`, { code: "000000" }), 422);
    await expect("right code", page.json(`contact/${channel}/confirm`, { code: CONTACT_CODE }), 200);
  }
  const { body } = await expect("link", page.empty("links/renew"), 201);
  await approve(world, "grid", world.sandbox().openLink(body.kycUrl).customerId);
  await expect("status", page.get("status"), 200);
}

/** Invalid fields, other data under the same key, and requests that are refused before they cost anything. */
async function mistakes({ fetch }) {
  const page = browser(fetch);
  const person = newPerson(PERSON);
  const key = keyed(newKey());
  await expect("invalid fields", page.json("links", { ...person, email: "jane" }, key), 422);
  await expect("corrected fields", page.json("links", person, key), 201);
  await expect("reused key", page.json("links", { ...person, phone: "+14155660198" }, key), 422);
  const stranger = browser(fetch);
  for (const origin of ["https://evil.example", "null"]) await expect("origin", stranger.json("links", person, { origin }), 403);
  const send = (body, type) => stranger.send("links", { method: "POST", body, headers: { origin: ORIGIN, "content-type": type } });
  await expect("malformed JSON", send("{", "application/json"), 400);
  await expect("media type", send("{}", "text/plain"), 415);
  await expect("large body", send(" ".repeat(20_000), "application/json"), 413);
  await expect("malformed key", stranger.json("links", person, keyed("short")), 400);
  await expect("no session", stranger.empty("links/renew"), 401);
  await expect("forged cookie", stranger.get("status", { cookie: `__Host-kyclink=${"A".repeat(120)}` }), 200);
  await expect("no route", stranger.get("nothing"), 404);
}

/** A provider that fails at the create: with the same key, the person gets a link in the end. */
async function failures({ fetch }) {
  const page = browser(fetch);
  const troubles = [
    ["lost", 503, 0],
    ["limited", 503, 0],
    ["down", 503, AGAIN_MS],
    ["garbage", 502, AGAIN_MS],
  ];
  const [trouble, status, wait] = troubles[count % troubles.length];
  const person = newPerson(PERSON, trouble);
  const key = keyed(newKey());
  await expect(`create, provider ${trouble}`, page.json("links", person, key), status);
  await sleep(wait);
  await expect(`create after ${trouble}`, page.json("links", person, key), 201);
}

/** The sessions with their weights. */
const MIX = [
  [60, onboarding],
  [15, contacts],
  [10, mistakes],
  [4, failures],
].flatMap(([weight, session]) => Array(weight).fill(session));

export const anySession = () => MIX[Math.floor(Math.random() * MIX.length)];
