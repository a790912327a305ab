// Asks built-in operations about the values of an applicant of a provider of one's own.

import { FIELD_RULES } from "./field-rules.js";

/**
 * @typedef {import("../../types/form.js").Issue} Issue
 * @typedef {import("../../types/form.js").ValidateOptions} Options
 * @typedef {import("../../types/form.js").Verdict<any>} Verdict
 * @typedef {typeof import("../../types/rules.js")} Rules
 * @typedef {Record<string, any>} Members
 * @typedef {Record<"issues" | "warnings", Issue[]>} Found
 */

/** What stands beside a value that is asked about, because an operation may require it. */
const PLAIN = { email: "jane@example.com", phone: "+14155550123" };
const ADDRESS = { line1: "1", city: "1", state: "A", postalCode: "1" };
/** A member that cannot be read, which no field accepts. */
const UNREADABLE = () => {};

/** The parts of each field: none of most. @type {Map<string, string[]>} */
export const PARTS = new Map();
for (const name of Object.keys(FIELD_RULES)) {
  const [whole, part] = name.split(".");
  if (part === undefined) PARTS.set(whole, []);
  else PARTS.get(whole)?.push(part);
}

/** Asks built-in operations about single values. */
export class Asker {
  /**
   * @param {Rules["validate"]} validate
   * @param {Rules["normalize"]} normalize
   * @param {Options} [options]
   * @param {readonly string[]} [types] the types of applicants that there are
   */
  constructor(validate, normalize, options, types = []) {
    this.types = types;
    this.run = validate;
    this.normalize = normalize;
    this.options = options ?? {};
  }

  /**
   * Whether the caller requires a field of a person.
   *
   * @param {string} name
   */
  demands(name) {
    return this.options.personFields?.some((one) => one === name) === true;
  }

