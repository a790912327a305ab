// The provider: people who decide. A link leads to a page of this application, and a decision is a change of its table.
import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { defineProvider, providerError, webhookRefused } from "kyclink/provider";

const STATUSES = { open: "incomplete", waiting: "pending", approved: "approved", rejected: "rejected" };
const LINK_MS = 60 * 60_000;
const EVENT_MS = 5 * 60_000;

/** The table has hashes of the links only: whoever reads it cannot open one. */
export const hashOf = (token) => createHash("sha256").update(token).digest("base64url");

const sign = (secret, body) => createHmac("sha256", secret).update(body).digest();

export function defineDesk({ origin, people, secret }) {
  return defineProvider({
    name: "desk",
    label: "Our own desk",
    applicant: {
      individual: ["email", "firstName", "lastName", "birthDate", "address"],
      business: ["email", "business.legalName", "address"],
    },
    hosts: [new URL(origin).hostname],
    account: origin,
    repeat: "reference",
    sends: "itself", // to the database
    async create({ applicant, reference, customerId, redirectUri, now }) {
      const isNew = customerId === undefined;
      const [person] = isNew ? [await people.add({ id: randomUUID(), reference, applicant })] : await people.find("id", customerId);
      if (!person) throw providerError({ code: "not_found" });
      const token = randomBytes(32).toString("base64url");
      const expiresAt = new Date(now + LINK_MS);
      const changes = { link_hash: hashOf(token), link_expires_at: expiresAt, return_to: redirectUri, ...(isNew && { applicant }) };
      if (await people.change(person.id, "open", changes)) return { customerId: person.id, kycUrl: `${origin}/desk/${token}`, expiresAt };
      return { customerId: person.id, ...(await statusOf(people, person.id)) };
    },
    status: ({ customerId }) => statusOf(people, customerId),
    webhook: {
      verify({ body, headers, now }) {
        const expected = sign(secret, body);
        const given = Buffer.from(headers.get("desk-signature") ?? "", "base64url");
        if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw webhookRefused("signature");
        const event = JSON.parse(Buffer.from(body).toString());
        if (now - event.at > EVENT_MS) throw webhookRefused("too_old");
        return event;
      },
    },
  });
}

async function statusOf(people, id) {
  const [person] = await people.find("id", id);
  if (!person) throw providerError({ code: "not_found" });
  return { status: STATUSES[person.state], type: person.type };
}

/** The webhook that tells the handler of a change: it would ask again only after some time. */
export function eventOf({ id, reference, state }, { origin, secret }) {
  const status = STATUSES[state];
  const body = JSON.stringify({ id: randomUUID(), kind: `kyc_${status}`, customerId: id, reference, status, at: Date.now() });
  const headers = { "desk-signature": sign(secret, body).toString("base64url") };
  return new Request(`${origin}/kyc/webhooks/desk`, { method: "POST", headers, body });
}
