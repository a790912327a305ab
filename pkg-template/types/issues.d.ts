// Validation: issues, and the verdict about an input.
import type { CountryCode } from "./fields.js";
import type { IssueCode } from "./tables.js";

/** The `params` of each issue code that has any. A code that is not listed has none. */
export interface IssueParams {
  /** The JSON Schema type that the value must have. */
  invalid_type: {
    /** The type. */
    expected: "string" | "object" | "array" | "boolean" | "number" | "integer";
  };
  /** The allowed values. */
  unknown_value: {
    /** The values, as they are sent. */
    allowed: string[];
  };
  /** How many digits a contact code has, and how many there are. Only a handler says it. */
  code_incomplete: {
    /** The digits of a code. */
    digits: number;
    /** The digits that there are. */
    actual: number;
  };
  /** The maximum and the actual number of characters (code points). */
  too_long: {
    /** The maximum. */
    max: number;
    /** The actual number. */
    actual: number;
  };
  /** The name of the other field. */
  mutually_exclusive: {
    /** The other field. */
    with: string;
  };
  /** The smallest and the largest allowed number. */
  number_range: {
    /** The smallest number. */
    min: number;
    /** The largest number. */
    max: number;
  };
  /** The regular expression that the value must match. */
  pattern: {
    /** The expression, in JavaScript's syntax. */
    pattern: string;
  };
  /** Why the code is not a country. */
  country_unknown: {
    /** The reason. */
    reason: "withdrawn" | "reserved" | "user_assigned" | "unassigned";
  };
  /** The first date that the field accepts; the last one is today. */
  date_range: {
    /** The first date, `YYYY-MM-DD`. */
    min: string;
  };
  /** What the provider requires, if it says that. */
  provider: {
    /** What it accepts, as far as it is documented. */
    constraint?: FieldConstraint;
  };
}

/** What a provider requires of a field that it refused. It has at least one member. */
export interface FieldConstraint {
  /** A format, such as `"us-ssn"`. Providers may add formats. */
  format?: string;
  /** The words that the provider accepts. */
  enum?: string[];
  /** The minimum number of characters. */
  minLength?: number;
  /** The maximum number of characters. */
  maxLength?: number;
}

/** An issue with the given code. */
export interface IssueOf<Code extends IssueCode> {
  /** What is wrong: one of `ISSUE_CODES`. */
  code: Code;
  /**
   * The field, as property names and array indexes: `["address", "city"]`.
   * Empty only if the input is not an object, or if a provider's error is not about one of your fields.
   */
  path: (string | number)[];
  /** The field as a JSON Pointer (RFC 6901): `"/address/city"`. */
  pointer: string;
  /** Details for your own message, such as `{ max, actual }`. Check `code` first: it says which there are. */
  params: Code extends keyof IssueParams ? IssueParams[Code] : Record<never, never>;
  /** An English sentence for the person who fills in the form. Never contains the submitted value. */
  message: string;
  /** The provider's own message. Not enumerable, because it may contain personal data. */
  readonly providerMessage?: string;
  /** The provider's own pointer, if it names none of your fields. Not enumerable. `path` is then empty. */
  readonly providerPointer?: string;
}

/**
 * A problem with one field of an input. Its `code` determines the type of `params`.
 *
 * @example
 * if (issue.code === "too_long") console.log(issue.params.max);
 */
export type Issue = { [Code in IssueCode]: IssueOf<Code> }[IssueCode];

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
