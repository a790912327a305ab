// Runs the handler once for an example when a Worker starts, as module/warm-up.ts does for a client. Outside of a
// request, a Worker has no timers, no random values and no network: the effects end at once, with what the example has.

import { freezeResponse } from "../../module/call/response.ts";
import { EXAMPLE } from "../../module/example.js";
import { ignoringErrors } from "../../module/warm-up.ts";
import type { EffectName } from "../../module/wasm/calls.ts";
import { COUNT, COUNTERS, EDGE } from "../../module/wasm/calls.ts";
import { ofJson } from "../../module/wasm/json.ts";
import { call } from "../../module/wasm/wasm.ts";
import type { Config } from "./config/config.ts";
import { open } from "./config/settings.ts";
import type { Arguments } from "./engine/effects.ts";
import { planner } from "./engine/steps.ts";

type Effects = { [Name in EffectName]?: (args: Arguments[Name]) => unknown };

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
  const given: object = { provider, [provider]: config, allowedOrigins: [ORIGIN], cookieSecret: SECRET, store, rateLimit: () => true };
  const settings = open(given as Config);
  const effects = effectsOfExample();
  const handle = (method: string, route: string, headers: object) => {
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

/** Returns the effects for one browser, with a store of their own. What is sealed is the value itself. */
function effectsOfExample(): Effects {
  const { applicant, calls } = EXAMPLE;
  const responses = new Map(calls.map(({ operation, json }) => [operation, json]));
  const records: Map<string, { raw: string; value: object }> = new Map();
  let written = 0;
  let session: object | undefined;
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

/** Performs effects, which all end at once, until there is a reply. */
function replyTo(plans: ReturnType<typeof planner>, effects: Effects) {
  for (let plan = plans(); ; ) {
    const outcomes = plan.do.map((step) => {
      const { effect, with: args } = step;
      return { effect, at: AT, elapsedMs: 0, value: effects[effect]?.(args) };
    });
    if (plan.then) return plan.then;
    plan = plans(outcomes);
  }
}
