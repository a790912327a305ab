// What the owner of a handler learns of a request: errors and times.

import { isKycLinkError, KycLinkError } from "../error.js";

/** @typedef {import("./handler.js").Context} Context */

/**
 * @typedef {Pick<Context, "route"> & { hooks: Pick<Context["hooks"], "onError" | "onStep">, ctx?: Context["ctx"] }} Listened
 */

/**
 * Passes an error to `onError`, or to the console where there is none.
 *
 * @param {Listened} context
 * @param {unknown} error
 */
export function report({ hooks, route, ctx }, error) {
  // Anything can be thrown.
  const reported = isKycLinkError(error) || error instanceof Error ? error : new KycLinkError("internal", {}, { cause: error });
  tell(() => (hooks.onError ? hooks.onError(reported, route) : log(error, route)), ctx);
}

/**
 * Logs an error without personal data, which the message of a hook's own error may contain.
 *
 * @param {unknown} error
 * @param {string} route
 */
function log(error, route) {
  const [code, message] = isKycLinkError(error)
    ? [error.code, error.message]
    : ["internal", `A function of the configuration failed with ${nameOf(error)}. onError gets the error itself.`];
  console.error("kyclink", route, code, message);
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof Error ? error.name : "a value that is not an Error";
}

/**
 * Passes what took time to `onStep`. A route that the handler does not have could be anything, such as an email address.
 *
 * @param {Listened} context
 * @param {Omit<import("../../types/edge.js").StepReport, "route">} step
 */
export function measured({ hooks, route, ctx }, step) {
  if (hooks.onStep) tell(() => hooks.onStep?.({ route: step.code === "no_route" ? "" : route, ...step }), ctx);
}

/**
 * Calls a hook that the handler does not wait for, and that cannot change a response.
 *
 * @param {() => unknown} hook
 * @param {Context["ctx"]} ctx
 */
function tell(hook, ctx) {
  try {
    const returned = hook();
    if (returned === undefined) return;
    const done = Promise.resolve(returned).catch(() => {});
    ctx?.waitUntil?.(done);
  } catch {} // thrown by the hook
}
