/**
 * What the absence of an option with a default means: it is the same as `undefined`, the same as its default, and another
 * value is noticed. An option whose declaration names a default fails without a row, and so does a row whose default the
 * declaration does not name.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  browser,
  configOf,
  createHandler,
  createSandbox,
  holdTimers,
  memoryStore,
  ORIGIN,
  PERSON,
  PERSON_AT_GRID,
} from "../helpers/edge/harness.mjs";
import { esm, file } from "../helpers/install/index.mjs";

const kyclink = await esm();
const inside = (path) => import(pathToFileURL(file("dist/lib", path)));
const tables = await inside("tables.js");

const NOW = Date.parse("2026-03-01T10:00:00Z");
const SPHEREPAY = { apiKey: "key-of-ours", environment: "sandbox" };
const US = { ...PERSON, address: { ...PERSON.address, country: "US" } };
const UNUSUAL = { ...US, address: { ...US.address, postalCode: "x" } };
const LINK = { url: "https://in.sumsub.com/websdk/p/x", expiresAt: "2030-01-15T14:32:00Z" };
const PROFILES = ["approved", "incomplete", "rejected"].map((status) => ({ name: `profile_${status}`, status }));
const CUSTOMER = { id: "customer_1", type: "individual", verificationProfiles: PROFILES };
const codeOf = async (act) => {
  try {
    await act();
    return "fine";
  } catch ({ code }) {
    return code;
  }
};
const turns = async (count = 40) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};
const hangs = (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

/** After how many milliseconds something ends while time passes, at most two minutes. */
async function endOf(t, begin) {
  const pass = holdTimers(t);
  let isOver = false;
  const ending = Promise.resolve(begin()).then(
    () => (isOver = true),
    () => (isOver = true),
  );
  await turns();
  let ms = 0;
  for (; !isOver && ms < 120_000; ms += 1000) {
    pass(1000);
    await turns(4);
  }
  t.mock.timers.reset();
  if (isOver) await ending;
  return ms;
}

/** A client's or a call's options, as a request shows them. */
const sending = (client, call, fetch, input = { customerId: "customer_1" }) =>
  kyclink.spherepay({ ...SPHEREPAY, fetch, ...client }).getCustomer(input, call);
const retries = async (client, call) => {
  let count = -1;
  const fetch = async () => {
    count++;
    return Response.json({}, { status: 503, headers: { "retry-after": "0" } });
  };
  await assert.rejects(sending(client, call, fetch));
  return count;
};
const headerOf = (name) => async (client, call) => {
  let seen;
  async function fetch(_, { headers }) {
    seen = new Headers(headers).get(name);
    return Response.json(LINK, { status: 201 });
  }
  await kyclink.spherepay({ ...SPHEREPAY, fetch, ...client }).createKycLink({ customerId: "customer_1" }, call);
  return seen;
};
const accepts = (policy) => codeOf(() => kyclink.spherepay({ ...SPHEREPAY, fetch: created, ...policy }).createCustomerViaLink(UNUSUAL));
const created = async () => Response.json({ ...LINK, customerId: "customer_1" }, { status: 201 });
const linkWith = (options) =>
  codeOf(() => kyclink.spherepay({ ...SPHEREPAY, fetch: created, ...options }).createKycLink({ customerId: "customer_1" }));
const parsed = (options, body = LINK) =>
  codeOf(() =>
    kyclink.parseResponse(
      "spherepay.createKycLink",
      { status: 201, headers: {}, body: JSON.stringify(body) },
      { customerId: "customer_1" },
      options,
    ),
  );

const VERIFY = "bridge.withpersona.com/verify?inquiry-template-id=itmpl_1&reference-id=1";
/** How a link may be shown. */
const shown = (options, kycUrl = `https://${VERIFY}`) =>
  kyclink.presentation({ provider: "bridge", kycUrl }, { origin: "https://other.example", ...options });

/** Requests of an onboarding of an applicant whose values can be normalized. */
async function onboarded(options, applicant) {
  const bodies = [];
  const fetch = async (_, { body }) => {
    bodies.push(JSON.parse(body));
    return created();
  };
  const code = await codeOf(() => kyclink.onboard(kyclink.spherepay({ ...SPHEREPAY, fetch }), applicant, options));
  return [code, bodies];
}

const EVENT = { id: "event_1", name: "customer.kyc.successful", created: "2026-02-28T10:00:00Z", data: { customer: { id: "customer_1" } } };
const sandbox = createSandbox();
const signed = await sandbox.signWebhook("spherepay", EVENT);
const delivered = (options) =>
  codeOf(() => kyclink.verifyWebhook("spherepay", { body: signed.body, headers: signed.headers, secret: signed.secret, ...options }));

