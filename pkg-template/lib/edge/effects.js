// Performs the steps of src/edge: reading bodies and records, sealing, calling hooks and the provider.

import { ON_ATTEMPT } from "../attempts.js";
import { tag } from "../bytes.js";
import { KycLinkError, misuse } from "../error.js";
import { candidates, onboard } from "../onboard.js";
import { ownOptions } from "../options.js";
import { COMPOSITES } from "../tables.js";
import { toJson } from "../to-json.js";
import { validate } from "../validate.js";
import { readSignature, verifyWebhook } from "../webhook.js";
import { readBody } from "./body.js";
import { askRateLimit } from "./rate-limit.js";
import { report, reportStep } from "./report.js";
import { subdivisionCode } from "./states.js";
import { base64url, nameOf } from "./vault.js";

/**
 * @typedef {import("../../types/core.js").CallName} CallName
 * @typedef {import("../../types/core.js").CallOptions} CallOptions
 * @typedef {import("../../types/core.js").WebhookKeys} WebhookKeys
 * @typedef {import("../attempts.js").Attempt} Attempt
 * @typedef {import("../../types/form.js").CompositeName} CompositeName
 * @typedef {import("../../types/form.js").Issue} Issue
 * @typedef {import("../../types/form.js").ProviderName} ProviderName
 * @typedef {import("./handler.js").Context} Context
 */

/**
 * A validated applicant.
 *
 * @typedef {import("../../types/providers.js").Operations[CompositeName]["input"]} Applicant
 */

/** @typedef {(input: unknown, options: CallOptions) => Promise<object | undefined>} ClientMethod */

const ID_BYTES = 16; // 128 bits

/** The steps by name. Each takes the arguments that src/edge gives it, and returns the value of its outcome. */
export const EFFECTS = {
  /**
   * @param {Context} context
   * @param {[kind: "json" | "form" | "bytes", limit: number, ms: number, without: string[]]} step
   */
  body: (context, [kind, limit, ms, without]) => readBody(context, { kind, limit, ms, without }),

  randomId: () => base64url(crypto.getRandomValues(new Uint8Array(ID_BYTES))),

  /**
   * @param {Context} context
   * @param {[text: string]} step
   */
  drawQrCode: ({ hooks }, [text]) => hooks.drawQrCode?.(text),

  /**
   * @param {Context} context
   * @param {unknown[]} values
   */
  computeMacs: ({ vault }, values) => vault.computeMacs(toJson(values)),

  /**
   * @param {Context} context
   * @param {[value: unknown]} step
   */
  seal: ({ vault, purpose }, [value]) => vault.seal(value, purpose),

  /**
   * @param {Context} context
   * @param {[cookies: string[]]} step
   * @returns {Promise<unknown>}
   */
  async open({ vault, purpose }, [cookies]) {
    const opened = await Promise.all(cookies.map((cookie) => vault.open(cookie, purpose)));
    return opened.filter((session) => session !== undefined);
  },

  /**
   * @param {Context} context
   * @param {[outcome: number]} step
   */
  report: (context, [outcome]) => report(context, context.errors[outcome]),

  /**
   * Validates the body as it was received: what JSON cannot represent, such as a lone surrogate, must be rejected, not
   * dropped. `state` replaces the state of its address.
   *
   * @param {Context} context
   * @param {[name: ProviderName, state: string | null]} step
   */
  validate({ policy, given, hooks: { phoneCountry } }, [name, state]) {
    const input = state === null ? given : withState(/** @type {{ address: object }} */ (given), state);
    const verdict = validate(compositeOf(name), input, { policy, normalize: true, phoneCountry });
    if (!verdict.ok) throw new KycLinkError("invalid_request", { issues: verdict.issues });
    return { value: verdict.value, warnings: verdict.warnings.map(({ pointer, code }) => [pointer, code]) };
  },

  /**
   * @param {Context} _context
   * @param {[country: string, name: string]} step
   */
  state: (_context, [country, name]) => subdivisionCode(country, name) ?? null,

  /**
   * @param {Context} context
   * @param {[name: ProviderName, applicant: Applicant, own: Partial<Applicant>, ms: number, idempotencyKey: string | null]} step
   */
  onboard(context, [name, applicant, own, ms, idempotencyKey]) {
    const client = /** @type {import("./settings.js").AnyClient} */ (context.clients[name]);
    const options = { ...callOptions(context, ms), idempotencyKey: idempotencyKey ?? undefined };
    return onboard(client, { ...applicant, ...own }, options);
  },

  /**
   * @param {Context} context
   * @param {[name: ProviderName, applicant: Applicant, own: Partial<Applicant>, sentAt: number, answeredBy: number, ms: number]} step
   */
  async candidates(context, [name, applicant, own, sentAt, answeredBy, ms]) {
    const client = /** @type {object} */ (context.clients[name]);
    const found = await candidates(client, { ...applicant, ...own }, { sentAt, answeredBy, ...callOptions(context, ms) });
    return found.map(withoutRaw);
  },

  /**
   * @param {Context} context
   * @param {[name: ProviderName, operation: CallName, input: object, ms: number, maxRetries?: number]} step
   */
  async call(context, [name, operation, input, ms, maxRetries]) {
    const client = /** @type {Record<string, ClientMethod>} */ (context.clients[name]);
    const verb = operation.slice(name.length + 1);
    const output = await client[verb](input, { ...callOptions(context, ms), maxRetries });
    if (output === undefined) return null;
    if (!Object.hasOwn(output, "items")) return withoutRaw(output);
    const page = /** @type {{ items: object[] }} */ (output);
    return { ...page, items: page.items.map(withoutRaw) };
  },

  /**
   * @param {Context} context
   * @param {[parts: unknown]} step
   */
  async load({ store, vault }, [parts]) {
    const name = await nameOf(parts);
    const raw = await store.get(name);
    return raw === undefined || raw === null ? {} : { raw, value: await vault.open(raw, name) };
  },

  /**
   * @param {Context} context
   * @param {[parts: unknown, before: string | null, value: unknown, ttlMs: number]} step
   */
  async swap({ store, vault }, [parts, before, value, ttlMs]) {
    const name = await nameOf(parts);
    const raw = value === null ? undefined : await vault.seal(value, name);
    const swapped = await store.swap(name, before ?? undefined, raw, ttlMs);
    return swapped ? { raw: raw ?? null } : false;
  },

  /** @param {Context} context */
  async authorize(context) {
    /** @type {unknown} */
    const returned = await context.hooks.authorize(context.request, context.route);
    if (returned === undefined) return {};
    if (tag(returned) === "Response") {
      context.refusal = /** @type {Response} */ (returned);
      return true;
    }
    // A misunderstood result, or an empty reference, would admit somebody who must be refused.
    /** @type {{ reference?: unknown, redirectUri?: unknown }} */
    const verdict = isVerdict(returned) ? ownOptions(returned) : { reference: undefined };
    const { reference, redirectUri } = verdict;
    if (("reference" in verdict && !isNonEmpty(reference)) || (redirectUri !== undefined && !isNonEmpty(redirectUri))) {
      throw misuse("authorize must return nothing, a Response, or { reference, redirectUri } with strings that are not empty.");
    }
    return { reference, redirectUri };
  },

  /** @param {Context} context */
  rateLimit: (context) =>
    askRateLimit(context.hooks.rateLimit, context.request, context.route, (error) => report({ ...context, route: "" }, error)),

  /**
   * @param {Context} context
   * @param {[applicant: import("../../types/core.js").Applicant]} step
   */
  provider: ({ hooks }, [applicant]) => hooks.provider(applicant),

  /**
   * @param {Context} context
   * @param {[created: import("../../types/edge.js").CreatedCustomer]} step
   */
  async onCreated({ hooks }, [created]) {
    await hooks.onCreated(created);
  },

  /** @param {Context} context */
  async onEvent({ hooks, event }) {
    await hooks.onEvent(/** @type {import("../../types/core.js").WebhookEvent} */ (event));
  },

  /**
   * @param {Context} context
   * @param {[provider: ProviderName, option: "secret" | "publicKey"]} step
   */
  signature(context, [provider, option]) {
    readSignature(provider, { headers: context.request.headers, ...webhookKeys(context, provider, option) });
  },

  /**
   * @param {Context} context
   * @param {[provider: ProviderName, option: "secret" | "publicKey"]} step
   */
  async verify(context, [provider, option]) {
    const body = /** @type {Uint8Array<ArrayBuffer>} */ (context.body);
    const { headers } = context.request;
    context.event = await verifyWebhook(provider, { body, headers, ...webhookKeys(context, provider, option) });
    const { id, kind, customerId, kycLinkId, occurredAt } = context.event;
    return { id, kind, customerId, kycLinkId, occurredAt };
  },
};

