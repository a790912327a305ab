/**
 * `kyclink/page/client`: the handler's routes as functions, for a web page of your own in React, Vue or nothing, or an app.
 *
 * @example
 * ```ts
 * const onboarding = onboardingClient();
 * const result = await onboarding.start(applicant, { idempotencyKey });
 * if (result.kind === "link") location.assign(result.kycUrl);
 * ```
 * @module
 */

import { refuseUnknown } from "../../module/options/unknown-option.ts";
import { toJson } from "../../module/to-json.ts";
import type { Reply } from "./client-reply.ts";
import { copyOf, objectOf, toProblem, toResult } from "./client-reply.ts";
import type { ClientProblem, ClientRequest, OnboardingClient, OnboardingClientOptions, StatusOutcome } from "./client-types.ts";
import { isLast } from "./last-action.ts";
import { newKey } from "./new-key.ts";
import { platformFetch } from "./platform-fetch.ts";
import { presentWith } from "./present.ts";
import type { LinkToPresent, Presented, PresentOptions } from "./present-options.ts";
import { tellOfMistakes } from "./tell-of-mistakes.ts";

export type { NextAction } from "../../module/call/results.ts";
export type { Issue } from "../../module/issue.ts";
export type { HandlerCode } from "../edge/handler-codes.ts";
export type { Status } from "../edge/view.ts";
export type {
  AcceptTermsResult,
  ApprovedResult,
  Channel,
  ClientHeaders,
  ClientProblem,
  ClientRequest,
  ClientResponse,
  ConfirmCodeOutcome,
  EndedResult,
  IssuesResult,
  LinkOutcome,
  LinkResult,
  OnboardingClient,
  OnboardingClientOptions,
  OnboardingResult,
  ReadyResult,
  SendCodeOutcome,
  SentResult,
  StatusOutcome,
  StatusResult,
  TokenOutcome,
  TokenResult,
  VerifyContactResult,
} from "./client-types.ts";
export type { LinkToPresent, PageElement, Presented, PresentOptions, PresentTexts, SdkLaunch } from "./present-options.ts";

/** Longer than a handler with the default `timeout` waits for the provider. */
const TIMEOUT_MS = 45_000;
const ATTEMPTS = 3;
/** The longest wait before an automatic retry. */
const MAX_WAIT_MS = 10_000;
/** The time between two requests for the status: the first one, and the longest. */
const POLL_MS = 2_000;
const MAX_POLL_MS = 30_000;
/** By this the time grows. The fourth request comes after 10.3 s: a handler asks the provider again after ten. */
const POLL_GROWTH = 1.6;
/** The longest time that a timer can wait; it would end at once with a longer one. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** The kinds of what the functions resolve to. */
const NEXT = ["verify_contact", "accept_terms", "approved", "status", "issues", "problem"];
const CONFIRMED = ["verify_contact", "ready", "issues", "problem"];
const ON_A_SERVER =
  "onboardingClient belongs to a web page or an app. In an app, pass base as a URL. On a server, call createHandler's handler with a Request.";