/** A handler in front of a sandbox of its own. */
function handlerOf(options, world = createSandbox()) {
  const { spherepay } = configOf(world);
  const own = { ...configOf(world), spherepay: { ...spherepay, webhookSecret: signed.secret }, ...options };
  return { handler: createHandler(own), world, config: own };
}
const ask = (handler, path, init) => handler(new Request(`${ORIGIN}${path}`, init));
const JSON_POST = (person) => ({
  method: "POST",
  headers: { origin: ORIGIN, "content-type": "application/json" },
  body: JSON.stringify(person),
});
const linkStatus = async (options, person = PERSON) => (await ask(handlerOf(options).handler, "/kyc/links", JSON_POST(person))).status;

/** Whether a session of one handler is one of another. */
async function sharesSessions(one, other) {
  const world = createSandbox();
  const store = memoryStore();
  const jane = browser(handlerOf({ store, ...one }, world).handler);
  await jane.json("links", PERSON);
  const there = browser(handlerOf({ store, ...other }, world).handler);
  there.cookie(jane.cookie());
  return (await there.get("status")).body.status !== "none";
}

/**
 * By table and option: `doc`, the default that the declaration names; `is`, the value that has the same effect, where
 * there is one; `other`, a value with another effect; `expected`, the effect of the default.
 */
