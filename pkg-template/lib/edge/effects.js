// What the machine asks for, done: bodies, records, seals, hooks, calls to the provider.

import { startClock } from "../attempts.js";
import { tag } from "../bytes.js";
import { KycLinkError, misuse } from "../error.js";
import { candidates, onboard } from "../onboard.js";
import { toInput } from "../request.js";
import { COMPOSITES } from "../tables.js";
import { validate } from "../validate.js";
import { verifyWebhook } from "../webhook.js";
import { readBody } from "./body.js";
import { nameOf } from "./vault.js";

/** Does one step of src/edge and gives back what came of it. */
export const EFFECTS = {
  body: readBody,
  mint: () => crypto.randomUUID(),
  macs: ({ vault }, ...values) => vault.macs(JSON.stringify(values)),
  seal: ({ vault }, value) => vault.seal(value, "cookie"),
  open: ({ vault }, text) => vault.open(text, "cookie"),

  validate({ policy }, name, applicant) {
    const composite = COMPOSITES.find((operation) => operation.startsWith(`${name}.`));
    const { ok, value, issues } = validate(composite, applicant, { policy, normalize: true });
    if (!ok) throw new KycLinkError("invalid_request", { issues });
    return value;
  },

  async onboard(scene, name, applicant, own) {
    const { kind, link, customerId, channels } = await onboard(scene.clients[name], { ...applicant, ...own }, timeOf(scene));
    return link ? essence(link) : { customerId, channels, status: kind };
  },

  async candidates(scene, name, applicant, own, sentAt, answeredBy) {
    return (await candidates(scene.clients[name], { ...applicant, ...own }, { sentAt, answeredBy, ...timeOf(scene) })).map(essence);
  },

  async call(scene, name, verb, customerId, { code, ...fields }) {
    const input = { ...toInput(fields, `${name}.${verb}`), ...(code !== undefined && { code }), customerId };
    return essence((await scene.clients[name][verb](input, timeOf(scene))) ?? {});
  },

  async load({ store, vault }, parts) {
    const name = await nameOf(parts);
    const raw = await store.get(name);
    if (raw === undefined) return {};
    const value = await vault.open(raw, name);
    if (value === undefined) throw misuse("A record of the store opens under none of cookieSecret: keep the older secrets in the list.");
    return { raw, value };
  },

  async swap({ store, vault }, parts, before, value, ttlMs) {
    const name = await nameOf(parts);
    const raw = value === null ? undefined : await vault.seal(value, name);
    const swapped = await store.swap(name, before ?? undefined, raw, ttlMs);
    return swapped && { raw: raw ?? null };
  },

  async authorize(scene) {
    const said = await scene.hooks.authorize(scene.request, scene.route);
    if (said === undefined) return {};
    if (tag(said) === "Response") {
      scene.said = said;
      return true;
    }
    // A verdict that is misunderstood, or a reference that is none, would let in whom it should keep out.
    const { reference, redirectUri } = typeof said === "object" && said ? said : { reference: null };
    if (![reference, redirectUri].every((text) => text === undefined || (typeof text === "string" && text !== ""))) {
      throw misuse("authorize gives nothing, a Response, or { reference, redirectUri } of texts.");
    }
    return { reference, redirectUri };
  },

  async rateLimit(scene) {
    const verdict = await scene.hooks.rateLimit(scene.request, scene.route);
    return verdict === true || { retryAfterMs: Math.ceil(verdict?.retryAfterMs) };
  },

  provider: ({ hooks }, applicant) => hooks.provider(applicant),

  async onCreated({ hooks }, told) {
    await hooks.onCreated(told);
  },

  async onEvent({ hooks, event }) {
    await hooks.onEvent(event);
  },

  async verify(scene, provider, option) {
    const keys = scene.hooks[provider][`webhook${option[0].toUpperCase()}${option.slice(1)}`];
    scene.event = await verifyWebhook(provider, { body: scene.body, headers: scene.request.headers, [option]: keys });
    const { id, kind, customerId, occurredAt } = scene.event;
    return { id, kind, customerId, occurredAt };
  },
};

/** Of an output what decides and what a page is told: nobody keeps the rest. */
function essence({ id, customerId, type, status, contactVerification = {}, kycUrl, provider, expiresAt, expiresAtMs }) {
  const channels = Object.keys(contactVerification).filter((channel) => contactVerification[channel] !== "verified");
  return { id, customerId, type, status, channels, expiresAtMs, link: kycUrl && { kycUrl, expiresAt, provider } };
}

/** All calls of one answer share their time, so that a key that they hold is not held for longer. */
function timeOf(scene) {
  scene.elapsed ??= startClock();
  return { deadline: Math.max(scene.deadline - scene.elapsed(), 1) };
}
