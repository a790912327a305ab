/** `testProvider`: a provider that keeps its promises passes, and each broken one fails the check that names its fault. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { subpath } from "../helpers/install/index.mjs";
import { API, API_KEY, PAGES, providerError, webhookRefused } from "../helpers/provider/model.mjs";
import { acmeWorld, GOOD, good, verify } from "../helpers/provider/world.mjs";
import { PROVIDERS } from "../helpers/providers/worlds.mjs";

const { testProvider } = await subpath("testing");

/** The names of the checks that fail, with their messages. */
async function failures(provider, makeWorld, isWanted = () => true) {
  const checks = testProvider(provider, makeWorld).filter(isWanted);
  const failed = await Promise.all(checks.map(({ name, run }) => run().then(undefined, (error) => [name, error.message ?? error])));
  return Object.fromEntries(failed.filter(Boolean));
}

for (const [name, define] of Object.entries(GOOD)) {
  test(`a good provider passes: ${name}`, async () => assert.deepEqual(await failures(define(), acmeWorld), {}));
}

for (const [name, [provider, makeWorld]] of Object.entries(PROVIDERS)) {
  test(`${name} passes`, async () => assert.deepEqual(await failures(provider, makeWorld), {}));
}

const LINK = "an applicant gets a link of their own";
const HOST = "a link leads to a page of the provider, by https";
const LOST = "a create whose response was lost makes one customer";
const REPEATED = "a repeated create returns the same customer";
const TWO = "two people are two customers";
const TYPES = "a person and a business with one reference are two customers";
const FIND = "find returns the customer of a lost create, and nobody else's";
const FIND_FAILS = "find does not say that there is nobody while the provider fails";
const RENEWED = "another link is the same customer's, and open";
const IDS = "ids and references reach the provider as they are";
const STATUS = "a status is that of the customer who was asked for";
const WORD = "a status that no document names is not an approval";
const UNCLEAR = "an unclear response decides nothing";
const CODES = "an error has the code that says what to do";
const SETTLES = "every function settles";
const ELSEWHERE = "links elsewhere are not passed on";
const PRIVATE = "no credential and no personal value is in a result";
const SIGNED = "a signed delivery counts";
const FORGED = "a forged delivery changes nothing";
const OLD = "an old delivery is refused";
const ONCE = "a delivery that is repeated counts once";
const LATE = "a late event does not undo a newer one";
const OLDER = "an event of an older check changes nothing";

const parse = (body) => JSON.parse(new TextDecoder().decode(body));
const eventOf = ({ id, type, session, at }) => ({ id, kind: `kyc_${type}`, customerId: session, status: type, at });

