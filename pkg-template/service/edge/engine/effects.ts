// Performs the effects of src/edge: what a host can do, and Rust cannot.

import type { Applicant } from "../../../module/applicant.ts";
import { classOf } from "../../../module/bytes.ts";
import type { CallName, HttpRequest } from "../../../module/call/request.ts";
import type { DecodedResponse } from "../../../module/call/response.ts";
import { decode, freezeResponse, isSuccess, parse } from "../../../module/call/response.ts";
import type { Send } from "../../../module/call/transport.ts";
import { attempt } from "../../../module/call/transport.ts";
import type { SignatureCheck } from "../../../module/call/webhook.ts";
import { isSigned } from "../../../module/call/webhook.ts";
import { copyOptions } from "../../../module/copy-options.ts";
import type { KycLinkError, PackedError } from "../../../module/error.ts";
import { misuse } from "../../../module/error.ts";
import { parseJson } from "../../../module/json.ts";
import { parsedToJson } from "../../../module/to-json.ts";
import type { EffectName } from "../../../module/wasm/calls.ts";
import { ofJson } from "../../../module/wasm/json.ts";
import { ownProviderOf } from "../../provider/own-provider.ts";
import type { CreatedCustomer, HandlerEvent } from "../config/hooks.ts";
import type { Context } from "../handler.ts";
import { advise, errorOf, report } from "../report.ts";
import { readBody } from "../request/body.ts";
import { askRateLimit } from "../request/rate-limit.ts";
import { verdictOf } from "../request/verdict.ts";
import { subdivisionCode } from "./states.ts";

/** a response */
export type Seen = { status?: number; code?: KycLinkError["code"] };

/** What src/edge gives to each effect. */
export interface Arguments {
  readBody: [kind: "json" | "form" | "bytes", limit: number, ms: number, without: string[]];
  drawQrCode: [text: string];
  computeMacs: unknown[];
  sealCookie: [content: string];
  openCookies: [cookies: string[]];
  report: [error: PackedError];
  findStateCode: [country: string, name: string];
  request: [operation: CallName, request: HttpRequest, attempt: number, ms: number];
  wait: [ms: number];
  loadRecord: [name: string];
  checkRecord: [name: string, expected: string | null];
  swapRecord: [name: string, before: string | null, value: string | null, ttlMs: number];
  authorize: [];
  rateLimit: [];
  provider: [applicant: Applicant];
  onCreated: [created: CreatedCustomer];
  onEvent: [event: HandlerEvent];
  verifySignature: [provider: string, check: SignatureCheck];
}

/**
 * What an effect can do before those in front of it have ended, because nobody outside notices: the cryptography, and
 * the loading of records that are loaded together. The effect gets the promise of it.
 */
const BEGINNINGS: { [Name in EffectName]?: (context: Context, step: Arguments[Name]) => Promise<unknown> | undefined } = {
  sealCookie: ({ vault, purpose }, [content]) => vault.seal(content, purpose),

  async loadRecord({ store, vault, raws }, [name]) {
    const raw = await store.get(name);
    if (raw === undefined || raw === null) return {};
    // src/edge refuses what no store should return.
    if (typeof raw !== "string") return { raw };
    const value = await vault.open(raw, name);
    return { raw: tokenOf(raws, raw), value: value && ofJson(value) };
  },

  swapRecord: ({ vault }, [name, , value]) => (value === null ? undefined : vault.seal(value, name)),
};

/** Begins an effect, as far as that is possible before it is its turn. */
export function begin(context: Context, effect: EffectName, args: never) {
  const begun = context.deadline.isOver ? undefined : BEGINNINGS[effect]?.(context, args);
  // It may never be its turn.
  begun?.catch(() => {});
  return begun;
}

/** Keeps the sealed form of a record, and returns what stands for it in src/edge, which only compares sealed forms. */
function tokenOf(raws: string[], raw: string) {
  return String(raws.push(raw));
}

function rawOf(raws: string[], token: string | null) {
  return token === null ? undefined : raws[Number(token) - 1];
}

