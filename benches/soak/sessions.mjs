// What people do, with the response that each request must get. A session ends at the first unexpected response.
import { setTimeout as sleep } from "node:timers/promises";
import { CONFIRMS, DIRECT, fieldsOf, newPerson } from "./people.mjs";

const keyed = (key) => ({ "idempotency-key": key });
const newKey = () => crypto.randomUUID();
const POLLS = 9;
const KNOWN_MS = 10_000;
const AGAIN_MS = 5_500; // after this time, a create whose response was lost may be sent again

/** One person at SpherePay: a create with a double click, the status, renewals, and the provider's webhooks. */
async function onboarding(visitor, { provider, events }) {
  const person = newPerson(provider, Math.random() < 0.02 ? "slow" : "none", DIRECT);
  const key = newKey();
  const first = await create(visitor, person, key);
  const again = await visitor.json("create again", { path: "links", value: person, headers: keyed(key) }, 201);
  visitor.check("create again", "another link", again.body.kycUrl === first);
  await statusIs(visitor, "incomplete");
  if (Math.random() < 0.4) await renew(visitor);
  const approved = await events.approved(provider, person.email);
  const since = performance.now();
  await deliver(visitor, "webhook", approved, 200);
  if (Math.random() < 0.3) await deliver(visitor, "webhook again", approved, 200);
  for (let i = 0; i < POLLS; i++) await statusIs(visitor, "approved", since);
  if (visitor.server.hasPages) {
    const page = await visitor.get("status page", "/kyc/status", 200, { accept: "text/html", "sec-fetch-mode": "navigate" });
    visitor.check("status page", "no page", page.text.includes("<html"));
  }
}

/** Creates a link as JSON, as a form, or with two clicks at once, and returns it. */
async function create(visitor, person, key) {
  const kind = Math.random();
  if (kind < 0.5) return (await visitor.json("create", { path: "links", value: person, headers: keyed(key) }, 201)).body.kycUrl;
  if (kind < 0.75) {
    const { headers } = await visitor.form("create by form", "links", [...fieldsOf(person), ["idempotencyKey", key]], 303);
    // With a page, a person gets to the status, because the sandboxes' hosted pages do not send people back.
    if (URL.canParse(headers.location)) return headers.location;
    return (await visitor.json("create after a form", { path: "links", value: person, headers: keyed(key) }, 201)).body.kycUrl;
  }
  const click = () => visitor.json("double click", { path: "links", value: person, headers: keyed(key) }, [201, 409]);
  const clicks = await Promise.all([click(), click()]);
  const created = clicks.filter(({ status }) => status === 201);
  const links = new Set(created.map(({ body }) => body.kycUrl));
  visitor.check("double click", `${created.length} created ${links.size} links`, links.size === 1);
  visitor.check(
    "double click",
    "no Retry-After",
    clicks.every(({ status, headers }) => status === 201 || headers["retry-after"]),
  );
  return created[0].body.kycUrl;
}

async function statusIs(visitor, status, since = performance.now()) {
  const { body } = await visitor.get("status", "/kyc/status", 200);
  // After ten seconds the provider's status counts, which no webhook has changed.
  const isLate = performance.now() - since > KNOWN_MS && body.status === "incomplete";
  visitor.check("status", `${body.status} instead of ${status}`, body.status === status || isLate);
}

async function renew(visitor) {
  if (Math.random() < 0.5) await visitor.form("renewal by form", "links/renew", [], 303);
  else await visitor.json("renewal", { path: "links/renew", value: "{}" }, 201);
}

const deliver = (visitor, label, { provider, body, headers }, expected) =>
  visitor.send(label, { path: `/kyc/webhooks/${provider}`, headers: { origin: undefined, ...headers }, body }, expected);

/** A person at Grid who confirms email and phone, with wrong codes and a corrected number. */
async function contacts(visitor, { provider, events, code }) {
  const person = newPerson(provider, "none", CONFIRMS);
  const key = newKey();
  const { body } = await visitor.json("create, contacts open", { path: "links", value: person, headers: keyed(key) }, 202);
  visitor.check("create, contacts open", "not to be verified", body.next === "verify_contact");
  await visitor.json("renewal, contacts open", { path: "links/renew", value: "{}" }, 202);
  await visitor.json("code sent", { path: "contact/email", value: "{}" }, 204);
  if (Math.random() < 0.5) await visitor.json("wrong code", { path: "contact/email/confirm", value: { code: "000000" } }, 422);
  const one = await visitor.json("right code", { path: "contact/email/confirm", value: { code } }, 200);
  visitor.check("right code", "phone not next", one.body.next === "verify_contact");
  await visitor.json(
    "code sent",
    { path: "contact/phone", value: Math.random() < 0.5 ? { value: person.phone.replace("+1415", "+1628") } : {} },
    204,
  );
  const both = await visitor.json("right code", { path: "contact/phone/confirm", value: { code } }, 200);
  visitor.check("right code", "no link next", both.body.next === "link");
  await renew(visitor);
  const approved = await events.approved(provider, person.email);
  const since = performance.now();
  await deliver(visitor, "webhook", approved, 200);
  await statusIs(visitor, "approved", since);
}

