/** Faults of `create`, `find` and `link`: the check that must find each, the `repeat` of the definition, and what is wrong with it or with its world. */

import { API_KEY, openingOnce, PAGES } from "../world.mjs";
import { again, catches, finds, gets, mixesUp, random, refuses, returns, throws } from "./tools.mjs";

const LINK = "an applicant gets a link of their own";
const HOST = "a link leads to a page of the provider, by https";
const LOST = "a create whose response was lost makes one customer";
const REPEATED = "a repeated create returns the same customer";
const TWO = "two people are two customers";
const EMAIL = "two people with one email address do not share a customer";
const TYPES = "a person and a business with one reference are two customers";
const FIND = "find returns the customer of a lost create, and no other one";
const WHOSE = "find says whose a customer is";
const SENDS = "a create sends its requests with the given fetch, or says that it does not";
const OUTAGE = "find does not deny a customer while the provider fails";
const RENEWED = "another link is the same customer's, and open";
const ONCE = "a link that was opened is not given again, if it works once";
const IDS = "ids and references reach the provider as they are";

export const CREATES = {
  "reads a member that is missing": [LINK, "reference", gets("create", ({ link }) => link.url)],
  "makes two customers": [LINK, "never", ({ create }) => ({ create: async (given) => (await create(given)) && create(given) })],
  "leads to a page that does not exist": [LINK, "reference", returns("create", () => ({ kycUrl: `${PAGES}/none` }))],
  "returns no status": [LINK, "reference", () => ({ status: () => undefined })],
  "approves everybody": [LINK, "reference", () => ({ status: () => ({ status: "approved" }) })],
  "returns a number for a customer": [LINK, "reference", returns("create", () => ({ customerId: 999 }))],

  "says in seconds when a link expires": [HOST, "reference", returns("create", () => ({ expiresAt: Math.floor(Date.now() / 1000) + 600 }))],
  "returns no link": [HOST, "reference", returns("create", () => ({ kycUrl: undefined }))],
  "leads to another host": [HOST, "reference", returns("create", () => ({ kycUrl: "https://acme.example/s-1" }))],
  "makes a link without TLS": [HOST, "reference", returns("create", ({ kycUrl }) => ({ kycUrl: kycUrl.replace("https", "http") }))],
  "puts its key into a link": [HOST, "reference", returns("create", ({ kycUrl }) => ({ kycUrl: kycUrl.replace("//", `//${API_KEY}@`) }))],

  "makes a second customer after a lost response": [LOST, "reference", gets("create", () => ({ reference: random() }))],
  "sends another idempotency key each time": [LOST, "key", gets("create", () => ({ idempotencyKey: random() }))],
  "finds nobody after a lost response": [LOST, "never", () => ({ find: () => null })],
  "finds another customer after a lost response": [LOST, "never", () => ({ find: ({ reference }) => ({ customerId: "s-9", reference }) })],
  "says in seconds when a customer was created": [
    LOST,
    "never",
    ({ find }) => ({ find: async (given) => (await find(given)).map((one) => ({ ...one, createdAt: Math.floor(Date.now() / 1000) })) }),
  ],
  "says in SQL's form when a customer was created": [
    LOST,
    "never",
    ({ find }) => ({ find: async (given) => (await find(given)).map((one) => ({ ...one, createdAt: "2025-01-01 00:00:00" })) }),
  ],
  "refuses a repeated create": [LOST, "reference", (parts) => refuses("create", again(), "conflict")(parts)],
  "sends a create again by itself": [LOST, "never", ({ create }) => ({ create: (given) => create(given).catch(() => create(given)) })],
  "returns a status for a lost response": [LOST, "never", catches("create", () => ({ customerId: "s-1", status: "pending" }))],

  "sends no reference": [REPEATED, "reference", gets("create", () => ({ reference: random() }))],
  "makes up another id each time": [REPEATED, "reference", returns("create", () => ({ customerId: random() }))],

  "gives two people one customer": [TWO, "reference", gets("create", () => ({ reference: "everybody" }))],
  "mixes up two people at the same moment": [TWO, "reference", mixesUp("create", "reference")],
  "writes references in small letters": [TWO, "reference", gets("create", ({ reference }) => ({ reference: reference.toLowerCase() }))],
  "writes references without points": [TWO, "reference", gets("create", ({ reference }) => ({ reference: reference.replace(/\./g, "_") }))],
  "writes references without slashes": [
    TWO,
    "reference",
    gets("create", ({ reference }) => ({ reference: reference.replace(/\//g, "-") })),
  ],
  "cuts references": [TWO, "reference", gets("create", ({ reference }) => ({ reference: reference.slice(0, 64) }))],
  "gives two people one link": [
    TWO,
    "reference",
    (parts, urls = []) => returns("create", ({ kycUrl }) => ({ kycUrl: urls.push(kycUrl) && urls[0] }))(parts),
  ],
  "serves one person only": [TWO, "reference", refuses("create", ({ reference }) => reference !== "user-1", "conflict")],

  "gives the customer of an email address to anybody": [
    EMAIL,
    "reference",
    gets("create", ({ applicant }) => ({ reference: applicant.email ?? applicant.phone })),
  ],

  "gives a business the person's customer": [
    TYPES,
    "reference",
    gets("create", ({ applicant }) => ({ applicant: { ...applicant, type: "individual" } })),
  ],
  "finds the person's customer for a business": [TYPES, "never", () => ({ find: () => ({ customerId: "s-1" }) })],

  "says that there is no customer": [FIND, "never", () => ({ find: () => null })],
  "finds somebody else's customer": [FIND, "never", () => ({ find: () => ({ customerId: "s-2" }) })],
  "trusts a filter of the provider": [
    FIND,
    "never",
    ({ call }) => ({
      async find({ applicant: { email }, fetch }) {
        const all = await call(fetch, "GET", `/sessions?email=${encodeURIComponent(email)}`);
        return all.map(({ id }) => ({ customerId: id }));
      },
    }),
  ],
  "finds a customer by a number": [FIND, "never", () => ({ find: () => ({ customerId: 999 }) })],
  "returns nothing from find": [FIND, "never", () => ({ find: () => undefined })],
  "finds somebody for everybody": [
    FIND,
    "never",
    ({ find }) => ({ find: async (given) => ((await find(given)).length > 0 ? find(given) : { customerId: "s-1" }) }),
  ],

  "does not say whose the customer is that it has found": [WHOSE, "never", finds(() => ({ reference: undefined }))],
  "says of whatever it has found that it is the caller's": [WHOSE, "never", finds(({ reference }) => ({ reference }))],
  "finds another person's customer by the address": [EMAIL, "never", finds(({ reference }) => ({ reference }))],
  "sends requests by itself": [SENDS, "never", () => ({ create: () => ({ customerId: "s-1", kycUrl: `${PAGES}/s-1` }) })],

  "finds nobody in an outage": [OUTAGE, "never", catches("find", () => null)],

  "hands out an expired link again": [
    RENEWED,
    "reference",
    (parts, urls = new Map()) => ({
      ...returns("create", ({ customerId, kycUrl }) => void urls.set(customerId, kycUrl))(parts),
      link: ({ customerId }) => ({ kycUrl: urls.get(customerId) }),
    }),
  ],
  "makes a link of another customer": [RENEWED, "never", gets("link", () => ({ customerId: "s-2" }))],
  "makes no other link": [RENEWED, "reference", () => ({ link: throws("not_supported") })],

  "does not say that a link works once": [ONCE, "reference", () => ({}), openingOnce],
  "returns the same link for one opening again": [
    ONCE,
    "never",
    (parts, again = () => ({ kycUrl: `${PAGES}/s-1?n=1`, once: true })) => ({
      ...returns("create", again)(parts),
      ...returns("link", again)(parts),
    }),
  ],
  "returns a link that was used from a repeated create": [
    ONCE,
    "reference",
    (parts) => ({
      ...returns("create", ({ customerId }) => ({ kycUrl: `${PAGES}/${customerId}?n=1`, once: true }))(parts),
      ...returns("link", () => ({ once: true }))(parts),
    }),
    openingOnce,
  ],

  "puts a reference into a path as it is": [
    IDS,
    "reference",
    ({ create, call }) => ({
      create: ({ reference, ...given }) => call(given.fetch, "GET", `/sessions/${reference}`).catch(() => create({ reference, ...given })),
    }),
  ],
  "puts an id into a query as it is": [
    IDS,
    "reference",
    ({ call }) => ({ status: ({ customerId, fetch }) => call(fetch, "GET", `/sessions?email=${customerId}`) }),
  ],
};
