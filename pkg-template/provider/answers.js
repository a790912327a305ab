// What the functions of a provider may return: known members only, each of a known size. The crate decides what they
// mean; a member that is of another type is `false` there, which is no text and no list.

/** The longest texts of an answer, in UTF-16 code units. */
const MAX_URL = 8192;
const MAX_TEXT = 200;

const MAX_CUSTOMERS = 100;
const MAX_ITEMS = 200;

/** @typedef {Record<string, unknown>} Members */

/**
 * Returns the JSON of what a function has returned. If the crate refuses it, it tells the `problem`.
 *
 * @param {string} name the function
 * @param {unknown} returned
 * @param {Members} sent the body of the request
 */
export function answerOf(name, returned, sent) {
  const answer = name === "find" ? found(returned, sent) : customer(returned);
  return JSON.stringify({ ...answer, problem: `${name} returned ${problemOf(answer, sent)}.` });
}

/** @satisfies {Record<import("../types/core.js").CustomerStatus, 1>} */
const STATUSES = { incomplete: 1, pending: 1, approved: 1, rejected: 1, expired: 1, on_hold: 1, unknown: 1 };
const NO_ID = "is not one: it has at most 200 letters, digits and ._:@|~+=,-";
const NO_TIME = "is not a Date, milliseconds or an RFC 3339 timestamp with an offset";
const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/i;

/**
 * Whether this can be the id of a customer.
 *
 * @param {string} text
 */
export function isId(text) {
  return /^[\w.:@|~+=,-]{1,200}$/.test(text) && /[A-Za-z0-9]/.test(text);
}

/**
 * Says what may be wrong with an answer, without a value of it: what remains if everything else is right.
 *
 * @param {Members} answer
 * @param {Members} sent
 */
