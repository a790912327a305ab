// The operation of a provider of one's own. It decides which fields an applicant may and must have. About a value, it
// asks a built-in operation that has a field with the same rule.
//
// It imports no function of the package: whoever calls it passes those of its own module, so that a page loads no second
// one.

import { FIELD_RULES } from "./field-rules.js";

/**
 * @typedef {import("../../types/form.js").AddressField} AddressField
 * @typedef {import("../../types/form.js").Issue} Issue
 * @typedef {import("../../types/form.js").Messages} Messages
 * @typedef {import("../../types/form.js").ValidateOptions} Options
 * @typedef {import("../../types/form.js").Verdict<any>} Verdict
 * @typedef {import("../../types/form.js").ApplicantFields} ApplicantFields
 * @typedef {typeof import("../../types/rules.js")} Rules
 * @typedef {Record<string, any>} Members
 * @typedef {Record<"issues" | "warnings", Issue[]>} Found
 */

const TYPES = /** @type {const} */ (["individual", "business"]);
/** What the program sets, whatever the type, and whether it is required. */
const OF_PROGRAM = new Map([
  ["type", true],
  ["reference", false],
  ["redirectUri", false],
]);
/** What stands beside a value that is asked about, because an operation may require it. */
const PLAIN = { email: "jane@example.com", phone: "+14155550123" };
const ADDRESS = { line1: "1", city: "1", state: "A", postalCode: "1" };
/** A member that cannot be read, which no field accepts. */
const UNREADABLE = () => {};

/** The parts of each field: none of most. @type {Map<string, string[]>} */
const PARTS = new Map();
for (const name of Object.keys(FIELD_RULES)) {
  const [whole, part] = name.split(".");
  if (part === undefined) PARTS.set(whole, []);
  else PARTS.get(whole)?.push(part);
}

/** The types of applicants that have a field, and those that must have it. @typedef {{ of: Set<unknown>, requiredOf: Set<unknown> }} Use */

/**
 * Returns the fields of the lists. One of which a part is listed is a field, too.
 *
 * @param {ApplicantFields} lists
 */
function usesOf(lists) {
  /** @type {Map<string, Use>} */
  const uses = new Map();
  /** @param {string} name @param {unknown} type @param {boolean} isRequired */
  const add = (name, type, isRequired) => {
    const one = uses.get(name) ?? { of: new Set(), requiredOf: new Set() };
    uses.set(name, one);
    one.of.add(type);
    if (isRequired) one.requiredOf.add(type);
  };
  for (const type of TYPES) {
    for (const entry of lists[type] ?? []) {
      const name = entry.replace("?", "");
      const [whole, part] = name.split(".");
      add(whole, type, name === entry);
      if (part !== undefined) add(name, type, name === entry);
      else for (const inner of PARTS.get(name) ?? []) add(`${name}.${inner}`, type, FIELD_RULES[`${name}.${inner}`][4] === 1);
    }
  }
  // The country decides about these, if it is known.
  if (uses.has("address.country")) for (const [name, { requiredOf }] of uses) if (FIELD_RULES[name][3] === "local") requiredOf.clear();
  return uses;
}

export class OwnOperation {
  /** @type {readonly string[] | undefined} */
  individual;
  /** @type {readonly string[] | undefined} */
  business;
  /** @type {Map<string, Use>} */
  #uses;

  /** @param {ApplicantFields} lists checked ones */
  constructor(lists) {
    this.#uses = usesOf(lists);
    for (const type of TYPES) if (lists[type]?.length) this[type] = Object.freeze([...(lists[type] ?? [])]);
    Object.freeze(this);
  }

  /** The types of applicants that there are. */
  get types() {
    return TYPES.filter((type) => this[type]);
  }

