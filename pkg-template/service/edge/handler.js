// The handler in front of a provider: src/edge decides what to do, steps.js does it, and respond.js responds.

import { startClock } from "../../module/call/attempts.js";
import { signaturesOf } from "../../module/call/webhook.js";
import { copyOptions } from "../../module/copy-options.js";
import { misuse } from "../../module/error.js";
import { parsedToJson } from "../../module/to-json.js";
import { EDGE } from "../../module/wasm/calls.js";
import { freeze, ofJson } from "../../module/wasm/json.js";
import { agreementsOf } from "./agreements.js";
import { envOf } from "./config/env.js";
import { open } from "./config/settings.js";
import { startDeadline } from "./engine/deadline.js";
import { randomIds } from "./engine/ids.js";
import { takeSteps } from "./engine/steps.js";
import { adviceOf, BODY_WAS_READ } from "./messages.js";
import { advise, report, reportStep } from "./report.js";
import { isEncoded } from "./request/body.js";
import { clientAddress, introduce } from "./request/client-address.js";
import { withoutSlash } from "./request/path.js";
import { withoutToken } from "./request/shown-request.js";
import { INTERNAL_ERROR, OUTCOME_UNKNOWN, respond } from "./respond.js";

/** @typedef {{ waitUntil?(promise: Promise<unknown>): void }} ExecutionContext */

/**
 * Everything that is known of a request while it is handled.
 *
 * @typedef {import("./config/settings.js").Settings & {
 *   request: Request,
 *   incoming: Request,
 *   ctx: ExecutionContext | undefined,
 *   route: string,
 *   cause?: unknown,
 *   thrown?: import("../../module/error.js").PublicError,
 *   thrownBy?: string | undefined,
 *   elapsed: () => number,
 *   deadline: import("./engine/deadline.js").Deadline,
 *   signal?: AbortSignal | undefined,
 *   body?: Uint8Array<ArrayBuffer>,
 *   values?: Record<string, string>,
 *   refusal?: Response,
 *   raws: string[],
 * }} Context `incoming` is the request as it came, `request` the one that hooks may see; `cause` is what the latest
 *   `fetch` without a response rejected with, `thrown` the latest error of an effect, and `thrownBy` the function of the
 *   configuration that it has called; `signal` ends a run of `refresh`; `body` is the raw body of a webhook, `values` the
 *   fields of a form; `refusal` is the Response of `authorize`; `raws` are the sealed forms of the records that it has
 *   loaded or written
 */

// The headers that src/edge reads.
const HEADERS = [
  "accept",
  "access-control-request-method",
  "content-type",
  "cookie",
  "idempotency-key",
  "origin",
  "sec-fetch-mode",
  "sec-fetch-site",
  "user-agent",
];

/** The codes of a body that was not understood, for which its compression may be the reason. */
const NOT_UNDERSTOOD = ["unsupported_media_type", "webhook_malformed", "webhook_signature"];

/** @type {typeof import("../../types/edge.js").createHandler} */
export function createHandler(config) {
  if (typeof config !== "function") {
    const settings = open(config);
    return (request, given, ctx) => handle(settings, request, given, ctx);
  }
  /** @type {WeakMap<object, import("./config/settings.js").Settings>} */
  const known = new WeakMap();
  return async (request, given, ctx) => {
    const env = /** @type {NonNullable<typeof given>} */ (envOf(given));
    const settings = known.get(env) ?? open(config(env));
    known.set(env, settings);
    return handle(settings, request, given, ctx);
  };
}

/**
 * @param {import("./config/settings.js").Settings} settings
 * @param {Request} request
 * @param {unknown} platform the second argument
 * @param {ExecutionContext | undefined} ctx
 */
function handle(settings, request, platform, ctx) {
  const shown = withoutToken(request);
  introduce(shown, request, platform, settings);
  const begin = () => start(settings, request, shown, ctx);
  const { hooks, vault, purpose } = settings;
  /** @param {string} cookie */
  const opens = async (cookie) => (await vault.open(cookie, purpose)) !== undefined;
  return hooks.serve ? hooks.serve(shown, begin, opens, () => agreementsOf(settings, shown)) : begin();
}

/**
 * Handles a request to the handler's own routes.
 *
 * @param {import("./config/settings.js").Settings} settings
 * @param {Request} incoming
 * @param {Request} request the request that hooks may see
 * @param {ExecutionContext | undefined} ctx
 */
function start(settings, incoming, request, ctx) {
  // In an object literal, V8 would take a microsecond for each member that follows a spread.
  /** @type {Context} */
  const context = Object.assign(
    copyOptions({
      incoming,
      request,
      ctx,
      route: "",
      elapsed: startClock(),
      deadline: startDeadline(settings.timeout),
      raws: [],
    }),
    settings,
  );
  const done = run(context)
    .catch((error) => {
      report(context, error);
      return reply(context, error?.code === OUTCOME_UNKNOWN.code ? OUTCOME_UNKNOWN : INTERNAL_ERROR);
    })
    .finally(context.deadline.stop);
  // A browser that disconnects does not stop an onboarding that has begun.
  ctx?.waitUntil?.(done);
  return done;
}

/** @param {Context} context */
async function run(context) {
  const { incoming, request, base } = context;
  if (incoming.bodyUsed || incoming.body?.locked) throw misuse(BODY_WAS_READ);
  const url = new URL(incoming.url);
  const { origin, pathname } = url;
  // Errors have the route, which like the request of hooks must not have the token.
  const shown = request === incoming ? pathname : new URL(request.url).pathname;
  context.route = withoutSlash(shown).slice(base.length + 1);
  /** @type {Record<string, string>} */
  const headers = copyOptions({});
  for (const name of HEADERS) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const signatures = signaturesOf(request.headers);
  const given = {
    method: request.method,
    origin,
    path: pathname,
    token: url.search === "" ? null : url.searchParams.get("token"),
    headers,
    // Evidence of a consent needs it, and nothing else here does.
    address: (context.asksAgreements && clientAddress(request)) || null,
    signatures,
    ids: randomIds(),
    agenda: context.places,
    at: Date.now(),
  };
  // A signature may be JSON that a stranger has nested as deeply as they like. All other members are texts, or made here.
  const frozen = signatures.length === 0 ? ofJson(parsedToJson(given)) : freeze(given);
  const last = await takeSteps(context, EDGE, frozen);
  if (last.agenda) context.places[last.agenda.provider] = last.agenda.place;
  const option = last.advice ?? (NOT_UNDERSTOOD.includes(last.code ?? "") && isEncoded(incoming) ? "contentEncoding" : undefined);
  const advice = option && adviceOf(option, headers.origin ?? null, context.origins);
  if (option && advice) advise(context, option, advice);
  if (last.isLate) report(context, context.deadline.end());
  return reply(context, Object.assign(last, { advice }));
}

/**
 * Responds, and reports how long the whole request took.
 *
 * @param {Context} context
 * @param {import("./respond.js").Reply} given
 */
async function reply(context, given) {
  const response = await respond(context, given);
  const code = /** @type {import("../../types/edge.js").StepReport["code"]} */ (given.code);
  for (const milestone of given.milestones ?? []) {
    const isRefused = milestone.step === "refused";
    reportStep(context, { ...milestone, ms: context.elapsed(), ...(isRefused && { code }) });
  }
  reportStep(context, { step: "respond", ms: context.elapsed(), code });
  return response;
}
