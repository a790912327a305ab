// What the machine asks for, done: bodies, records, seals, hooks, calls to the provider.

import { tag } from "../bytes.js";
import { KycLinkError, misuse } from "../error.js";
import { candidates, onboard } from "../onboard.js";
import { ownOptions } from "../options.js";
import { toInput } from "../request.js";
import { COMPOSITES } from "../tables.js";
import { wholeMs } from "../timer.js";
import { validate } from "../validate.js";
import { readSignature, verifyWebhook } from "../webhook.js";
import { readBody } from "./body.js";
import { report } from "./respond.js";
import { subdivisionCode } from "./states.js";
import { nameOf } from "./vault.js";

/** Does one step of src/edge and returns its outcome. The second parameter is the list `with` of the step. */
export const EFFECTS = {
  body: (scene, [kind, most, without]) => readBody(scene, kind, most, without),
  mint: () => crypto.randomUUID(),
  macs: ({ vault }, values) => vault.macs(JSON.stringify(values)),
  seal: ({ vault, purpose }, [value]) => vault.seal(value, purpose),
  open: ({ vault, purpose }, [text]) => vault.open(text, purpose),
  report: (scene) => report(scene, scene.thrown[0]),

  // The body as it came: what JSON cannot carry, such as half a character, must be refused and not lost on the way.
  validate({ policy, given: applicant }, [name]) {
    const composite = COMPOSITES.find((operation) => operation.startsWith(`${name}.`));
    const judge = (input) => validate(composite, input, { policy, normalize: true });
    let verdict = judge(applicant);
    if (lacksCode(verdict)) {
      const state = subdivisionCode(applicant.address.country, applicant.address.state);
      if (state) verdict = judge({ ...applicant, address: { ...applicant.address, state } });
    }
    const { ok, value, issues } = verdict;
    if (!ok) throw new KycLinkError("invalid_request", { issues });
    return value;
  },

  async onboard(scene, [name, applicant, own]) {
    const { kind, link, customerId, channels } = ownOptions(await onboard(scene.clients[name], { ...applicant, ...own }, timeOf(scene)));
    return link ? essence(link) : { customerId, channels, status: kind };
  },

  async candidates(scene, [name, applicant, own, sentAt, answeredBy]) {
    return (await candidates(scene.clients[name], { ...applicant, ...own }, { sentAt, answeredBy, ...timeOf(scene) })).map(essence);
  },

  async call(scene, [name, verb, customerId, { code, ...fields }, maxRetries]) {
    const input = { ...toInput(fields, `${name}.${verb}`), ...(code !== undefined && { code }), customerId };
    return essence((await scene.clients[name][verb](input, { ...timeOf(scene), maxRetries })) ?? {});
  },

  async load({ store, vault }, [parts, mustOpen]) {
    const name = await nameOf(parts);
    const raw = await store.get(name);
    if (raw === undefined || raw === null) return {};
    const value = await vault.open(raw, name);
    if (value === undefined && mustOpen)
      throw misuse("A record of the store opens under none of the secrets in cookieSecret: keep the older ones in the list.");
    return { raw, value };
  },

  async swap({ store, vault }, [parts, before, value, ttlMs]) {
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
    const given = isVerdict(said) ? ownOptions(said) : { reference: undefined };
    const { reference, redirectUri } = given;
    if (("reference" in given && !isText(reference)) || (redirectUri !== undefined && !isText(redirectUri))) {
      throw misuse("authorize returns nothing, a Response, or { reference, redirectUri } of strings that are not empty.");
    }
    return { reference, redirectUri };
  },

  async rateLimit(scene) {
    const verdict = await scene.hooks.rateLimit(scene.request, scene.route);
    return verdict === true || { retryAfterMs: wholeMs(ownOptions(verdict).retryAfterMs) };
  },

  provider: ({ hooks }, [applicant]) => hooks.provider(applicant),

  async onCreated({ hooks }, [created]) {
    await hooks.onCreated(created);
  },

  async onEvent({ hooks, event }) {
    await hooks.onEvent(event);
  },

  signature(scene, [provider, option]) {
    readSignature(provider, { headers: scene.request.headers, [option]: webhookKeys(scene, provider, option) });
  },

  async verify(scene, [provider, option]) {
    const keys = webhookKeys(scene, provider, option);
    scene.event = await verifyWebhook(provider, { body: scene.body, headers: scene.request.headers, [option]: keys });
    const { id, kind, customerId, occurredAt } = scene.event;
    return { id, kind, customerId, occurredAt };
  },
};

/** Whether the provider wants a code for the state, and something else was given: people write its name. */
function lacksCode({ issues = [], warnings }) {
  const isIt = ({ code, pointer }) =>
    pointer === "/address/state" && (code === "state_not_code" || code === "state_omitted" || code === "state_unknown");
  return [...issues, ...warnings].some(isIt);
}

// Of the request's deadline: with less the provider is not asked any more.
const LEAST_SHARE = 0.05;

/** Whether it is a plain object, of any realm, about a person: an Error that is returned and not thrown lets nobody in. */
function isVerdict(said) {
  if (typeof said !== "object" || said === null) return false;
  const prototype = Object.getPrototypeOf(said);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  const names = Object.keys(said);
  return isPlain && !Array.isArray(said) && (names.length === 0 || names.some((name) => ["reference", "redirectUri"].includes(name)));
}

const isText = (value) => typeof value === "string" && value !== "" && !/\p{Surrogate}/u.test(value);

function webhookKeys({ hooks }, provider, option) {
  return hooks[provider][`webhook${option[0].toUpperCase()}${option.slice(1)}`];
}

/** Of an output what decides and what a page is told: nobody keeps the rest. */
function essence(output) {
  const {
    id,
    customerId,
    type,
    status,
    createdAt,
    contactVerification = {},
    kycUrl,
    provider,
    expiresAt,
    expiresAtMs,
  } = ownOptions(output);
  const channels = Object.keys(contactVerification).filter((channel) => contactVerification[channel] !== "verified");
  return { id, customerId, type, status, createdAt, channels, expiresAtMs, link: kycUrl && { kycUrl, expiresAt, provider } };
}

/** The provider's calls end before the request's deadline, so that there is time to tell the store of it. */
function timeOf({ patience, timeout, elapsed, deadline }) {
  const left = patience - elapsed();
  // A create that is given up at once would leave a customer behind that nobody knows of.
  if (left < timeout * LEAST_SHARE) throw deadline.end();
  return { deadline: left };
}
