// The handler's messages, and the headers that are the same for every client.

import type { ProviderName } from "../../module/codes.ts";
import { keysOf } from "../../module/keys-of.ts";
import { AGREEMENT_TYPES, PROVIDER_OPTIONS, REFUSALS } from "../../module/tables.js";
import { isSafeUrl } from "../../module/url.ts";
import type { HandlerCode } from "./handler-codes.ts";

const PROVIDERS = keysOf(PROVIDER_OPTIONS);

/** The mistake of an application, which no repetition mends. */
export const BODY_WAS_READ =
  "The body has already been read: call the handler before what reads it, such as express.json() or request.json(), or pass it request.clone().";

/** A handler of real people whose store ends with the process. */
export const IN_PRODUCTION =
  'store is memoryStore(), and environment is "production": a second process, or this one after a restart, knows nothing of who has begun, and may create them again. Use a store that all processes share.';

/**
 * Every {@link HandlerCode}: the codes of the handler's own problem details. Other problems have one of `ERROR_CODES`.
 *
 * @example
 * const { code } = await response.json();
 * const isOurs = (HANDLER_CODES as readonly string[]).includes(code);
 */
export const HANDLER_CODES: readonly HandlerCode[] = Object.freeze(keysOf(REFUSALS));

/** Messages about a configuration, by the field that is wrong: they say what to set. */
const HINTS: Record<string, string> = {
  basePath:
    'basePath must be a path such as "/kyc": it begins with one slash, does not end with one, and has no blanks or invisible characters.',
  publicOrigin:
    'publicOrigin must be one of allowedOrigins, written in the same way: the origin under which people reach this handler, such as "https://app.example.com".',
  provider: `provider must be ${PROVIDERS.map((name) => `"${name}"`).join(" or ")}, a provider of your own, or a function that returns one of them for an applicant.`,
  webhooks:
    "The webhook key of a provider is not a key: webhookSecret must be the whole secret, and webhookPublicKey a public key: P-256 in PEM or hex, or RSA in PEM where the provider signs with RSA.",
  cookieSecret:
    "cookieSecret must be a random string of at least 32 bytes, or a list of such strings, newest first: `openssl rand -base64 32` prints one. Neither a string from documentation nor a repeated word is a secret. In the docs it is the variable COOKIE_SECRET.",
  secrets:
    "The same secret is given in two options: cookieSecret must be one that no provider knows, and webhookSecret that of the webhook and not apiKey.",
  store: "store is missing: use durableObjectStore(env.KYCLINK) with a binding that exists, or memoryStore() if there is a single process.",
  rateLimit: 'rateLimit must be a function, or "none" if something in front of the handler limits requests; with authorize it is optional.',
  hooks: "authorize, render, page, onCreated, onEvent, onError, onStep and fetch must be functions.",
  redirectUri: "redirectUri must be a string: an https URL (http on loopback only) without credentials, blanks or invisible characters.",
  policy: 'policy must be "schema", "postal" or "strict".',
  personFields: 'personFields must be a list of "firstName", "lastName", "birthDate" and "nationality".',
  agreements: `agreements must be a list of types: ${Object.values(AGREEMENT_TYPES).flat().join(", ")}.`,
  durations: "timeout and maxWebhookAgeMs must be positive, finite numbers of milliseconds.",
  ownFields:
    'ownFields must be an object with at most ten fields, such as { referral: { label: "Referral code" } }. A name has letters and digits only, kind is "text" or "checkbox", and required is true or false.',
  agenda: "agenda must be true or false: whether the store remembers which customers are open.",
  id: "id must be a string that distinguishes this handler from others with the same cookieSecret, without quotes or blanks around it or invisible characters.",
};

/** Returns the message about an option that src/edge found to be wrong: it says what to set. */
export function hintOf(
  option: string,
  { allowedOrigins, provider, store }: { allowedOrigins?: unknown; provider?: unknown; store?: unknown },
) {
  if (option === "allowedOrigins") return originHint(allowedOrigins);
  if (option === "store" && typeof store === "function") return "store must be what memoryStore returns: write store: memoryStore().";
  if (option !== "credentials") return HINTS[option];
  // A function chooses among the providers that have credentials.
  if (typeof provider === "string") return `The provider "${provider}" has no credentials: set them in the option ${provider}.`;
  return `No provider has credentials: set them in the option ${PROVIDERS.join(", ")}, or list one of your own in providers.`;
}

/** What of a provider's options may take the place of one another. */
type OfProvider = { environment?: unknown; baseUrl?: unknown };

/**
 * Returns the message about all values that are `undefined`, if there are several: each is a variable that is not set.
 */
export function unsetHint(
  config: Partial<Record<ProviderName, object>> & { allowedOrigins?: unknown; cookieSecret?: unknown; store?: unknown },
) {
  const unset = [];
  for (const provider of PROVIDERS) {
    const given: OfProvider = config[provider] ?? {};
    for (const [name, value] of Object.entries(given)) if (value === undefined && !hasOther(given, name)) unset.push(`${provider}.${name}`);
  }
  const origins = Array.isArray(config.allowedOrigins) ? config.allowedOrigins : [];
  origins.forEach((origin, at) => {
    if (origin === undefined) unset.push(`allowedOrigins[${at}]`);
  });
  for (const name of ["cookieSecret", "store"] as const) if (Object.hasOwn(config, name) && config[name] === undefined) unset.push(name);
  return unset.length > 1
    ? `These are undefined: ${unset.join(", ")}. Are their variables set? \`npx kyclink doctor\` lists them.`
    : undefined;
}

