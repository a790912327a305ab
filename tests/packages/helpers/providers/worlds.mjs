/** The seven providers as `testProvider` takes them: each with the model of its API. */

import { subpath } from "../install/index.mjs";
import * as diditModel from "./didit.mjs";
import * as dueModel from "./due.mjs";
import * as stripeModel from "./stripe-identity.mjs";
import * as sumsubModel from "./sumsub.mjs";

const [{ didit }, { due }, { stripeIdentity }, { sumsub }, { createSandbox }] = await Promise.all(
  ["providers/didit", "providers/due", "providers/stripe-identity", "providers/sumsub", "testing"].map(subpath),
);

const PERSON = { email: "jane.smith@example.com", firstName: "Jane", lastName: "Smith" };
const ADDRESS = { line1: "233 South Wacker Drive", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" };
const PHONE = "+14155550123";
const WITHIN_MS = 300_000;
const seconds = (ms) => Math.floor(ms / 1000);
const iso = (ms) => new Date(ms).toISOString();

/** Links that are open until they are made to expire. */
function doors(customerOf) {
  const expired = new Set();
  return { openLink: (url) => (expired.has(url) ? undefined : customerOf(url)), expireLink: (url) => void expired.add(url) };
}

function sumsubWorld() {
  const { people, open, openToken, tokens, fetch } = sumsubModel.createApi();
  const byId = (id) => [...people.values()].find((one) => one.id === id);
  return {
    fetch,
    applicants: { individual: { email: PERSON.email, phone: PHONE } },
    customers: () => [...people.keys()],
    statuses: ["incomplete", "pending", "on_hold", "approved", "rejected"],
    decide(id, status) {
      const reviewStatus = { incomplete: "init", pending: "pending", on_hold: "onHold" }[status] ?? "completed";
      const reviewResult = { approved: { reviewAnswer: "GREEN" }, rejected: { reviewAnswer: "RED", reviewRejectType: "FINAL" } }[status];
      Object.assign(open(id), { reviewStatus, reviewResult });
    },
    changeType: (id) => void Object.assign(open(id), { type: "company" }),
    eventNames: ["customerId"],
    openToken,
    expireToken: (token) => void Object.assign(tokens.get(token), { until: 0 }),
    ...doors((url) => byId(/^https:\/\/in\.sumsub\.com\/websdk\/p\/(\w+)-\d+$/.exec(url)?.[1])?.userId),
    deliver: ({ customerId, number, at, isForged, without }) =>
      sumsubModel.deliver(
        { externalUserId: without.length > 0 ? undefined : customerId, correlationId: `req-${number}` },
        { at, ...(isForged && { secret: "of-another" }) },
      ),
  };
}

function diditWorld() {
  const { sessions, fetch } = diditModel.createApi();
  const newest = (id) => sessions.findLast(({ vendor_data }) => vendor_data === id);
  const words = {
    ...{ incomplete: "In Progress", pending: "In Review", approved: "Approved", rejected: "Declined", expired: "Kyc Expired" },
    unknown: "Escalated",
  };
  return {
    fetch,
    applicants: { individual: { ...PERSON, phone: PHONE } },
    customers: () => sessions.map(({ vendor_data }) => vendor_data),
    statuses: Object.keys(words),
    decide: (id, status) => void Object.assign(newest(id), { status: words[status] }),
    openLink: (given) => sessions.find(({ url, status }) => url === given && status === "Not Started")?.vendor_data,
    openToken: (token) => sessions.find((one) => one.session_token === token && one.status === "Not Started")?.vendor_data,
    expireToken: (token) =>
      void Object.assign(
        sessions.find((one) => one.session_token === token),
        { status: "Expired" },
      ),
    expireLink: (given) =>
      void Object.assign(
        sessions.find(({ url }) => url === given),
        { status: "Expired" },
      ),
    maxAgeMs: 900_000,
    hasChecks: true,
    eventNames: ["customerId"],
    deliver: ({ customerId, status, number, sentAt, isForged, isOfOlderCheck, without }) =>
      diditModel.deliver(
        { ...newest(customerId), ...(isOfOlderCheck && { session_id: "of-an-older-check" }), status: words[status] },
        { event_id: `event-${number}`, timestamp: seconds(sentAt), ...(without.length > 0 && { vendor_data: undefined }) },
        isForged ? "of-another" : undefined,
      ),
  };
}

function stripeWorld() {
  const { sessions, keys, openPage, fetch } = stripeModel.createApi();
  const byId = (wanted) => sessions.find(({ id }) => id === wanted);
  // There is no rejection: whoever is refused after all is canceled, and begins again.
  const words = { incomplete: "requires_input", pending: "processing", approved: "verified", unknown: "escalated" };
  const wordOf = (status) => words[status] ?? "canceled";
  return {
    fetch,
    applicants: { individual: { email: PERSON.email, phone: PHONE } },
    customers: () => sessions.map(({ id }) => id),
    statuses: Object.keys(words),
    decide: (id, status) => void Object.assign(byId(id), { status: wordOf(status) }),
    ...doors((url) => openPage(url)?.id),
    openToken: (secret) => (Date.now() / 1000 < keys.get(secret)?.expires ? keys.get(secret).session : undefined),
    expireToken: (secret) => void Object.assign(keys.get(secret), { expires: 0 }),
    maxAgeMs: WITHIN_MS,
    eventNames: ["customerId", "reference"],
    deliver: ({ customerId, status, number, at, sentAt, isForged, without }) =>
      stripeModel.deliver(
        {
          ...{ ...byId(customerId), status: wordOf(status) },
          ...(without.includes("customerId") && { id: undefined }),
          ...(without.includes("reference") && { client_reference_id: null }),
        },
        { id: `evt_${number}`, created: seconds(at) },
        { at: seconds(sentAt), ...(isForged && { secret: "whsec_of_another" }) },
      ),
  };
}

function dueWorld() {
  const { accounts, submissions, tokens, fetch } = dueModel.createApi();
  const [accepted, open] = ["accepted", "pending"].map((status) => ({ tos: { status } }));
  const parts = {
    incomplete: { kyc: { status: "pending" }, ...open },
    pending: { kyc: { status: "manual_review" }, ...accepted },
    approved: { kyc: { status: "passed" }, ...accepted },
    rejected: { kyc: { status: "failed" } },
  };
  return {
    fetch,
    applicants: {
      individual: { ...PERSON, address: { country: "US" } },
      business: { email: "office@example.com", business: { legalName: "Smith Ltd", country: "US" } },
    },
    customers: () => [...accounts.keys()],
    statuses: Object.keys(parts),
    decide(id, status) {
      for (const [name, part] of Object.entries(parts[status])) Object.assign(accounts.get(id)[name], part);
      // Only events have a word for a review.
      if (status === "pending") accounts.get(id).kyc.status = "pending";
      submissions.set(id, status === "pending" ? [{ id: "ksub_1", applicantId: id, status: "completed" }] : []);
    },
    changeType(id) {
      const account = accounts.get(id);
      account.type = account.type === "business" ? "individual" : "business";
    },
    openLink: (url) => [...accounts.values()].find((one) => dueModel.linksOf(one).both === url)?.id,
    openToken: (token) => tokens.get(token),
    expireToken: (token) => void tokens.delete(token),
    eventNames: ["customerId"],
    deliver: ({ customerId, status, number, at, isForged, without }) =>
      dueModel.deliver(
        { id: without.length > 0 ? undefined : customerId, type: accounts.get(customerId)?.type, ...parts[status] },
        { id: `wh_evt__${number}`, occurredAt: iso(at), isForged },
      ),
  };
}

const FIRST = createSandbox();
const [keys, publicKeys] = await Promise.all([FIRST.exportKeys(), FIRST.webhookKeys()]);

/** What the sandbox says of a customer in an event, by the provider. */
const EVENTS = {
  spherepay: ({ resource, status, number, at }) => ({
    id: `event_${number}`,
    name: { approved: "customer.kyc.successful", rejected: "customer.kyc.rejected" }[status],
    data: { customer: { ...resource, verificationProfiles: resource.verificationProfiles.map((one) => ({ ...one, status })) } },
    created: iso(at),
  }),
  grid: ({ resource, status, number, at }) => ({
    id: `Webhook:${number}`,
    type: `CUSTOMER.KYC_${status.toUpperCase()}`,
    timestamp: iso(at),
    data: { ...resource, kycStatus: status.toUpperCase() },
  }),
  bridge: ({ resource, status, number, at }) => ({
    api_version: "v0",
    event_id: `wh_${number}`,
    event_category: "kyc_link",
    event_type: "kyc_link.updated.status_transitioned",
    event_object_id: resource.id,
    event_object_status: status,
    event_object: { ...resource, kyc_status: status, tos_status: "approved" },
    event_object_changes: { kyc_status: ["under_review", status] },
    event_created_at: iso(at),
  }),
};

const sandboxWorld = (name, more) => () => {
  let time;
  const clock = () => time ?? Date.now();
  const [sandbox, stranger] = [createSandbox({ keys, clock }), createSandbox({ clock })];
  const mine = () => sandbox.customers().filter(({ provider }) => provider === name);
  const open = (given) => {
    const { state, customerId } = sandbox.openLink(given);
    return state === "open" ? customerId : undefined;
  };
  return {
    fetch: sandbox.fetch,
    applicants: { individual: { ...PERSON, phone: PHONE, birthDate: "1990-01-15", nationality: "US", address: ADDRESS } },
    customers: () => mine().map(({ id }) => id),
    decide: (id, decision) => sandbox.complete(id, { approved: "approve", rejected: "reject" }[decision]),
    openLink: open,
    expireLink: (url) => sandbox.expireLink(url),
    openToken: open,
    expireToken: (token) => sandbox.expireLink(token),
    finishLink: (url) => sandbox.finishLink(url, "approve"),
    async deliver({ customerId, sentAt, isForged, ...event }) {
      const { resource } = mine().find(({ id }) => id === customerId);
      time = sentAt;
      try {
        return await (isForged ? stranger : sandbox).signWebhook(name, EVENTS[name]({ resource, ...event }));
      } finally {
        time = undefined;
      }
    },
    ...more,
  };
};

/** Bridge's terms are accepted at once: a customer has no link before. */
const accepting = (makeWorld) => () => {
  const world = makeWorld();
  const fetch = async (url, init) => {
    const response = await world.fetch(url, init);
    const body = await response.clone().json();
    if (body.tos_status !== "pending") return response;
    await world.finishLink(body.tos_link);
    return new Response(JSON.stringify({ ...body, tos_status: "approved" }), response);
  };
  return { ...world, fetch };
};

const { spherepay, grid, bridge } = FIRST.baseUrls;

/** Each provider, and what makes its world. */
export const PROVIDERS = {
  sumsub: [sumsub({ ...sumsubModel.CREDENTIALS, levelName: sumsubModel.LEVEL, webhookSecret: sumsubModel.WEBHOOK_SECRET }), sumsubWorld],
  didit: [didit(diditModel.CREDENTIALS), diditWorld],
  "stripe-identity": [stripeIdentity(stripeModel.CREDENTIALS), stripeWorld],
  due: [due({ apiKey: dueModel.API_KEY, environment: "sandbox", webhookPublicKey: dueModel.VECTOR.publicKey }), dueWorld],
  spherepay: [
    {
      provider: "spherepay",
      allowHosts: ["verify.spherepay.example"],
      spherepay: { apiKey: "key-of-ours", baseUrl: spherepay, profiles: ["kyc_profile_a"], webhookSecret: publicKeys.spherepay },
    },
    sandboxWorld("spherepay"),
  ],
  grid: [
    {
      provider: "grid",
      allowHosts: ["kyc.grid.example"],
      grid: { clientId: "id-of-ours", clientSecret: "secret-of-ours", baseUrl: grid, webhookPublicKey: publicKeys.grid },
    },
    sandboxWorld("grid"),
  ],
  bridge: [
    {
      provider: "bridge",
      allowHosts: ["bridge.hosted.kyclink.example"],
      bridge: { apiKey: "key-of-ours", baseUrl: bridge, webhookPublicKey: publicKeys.bridge },
    },
    accepting(sandboxWorld("bridge", { maxAgeMs: 600_000, expireLink: undefined })),
  ],
};
