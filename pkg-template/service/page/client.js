// `kyclink/page/client`: the handler's routes as functions, for a web page of your own.

import { refuseUnknown } from "../../module/options/unknown-option.js";
import { toJson } from "../../module/to-json.js";
import { toIssues } from "./client-issues.js";
import { addIfForeign } from "./foreign.js";
import { isLast } from "./last-action.js";
import { presentWith } from "./present.js";

/** @import { ClientProblem, OnboardingClient, OnboardingResult } from "../../types/page-client.js" */

/**
 * A response of the handler: a link, a next step, a status or problem details.
 *
 * @typedef {object} Body
 * @property {unknown} [kycUrl]
 * @property {unknown} [token]
 * @property {unknown} [next]
 * @property {unknown} [url]
 * @property {unknown} [provider]
 * @property {unknown} [channels]
 * @property {unknown} [status]
 * @property {unknown} [type]
 * @property {unknown} [code]
 * @property {unknown} [errors]
 * @property {unknown} [advice]
 */

/** @typedef {{ status: number, body: Body, retryAfterMs: number | undefined }} Reply */

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
  "onboardingClient belongs to a web page, whose browser has the session. On a server, call createHandler's handler with a Request.";

/** @type {typeof import("../../types/page-client.js").onboardingClient} */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: small functions that share one base
export function onboardingClient(options) {
  const given = copyOf(options);
  refuseUnknown(given, { base: 1 });
  const { base = "/kyc" } = given;
  const root = String(base).replace(/\/$/, "");

  /**
   * @param {"GET" | "POST"} method
   * @param {string} route
   * @param {unknown} [body]
   * @param {string} [idempotencyKey] makes the request safe to retry
   * @returns {Promise<Reply | ClientProblem>}
   */
  async function askHandler(method, route, body, idempotencyKey) {
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

  /**
   * @param {"GET" | "POST"} method
   * @param {string} route
   * @param {string | undefined} body
   * @param {string | undefined} idempotencyKey
   * @returns {Promise<Reply | ClientProblem>}
   */
  async function sendOnce(method, route, body, idempotencyKey) {
    const headers = new Headers({ accept: "application/json" });
    if (body !== undefined) headers.set("content-type", "application/json");
    if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
    // Not `AbortSignal.timeout`: Safari has it since version 16 only.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), TIMEOUT_MS);
    try {
      // No route redirects a script. A hook may, to a login page: that is not a response to what was asked.
      const init = copyOf({ method, headers, body, credentials: "include", redirect: "manual", signal: late.signal });
      const response = await fetch(`${root}/${route}`, /** @type {RequestInit} */ (init));
      const [seconds] = /^\d+$/.exec(response.headers.get("retry-after") ?? "") ?? [];
      const retryAfterMs = seconds && Number(seconds) * 1000;
      return /** @type {Reply} */ (copyOf({ status: response.status, body: objectOf(await response.text()), retryAfterMs }));
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

  /**
   * @param {string} route
   * @param {unknown} body
   * @param {string[]} kinds those of the results: anything else is no response to this request
   * @param {string} [idempotencyKey]
   */
  async function post(route, body, kinds, idempotencyKey) {
    const reply = await askHandler("POST", route, body, idempotencyKey);
    // Nothing is there to open: the status says what is next.
    const result = "body" in reply && reply.body.next === "status" ? await status() : toResult(reply);
    return kinds.includes(result.kind) ? result : toProblem(reply);
  }

  /** @type {OnboardingClient["status"]} */
  async function status() {
    const reply = await askHandler("GET", "status");
    if ("kind" in reply || reply.status !== 200 || typeof reply.body.status !== "string") return toProblem(reply);
    return /** @type {Awaited<ReturnType<OnboardingClient["status"]>>} */ ({ ...reply.body, kind: "status" });
  }

  return /** @type {OnboardingClient} */ ({
    async start(applicant, options) {
      const given = copyOf(options);
      // With a misspelt key, a double click would create two customers.
      refuseUnknown(given, { idempotencyKey: 1 });
      return post("links", applicant, ["link", ...NEXT], given.idempotencyKey ?? crypto.randomUUID());
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
  });
}

export const present = /* @__PURE__ */ presentWith(onboardingClient);

/**
 * Polls the status: quickly at first, then more slowly, not while the page is hidden, and not before the handler says.
 *
 * @param {OnboardingClient["status"]} status
 * @param {Parameters<OnboardingClient["watchStatus"]>[0]} callback
 */
function watch(status, callback) {
  const page = typeof document === "undefined" ? undefined : document;
  let waitMs = POLL_MS;
  let last = "";
  let isStopped = false;
  /** Whether the handler has said how long to wait, so that nothing may shorten the wait. */
  let mustWait = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** The number of the last request: a response to an earlier one is ignored. */
  let turn = 0;

  async function poll() {
    const current = ++turn;
    let leastMs = 0;
    /** @type {import("../../types/page-client.js").StatusOutcome | undefined} */
    let news;
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

/**
 * @param {Reply | ClientProblem} reply
 * @returns {OnboardingResult}
 */
function toResult(reply) {
  if ("kind" in reply) return reply;
  const { status, body } = reply;
  if (status >= 400) return toIssues(body.errors) ?? toProblem(reply);
  if (typeof body.token === "string") return /** @type {OnboardingResult} */ ({ ...body, kind: "token" });
  if (typeof body.kycUrl === "string") return /** @type {OnboardingResult} */ ({ ...body, kind: "link" });
  switch (body.next) {
    case "verify_contact":
      return { kind: "verify_contact", channels: /** @type {("email" | "phone")[]} */ (body.channels ?? []) };
    case "accept_terms":
      return /** @type {OnboardingResult} */ ({ kind: "accept_terms", url: body.url, provider: body.provider });
    case "approved":
      return { kind: "approved" };
    case "link":
      return { kind: "ready" };
  }
  return status === 204 ? { kind: "sent" } : toProblem(reply);
}

/**
 * @param {Reply | ClientProblem} reply
 * @returns {ClientProblem}
 */
function toProblem(reply) {
  if ("kind" in reply) return reply;
  const { status, body, retryAfterMs } = reply;
  const code = /** @type {ClientProblem["code"]} */ (typeof body.code === "string" ? body.code : "unexpected_response");
  const advice = typeof body.advice === "string" ? { advice: body.advice } : {};
  /** @type {ClientProblem} */
  const problem = {
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

/**
 * Returns the object that a body contains; an empty one if it is not a JSON object.
 *
 * @param {string} text
 * @returns {Body}
 */
function objectOf(text) {
  try {
    const value = /** @type {unknown} */ (JSON.parse(text));
    return copyOf(typeof value === "object" ? value : undefined);
  } catch {
    return copyOf(undefined);
  }
}

/**
 * Copies an object without its prototype: members that another script has put on `Object.prototype` must not count.
 *
 * @template {object} T
 * @param {T | null | undefined} object
 * @returns {Partial<T>}
 */
function copyOf(object) {
  return Object.assign(Object.create(null), object);
}
