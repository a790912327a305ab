// Validation: the same result in a web page, a Worker and a test.

import { classOf } from "../bytes.ts";
import type { IssueCode, OperationName } from "../codes.ts";
import type { Row, Shape } from "../encoding/encoding.ts";
import { callWithEncoded, copyOf, encodeInput, readFound, rowOf, validateEncoded } from "../encoding/encoding.ts";
import { misuse } from "../error.ts";
import type { Issue, IssueOf } from "../issue.ts";
import { setMessages } from "../issue.ts";
import { knownOptions } from "../options/known-options.ts";
import { explainDate, explainMistake } from "../options/mistake.ts";
import type { ValidateOptions } from "../options/options.ts";
import { nearest } from "../options/unknown-option.ts";
import type { Operations } from "../providers.js";
import { ISSUES, OPERATIONS, POLICIES, VALIDATE_OPTIONS } from "../tables.js";
import { CHECK_OPTIONS, NORMALIZE } from "../wasm/calls.ts";
import { Opaque } from "../wasm/json.ts";
import { call } from "../wasm/wasm.ts";
import type { OwnApplicant, OwnOperation } from "./applicant.ts";
import type { CountryCode } from "./data.ts";

/**
 * How strictly an input is validated.
 *
 * - `schema`: refuses only what the provider's published schema refuses.
 * - `postal` (default): also requires the state and postal code that the country's postal format requires.
 *   Where it requires a state and the provider expects a code, it also refuses a state that cannot be one.
 * - `strict`: also turns warnings about phone, state and postal code into issues.
 */
export type Policy = "schema" | "postal" | "strict";

/**
 * Custom messages by issue code: strings with `{param}` placeholders, or functions.
 *
 * @example
 * const messages: Messages = {
 *   required: ({ path }) => `Please fill in ${path.at(-1)}.`,
 *   too_long: "At most {max} characters, not {actual}.",
 * };
 */
export type Messages = { readonly [Code in IssueCode]?: Message<Code> | undefined };

/** A message for one issue code. */
export type Message<Code extends IssueCode> = string | ((issue: IssueOf<Code>) => string);

/**
 * The country in which a phone number without `+` is dialled: a country code, or `"address"` for the country of the
 * input's own `address`. `""` is no country.
 */
export type PhoneCountry = CountryCode | "address";

/** A field of the applicant that a platform may require of a person, although its provider's schema does not. */
export type PersonField = "firstName" | "lastName" | "birthDate" | "nationality";

/**
 * The result of `validate`. `value` is a copy of the input in the form in which it is sent: known fields only,
 * countries and states in the provider's format.
 */
export type Verdict<Value> =
  | {
      /** The input is valid. */
      ok: true;
      /** The input as it is sent. */
      value: Value;
      /** What is probably wrong, but may be right. */
      warnings: Issue[];
      /** A valid input has no issues. */
      issues?: undefined;
    }
  | {
      /** The input is not valid. */
      ok: false;
      /** What is wrong: at least one issue. */
      issues: Issue[];
      /** What is probably wrong, but may be right. */
      warnings: Issue[];
    };

/** Returns the name of an operation. That of a provider of one's own may come from another copy of the package. */
// biome-ignore lint/suspicious/noExplicitAny: what defineOperation returns has members that are not declared, also that of another copy
export function nameOf(operation: any): string {
  return operation?.typesOf ? operation.name : operation;
}

const DEFAULT_POLICY = POLICIES.indexOf("postal");
const STRICT = POLICIES.indexOf("strict");

/**
 * Returns the names of all operations. `kyclink/form` has only those whose input a page validates.
 *
 * @example
 * operations(); // ["spherepay.createCustomerViaLink", "spherepay.createKycLink", …]
 */
export function operations(): OperationName[] {
  return [...OPERATIONS];
}

/** Validates an applicant of a provider of your own. */
export function validate(operation: OwnOperation, input: unknown, options?: ValidateOptions): Verdict<OwnApplicant>;
/**
 * Validates an input and returns all issues at once. Never throws because of the input.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param input The input: any value.
 * @param options The policy, normalization and custom messages.
 * @returns `{ ok: true, value, warnings }` or `{ ok: false, issues, warnings }`
 * @throws {KycLinkError} `invalid_config` for an unknown operation or option
 * @example
 * const result = validate("spherepay.onboard", applicant);
 * if (!result.ok) for (const { pointer, message } of result.issues) console.log(pointer, message);
 */