  /**
   * The types of applicants that a form asks for a field.
   *
   * @param {string} name
   */
  typesOf(name) {
    return this.types.filter((type) => this.#uses.get(name)?.of.has(type));
  }

  /**
   * Whether applicants of a type must have a field, may have it (`false`), or have none (`undefined`). Without a type, it
   * is what all of them have. Each type has all parts of an object.
   *
   * @param {string} name
   * @param {unknown} [type]
   */
  use(name, type) {
    const [whole] = name.split(".");
    const of = this.#uses.get(whole)?.of;
    const isOfType = name !== whole || of?.size === this.types.length || of?.has(type);
    const isRequired = this.isRequired(name);
    return isOfType || OF_PROGRAM.has(name) ? isRequired || this.#uses.get(name)?.requiredOf.has(type) : undefined;
  }

  /**
   * Whether all types that have a field, or the object that it is a part of, must have it; `undefined` if there is none.
   *
   * @param {string} name
   */
  isRequired(name) {
    const [whole] = name.split(".");
    const one = this.#uses.get(name);
    return one ? one.requiredOf.size === this.#uses.get(whole)?.of.size : OF_PROGRAM.get(name);
  }

  /**
   * @param {Rules["validate"]} validate
   * @param {Rules["normalize"]} normalize
   * @param {unknown} input
   * @param {Options} [options]
   * @returns {Verdict}
   */
  validate(validate, normalize, input, options) {
    // About what is no object at all, and about wrong options.
    const whole = about(validate(FIELD_RULES.type[0], input, options), []);
    if (whole.issues.length > 0) return { ok: false, ...whole };
    const asker = new Asker(validate, normalize, options);
    const given = members(input);
    /** @type {Found} */
    const found = { issues: [], warnings: [] };
    const type = asker.judge("type", given.get("type"), { isRequired: true }, found);
    const isDecided = !isAbsent(asker.normal("type", given.get("type"), undefined));
    if (type !== undefined && !this.types.some((one) => one === type)) add(found, { issues: asker.refusedType(), warnings: [] });
    found.issues = found.issues.map((issue) => withTypes(issue, this.types));
    const value = this.#check([], given, { asker, found, type, isDecided });
    return found.issues.length > 0 ? { ok: false, ...found } : { ok: true, value: { type, ...value }, warnings: found.warnings };
  }

  /**
   * Checks the members of the applicant, or of one of its objects, and returns what is sent of them.
   *
   * @param {string[]} path that of the object
   * @param {Map<string, unknown>} given
   * @param {{ asker: Asker, found: Found, type: unknown, isDecided: boolean, country?: unknown }} context
   */
  #check(path, given, context) {
    const { asker, found, type, isDecided } = context;
    const prefix = path.map((step) => `${step}.`).join("");
    const names = path.length > 0 ? (PARTS.get(path[0]) ?? []) : [...PARTS.keys()];
    const known = names.filter((name) => this.use(prefix + name, type) !== undefined);
    const country = this.#uses.has("address.country") ? (path.length > 0 ? given : members(given.get("address"))).get("country") : undefined;
    /** @type {Members} */
    const value = {};
    for (const name of known.filter((name) => name !== "type")) {
      const field = prefix + name;
      const isRequired = this.use(field, type) === true || (type === "individual" && asker.demands(field));
      const sent = asker.judge(field, given.get(name), { isRequired, country }, found);
      if (sent !== undefined) value[name] = PARTS.get(field)?.length ? this.#check([name], members(sent), context) : sent;
    }
    for (const [name, member] of given) {
      const mayBeKnown = known.includes(name) || (!isDecided && this.#uses.has(prefix + name));
      if (!mayBeKnown && !isAbsent(member)) add(found, asker.unknown([...path, name]));
    }
    return value;
  }

  /**
   * @param {Rules["normalize"]} normalize
   * @param {unknown} input
   * @param {{ phoneCountry?: Options["phoneCountry"] }} [options]
   */
  normalize(normalize, input, options) {
    const copy = normalize(FIELD_RULES.type[0], input, options);
    if (!isObject(copy)) return copy;
    const asker = new Asker(/** @type {never} */ (undefined), normalize, { ...options, normalize: true });
    const given = members(input);
    const country = members(given.get("address")).get("country");
    /** @param {Map<string, unknown>} from @param {string} prefix @returns {Members} */
    const normal = (from, prefix) => {
      const entries = [...from].map(([name, member]) => {
        const isRequired = this.isRequired(prefix + name);
        if (isRequired === undefined) return [name, member];
        if (PARTS.get(prefix + name)?.length && isObject(member)) return [name, normal(members(member), `${name}.`)];
        const value = asker.normal(prefix + name, member, country);
        return [name, isAbsent(value) && !isRequired ? undefined : value];
      });
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    };
    return normal(given, "");
  }

  /**
   * @param {Rules["schema"]} schema
   * @param {Rules["validate"]} validate
   * @param {Options} [options]
   */
  schema(schema, validate, options) {
    const of = (/** @type {string} */ operation) => schema(/** @type {never} */ (operation), options)["~standard"];
    /** @param {"input" | "output"} side */
    const describe = (side) => (/** @type {any} */ target) => this.#describe(side, (operation) => of(operation).jsonSchema[side](target));
    return {
      "~standard": {
        ...of(FIELD_RULES.type[0]),
        validate: (/** @type {unknown} */ input) => validate(/** @type {never} */ (this), input, options),
        jsonSchema: { input: describe("input"), output: describe("output") },
      },
    };
  }

  /**
   * Returns the JSON Schema as src/rules/json_schema.rs describes it, with the fields of other operations.
   *
   * @param {"input" | "output"} side
   * @param {(operation: string) => Members} of
   */
  #describe(side, of) {
    /** @param {string} name @returns {Members} */
    const fieldOf = (name) => {
      const [operation, path] = FIELD_RULES[name];
      return path.split(".").reduce((inner, step) => propertyOf(inner.anyOf?.[1] ?? inner, step), of(operation));
    };
    const absent = fieldOf("birthDate").anyOf?.[0];
    /** @param {string} prefix @param {(name: string) => boolean | undefined} use @returns {Members} */
    const object = (prefix, use) => {
      const names = (prefix === "" ? [...PARTS.keys()] : (PARTS.get(prefix.slice(0, -1)) ?? [])).filter((name) => use(prefix + name) !== undefined);
      const required = names.filter((name) => use(prefix + name));
      const properties = names.map((name) => {
        const field = prefix + name;
        const given = PARTS.get(field)?.length ? { type: "object", ...object(`${field}.`, (inner) => this.isRequired(inner)) } : fieldOf(field);
        const { anyOf: [blank, kind] = [absent, given] } = given;
        return [name, side === "output" || use(field) === true ? kind : { anyOf: [blank, kind] }];
      });
      return { properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
    };
    const { properties, ...common } = object("", (name) => this.use(name));
    if (properties.type.enum) properties.type = { ...properties.type, enum: this.types };
    const cases = this.types
      .map((type) => ({
        if: { properties: { type: { const: type } }, required: ["type"] },
        then: object("", (name) => (this.use(name) === undefined ? this.use(name, type) : undefined)),
      }))
      .filter((one) => Object.keys(one.then.properties).length > 0);
    const { $schema } = of(FIELD_RULES.type[0]);
    return { $schema, type: "object", properties, ...common, ...(cases.length > 0 && { allOf: cases }) };
  }

  /**
   * @param {Rules["fieldProps"]} fieldProps
   * @param {string | readonly string[]} path
   * @param {Members} [options]
   */
  fieldProps(fieldProps, path, options) {
    const name = typeof path === "string" ? path : path.join(".");
    const use = this.isRequired(name);
    // The built-in function refuses what is no field.
    const [operation, field, , kind] = use === undefined ? [FIELD_RULES.type[0], "?"] : FIELD_RULES[name];
    const { "aria-required": _, ...props } = fieldProps(operation, /** @type {never} */ (field), options);
    const required = use || options?.personFields?.includes(name) || (kind === "local" && props.required);
    return { ...props, name, required, ...(required && { "aria-required": true }) };
  }

  /**
   * @param {Rules["addressFields"]} addressFields
   * @param {string | null | undefined} country
   * @param {Parameters<Rules["addressFields"]>[2]} [options]
   * @returns {AddressField[]}
   */
  addressFields(addressFields, country, options) {
    const listed = addressFields(country, undefined, options);
    const local = addressFields(country, FIELD_RULES["address.state"][0], options);
    /** @param {AddressField} field */
    const isDemanded = ({ field }) => FIELD_RULES[`address.${field}`][3] === "local" && local.some((one) => one.field === field && one.required);
    // What the country's addresses lack may be required all the same. It gets a word of another country.
    const other = listed.length > 0 ? addressFields("AU").filter(({ field }) => !listed.some((one) => one.field === field)) : [];
    const all = [
      ...listed.map((field) => ({ ...field, required: this.isRequired(`address.${field.field}`) || isDemanded(field) })),
      ...other.map((field) => ({ ...field, required: true, options: undefined })).filter(({ field }) => this.isRequired(`address.${field}`)),
    ];
    return all.filter(({ field }) => this.isRequired(`address.${field}`) !== undefined);
  }
}

/** Asks built-in operations about single values. */
class Asker {
  /**
   * @param {Rules["validate"]} validate
   * @param {Rules["normalize"]} normalize
   * @param {Options} [options]
   */
  constructor(validate, normalize, options) {
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
    return about(this.run(FIELD_RULES.type[0], { type: "?" }, this.options), ["type"]).issues;
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
      return [code, (/** @type {Issue} */ issue) => message(/** @type {never} */ (moveTo(issue, path)))];
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
function about(verdict, steps, path = steps) {
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
function withTypes(issue, types) {
  if (issue.code !== "unknown_value") return issue;
  const [all, own] = [issue.params.allowed, types].map((list) => list.join(", "));
  return { ...issue, params: { allowed: [...types] }, message: issue.message.replace(all, own) };
}

/**
 * @param {Found} found
 * @param {Found} more
 * @returns {undefined}
 */
function add(found, { issues, warnings }) {
  found.issues.push(...issues);
  found.warnings.push(...warnings);
}

/**
 * Returns the own members of an object, each read once; none of anything else.
 *
 * @param {unknown} given
 * @returns {Map<string, unknown>}
 */
function members(given) {
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

/**
 * @param {Members} schema that of an object
 * @param {string} name
 * @returns {Members}
 */
function propertyOf({ properties, allOf = [] }, name) {
  const all = [properties, ...allOf.map((/** @type {Members} */ { then }) => then.properties)];
  return all.find((one) => Object.hasOwn(one, name))[name];
}

/** @param {unknown} value */
function isAbsent(value) {
  return value === undefined || value === null || value === "";
}

/**
 * @param {unknown} value
 * @returns {value is object}
 */
function isObject(value) {
  return typeof value === "object" && value !== null;
}
