// Runs the handler once for an example when a Worker starts, as lib/warm-up.js does for a client. Outside of a request, a
// Worker has no timers, no random values and no network: the effects end at once, with what the example has.

import { EDGE } from "../calls.js";
import { EXAMPLE } from "../example.js";
import { ownOptions } from "../options.js";
import { pickReadFields } from "../response.js";
import { ignoringErrors } from "../warm-up.js";
import { planner } from "./handler.js";
import { open } from "./settings.js";

/** @typedef {Partial<Record<import("../calls.js").EffectName, (args: any[]) => unknown>>} Effects */

const ORIGIN = "https://app.example.com";
const HEADERS = { origin: ORIGIN, "content-type": "application/json" };
const KEY = "an-example-of-a-key-of-a-request";
const ID = "an-example-of-one-id-22";
/** Nothing is sealed with it. */
const SECRET = "an-example-of-a-secret-that-seals-nothing";
const AT = Date.UTC(2026, 0);

/** Handles a `POST /links` and a `GET /status`. */
export function warmUp() {
  ignoringErrors(handleBoth);
}

/** Handles the two requests, and returns the replies. */
export function handleBoth() {
  const { provider, config } = EXAMPLE;
  const store = { get() {}, swap() {} };
  /** @type {object} */
  const given = { provider, [provider]: config, allowedOrigins: [ORIGIN], cookieSecret: SECRET, store, rateLimit: () => true };
  const settings = open(/** @type {import("../../types/edge.js").Config} */ (given));
  const effects = effectsOfExample();
  /** @param {string} method @param {string} route @param {object} headers */
  const handle = (method, route, headers) =>
    replyTo({ method, path: `${settings.base}/${route}`, headers: { ...HEADERS, ...headers } }, settings, effects);
  return [handle("POST", "links", { "idempotency-key": KEY }), handle("GET", "status", { cookie: "__Host-kyclink=sealed" })];
}

/**
 * Returns the effects for one browser, with a store of their own. What is sealed is the value itself.
 *
 * @returns {Effects}
 */
function effectsOfExample() {
  const { applicant, calls } = EXAMPLE;
  const responses = new Map(calls.map(({ operation, json }) => [operation, json]));
  /** @type {Map<string, { raw: string, value: unknown }>} */
  const records = new Map();
  let written = 0;
  /** @type {unknown} */
  let session;
  return {
    readBody: () => ({ body: applicant }),
    rateLimit: () => true,
    computeMacs: () => ["mac"],
    sealCookie([content]) {
      session = content;
      return "sealed";
    },
    openCookies: () => [session],
    loadRecord: ([name]) => records.get(name) ?? {},
    checkRecord: () => true,
    swapRecord([name, , value]) {
      const raw = String(++written);
      if (value === null) records.delete(name);
      else records.set(name, { raw, value });
      return { raw: value === null ? null : raw };
    },
    request: ([operation]) => pickReadFields(operation, { status: 200, body: { json: responses.get(operation) } }, []),
  };
}

/**
 * Handles a request, whose effects all end at once, and returns the reply.
 *
 * @param {object} request
 * @param {import("./settings.js").Settings} settings
 * @param {Effects} effects
 */
function replyTo(request, settings, effects) {
  const given = { origin: ORIGIN, token: null, signatures: [], ids: [ID, ID, ID, ID], at: AT, ...request };
  const plans = planner(settings, EDGE, given);
  for (let plan = plans(); ; ) {
    const outcomes = plan.do.map((step) => {
      const { effect, with: args } = ownOptions(step);
      return { effect, at: AT, elapsedMs: 0, value: effects[effect]?.(args) };
    });
    if (plan.then) return ownOptions(plan.then);
    plan = plans(outcomes);
  }
}
