// Performs what a call or a flow asks for. src/client/engine decides what comes next; this file sends, waits and has the
// clock.

import type { OperationName } from "../codes.ts";
import type { PackedError } from "../error.ts";
import { KycLinkError } from "../error.ts";
import { UNANSWERED } from "../tables.js";
import { callIn, usable } from "../wasm/wasm.ts";
import type { State } from "./connect.ts";
import type { HttpRequest } from "./request.ts";
import type { DecodedResponse } from "./response.ts";
import { decode, freezeResponse } from "./response.ts";
import type { AttemptOptions } from "./transport.ts";
import { attempt, wasUnreached } from "./transport.ts";

/** What the effects of a call or a flow are performed with. */
export interface Host {
  state: State;
  signal?: AbortSignal;
  /** the time since the beginning, in milliseconds */
  elapsed: () => number;
  /** the request of a call, which does not cross */
  request?: HttpRequest;
  /** gets the objects that the outcome has as `raw` */
  raws?: object[];
  onRequest?: (operation: OperationName, request: HttpRequest) => void;
}

/** What an attempt ended with. `wasSent` is false only if it is certain that nothing was sent. */
type Attempted = { operation: OperationName; wasSent: boolean } & (
  | { response: DecodedResponse; failure?: undefined }
  | { response?: undefined; failure: KycLinkError }
);

/** What comes next: an effect, the outcome, or the error. */
type Next<Outcome> =
  | { effect: "request"; operation: OperationName; request: HttpRequest; timeoutMs?: number }
  | { effect: "wait"; ms: number }
  | { effect?: undefined; outcome: Outcome; error?: undefined }
  | { effect?: undefined; error: PackedError };

/** The number of the latest call or flow. */
let latest = 0;

/**
 * Performs one effect after the other until there is an outcome, and returns it with the last response.
 *
 * @param which the number of the call that begins it and takes its steps
 * @param given what it begins with
 * @param first an attempt that was made before it began
 */
export async function drive<Outcome>(
  which: number,
  given: object,
  host: Host,
  first?: Attempted,
): Promise<{ outcome: Outcome; response?: DecodedResponse }> {
  const { state, signal, elapsed, raws = [] } = host;
  const begin = { ...given, now: Date.now(), random: Math.floor(Math.random() * 2 ** 32) };
  const proceed = stepper<Outcome>(which, begin);
  const end = (result: object | null) => proceed([Date.now(), Math.ceil(elapsed()), result]);
  let attempted = first;
  let next = first ? end(crossing(first, raws)) : proceed();
  for (;;) {
    if (next.effect === "wait") {
      await pause(next.ms, signal);
      next = end(null);
    } else if (next.effect === "request") {
      const { operation, timeoutMs } = next;
      const request = host.request ?? next.request;
      host.onRequest?.(operation, request);
      attempted = await attemptOnce(state, operation, request, { timeout: timeoutMs, signal });
      next = end(crossing(attempted, raws));
    } else if (next.error) {
      throw KycLinkError.from(next.error, attempted?.failure && { cause: attempted.failure.cause });
    } else {
      return { outcome: next.outcome, response: attempted?.response };
    }
  }
}

/**
 * Returns a function that takes what an effect ended with, nothing at first, and returns what comes next. All steps are
 * taken in one instance. If that has trapped in the meantime, another one gets everything again.
 */
function stepper<Outcome>(which: number, begin: object): (ended?: object) => Next<Outcome> {
  const number = ++latest;
  const all: object[] = [];
  let instance: ReturnType<typeof usable> | undefined;
  return (ended) => {
    if (ended) all.push(ended);
    if (instance && !instance.isInside) return callIn(instance, which, number, ended);
    const used = usable();
    instance = used;
    const [first, ...others] = all;
    const next: Next<Outcome> = callIn(used, which, number, first, begin);
    return others.reduce<Next<Outcome>>((_, later) => callIn(used, which, number, later), next);
  };
}

/** Sends a request once. A failure that is the caller's mistake is thrown. */
export async function attemptOnce(
  { connection, fetch, send = attempt }: State,
  operation: OperationName,
  request: HttpRequest,
  options: AttemptOptions,
): Promise<Attempted> {
  const isAborted = options.signal?.aborted === true;
  try {
    return { operation, response: decode(await send(request, { fetch, ...options })), wasSent: true };
  } catch (error) {
    const failure = error as KycLinkError;
    if (!UNANSWERED.includes(failure.code)) throw Object.assign(failure, { provider: connection.provider, operation });
    return { operation, failure, wasSent: !isAborted && !wasUnreached(failure) };
  }
}

/**
 * Returns what an attempt ended with, as it crosses: a response, or why there is none. The hint says what is wrong with a
 * response.
 */
function crossing({ operation, response, failure, wasSent }: Attempted, raws: object[]) {
  if (!failure) return freezeResponse(operation, response, raws);
  const { code, status, message } = failure;
  return { code, wasSent, status, hint: code === "unexpected_response" ? message : undefined };
}

/** Waits, but no longer than until the signal is aborted. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}
