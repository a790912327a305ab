// `kyclink/page/client`: the handler's routes as functions, for a web page or an app of your own.

import { refuseUnknown } from "../../module/options/unknown-option.ts";
import { toJson } from "../../module/to-json.ts";
import type { ClientProblem, ClientRequest, OnboardingClient, OnboardingClientOptions, OnboardingResult } from "../../types/page-client.js";
import type { StatusOutcome } from "../../types/page-results.js";
import { toIssues } from "./client-issues.ts";
import { addIfForeign } from "./foreign.ts";
import { isLast } from "./last-action.ts";
import { newKey } from "./new-key.ts";
import { platformFetch } from "./platform-fetch.ts";
import { presentWith } from "./present.ts";

/** A response of the handler: a link, a next step, a status or problem details. */
interface Body {
  kycUrl?: unknown;
  token?: unknown;
  next?: unknown;
  url?: unknown;
  provider?: unknown;
  channels?: unknown;
  status?: unknown;
  type?: unknown;
  code?: unknown;
  errors?: unknown;
  advice?: unknown;
}

type Reply = { status: number; body: Body; retryAfterMs: number | undefined };

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
    for (let attempt = 1; ; attempt++) {
      const reply = await sendOnce(method, route, text, idempotencyKey);
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
    body: string | undefined,
    idempotencyKey: string | undefined,
  ): Promise<Reply | ClientProblem> {
    // Not `AbortSignal.timeout`: Safari has it since version 16 only.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), TIMEOUT_MS);
    try {
      const headers = await beforeAbort(headersOf(given.headers), late.signal);
      headers.accept = "application/json";
      if (body !== undefined) headers["content-type"] = "application/json";
      if (idempotencyKey !== undefined) headers["idempotency-key"] = idempotencyKey;
      // No route redirects a script. A hook may, to a login page: that is not a response to what was asked.
      const init = copyOf({ method, headers, body, credentials: "include", redirect: "manual", signal: late.signal });
      const send = given.fetch ?? platformFetch;
      const response = await send(`${root}/${route}`, init as ClientRequest);
      const [seconds] = /^\d+$/.exec(response.headers.get("retry-after") ?? "") ?? [];
      const retryAfterMs = seconds && Number(seconds) * 1000;
      return copyOf({ status: response.status, body: objectOf(await response.text()), retryAfterMs }) as Reply;
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

export const present = /* @__PURE__ */ presentWith(onboardingClient);

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

function toResult(reply: Reply | ClientProblem): OnboardingResult {
  if ("kind" in reply) return reply;
  const { status, body } = reply;
  if (status >= 400) return toIssues(body.errors) ?? toProblem(reply);
  if (typeof body.token === "string") return { ...body, kind: "token" } as OnboardingResult;
  if (typeof body.kycUrl === "string") return { ...body, kind: "link" } as OnboardingResult;
  switch (body.next) {
    case "verify_contact":
      return { kind: "verify_contact", channels: (body.channels ?? []) as ("email" | "phone")[] };
    case "accept_terms":
      return { kind: "accept_terms", url: body.url, provider: body.provider } as OnboardingResult;
    case "approved":
      return { kind: "approved" };
    case "link":
      return { kind: "ready" };
  }
  return status === 204 ? { kind: "sent" } : toProblem(reply);
}

function toProblem(reply: Reply | ClientProblem): ClientProblem {
  if ("kind" in reply) return reply;
  const { status, body, retryAfterMs } = reply;
  const code = (typeof body.code === "string" ? body.code : "unexpected_response") as ClientProblem["code"];
  const advice = typeof body.advice === "string" ? { advice: body.advice } : {};
  const problem: ClientProblem = {
    kind: "problem",
    code,
    // Browsers hide the status of a redirect.
    ...(status !== 0 && { status }),
    ...advice,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  addIfForeign(problem, body);
  return problem;
}

/** Returns the application's own headers for one request, in lower case: they do not replace the client's. */
async function headersOf(given: OnboardingClientOptions["headers"]): Promise<Record<string, string>> {
  const own = Object.entries((typeof given === "function" ? await given() : given) ?? {});
  const known = own.filter((entry): entry is [string, string] => entry[1] !== undefined);
  // A plain object: the `Headers` of an app's own `fetch` may be another class.
  return copyOf(Object.fromEntries(known.map(([name, value]) => [name.toLowerCase(), value]))) as Record<string, string>;
}

function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", reject);
    promise.then(resolve, reject);
  });
}

/** Returns the object that a body contains; an empty one if it is not a JSON object. */
function objectOf(text: string): Body {
  try {
    const value: unknown = JSON.parse(text);
    return copyOf(typeof value === "object" ? value : undefined);
  } catch {
    return copyOf(undefined);
  }
}

/** Copies an object without its prototype: members that another script has put on `Object.prototype` must not count. */
function copyOf<T extends object>(object: T | null | undefined): Partial<T> {
  return Object.assign(Object.create(null), object);
}