/**
 * The effects by name. Each takes the arguments that src/edge gives it and what has begun of it, and returns the value of
 * its outcome.
 */
export const EFFECTS = {
  readBody: (context, [kind, limit, ms, without]) => readBody(context, { kind, limit, ms, without }),

  drawQrCode: ({ hooks }, [text]) => hooks.drawQrCode?.(text),

  computeMacs: ({ vault }, values) => vault.computeMacs(parsedToJson(values)),

  sealCookie: (_context, _step, begun) => begun,

  async openCookies({ vault, purpose }, [cookies]): Promise<unknown> {
    const opened = await Promise.all(cookies.map((cookie) => vault.open(cookie, purpose)));
    return opened.flatMap((session) => (session === undefined ? [] : [ofJson(session)]));
  },

  report(context, [packed]) {
    const error = errorOf(context, packed);
    if (error.code === "advice" && packed.hint !== undefined) advise(context, packed.hint, packed.hint);
    else report(context, error);
  },

  findStateCode: async ({ hooks, request }, [country, name]) =>
    subdivisionCode(country, name) ?? (await hooks.findListedState?.(request, country, name)) ?? null,

  async request({ fetch, hooks, ownProviders, isLocal, signal }, [operation, request, , timeout], _begun, seen) {
    const own = ownProviders[operation.slice(0, operation.indexOf("."))];
    const how = { fetch, timeout, signal };
    const received: Awaited<ReturnType<Send>> = await (own ? own.send(request, { ...how, isLocal }) : attempt(request, how));
    const response = decode(received);
    seen.status = response.status;
    if (own) seen.code = received.code;
    else if (hooks.onStep && !isSuccess(response.status)) seen.code = codeOf(operation, response);
    return freezeResponse(operation, response, []);
  },

  wait: ({ deadline }, [ms]) => deadline.wait(ms),

  loadRecord: (_context, _step, begun) => begun,

  async checkRecord({ store, raws }, [name, expected]) {
    return ((await store.get(name)) ?? undefined) === rawOf(raws, expected);
  },

  async swapRecord({ store, raws }, [name, before, , ttlMs], begun) {
    const raw = (await begun) as string | undefined;
    const swapped = isSwapped(await store.swap(name, rawOf(raws, before), raw, ttlMs));
    return swapped && { raw: raw === undefined ? null : tokenOf(raws, raw) };
  },

  async authorize(context) {
    const returned: unknown = await context.hooks.authorize(context.request, context.route);
    if (returned === undefined) return {};
    if (classOf(returned) === "Response") {
      context.refusal = returned as Response;
      return true;
    }
    return verdictOf(returned);
  },

  rateLimit: (context) =>
    askRateLimit(context.hooks.rateLimit, context.request, context.route, (error) => report({ ...context, route: "" }, error)),

  async provider({ hooks }, [applicant]) {
    const chosen = await hooks.provider(applicant);
    const name = ownProviderOf(chosen)?.name ?? chosen;
    return typeof name === "string" ? name : null;
  },

  async onCreated({ hooks }, [created]) {
    await hooks.onCreated(created);
  },

  async onEvent({ hooks }, [event]) {
    await hooks.onEvent(event);
  },

  async verifySignature(context, [provider, check]) {
    const { body, incoming, ownProviders, isLocal } = context;
    const bytes = body as Uint8Array<ArrayBuffer>;
    const own = ownProviders[provider];
    if (own) return own.verify?.({ body: bytes, headers: incoming.headers, isLocal });
    return (await isSigned(copyOptions(check), bytes)) && { body: parseJson(bytes) };
  },
} satisfies { [Name in EffectName]: (context: Context, step: Arguments[Name], begun: unknown, seen: Seen) => unknown };

function codeOf(operation: CallName, response: DecodedResponse) {
  try {
    parse(operation, response, undefined, {});
    return undefined;
  } catch (error) {
    return (error as KycLinkError).code;
  }
}

/** Returns whether a store has replaced a record. Many drivers return a count or an object, and both would be true. */
export function isSwapped(returned: unknown) {
  if (typeof returned !== "boolean") throw misuse("swap must return true or false.");
  return returned;
}
