/** Requests to a handler with every kind of response: each status, each page, and what a program gets. */

import { CONTACT_CODE, fieldsOf, newKey, ORIGIN, PERSON, PERSON_AT_GRID, setUp } from "../edge/harness.mjs";
import { subpath } from "../install/index.mjs";

const { onboardingPage } = await subpath("page");

const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" };
const BACK = `${ORIGIN}/kyc/status`;
const FORM_AT_GRID = Object.fromEntries(fieldsOf(PERSON_AT_GRID).filter(([, value]) => value !== undefined));
export const FORM = Object.fromEntries(
  fieldsOf({ ...PERSON, firstName: "Jane", lastName: "Smith", address: { ...PERSON.address, country: "US" } }),
);

/** A person's browser, whose requests are navigations unless `headers` says otherwise. */
export function device(handler, shared = {}) {
  let cookie;
  return async (method, path, { fields, body, headers } = {}) => {
    const given = { ...NAVIGATION, ...(method !== "GET" && { origin: ORIGIN }), ...(cookie && { cookie }), ...shared, ...headers };
    const present = Object.entries(given).filter(([, value]) => value !== undefined);
    const url = path.startsWith("http") ? path : ORIGIN + path;
    const init = { method, headers: Object.fromEntries(present), body: fields ? new URLSearchParams(fields) : body };
    const response = await handler(new Request(url, init));
    const set = response.headers.get("set-cookie");
    if (set) cookie = set.split(";")[0];
    const text = await response.clone().text();
    return Object.assign(response, { content: text });
  };
}

/** Requests to a handler, by what they show, with the expected status. Each gets a world of its own. */
export const REQUESTS = {
  "the form": [200, (send) => send("GET", "/kyc")],
  "the form with a slash": [200, (send) => send("GET", "/kyc/")],
  "a new form": [200, (send) => send("GET", "/kyc/new")],
  "the form by HEAD": [200, (send) => send("HEAD", "/kyc")],
  "a method that the form does not have": [405, (send) => send("POST", "/kyc")],
  "an unknown path": [404, (send) => send("GET", "/kyc/nothing")],
  "a path that begins like that of a new form": [404, (send) => send("GET", "/kyc/news")],
  "a path that begins like that of the status": [404, (send) => send("GET", "/kyc/status/of")],
  "a path elsewhere": [404, (send) => send("GET", "/elsewhere")],
  "a file that does not exist": [404, (send) => send("GET", "/kyc/assets/nothing.js")],
  "a method that the status does not have": [405, (send) => send("POST", "/kyc/status")],
  "a method that the link does not have": [405, (send) => send("GET", "/kyc/links")],
  "the status of nobody": [200, (send) => send("GET", "/kyc/status")],
  "a renewal of nobody": [401, (send) => send("POST", "/kyc/links/renew")],
  "a form with issues": [422, (send) => send("POST", "/kyc/links", { fields: { type: "individual", email: "x" } })],
  "a key that is no key": [400, (send) => send("POST", "/kyc/links", { fields: { ...FORM, idempotencyKey: "short" } })],
  "a body that is too large": [413, (send) => send("POST", "/kyc/links", { fields: { email: "x".repeat(200_000) } })],
  "a media type that is none": [415, (send) => send("POST", "/kyc/links", { body: "x", headers: { "content-type": "text/plain" } })],
  "another origin": [403, (send) => send("POST", "/kyc/links", { fields: FORM, headers: { origin: "https://evil.example" } })],
  "a link to another device that is none": [410, (send) => send("GET", "/kyc/handoff/open?token=none")],
  "the link in a new tab": [303, (send) => started(send)],
  "the redirect to the link": [303, (send) => started(send), { redirectUri: BACK, provider: "grid", confirmed: true }],
  "contacts to confirm": [303, (send) => send("POST", "/kyc/links", { fields: FORM_AT_GRID }), { provider: "grid" }],
  "a code that was sent": [200, (send) => afterwards(send, "POST", "/kyc/contact/email"), { provider: "grid" }],
  "a code that is wrong": [422, (send) => confirmed(send, "000000"), { provider: "grid" }],
  "a code that is right": [303, (send) => confirmed(send, CONTACT_CODE), { provider: "grid" }],
  "too many codes": [429, (send) => repeated(send, "/kyc/contact/email"), { provider: "grid" }],
  "too many requests": [429, (send) => send("POST", "/kyc/links", { fields: FORM }), { rateLimit: () => false }],
  "the status of a customer": [200, (send) => afterwards(send, "GET", "/kyc/status")],
  "the status by HEAD": [200, (send) => afterwards(send, "HEAD", "/kyc/status")],
  "the form of a customer": [303, (send) => afterwards(send, "GET", "/kyc")],
  "a new form of a customer": [200, (send) => afterwards(send, "GET", "/kyc/new")],
  "another link": [303, (send) => afterwards(send, "POST", "/kyc/links/renew", { fields: {} })],
  "the link to another device": [201, (send) => afterwards(send, "POST", "/kyc/handoff")],
  "a key with other data": [422, (send) => reused(send)],
  "a provider that fails": [503, (send) => send("POST", "/kyc/links", { fields: FORM }), { fetch: () => Promise.reject(new TypeError()) }],
  "a provider that refuses us": [
    502,
    (send) => send("POST", "/kyc/links", { fields: FORM }),
    { fetch: async () => new Response("", { status: 401 }) },
  ],
  "a store that fails": [503, (send) => send("POST", "/kyc/links", { fields: FORM }), { store: { get: fails, swap: fails } }],
  "a hook that lets nobody in": [403, (send) => send("GET", "/kyc/status"), { authorize: fails }],
  "a Response of a hook": [401, (send) => send("GET", "/kyc/status"), { authorize: () => new Response("Log in", { status: 401 }) }],
};