/** Faults: the check that must find it, the `repeat` of the definition, and what is wrong with it. */
const FAULTS = {
  "sends no reference": [
    REPEATED,
    "reference",
    ({ create }) => ({ create: (given) => create({ ...given, reference: crypto.randomUUID() }) }),
  ],
  "makes up another id each time": [
    REPEATED,
    "reference",
    ({ create }) => ({ create: async (given) => ({ ...(await create(given)), customerId: crypto.randomUUID() }) }),
  ],
  "makes a second customer after a lost response": [
    LOST,
    "reference",
    ({ create }) => ({ create: (given) => create({ ...given, reference: crypto.randomUUID() }) }),
  ],
  "sends no idempotency key": [
    LOST,
    "key",
    ({ create }) => ({ create: (given) => create({ ...given, idempotencyKey: crypto.randomUUID() }) }),
  ],
  "finds nobody after a lost response": [LOST, "never", () => ({ find: () => null })],
  "sends a create again by itself": [LOST, "never", ({ create }) => ({ create: (given) => create(given).catch(() => create(given)) })],
  "returns a status where the response was lost": [
    LOST,
    "never",
    ({ create }) => ({ create: (given) => create(given).catch(() => ({ customerId: "s-1", status: "pending" })) }),
  ],
  "refuses the person where the response was lost": [
    UNCLEAR,
    "never",
    ({ create }) => ({
      create: (given) =>
        create(given).catch(() => {
          throw providerError({ code: "provider_rejected" });
        }),
    }),
  ],
  "gives two people one customer": [
    TWO,
    "reference",
    ({ create }) => ({ create: (given) => create({ ...given, reference: "everybody" }) }),
  ],
  "gives a business the person's customer": [
    TYPES,
    "reference",
    ({ create }) => ({ create: ({ applicant, ...given }) => create({ ...given, applicant: { ...applicant, type: "individual" } }) }),
  ],
  "says that there is no customer": [FIND, "never", () => ({ find: () => null })],
  "finds somebody else's customer": [FIND, "never", () => ({ find: () => ({ customerId: "s-2" }) })],
  "finds nobody in an outage": [FIND_FAILS, "never", ({ find }) => ({ find: (given) => find(given).catch(() => null) })],
  "leads to another host": [
    HOST,
    "reference",
    ({ create }) => ({ create: async (given) => ({ ...(await create(given)), kycUrl: "https://acme.example/s-1" }) }),
  ],
  "makes a link without TLS": [
    HOST,
    "reference",
    ({ create }) => ({ create: async (given) => ({ ...(await create(given)), kycUrl: `${PAGES.replace("https", "http")}/s-1` }) }),
  ],
  "puts its key into a link": [
    HOST,
    "reference",
    ({ create }) => ({ create: async (given) => ({ ...(await create(given)), kycUrl: `https://${API_KEY}@${PAGES.slice(8)}/s-1` }) }),
  ],
  "has no link": [HOST, "reference", ({ create }) => ({ create: async (given) => ({ ...(await create(given)), kycUrl: undefined }) })],
  "reads a member that is missing": [
    LINK,
    "reference",
    ({ create }) => ({ create: async (given) => ({ ...(await create(given)), kycUrl: given.link.url }) }),
  ],
  "makes two customers": [LINK, "never", ({ create }) => ({ create: async (given) => (await create(given)) && create(given) })],
  "approves everybody": [LINK, "reference", () => ({ status: () => ({ status: "approved" }) })],
  "hands out an expired link again": [
    RENEWED,
    "reference",
    ({ create, call }) => {
      const first = new Map();
      return {
        async create(given) {
          const made = await create(given);
          first.set(made.customerId, made.kycUrl);
          return made;
        },
        link: ({ customerId }) => ({ kycUrl: first.get(customerId) }),
      };
    },
  ],
  "makes a link of another customer": [RENEWED, "never", ({ link }) => ({ link: (given) => link({ ...given, customerId: "s-2" }) })],
  "puts a reference into a path as it is": [
    IDS,
    "reference",
    ({ create, call }) => ({
      async create(given) {
        await call(given.fetch, "GET", `/sessions/${given.reference}`).catch(() => {});
        return create(given);
      },
    }),
  ],
  "puts an id into a query as it is": [
    IDS,
    "reference",
    ({ call }) => ({ status: async ({ customerId, fetch }) => call(fetch, "GET", `/sessions?reference=${customerId}`) }),
  ],
  "has the status of the newest customer": [
    STATUS,
    "reference",
    ({ status }) => ({ status: (given) => status({ ...given, customerId: "s-2" }) }),
  ],
  "never approves": [STATUS, "reference", () => ({ status: () => ({ status: "incomplete" }) })],
  "approves whoever is not rejected": [
    WORD,
    "reference",
    ({ call }) => ({
      async status({ customerId, fetch }) {
        const { status } = await call(fetch, "GET", `/sessions/${customerId}`);
        return { status: { open: "incomplete", failed: "rejected" }[status] ?? "approved" };
      },
    }),
  ],
  "takes a page for an approval": [
    UNCLEAR,
    "reference",
    ({ status }) => ({ status: (given) => status(given).catch(() => ({ status: "approved" })) }),
  ],
  "takes an outage for a missing customer": [
    UNCLEAR,
    "reference",
    ({ status }) => ({
      status: (given) =>
        status(given).catch(() => {
          throw providerError({ code: "not_found" });
        }),
    }),
  ],
  "calls wrong credentials an outage": [
    CODES,
    "reference",
    ({ create }) => ({
      create: (given) =>
        create(given).catch(() => {
          throw providerError({ code: "unavailable" });
        }),
    }),
  ],
  "calls a limit an outage": [
    CODES,
    "reference",
    ({ status }) => ({
      status: (given) =>
        status(given).catch(() => {
          throw new Error("Too many requests");
        }),
    }),
  ],
  "never settles after an error": [
    SETTLES,
    "reference",
    ({ create }) => ({ create: (given) => create(given).catch(() => new Promise(() => {})) }),
  ],
  "passes on a link in a link": [
    ELSEWHERE,
    "reference",
    ({ create }) => ({
      async create(given) {
        const { customerId, kycUrl } = await create(given);
        return { customerId, kycUrl: `${PAGES}/s-1?next=${encodeURIComponent(kycUrl)}` };
      },
    }),
  ],
  "returns its key": [PRIVATE, "reference", ({ create }) => ({ create: async (given) => ({ ...(await create(given)), token: API_KEY }) })],
  "makes an id of the address": [
    PRIVATE,
    "never",
    ({ create }) => ({ create: async (given) => ({ ...(await create(given)), customerId: given.applicant.email }) }),
  ],
  "ignores deliveries": [SIGNED, "reference", () => ({ webhook: { verify: () => undefined } })],
  "refuses every delivery": [
    SIGNED,
    "reference",
    () => ({
      webhook: {
        verify() {
          throw webhookRefused("signature");
        },
      },
    }),
  ],
  "verifies nothing": [FORGED, "reference", () => ({ webhook: { verify: ({ body }) => eventOf(parse(body)) } })],
  "verifies the JSON written anew": [
    FORGED,
    "reference",
    () => ({ webhook: { verify: (given) => verify({ ...given, body: new TextEncoder().encode(JSON.stringify(parse(given.body))) }) } }),
  ],
  "takes an empty signature": [
    FORGED,
    "reference",
    () => ({ webhook: { verify: (given) => (given.headers.get("x-acme-signature") ? verify(given) : eventOf(parse(given.body))) } }),
  ],
  "takes any signature": [
    FORGED,
    "reference",
    () => ({
      webhook: {
        verify({ body, headers }) {
          if (!/^[0-9a-f]{64}$/.test(headers.get("x-acme-signature"))) throw webhookRefused("signature");
          return eventOf(parse(body));
        },
      },
    }),
  ],
  "believes what it has not verified": [
    FORGED,
    "reference",
    ({ status }) => {
      const heard = new Map();
      return {
        webhook: {
          verify(given) {
            const { session, type } = parse(given.body);
            heard.set(session, type);
            return verify(given);
          },
        },
        status: async (given) => (heard.has(given.customerId) ? { status: heard.get(given.customerId) } : status(given)),
      };
    },
  ],
  "takes a delivery of any age": [OLD, "reference", () => ({ webhook: { verify: (given) => verify({ ...given, now: 0 }) } })],
  "makes up the id of an event": [
    ONCE,
    "reference",
    () => ({ webhook: { verify: (given) => ({ ...verify(given), id: crypto.randomUUID() }) } }),
  ],
  "takes the customer for the event": [
    ONCE,
    "reference",
    () => ({ webhook: { verify: (given) => ({ ...verify(given), id: verify(given).customerId }) } }),
  ],
  "does not say when an event occurred": [
    LATE,
    "reference",
    () => ({ webhook: { verify: (given) => ({ ...verify(given), at: undefined }) } }),
  ],
  "believes an event of an older check": [OLDER, "reference", () => ({}), (world) => ({ ...world, hasChecks: true })],
};

for (const [name, [check, repeat, changes, changeWorld = (world) => world]] of Object.entries(FAULTS)) {
  test(`a provider fails that ${name}`, async () => {
    const found = await failures(
      good(repeat, changes)(),
      () => changeWorld(acmeWorld()),
      (one) => one.name === check,
    );
    assert.deepEqual(Object.keys(found), [check]);
  });
}
