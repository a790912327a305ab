/** The mistakes of docs/troubleshooting.md: each is made here, and gives the message that its author sees. */

import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { PERSON } from "../cli/run.mjs";
import { copy, esm, project, subpath } from "../install/index.mjs";

const main = await esm();
const { createHandler, createOperator, limitBy, memoryStore } = await subpath("edge");
const { toNodeHandler } = await subpath("node");
const { redisStore } = await subpath("stores/redis");
const { postgresStore } = await subpath("stores/postgres");
const { denoKvStore } = await subpath("stores/deno-kv");
const { default: names } = await subpath("names/en");
const { onboardingPage } = await subpath("page");
const { onboardingClient } = await subpath("page/client");
const { createSandbox, startSandbox, WRONG_CREDENTIAL } = await subpath("testing");
const { fieldProps, onboard, parseResponse, buildRequest, countries, grid, phoneInput, spherepay, validate, verifyWebhook } = main;

const ORIGIN = "https://app.example.com";
const ADDRESS = { line1: "233 South Wacker Drive", city: "Chicago", state: "IL", postalCode: "60606", country: "US" };
const sandbox = createSandbox();
const SPHEREPAY = { apiKey: "key", baseUrl: sandbox.baseUrls.spherepay };
const GRID = { clientId: "id", clientSecret: "secret", baseUrl: sandbox.baseUrls.grid };

/** The message of the error that something throws. */
async function thrown(attempt) {
  try {
    await attempt();
  } catch (error) {
    return error.message;
  }
  throw new Error("nothing was thrown");
}

/** The messages of the issues and warnings of an input. */
function found(operation, input, options) {
  const { issues = [], warnings } = validate(operation, input, options);
  return [...issues, ...warnings].map(({ message }) => message).join(" ");
}

const config = (change) => ({
  provider: "spherepay",
  spherepay: { ...SPHEREPAY, profiles: ["kyc_profile_a"] },
  fetch: sandbox.fetch,
  allowedOrigins: [ORIGIN],
  cookieSecret: "0123456789abcdef0123456789abcdef",
  store: memoryStore(),
  rateLimit: "none",
  ...change,
});
const configured = (change) => thrown(() => createHandler(config(change)));

/** The detail of a handler's problem. */
async function refused(path, { method = "POST", headers = {}, body, change } = {}) {
  const response = await createHandler(config(change))(new Request(ORIGIN + path, { method, headers, body }));
  return (await response.json()).detail;
}

/** What `onError` hears of a request. */
async function reportedMessages(path, { method = "POST", headers = {}, body, change } = {}) {
  const messages = [];
  const handler = createHandler(config({ onError: (error) => messages.push(error.message), ...change }));
  await handler(new Request(ORIGIN + path, { method, headers, body }));
  return messages.join(" ");
}

/** What `onError` hears when a link to another device is made behind a proxy that has changed the host. */
async function reportedByHandoff() {
  const messages = [];
  const handler = createHandler(config({ page: onboardingPage(), onError: (error) => messages.push(error.message) }));
  const post = (path, headers, body) => handler(new Request(`http://backend:3000/kyc/${path}`, { method: "POST", headers, body }));
  const begun = await post("links", json, JSON.stringify({ ...PERSON, address: ADDRESS }));
  await post("handoff", { origin: ORIGIN, cookie: begun.headers.get("set-cookie").split(";")[0] });
  return messages.join(" ");
}

/** Does something where a document exists, as in a page or in jsdom. */
async function inPage(attempt) {
  globalThis.document = {};
  try {
    return await thrown(attempt);
  } finally {
    delete globalThis.document;
  }
}

/** What a command prints about an error. */
function printed(...args) {
  const { stderr } = spawnSync(join(project, "node_modules/.bin/kyclink"), args, { encoding: "utf8" });
  return stderr.trim();
}

