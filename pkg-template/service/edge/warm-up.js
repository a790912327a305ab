// Runs the handler once for an example when a Worker starts, as module/warm-up.js does for a client. Outside of a
// request, a Worker has no timers, no random values and no network: the effects end at once, with what the example has.

import { freezeResponse } from "../../module/call/response.js";
import { EXAMPLE } from "../../module/example.js";
import { ignoringErrors } from "../../module/warm-up.js";
import { COUNT, COUNTERS, EDGE } from "../../module/wasm/calls.js";
import { ofJson } from "../../module/wasm/json.js";
import { call } from "../../module/wasm/wasm.js";
import { open } from "./config/settings.js";
import { planner } from "./engine/steps.js";

/** @typedef {Partial<Record<import("../../module/wasm/calls.js").EffectName, (args: any[]) => unknown>>} Effects */

const ORIGIN = "https://app.example.com";
const HEADERS = { origin: ORIGIN, "content-type": "application/json" };
const KEY = "an-example-of-a-key-of-a-request";
const ID = "an-example-of-an-id-22";
/** A client, as documents write its address (RFC 3849). */
const CLIENT = "2001:db8::1";
/** Nothing is sealed with it. */
const SECRET = "an-example-of-a-secret-that-seals-nothing";
const AT = Date.UTC(2026, 0);

/** Counts and handles a `POST /links`, and handles a `GET /status`. */
export function warmUp() {
  ignoringErrors(replies);
}

/** Returns what `limitBy` decides, and the replies of the handler. */
export function replies() {
  const { provider, config } = EXAMPLE;
  const store = { get() {}, swap() {} };
  /** @type {object} */
  const given = { provider, [provider]: config, allowedOrigins: [ORIGIN], cookieSecret: SECRET, store, rateLimit: () => true };
  const settings = open(/** @type {import("../../types/edge.js").Config} */ (given));
  const effects = effectsOfExample();
  /** @param {string} method @param {string} route @param {object} headers */
  const handle = (method, route, headers) => {
    const request = { method, path: `${settings.base}/${route}`, headers: { ...HEADERS, ...headers } };
    const others = { origin: ORIGIN, token: null, signatures: [], ids: [ID, ID, ID, ID], at: AT };
    return replyTo(planner(settings, EDGE, { ...others, ...request }), effects);
  };
  return [
    call(COUNTERS, ID, "links", CLIENT, true),
    call(COUNT, AT, 1, 1, [[null, 0]], [[0]]),
    handle("POST", "links", { "idempotency-key": KEY }),
    handle("GET", "status", { cookie: `__Host-kyclink=${"sealed".repeat(30)}` }),
  ];
}

/**
 * Returns the effects for one browser, with a store of their own. What is sealed is the value itself.
 *
 * @returns {Effects}
 */
function effectsOfExample() {
  const { applicant, calls } = EXAMPLE;
  const responses = new Map(calls.map(({ operation, json }) => [operation, json]));
  /** @type {Map<string, { raw: string, value: object }>} */
  const records = new Map();
  let written = 0;
  /** @type {object | undefined} */
  let session;
  return {
    readBody: () => ({ body: applicant }),
    rateLimit: () => true,
    computeMacs: () => ["mac"],
    sealCookie([content]) {
      session = ofJson(content);
      return "sealed";
    },
    openCookies: () => [session],
    loadRecord: ([name]) => records.get(name) ?? {},
    checkRecord: () => true,
    swapRecord([name, , value]) {
      const raw = String(++written);
      if (value === null) records.delete(name);
      else records.set(name, { raw, value: ofJson(value) });
      return { raw: value === null ? null : raw };
    },
    request: ([operation]) => freezeResponse(operation, { status: 200, body: { json: responses.get(operation) } }, []),
  };
}

/**
 * Performs effects, which all end at once, until there is a reply.
 *
 * @param {ReturnType<typeof planner>} plans
 * @param {Effects} effects
 */
function replyTo(plans, effects) {
  for (let plan = plans(); ; ) {
    const outcomes = plan.do.map((step) => {
      const { effect, with: args } = step;
      return { effect, at: AT, elapsedMs: 0, value: effects[effect]?.(args) };
    });
    if (plan.then) return plan.then;
    plan = plans(outcomes);
  }
}
