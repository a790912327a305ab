// The sentences of the handler, and the headers that do not depend on who asks.

/** What is wrong with a request, by the code of src/edge. */
export const REFUSALS = {
  malformed: "What was sent cannot be read.",
  idempotency_key_malformed: "An idempotency key is 22 to 255 visible ASCII characters.",
  no_session: "There is no onboarding in this browser.",
  not_allowed: "This is not allowed from here.",
  no_route: "There is nothing at this address.",
  method_not_allowed: "This address does not take this method.",
  request_timeout: "The body took too long to arrive.",
  still_running: "This is being done already: ask again in a moment.",
  payload_too_large: "The body is too large.",
  unsupported_media_type: "Send JSON or a form.",
  idempotency_key_reused: "This idempotency key belongs to other data: take a new one.",
  too_many_requests: "Too many requests: wait a while.",
  not_now: "This could not be done now: ask again in a moment.",
  internal: "Something is wrong on our side.",
};

/** What to set, by the field of a configuration that is wrong. */
export const HINTS = {
  basePath: 'basePath is a path such as "/kyc": it begins with a slash and does not end with one.',
  provider: "provider is the name of a provider, or a function that gives one for an applicant.",
  credentials: "The chosen provider has no credentials: give them as a member of its name.",
  webhooks: "The webhook key of a provider is none: webhookSecret is its whole secret, webhookPublicKey a P-256 key in PEM or hex.",
  allowedOrigins:
    'allowedOrigins lists the origins of your pages, such as "https://app.example.com": https (http on loopback only), no path, no "*", no "null".',
  cookieSecret:
    "cookieSecret is a random text of at least 32 bytes, or a list of such texts, newest first: `openssl rand -base64 32` prints one. A text from documentation is not a secret.",
  store: "store is missing: durableObjectStore(env.KYCLINK), of a binding that is there, or memoryStore() where there is a single process.",
  rateLimit: 'rateLimit is a function, or "none" where something before the handler limits requests; with authorize it may be left out.',
  hooks: "authorize, render, onCreated, onEvent, onError and fetch are functions.",
  redirectUri: "redirectUri is an https URL (http on loopback only) without credentials.",
  policy: 'policy is "schema", "postal" or "strict".',
  durations: "timeout and maxWebhookAgeMs are positive, finite numbers of milliseconds.",
  id: "id is a string that tells this handler apart from others with the same cookieSecret.",
};

const ALWAYS = { "cache-control": "no-store", vary: "Origin", "x-content-type-options": "nosniff" };
const DATA = { "referrer-policy": "no-referrer" };
const PAGE = {
  // A form in a page that sends no referrer has no origin, and would not be let in.
  "referrer-policy": "same-origin",
  // A browser holds `form-action` against the redirect after a post, too, and the hosted page may be on any https host.
  "content-security-policy":
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'self' https:; frame-ancestors 'none'",
  "x-frame-options": "DENY",
};
const SHARED = { "access-control-allow-credentials": "true", "access-control-expose-headers": "retry-after" };

/** All headers of an answer, from its own. */
export function headersOf({ headers, view }) {
  return { ...ALWAYS, ...(view ? PAGE : DATA), ...(headers["access-control-allow-origin"] && SHARED), ...headers };
}
