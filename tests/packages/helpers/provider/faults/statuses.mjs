/** Faults of statuses, and of whatever else a function returns: the check that must find each, the `repeat` of the definition, and what is wrong with it or with its world. */

import { API_KEY, PAGES } from "../world.mjs";
import { catches, gets, mixesUp, providerError, readsOf, remembers, returns, says, throws, words } from "./tools.mjs";

const STATUS = "a status is that of the customer who was asked for";
const WORD = "an unknown word for a status is not an approval";
const UNCLEAR = "an unclear response decides nothing";
const CODES = "an error has the code that says what to do";
const SETTLES = "every function settles";
const ELSEWHERE = "links elsewhere are not passed on";
const PRIVATE = "no credential and no personal value is in a result";
const SHOWN = "each status is shown as it is";
const REVOKED = "a later decision takes the place of an earlier one";
const SHARED = "a person and a business do not share a decision";
const OTHER_TYPE = "a customer of another type is not approved";

export const STATUSES = {
  "never approves": [STATUS, "reference", () => ({ status: () => ({ status: "incomplete" }) })],
  "has the status of the newest customer": [STATUS, "reference", gets("status", () => ({ customerId: "s-2" }))],
  "mixes up two people at the same moment": [STATUS, "reference", mixesUp("status", "customerId")],
  "approves everybody with the first one": [STATUS, "reference", gets("status", () => ({ customerId: "s-1" }))],
  "approves whoever was checked": [
    STATUS,
    "reference",
    returns("status", ({ status }) => ({ status: status === "incomplete" ? status : "approved" })),
  ],

  "approves whoever is not rejected": [WORD, "reference", returns("status", words({ unknown: "approved" }))],

  "refuses the person where the response was lost": [UNCLEAR, "never", catches("create", throws("provider_rejected"))],
  "approves whoever it does not know": [UNCLEAR, "reference", catches("create", () => ({ customerId: "s-1", status: "approved" }))],
  "takes a page for an approval": [UNCLEAR, "reference", catches("status", () => ({ status: "approved" }))],
  "returns what is known where the response was lost": [
    UNCLEAR,
    "reference",
    ({ status }) => ({ status: (given) => status(given).catch(() => ({ status: given.known ?? "incomplete" })) }),
  ],
  "takes an outage for a missing customer": [UNCLEAR, "reference", catches("status", throws("not_found"))],

  "calls wrong credentials an outage": [CODES, "reference", catches("create", throws("unavailable"))],
  "calls a limit an outage": [CODES, "reference", catches("status", throws("unavailable"))],
  "has a status of customers that do not exist": [CODES, "reference", catches("status", () => ({ status: "incomplete" }))],

  "never settles after an error": [SETTLES, "reference", catches("create", () => new Promise(() => {}))],

  "passes on a link in a link": [
    ELSEWHERE,
    "reference",
    returns("create", ({ kycUrl }) => ({ kycUrl: `${PAGES}/?next=${encodeURIComponent(kycUrl)}` })),
  ],

  "returns its key": [PRIVATE, "reference", returns("create", () => ({ token: API_KEY }))],
  "makes an id of the address": [PRIVATE, "never", returns("create", (_, { applicant }) => ({ customerId: applicant.email }))],

  "approves whoever the provider rejects": [SHOWN, "reference", returns("status", words({ rejected: "approved" }))],
  "approves whoever still has to do something": [SHOWN, "reference", returns("status", words({ incomplete: "approved" }))],
  "approves whoever is looked at": [SHOWN, "reference", returns("status", words({ pending: "approved" }))],
  "approves whose approval has run out": [SHOWN, "reference", returns("status", words({ expired: "approved" }))],
  "approves whoever has a word that it does not know": [SHOWN, "reference", returns("status", words({ unknown: "approved" }))],
  "lets whoever is rejected wait": [SHOWN, "reference", returns("status", words({ rejected: "pending" }))],
  "rejects whoever is held": [SHOWN, "reference", returns("status", words({ on_hold: "rejected" }))],
  "fails where somebody is rejected": [
    SHOWN,
    "reference",
    returns("status", ({ status }) => {
      if (status === "rejected") throw providerError({ code: "provider_rejected" });
    }),
  ],
  "returns the provider's own word": [SHOWN, "reference", returns("status", words({ on_hold: "held" }))],

  "remembers an approval": [
    REVOKED,
    "reference",
    (parts, approved = new Set()) =>
      returns("status", ({ status }, { customerId }) => {
        if (status === "approved") approved.add(customerId);
        return approved.has(customerId) ? { status: "approved" } : {};
      })(parts),
  ],

  "returns the approval that is known": [
    REVOKED,
    "reference",
    returns("status", (_, { known }) => (known === "approved" ? { status: known } : {})),
  ],

  "reads the first session of a reference": [SHARED, "reference", readsOf((all) => all[0])],
  "reads the latest session of a reference": [SHARED, "reference", readsOf((all) => all.at(-1))],
  "approves a person by a business's event": [
    SHARED,
    "reference",
    remembers((event, known) => {
      const { customerId, type } = known.find(({ reference, type }) => reference === event.reference && type === "individual") ?? event;
      return { ...event, customerId, type };
    }),
  ],

  "leaves the type out of a status": [OTHER_TYPE, "reference", returns("status", () => ({ type: undefined }))],
  "says the type that it knows of a customer": [OTHER_TYPE, "reference", returns("status", () => ({ type: "individual" }))],
  "leaves the type out of an event": [OTHER_TYPE, "reference", says(() => ({ type: undefined }))],
};
