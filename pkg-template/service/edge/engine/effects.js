// Performs the effects of src/edge: what a host can do, and Rust cannot.

import { classOf } from "../../../module/bytes.js";
import { decode, freezeResponse, isSuccess, parse } from "../../../module/call/response.js";
import { attempt } from "../../../module/call/transport.js";
import { isSigned } from "../../../module/call/webhook.js";
import { copyOptions } from "../../../module/copy-options.js";
import { misuse } from "../../../module/error.js";
import { parseJson } from "../../../module/json.js";
import { parsedToJson } from "../../../module/to-json.js";
import { ofJson } from "../../../module/wasm/json.js";
import { ownProviderOf } from "../../provider/own-provider.js";
import { advise, errorOf, report } from "../report.js";
import { readBody } from "../request/body.js";
import { askRateLimit } from "../request/rate-limit.js";
import { verdictOf } from "../request/verdict.js";
import { subdivisionCode } from "./states.js";

/**
 * @import { CallName, HttpRequest } from "../../../types/core.js"
 * @import { PackedError } from "../../../module/error.js"
 * @import { EffectName } from "../../../module/wasm/calls.js"
 * @import { Context } from "../handler.js"
 * @typedef {{ status?: number, code?: import("../../../module/error.js").PublicError["code"] }} Seen a response
 */

/**
 * What src/edge gives to each effect.
 *
 * @typedef {object} Arguments
 * @property {[kind: "json" | "form" | "bytes", limit: number, ms: number, without: string[]]} readBody
 * @property {[text: string]} drawQrCode
 * @property {unknown[]} computeMacs
 * @property {[content: string]} sealCookie
 * @property {[cookies: string[]]} openCookies
 * @property {[error: PackedError]} report
 * @property {[country: string, name: string]} findStateCode
 * @property {[operation: CallName, request: HttpRequest, attempt: number, ms: number]} request
 * @property {[ms: number]} wait
 * @property {[name: string]} loadRecord
 * @property {[name: string, expected: string | null]} checkRecord
 * @property {[name: string, before: string | null, value: string | null, ttlMs: number]} swapRecord
 * @property {[]} authorize
 * @property {[]} rateLimit
 * @property {[applicant: import("../../../types/core.js").Applicant]} provider
 * @property {[created: import("../../../types/edge.js").CreatedCustomer]} onCreated
 * @property {[event: import("../../../types/edge.js").HandlerEvent]} onEvent
 * @property {[provider: string, check: import("../../../module/call/webhook.js").SignatureCheck]} verifySignature
 */

/**
 * What an effect can do before those in front of it have ended, because nobody outside notices: the cryptography, and
 * the loading of records that are loaded together. The effect gets the promise of it.
 *
 * @type {{ [Name in EffectName]?: (context: Context, step: Arguments[Name]) => Promise<unknown> | undefined }}
 */
const BEGINNINGS = {
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

/**
 * Begins an effect, as far as that is possible before it is its turn.
 *
 * @param {Context} context
 * @param {EffectName} effect
 * @param {never} args
 */
export function begin(context, effect, args) {
  const begun = context.deadline.isOver ? undefined : BEGINNINGS[effect]?.(context, args);
  // It may never be its turn.
  begun?.catch(() => {});
  return begun;
}

/**
 * Keeps the sealed form of a record, and returns what stands for it in src/edge, which only compares sealed forms.
 *
 * @param {string[]} raws
 * @param {string} raw
 */
function tokenOf(raws, raw) {
  return String(raws.push(raw));
}

/**
 * @param {string[]} raws
 * @param {string | null} token
 */
function rawOf(raws, token) {
  return token === null ? undefined : raws[Number(token) - 1];
}

/**
 * The effects by name. Each takes the arguments that src/edge gives it and what has begun of it, and returns the value of
 * its outcome.
 *
 * @satisfies {{ [Name in EffectName]: (context: Context, step: Arguments[Name], begun: unknown, seen: Seen) => unknown }}
 */
export const EFFECTS = {
  readBody: (context, [kind, limit, ms, without]) => readBody(context, { kind, limit, ms, without }),

  drawQrCode: ({ hooks }, [text]) => hooks.drawQrCode?.(text),

  computeMacs: ({ vault }, values) => vault.computeMacs(parsedToJson(values)),

  sealCookie: (_context, _step, begun) => begun,

  /** @returns {Promise<unknown>} */
  async openCookies({ vault, purpose }, [cookies]) {
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
    /** @type {Awaited<ReturnType<import("../../../module/call/transport.js").Send>>} */
    const received = await (own ? own.send(request, { ...how, isLocal }) : attempt(request, how));
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
    const raw = /** @type {string | undefined} */ (await begun);
    const swapped = isSwapped(await store.swap(name, rawOf(raws, before), raw, ttlMs));
    return swapped && { raw: raw === undefined ? null : tokenOf(raws, raw) };
  },

  async authorize(context) {
    /** @type {unknown} */
    const returned = await context.hooks.authorize(context.request, context.route);
    if (returned === undefined) return {};
    if (classOf(returned) === "Response") {
      context.refusal = /** @type {Response} */ (returned);
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
    const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (body);
    const own = ownProviders[provider];
    if (own) return own.verify?.({ body: bytes, headers: incoming.headers, isLocal });
    return (await isSigned(copyOptions(check), bytes)) && { body: parseJson(bytes) };
  },
};

/**
 * @param {CallName} operation
 * @param {import("../../../module/call/response.js").DecodedResponse} response
 */
function codeOf(operation, response) {
  try {
    parse(operation, response, undefined, {});
    return undefined;
  } catch (error) {
    return /** @type {import("../../../module/error.js").PublicError} */ (error).code;
  }
}

/**
 * Returns whether a store has replaced a record. Many drivers return a count or an object, and both would be true.
 *
 * @param {unknown} returned
 */
export function isSwapped(returned) {
  if (typeof returned !== "boolean") throw misuse("swap must return true or false.");
  return returned;
}
