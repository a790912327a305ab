/** Faults of deliveries: the check that must find each, the `repeat` of the definition, and what is wrong with it or with its world. */

import { sign } from "../world.mjs";
import { eventOf, eventWords, parse, random, remembers, says, verifies, webhookRefused } from "./tools.mjs";

const SIGNED = "a signed delivery counts";
const FORGED = "a forged delivery changes nothing";
const OLD = "an old delivery is refused";
const ONCE = "a delivery that is repeated counts once";
const LATE = "a late event does not undo a newer one";
const OLDER = "an event of an older check changes nothing";
const MEANT = "each event means what it says";
const NEWER = "a later event takes the place of an earlier one";
const NAMED = "an event is about whom it names, and nobody else";

export const EVENTS = {
  "ignores deliveries": [SIGNED, "reference", verifies(() => undefined)],
  "refuses every delivery": [
    SIGNED,
    "reference",
    verifies(() => {
      throw webhookRefused("signature");
    }),
  ],
  "does not say whom an event is about": [SIGNED, "reference", says(() => ({ customerId: undefined, reference: undefined }))],
  "says a number for a customer": [SIGNED, "reference", says(() => ({ customerId: 999 }))],
  "says a number for an event": [SIGNED, "reference", says(() => ({ id: 17 }))],
  "says a time in SQL's form": [SIGNED, "reference", says(({ at }) => ({ at: new Date(at).toISOString().slice(0, 19).replace("T", " ") }))],
  "takes an approval for a rejection": [SIGNED, "reference", says(() => ({ status: "rejected", kind: "kyc_rejected" }))],
  "has a webhook that its world does not know": [SIGNED, "reference", () => ({}), { deliver: undefined }],

  "fails without a signature": [
    FORGED,
    "reference",
    verifies((given, { verify }) => given.headers.get("x-acme-signature").length > 0 && verify(given)),
  ],
  "verifies nothing": [FORGED, "reference", verifies(eventOf)],
  "verifies the JSON written anew": [
    FORGED,
    "reference",
    verifies((given, { verify }) => verify({ ...given, body: new TextEncoder().encode(JSON.stringify(parse(given.body))) })),
  ],
  "takes an empty signature": [
    FORGED,
    "reference",
    verifies((given, { verify }) => (given.headers.get("x-acme-signature") ? verify(given) : eventOf(given))),
  ],
  "takes any signature": [
    FORGED,
    "reference",
    verifies((given, { verify }) => (/[1-9a-f]/.test(given.headers.get("x-acme-signature") ?? "") ? eventOf(given) : verify(given))),
  ],
  "compares as many bytes of a signature as it gets": [
    FORGED,
    "reference",
    verifies(async (given, { verify }) => {
      const signature = given.headers.get("x-acme-signature") ?? "";
      const genuine = await sign(given.headers.get("x-acme-time"), new TextDecoder().decode(given.body));
      return signature !== "" && genuine.startsWith(signature) ? eventOf(given) : verify(given);
    }),
  ],
  "believes what it has not verified": [
    FORGED,
    "reference",
    (parts, heard = new Map()) => ({
      ...verifies((given, { verify }) => heard.set(eventOf(given).customerId, eventOf(given)) && verify(given))(parts),
      status: async (given) => heard.get(given.customerId) ?? parts.status(given),
    }),
  ],

  "takes a delivery of any age": [OLD, "reference", verifies((given, { verify }) => verify({ ...given, now: 0 }))],

  "takes the age of a delivery from a header that is not signed": [
    OLD,
    "reference",
    verifies((given, { verify }) => {
      const [signed, sent] = ["x-acme-time", "x-acme-sent"].map((name) => Number(given.headers.get(name)));
      return verify({ ...given, now: given.now - sent + signed });
    }),
  ],

  "takes the id of an event from a header that is not signed": [
    ONCE,
    "reference",
    verifies(async (given, { verify }) => ({ ...(await verify(given)), id: given.headers.get("x-acme-event") })),
  ],
  "makes up the id of an event": [ONCE, "reference", says(() => ({ id: random() }))],
  "takes the customer for the event": [ONCE, "reference", says(({ customerId }) => ({ id: customerId }))],

  "does not say when an event occurred": [LATE, "reference", says(() => ({ at: undefined }))],
  "takes the time of the delivery for that of the event": [LATE, "reference", says(() => ({ at: Date.now() }))],

  "believes an event of an older check": [OLDER, "reference", () => ({}), { hasChecks: true }],

  "approves with every event": [MEANT, "reference", says(() => ({ status: "approved", kind: "kyc_approved" }))],
  "approves with an event of a rejection": [MEANT, "reference", eventWords({ rejected: "approved" })],
  "approves with an event that more is needed": [MEANT, "reference", eventWords({ incomplete: "approved" })],
  "approves with a word of an event that it does not know": [MEANT, "reference", eventWords({ unknown: "approved" })],
  "lets whoever is rejected by an event wait": [MEANT, "reference", eventWords({ rejected: "pending" })],
  "takes the kind from the name of the event": [MEANT, "reference", says(() => ({ kind: "kyc_approved" }))],
  "says a kind without a status": [MEANT, "reference", says(() => ({ kind: "kyc_approved", status: undefined }))],
  "says the provider's own word in an event": [
    MEANT,
    "reference",
    says(({ status }) => ({ status: status === "rejected" ? "failed" : status })),
  ],
  "says the provider's own type in an event": [MEANT, "reference", says(({ type }) => ({ type: type === "business" ? "company" : type }))],
  "ignores an event of a rejection": [
    MEANT,
    "reference",
    verifies(async (given, { verify }) => {
      const event = await verify(given);
      return event.status === "rejected" ? undefined : event;
    }),
  ],
  "tells of an approval where it is a rejection": [
    MEANT,
    "reference",
    says(({ status }) => ({ kind: status === "rejected" ? "kyc_approved" : `kyc_${status}`, status: undefined })),
  ],

  "keeps the first event of a customer": [
    NEWER,
    "reference",
    (parts, known = new Map()) =>
      verifies(async (given, { verify }) => {
        const event = await verify(given);
        if (!known.has(event.customerId)) known.set(event.customerId, event);
        return { ...known.get(event.customerId), id: event.id };
      })(parts),
  ],

  "takes an event for the newest customer's": [
    NAMED,
    "reference",
    remembers((event, [{ customerId, reference }]) => ({ ...event, customerId, reference })),
  ],
  "takes an event without a customer for the newest one's": [
    NAMED,
    "reference",
    remembers((event, [newest]) => ({
      ...event,
      ...(event.customerId === undefined && { customerId: newest.customerId, reference: newest.reference }),
    })),
  ],
  "takes an event without a reference for the newest one's": [
    NAMED,
    "reference",
    remembers((event, [newest]) => ({
      ...event,
      ...(event.reference === undefined && { customerId: newest.customerId, reference: newest.reference }),
    })),
  ],
  "takes an event of nobody for the first one's": [
    NAMED,
    "reference",
    remembers((event, known) => ({ ...event, ...(!event.customerId && !event.reference && { customerId: known.at(-1)?.customerId }) })),
  ],
  "fails for an event of nobody": [NAMED, "reference", says(({ customerId }) => ({ customerId: customerId.trim() }))],
};
