// The handler in front of a provider. src/edge decides each step from the outcomes so far; this file runs the steps.

import { startClock } from "../attempts.js";
import { EDGE } from "../calls.js";
import { KycLinkError } from "../error.js";
import { json, ofJson } from "../json.js";
import { ownOptions } from "../options.js";
import { ERRORS } from "../tables.js";
import { parsedToJson } from "../to-json.js";
import { wasUnreached } from "../transport.js";
import { call } from "../wasm.js";
import { signaturesOf } from "../webhook.js";
import { encodeBase64url } from "./base64url.js";
import { introduce } from "./client-address.js";
import { startDeadline, within } from "./deadline.js";
import { begin, EFFECTS } from "./effects.js";
import { envOf } from "./env.js";
import { adviceOf } from "./messages.js";
import { advise, report, reportStep } from "./report.js";
import { INTERNAL_ERROR, respond } from "./respond.js";
import { open } from "./settings.js";
import { withoutToken } from "./shown-request.js";

/** @typedef {Parameters<typeof EFFECTS["request"]>[1]} RequestStep */
/** @typedef {{ waitUntil?(promise: Promise<unknown>): void }} ExecutionContext */

/**
 * Everything that is known of a request while it is handled.
 *
 * @typedef {import("./settings.js").Settings & {
 *   request: Request,
 *   incoming: Request,
 *   ctx: ExecutionContext | undefined,
 *   route: string,
 *   cause?: unknown,
 *   thrown?: import("../error.js").PublicError,
 *   elapsed: () => number,
 *   deadline: import("./deadline.js").Deadline,
 *   body?: Uint8Array<ArrayBuffer>,
 *   values?: Record<string, string>,
 *   refusal?: Response,
 *   raws: string[],
 * }} Context `incoming` is the request as it came, `request` the one that hooks may see; `cause` is what the latest
 *   `fetch` without a response rejected with, `thrown` the latest error of an effect; `body` is the raw body of a webhook, `values` the fields of a form;
 *   `refusal` is the Response of `authorize`; `raws` are the sealed forms of the records that it has loaded or written
 */

/**
 * An effect that src/edge requests, with its arguments. `reports`: its error is reported at once.
 *
 * @typedef {{ effect: import("../calls.js").EffectName, reports?: boolean, with: never }} Step
 */

/**
 * What an effect ended with: its value or its error, and when.
 *
 * @typedef {{ effect: import("../calls.js").EffectName, at: number, elapsedMs: number, value?: unknown, error?: unknown }} Outcome
 */

/**
 * The next effects, in order, and the response if all of them end as src/edge has assumed (src/edge/ahead.rs).
 *
 * @typedef {{ do: Step[], then?: import("./respond.js").Reply }} Plan
 */

// The headers that src/edge reads.
const HEADERS = [
  "accept",
  "access-control-request-method",
  "content-type",
  "cookie",
  "idempotency-key",
  "origin",
  "sec-fetch-mode",
  "sec-fetch-site",
  "user-agent",
];

/**
 * Creates the handler. A configuration that would be insecure is rejected; one that depends on `env` is checked by the
 * first request with that `env`.
 *
 * @type {typeof import("../../types/edge.js").createHandler}
 */
export function createHandler(config) {
  if (typeof config !== "function") {
    const settings = open(config);
    return (request, given, ctx) => handle(settings, request, given, ctx);
  }
  /** @type {WeakMap<object, import("./settings.js").Settings>} */
  const known = new WeakMap();
  return async (request, given, ctx) => {
    const env = /** @type {NonNullable<typeof given>} */ (envOf(given));
    const settings = known.get(env) ?? open(config(env));
    known.set(env, settings);
    return handle(settings, request, given, ctx);
  };
}

/**
 * @param {import("./settings.js").Settings} settings
 * @param {Request} request
 * @param {unknown} platform the second argument
 * @param {ExecutionContext | undefined} ctx
 */
function handle(settings, request, platform, ctx) {
  const shown = withoutToken(request, settings.base);
  introduce(shown, request, platform, settings.vault);
  const begin = () => start(settings, request, shown, ctx);
  const { serve } = settings.hooks;
  return serve ? serve(shown, begin) : begin();
}

/**
 * Handles a request to the handler's own routes.
 *
 * @param {import("./settings.js").Settings} settings
 * @param {Request} incoming
 * @param {Request} request the request that hooks may see
 * @param {ExecutionContext | undefined} ctx
 */
function start(settings, incoming, request, ctx) {
  // Members that follow a spread would take twenty times as long.
  /** @type {Context} */
  const context = Object.assign(
    ownOptions({
      incoming,
      request,
      ctx,
      route: "",
      elapsed: startClock(),
      deadline: startDeadline(settings.timeout),
      raws: [],
    }),
    settings,
  );
  const done = run(context)
    .catch((error) => {
      report(context, error);
      return reply(context, INTERNAL_ERROR);
    })
    .finally(context.deadline.stop);
  // A browser that disconnects does not stop an onboarding that has begun.
  ctx?.waitUntil?.(done);
  return done;
}

/** How many random ids a request gets: no route needs more. */
const IDS = 4;
const ID_LENGTH = 22; // 132 bits

/** The level of an outcome's value in a call: the outcome is in a list of lists. */
const IN_OUTCOME = 4;
/** The number of the latest request. */
let latest = 0;

