// Reports errors and times to the hooks of a handler's owner.

import type { ErrorCode, OperationName } from "../../module/codes.ts";
import type { PackedError } from "../../module/error.ts";
import { isKycLinkError, KycLinkError } from "../../module/error.ts";
import type { Issue } from "../../module/issue.ts";
import { detailsOf } from "../thrown.ts";
import type { Route } from "./config/gates.ts";
import type { Context } from "./handler.ts";
import type { HandlerCode } from "./handler-codes.ts";

/**
 * Something that took time while a request was handled, or that a person has done. Contains no personal data, ids or
 * credentials.
 *
 * The step is `request` for each request to the provider, `respond` for the whole request to the handler, or the name of
 * what the handler waited for: `readBody`, `wait`, `loadRecord`, `swapRecord`, `verifySignature`, the name of a hook …
 *
 * What a person does, in this order:
 *
 * - `form_shown`: the form of `page` was shown.
 * - `submitted`: a form was sent, and its body could be read.
 * - `refused`: the form was not accepted. `code` says why, and `codes` has the codes of the issues.
 * - `link_opened`: the person got a link to the hosted pages.
 * - `came_back`: the person came to the status page from another site.
 * - `settled`: the customer is `approved` or `rejected`, which `status` says. It comes once for each decision, with the
 *   request from which the handler has learned it.
 */
export interface StepReport {
  /** The route; empty where the handler has none at this path. */
  route: Route;
  /** What was done. */
  step: string;
  /** The provider's operation, where there is one. */
  operation?: OperationName | (string & {}) | undefined;
  /** Which attempt this request to the provider was, from 1. */
  attempt?: number | undefined;
  /** How long it took, in milliseconds. `respond` includes all others. */
  ms: number;
  /**
   * The code of the error that it ended with: of a request to the provider, of a step, or of the handler's problem
   * details.
   */
  code?: HandlerCode | ErrorCode | undefined;
  /** The codes of the issues, where the step is `refused`. */
  codes?: Issue["code"][] | undefined;
  /** The HTTP status of the provider's response, or the decision, where the step is `settled`. */
  status?: number | "approved" | "rejected" | undefined;
}

type StepContext = Pick<Context, "route"> & { hooks: Pick<Context["hooks"], "onError" | "onStep">; ctx?: Context["ctx"] };

/** `hook` is the function of the configuration that may have thrown */
type ReportContext = StepContext & { advised: Advised; hook?: string | undefined; isLocal?: boolean };

/** When each kind of advice was last reported. */
export type Advised = Map<string, number>;

/** Strangers can cause advice as often as they like. */
const ADVICE_INTERVAL = 60 * 60_000;

/** Returns whether no advice of this kind was reported within the last hour, and notes that it is now. */
function isDue(advised: Advised, kind: string) {
  const now = Date.now();
  const last = advised.get(kind);
  // A clock that was set back must not silence anything for longer.
  if (last !== undefined && Math.abs(now - last) < ADVICE_INTERVAL) return false;
  advised.set(kind, now);
  return true;
}

/**
 * Passes an error to `onError`, or to the console where there is none. Advice that was thrown has one of a few messages,
 * each of which is a kind of its own.
 */
export function report(context: ReportContext, error: unknown) {
  if (isKycLinkError(error) && error.code === "advice" && !isDue(context.advised, error.message)) return;
  tell(context, error);
}

function tell(context: Omit<ReportContext, "advised">, error: unknown) {
  const { hooks, route, ctx, isLocal } = context;
  const message = failureOf(context, error);
  // Anything can be thrown.
  const reported = isKycLinkError(error) || error instanceof Error ? error : new KycLinkError("internal", { message }, { cause: error });
  const hint = isLocal ? message : `${message} onError gets the error itself.`;
  callHook(() => (hooks.onError ? hooks.onError(reported, route) : log(error, route, hint)), ctx);
}

/** Says which function has thrown, and on a developer's machine also what and where. */
export function failureOf({ hook = "A function of the configuration", isLocal }: Pick<ReportContext, "hook" | "isLocal">, error: unknown) {
  return `${hook} threw ${nameOf(error)}${isLocal ? detailsOf(error) : ""}.`;
}

/** Makes the error that src/edge has written. Without a response, its cause is what `fetch` rejected with. */
export function errorOf({ cause }: Pick<Context, "cause">, packed: PackedError) {
  const hasCause = cause !== undefined && packed.status === undefined;
  return KycLinkError.from(packed, hasCause ? { cause } : undefined);
}

/**
 * Logs an error without personal data, which the message of a hook's own error may contain.
 *
 * @param hint what to log of an error that is not ours
 */
function log(error: unknown, route: string, hint: string) {
  const [code, message] = isKycLinkError(error) ? [error.code, error.message] : ["internal", hint];
  console.error("kyclink", route, code, message);
}

function nameOf(error: unknown) {
  return error instanceof Error ? error.name : "a value that is not an Error";
}

/**
 * Passes a step and its time to `onStep`. An unknown route is left out: it could be anything, such as an email address.
 */
export function reportStep({ hooks, route, ctx }: StepContext, step: Omit<StepReport, "route">) {
  if (hooks.onStep) callHook(() => hooks.onStep?.({ route: step.code === "no_route" ? "" : route, ...step }), ctx);
}

/** Calls a hook that the handler does not wait for, and that cannot change a response. */
function callHook(hook: () => unknown, ctx: Context["ctx"]) {
  try {
    const returned = hook();
    if (returned === undefined) return;
    const done = Promise.resolve(returned).catch(() => {});
    ctx?.waitUntil?.(done);
  } catch {} // thrown by the hook
}

/** Reports what may be wrong with an option: at most once an hour, whatever the request was. */
export function advise(context: Context, option: string, message: string) {
  if (!isDue(context.advised, option)) return;
  // No stranger can seal a record with another secret, or a session.
  const code = ["cookieSecret", "store"].includes(option) ? "invalid_config" : "advice";
  tell({ ...context, route: "" }, new KycLinkError(code, { message }));
}
