import type { Operations } from "./providers.js";
import type { ErrorCode, IssueCode, Label, OperationName, ProviderName } from "./tables.js";

export * from "./applicant.js";
export type { CompositeName, ErrorCode, FormOperationName, IssueCode, Label, OperationName, ProviderName } from "./tables.js";
export { ERROR_CODES, ISSUE_CODES, LABELS } from "./tables.js";

// ---- Validation

/** The `params` of each issue code that has any. */
export interface IssueParams {
  /** The JSON Schema type that the value must have. */
  invalid_type: { expected: "string" | "object" | "array" | "boolean" | "number" | "integer" };
  /** The allowed values. */
  unknown_value: { allowed: string[] };
  /** The maximum and the actual number of characters (code points). */
  too_long: { max: number; actual: number };
  /** The name of the other field. */
  mutually_exclusive: { with: string };
  /** The smallest and the largest allowed number. */
  number_range: { min: number; max: number };
  /** The regular expression that the value must match. */
  pattern: { pattern: string };
  /** Why the code is not a country. */
  country_unknown: { reason: "withdrawn" | "reserved" | "user_assigned" | "unassigned" };
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
  /** Details for your own message, such as `{ max, actual }`. Typed once you have checked `code`. */
  params: Code extends keyof IssueParams ? IssueParams[Code] & Record<string, unknown> : Record<string, unknown>;
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
export type Messages = { readonly [Code in IssueCode]?: string | ((issue: IssueOf<Code>) => string) };

/**
 * The country in which a phone number without `+` is dialled: a country code, or `"address"` for the country of the
 * input's own `address`. `""` is no country.
 */
export type PhoneCountry = CountryCode | "address";

/** Options of {@link validate} and {@link schema}. */
export interface ValidateOptions {
  /**
   * How strictly the input is validated.
   *
   * @default "postal"
   */
  policy?: Policy;
  /**
   * Normalizes the input first, as {@link normalize} does.
   *
   * @default false
   */
  normalize?: boolean;
  /**
   * The country in which a phone number without `+` is dialled, as for {@link normalize}. Only used with `normalize`.
   * `kyclink/form` does not have the numbering plans: there it is `invalid_config`.
   *
   * @default none: such a number stays as it is
   */
  phoneCountry?: PhoneCountry | undefined;
  /** Replaces messages by issue code. */
  messages?: Messages;
  /**
   * The current time in epoch milliseconds. Dates later than that day are refused.
   *
   * @default Date.now()
   */
  now?: number;
}

/**
 * The result of {@link validate}. `value` is a copy of the input in the form in which it is sent: known fields only,
 * countries and states in the provider's format.
 */
export type Verdict<Value> = { ok: true; value: Value; warnings: Issue[] } | { ok: false; issues: Issue[]; warnings: Issue[] };

/**
 * Returns the names of all operations. In `kyclink/form` these are only the operations whose input a page validates;
 * every function there throws `invalid_config` for others.
 *
 * @example
 * operations(); // ["spherepay.createCustomerViaLink", "spherepay.createKycLink", …]
 */
export declare function operations(): OperationName[];

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
export declare function validate<Name extends OperationName>(
  operation: Name,
  input: unknown,
  options?: ValidateOptions,
): Verdict<Operations[Name]["input"]>;

/**
 * Cleans up typed input: trims strings, removes bidirectional control characters, converts a phone number that starts
 * with `+` to E.164, and drops empty optional strings. Does not validate.
 *
 * With `phoneCountry`, a phone number without `+` is read as dialled in that country, with its national prefix or
 * without. A number that nobody can dial there stays as it is.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param input The input: any value.
 * @param options `phoneCountry` is a country code, or `"address"` for the country of the input's own address. Not in
 *   `kyclink/form`.
 * @returns A normalized copy.
 * @throws {KycLinkError} `invalid_config` for an unknown operation or country
 * @example
 * normalize("spherepay.onboard", { phone: "+49 (0)171 1234567" }); // { phone: "+491711234567" }
 * normalize("spherepay.onboard", { phone: "0171 1234567" }, { phoneCountry: "DE" }); // { phone: "+491711234567" }
 */
export declare function normalize<Input>(
  operation: OperationName,
  input: Input,
  options?: { phoneCountry?: PhoneCountry | undefined },
): Input;

// ---- Schemas

/** A supported JSON Schema version. The Standard Schema type allows any string; others throw `invalid_config`. */
export type JsonSchemaTarget = "draft-2020-12" | "draft-07" | (string & {});

/** A [Standard Schema](https://standardschema.dev) v1 with synchronous validation and JSON Schema. */
export interface Schema<Input, Output = Input> {
  /** The properties that the Standard Schema specification defines. */
  readonly "~standard": {
    /** The version of the specification. */
    readonly version: 1;
    /** The library that created the schema. */
    readonly vendor: "kyclink";
    /** Validates a value, like {@link validate}. */
    readonly validate: (input: unknown) => { value: Output; issues?: undefined } | { issues: readonly Issue[] };
    /** The TypeScript types. Not present at run time. */
    readonly types?: { readonly input: Input; readonly output: Output };
    /** JSON Schema of the input and the output. Less strict than `validate`: never refuses what `validate` accepts. */
    readonly jsonSchema: {
      /** Returns the JSON Schema of the input. */
      readonly input: (options: { target: JsonSchemaTarget }) => Record<string, unknown>;
      /** Returns the JSON Schema of the validated value. */
      readonly output: (options: { target: JsonSchemaTarget }) => Record<string, unknown>;
    };
  };
}

/**
 * Returns an operation's input as a Standard Schema, for form libraries, routers and other tools.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param options The policy, normalization and custom messages.
 * @throws {KycLinkError} `invalid_config` for an unknown operation, policy or target, when the schema is used
 * @example
 * useForm({ resolver: standardSchemaResolver(schema("spherepay.onboard")) });
 */
export declare function schema<Name extends OperationName>(operation: Name, options?: ValidateOptions): Schema<Operations[Name]["input"]>;

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
  /** The name in the requested language, from `Intl.DisplayNames`. */
  name: string;
}

