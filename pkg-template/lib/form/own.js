// The operation of a provider of one's own. It decides which fields an applicant may and must have. About a value, it
// asks a built-in operation that has a field with the same rule.
//
// It imports no function of the package: whoever calls it passes those of its own module, so that a page loads no second
// one.

import { FIELD_RULES } from "./field-rules.js";
import { schemaOf } from "./own-schema.js";
import { Asker, about, add, isAbsent, isObject, members, PARTS, withTypes } from "./own-values.js";

/**
 * @typedef {import("../../types/form.js").AddressField} AddressField
 * @typedef {import("../../types/form.js").ApplicantFields} ApplicantFields
 * @typedef {import("../../types/form.js").ValidateOptions} Options
 * @typedef {import("../../types/form.js").Verdict<any>} Verdict
 * @typedef {import("./own-values.js").Found} Found
 * @typedef {import("./own-values.js").Members} Members
 * @typedef {import("./own-values.js").Rules} Rules
 */

export const TYPES = /** @type {const} */ (["individual", "business"]);
/** What the program sets, whatever the type, and whether it is required. */
const OF_PROGRAM = new Map([
  ["type", true],
  ["reference", false],
  ["redirectUri", false],
]);

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
    const asker = new Asker(validate, normalize, options, this.types);
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
    const country = this.#uses.has("address.country")
      ? (path.length > 0 ? given : members(given.get("address"))).get("country")
      : undefined;
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
    const describe = (side) => (/** @type {any} */ target) => schemaOf(this, side, (operation) => of(operation).jsonSchema[side](target));
    return {
      "~standard": {
        ...of(FIELD_RULES.type[0]),
        validate: (/** @type {unknown} */ input) => validate(/** @type {never} */ (this), input, options),
        jsonSchema: { input: describe("input"), output: describe("output") },
      },
    };
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
    const isDemanded = ({ field }) =>
      FIELD_RULES[`address.${field}`][3] === "local" && local.some((one) => one.field === field && one.required);
    // What the country's addresses lack may be required all the same. Its label is one of another country.
    const other = listed.length > 0 ? addressFields("AU").filter(({ field }) => !listed.some((one) => one.field === field)) : [];
    const all = [
      ...listed.map((field) => ({ ...field, required: this.isRequired(`address.${field.field}`) || isDemanded(field) })),
      ...other
        .map((field) => ({ ...field, required: true, options: undefined }))
        .filter(({ field }) => this.isRequired(`address.${field}`)),
    ];
    return all.filter(({ field }) => this.isRequired(`address.${field}`) !== undefined);
  }
}