/** What the sandbox prints if its port is taken: here by another one than 4010, which another test may need. */
async function taken() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = String(server.address().port);
  try {
    const command = join(project, "node_modules/.bin/kyclink");
    const { stderr } = await promisify(execFile)(command, ["sandbox", "--port", port]).catch((error) => error);
    return stderr.trim().replace(port, "4010");
  } finally {
    server.close();
  }
}

const webhook = (change) =>
  thrown(async () => {
    const { body, headers, secret } = await sandbox.signWebhook("spherepay", { id: "event_1", name: "customer.create", data: {} });
    return verifyWebhook("spherepay", { body, headers, secret, ...change });
  });
const json = { origin: ORIGIN, "content-type": "application/json" };

/** The message of a provider that is requested with https, although it is the sandbox on this machine. */
async function withHttps() {
  const running = await startSandbox();
  try {
    const baseUrl = running.baseUrls.spherepay.replace("http:", "https:");
    const message = await thrown(() => spherepay({ apiKey: "key", baseUrl }).getCustomer({ customerId: "customer_1" }));
    return message.replace(`:${running.port}`, ":4010");
  } finally {
    await running.close();
  }
}

const UNSET = process.env.NO_SUCH_VARIABLE;

/** What `onboard` says about a phone number. */
const dialled = (phone, options) => thrown(() => onboard(spherepay({ ...SPHEREPAY, fetch: sandbox.fetch }), { ...PERSON, phone }, options));

/** The message that several mistakes have in common. If they differ, it is none of them. */
async function same(...mistakes) {
  const messages = new Set();
  for (const mistake of mistakes) messages.add(await mistake());
  return [...messages].join(" or ");
}