/**
 * Creates a client for the handler of this page's server.
 *
 * @example
 * const onboarding = onboardingClient({ base: "/kyc" });
 * const stop = onboarding.watchStatus((outcome) => {
 *   if (outcome.kind === "status") show(outcome.status, outcome.nextAction);
 * });
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: small functions that share one base
export function onboardingClient(options?: OnboardingClientOptions): OnboardingClient {
  const given = copyOf(options);
  refuseUnknown(given, { base: 1, headers: 1, fetch: 1 });
  const { base = "/kyc" } = given;
  const root = String(base).replace(/\/$/, "");

  /** @param idempotencyKey makes the request safe to retry */
  async function askHandler(
    method: "GET" | "POST",
    route: string,
    body?: unknown,
    idempotencyKey?: string,
  ): Promise<Reply | ClientProblem> {
    const text = body === undefined ? undefined : toJson(body);
    // Once for all attempts: with the login of somebody else, the data of this person would become theirs.
    const own = headersOf(given.headers);
    for (let attempt = 1; ; attempt++) {
      const reply = await sendOnce(method, route, own, { body: text, idempotencyKey });
      if ("kind" in reply) return reply;
      const waitMs = reply.retryAfterMs ?? Infinity;
      const mayRetry = idempotencyKey !== undefined && [409, 503].includes(reply.status) && waitMs <= MAX_WAIT_MS;
      if (!mayRetry || attempt === ATTEMPTS) return reply;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  async function sendOnce(
    method: "GET" | "POST",
    route: string,
    own: ReturnType<typeof headersOf>,
    { body, idempotencyKey }: { body: string | undefined; idempotencyKey: string | undefined },
  ): Promise<Reply | ClientProblem> {
    // Not `AbortSignal.timeout`: Safari has it since version 16 only.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), TIMEOUT_MS);
    try {
      const headers = await beforeAbort(own, late.signal);
      headers.accept = "application/json";
      if (body !== undefined) headers["content-type"] = "application/json";
      if (idempotencyKey !== undefined) headers["idempotency-key"] = idempotencyKey;
      // No route redirects a script. A hook may, to a login page: that is not a response to what was asked.
      const init: ClientRequest = copyOf({ method, headers, body, credentials: "include", redirect: "manual", signal: late.signal });
      const send = given.fetch ?? platformFetch;
      const response = await send(`${root}/${route}`, init);
      const [seconds] = /^\d+$/.exec(response.headers.get("retry-after") ?? "") ?? [];
      const retryAfterMs = seconds === undefined ? undefined : Number(seconds) * 1000;
      return copyOf({ status: response.status, body: objectOf(await response.text()), retryAfterMs });
    } catch {
      if (late.signal.aborted) return { kind: "problem", code: "timeout" };
      // A server knows no page that a path could belong to.
      return {
        kind: "problem",
        code: "network",
        ...(typeof location === "undefined" && !/^https?:/.test(root) && { advice: ON_A_SERVER }),
      };
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param kinds those of the results: anything else is no response to this request */
  async function post(route: string, body: unknown, kinds: string[], idempotencyKey?: string) {
    const reply = await askHandler("POST", route, body, idempotencyKey);
    // Nothing is there to open: the status says what is next.
    const result = "body" in reply && reply.body.next === "status" ? await status() : toResult(reply);
    return kinds.includes(result.kind) ? result : toProblem(reply);
  }

  async function status(): Promise<StatusOutcome> {
    const reply = await askHandler("GET", "status");
    if ("kind" in reply || reply.status !== 200 || typeof reply.body.status !== "string") return toProblem(reply);
    return { ...reply.body, kind: "status" } as StatusOutcome;
  }

  return {
    async start(applicant, options) {
      const given = copyOf(options);
      // With a misspelt key, a double click would create two customers.
      refuseUnknown(given, { idempotencyKey: 1 });
      tellOfMistakes(applicant);
      return post("links", applicant, ["link", ...NEXT], given.idempotencyKey ?? newKey());
    },
    renew: () => post("links/renew", {}, ["link", ...NEXT]),
    token: () => post("token", {}, ["token", ...NEXT]),
    sendCode: (channel, value) => post(`contact/${channel}`, value === undefined ? {} : { value }, ["sent", ...CONFIRMED]),
    confirmCode: (channel, code) => post(`contact/${channel}/confirm`, { code }, CONFIRMED),
    status,
    async end() {
      const reply = await askHandler("POST", "end");
      return "status" in reply && reply.status === 204 ? { kind: "ended" } : toProblem(reply);
    },
    watchStatus: (callback) => watch(status, callback),
  } as OnboardingClient;
}

/**
 * Shows a link to the person. Call it in the click itself, and pass the promise of a link: a tab can only be opened
 * there.
 *
 * A message of the hosted page only causes a request for the status. Beside a frame or an SDK stands a link to a new
 * tab. If one of these cannot be shown, the link stays, and `console.error` says why.
 *
 * @param link The link, or its promise.
 * @param options How to show it, and what gets the status.
 * @throws {KycLinkError} `invalid_config` if an option or the URL of the link is wrong
 * @example
 * const { stop } = await present(link, { container, onChange: (outcome) => show(outcome.kind) });
 */
export const present: (link: LinkToPresent | Promise<LinkToPresent>, options: PresentOptions) => Promise<Presented> =
  /* @__PURE__ */ presentWith(onboardingClient);

/**
 * Polls the status: quickly at first, then more slowly, not while the page is hidden, and not before the handler says.
 */
function watch(status: OnboardingClient["status"], callback: Parameters<OnboardingClient["watchStatus"]>[0]) {
  const page = typeof document === "undefined" ? undefined : document;
  let waitMs = POLL_MS;
  let last = "";
  let isStopped = false;
  /** Whether the handler has said how long to wait, so that nothing may shorten the wait. */
  let mustWait = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The number of the last request: a response to an earlier one is ignored. */
  let turn = 0;

  async function poll() {
    const current = ++turn;
    let leastMs = 0;
    let news: StatusOutcome | undefined;
    mustWait = false;
    if (!page?.hidden) {
      const result = await status();
      if (isStopped || current !== turn) return;
      if (result.kind === "problem" && result.retryAfterMs !== undefined) {
        leastMs = Math.min(result.retryAfterMs, MAX_TIMER_MS);
        mustWait = true;
      }
      if (result.kind === "status" && isLast(result)) stop();
      const shown = toJson({ ...result, updatedAt: undefined });
      if (shown !== last) news = result;
      last = shown;
    }
    if (!isStopped) timer = setTimeout(poll, Math.max(waitMs, leastMs));
    waitMs = Math.min(waitMs * POLL_GROWTH, MAX_POLL_MS);
    // At the end: if it throws, the next poll comes nevertheless.
    if (news) callback(news);
  }

  function pollNow() {
    if (mustWait) return;
    clearTimeout(timer);
    waitMs = POLL_MS;
    if (!page?.hidden) poll();
  }

  function stop() {
    isStopped = true;
    clearTimeout(timer);
    page?.removeEventListener("visibilitychange", pollNow);
  }

  page?.addEventListener("visibilitychange", pollNow);
  // Not at once: the caller gets `stop` before the callback is called.
  timer = setTimeout(poll, 0);
  return stop;
}

/** Returns the application's own headers for one request, in lower case: they do not replace the client's. */
async function headersOf(given: OnboardingClientOptions["headers"]): Promise<Record<string, string>> {
  const own = Object.entries((typeof given === "function" ? await given() : given) ?? {});
  const known = own.filter((entry): entry is [string, string] => entry[1] !== undefined);
  // A plain object: the `Headers` of an app's own `fetch` may be another class.
  return copyOf(Object.fromEntries(known.map(([name, value]) => [name.toLowerCase(), value])));
}

function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", reject);
    promise.then(resolve, reject);
  });
}
