/**
 * What the tests of the handler share: a handler in front of the sandbox, and a browser that keeps its cookie. `open`
 * may start the handler elsewhere: it returns a function from a request to a response.
 */

import assert from "node:assert/strict";
import { subpath } from "../install/index.mjs";

export const ORIGIN = "https://app.example.com";
export const SECRET = "an-edge-secret-of-more-than-32-bytes";
export const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "233 South Wacker Drive", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};
/** Somebody in Germany, where Grid has both contacts confirmed. */
export const PERSON_AT_GRID = {
  ...PERSON,
  firstName: "Jane",
  lastName: "Smith",
  birthDate: "1990-01-15",
  nationality: "US",
  address: { ...PERSON.address, country: "DE", state: undefined },
};
export const KEY = "0123456789abcdefghijkl";

export const { createHandler, createOperator, memoryStore, HANDLER_CODES } = await subpath("edge");
export const { createSandbox, CONTACT_CODE, storeSuite } = await subpath("testing");

// Where a test stops the wall clock or moves it, the monotonic one does the same: time passes for `memoryStore`, too.
const loadedAt = Date.now();
performance.now = () => Date.now() - loadedAt;

/** A key as a page makes one. */
export const newKey = () => crypto.randomUUID();

/** What the handlers of the tests have in common, whatever their provider. */
export const commonConfig = (fetch) => ({
  fetch,
  allowedOrigins: [ORIGIN],
  cookieSecret: SECRET,
  store: memoryStore(),
  rateLimit: "none",
});

/** The configuration of a handler in front of that sandbox. */
export function configOf(sandbox, config) {
  return {
    provider: "spherepay",
    spherepay: { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.spherepay, profiles: ["kyc_profile_a"] },
    grid: { clientId: "id-of-ours", clientSecret: "secret-of-ours", baseUrl: sandbox.baseUrls.grid },
    bridge: { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.bridge },
    ...commonConfig(sandbox.fetch),
    ...config,
  };
}

/** A sandbox with a handler in front of it. The errors that `onError` gets are in `errors`. */
export function setUp(config, options) {
  const sandbox = createSandbox(options);
  const errors = [];
  const all = configOf(sandbox, { onError: (error, route) => errors.push({ error, route }), ...config });
  const handler = createHandler(all);
  return { sandbox, errors, handler, config: all, browser: () => browser(handler) };
}

/** Does the same for a handler that takes the webhooks of all providers in the sandbox. */
export async function setUpWithWebhooks(config, options) {
  const made = setUp(config, options);
  const { spherepay: webhookSecret, ...publicKeys } = await made.sandbox.webhookKeys();
  const all = { ...made.config, spherepay: { ...made.config.spherepay, webhookSecret } };
  for (const [name, webhookPublicKey] of Object.entries(publicKeys)) all[name] = { ...all[name], webhookPublicKey };
  const handler = createHandler({ ...all, ...config });
  return { ...made, handler, config: all, browser: () => browser(handler) };
}

/** A request as the script of a page sends it. */
export const postTo = (path, body, headers) =>
  new Request(`${ORIGIN}/kyc/${path}`, {
    method: "POST",
    headers: { origin: ORIGIN, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

/** Checks what holds for every response of the handler. */
function assertSound({ status, headers }, text, body) {
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  if (headers.get("content-type") !== "application/problem+json" || text === "") return;
  assert.deepEqual([body.type, body.status], [`urn:kyclink:${body.code}`, status]);
  assert.match(body.title, /^[A-Z].{15,}\.$/);
  if (HANDLER_CODES.includes(body.code)) assert.deepEqual(Object.keys(body), ["type", "title", "status", "code", "detail"]);
}

/** How many timers of this process have not ended. Each one keeps it running. */
export const countTimers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

/** Returns the cookie of a browser in which an onboarding has begun. */
export async function sessionCookie(made) {
  const page = made.browser();
  await page.json("links", PERSON);
  return page.cookie();
}

/** A browser with a cookie jar of one cookie, which sends its requests with `fetch`. */
export function browser(fetch) {
  let cookie;
  async function send(path, { headers, ...init } = {}) {
    const all = { ...(cookie && { cookie }), ...headers };
    const present = Object.entries(all).filter(([, value]) => value !== undefined);
    const response = await fetch(new Request(`https://app.example.com/kyc/${path}`, { ...init, headers: Object.fromEntries(present) }));
    const set = response.headers.get("set-cookie");
    if (set) cookie = set.split(";")[0];
    const text = await response.text();
    const type = response.headers.get("content-type") ?? "";
    const body = type.includes("json") && text !== "" ? JSON.parse(text) : undefined;
    assertSound(response, text, body);
    return { status: response.status, headers: response.headers, text, body };
  }
  const post = (path, body, headers, type) =>
    send(path, { method: "POST", body, headers: { origin: ORIGIN, "content-type": type, ...headers } });
  return {
    send,
    get: (path, headers) => send(path, { headers }),
    json: (path, body, headers) => post(path, JSON.stringify(body), headers, "application/json"),
    form: (path, fields, headers) => post(path, new URLSearchParams(fields).toString(), headers, "application/x-www-form-urlencoded"),
    empty: (path, headers) => send(path, { method: "POST", headers: { origin: ORIGIN, ...headers } }),
    /** Returns the cookie that the browser sends, after setting it if one is given. */
    cookie: (set) => {
      cookie = set ?? cookie;
      return cookie;
    },
  };
}

/**
 * Holds all timers of a test until the returned function lets time pass: how busy the machine is makes no difference.
 */
export function holdTimers(t) {
  let now = 0;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  return (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
}

/** Lets everything run that waits for neither a timer nor anything outside. */
export async function turns(count = 50) {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

/** A fetch whose provider never responds. */
export const hangs = (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

/** The fields of a form from an applicant: dot paths. */
export function fieldsOf(value, path = "") {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "object" ? fieldsOf(inner, `${path}${name}.`) : [[path + name, inner]],
  );
}
