// Performs the steps of src/edge: reading bodies and records, sealing, calling hooks and the provider.

import { ON_ATTEMPT } from "../attempts.js";
import { tag } from "../bytes.js";
import { NORMALIZE } from "../calls.js";
import { KycLinkError, misuse } from "../error.js";
import { candidates, onboard } from "../onboard.js";
import { ownOptions } from "../options.js";
import { toInput } from "../request.js";
import { COMPOSITES } from "../tables.js";
import { validate } from "../validate.js";
import { call } from "../wasm.js";
import { readSignature, verifyWebhook } from "../webhook.js";
import { readBody } from "./body.js";
import { askRateLimit } from "./rate-limit.js";
import { measured, report } from "./respond.js";
import { subdivisionCode } from "./states.js";
import { base64url, nameOf } from "./vault.js";

/**
 * @typedef {import("../../types/core.js").CallName} CallName
 * @typedef {import("../../types/core.js").CallOptions} CallOptions
 * @typedef {import("../../types/core.js").Customer} Customer
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

/** The steps by name. Each takes the arguments that src/edge lists for it and returns the outcome. */
export const EFFECTS = {
  /**
   * @param {Context} context
   * @param {[kind: "json" | "form" | "bytes", limit: number, without: string[]]} step
   */
  body: (context, [kind, limit, without]) => readBody(context, kind, limit, without),

  mint: () => base64url(crypto.getRandomValues(new Uint8Array(ID_BYTES))),

  /**
   * @param {Context} context
   * @param {[text: string]} step
   */
  draw: ({ hooks }, [text]) => hooks.draw?.(text),

  /**
   * @param {Context} context
   * @param {unknown[]} values
   */
  macs: ({ vault }, values) => vault.macs(JSON.stringify(values)),

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

  /** @param {Context} context */
  report: (context) => report(context, context.thrown[0]),

  /**
   * Validates the body as it was received: what JSON cannot represent, such as a lone surrogate, must be rejected, not
   * dropped.
   *
   * @param {Context} context
   * @param {[name: ProviderName]} step
   */
  validate({ policy, given, hooks: { phoneCountry } }, [name]) {
    const judge = (/** @type {unknown} */ input) => validate(compositeOf(name), input, { policy, normalize: true, phoneCountry });
    let verdict = judge(given);
    if (lacksStateCode(verdict)) {
      const applicant = /** @type {{ address: { country: string, state: string } }} */ (given);
      const state = subdivisionCode(applicant.address.country, applicant.address.state);
      if (state !== undefined) verdict = judge({ ...applicant, address: { ...applicant.address, state } });
    }
    if (!verdict.ok) throw new KycLinkError("invalid_request", { issues: verdict.issues });
    return verdict.value;
  },

  /**
   * @param {Context} context
   * @param {[name: ProviderName, applicant: Applicant, own: Partial<Applicant>]} step
   */
  async onboard(context, [name, applicant, own]) {
    const client = /** @type {import("./settings.js").AnyClient} */ (context.clients[name]);
    const outcome = await onboard(client, { ...applicant, ...own }, callOptions(context));
    if (outcome.kind === "link") return pickPublicFields(outcome.link);
    const { kind, customerId } = outcome;
    return { customerId, channels: kind === "verify_contact" ? outcome.channels : undefined, status: kind };
  },

  /**
   * @param {Context} context
   * @param {[name: ProviderName, applicant: Applicant, own: Partial<Applicant>, sentAt: number, answeredBy: number]} step
   */
  async candidates(context, [name, applicant, own, sentAt, answeredBy]) {
    const client = /** @type {object} */ (context.clients[name]);
    const found = await candidates(client, { ...applicant, ...own }, { sentAt, answeredBy, ...callOptions(context) });
    return found.map(pickPublicFields);
  },

  /**
   * @param {Context} context
   * @param {[name: ProviderName, verb: string, customerId: string, fields: Partial<Applicant> & { code?: string, country?: string }, maxRetries?: number]} step
   */
  async call(context, [name, verb, customerId, { code, country, ...fields }, maxRetries]) {
    const client = /** @type {Record<string, ClientMethod>} */ (context.clients[name]);
    const operation = /** @type {CallName} */ (`${name}.${verb}`);
    // A contact may be corrected with a number as it is dialled in the country of the address.
    const given = { ...fields, address: { country } };
    const applicant = /** @type {Applicant} */ (call(NORMALIZE, compositeOf(name), given, context.hooks.phoneCountry));
    const input = { ...toInput(applicant, operation), ...(code !== undefined && { code }), customerId };
    return pickPublicFields((await client[verb](input, { ...callOptions(context), maxRetries })) ?? {});
  },

  /**
   * @param {Context} context
   * @param {[parts: unknown, mustOpen: boolean]} step
   */
  async load({ store, vault }, [parts, mustOpen]) {
    const name = await nameOf(parts);
    const raw = await store.get(name);
    if (raw === undefined || raw === null) return {};
    const value = await vault.open(raw, name);
    if (value === undefined && mustOpen) {
      throw misuse("None of the secrets in cookieSecret opens a record of the store: keep the older secrets in the list.");
    }
    return { raw, value };
  },

  /**
   * @param {Context} context
   * @param {[parts: unknown, before: string | null, value: unknown, ttlMs: number]} step
   */
  async swap({ store, vault }, [parts, before, value, ttlMs]) {
    const name = await nameOf(parts);
    const raw = value === null ? undefined : await vault.seal(value, name);
    const swapped = await store.swap(name, before ?? undefined, raw, ttlMs);
    return swapped && { raw: raw ?? null };
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
  rateLimit: ({ hooks, request, route }) => askRateLimit(hooks.rateLimit, request, route),

  /**
   * @param {Context} context
   * @param {[applicant: import("../../types/core.js").Applicant]} step
   */
  provider: ({ hooks }, [applicant]) => hooks.provider(applicant),

  /**
   * @param {Context} context
   * @param {[created: { provider: ProviderName, customerId: string, reference: string }]} step
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
    const { id, kind, customerId, occurredAt } = context.event;
    return { id, kind, customerId, occurredAt };
  },
};

/** @param {ProviderName} name */
function compositeOf(name) {
  return /** @type {CompositeName} */ (COMPOSITES.find((operation) => operation.startsWith(`${name}.`)));
}

const STATE_CODES = ["state_not_code", "state_omitted", "state_unknown"];

/**
 * Returns whether the provider wants a code for the state but got something else, such as the name that a person typed.
 *
 * @param {{ issues?: Issue[], warnings: Issue[] }} verdict
 */
function lacksStateCode({ issues = [], warnings }) {
  return [...issues, ...warnings].some(({ code, pointer }) => pointer === "/address/state" && STATE_CODES.includes(code));
}

// The share of the timeout that a call to the provider needs at least.
const LEAST_SHARE = 0.05;

/**
 * Returns whether `authorize` returned a plain object, of any realm, with the expected names. An Error that is returned
 * instead of thrown must not admit anyone.
 *
 * @param {unknown} returned
 * @returns {returned is object}
 */
function isVerdict(returned) {
  if (typeof returned !== "object" || returned === null) return false;
  const prototype = Object.getPrototypeOf(returned);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  const names = Object.keys(returned);
  return isPlain && !Array.isArray(returned) && (names.length === 0 || names.some((name) => ["reference", "redirectUri"].includes(name)));
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
 * Picks the fields of an output that decide what happens next or that a web page may see. Nothing else is kept.
 * `email` and `phone` are only for the limits of contact codes.
 *
 * @param {object} output
 */
function pickPublicFields(output) {
  /** @type {Partial<import("../../types/core.js").KycLink & Customer>} */
  const own = ownOptions(output);
  const { id, customerId, type, status, createdAt, email, phone, contactVerification = {}, kycUrl, provider, expiresAt, expiresAtMs } = own;
  const channels = Object.entries(contactVerification).filter(([, state]) => state !== "verified");
  const link = kycUrl === undefined ? undefined : { kycUrl, expiresAt, provider };
  return { id, customerId, type, status, createdAt, email, phone, channels: channels.map(([channel]) => channel), expiresAtMs, link };
}

/**
 * Returns the options of a call to the provider. Its deadline ends before the request's own, so that there is time left to
 * store the outcome.
 *
 * @param {Context} context
 */
function callOptions(context) {
  const { providerTimeout, timeout, elapsed, deadline } = context;
  const left = providerTimeout - elapsed();
  // A create that is aborted too early could leave behind a customer whose id is unknown.
  if (left < timeout * LEAST_SHARE) throw deadline.end();
  return { deadline: left, [ON_ATTEMPT]: (/** @type {Attempt} */ attempt) => measured(context, { step: "request", ...attempt }) };
}