  /**
   * Adds what is wrong with a value, and returns what is sent of it.
   *
   * @param {string} name
   * @param {unknown} value
   * @param {{ isRequired: boolean, country?: unknown }} field
   * @param {Found} found
   * @returns {unknown}
   */
  judge(name, value, { isRequired, country }, found) {
    const [operation, path, message, kind] = FIELD_RULES[name];
    const normal = this.normal(name, value, country);
    const isGiven = !isAbsent(normal) && !(kind && typeof normal === "string" && this.#isBlank(normal));
    if (!isGiven && isRequired) return add(found, this.#missing(name.split("."), message));
    if (!isGiven && kind !== "local") return undefined;
    const steps = path.split(".");
    const input = beside(steps, isGiven ? value : undefined, country);
    const options = this.#optionsFor(name.split("."));
    const verdict = this.run(operation, input, options);
    const own = about(verdict, steps, name.split("."));
    add(found, own);
    if (!isGiven || own.issues.length > 0) return undefined;
    if (PARTS.get(name)?.length) return value;
    if (verdict.ok) return memberAt(verdict.value, steps);
    // What stands beside it is not good enough: for a strict policy, or because this provider has no country.
    const isAlone = isAbsent(country) && kind === "local";
    const place = isAlone ? (/^[a-z]{2}(?=-)/i.exec(String(normal))?.[0] ?? "US") : country;
    const policy = isAlone || options.policy === "schema" ? "schema" : "postal";
    const sent = this.run(operation, beside(steps, value, place), { ...options, policy });
    return sent.ok ? memberAt(sent.value, steps) : normal;
  }

  /**
   * Returns the normal form of a value, if the caller wants it.
   *
   * @param {string} name
   * @param {unknown} value
   * @param {unknown} country
   */
  normal(name, value, country) {
    const { normalize, phoneCountry } = this.options;
    if (normalize !== true || value === undefined) return value;
    const [operation, path] = FIELD_RULES[name];
    const steps = path.split(".");
    return memberAt(this.normalize(operation, beside(steps, value, country), { phoneCountry }), steps);
  }

  /** @param {string} text */
  #isBlank(text) {
    if (/[!-~]/.test(text)) return false; // as most
    const [operation, path] = FIELD_RULES.reference;
    const verdict = this.run(operation, beside([path], text));
    return verdict.ok && memberAt(verdict.value, [path]) === undefined;
  }

  /**
   * @param {string[]} path
   * @param {string} message
   */
  #missing(path, message) {
    const own = about(this.run(FIELD_RULES.type[0], {}, this.#optionsFor(path)), ["type"], path);
    if (this.options.messages?.required === undefined) for (const issue of own.issues) issue.message = message;
    return own;
  }

  /** @param {string[]} path */
  unknown(path) {
    return about(this.run(FIELD_RULES.type[0], { "?": 1 }, this.#optionsFor(path)), ["?"], path);
  }

  /** The issue of a type that does not exist. */
  refusedType() {
    return about(this.run(FIELD_RULES.type[0], { type: "?" }, this.#optionsFor(["type"])), ["type"]).issues;
  }

  /**
   * Returns the options for a question about another field: functions of `messages` get the issue of this one.
   *
   * @param {string[]} path
   * @returns {Options}
   */
  #optionsFor(path) {
    const { messages, ...others } = this.options;
    if (typeof messages !== "object" || messages === null) return this.options;
    const moved = Object.entries(messages).map(([code, message]) => {
      if (typeof message !== "function") return [code, message];
      return [code, (/** @type {Issue} */ issue) => message(/** @type {never} */ (withTypes(moveTo(issue, path), this.types)))];
    });
    return { ...others, messages: Object.fromEntries(moved) };
  }
}

/**
 * Returns an applicant with a value, and whatever an operation may require beside it.
 *
 * @param {string[]} steps the path of the value
 * @param {unknown} value
 * @param {unknown} [country] that of the address
 * @returns {Members}
 */
function beside([whole, part], value, country) {
  const isLocal = whole === "address" || whole === "phone";
  const address = { ...ADDRESS, country: isLocal ? country : "US" };
  /** @type {Members} */
  const applicant = { type: whole === "business" ? "business" : "individual", ...PLAIN, address };
  if (whole === "phone" && isAbsent(country)) delete applicant.address;
  return { ...applicant, [whole]: part === undefined ? value : { ...applicant[whole], [part]: value } };
}

/**
 * Returns what a verdict says about a field, as if it were another one.
 *
 * @param {Verdict} verdict
 * @param {string[]} steps
 * @param {string[]} [path] that of the other one
 * @returns {Found}
 */
export function about(verdict, steps, path = steps) {
  /** @param {Issue[]} list */
  const own = (list) => list.filter((issue) => issue.path.length === steps.length && issue.path.every((step, at) => step === steps[at]));
  /** @param {Issue[]} list */
  const moved = (list) => own(list).map((issue) => moveTo(issue, path));
  return { issues: moved(verdict.ok ? [] : verdict.issues), warnings: moved(verdict.warnings) };
}

/**
 * @param {Issue} issue
 * @param {string[]} path
 * @returns {Issue}
 */
function moveTo(issue, path) {
  const pointer = path.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { ...issue, path: [...path], pointer };
}

/**
 * Names the types that there are.
 *
 * @param {Issue} issue
 * @param {readonly string[]} types
 * @returns {Issue}
 */
export function withTypes(issue, types) {
  if (issue.code !== "unknown_value" || issue.path.join() !== "type") return issue;
  const [all, own] = [issue.params.allowed, types].map((list) => list.join(", "));
  return { ...issue, params: { allowed: [...types] }, message: issue.message.replace(all, own) };
}

/**
 * @param {Found} found
 * @param {Found} more
 * @returns {undefined}
 */
export function add(found, { issues, warnings }) {
  found.issues.push(...issues);
  found.warnings.push(...warnings);
}

/**
 * Returns the own members of an object, each read once; none of anything else.
 *
 * @param {unknown} given
 * @returns {Map<string, unknown>}
 */
export function members(given) {
  /** @type {Map<string, unknown>} */
  const found = new Map();
  if (!isObject(given)) return found;
  try {
    for (const name of Object.keys(given)) found.set(name, memberAt(given, [name]));
  } catch {} // a revoked proxy
  return found;
}

/**
 * @param {unknown} value
 * @param {string[]} steps
 * @returns {unknown}
 */
function memberAt(value, steps) {
  try {
    return steps.reduce((inner, step) => /** @type {Members | null | undefined} */ (inner)?.[step], value);
  } catch {
    return UNREADABLE;
  }
}

/** @param {unknown} value */
export function isAbsent(value) {
  return value === undefined || value === null || value === "";
}

/**
 * @param {unknown} value
 * @returns {value is object}
 */
export function isObject(value) {
  return typeof value === "object" && value !== null;
}