/** Returns whether one of `environment` and `baseUrl` is undefined and the other is set, as it has to be. */
function hasOther(given: OfProvider, name: string) {
  return (name === "environment" && given.baseUrl !== undefined) || (name === "baseUrl" && given.environment !== undefined);
}

/** Returns what is wrong with `allowedOrigins`, and what to write instead. */
function originHint(given: unknown) {
  const example = 'such as "https://app.example.com"';
  if (given === undefined) return `allowedOrigins is missing: list the origins of your pages, ${example}.`;
  if (!Array.isArray(given)) return `allowedOrigins must be a list of the origins of your pages, ${example} in brackets.`;
  if (given.length === 0) return `allowedOrigins is empty: list the origins of your pages, ${example}.`;
  const found = given.findIndex((origin) => typeof origin !== "string" || !isOrigin(origin) || !isSafeUrl(origin, true));
  const at = Math.max(found, 0);
  const origin = given[at];
  const name = `allowedOrigins[${at}]`;
  if (origin === undefined || origin === "")
    return `${name} is ${origin === "" ? "empty" : "undefined"}: is the variable set? In the docs it is ORIGIN.`;
  if (typeof origin !== "string") return `${name} must be a string, ${example}.`;
  if (origin.includes("*")) return `${name} has a "*": list each origin, ${example}.`;
  if (!URL.canParse(origin) || !/^https?:$/.test(new URL(origin).protocol)) return `${name} must begin with https://, ${example}.`;
  if (!isSafeUrl(new URL(origin).origin, true)) return `${name} must begin with https://: only localhost may have http://.`;
  return `${name} must be an origin, which has no path and no slash at the end: write "${new URL(origin).origin}".`;
}

/**
 * What may have to be changed in the configuration, by the option that src/edge advises to check. Anybody can send a
 * request that looks like a mistake: the messages say when it is none.
 */
const ADVICE: Record<string, string> = {
  basePath: "A request came under another path than the handler's. If it was your page's, set basePath to the path of its routes.",
  contentEncoding:
    "A request was refused whose body is compressed (content-encoding): the handler reads bodies as they are sent. If your page, your proxy or the provider sent it, turn the compression of requests off there.",
  cookieSecret: "None of the secrets in cookieSecret opens a record of the store: keep the older secrets in the list.",
  idempotencyKey:
    "An idempotency key (idempotencyKey) consists of words and a number, which somebody could guess, and so get the onboarding. If your page made it, use crypto.randomUUID().",
  publicOrigin:
    "A link to another device was made, but its origin is a guess: the request's host is not in allowedOrigins. If requests come through your proxy, set publicOrigin to the origin under which people reach this handler.",
  store:
    "The store knows nothing of an onboarding whose session is valid. If it is memoryStore(), another process has it, or this one has restarted: use a store that all processes share. Any other store must keep its records until they end.",
  webhooks:
    "A webhook came for a provider without a key for it. If that provider sent it, set webhookSecret or webhookPublicKey in its option.",
};

/** The longest host name has 253 characters. */
const MAX_ORIGIN = 300;

/**
 * Returns the message about what to change.
 *
 * @param origin where the request came from
 */
export function adviceOf(advice: string, origin: string | null, allowed: readonly string[]) {
  if (advice !== "allowedOrigins") return ADVICE[advice];
  const isKnown = origin !== null && isOrigin(origin);
  const came = origin === null ? "without the header Origin" : `from the origin ${isKnown ? origin : "(malformed)"}`;
  const refused = `A request came ${came}, and was refused. allowedOrigins lists ${allowed.join(", ")}`;
  if (!isKnown) return `${refused}.`;
  return `${refused}: add this origin only if the page is yours. An origin that merely resembles yours is an attack.`;
}

function isOrigin(text: string) {
  return text.length <= MAX_ORIGIN && URL.canParse(text) && new URL(text).origin === text;
}

const ALWAYS = { "cache-control": "no-store", vary: "Origin", "x-content-type-options": "nosniff" };
const DATA = { "referrer-policy": "no-referrer" };
const PAGE = {
  // With `no-referrer`, a browser would post the page's form with `Origin: null`, and it would be refused.
  "referrer-policy": "same-origin",
  // Browsers apply `form-action` to the redirect after a POST as well, and the hosted page may be on any https host.
  "content-security-policy":
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'self' https:; frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
};
const ON_DATA = { ...ALWAYS, ...DATA };
const ON_PAGE = { ...ALWAYS, ...PAGE };
const SHARED = { "access-control-allow-credentials": "true", "access-control-expose-headers": "retry-after" };

/** Returns all headers of a response: its own, and those that every response of its kind has. */
export function headersOf({ headers, view }: { headers: Record<string, string>; view?: string }): Record<string, string> {
  const isShared = Object.hasOwn(headers, "access-control-allow-origin");
  return { ...(view ? ON_PAGE : ON_DATA), ...(isShared && SHARED), ...headers };
}
