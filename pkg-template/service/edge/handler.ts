// The handler in front of a provider: src/edge decides what to do, steps.js does it, and respond.js responds.

import { startClock } from "../../module/call/attempts.ts";
import { signaturesOf } from "../../module/call/webhook.ts";
import type { ProviderName } from "../../module/codes.ts";
import { copyOptions } from "../../module/copy-options.ts";
import type { KycLinkError } from "../../module/error.ts";
import { misuse } from "../../module/error.ts";
import { parsedToJson } from "../../module/to-json.ts";
import { EDGE } from "../../module/wasm/calls.ts";
import { freeze, ofJson } from "../../module/wasm/json.ts";
import { agreementsOf } from "./agreements.ts";
import type { Config, ProviderConfig } from "./config/config.ts";
import { envOf } from "./config/env.ts";
import type { Settings } from "./config/settings.ts";
import { open } from "./config/settings.ts";
import type { Deadline } from "./engine/deadline.ts";
import { startDeadline } from "./engine/deadline.ts";
import { randomIds } from "./engine/ids.ts";
import { takeSteps } from "./engine/steps.ts";
import { isKnownMember } from "./member.ts";
import { adviceOf, BODY_WAS_READ } from "./messages.ts";
import { advise, report, reportStep } from "./report.ts";
import { isEncoded } from "./request/body.ts";
import { clientAddress, introduce } from "./request/client-address.ts";
import { withoutSlash } from "./request/path.ts";
import { withoutToken } from "./request/shown-request.ts";
import type { Reply } from "./respond.ts";
import { INTERNAL_ERROR, OUTCOME_UNKNOWN, respond } from "./respond.ts";

/**
 * The function that {@link createHandler} returns: responds to a request.
 * `ctx.waitUntil` keeps a started request alive if the browser disconnects.
 */
export type Handler<Env = unknown> = (
  request: Request,
  env?: Env,
  ctx?: {
    /** Keeps the platform from ending the request before a promise has settled. */
    waitUntil(promise: Promise<unknown>): void;
  },
) => Promise<Response>;

/** A configuration without options that do not exist. TypeScript itself finds those only outside of functions. */
export type OnlyOptions<Returned> = Returned & { [Name in Exclude<NamesOf<Returned>, NamesOf<Config>>]: never } & {
  [Name in keyof Returned & ProviderName]?:
    | { [Option in Exclude<NamesOf<Returned[Name]>, NamesOf<ProviderConfig<Name>>>]?: never }
    | undefined;
};

/** The names of the properties of any member of a union. */
type NamesOf<Union> = Union extends object ? keyof Union : never;

type ExecutionContext = { waitUntil?(promise: Promise<unknown>): void };

/**
 * Everything that is known of a request while it is handled.
 *
 * `incoming` is the request as it came, `request` the one that hooks may see; `cause` is what the latest
 *   `fetch` without a response rejected with, `thrown` the latest error of an effect, and `thrownBy` the function of the
 *   configuration that it has called; `signal` ends a run of `refresh`; `body` is the raw body of a webhook, `values` the
 *   fields of a form; `refusal` is the Response of `authorize`; `raws` are the sealed forms of the records that it has
 *   loaded or written
 */
export type Context = Settings & {
  request: Request;
  incoming: Request;
  ctx: ExecutionContext | undefined;
  route: string;
  cause?: unknown;
  thrown?: KycLinkError;
  thrownBy?: string | undefined;
  elapsed: () => number;
  deadline: Deadline;
  signal?: AbortSignal | undefined;
  body?: Uint8Array<ArrayBuffer>;
  values?: Record<string, string>;
  refusal?: Response;
  raws: string[];
};

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

/**
 * Creates the handler.
 *
 * @param config The configuration, or a function that returns it for an `env` and is called once per `env`. `env` is
 *   what a Worker passes as second argument. Whatever other platforms pass there is ignored: in Node, Bun and Deno,
 *   `env` has the environment variables.
 * @returns A function from a `Request` to a `Response`.
 * @throws {KycLinkError} `invalid_config` if an option is missing or invalid; for a function, at its first request
 * @example
 * const handler = createHandler({
 *   provider: "grid",
 *   grid: { clientId, clientSecret, environment: "sandbox" },
 *   allowedOrigins: ["https://app.example.com"],
 *   cookieSecret,
 *   store: memoryStore(),
 *   rateLimit: "none",
 * });
 * Deno.serve(handler);
 */
// biome-ignore lint/suspicious/noExplicitAny: an `env` that nobody declares is taken as it is, as the published declaration says
export function createHandler<Env = any, Returned extends Config = Config>(
  config: Config | ((env: Env) => OnlyOptions<Returned>),
): Handler<Env> {
  if (typeof config !== "function") {
    const settings = open(config);
    return (request, given, ctx) => handle(settings, request, given, ctx);
  }
  const known: WeakMap<object, Settings> = new WeakMap();
  return async (request, given, ctx) => {
    const env = envOf(given);
    const settings = known.get(env) ?? open(config(env));
    known.set(env, settings);
    return handle(settings, request, given, ctx);
  };
}

/** @param platform the second argument */
function handle(settings: Settings, request: Request, platform: unknown, ctx: ExecutionContext | undefined) {
  const shown = withoutToken(request);
  introduce(shown, request, platform, settings);
  const begin = () => start(settings, request, shown, ctx);
  const { hooks, vault, purpose } = settings;
  const opens = async (cookie: string) => (await vault.open(cookie, purpose)) !== undefined;
  if (!hooks.serve) return begin();
  const agreements = () => agreementsOf(settings, shown);
  return hooks.serve(shown, { respond: begin, opens, agreements, isKnownMember: () => isKnownMember(settings, shown) });
}

/**
 * Handles a request to the handler's own routes.
 *
 * @param request the request that hooks may see
 */
function start(settings: Settings, incoming: Request, request: Request, ctx: ExecutionContext | undefined) {
  // In an object literal, V8 would take a microsecond for each member that follows a spread.
  const context: Context = Object.assign(
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

async function run(context: Context) {
  const { incoming, request, base } = context;
  if (incoming.bodyUsed || incoming.body?.locked) throw misuse(BODY_WAS_READ);
  const url = new URL(incoming.url);
  const { origin, pathname } = url;
  // Errors have the route, which like the request of hooks must not have the token.
  const shown = request === incoming ? pathname : new URL(request.url).pathname;
  context.route = withoutSlash(shown).slice(base.length + 1);
  const headers: Record<string, string> = copyOptions({});
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

/** Responds, and reports how long the whole request took. */
async function reply(context: Context, given: Reply) {
  const response = await respond(context, given);
  const { code } = given;
  for (const milestone of given.milestones ?? []) {
    const isRefused = milestone.step === "refused";
    reportStep(context, { ...milestone, ms: context.elapsed(), ...(isRefused && { code }) });
  }
  reportStep(context, { step: "respond", ms: context.elapsed(), code });
  return response;
}
