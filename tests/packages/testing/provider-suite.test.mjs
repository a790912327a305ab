/** `testProvider`: a provider that keeps its promises passes, and each broken one fails the check that names its fault. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { transform } from "esbuild";
import { file, subpath } from "../helpers/install/index.mjs";
import { API_KEY, acmeOf, createWorld, failures, failuresOfGood, PAGES } from "../helpers/provider/world.mjs";
import { PROVIDERS } from "../helpers/providers/worlds.mjs";

const [{ testProvider }, api] = await Promise.all(["testing", "provider"].map(subpath));
const { providerError, webhookRefused } = api;

test("a good provider of each repeat passes", async () => assert.deepEqual(await failuresOfGood(testProvider, api), [{}, {}, {}]));

for (const [name, [provider, makeWorld]] of Object.entries(PROVIDERS)) {
  test(`${name} passes`, async () => assert.deepEqual(await failures(testProvider(provider, makeWorld)), {}));
}

test("good providers of other kinds pass: events with references, nothing that is optional, and a desk without an API", async () => {
  const define = acmeOf(api);
  const byReference = ({ verify }) => ({
    webhook: { verify: async (given) => ({ ...(await verify(given)), customerId: undefined, reference: "user-1" }) },
  });
  const rows = new Map();
  const functions = {
    create({ reference: customerId }) {
      rows.set(customerId, rows.get(customerId) ?? "incomplete");
      return { customerId, kycUrl: `${PAGES}/${customerId}` };
    },
    status({ customerId }) {
      if (!rows.has(customerId)) throw providerError({ code: "not_found" });
      return { status: rows.get(customerId) };
    },
  };
  const desk = define("reference", () => ({ ...functions, applicant: { individual: ["email"] }, link: undefined, webhook: undefined }));
  const createDesk = () => {
    rows.clear();
    return {
      applicants: { individual: { email: "jane@example.com" } },
      customers: () => [...rows.keys()],
      decide: (id, decision) => void rows.set(id, decision),
      openLink: (url) => [...rows.keys()].find((id) => url === `${PAGES}/${id}`),
    };
  };
  const least = () => ({ find: undefined, link: undefined, webhook: undefined });
  assert.deepEqual(await failures(testProvider(define("reference", byReference), createWorld)), {});
  assert.deepEqual(await failures(testProvider(define("never", least), createWorld)), {});
  assert.deepEqual(await failures(testProvider(desk, createDesk)), {});
});

test("what it is given is checked", () => {
  for (const provider of [undefined, "bridge", {}, { provider: "acme" }])
    assert.throws(() => testProvider(provider, createWorld), /defineProvider/);
  assert.throws(() => testProvider({ provider: "bridge", bridge: {} }, {}), /makes a world/);
});

test("the examples of the declarations pass", async () => {
  const [acme, createWorld] = ["provider", "testing-provider"].map((name) => {
    const [, example] = readFileSync(file(`dist/types/${name}.d.ts`), "utf8").split("@example\n");
    return example
      .split("*/")[0]
      .replace(/^ \* ?/gm, "")
      .replace(/^(?:```|@).*$/gm, "");
  });
  const { code } = await transform(`${acme}\n${createWorld}\nreturn { acme, createWorld };`, { loader: "ts" });
  const made = new Function(...Object.keys(api), code)(...Object.values(api));
  assert.deepEqual(await failures(testProvider(made.acme, made.createWorld)), {});
});

const LINK = "an applicant gets a link of their own";
const HOST = "a link leads to a page of the provider, by https";
const LOST = "a create whose response was lost makes one customer";
const REPEATED = "a repeated create returns the same customer";
const TWO = "two people are two customers";
const TYPES = "a person and a business with one reference are two customers";
const FIND = "find returns the customer of a lost create, and no other one";
const OUTAGE = "find does not deny a customer while the provider fails";
const RENEWED = "another link is the same customer's, and open";
const IDS = "ids and references reach the provider as they are";
const STATUS = "a status is that of the customer who was asked for";
const WORD = "an unknown word for a status is not an approval";
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

// What replaces a part of a good definition.

/** A function that gets something else. */
const gets = (name, change) => (parts) => ({ [name]: (given) => parts[name]({ ...given, ...change(given) }) });
/** A function that returns something else. */
const returns = (name, change) => (parts) => ({
  async [name](given) {
    const returned = await parts[name](given);
    return { ...returned, ...change(returned, given) };
  },
});
/** A function that catches every error. */
const catches = (name, end) => (parts) => ({ [name]: (given) => parts[name](given).catch(end) });
/** A function that throws where something is wrong for it. */
const refuses = (name, isWrong, code) => (parts) => ({
  [name](given) {
    if (isWrong(given)) throw providerError({ code });
    return parts[name](given);
  },
});
const throws = (code) => () => {
  throw providerError({ code });
};
/** A webhook that says something else of a verified event. */
const says = (change) => (parts) => ({
  webhook: {
    async verify(given) {
      const event = await parts.verify(given);
      return { ...event, ...change(event) };
    },
  },
});
const verifies = (make) => (parts) => ({ webhook: { verify: (given) => make(given, parts) } });

const parse = (body) => JSON.parse(new TextDecoder().decode(body));
const eventOf = ({ body }) => {
  const { id, type, session, at } = parse(body);
  return { id, kind: `kyc_${type}`, customerId: session, status: type, at };
};
const random = () => crypto.randomUUID();
/** Returns true for all calls but the first with the same reference. */
const again =
  (known = []) =>
  ({ reference }) =>
    known.includes(reference) || !known.push(reference);

/** Faults: the check that must find it, the `repeat` of the definition, and what is wrong with it or with its world. */
const FAULTS = {
  "reads a member that is missing": [LINK, "reference", gets("create", ({ link }) => link.url)],
  "makes two customers": [LINK, "never", ({ create }) => ({ create: async (given) => (await create(given)) && create(given) })],
  "leads to a page that does not exist": [LINK, "reference", returns("create", () => ({ kycUrl: `${PAGES}/none` }))],
  "returns no status": [LINK, "reference", () => ({ status: () => undefined })],
  "approves everybody": [LINK, "reference", () => ({ status: () => ({ status: "approved" }) })],

  "returns no link": [HOST, "reference", returns("create", () => ({ kycUrl: undefined }))],
  "leads to another host": [HOST, "reference", returns("create", () => ({ kycUrl: "https://acme.example/s-1" }))],
  "makes a link without TLS": [HOST, "reference", returns("create", ({ kycUrl }) => ({ kycUrl: kycUrl.replace("https", "http") }))],
  "puts its key into a link": [HOST, "reference", returns("create", ({ kycUrl }) => ({ kycUrl: kycUrl.replace("//", `//${API_KEY}@`) }))],

  "makes a second customer after a lost response": [LOST, "reference", gets("create", () => ({ reference: random() }))],
  "sends another idempotency key each time": [LOST, "key", gets("create", () => ({ idempotencyKey: random() }))],
  "finds nobody after a lost response": [LOST, "never", () => ({ find: () => null })],
  "finds another customer after a lost response": [LOST, "never", () => ({ find: () => ({ customerId: "s-9" }) })],
  "refuses a repeated create": [LOST, "reference", (parts) => refuses("create", again(), "conflict")(parts)],
  "sends a create again by itself": [LOST, "never", ({ create }) => ({ create: (given) => create(given).catch(() => create(given)) })],
  "returns a status for a lost response": [LOST, "never", catches("create", () => ({ customerId: "s-1", status: "pending" }))],

  "sends no reference": [REPEATED, "reference", gets("create", () => ({ reference: random() }))],
  "makes up another id each time": [REPEATED, "reference", returns("create", () => ({ customerId: random() }))],

  "gives two people one customer": [TWO, "reference", gets("create", () => ({ reference: "everybody" }))],
  "gives two people one link": [
    TWO,
    "reference",
    (parts, urls = []) => returns("create", ({ kycUrl }) => ({ kycUrl: urls.push(kycUrl) && urls[0] }))(parts),
  ],
  "serves one person only": [TWO, "reference", refuses("create", ({ reference }) => reference !== "user-1", "conflict")],
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
  "returns nothing from find": [FIND, "never", () => ({ find: () => undefined })],
  "finds somebody for everybody": [
    FIND,
    "never",
    ({ find }) => ({ find: async (given) => ((await find(given)).length > 0 ? find(given) : { customerId: "s-1" }) }),
  ],
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

  "never approves": [STATUS, "reference", () => ({ status: () => ({ status: "incomplete" }) })],
  "has the status of the newest customer": [STATUS, "reference", gets("status", () => ({ customerId: "s-2" }))],
  "approves everybody with the first one": [STATUS, "reference", gets("status", () => ({ customerId: "s-1" }))],
  "approves whoever was checked": [
    STATUS,
    "reference",
    returns("status", ({ status }) => ({ status: status === "incomplete" ? status : "approved" })),
  ],
  "approves whoever is not rejected": [WORD, "reference", returns("status", ({ status = "approved" }) => ({ status }))],

  "refuses the person where the response was lost": [UNCLEAR, "never", catches("create", throws("provider_rejected"))],
  "approves whoever it does not know": [UNCLEAR, "reference", catches("create", () => ({ customerId: "s-1", status: "approved" }))],
  "takes a page for an approval": [UNCLEAR, "reference", catches("status", () => ({ status: "approved" }))],
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

  "ignores deliveries": [SIGNED, "reference", verifies(() => undefined)],
  "refuses every delivery": [
    SIGNED,
    "reference",
    verifies(() => {
      throw webhookRefused("signature");
    }),
  ],
  "does not say whom an event is about": [SIGNED, "reference", says(() => ({ customerId: undefined }))],
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
  "believes what it has not verified": [
    FORGED,
    "reference",
    (parts, heard = new Map()) => ({
      ...verifies((given, { verify }) => heard.set(eventOf(given).customerId, eventOf(given)) && verify(given))(parts),
      status: async (given) => heard.get(given.customerId) ?? parts.status(given),
    }),
  ],
  "takes a delivery of any age": [OLD, "reference", verifies((given, { verify }) => verify({ ...given, now: 0 }))],
  "makes up the id of an event": [ONCE, "reference", says(() => ({ id: random() }))],
  "takes the customer for the event": [ONCE, "reference", says(({ customerId }) => ({ id: customerId }))],
  "does not say when an event occurred": [LATE, "reference", says(() => ({ at: undefined }))],
  "believes an event of an older check": [OLDER, "reference", () => ({}), { hasChecks: true }],
};

const messages = [];

for (const [name, [check, repeat, changes, world]] of Object.entries(FAULTS)) {
  test(`a provider fails that ${name}`, async () => {
    const checks = testProvider(acmeOf(api)(repeat, changes), () => ({ ...createWorld(), ...world }));
    const found = await failures(checks.filter((one) => one.name === check));
    assert.deepEqual(Object.keys(found), [check]);
    messages.push(...found[check].split("\n"));
  });
}

test("every requirement of the suite has a provider that fails it, so that none can vanish", () => {
  const folder = new URL("../../../pkg-template/testing/provider-suite/", import.meta.url);
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
  const calls = sources.flatMap((source) => [...source.matchAll(/\b(?:must|problems\.add)\((.*?)\);\n/gs)].map(([, given]) => given));
  const required = calls.flatMap((given) => /(["`])((?:(?!\1).)+)\1,?\s*$/s.exec(given)?.[2] ?? []);
  const isFound = (template) => {
    const parts = template.split(/\$\{(?:[^{}]|\{[^}]*\})*\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    return messages.some((message) => new RegExp(`^${parts.join(".*")}$`).test(message));
  };
  assert.deepEqual(
    required.filter((template) => !isFound(template)),
    [],
  );
  assert.ok(required.length > 40, `${required.length}`);
});
