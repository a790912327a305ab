// The members of what the functions of a provider return. Each is absent, readable or malformed: one that is there and
// cannot be read never counts as absent. src/provider/own/members.rs has the same rules, and refuses an answer with
// a malformed member; tests/vectors/data/answers.json has cases for both.

import { copyOptions } from "../../module/copy-options.js";
import { isObject } from "../../module/json.js";
import { dayOf, timestampMs } from "./times.js";

/** @typedef {Record<string, unknown>} Members */
/**
 * How a member is read: `undefined` if it is malformed, and then what the developer is told, without its value, unless that
 * is a provider's word.
 *
 * @typedef {[read: (value: unknown, problems: string[]) => unknown, problem: string | ((value: unknown) => string)]} Reader
 */

/** The longest strings, in UTF-16 code units. */
const MAX_URL = 8192;
const MAX_REFERENCE = 500;
const MAX_TEXT = 200;
const MAX_WORD = 64;
const MAX_REASON = 2000;
/** The most items of a list. */
const MAX_ITEMS = 200;

/** Stands for a malformed member in the JSON: the crate reads no object there. */
export const MALFORMED = Object.freeze({});

/** @satisfies {Record<import("../../types/core.js").CustomerStatus, 1>} */
const STATUSES = { incomplete: 1, pending: 1, approved: 1, rejected: 1, expired: 1, on_hold: 1, unknown: 1 };
/** @satisfies {Record<import("../../types/common.js").CustomerType, 1>} */
const TYPES = { individual: 1, business: 1 };
/** @satisfies {Record<import("../../types/core.js").Requirement["kind"], 1>} */
const KINDS = { terms: 1, contact: 1, data: 1, document: 1, questionnaire: 1, owner: 1, review: 1, other: 1 };
/** @satisfies {Record<import("../../types/core.js").Requirement["who"], 1>} */
const PARTIES = { person: 1, owner: 1, business: 1, provider: 1, operator: 1 };
/** @satisfies {Record<import("../../types/core.js").Requirement["can"], import("../../types/core.js").NextAction>} */
const NEXT = { act: "open_link", wait: "wait", final: "contact_support", unknown: "contact_support" };
/** What is next where neither the person nor an owner of the business has to act. @type {ReadonlyMap<unknown, string>} */
const NEXT_OF_OTHERS = new Map([
  ["provider", "wait"],
  ["operator", "contact_support"],
]);
/** @satisfies {Record<Exclude<import("../../types/core.js").NextAction, "none">, 1>} */
const ACTIONS = { wait: 1, open_link: 1, verify_contact: 1, accept_terms: 1, try_again: 1, contact_support: 1 };

const NO_TIME = "is not a Date, milliseconds or an RFC 3339 timestamp with an offset";

/** @type {Readonly<Record<string, Reader>>} */
const REQUIREMENT = {
  kind: wordOf("kind", KINDS),
  who: wordOf("who", PARTIES),
  can: wordOf("can", NEXT),
  code: [word, "a code that is not a word of lower-case letters, digits and underscores"],
  dueBy: [date, "a dueBy that is not a date such as 2026-12-31"],
  nextAction: wordOf("nextAction", ACTIONS),
};

/** @type {Readonly<Record<string, Reader>>} */
const CAPABILITY = {
  name: [word, "a name that is not a word of lower-case letters, digits and underscores"],
  status: wordOf("status", STATUSES),
};

/** @type {Readonly<Record<string, Reader>>} */
const MEMBERS = {
  customerId: [id, "a customerId that is not one: it has at most 200 letters, digits and ._:@|~+=,-"],
  type: wordOf("type", TYPES),
  status: wordOf("status", STATUSES),
  kycUrl: [(value) => text(value instanceof URL ? value.href : value, MAX_URL), "a kycUrl that is not an https URL without credentials"],
  token: [(value) => text(value, MAX_URL), `a token that is not a string of at most ${MAX_URL} characters`],
  once: [(value) => (typeof value === "boolean" ? value : undefined), "a once that is neither true nor false"],
  expiresAt: [time, `an expiresAt that ${NO_TIME}`],
  createdAt: [time, `a createdAt that ${NO_TIME}`],
  at: [time, `an at that ${NO_TIME}`],
  id: [(value) => text(value, MAX_TEXT), `an id that is not a string of at most ${MAX_TEXT} characters`],
  kind: [(value) => text(value, MAX_TEXT), `a kind that is not a string of at most ${MAX_TEXT} characters`],
  reference: [(value) => text(value, MAX_REFERENCE), `a reference that is not a string of at most ${MAX_REFERENCE} characters`],
  requirements: [listOf(REQUIREMENT, completeRequirement), "requirements that are not a list of at most 200 objects"],
  capabilities: [listOf(CAPABILITY, completeCapability), "capabilities that are not a list of at most 200 objects with name and status"],
  reasons: [textsOf(reason), `reasons that are not a list of at most 200 strings of at most ${MAX_REASON} printable characters`],
  operatorReasons: [textsOf(code), "operatorReasons that are not a list of at most 200 codes of letters, digits and _.:/-"],
};

/**
 * Reads the own members of an answer that have these names. Inherited ones are not the provider's.
 *
 * @param {unknown} given
 * @param {readonly string[]} names
 * @param {string[]} problems gets what is wrong with each that is malformed
 */
export function readMembers(given, names, problems) {
  return readWith(MEMBERS, given, names, problems);
}