/** A person who makes mistakes: invalid fields, other data under the same key. */
async function mistakes(visitor, { provider }) {
  const person = newPerson(provider, "none", DIRECT);
  const key = newKey();
  const wrong = { ...person, email: "jane", address: { ...person.address, country: "XX" } };
  const { body } = await visitor.json("invalid fields", { path: "links", value: wrong, headers: keyed(key) }, 422);
  const pointers = body.errors?.map(({ pointer }) => pointer).join(" ");
  visitor.check("invalid fields", `pointers ${pointers}`, pointers === "/email /address/country");
  await visitor.form("invalid form", "links", [...fieldsOf(wrong), ["idempotencyKey", key]], 422);
  await visitor.json("corrected fields", { path: "links", value: person, headers: keyed(key) }, 201);
  await visitor.json("reused key", { path: "links", value: { ...person, phone: "+14155660198" }, headers: keyed(key) }, 422);
}

/** Requests that must be refused before they cost anything. */
async function refusals(visitor, { provider, events }) {
  const person = newPerson(provider);
  for (const origin of ["https://evil.example", "null", undefined])
    await visitor.json("refused origin", { path: "links", value: person, headers: { origin } }, 403);
  for (const text of ["{", "", '{"type":']) await visitor.json("malformed JSON", { path: "links", value: text }, 400);
  await visitor.json("not an object", { path: "links", value: "[1]" }, 422);
  await visitor.json("malformed key", { path: "links", value: person, headers: keyed("short") }, 400);
  await visitor.json("media type", { path: "links", value: person, headers: { "content-type": "text/plain" } }, 415);
  await visitor.json("large body", { path: "links", value: " ".repeat(20_000) }, 413);
  await visitor.send(
    "large body in chunks",
    { path: "/kyc/links", headers: { "content-type": "application/json" }, body: Array(5).fill(" ".repeat(4_000)) },
    413,
  );
  await visitor.json("renewal without session", { path: "links/renew", value: "{}" }, 401);
  await visitor.get("status without session", "/kyc/status", 200);
  await visitor.get("forged cookie", "/kyc/status", 200, { cookie: `__Host-kyclink=${"A".repeat(120)}` });
  await visitor.get("method", "/kyc/links", 405);
  await visitor.get("no route", "/kyc/nothing", 404);
  const event = await events.approved(provider, "nobody");
  await deliver(visitor, "bad signature", { ...event, body: `${event.body} ` }, 401);
  await deliver(visitor, "no signature", { ...event, headers: {} }, 401);
  await deliver(visitor, "no event", await events.other(provider), 400);
  await deliver(visitor, "another provider's webhook", { ...event, provider: "nobody" }, 404);
}

async function pages(visitor) {
  if (!visitor.server.hasPages) return;
  for (const path of ["/kyc", "/kyc/new"]) {
    const { text } = await visitor.get("page", path, 200, { accept: "text/html", "accept-language": "de" });
    visitor.check("page", "no form", text.includes("<form"));
  }
  await visitor.get("page without route", "/nothing", 404);
}

/**
 * A provider that fails at the create: with the same key, the person gets a link in the end, and the same one again.
 */
async function failures(visitor, { provider }) {
  const [trouble, status, waits] = pick([
    ["lost", 503, 0],
    ["limited", 503, 0],
    ["down", 503, AGAIN_MS],
    ["garbage", 502, AGAIN_MS],
  ]);
  const person = newPerson(provider, trouble, DIRECT);
  const key = newKey();
  await visitor.json(`create, provider ${trouble}`, { path: "links", value: person, headers: keyed(key) }, status);
  await sleep(waits);
  const { body } = await visitor.json(`create after ${trouble}`, { path: "links", value: person, headers: keyed(key) }, 201);
  const again = await visitor.json("create again", { path: "links", value: person, headers: keyed(key) }, 201);
  visitor.check("create again", "another link", again.body.kycUrl === body.kycUrl);
}

/** A provider whose status cannot be read: the status of a webhook is served all the same. */
async function noStatus(visitor, { provider, events }) {
  const person = newPerson(provider, "nostatus", DIRECT);
  await visitor.json("create without key", { path: "links", value: person }, 201);
  await visitor.get("status, provider down", "/kyc/status", 503);
  await deliver(visitor, "webhook", await events.approved(provider, person.email), 200);
  await statusIs(visitor, "approved");
}

const pick = (list) => list[Math.floor(Math.random() * list.length)];

/** The sessions with their weights, per provider. */
export const MIX = {
  spherepay: [
    [50, onboarding],
    [6, mistakes],
    [4, refusals],
    [6, pages],
    [3, failures],
    [2, noStatus],
  ],
  grid: [
    [12, onboarding],
    [12, contacts],
    [2, mistakes],
    [1, refusals],
    [1, failures],
    [1, noStatus],
  ],
};
