/**
 * What people and attackers do, in whichever time passes: `world` has `fetch`, `sleep`, `random`, the sandbox and the
 * ledger.
 */

import { browser, CONTACT_CODE, newKey } from "../edge/harness.mjs";
import { end, handOver } from "./handover.mjs";
import { changeContacts, plantCookies } from "./strangers.mjs";

const SECOND = 1000;
/** How long a key is valid: after that, a repeated post is a new onboarding. */
const KEY_MS = 24 * 3600 * SECOND;
/** Responses that ask for the same again, later. */
const AGAIN = [0, 409, 429, 502, 503, 504];

const chance = (world, probability) => world.random() < probability;

function personOf(name, provider, contact) {
  const address = { line1: `${name} Marker Street`, city: "Chicago", state: "IL", postalCode: "60606", country: "USA" };
  const person = { type: "individual", ...contact, address };
  if (provider === "spherepay") return person;
  const atGrid = { line1: address.line1, city: "Berlin", postalCode: "10115", country: "DE" };
  return { ...person, address: atGrid, firstName: "Jane", lastName: "Marker", birthDate: "1990-01-15", nationality: "US" };
}

/** Sends a request; a lost connection is status 0. Nothing that comes back may have a secret. */
async function ask(world, name, send) {
  let reply;
  try {
    reply = await send();
  } catch {
    return { status: 0 };
  }
  const { kycUrl } = reply.body ?? {};
  const shown = [reply.text.replace(kycUrl, ""), ...[...reply.headers].filter(([header]) => header !== "location").flat()];
  world.ledger.seen(`a response ${reply.status}`, shown.join("\n"));
  if (kycUrl) world.ledger.holds(name, world.sandbox.openLink(kycUrl).customerId);
  if (reply.status === 500) world.ledger.violation(`onboarding ${name} got status 500`);
  return reply;
}

/**
 * Repeats a request as its responses ask for, until it succeeds; the last response, or the violation that none came. In
 * real time, nobody waits for the end of a limit's hour. In virtual time a person does, and may be here long after the
 * last fault.
 */
async function persist(world, name, send) {
  let begun = Date.now();
  let reply = await ask(world, name, send);
  let patience = SECOND;
  let limits = 0;
  while (AGAIN.includes(reply.status)) {
    if (isLate(world, begun)) return void world.ledger.unsettled(name, `${reply.status} ${reply.body?.code ?? ""}`);
    const after = Number(reply.headers?.get("retry-after") ?? 0) * SECOND;
    if (after > world.longestWait) return void world.ledger.givenUp++;
    // A limit asks for the rest of its window, and another limit may follow: there are four for codes.
    if (reply.status === 429 && ++limits <= 4) begun = Date.now() + after;
    await world.sleep(after + world.random() * patience);
    patience = Math.min(2 * patience, 40 * SECOND * world.pace);
    reply = await ask(world, name, send);
  }
  return reply;
}

/** Nothing has settled what began then. When the faults end may be known only later. */
const isLate = (world, begun) => Date.now() > Math.max(begun, world.faultsUntil) + world.settlesWithin;

/** One onboarding, and often an attacker beside it. */
export async function onboarding(world, name, provider) {
  const number = name.replace(/\D/g, "");
  const contact = { email: `person.${number}@example.com`, phone: `+1415${String(2_000_000 + Number(number)).slice(-7)}` };
  world.ledger.keepSecret(contact.email, contact.phone);
  const work = [live(world, name, personOf(name, provider, contact))];
  if (chance(world, 0.15)) {
    if (provider === "spherepay") world.ledger.confusable(name, `a${name}`);
    work.push(attack(world, `a${name}`, personOf(`a${name}`, provider, contact)));
  }
  await Promise.all(work);
}

/** Knows the victim's e-mail address and phone number. Gets a customer of its own, and nothing of the victim's. */
async function attack(world, name, person) {
  await world.sleep(world.random() * 3 * SECOND);
  const forged = new Request("https://app.example.com/kyc/webhooks/spherepay", {
    method: "POST",
    headers: { signature: "0".repeat(64) },
    body: JSON.stringify({ id: `forged ${name}`, name: "customer.kyc.successful", data: {} }),
  });
  const refused = await world.fetch(forged).catch(() => undefined);
  if (refused && ![401, 503].includes(refused.status)) world.ledger.violation(`a forged webhook got ${refused.status}`);
  await live(world, name, person);
}