/**
 * @param {Readonly<Record<string, Reader>>} readers
 * @param {unknown} given
 * @param {readonly string[]} names
 * @param {string[]} problems
 * @returns {Members}
 */
function readWith(readers, given, names, problems) {
  /** @type {Members} */
  const known = copyOptions({});
  for (const name of names) {
    const value = isObject(given) && Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || value === null) continue;
    const [read, problem] = readers[name];
    known[name] = read(value, problems) ?? MALFORMED;
    if (known[name] === MALFORMED) problems.push(typeof problem === "string" ? problem : problem(value));
  }
  return known;
}

/**
 * Returns the reader of a list.
 *
 * @param {Readonly<Record<string, Reader>>} readers those of the members of its items
 * @param {(item: Members) => Members | undefined} complete
 * @returns {Reader[0]}
 */
function listOf(readers, complete) {
  const names = Object.keys(readers);
  return (given, problems) => {
    const items = itemsOf(given, MAX_ITEMS);
    const known = items?.map((item) => {
      const wrong = /** @type {string[]} */ ([]);
      const read = readWith(readers, item, names, wrong);
      problems.push(...wrong.map((problem) => `a list with ${problem}`));
      return wrong.length === 0 && isObject(item) ? complete(read) : undefined;
    });
    return known?.includes(undefined) ? undefined : known;
  };
}

/**
 * Returns the reader of a list of strings.
 *
 * @param {(item: unknown) => string | undefined} read
 * @returns {Reader[0]}
 */
function textsOf(read) {
  return (given) => {
    const known = itemsOf(given, MAX_ITEMS)?.map(read);
    return known?.includes(undefined) ? undefined : known;
  };
}

/**
 * Fills in what a requirement may leave out.
 *
 * @param {Members} requirement
 */
function completeRequirement({ kind = "other", who = "person", can = "act", code, dueBy, nextAction }) {
  const byCan = NEXT[/** @type {keyof typeof NEXT} */ (can)];
  // On the hosted page, people cannot do what is somebody else's task.
  const byWho = can === "act" ? NEXT_OF_OTHERS.get(who) : undefined;
  return { kind, who, can, code, dueBy, nextAction: nextAction ?? byWho ?? byCan };
}

/** @param {Members} capability */
function completeCapability(capability) {
  return capability.name && capability.status ? capability : undefined;
}

/**
 * Returns the items of a list; `undefined` if it is not one, or has too many.
 *
 * @param {unknown} given
 * @param {number} max
 * @returns {unknown[] | undefined}
 */
export function itemsOf(given, max) {
  if (!Array.isArray(given) || given.length > max) return undefined;
  // Not `slice`, which calls a constructor that the list may bring along.
  return Array.from({ length: given.length }, (_, at) => (Object.hasOwn(given, at) ? given[at] : undefined));
}

/** @param {string} text */
export function isId(text) {
  return /^[\w.:@|~+=,-]{1,200}$/.test(text) && /[A-Za-z0-9]/.test(text);
}

/** @param {unknown} value */
function id(value) {
  return typeof value === "string" && isId(value) ? value : undefined;
}

/**
 * @param {unknown} value
 * @param {number} max
 */
function text(value, max) {
  const isText = typeof value === "string" && value !== "" && value.length <= max && !/\p{Surrogate}/u.test(value);
  return isText ? value : undefined;
}

/** A word as providers write those of a list. A name, an id or a reference is written in another way. */
const LISTED_WORD = /^(?:[a-z]+(?:_[a-z]+)*|[A-Z]+(?:_[A-Z]+)*)$/;

/**
 * Returns the reader of one of these words.
 *
 * @param {string} name the member's
 * @param {Readonly<Record<string, unknown>>} known
 * @returns {Reader}
 */
function wordOf(name, known) {
  return [
    (value) => (typeof value === "string" && Object.hasOwn(known, value) ? value : undefined),
    (value) => {
      const came = text(value, MAX_WORD);
      const what = came && LISTED_WORD.test(came) ? `the ${name} "${came}", which` : `a ${name} that`;
      return `${what} is not one of ${Object.keys(known).join(", ")}`;
    },
  ];
}

/**
 * Returns a provider's own word: no text that a person could have written.
 *
 * @param {unknown} value
 */
export function word(value) {
  const known = text(value, MAX_WORD);
  return known && /^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(known) ? known : undefined;
}

/**
 * Returns a text for the person. Its line breaks are shown as spaces.
 *
 * @param {unknown} value
 */
function reason(value) {
  const known = text(value, MAX_REASON);
  return known && /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u.test(known) ? undefined : known;
}

/**
 * Returns a provider's code for the operator, as most of them write one.
 *
 * @param {unknown} value
 */
function code(value) {
  const known = text(value, MAX_WORD);
  return known && /^[\w.:/-]+$/.test(known) ? known : undefined;
}

/** @param {unknown} value */
function date(value) {
  return typeof value === "string" && dayOf(value) !== undefined ? value : undefined;
}

/**
 * Returns a time as an RFC 3339 timestamp.
 *
 * @param {unknown} value a string, a Date, or milliseconds
 */
function time(value) {
  const isMoment = typeof value === "number" || value instanceof Date;
  const at = isMoment ? new Date(/** @type {number} */ (value)) : undefined;
  if (at && Number.isNaN(at.getTime())) return undefined;
  const known = at ? at.toISOString() : text(value, MAX_TEXT);
  return known && timestampMs(known) !== undefined ? known : undefined;
}