/** @param {Context} context */
async function run(context) {
  const { incoming, request, base } = context;
  const url = new URL(incoming.url);
  const { origin, pathname } = url;
  context.route = pathname.slice(base.length + 1);
  /** @type {Record<string, string>} */
  const headers = ownOptions({});
  for (const name of HEADERS) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const given = ofJson(
    parsedToJson({
      method: request.method,
      origin,
      path: pathname,
      token: url.search === "" ? null : url.searchParams.get("token"),
      headers,
      signatures: signaturesOf(request.headers),
      ids: randomIds(),
      at: Date.now(),
    }),
  );
  const last = await takeSteps(context, EDGE, given);
  const advice = last.advice && adviceOf(last.advice, headers.origin ?? null, context.origins);
  if (last.advice && advice) advise(context, last.advice, advice);
  if (last.isLate) report(context, context.deadline.end());
  return reply(context, Object.assign(last, { advice }));
}

/**
 * Performs the effects that src/edge requests, until there is a response, and returns that.
 *
 * @param {Context} context
 * @param {number} which the number of the call that returns the plans
 * @param {object} given the request or the command, frozen
 */
export async function takeSteps(context, which, given) {
  const plans = planner(context, which, given);
  for (let plan = plans(); ; ) {
    const { do: steps, then } = plan;
    const outcomes = await performAll(context, steps);
    if (then && outcomes.length === steps.length && outcomes.every(isAsAssumed)) return ownOptions(then);
    plan = plans(outcomes);
  }
}

/**
 * Performs effects one after the other, until one does not end as src/edge has assumed.
 *
 * @param {Context} context
 * @param {Step[]} steps
 */
async function performAll(context, steps) {
  const own = steps.map((step) => ownOptions(step));
  const begun = own.map(({ effect, with: args }) => begin(context, effect, args));
  const outcomes = [];
  for (const [at, step] of own.entries()) {
    const outcome = ownOptions(await perform(context, step, begun[at]));
    outcomes.push(outcome);
    if (!isAsAssumed(outcome)) break;
  }
  return outcomes;
}

/**
 * Returns an outcome as it crosses. Only its value and its error may come from somebody else.
 *
 * @param {Outcome} outcome
 */
function frozen({ effect, at, elapsedMs, value, error }) {
  const end = error === undefined ? `"value":${json(value, IN_OUTCOME)}` : `"error":${json(error, IN_OUTCOME)}`;
  return ofJson(`{"effect":"${effect}","at":${at},"elapsedMs":${elapsedMs},${end}}`);
}

/** @param {{ value?: unknown, error?: unknown }} outcome */
function isAsAssumed({ value, error }) {
  return error === undefined && value !== false;
}

/** Returns random ids, which cannot be guessed. */
export function randomIds() {
  const text = encodeBase64url(crypto.getRandomValues(new Uint8Array((IDS * ID_LENGTH * 3) / 4)));
  return Array.from({ length: IDS }, (_, at) => text.slice(at * ID_LENGTH, (at + 1) * ID_LENGTH));
}

/**
 * Returns a function that takes the outcomes of a plan to the next plan of a request. The instance keeps what it has got,
 * so only the new outcomes cross; an instance that was replaced gets everything again.
 *
 * @param {Pick<Context, "settings" | "number">} context
 * @param {number} which
 * @param {object} given
 */
export function planner({ settings, number }, which, given) {
  const request = ++latest;
  /** @type {object[][]} */
  const plans = [];
  /**
   * @param {Outcome[]} [outcomes]
   * @returns {Plan}
   */
  return (outcomes) => {
    if (outcomes) plans.push(outcomes.map(frozen));
    const next = outcomes ? call(which, request, plans.slice(-1)) : call(which, request, [], number, null, given);
    return ownOptions(/** @type {never} */ (next ?? call(which, request, plans, number, settings, given)));
  };
}

/**
 * Responds, and reports how long the whole request took.
 *
 * @param {Context} context
 * @param {import("./respond.js").Reply} given
 */
async function reply(context, given) {
  const response = await respond(context, given);
  const code = /** @type {import("../../types/edge.js").StepReport["code"]} */ (given.code);
  for (const milestone of given.milestones ?? []) {
    const isRefused = milestone.step === "refused";
    reportStep(context, { ...milestone, ms: context.elapsed(), ...(isRefused && { code }) });
  }
  reportStep(context, { step: "respond", ms: context.elapsed(), code });
  return response;
}

/**
 * Performs an effect, and returns its value or its error, and when it ended.
 *
 * @param {Context} context
 * @param {Step} step
 * @param {unknown} begun what of it has begun
 */
async function perform(context, { effect, reports, with: args }, begun) {
  const start = context.elapsed();
  const [operation, , attempt] = effect === "request" ? /** @type {RequestStep} */ (args) : [];
  /** @param {import("../error.js").PublicError["code"]} [code] */
  const end = (code) => {
    reportStep(context, { step: effect, ms: context.elapsed() - start, operation, attempt, code });
    return { effect, at: Date.now(), elapsedMs: Math.ceil(context.elapsed()) };
  };
  try {
    const value = await within(context, () => EFFECTS[effect](context, args, begun));
    return Object.assign(end(), { value });
  } catch (thrown) {
    /** @type {import("../error.js").PublicError} */
    const error = thrown instanceof KycLinkError ? thrown : new KycLinkError("internal", {}, { cause: thrown });
    const { code, message } = error;
    // A member that the error lacks must not be inherited from `Object.prototype`.
    const { status } = ownOptions(error);
    const { isOver: isLate } = context.deadline;
    context.thrown = error;
    if (reports || isLate) report(context, thrown);
    else context.cause = error.cause;
    const hint = message === ERRORS[code] ? undefined : message;
    return Object.assign(end(code), { error: { code, status, hint, wasNotSent: wasUnreached(error), isLate } });
  }
}