function problemOf({ customers, customerId, kycUrl, expiresAt, status, type }, sent) {
  if ("since" in sent) return Array.isArray(customers) ? "a customer without a usable customerId" : "neither customers nor null";
  const isGiven = customerId !== undefined;
  if (!isGiven && sent.customerId === undefined) return "no customerId";
  if (isGiven && !isId(String(customerId || ""))) return `a customerId that ${NO_ID}`;
  if (isGiven && sent.customerId !== undefined && customerId !== sent.customerId) return "the customerId of another customer";
  if (type !== undefined && sent.type !== undefined && type !== sent.type) return "a type that is not the applicant's";
  if (kycUrl === undefined) return status === undefined ? "neither kycUrl nor status" : "a status that is not one of kyclink's";
  if (!isSafe(String(kycUrl))) return "a kycUrl that is not an https URL without credentials";
  if (expiresAt !== undefined && !isTime(expiresAt)) return `an expiresAt that ${NO_TIME}`;
  return "a kycUrl on another host: add it to hosts";
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isTime(value) {
  return typeof value === "string" && TIME.test(value) && Number.isFinite(Date.parse(value));
}

/** @param {string} text */
function isSafe(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && url.username === "" && url.password === "";
}

/**
 * Returns an event as src/provider/declared/webhook.rs reads it, and the `problem` with it, if there is one. Without a
 * readable time, it would count as the newest.
 *
 * @param {unknown} returned
 */
export function eventOf(returned) {
  const { id, kind, at, customerId, reference, status, requirements, capabilities } = pick(returned);
  const known = {
    customerId: text(customerId),
    reference: text(reference, 500),
    status: text(status),
    ...lists(requirements, capabilities),
  };
  const occurredAt = time(at);
  if (occurredAt !== undefined && !isTime(occurredAt)) return { body: {}, problem: `an at that ${NO_TIME}` };
  const event = { id: text(id), kind: text(kind), at: occurredAt && new Date(occurredAt).toISOString(), data: known };
  return { body: JSON.parse(JSON.stringify(event)), problem: problemOfEvent(known) };
}

/** @param {Members} data */
function problemOfEvent({ customerId, reference, status, requirements, capabilities }) {
  if (customerId !== undefined && !isId(String(customerId || ""))) return `a customerId that ${NO_ID}`;
  if (reference === false) return "a reference that is not a text of at most 500 characters";
  if (status !== undefined && !Object.hasOwn(STATUSES, String(status))) return "a status that is not one of kyclink's";
  if (requirements === false || capabilities === false) return "requirements or capabilities that are not a list";
  return undefined;
}

/** @param {unknown} returned */
function customer(returned) {
  const { customerId, kycUrl, expiresAt, token, status, type, requirements, capabilities } = pick(returned);
  return {
    customerId: text(customerId),
    kycUrl: text(urlText(kycUrl), MAX_URL),
    expiresAt: time(expiresAt),
    token: text(token, MAX_URL),
    status: text(status),
    type: text(type),
    ...lists(requirements, capabilities),
  };
}

/**
 * The customers that a search has found. Only `null` and an empty list say that there is none: a function that returns
 * nothing may have forgotten to. Each is the applicant's.
 *
 * @param {unknown} returned
 * @param {Members} sent
 */
function found(returned, { type, email, phone, reference }) {
  if (returned === undefined) return {};
  const all = returned === null ? [] : items(returned, MAX_CUSTOMERS + 1) || [returned];
  if (all.length > MAX_CUSTOMERS) return {};
  return {
    customers: all.map((one) => {
      const { customerId, createdAt } = pick(one);
      return { customerId: text(customerId), createdAt: time(createdAt), type, email, phone, reference };
    }),
  };
}

/**
 * @param {unknown} requirements
 * @param {unknown} capabilities
 */
function lists(requirements, capabilities) {
  return {
    requirements: listOf(requirements, ({ kind = "other", who = "person", can = "act", code, dueBy, nextAction }) => {
      const next = nextAction ?? NEXT[/** @type {keyof typeof NEXT} */ (text(can))];
      return { kind: text(kind), who: text(who), can: text(can), code: word(code), dueBy: date(dueBy), nextAction: text(next) };
    }),
    capabilities: listOf(capabilities, ({ name, status }) => ({ name: word(name), status: text(status) })),
  };
}

/** What the page leads to where a requirement does not say it. */
const NEXT = { act: "open_link", wait: "wait", final: "contact_support", unknown: "contact_support" };

/**
 * Returns a provider's own word: no text that a person could have written.
 *
 * @param {unknown} value
 */
function word(value) {
  const known = text(value, 64);
  return known && /^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(known) ? known : undefined;
}

/** @param {unknown} value */
function date(value) {
  const known = text(value);
  return known && /^\d{4}-\d{2}-\d{2}$/.test(known) ? known : undefined;
}

/**
 * @param {unknown} given
 * @param {(item: Members) => Members} read
 */
function listOf(given, read) {
  if (given === undefined || given === null) return undefined;
  const all = items(given, MAX_ITEMS);
  return all ? all.map((item) => read(pick(item))) : false;
}

/**
 * Returns the first items of a list; `false` if it is none.
 *
 * @param {unknown} given
 * @param {number} max
 * @returns {unknown[] | false}
 */
function items(given, max) {
  if (!Array.isArray(given)) return false;
  // Not `slice`, which calls a constructor that the list may bring along.
  return Array.from({ length: Math.min(given.length, max) }, (_, at) => given[at]);
}

/**
 * Returns the members of an object; none of anything else.
 *
 * @param {unknown} given
 * @returns {Members}
 */
function pick(given) {
  return typeof given === "object" && given !== null ? /** @type {Members} */ (given) : {};
}

/**
 * @param {unknown} value
 * @param {number} [max]
 */
function text(value, max = MAX_TEXT) {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" && value.length <= max && value;
}

/** @param {unknown} value */
function urlText(value) {
  return value instanceof URL ? value.href : value;
}

/**
 * Returns a time as an RFC 3339 timestamp.
 *
 * @param {unknown} value a text, a Date, or milliseconds
 */
function time(value) {
  const isMoment = typeof value === "number" || value instanceof Date;
  if (!isMoment) return text(value);
  const at = new Date(/** @type {number} */ (value));
  return Number.isFinite(at.getTime()) && at.toISOString();
}
