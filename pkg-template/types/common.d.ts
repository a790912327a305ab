import type { Applicant, CustomerType } from "./applicant.js";
import type { ErrorCode, IssueCode, Label, OperationName, ProviderName } from "./tables.js";

export * from "./applicant.js";
export type { ValidateOptions } from "./options.js";
export type { CompositeName, ErrorCode, FormOperationName, IssueCode, Label, OperationName, ProviderName } from "./tables.js";

/** The name of a provider, which may be one of your own. */
export type AnyProviderName = ProviderName | (string & {});
export { ERROR_CODES, ISSUE_CODES, LABELS } from "./tables.js";

// ---- Validation

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

// ---- Schemas

/** A supported JSON Schema version. The Standard Schema type allows any string; others throw `invalid_config`. */
export type JsonSchemaTarget = "draft-2020-12" | "draft-07" | (string & {});

/** What a JSON Schema is made for. */
export interface JsonSchemaOptions {
  /** The version of JSON Schema. */
  target: JsonSchemaTarget;
}

/** A [Standard Schema](https://standardschema.dev) v1 with synchronous validation and JSON Schema. */
export interface Schema<Input, Output = Input> {
  /** The properties that the Standard Schema specification defines. */
  readonly "~standard": {
    /** The version of the specification. */
    readonly version: 1;
    /** The library that created the schema. */
    readonly vendor: "kyclink";
    /**
     * Validates a value, like `validate`. The result is a {@link Verdict}: it has the warnings, which Standard Schema
     * has no place for.
     */
    readonly validate: (input: unknown) => Verdict<Output>;
    /** The TypeScript types. Not present at run time. */
    readonly types?: {
      /** The type of the input. */
      readonly input: Input;
      /** The type of the validated value. */
      readonly output: Output;
    };
    /** JSON Schema of the input and the output. Less strict than `validate`: never refuses what `validate` accepts. */
    readonly jsonSchema: {
      /** Returns the JSON Schema of the input. */
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      /** Returns the JSON Schema of the validated value. */
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
}

// ---- Data for forms

/** An ISO 3166-1 country code: alpha-2 or alpha-3, in any case. */
export type CountryCode = string;

/** A country, as {@link countries} lists it. */
export interface Country {
  /** ISO 3166-1 alpha-3 code: `"CHE"`. */
  alpha3: string;
  /** ISO 3166-1 alpha-2 code: `"CH"`. Browsers can autofill it. */
  alpha2: string;
  /** Calling code without `+`: `"41"`. Seven territories have none. */
  callingCode?: string;
  /** The name in the language of `names`, or in that of `locale`. */
  name: string;
}

/**
 * Returns all 249 countries, with their names.
 *
 * With `names`, the names and their order are those of that table: the same in a server, in every browser and in a
 * test. With `locale`, they are the platform's (`Intl.DisplayNames`), which differ between a server and a browser, and
 * between browsers: where both render the same list, as React does, pass `names`. With neither, the names are the
 * platform's English ones, in the order of `alpha2`.
 *
 * @param options `names` or `locale`, not both.
 * @throws {KycLinkError} `invalid_config` if `locale` is not a language tag, or `names` has no names of countries
 * @example
 * import names from "kyclink/names/de";
 * countries({ names })[1]; // { alpha3: "EGY", alpha2: "EG", callingCode: "20", name: "Ägypten" }
 */
export declare function countries(options?: {
  /** The default export of `kyclink/names/<locale>`. */
  names?: Names | undefined;
  /** The language of the platform's names: a language tag, or a list of them. */
  locale?: string | readonly string[] | undefined;
}): Country[];

/** A state or province. */
export interface Subdivision {
  /** The ISO 3166-2 code without the country: `"AB"`. */
  code: string;
  /** The name in the language of `names`. */
  name?: string;
}

/** Names of countries, states and provinces: the default export of `kyclink/names/en` or of another language. */
export type Names = Readonly<Record<string, string>>;

/**
 * Returns the ISO 3166-2 codes of a country's states or provinces, without the country: `"AB"`.
 *
 * @param country The country; `undefined`, `null` and `""` have no subdivisions.
 * @param options `names` is the default export of `kyclink/names/en` or of another language; with it, each item has a
 *   `name`.
 * @returns The subdivisions; empty if the country has none.
 * @throws {KycLinkError} `invalid_config` for an unknown country
 * @example
 * import names from "kyclink/names/en";
 * subdivisions("CA", { names })[0]; // { code: "AB", name: "Alberta" }
 */
export declare function subdivisions(
  country: CountryCode | null | undefined,
  options?: {
    /** The default export of `kyclink/names/<locale>`. */
    names?: Names | undefined;
  },
): Subdivision[];

/** A field of an address, as `addressFields` lists it. */
export interface AddressField {
  /** The field's name in `address`. */
  field: "line1" | "line2" | "city" | "state" | "postalCode";
  /** Whether the country or the operation requires the field. */
  required: boolean;
  /**
   * What the country calls the field: `zip`, `postcode`, `eircode`, `state`, `province`, `prefecture`, `post_town` …
   * `LABELS` lists all words, and `kyclink/names/<locale>` has their texts.
   */
  label: Label;
  /** The value of the HTML attribute `autocomplete`. */
  autocomplete: string;
  /** The value of the HTML attribute `inputmode`. */
  inputMode?: "numeric";
  /** The maximum number of characters. */
  maxLength?: number;
  /**
   * The choices of a state: one level of subdivisions, sorted for a `<select>`. Absent if the country has no codes, and
   * if the operation takes any text and the codes are not used there.
   */
  options?: Subdivision[];
  /** A postal code of the country. Only with `names`. */
  example?: string;
}

/**
 * The fields of an input: names with dots, or lists of names. Any name, if the input's type does not say which it has.
 *
 * @example
 * const path: FieldPath<Applicant> = "address.city";
 */
export type FieldPath<Input> = string extends keyof Input ? string | readonly string[] : Spelled<FieldNames<Input>>;

type Spelled<Names> = Names extends readonly string[] ? Names | Dotted<Names> : never;
/** The names that lead to each field which is not an object. A list of values is one field. */
type FieldNames<Input> = Input extends object ? (Known<Input> extends infer Names ? Names[keyof Names] : never) : never;
type Known<Input> = {
  [Name in keyof Input as string extends Name ? never : Name]-?: Name extends string
    ? readonly [Name, ...NamesWithin<NonNullable<Input[Name]>>]
    : never;
};
type NamesWithin<Value> = Value extends readonly unknown[] ? [] : Value extends object ? FieldNames<Value> : [];
type Dotted<Names extends readonly string[]> = Names extends readonly [infer First extends string, ...infer Rest extends readonly string[]]
  ? Rest extends readonly []
    ? First
    : `${First}.${Dotted<Rest>}`
  : never;

/** HTML attributes of an input. Spread them in React, or set them one by one. */
export interface FieldProps {
  /** The field's path with dots: `"address.city"`. */
  name: string;
  /** The input's type. */
  type: "text" | "email" | "tel" | "url" | "date";
  /** The autofill token. */
  autocomplete: string;
  /** The virtual keyboard. */
  inputMode?: "email" | "tel" | "url" | "numeric";
  /** The maximum number of characters. */
  maxLength?: number;
  /** Whether the field is required. */
  required: boolean;
  /** `true` if the field is required, otherwise absent. */
  "aria-required"?: true;
}

/** The attributes of {@link FieldProps} as React spells them. */
export interface ReactFieldProps extends Omit<FieldProps, "autocomplete"> {
  /** The autofill token. */
  autoComplete: string;
}

// ---- Problem details

/** Problem details (RFC 9457). Contains no input values, credentials or provider messages. */
export interface Problem {
  /** The URN of the problem: `urn:kyclink:<code>`. */
  type: string;
  /** A sentence about the code. */
  title: string;
  /** The HTTP status. */
  status: number;
  /** The error code. */
  code: ErrorCode;
  /** A sentence about this problem. */
  detail: string;
  /** The issues, if there are any; `detail` is the issue's message. */
  errors?: ProblemIssue[];
  /** What to change in the configuration. Only a handler whose `allowedOrigins` are all on the same machine says so. */
  advice?: string;
}

/** An issue in problem details. */
export interface ProblemIssue {
  /** What is wrong: one of `ISSUE_CODES`. */
  code: IssueCode;
  /** The field as a JSON Pointer (RFC 6901): `"/address/city"`. */
  pointer: string;
  /** The issue's `params`, if its code has any: never a `constraint`. */
  params?: Issue["params"];
  /** The issue's message. */
  detail: string;
}

/** Options of {@link problem} and {@link problemResponse}. */
export interface ProblemOptions {
  /** The HTTP status, from 200 to 599 but not 204, 205 or 304, instead of the code's. */
  status?: number | undefined;
}

/**
 * Converts an error or an array of issues to problem details, which you can send to a browser.
 *
 * @param errorOrIssues A {@link KycLinkError}, or issues (`invalid_request`). Any other value becomes `internal`.
 * @param options `status` replaces the code's HTTP status, which is 422 for issues.
 * @throws {KycLinkError} `invalid_config` if `status` is not an integer from 200 to 599, or is 204, 205 or 304
 * @example
 * problem(issues); // { type: "urn:kyclink:invalid_request", status: 422, errors: […], … }
 */
export declare function problem(errorOrIssues: unknown, options?: ProblemOptions): Problem;

/**
 * Returns problem details as a `Response` with `application/problem+json`, and `Retry-After` if the error has it.
 *
 * @param errorOrIssues A {@link KycLinkError}, or issues (`invalid_request`). Any other value becomes `internal`.
 * @param options `status` replaces the code's HTTP status, which is 422 for issues.
 * @throws {KycLinkError} `invalid_config` if `status` is not an integer from 200 to 599, or is 204, 205 or 304
 * @example
 * try {
 *   return Response.json(await onboard(client, applicant));
 * } catch (error) {
 *   return problemResponse(error);
 * }
 */
export declare function problemResponse(errorOrIssues: unknown, options?: ProblemOptions): Response;

// ---- Errors

/**
 * The error that every function throws. `message`, `stack` and `toJSON()` never contain credentials, links or personal
 * data.
 *
 * @example
 * if (isKycLinkError(error) && error.code === "rate_limited") await wait(error.retryAfterMs);
 */
export declare class KycLinkError extends Error {
  /** Creates an error, for your own tests. */
  constructor(
    code: ErrorCode,
    details?: {
      /** The message, instead of the code's. */
      message?: string | undefined;
      /** What is wrong, by field. */
      issues?: Issue[] | undefined;
      /**
       * Whether the same call may succeed if you repeat it.
       *
       * @default false
       */
      retryable?: boolean | undefined;
    },
    options?: {
      /** The error that this one was caused by. */
      cause?: unknown;
    },
  );
  /** Always `"KycLinkError"`. */
  readonly name: "KycLinkError";
  /** What went wrong: one of `ERROR_CODES`. */
  readonly code: ErrorCode;
  /** The provider's HTTP status, if there was a response. */
  readonly status?: number;
  /** The provider that was called. */
  readonly provider?: AnyProviderName;
  /** The operation that failed. */
  readonly operation?: OperationName | (string & {});
  /** The provider's own error code. Providers may add codes. */
  readonly providerCode?: string;
  /** The provider's id of the request, for its support. */
  readonly correlationId?: string;
  /**
   * The customer that was created although its response or link is unusable.
   * Do not create it again: create another link with `createKycLink`.
   */
  readonly customerId?: string;
  /**
   * The idempotency key of a create that may have been carried out: yours, or the one that was made for the call.
   * Repeat the call with it. A secret, so it is not enumerable: it leads to the customer's link.
   */
  readonly idempotencyKey?: string;
  /** The provider's own message. Not enumerable, because it may contain personal data. */
  readonly providerMessage?: string;
  /** What is wrong, by field. Empty if the error is not about fields. */
  readonly issues: Issue[];
  /** How long to wait before the next attempt, in milliseconds, if the provider says so. */
  readonly retryAfterMs?: number;
  /** Whether the same call may succeed if you repeat it. */
  readonly retryable: boolean;
  /** The value that `fetch` rejected with, unchanged. Not enumerable. */
  readonly cause?: unknown;
  /** Returns the error as plain data for logs, without `cause`, `idempotencyKey` and `providerMessage`. */
  toJSON(): Record<string, unknown>;
}

/**
 * Checks whether a value is a {@link KycLinkError}, also one from another realm or another copy of the package.
 *
 * @param value Any value, such as a caught error.
 * @example
 * if (!isKycLinkError(error)) throw error;
 */
export declare function isKycLinkError(value: unknown): value is KycLinkError;

/**
 * Returns the applicant in the fields of a form, whose names are paths with dots: `address.city`. The fields are not
 * checked: pass the result to `validate`.
 *
 * An empty field is `""`, which counts as absent. A repeated name, or names that end in `.0`, `.1`, `.2`, give a list.
 * Files and the handler's own field `idempotencyKey` are left out. This is how `kyclink/edge` reads a form.
 *
 * @param formData The fields of a form.
 * @throws {KycLinkError} `invalid_config` if it is neither a `FormData` nor a `URLSearchParams`
 * @example
 * const result = validate("spherepay.onboard", applicantFrom(new FormData(form)), { normalize: true });
 */
export declare function applicantFrom(formData: FormData | URLSearchParams): Applicant;

/**
 * A field of an applicant: `"email"`, `"phone"`, `"address"` or one of its fields, such as `"address.country"`,
 * `"firstName"`, `"lastName"`, `"birthDate"`, `"nationality"`, and those of a business, such as `"business.legalName"`.
 * With `?` at its end, it is optional.
 */
export type ApplicantField = string;

/** The fields that a provider of your own takes. */
export interface ApplicantFields {
  /** The fields of a person. */
  readonly individual?: readonly ApplicantField[] | undefined;
  /** The fields of a business. */
  readonly business?: readonly ApplicantField[] | undefined;
}

/** The operation of a provider of your own: `provider.operation`, or what `defineOperation` of `kyclink/provider` returns. */
export interface OwnOperation extends ApplicantFields {
  /** The types of applicants that there are. */
  readonly types: readonly CustomerType[];
}

/** An applicant, with the fields of a provider of your own. */
export type OwnApplicant = Pick<Applicant, "type"> &
  Partial<Omit<Applicant, "type" | "address" | "business">> & {
    /** The address, or a part of it. */
    address?: Partial<Applicant["address"]>;
    /** What a business has. */
    business?: Partial<NonNullable<Applicant["business"]>>;
  };