export function validate<Name extends OperationName>(
  operation: Name,
  input: unknown,
  options?: ValidateOptions,
): Verdict<Operations[Name]["input"]>;
/** @internal */
export function validate(operation: OperationName | OwnOperation, input: unknown, options?: ValidateOptions): Verdict<unknown>;
export function validate(operation: OperationName | OwnOperation, input: unknown, options?: ValidateOptions): Verdict<unknown> {
  const name = nameOf(operation);
  const { policy, normalize: isNormalized, messages, now, phoneCountry, personFields } = knownOptions(options, VALIDATE_OPTIONS);
  const { row, policyNumber, time, phone, personBits } = checkOptions(name, { policy, now, phoneCountry, personFields });
  const { shape } = row;
  checkNormalize(isNormalized);
  if (messages) checkMessages(messages);
  /** about numbers that can be read in two ways */
  let ambiguous: Issue[] = [];
  const check = (given: unknown, normalize: number): { value: unknown; found?: ReturnType<typeof readFound> } => {
    const value = encodeInput(name, given, normalize > 0);
    const result = validateEncoded(policyNumber, time, personBits, normalize);
    if (result === 0) return { value };
    if (result === 1) return { value, found: readFound(shape, value) };
    // The encoded input is not in normal form. Most are: a copy takes longer than a validation.
    const normal = normalCopy(name, given, phoneCountry);
    ambiguous = normal.warnings;
    return check(normal.copy, 0);
  };
  let { value, found } = check(input, isNormalized ? phone : 0);
  // Most inputs have no issues, no warnings and no changes.
  if (!found && ambiguous.length === 0 && !isEmpty(value)) return { ok: true, value, warnings: [] };
  // A getter of the input may run here and validate another input, so everything was read before.
  const advice = explainMistake(input);
  // A string instead of an object is always refused.
  if (advice) ({ value, found } = check(advice, 0));
  const { issues, warnings } = found ?? { issues: [], warnings: [] };
  for (const issue of ambiguous) insert(issue, policyNumber === STRICT ? issues : warnings, shape);
  for (const issue of issues) {
    const mistake = advice ?? (expectsString(issue) ? explainDate(input, issue.path) : undefined);
    if (mistake) issue.message = mistake;
  }
  // A function of `messages` may validate another input, so it is called when everything is read.
  if (messages) setMessages([...issues, ...warnings], messages);
  if (issues.length > 0) return { ok: false, issues, warnings };
  return { ok: true, value, warnings };
}

/** Refuses what would be ignored, such as `"true"`. */
export function checkNormalize(isNormalized: unknown) {
  if (isNormalized != null && typeof isNormalized !== "boolean") throw misuse("normalize must be true or false.");
}

/** Messages that were checked: most callers pass the same ones each time. */
const checked = new WeakSet();

/** Refuses messages that would be ignored, or that are not messages. */
function checkMessages(messages: Messages) {
  if (typeof messages !== "object") throw misuse("messages must be an object: a message, or a function, by code.");
  if (checked.has(messages)) return;
  if (classOf(messages) === "Module") {
    throw misuse('messages is a whole module: pass its default export, as in import messages from "kyclink/messages/de".');
  }
  for (const [code, message] of Object.entries(knownOptions(messages, ISSUES))) {
    if (!["string", "function", "undefined"].includes(typeof message)) throw misuse(`messages.${code} must be a string or a function.`);
  }
  checked.add(messages);
}

function expectsString({ code, params }: Issue) {
  return code === "invalid_type" && params.expected === "string";
}

/** Inserts an issue in the order of the operation's fields. */
function insert(issue: Issue, list: Issue[], { names }: Shape) {
  const rowOf = ({ path }: typeof issue) => (names.indexOf(String(path[0])) + names.length + 1) % (names.length + 1);
  const at = list.findIndex((other) => rowOf(other) >= rowOf(issue));
  list.splice(at < 0 ? list.length : at, 0, issue);
}