const ROWS = {
  VALIDATE_OPTIONS: {
    policy: { doc: '"postal"', is: "postal", other: "strict", see: (o) => kyclink.validate("spherepay.onboard", UNUSUAL, o).ok },
    normalize: {
      ...{ doc: "false", is: false, other: true },
      see: (o) => kyclink.validate("spherepay.onboard", { ...US, email: " jane@example.com " }, o).value?.email ?? "refused",
    },
    phoneCountry: {
      ...{ doc: "none: such a number stays as it is", other: "US", expected: "refused" },
      see: (o) =>
        kyclink.validate("spherepay.onboard", { ...US, phone: "4155550123" }, { normalize: true, ...o }).value?.phone ?? "refused",
    },
    personFields: {
      ...{ doc: "[]", is: [], other: ["firstName"] },
      see: (o) => kyclink.validate("grid.onboard", { type: "individual" }, o).issues.map(({ pointer }) => pointer),
    },
    now: {
      ...{ doc: "Date.now()", is: NOW, other: 0 },
      see: (o) => kyclink.validate("grid.onboard", { ...PERSON_AT_GRID, birthDate: "2026-02-01" }, o).issues?.map(({ code }) => code) ?? [],
    },
  },
  LINK_OPTIONS: {
    allowHosts: {
      doc: "any host",
      other: ["other.example"],
      expected: "fine",
      see: (o) => codeOf(() => kyclink.assertSafeKycUrl(LINK.url, o)),
    },
    allowLoopback: {
      ...{ doc: "false", is: false, other: true, expected: "unexpected_response" },
      see: (o) => codeOf(() => kyclink.assertSafeKycUrl("http://127.0.0.1/x", o)),
    },
  },
  PRESENTATION_OPTIONS: {
    allowHosts: {
      ...{ doc: "any host", other: ["other.example"], expected: "fine" },
      see: (o) => codeOf(() => shown(o)),
    },
    allowLoopback: {
      ...{ doc: "false", is: false, other: true, expected: "unexpected_response" },
      see: (o) => codeOf(() => shown(o, "http://127.0.0.1/x")),
    },
  },
  READ_OPTIONS: {
    allowHosts: { doc: "any host", other: ["other.example"], expected: "fine", see: (o) => parsed(o) },
    allowLoopback: {
      ...{ doc: "false", is: false, other: true, expected: "unexpected_response" },
      see: (o) => parsed(o, { ...LINK, url: "http://127.0.0.1/x" }),
    },
    profiles: {
      ...{ doc: "all profiles", is: PROFILES.map(({ name }) => name), other: ["profile_approved"] },
      see: (o) =>
        kyclink.parseResponse("spherepay.getCustomer", { status: 200, headers: {}, body: JSON.stringify(CUSTOMER) }, {}, o).status,
    },
  },
  CLIENT_OPTIONS: {
    fetch: {
      ...{ doc: "globalThis.fetch", other: async () => Response.json({ ...CUSTOMER, id: "customer_2" }), expected: "customer_1" },
      async see(o, t) {
        t.mock.method(globalThis, "fetch", async () => Response.json(CUSTOMER));
        const { id } = await kyclink.spherepay({ ...SPHEREPAY, ...o }).getCustomer({ customerId: "customer_1" });
        t.mock.restoreAll();
        return id;
      },
    },
    timeout: {
      doc: "30000",
      is: 30_000,
      other: 40_000,
      expected: 30_000,
      see: (o, t) => endOf(t, () => sending({ maxRetries: 0, ...o }, {}, hangs)),
    },
    maxRetries: { doc: "2", is: 2, other: 0, expected: 2, see: (o) => retries(o, {}) },
    policy: { doc: '"postal"', is: "postal", other: "strict", expected: "fine", see: accepts },
    allowHosts: { doc: "any host", other: ["other.example"], expected: "fine", see: linkWith },
    dangerouslyAllowBrowser: {
      ...{ doc: "false", is: false, other: true, expected: "secret_in_browser" },
      async see(o) {
        globalThis.document = {};
        try {
          return await linkWith(o);
        } finally {
          delete globalThis.document;
        }
      },
    },
  },
  CALL_OPTIONS: {
    timeout: {
      ...{ doc: "the client's", is: 7000, other: 9000, expected: 7000 },
      see: (o, t) => endOf(t, () => sending({ timeout: 7000, maxRetries: 0 }, o, hangs)),
    },
    deadline: {
      ...{ doc: "none", is: undefined, other: 9000, expected: 90_000 },
      see: (o, t) => endOf(t, () => sending({ timeout: 90_000, maxRetries: 0 }, o, hangs)),
    },
    maxRetries: { doc: "the client's", is: 1, other: 3, expected: 1, see: (o) => retries({ maxRetries: 1 }, o) },
    idempotencyKey: {
      ...{ doc: "none; a random one for each create, if the provider requires a key", other: "a-key", expected: [null, true] },
      async see(o) {
        const keys = [];
        const bridge = kyclink.bridge({ apiKey: "key-of-ours", baseUrl: "https://api.example.com", fetch: recordingFetch });
        async function recordingFetch(_, { headers }) {
          keys.push(new Headers(headers).get("idempotency-key"));
          return new Response("{}", { status: 400 });
        }
        const person = { type: "individual", email: "jane@example.com", fullName: "Jane Smith" };
        for (let i = 0; i < 2; i++) await bridge.createKycLink(person, o).catch(() => {});
        return [await headerOf("idempotency-key")({}, o), keys[0] !== keys[1] && keys.every((key) => key?.length >= 22)];
      },
    },
    profiles: {
      ...{ doc: "the client's", is: ["profile_approved"], other: ["profile_incomplete"], expected: "approved" },
      see: async (o) => (await sending({ profiles: ["profile_approved"] }, o, async () => Response.json(CUSTOMER))).status,
    },
  },
  ONBOARD_OPTIONS: {
    normalize: { doc: "false", is: false, other: true, see: (o) => onboarded(o, { ...US, email: " jane@example.com " }) },
  },
  WEBHOOK_DELIVERY: {
    maxAgeMs: { doc: "no limit", is: undefined, other: 1000, expected: "fine", see: delivered },
    now: { doc: "Date.now()", is: NOW, other: NOW + 7 * 86_400_000, see: (o) => delivered({ maxAgeMs: 2 * 86_400_000, ...o }) },
  },
  HANDLER_OPTIONS: {
    basePath: {
      ...{ doc: '"/kyc"', is: "/kyc", other: "/other", expected: 200 },
      see: async (o) => (await ask(handlerOf(o).handler, "/kyc/status")).status,
    },
    id: {
      ...{ doc: "derived from base path, provider, account and base URL", other: "other", expected: [true, false] },
      see: async (o) => [
        await sharesSessions({}, o),
        (await sharesSessions({}, { ...o, provider: () => "spherepay", grid: undefined, bridge: undefined })) && o.id !== undefined,
      ],
    },
    fetch: {
      ...{ doc: "globalThis.fetch", other: async () => Response.json({}, { status: 401 }), expected: 201 },
      async see(o, t) {
        t.mock.method(globalThis, "fetch", created);
        const status = await linkStatus({ fetch: undefined, ...o });
        t.mock.restoreAll();
        return status;
      },
    },
    timeout: {
      ...{ doc: "30000", is: 30_000, other: 40_000 },
      see: (o, t) => endOf(t, () => ask(handlerOf({ authorize: () => new Promise(() => {}), ...o }).handler, "/kyc/status")),
    },
    maxWebhookAgeMs: {
      ...{ doc: "604800000 (seven days)", is: 604_800_000, other: 604_700_000, expected: [401, 200] },
      async see(o) {
        const statuses = [];
        for (const age of [604_800_001, 604_800_000]) {
          const event = { ...EVENT, created: new Date(NOW - age).toISOString() };
          const { body, headers } = await sandbox.signWebhook("spherepay", event);
          statuses.push((await ask(handlerOf(o).handler, "/kyc/webhooks/spherepay", { method: "POST", headers, body })).status);
        }
        return statuses;
      },
    },
    allowHosts: { doc: "any host", other: ["other.example"], expected: 201, see: (o) => linkStatus(o) },
    policy: { doc: '"postal"', is: "postal", other: "strict", expected: 201, see: (o) => linkStatus(o, UNUSUAL) },
    publicOrigin: {
      ...{ doc: "the one of `allowedOrigins` that the browser reports, or that has the host of the request" },
      ...{ other: "https://other.example", expected: ORIGIN },
      async see(o) {
        const page = () => ({ render: () => "", drawQrCode: () => "<svg/>" });
        const { handler } = handlerOf({ page, allowedOrigins: [ORIGIN, "https://other.example"], ...o });
        const jane = browser(handler);
        await jane.json("links", PERSON);
        return new URL((await jane.empty("handoff")).body.url).origin;
      },
    },
    onError: {
      ...{ other: () => {}, expected: ["kyclink"] },
      async see(o, t) {
        const lines = [];
        t.mock.method(console, "error", (...given) => lines.push(given[0]));
        await linkStatus({ fetch: async () => Response.json({}, { status: 401 }), ...o });
        t.mock.restoreAll();
        return lines;
      },
    },
  },
};

