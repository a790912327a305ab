// Reports errors and times to the hooks of a handler's owner.

import { isKycLinkError, KycLinkError, misuse } from "../error.js";
import { ownOptions } from "../options.js";

/** @typedef {import("./handler.js").Context} Context */

/**
 * @typedef {Pick<Context, "route"> & { hooks: Pick<Context["hooks"], "onError" | "onStep">, ctx?: Context["ctx"], hook?: string }} ReportContext
 *   `hook` is the function of the configuration that may have thrown
 */

/**
 * Passes an error to `onError`, or to the console where there is none.
 *
 * @param {ReportContext} context
 * @param {unknown} error
 */
export function report({ hooks, route, ctx, hook = "A function of the configuration" }, error) {
  const message = `${hook} failed with ${nameOf(error)}.`;
  // Anything can be thrown.
  const reported = isKycLinkError(error) || error instanceof Error ? error : new KycLinkError("internal", { message }, { cause: error });
  callHook(() => (hooks.onError ? hooks.onError(reported, route) : log(error, route, message)), ctx);
}

/**
 * Makes the error that src/edge has written. Without a response, its cause is what `fetch` rejected with.
 *
 * @param {Pick<Context, "cause">} context
 * @param {import("../error.js").PackedError} packed
 */
export function errorOf({ cause }, packed) {
  const hasCause = cause !== undefined && ownOptions(packed).status === undefined;
  return KycLinkError.from(packed, hasCause ? { cause } : undefined);
}

/**
 * Logs an error without personal data, which the message of a hook's own error may contain.
 *
 * @param {unknown} error
 * @param {string} route
 * @param {string} hint what failed
 */
function log(error, route, hint) {
  const [code, message] = isKycLinkError(error) ? [error.code, error.message] : ["internal", `${hint} onError gets the error itself.`];
  console.error("kyclink", route, code, message);
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof Error ? error.name : "a value that is not an Error";
}

/**
 * Passes a step and its time to `onStep`. An unknown route is left out: it could be anything, such as an email address.
 *
 * @param {ReportContext} context
 * @param {Omit<import("../../types/edge.js").StepReport, "route">} step
 */
export function reportStep({ hooks, route, ctx }, step) {
  if (hooks.onStep) callHook(() => hooks.onStep?.({ route: step.code === "no_route" ? "" : route, ...step }), ctx);
}

/**
 * Calls a hook that the handler does not wait for, and that cannot change a response.
 *
 * @param {() => unknown} hook
 * @param {Context["ctx"]} ctx
 */
function callHook(hook, ctx) {
  try {
    const returned = hook();
    if (returned === undefined) return;
    const done = Promise.resolve(returned).catch(() => {});
    ctx?.waitUntil?.(done);
  } catch {} // thrown by the hook
}

/** How many different ones are reported about one option: strangers can send any origin. */
const MAX_ADVICE = 20;

/**
 * Reports what to change in an option. The same advice is reported once.
 *
 * @param {Context} context
 * @param {string} option
 * @param {string} advice
 */
export function advise(context, option, advice) {
  const known = context.reported.get(option) ?? new Set();
  if (known.has(advice) || known.size === MAX_ADVICE) return;
  context.reported.set(option, known.add(advice));
  report({ ...context, route: "" }, misuse(advice));
}
