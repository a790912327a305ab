// Takes the steps of src/edge: performs the effects of each plan, until there is a response.

import { mayCreate, truthOf } from "../../../module/call/attempts.js";
import { wasUnreached } from "../../../module/call/transport.js";
import { KycLinkError } from "../../../module/error.js";
import { ERRORS } from "../../../module/tables.js";
import { ofJson, partJson } from "../../../module/wasm/json.js";
import { callIn, usable } from "../../../module/wasm/wasm.js";
import { report, reportStep } from "../report.js";
import { within } from "./deadline.js";
import { begin, EFFECTS } from "./effects.js";

/** @import { Context } from "../handler.js" */
/** @typedef {import("./effects.js").Arguments["request"]} RequestArguments */

/**
 * An effect that src/edge requests, with its arguments. `reports`: its error is reported at once.
 *
 * @typedef {{ effect: import("../../../module/wasm/calls.js").EffectName, reports?: boolean, with: never }} RequestedEffect
 */

/**
 * What an effect ended with: its value or its error, and when.
 *
 * @typedef {{ effect: import("../../../module/wasm/calls.js").EffectName, at: number, elapsedMs: number, value?: unknown, error?: unknown }} Outcome
 */

/**
 * The next effects, in order, and the response if all of them end as src/edge has assumed (src/edge/engine/ahead.rs).
 *
 * @typedef {{ do: RequestedEffect[], then?: import("../respond.js").Reply }} Plan
 */

/**
 * The effects that call a function of the configuration, and its name.
 *
 * @type {Partial<Record<import("../../../module/wasm/calls.js").EffectName, string>>}
 */
const FUNCTIONS = {
  authorize: "authorize",
  rateLimit: "rateLimit",
  provider: "provider",
  onCreated: "onCreated",
  onEvent: "onEvent",
  loadRecord: "store.get",
  checkRecord: "store.get",
  swapRecord: "store.swap",
};

/** The level of an outcome's value in a call: the outcome is in a list of lists. */
const IN_OUTCOME = 4;
/** The number of the latest request. */
let latest = 0;

/**
 * Performs the effects that src/edge requests, until there is a response, and returns that.
 *
 * @param {Context} context
 * @param {number} which the number of the call that returns the plans
 * @param {object} given the request or the command, frozen
 */
export async function takeSteps(context, which, given) {
  const plans = planner(context, which, given);
  /** @type {{ operation: string } | undefined} */
  let created;
  for (let plan = plans(); ; ) {
    const { do: steps, then } = plan;
    const outcomes = await performAll(context, steps);
    if (then && outcomes.length === steps.length && outcomes.every(isAsAssumed)) return then;
    created = steps.slice(0, outcomes.length).map(createOf).find(Boolean) ?? created;
    try {
      plan = plans(outcomes);
    } catch (error) {
      throw truthOf(error, created);
    }
  }
}

/**
 * Returns what a step has sent, if that may have created a customer.
 *
 * @param {RequestedEffect} step
 */
function createOf(step) {
  const { effect, with: args } = step;
  const [operation] = effect === "request" ? /** @type {RequestArguments} */ (args) : [""];
  return mayCreate(operation) ? { operation } : undefined;
}

/**
 * Performs effects one after the other, until one does not end as src/edge has assumed.
 *
 * @param {Context} context
 * @param {RequestedEffect[]} steps
 */
async function performAll(context, steps) {
  const begun = steps.map(({ effect, with: args }) => begin(context, effect, args));
  const outcomes = [];
  for (const [at, step] of steps.entries()) {
    const outcome = await perform(context, step, begun[at]);
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
  const end = error === undefined ? `"value":${partJson(value, IN_OUTCOME)}` : `"error":${partJson(error, IN_OUTCOME)}`;
  return ofJson(`{"effect":"${effect}","at":${at},"elapsedMs":${elapsedMs},${end}}`);
}

/** @param {{ value?: unknown, error?: unknown }} outcome */
function isAsAssumed({ value, error }) {
  return error === undefined && value !== false;
}

/**
 * Returns a function that takes the outcomes of a plan to the next plan of a request. A request stays in the instance in
 * which it began, and so only the new outcomes cross. If that has trapped, another one gets everything again.
 *
 * @param {Pick<Context, "settings" | "number">} context
 * @param {number} which
 * @param {object} given
 */
export function planner({ settings, number }, which, given) {
  const request = ++latest;
  /** @type {object[][]} */
  const plans = [];
  let instance = usable();
  /** @param {object | null} config the settings, if the instance does not know them */
  const beginAnew = (config) => {
    instance = usable();
    return callIn(instance, which, request, plans, number, config, given);
  };
  /**
   * @param {Outcome[]} [outcomes]
   * @returns {Plan}
   */
  return (outcomes) => {
    if (outcomes) plans.push(outcomes.map(frozen));
    let next;
    try {
      if (outcomes && !instance.isInside) next = callIn(instance, which, request, plans.slice(-1));
    } catch {} // a trap
    return /** @type {never} */ (next ?? beginAnew(null) ?? beginAnew(settings));
  };
}

/**
 * Performs an effect, and returns its value or its error, and when it ended.
 *
 * @param {Context} context
 * @param {RequestedEffect} step
 * @param {unknown} begun what of it has begun
 */
async function perform(context, { effect, reports, with: args }, begun) {
  const start = context.elapsed();
  const [operation, , attempt] = effect === "request" ? /** @type {RequestArguments} */ (args) : [];
  /** @type {import("./effects.js").Seen} */
  const seen = {};
  /** @param {import("../../../module/error.js").PublicError["code"]} [code] */
  const end = (code = seen.code) => {
    reportStep(context, { step: effect, ms: context.elapsed() - start, operation, attempt, status: seen.status, code });
    return { effect, at: Date.now(), elapsedMs: Math.ceil(context.elapsed()) };
  };
  try {
    const value = await within(context, () => EFFECTS[effect](context, args, begun, seen));
    return Object.assign(end(), { value });
  } catch (thrown) {
    /** @type {import("../../../module/error.js").PublicError} */
    const error = thrown instanceof KycLinkError ? thrown : new KycLinkError("internal", {}, { cause: thrown });
    const { code, message } = error;
    const { status } = error;
    const { isOver: isLate } = context.deadline;
    const hook = FUNCTIONS[effect];
    context.thrown = error;
    context.thrownBy = hook;
    // A caller who ends it early knows that.
    if (reports || (isLate && !context.signal?.aborted)) report({ ...context, hook }, thrown);
    else context.cause = error.cause;
    const hint = message === ERRORS[code] ? undefined : message;
    return Object.assign(end(code), { error: { code, status, hint, wasNotSent: wasUnreached(error), isLate } });
  }
}