const DECLARED = {
  VALIDATE_OPTIONS: ["options", "ValidateOptions"],
  LINK_OPTIONS: ["options", "LinkOptions"],
  PRESENTATION_OPTIONS: ["options", "PresentationOptions"],
  READ_OPTIONS: ["options", "ReadOptions"],
  CLIENT_OPTIONS: ["options", "ClientOptions"],
  CALL_OPTIONS: ["options", "CallOptions"],
  ONBOARD_OPTIONS: ["options", "OnboardOptions"],
  WEBHOOK_DELIVERY: ["options", "WebhookDelivery"],
  HANDLER_OPTIONS: ["handler-options", "HandlerOptions"],
};

/** The defaults that a declaration names, by option; of those that it has itself. */
function declaredIn([name, type]) {
  const text = readFileSync(file("dist/types", `${name}.d.ts`), "utf8");
  const [, block] = new RegExp(`interface ${type}\\b[^{]*\\{\\n(.*?)\\n\\}`, "s").exec(text);
  const members = block.matchAll(/\/\*\*(.*?)\*\/\s+(\w+)\??:/gs);
  return Object.fromEntries([...members].map(([, comment, option]) => [option, /@default (.*)/.exec(comment)?.[1]]));
}

test("every option with a default has a row, with the default that its declaration names", () => {
  const known = Object.keys(tables).filter((name) => /_OPTIONS$|^WEBHOOK_DELIVERY$/.test(name) && name !== "PROVIDER_OPTIONS");
  assert.deepEqual(known.sort(), Object.keys(ROWS).sort());
  for (const [table, place] of Object.entries(DECLARED)) {
    const declared = declaredIn(place);
    assert.ok(
      Object.keys(declared).every((option) => option in tables[table]),
      table,
    );
    // An option of a table that another one extends has its row there, unless the function has one of its own.
    const inherited = { PRESENTATION_OPTIONS: "LINK_OPTIONS", READ_OPTIONS: "LINK_OPTIONS", ONBOARD_OPTIONS: "CALL_OPTIONS" }[table];
    const rows = { ...ROWS[inherited], ...ROWS[table] };
    for (const [option, doc] of Object.entries(declared)) assert.equal(rows[option]?.doc, doc, `${table}.${option}`);
  }
});

for (const [table, rows] of Object.entries(ROWS)) {
  describe(table, () => {
    for (const [option, { other, see, ...row }] of Object.entries(rows)) {
      test(option, async (t) => {
        t.mock.method(Date, "now", () => NOW);
        const given = (value) => see({ [option]: value }, t);
        const stopped = () => t.mock.method(Date, "now", () => NOW);
        const absent = await see({}, t);
        stopped();
        if ("expected" in row) assert.deepEqual(absent, row.expected);
        assert.deepEqual(await given(undefined), absent, "undefined");
        stopped();
        if (row.is !== undefined) assert.deepEqual(await given(row.is), absent, `${row.is}`);
        stopped();
        assert.notDeepEqual(await given(other), absent, "another value");
      });
    }
  });
}