/** @param {ProviderName} name */
function compositeOf(name) {
  return /** @type {CompositeName} */ (COMPOSITES.find((operation) => operation.startsWith(`${name}.`)));
}

/**
 * @param {{ address: object }} applicant
 * @param {string} state
 */
function withState(applicant, state) {
  return { ...applicant, address: { ...applicant.address, state } };
}

/**
 * Returns whether `authorize` returned a plain object, of any realm, with one of the expected names. An Error that is
 * returned instead of thrown must not admit anyone, nor must `{}` or `{ error: "…" }`.
 *
 * @param {unknown} returned
 * @returns {returned is object}
 */
function isVerdict(returned) {
  if (typeof returned !== "object" || returned === null) return false;
  const prototype = Object.getPrototypeOf(returned);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  const names = Object.keys(returned);
  return isPlain && !Array.isArray(returned) && names.some((name) => ["reference", "redirectUri"].includes(name));
}

/** @param {unknown} value */
function isNonEmpty(value) {
  return typeof value === "string" && value !== "" && !/\p{Surrogate}/u.test(value);
}

/**
 * Returns a provider's configured webhook keys, as an option of `verifyWebhook`.
 *
 * @param {Context} context
 * @param {ProviderName} provider
 * @param {"secret" | "publicKey"} option
 */
function webhookKeys({ hooks }, provider, option) {
  /** @type {{ webhookSecret?: WebhookKeys, webhookPublicKey?: WebhookKeys } | undefined} */
  const { webhookSecret = [], webhookPublicKey = [] } = hooks[provider] ?? {};
  return option === "secret" ? { secret: webhookSecret } : { publicKey: webhookPublicKey };
}

/**
 * Returns an output without the provider's own response, which src/edge does not read.
 *
 * @param {object & { raw?: unknown }} output
 */
function withoutRaw({ raw, ...output }) {
  return output;
}

/**
 * Returns the options of a call to the provider.
 *
 * @param {Context} context
 * @param {number} ms how long it may take
 */
function callOptions(context, ms) {
  return { deadline: ms, [ON_ATTEMPT]: (/** @type {Attempt} */ attempt) => reportStep(context, { step: "request", ...attempt }) };
}