/**
 * Returns all 249 countries: with `locale`, sorted by their names in that language, else by `alpha2`.
 *
 * @param options `locale` is the language of the names; it defaults to English.
 * @throws {KycLinkError} `invalid_config` if `locale` is not a language tag
 * @example
 * const options = countries({ locale: navigator.language }).map(({ alpha2, name }) => new Option(name, alpha2));
 */
export declare function countries(options?: { locale?: string | readonly string[] }): Country[];

/** A state or province. */
export interface Subdivision {
  /** The ISO 3166-2 code without the country: `"AB"`. */
  code: string;
  /** The name in the language of `names`. */
  name?: string;
}

/** Names of states and provinces: the default export of `kyclink/names/en` or of another language. */
export type Names = Readonly<Record<string, string>>;

/**
 * Returns the ISO 3166-2 codes of a country's states or provinces, without the country: `"AB"`.
 *
 * @param country The country; `undefined`, `null` and `""` have no subdivisions.
 * @param options `names` is the default export of `kyclink/names/en` or of another language; with it, each item has a `name`.
 * @returns The subdivisions; empty if the country has none.
 * @throws {KycLinkError} `invalid_config` for an unknown country
 * @example
 * import names from "kyclink/names/en";
 * subdivisions("CA", { names })[0]; // { code: "AB", name: "Alberta" }
 */
export declare function subdivisions(country: CountryCode | null | undefined, options?: { names?: Names | undefined }): Subdivision[];

/** A field of an address, as {@link addressFields} lists it. */
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
   * The choices of a state: one level of subdivisions, sorted for a `<select>`. Absent if the country has no codes, and if
   * the operation takes any text and nobody there uses the codes.
   */
  options?: Subdivision[];
  /** A postal code of the country. Only with `names`. */
  example?: string;
}