async function live(world, name, person) {
  world.ledger.keepSecret(person.address.line1);
  const page = browser(world.fetch);
  const key = newKey();
  const begun = Date.now();
  const post = (own = page, body = person) => own.json("links", body, { "idempotency-key": key });
  const clicks = Array.from({ length: chance(world, 0.3) ? 3 : 1 }, () => ask(world, name, post));
  const first = (await Promise.all(clicks)).findLast(({ status }) => !AGAIN.includes(status));
  let reply = first ?? (await persist(world, name, post));
  // The tab was closed before the response came: the same post once more.
  if (reply && !page.cookie()) reply = await persist(world, name, post);
  if (!reply) return;
  if (reply.status === 202) reply = await confirmContacts(world, name, page, reply.body.channels);
  if (!reply) return;
  if (reply.status !== 201) return void world.ledger.violation(`onboarding ${name} ends with status ${reply.status}`);
  world.ledger.settled(name);
  // A limit of wrong codes may have lasted for longer.
  const isValid = Date.now() < begun + KEY_MS;
  if (isValid && chance(world, 0.3)) await repeat(world, name, { post, page, person });
  if (chance(world, 0.3)) await handOver(world, name, { page, ask, persist });
  await finish(world, name, page, reply.body.kycUrl);
}

/** Confirms the contacts; then there is a link. */
async function confirmContacts(world, name, page, channels) {
  for (const channel of channels) {
    const isDone =
      (await persist(world, name, () => page.json(`contact/${channel}`, {}))) &&
      (await persist(world, name, () => page.json(`contact/${channel}/confirm`, { code: CONTACT_CODE })));
    if (!isDone) return undefined;
  }
  return persist(world, name, () => page.empty("links/renew"));
}

/** The key again, from another browser, with other data, or for a new link. */
async function repeat(world, name, { post, page, person }) {
  const kind = world.random();
  if (kind < 0.3) await persist(world, name, () => post(browser(world.fetch)));
  else if (kind < 0.6) await persist(world, name, () => page.empty("links/renew"));
  else {
    const other = { ...person, address: { ...person.address, city: "Elsewhere" } };
    const refused = await persist(world, name, () => post(browser(world.fetch), other));
    if (refused && refused.status !== 422) world.ledger.violation(`onboarding ${name}: a key with other data got ${refused.status}`);
  }
}

/** The person goes through the hosted flow; the status says so in the end. */
async function finish(world, name, page, kycUrl) {
  const decision = chance(world, 0.8) ? "approve" : "reject";
  const { customerId } = world.sandbox.openLink(kycUrl);
  await world.sleep(world.random() * world.longest);
  await world.sandbox.complete(customerId, decision);
  // A person who had to wait for a limit may be here long after the last fault.
  const begun = Date.now();
  const expected = decision === "approve" ? "approved" : "rejected";
  let status;
  for (;;) {
    const reply = await persist(world, name, () => page.get("status"));
    if (!reply) return;
    if (status === expected && reply.body.status !== expected) world.ledger.violation(`onboarding ${name}: its status went back`);
    status = reply.body.status;
    if (status === expected) break;
    if (isLate(world, begun)) return void world.ledger.violation(`onboarding ${name} was decided, and its status is ${status}`);
    await world.sleep(11 * SECOND * world.pace);
  }
  if (chance(world, 0.5)) await plantCookies(world, name, { page, expected, persist });
  if (chance(world, 0.5)) await changeContacts(world, name, { page, ask });
  if (chance(world, 0.3)) await end(world, name, { page, persist });
}

/** Delivers the webhooks of the sandbox: late, twice and out of order, until the handler takes them. */
export function courier(world) {
  let taken = 0;
  let isOver = false;
  const under = new Set();
  const deliver = async ({ provider, event, body, headers }) => {
    await world.sleep(world.random() * world.longest);
    const begun = Date.now();
    const send = () => world.fetch(new Request(`https://app.example.com/kyc/webhooks/${provider}`, { method: "POST", body, headers }));
    for (;;) {
      const reply = await send().catch(() => ({ status: 0 }));
      if (reply.status === 200) return world.ledger.accepted(event.id ?? event.webhookId);
      if (!AGAIN.includes(reply.status)) return world.ledger.violation(`a webhook got status ${reply.status}`);
      if (isLate(world, begun)) return world.ledger.untaken(reply.status);
      await world.sleep((1 + world.random()) * SECOND);
    }
  };
  const run = async () => {
    let pause = SECOND;
    while (!isOver || under.size > 0) {
      const all = world.sandbox.deliveries();
      // While a person waits for hours, this would be most of the work.
      pause = all.length > taken ? SECOND : Math.min(2 * pause, 15 * SECOND);
      for (const delivery of all.slice(taken)) {
        for (let copies = chance(world, 0.3) ? 2 : 1; copies > 0; copies--) {
          const work = deliver(delivery).finally(() => under.delete(work));
          under.add(work);
        }
      }
      taken = all.length;
      await world.sleep(pause * world.pace);
    }
  };
  const done = run();
  const close = () => {
    isOver = true;
    return done;
  };
  return { close };
}