/** @type {Record<string, () => string | Promise<string>>} */
export const MISTAKES = {
  "a sandbox's `baseUrl` with https": withHttps,
  "a phone number as it is dialled, sent by `onboard`": () => dialled("030 123456"),
  "the same with `normalize` alone": () => dialled("030 123456", { normalize: true }),
  "the same with `phoneCountry` alone": () => dialled("030 123456", { phoneCountry: "DE" }),
  "a phone number that is too short for its country": () => dialled("110", { normalize: true, phoneCountry: "address" }),
  "an operation whose name is misspelt": () => thrown(() => validate("spherepay.onbord", PERSON)),
  "`maxAgeMs: NaN`": () => webhook({ maxAgeMs: Number.NaN }),
  "`webhookPublicKey` for `verifyWebhook`": () => thrown(() => verifyWebhook("grid", { body: "{}", headers: {}, webhookPublicKey: "key" })),
  "several variables that are not set": () =>
    configured({ spherepay: { apiKey: UNSET, baseUrl: UNSET, webhookSecret: UNSET }, allowedOrigins: [UNSET], cookieSecret: UNSET }),
  "`store: memoryStore` without its call": () => configured({ store: memoryStore }),
  "a Redis client that is not connected": () =>
    thrown(() => redisStore({ isOpen: false, get: async () => null, eval: async () => 0 }).get("key")),
  "`onboardingClient` on a server": async () => (await onboardingClient().status()).advice,
  "a client, or `buildRequest`, in a web page or a jsdom test": () =>
    same(
      () => inPage(() => spherepay(SPHEREPAY)),
      () => inPage(() => buildRequest("spherepay.getCustomer", { customerId: "customer_1" }, SPHEREPAY)),
    ),
  "neither `environment` nor `baseUrl`": () => thrown(() => spherepay({ apiKey: "key" })),
  "a `baseUrl` for Grid from a variable that is not set": () => thrown(() => grid({ ...GRID, baseUrl: process.env.NO_SUCH_VARIABLE })),
  "both `environment` and `baseUrl`": () => thrown(() => spherepay({ ...SPHEREPAY, environment: "sandbox" })),
  'an environment variable that is not set, or a placeholder: `"secret_"`, `"change-me"`': () =>
    same(
      ...[undefined, "undefined", "secret_", "change-me"].map(
        (apiKey) => () => thrown(() => spherepay({ apiKey, environment: "sandbox" })),
      ),
    ),
  "a `baseUrl` with http": () => thrown(() => spherepay({ apiKey: "key", baseUrl: "http://api.example.com" })),
  "`timeout` in another unit or as text": () => thrown(() => spherepay({ ...SPHEREPAY, timeout: "30s" })),
  "a misspelt option of a client or a call": () => thrown(() => spherepay({ ...SPHEREPAY, timout: 1000 })),
  "an option that does not exist, and resembles none": () =>
    thrown(() => spherepay(SPHEREPAY).getCustomer({ customerId: "customer_1" }, { proxy: "http://127.0.0.1" })),
  "an idempotency key for a whole client": () => thrown(() => spherepay({ ...SPHEREPAY, idempotencyKey: "k" })),
  "an idempotency key in the headers of a client": () => thrown(() => spherepay({ ...SPHEREPAY, headers: { "Idempotency-Key": "k" } })),
  "a promise as input of a request": () => thrown(() => onboard(spherepay(SPHEREPAY), Promise.resolve(PERSON))),
  "a misspelt option of a handler": () => configured({ allowedOrigin: [ORIGIN] }),
  "a misspelt option of the page": () => thrown(() => onboardingPage({ theme: { acent: "red" } })),
  "a misspelt option of a sandbox": () => thrown(() => startSandbox({ prot: 4010 })),
  "an operation that does not exist": () => thrown(() => validate("spherepay.deleteEverything", PERSON)),
  "an operation that `kyclink/form` does not have": async () => {
    const form = await subpath("form");
    return thrown(() => form.validate("grid.createVerification", {}));
  },
  "a `Request` as input": () => found("spherepay.onboard", new Request(ORIGIN)),
  "a promise as input: `await` is missing": () => found("spherepay.onboard", Promise.resolve(PERSON)),
  "`FormData` as input": () => found("spherepay.onboard", new FormData()),
  "JSON that was not parsed": () => found("spherepay.onboard", JSON.stringify(PERSON)),
  "a field with another spelling": () => found("spherepay.onboard", { ...PERSON, emailAddress: "jane@example.com" }),
  "a phone number as it is dialled": () => found("spherepay.onboard", { ...PERSON, phone: "030 123456" }),
  "a country by its name": () => found("spherepay.onboard", { ...PERSON, address: { ...PERSON.address, country: "Germany" } }),
  "an unknown country for a form": () => thrown(() => phoneInput("Germany")),
  "a misspelt field": () => thrown(() => fieldProps("grid.onboard", "mail")),
  "a field of another operation": () => thrown(() => fieldProps("grid.createKycLink", "planet")),
  "the slim entry point before `init`": async () => {
    const { validate } = await copy().formSlim();
    return thrown(() => validate("spherepay.onboard", PERSON));
  },
  "a call before `ready` in a page of an old Chromium": async () => {
    const { validate } = await copy().main();
    const { Module } = WebAssembly;
    // biome-ignore lint/complexity/useArrowFunction: an arrow is no constructor
    WebAssembly.Module = function () {
      throw new RangeError("WebAssembly.Module is disallowed on the main thread");
    };
    try {
      return await thrown(() => validate("spherepay.onboard", PERSON));
    } finally {
      WebAssembly.Module = Module;
    }
  },
  "`init` with something else than the wasm file": async () => {
    const { init } = await copy().slim();
    return thrown(() => init(new TextEncoder().encode("<!doctype html>")));
  },
  "two copies of the package": async () => {
    const other = await copy().main();
    return thrown(() => onboard(other.spherepay(SPHEREPAY), PERSON));
  },
  "a wrong API key": () => thrown(() => onboard(spherepay({ ...SPHEREPAY, apiKey: WRONG_CREDENTIAL, fetch: sandbox.fetch }), PERSON)),
  "an input that is not valid": () =>
    thrown(() => onboard(spherepay({ ...SPHEREPAY, fetch: sandbox.fetch }), { ...PERSON, email: "jane" })),
  "the provider cannot be reached": () =>
    thrown(() =>
      spherepay({ ...SPHEREPAY, maxRetries: 0, fetch: () => Promise.reject(new TypeError("failed")) }).getCustomer({
        customerId: "customer_1",
      }),
    ),
  "a key that Bridge knows from another input": () => {
    const body = JSON.stringify({ code: "not_truly_idempotent", message: "x" });
    return thrown(() => parseResponse("bridge.createKycLink", { status: 400, headers: {}, body }));
  },
  "`parseResponse` without the input": () => thrown(() => parseResponse("grid.createKycLink", { status: 201, headers: {}, body: "{}" })),
  "a body that was parsed before `verifyWebhook`": () => webhook({ body: { id: "event_1" } }),
  "a webhook key that is not set": () => webhook({ secret: undefined }),
  "the key of another webhook": () => webhook({ secret: "secret_other" }),
  "a handler without `store`": () => configured({ store: undefined }),
  "`redisStore` without a client": () => thrown(() => redisStore("redis://127.0.0.1")),
  "`postgresStore` without a pool": () => thrown(() => postgresStore("postgres://127.0.0.1")),
  "`denoKvStore` without a database": () => thrown(() => denoKvStore(Promise.resolve({}))),
  "a handler without `rateLimit` and `authorize`": () => configured({ rateLimit: undefined }),
  "a `cookieSecret` that is too short or not set": () => configured({ cookieSecret: process.env.NO_SUCH_VARIABLE }),
  "no `allowedOrigins`": () => configured({ allowedOrigins: undefined }),
  "`allowedOrigins` that is not a list": () => configured({ allowedOrigins: ORIGIN }),
  "an origin from a variable that is not set": () => configured({ allowedOrigins: [process.env.NO_SUCH_VARIABLE] }),
  "an origin without `https://`": () => configured({ allowedOrigins: ["app.example.com"] }),
  "an origin with `http://`": () => configured({ allowedOrigins: ["http://app.example.com"] }),
  "every origin": () => configured({ allowedOrigins: ["*"] }),
  "a provider's name that is wrong": () => configured({ provider: "SpherePay" }),
  "an operator's command with two of `reference`, `customerId` and `email`": () =>
    thrown(() => createOperator(config()).find({ email: PERSON.email, reference: "user-42" })),
  "`release` with a `to` that is not set": () => thrown(() => createOperator(config()).release({ email: PERSON.email, to: undefined })),
  "`find` with what the provider does not search": () => thrown(() => createOperator(config()).find({ reference: "user-42" })),
  "a configuration function that is async": () => thrown(() => createHandler(async () => config())(new Request(`${ORIGIN}/kyc/status`))),
  "`page: onboardingPage` without its call": () => configured({ page: onboardingPage }),
  "`webhookSecret` for Grid": () => configured({ provider: "grid", grid: { ...GRID, webhookSecret: "secret" } }),
  "an endless `timeout`": () => configured({ timeout: Number.POSITIVE_INFINITY }),
  "a `rateLimit` that returns nothing (reported to `onError`)": () =>
    reportedMessages("/kyc/links", { headers: json, body: "{}", change: { rateLimit: () => {} } }),
  "a limiter that does not know the client's address (reported to `onError`)": () =>
    reportedMessages("/kyc/links", { headers: json, body: "{}", change: { rateLimit: limitBy({ store: memoryStore() }) } }),
  "a store of your own whose `swap` returns something else than a boolean (reported to `onError`)": () =>
    reportedMessages("/kyc/links", {
      headers: json,
      body: JSON.stringify({ ...PERSON, address: ADDRESS }),
      change: { store: { ...memoryStore(), swap: () => 1 } },
    }),
  "`limitBy` without the store": () => thrown(() => limitBy({})),
  "`trustProxy` that is no number": () => thrown(() => toNodeHandler(() => new Response(), { trustProxy: "loopback" })),
  "a misspelt option of `toNodeHandler`": () => thrown(() => toNodeHandler(() => new Response(), { trustproxy: 1 })),
  "a page's URL in `allowedOrigins`": () => configured({ allowedOrigins: ["https://app.example.com/"] }),
  "a `basePath` with a slash at the end": () => configured({ basePath: "/kyc/" }),
  "a `publicOrigin` that `allowedOrigins` does not list": () => configured({ publicOrigin: "https://kyc.example.com" }),
  "a proxy that changes the header `Host` (reported to `onError`)": reportedByHandoff,
  "a provider without credentials": () => configured({ provider: "grid" }),
  "SpherePay's webhook key at Grid": () => configured({ provider: "grid", grid: { ...GRID, webhookPublicKey: "secret_1" } }),
  "no `profiles` for SpherePay (reported to `onError`)": () =>
    reportedMessages("/kyc/status", { method: "GET", change: { spherepay: SPHEREPAY } }),
  "a form from an origin that `allowedOrigins` does not list (reported to `onError`)": () =>
    reportedMessages("/kyc/links", { headers: { ...json, origin: "https://www.example.com" }, body: "{}" }),
  "a form posted as text": () => refused("/kyc/links", { headers: { origin: ORIGIN }, body: "email=jane" }),
  "a handler mounted elsewhere than its `basePath` (reported to `onError`)": () =>
    reportedMessages("/onboarding/links", { headers: json, body: "{}" }),
  "a webhook for a provider whose key is not configured (reported to `onError`)": () =>
    reportedMessages("/kyc/webhooks/grid", { headers: json, body: "{}" }),
  "a sandbox that is not running": () =>
    thrown(() =>
      spherepay({ apiKey: "key", baseUrl: "http://127.0.0.1:65530" }).createCustomer({ ...PERSON, firstName: "Jane", lastName: "Smith" }),
    ),
  "a client from a string": () => thrown(() => spherepay("sk_test")),
  "`verifyWebhook(body, signature, secret)`": () => thrown(() => verifyWebhook("{}", "signature", "secret")),
  "`verifyWebhook({ body, headers, secret })`": () => thrown(() => verifyWebhook({ body: "{}", headers: {}, secret: "secret" })),
  "a `Date` as a date of birth": () => found("grid.onboard", { ...PERSON, birthDate: new Date(0) }).split(" Enter ")[0],
  "`messages` that are a whole module": async () => {
    const messages = await subpath("messages/de");
    return thrown(() => validate("grid.onboard", {}, { messages }));
  },
  "a copy of the names of `kyclink/names/<locale>`": () => thrown(() => countries({ names: { ...names } })),
  "`names` and `locale` at once": () => thrown(() => countries({ names, locale: "en" })),
  "a misspelt option of a function for forms": () => thrown(() => countries({ lang: "de" })),
  "a renewal without the cookie": () => refused("/kyc/links/renew", { headers: json, body: "{}" }),
  "a short `Idempotency-Key`": () => refused("/kyc/links", { headers: { ...json, "idempotency-key": "1" }, body: JSON.stringify(PERSON) }),
  "a colour that is not one, in `theme`": () => thrown(() => onboardingPage({ theme: { accent: "url(x)" } })),
  "a language that the page does not have": () => thrown(() => onboardingPage({ locale: "nl" })),
  "`trigger` without a sandbox": () => printed("trigger", "kyc_approved", "--port", "1"),
  "a port that is taken": taken,
  "`validate` of a file that is not JSON": () => printed("validate", "spherepay.onboard", join(project, "esm.mjs")).replace(project, "."),
  "`startSandbox` outside of Node": async () => {
    const { getBuiltinModule } = process;
    process.getBuiltinModule = undefined;
    try {
      return await thrown(() => startSandbox());
    } finally {
      process.getBuiltinModule = getBuiltinModule;
    }
  },
};