/**
 * Returns the fields of an address in the country's own order, followed by whatever else the operation requires.
 *
 * @param country The country of the address; `undefined`, `null` and `""` have no fields.
 * @param operation The operation that the address is for.
 * @param options `names` is the default export of `kyclink/names/en` or of another language. With it, `options` have names,
 *   and a postal code has an `example`.
 * @throws {KycLinkError} `invalid_config` for an unknown country or operation
 * @example
 * addressFields("US", "spherepay.onboard").map(({ label }) => label); // ["line1", "line2", "city", "state", "zip"]
 * addressFields("IE", "spherepay.onboard", { names })[3].options[0]; // { code: "CW", name: "Carlow" }
 */
export declare function addressFields(
  country: CountryCode | null | undefined,
  operation?: OperationName | undefined,
  options?: { names?: Names | undefined },
): AddressField[];

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

/**
 * Returns the HTML attributes of the input for a field.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param path The field: `"address.city"` or `["address", "city"]`.
 * @param options `country` determines which fields of an address are required; `""` is no country. With
 *   `naming: "react"`, the attributes are the properties of a React element.
 * @throws {KycLinkError} `invalid_config` for an unknown operation, field, country or naming
 * @example
 * <input {...fieldProps("spherepay.onboard", "email", { naming: "react" })} />
 */
export declare function fieldProps(
  operation: OperationName,
  path: string | readonly string[],
  options: { country?: CountryCode | null | undefined; naming: "react" },
): ReactFieldProps;
/** The same with the names of HTML. */
export declare function fieldProps(
  operation: OperationName,
  path: string | readonly string[],
  options?: { country?: CountryCode | null | undefined; naming?: "html" | undefined },
): FieldProps;

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
  errors?: { code: IssueCode; pointer: string; detail: string }[];
}

/**
 * Converts an error or an array of issues to problem details, which you can send to a browser.
 *
 * @param errorOrIssues A {@link KycLinkError}, or issues (`invalid_request`). Any other value becomes `internal`.
 * @param options `status` replaces the code's HTTP status, which is 422 for issues.
 * @throws {KycLinkError} `invalid_config` if `status` is not an integer from 200 to 599
 * @example
 * problem(issues); // { type: "urn:kyclink:invalid_request", status: 422, errors: […], … }
 */
export declare function problem(errorOrIssues: unknown, options?: { status?: number }): Problem;

/**
 * Returns problem details as a `Response` with `application/problem+json`, and `Retry-After` if the error has it.
 *
 * @param errorOrIssues A {@link KycLinkError}, or issues (`invalid_request`). Any other value becomes `internal`.
 * @param options `status` replaces the code's HTTP status, which is 422 for issues.
 * @throws {KycLinkError} `invalid_config` if `status` is not an integer from 200 to 599
 * @example
 * try {
 *   return Response.json(await onboard(client, applicant));
 * } catch (error) {
 *   return problemResponse(error);
 * }
 */
export declare function problemResponse(errorOrIssues: unknown, options?: { status?: number }): Response;

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
  constructor(code: ErrorCode, details?: { message?: string; issues?: Issue[]; retryable?: boolean }, options?: { cause?: unknown });
  /** Always `"KycLinkError"`. */
  readonly name: "KycLinkError";
  /** What went wrong: one of `ERROR_CODES`. */
  readonly code: ErrorCode;
  /** The provider's HTTP status, if there was a response. */
  readonly status?: number;
  /** The provider that was called. */
  readonly provider?: ProviderName;
  /** The operation that failed. */
  readonly operation?: OperationName;
  /** The provider's own error code. Providers may add codes. */
  readonly providerCode?: string;
  /** The provider's id of the request, for its support. */
  readonly correlationId?: string;
  /**
   * The customer that was created although its response or link is unusable.
   * Do not create it again: create another link with `createKycLink`.
   */
  readonly customerId?: string;
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
  /** Returns the error as plain data for logs, without `cause` and `providerMessage`. */
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
