// Takes the steps of src/edge: performs the effects of each plan, until there is a response.

import { mayCreate, truthOf } from "../../../module/call/attempts.ts";
import { wasUnreached } from "../../../module/call/transport.ts";
import { KycLinkError } from "../../../module/error.ts";
import { ERRORS } from "../../../module/tables.js";
import type { EffectName } from "../../../module/wasm/calls.ts";
import { ofJson, partJson } from "../../../module/wasm/json.ts";
import { callIn, usable } from "../../../module/wasm/wasm.ts";
import type { Context } from "../handler.ts";
import { report, reportStep } from "../report.ts";
import type { Reply } from "../respond.ts";
import { within } from "./deadline.ts";
import type { Arguments, Seen } from "./effects.ts";
import { begin, EFFECTS } from "./effects.ts";

type RequestArguments = Arguments["request"];

/** An effect that src/edge requests, with its arguments. `reports`: its error is reported at once. */
type RequestedEffect = { effect: EffectName; reports?: boolean; with: never };

/** What an effect ended with: its value or its error, and when. */
type Outcome = { effect: EffectName; at: number; elapsedMs: number; value?: unknown; error?: unknown };

/**
 * The next effects, in order, and the response if all of them end as src/edge has assumed (src/edge/engine/ahead.rs).
 */
type Plan = { do: RequestedEffect[]; then?: Reply };

/** The effects that call a function of the configuration, and its name. */
const FUNCTIONS: Partial<Record<EffectName, string>> = {
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
 * @param which the number of the call that returns the plans
 * @param given the request or the command, frozen
 */
export async function takeSteps(context: Context, which: number, given: object) {
  const plans = planner(context, which, given);
  let created: { operation: string } | undefined;
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

/** Returns what a step has sent, if that may have created a customer. */
function createOf(step: RequestedEffect) {
  const { effect, with: args } = step;
  const [operation] = effect === "request" ? args : [""];
  return mayCreate(operation) ? { operation } : undefined;
}

/** Performs effects one after the other, until one does not end as src/edge has assumed. */
async function performAll(context: Context, steps: RequestedEffect[]) {
  const begun = steps.map(({ effect, with: args }) => begin(context, effect, args));
  const outcomes = [];
  for (const [at, step] of steps.entries()) {
    const outcome = await perform(context, step, begun[at]);
    outcomes.push(outcome);
    if (!isAsAssumed(outcome)) break;
  }
  return outcomes;
}

/** Returns an outcome as it crosses. Only its value and its error may come from somebody else. */
function frozen({ effect, at, elapsedMs, value, error }: Outcome) {
  const end = error === undefined ? `"value":${partJson(value, IN_OUTCOME)}` : `"error":${partJson(error, IN_OUTCOME)}`;
  return ofJson(`{"effect":"${effect}","at":${at},"elapsedMs":${elapsedMs},${end}}`);
}

function isAsAssumed({ value, error }: { value?: unknown; error?: unknown }) {
  return error === undefined && value !== false;
}

/**
 * Returns a function that takes the outcomes of a plan to the next plan of a request. A request stays in the instance in
 * which it began, and so only the new outcomes cross. If that has trapped, another one gets everything again.
 */
export function planner({ settings, number }: Pick<Context, "settings" | "number">, which: number, given: object) {
  const request = ++latest;
  const plans: object[][] = [];
  let instance = usable();
  /** @param config the settings, if the instance does not know them */
  const beginAnew = (config: object | null) => {
    instance = usable();
    return callIn(instance, which, request, plans, number, config, given);
  };
  return (outcomes?: Outcome[]): Plan => {
    if (outcomes) plans.push(outcomes.map(frozen));
    let next: Plan | undefined;
    try {
      if (outcomes && !instance.isInside) next = callIn(instance, which, request, plans.slice(-1));
    } catch {} // a trap
    return (next ?? beginAnew(null) ?? beginAnew(settings)) as Plan;
  };
}

/**
 * Performs an effect, and returns its value or its error, and when it ended.
 *
 * @param begun what of it has begun
 */
async function perform(context: Context, { effect, reports, with: args }: RequestedEffect, begun: unknown) {
  const start = context.elapsed();
  const [operation, , attempt] = effect === "request" ? (args as RequestArguments) : [];
  const seen: Seen = {};
  const end = (code: KycLinkError["code"] | undefined = seen.code) => {
    reportStep(context, { step: effect, ms: context.elapsed() - start, operation, attempt, status: seen.status, code });
    return { effect, at: Date.now(), elapsedMs: Math.ceil(context.elapsed()) };
  };
  try {
    const value = await within(context, () => EFFECTS[effect](context, args, begun, seen));
    return Object.assign(end(), { value });
  } catch (thrown) {
    const error: KycLinkError = thrown instanceof KycLinkError ? thrown : new KycLinkError("internal", {}, { cause: thrown });
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
