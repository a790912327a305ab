/**
 * What the sandbox's tests share: a sandbox with a clock that can be set, and calls with valid credentials. Each call
 * is checked against the provider's schemas: responses have a documented shape, and accepted requests conform.
 */

import assert from "node:assert/strict";
import { subpath } from "../install/index.mjs";
import { find, requestFaults, shapes } from "../schemas/conformance.mjs";

const { createSandbox } = await subpath("testing");

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The headers of a valid request, by provider. */
export const CREDENTIALS = {
  spherepay: () => ({ authorization: "Bearer key" }),
  grid: () => ({ authorization: `Basic ${btoa("id:secret")}` }),
  bridge: (method) => ({ "api-key": "key", ...(method === "POST" && { "idempotency-key": crypto.randomUUID() }) }),
};

/** The header of a request with that idempotency key. */
export const key = (value) => ({ "idempotency-key": value });

/** @param {Omit<import("../../../../pkg-template/kit/testing/options.ts").SandboxOptions, "clock">} [options] */
export function setUp(options) {
  let now = Date.parse("2026-03-01T10:00:00.123Z");
  const sandbox = createSandbox({ ...options, grid: { requiredFields: [], ...options?.grid }, clock: () => now });

  /** `body` is sent as JSON unless it is text or bytes; a header set to undefined is left out. */
  async function call(provider, { method, path, body, headers = {} }) {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const all = Object.entries({ ...CREDENTIALS[provider](method), ...json, ...headers });
    const sent = { method, headers: Object.fromEntries(all.filter(([, value]) => value !== undefined)), body: toBytes(body) };
    const response = await sandbox.fetch(sandbox.baseUrls[provider] + path, sent);
    const text = await response.text();
    const reply = { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
    expectConformance(provider, path, sent, reply);
    return reply;
  }

  return {
    sandbox,
    advance: (ms) => (now += ms),
    spherepay: (method, path, body, headers) => call("spherepay", { method, path, body, headers }),
    grid: (method, path, body, headers) => call("grid", { method, path, body, headers }),
    bridge: (method, path, body, headers) => call("bridge", { method, path, body, headers }),
  };
}

/** The responses so far: provider, endpoint, status and shape. */
export const responded = [];

/** Notes a response, and returns its documented shapes. */
export function note(provider, { method, path, status, body }) {
  const found = shapes(provider, { method, path, status, body });
  responded.push({ provider, endpoint: find(provider, method, path)?.endpoint, status, shape: found[0] });
  return found;
}

function expectConformance(provider, target, { method, headers, body }, { status, body: reply }) {
  const path = new URL(target, "https://base.example").pathname;
  const found = note(provider, { method, path, status, body: reply });
  assert.equal(found.length, 1, `${method} ${target}: ${status} ${JSON.stringify(reply)}`);
  if (status >= 300) return;
  const faults = requestFaults(provider, { method, target, headers, body: body && new TextDecoder().decode(body) });
  assert.deepEqual(faults, [], `${method} ${target} was accepted`);
}

/** Bytes, because `fetch` would add a content type of its own to text. */
function toBytes(body) {
  if (body === undefined || body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
}

export const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "233 South Wacker Drive", line2: "Suite 4700", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};

export const API_PERSON = {
  type: "individual",
  address: { state: "IL", country: "USA" },
  personalInformation: { firstName: "Jane", lastName: "Smith" },
};

export const NAMES_2025 = { type: "individual", firstName: "Jane", lastName: "Doe", email: "janedoe123@example.com" };

export const INDIVIDUAL = {
  customerType: "INDIVIDUAL",
  platformCustomerId: "9f84e0c2a72c4fa",
  fullName: "John Michael Doe",
  email: "john.doe@example.com",
  phoneNumber: "+14155551234",
  birthDate: "1990-01-15",
  nationality: "US",
  address: { line1: "123 Main Street", city: "San Francisco", state: "CA", postalCode: "94105", country: "US" },
};

export const BUSINESS = {
  customerType: "BUSINESS",
  businessInfo: {
    legalName: "Acme Corporation, Inc.",
    country: "US",
    taxId: "47-1234567",
    incorporatedOn: "2018-03-14",
    registrationNumber: "5523041",
  },
};

export const LINK = { type: "individual", email: "jane@example.com", full_name: "Jane Smith" };

export const EU_INDIVIDUAL = {
  ...INDIVIDUAL,
  platformCustomerId: "eu",
  address: { line1: "Unter den Linden 1", city: "Berlin", postalCode: "10117", country: "DE" },
};

/** A copy with one property, named by its dot path, replaced or (undefined) removed. */
export function changed(body, path, value) {
  const copy = structuredClone(body);
  const steps = path.split(".");
  const last = steps.pop();
  const target = steps.reduce((node, step) => node[step], copy);
  if (value === undefined) delete target[last];
  else target[last] = value;
  return copy;
}

/** A Grid customer in a world of its own. */
export async function withCustomer(body = INDIVIDUAL, options) {
  const world = setUp(options);
  const created = await world.grid("POST", "/customers", body);
  if (created.status !== 201) throw new Error(`not created: ${JSON.stringify(created.body)}`);
  return { ...world, id: created.body.id, created: created.body };
}

/** A SpherePay customer made through the API. */
export async function withApiCustomer(options) {
  const world = setUp(options);
  const { body } = await world.spherepay("POST", "/v2/customer", API_PERSON);
  return { ...world, id: body.id };
}
