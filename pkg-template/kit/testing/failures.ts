/**
 * Failures that a test has planned, one per request. Only with `drop_after` does the provider act: the customer or the
 * link is created although the caller gets no response.
 */

import { misused } from "../../module/options/unknown-option.ts";
import { knownOptions } from "./options.ts";
import type { RequestEntry } from "./request.ts";

/**
 * A failure that {@link Sandbox.nextFailure} plans.
 *
 * - `drop_before`: the request does not arrive; `fetch` rejects with a `TypeError`.
 * - `drop_after`: the provider handles the request, but the response is lost; `fetch` rejects with a `TypeError`.
 * - `hang`: the provider does nothing, and `fetch` does not settle until its signal aborts.
 * - `garbage`: the provider does nothing, and a gateway responds with HTML and status 200.
 * - a number: the provider refuses the request with that status; 429 with `Retry-After`.
 */
export type FailureKind = "drop_before" | "drop_after" | "hang" | "garbage" | 429 | 500 | 503;

/** Which requests a planned failure affects. */
export interface FailureOptions {
  /**
   * The number of requests that fail: 1 or more.
   *
   * @default 1
   */
  times?: number | undefined;
  /** Returns whether a request fails. `path` does not include the base URL's path. */
  match?: ((request: Pick<RequestEntry, "provider" | "method" | "path">) => boolean) | undefined;
  /**
   * The seconds of `Retry-After`.
   *
   * @default 1 for 429, none for 500 and 503
   */
  retryAfter?: number | undefined;
}

export type Failure = { kind: FailureKind; retryAfter: number | undefined };

const FAILURE_OPTIONS = { times: 1, match: 1, retryAfter: 1 } satisfies Record<keyof FailureOptions, 1>;

const KINDS: ReadonlySet<FailureKind> = new Set(["drop_before", "drop_after", "hang", "garbage", 429, 500, 503]);

export function createFailures() {
  const queue: (Failure & { left: number; match: NonNullable<FailureOptions["match"]> })[] = [];

  return {
    plan(kind: FailureKind, options?: FailureOptions) {
      const known = knownOptions(options, FAILURE_OPTIONS);
      const { times = 1, match = () => true, retryAfter = kind === 429 ? 1 : undefined } = known;
      if (!KINDS.has(kind)) throw misused(`nextFailure: kind must be one of ${[...KINDS].join(", ")}`);
      if (!(times >= 1)) throw misused("nextFailure: times must be 1 or more");
      queue.push({ kind, left: times, match, retryAfter });
    },

    take(request: Parameters<NonNullable<FailureOptions["match"]>>[0]): Failure | undefined {
      const failure = queue.find(({ match }) => match(request));
      if (failure === undefined) return undefined;
      failure.left -= 1;
      if (failure.left <= 0) queue.splice(queue.indexOf(failure), 1);
      return failure;
    },
  };
}

/** Returns what a misconfigured gateway in front of the provider responds: status 200 and no JSON. */
export function garbage() {
  const page = "<!doctype html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>";
  return new Response(page, { status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
}