function isEmpty(value: unknown) {
  for (const _ in value as object) return false;
  return true;
}

/**
 * Checks the options: returns the row of the operation, the number of the policy, the given time, if there is one, in whole
 * milliseconds, the number of the country of phone numbers, and the bits of the fields that are required of a person. Throws
 * the error of src/js for a wrong one.
 */
export function checkOptions(
  operation: string,
  {
    policy,
    now,
    phoneCountry,
    personFields,
  }: { policy?: unknown; now?: number | null | undefined; phoneCountry?: unknown; personFields?: unknown },
) {
  const row = rowOf(operation);
  const policyNumber = policy == null || policy === "" ? DEFAULT_POLICY : POLICIES.indexOf(policy as "postal");
  const time = now == null ? undefined : typeof now === "number" ? Math.floor(now) : Number.NaN;
  // src/js refuses the others.
  const meant = row ? undefined : nearest(operation, OPERATIONS);
  if (meant) throw misuse(`There is no such operation: did you mean "${meant}"?`);
  const isUsual = row && policyNumber >= 0 && Number.isFinite(time ?? 0) && isEmptyList(personFields ?? []);
  const known = phoneNumbers.get(phoneCountry ?? "");
  const [phone, personBits]: [phone: number, personBits: number] =
    isUsual && known ? [known, 0] : call(CHECK_OPTIONS, row && operation, policy, time ?? 0, phoneCountry, personFields);
  if (typeof phoneCountry === "string") phoneNumbers.set(phoneCountry, phone);
  return { row: row as Row, policyNumber, time, phone, personBits };
}

/** The crate's number of each country that was given for phone numbers. */
const phoneNumbers: Map<unknown, number> = new Map([["", 1]]);

function isEmptyList(value: unknown) {
  return Array.isArray(value) && value.length === 0;
}

/**
 * Cleans up typed input: trims strings, removes bidirectional control characters, writes codes and dates in ASCII,
 * converts a phone number that starts with `+` to E.164, and drops empty optional strings. Does not validate.
 *
 * With `phoneCountry`, a phone number without `+` is read as dialled in that country, with its national prefix or
 * without. A number that cannot be dialled there stays as it is.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param input The input: any value.
 * @param options `phoneCountry` is a country code, or `"address"` for the country of the input's own address.
 * @returns A normalized copy, in which a property that was `undefined` is `null`.
 * @throws {KycLinkError} `invalid_config` for an unknown operation or country
 * @example
 * normalize("spherepay.onboard", { phone: "+49 (0)171 1234567" }); // { phone: "+491711234567" }
 * normalize("spherepay.onboard", { phone: "0171 1234567" }, { phoneCountry: "DE" }); // { phone: "+491711234567" }
 */
export function normalize<Input>(
  operation: OperationName | OwnOperation,
  input: Input,
  options?: {
    /** The country in which a phone number without `+` is dialled. */
    phoneCountry?: PhoneCountry | undefined;
  },
): Input {
  const { copy } = normalCopy(nameOf(operation), input, knownOptions(options, VALIDATE_OPTIONS).phoneCountry);
  return restoreOpaque(copy) as typeof input;
}

/**
 * Returns a normalized copy, in which parts that are not data are `Opaque`, and the warnings about numbers that can be
 * read in two ways. Members that no field describes stay as
 * they are, also those whose names have a lone surrogate: `validate` warns about them, or refuses them in an open
 * object.
 */
function normalCopy(operation: string, input: unknown, phoneCountry: unknown) {
  const row = rowOf(operation);
  const copy = copyOf(operation, input);
  if (row) encodeInput(operation, copy, true);
  (row ? callWithEncoded : call)(NORMALIZE, row && operation, phoneCountry);
  const { warnings } = readFound((row as Row).shape, copy);
  return { copy, warnings };
}

/** Replaces each `Opaque` in a copy with the part that it stands for. */
function restoreOpaque(copy: unknown) {
  if (typeof copy !== "object" || copy === null) return copy;
  if (copy instanceof Opaque) return copy.given;
  const parts = copy as Record<string, unknown>;
  for (const name of Object.keys(parts)) parts[name] = restoreOpaque(parts[name]);
  return copy;
}