/** Requests whose responses are not pages: a program's, and those without a body. */
export const OTHERS = {
  "a preflight": [204, (send) => send("OPTIONS", "/kyc/links", { headers: { "access-control-request-method": "POST" } })],
  "a webhook without a signature": [404, (send) => send("POST", "/kyc/webhooks/spherepay", { body: "{}", headers: { origin: undefined } })],
  "a token for an app": [201, (send) => afterCodes(send, "POST", "/kyc/token"), { provider: "grid" }],
  "a token where there is none": [502, (send) => afterwards(send, "POST", "/kyc/token")],
};

export function fails() {
  throw new Error("unreachable");
}

export const started = (send, key) => send("POST", "/kyc/links", { fields: { ...send.form, ...(key && { idempotencyKey: key }) } });

async function afterwards(send, ...request) {
  await started(send);
  return send(...request);
}

async function afterCodes(send, ...request) {
  await started(send);
  for (const channel of ["email", "phone"]) {
    await send("POST", `/kyc/contact/${channel}`, { fields: { channel } });
    await send("POST", `/kyc/contact/${channel}/confirm`, { fields: { channel, code: CONTACT_CODE } });
  }
  return send(...request);
}

async function confirmed(send, code) {
  await started(send);
  await send("POST", "/kyc/contact/email", { fields: { channel: "email" } });
  return send("POST", "/kyc/contact/email/confirm", { fields: { channel: "email", code } });
}

async function repeated(send, path) {
  await started(send);
  let last;
  for (let i = 0; i < 20 && last?.status !== 429; i++) last = await send("POST", path);
  return last;
}

async function reused(send) {
  const key = newKey();
  await started(send, key);
  return send("POST", "/kyc/links", { fields: { ...send.form, email: "other@example.com", idempotencyKey: key } });
}

/** Sends the request of a row, as a browser or as a program does. */
export async function reply([status, request, config = {}], { page, headers, render } = {}) {
  const { confirmed: isConfirmed, ...rest } = config;
  const isGerman = rest.provider === "grid";
  const own = page === undefined ? { render } : { page: onboardingPage(page) };
  const { handler, sandbox, errors } = setUp({ ...own, ...rest });
  const send = device(handler, headers);
  send.form = isGerman ? FORM_AT_GRID : FORM;
  if (isConfirmed) {
    return { response: await afterCodes(send, "POST", "/kyc/links/renew", { fields: {} }), status, sandbox, errors };
  }
  return { response: await request(send), status, sandbox, errors };
}
