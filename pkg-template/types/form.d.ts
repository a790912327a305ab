import type { Operations } from "./providers.js";
import type { ErrorCode, IssueCode, OperationName, ProviderName } from "./tables.js";

export type { CompositeName, ErrorCode, FormOperationName, IssueCode, OperationName, ProviderName } from "./tables.js";
export { ERROR_CODES, ISSUE_CODES } from "./tables.js";

// ---- Validation

/** The params of a code, where it has any. */
export interface IssueParams {
  invalid_type: { expected: "string" | "object" | "array" | "boolean" | "number" | "integer" };
  unknown_value: { allowed: string[] };
  too_long: { max: number; actual: number };
  mutually_exclusive: { with: string };
  number_range: { min: number; max: number };
  pattern: { pattern: string };
  country_unknown: { reason: "withdrawn" | "reserved" | "user_assigned" | "unassigned" };
}

/** One issue with the given code. It never holds the value that was given. */
export interface IssueOf<Code extends IssueCode> {
  code: Code;
  /** Empty only where the input is not an object, or a provider complains about a field that is not one of ours. */
  path: (string | number)[];
  /** The path as an RFC 6901 JSON pointer. */
  pointer: string;
  /** The figures behind the code, such as `{ max, actual }`: typed once `code` is known. */
  params: Code extends keyof IssueParams ? IssueParams[Code] & Record<string, unknown> : Record<string, unknown>;
  /** An English sentence a person can act on. */
  message: string;
  /** The provider's own words, not enumerable: they may echo a person's data. */
  readonly providerMessage?: string;
  /** The provider's own pointer, as it came and not enumerable, where it names none of your fields: then `path` is empty. */
  readonly providerPointer?: string;
}

/** One issue: its `code` tells which `params` it has. */
export type Issue = { [Code in IssueCode]: IssueOf<Code> }[IssueCode];

/** `schema`: the provider's published schema alone. `postal`: also what the country's postal format requires. `strict`: warnings about phone, state and postal code are issues. */
export type Policy = "schema" | "postal" | "strict";

/** Your own words by code: text with `{param}` places, or a function. */
export type Messages = { readonly [Code in IssueCode]?: string | ((issue: IssueOf<Code>) => string) };

export interface ValidateOptions {
  /** @default "postal" */
  policy?: Policy;
  /** Normalizes first, as {@link normalize} does. @default false */
  normalize?: boolean;
  messages?: Messages;
  /** Milliseconds since 1970: dates later than today are refused. @default Date.now() */
  now?: number;
}

/** `value` is what will be sent: a copy with known fields only, in the provider's forms. */
export type Verdict<Value> = { ok: true; value: Value; warnings: Issue[] } | { ok: false; issues: Issue[]; warnings: Issue[] };

/**
 * The names of the operations that this entry knows: all of them, or in `kyclink/form` those whose input a page may check
 * (`FormOperationName`). What it does not know is `invalid_config` to every function.
 */
export declare function operations(): OperationName[];

/**
 * Checks an input and finds everything that is wrong with it. Never throws because of the input, whatever it is.
 *
 * @throws {KycLinkError} `invalid_config` for an unknown operation or policy
 * @example
 * const verdict = validate("spherepay.onboard", applicant);
 * if (!verdict.ok) for (const { pointer, message } of verdict.issues) console.log(pointer, message);
 */
export declare function validate<Name extends OperationName>(
  operation: Name,
  input: unknown,
  options?: ValidateOptions,
): Verdict<Operations[Name]["input"]>;

/**
 * Trims texts and drops bidirectional characters in them, puts a phone number that starts with `+` into the form of E.164
 * (`"+49 (0)171 1234567"` → `"+491711234567"`), drops empty optional texts. Checks nothing.
 */
export declare function normalize<Input>(operation: OperationName, input: Input): Input;

// ---- Schemas

/** The drafts there are. Tools may ask for others, which is refused: the standard's own type of a target is open. */
export type JsonSchemaTarget = "draft-2020-12" | "draft-07" | (string & {});

/** A Standard Schema v1 (https://standardschema.dev) with synchronous `validate`, and its JSON Schema. */
export interface Schema<Input, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "kyclink";
    readonly validate: (input: unknown) => { value: Output; issues?: undefined } | { issues: readonly Issue[] };
    readonly types?: { readonly input: Input; readonly output: Output };
    /** Never refuses what `validate` accepts. */
    readonly jsonSchema: {
      readonly input: (options: { target: JsonSchemaTarget }) => Record<string, unknown>;
      readonly output: (options: { target: JsonSchemaTarget }) => Record<string, unknown>;
    };
  };
}

/**
 * An operation's input for whatever takes a Standard Schema: form libraries, routers, tools.
 *
 * @throws {KycLinkError} `invalid_config` for an unknown operation, policy or target, when it is used
 * @example
 * useForm({ resolver: standardSchemaResolver(schema("spherepay.onboard")) });
 */
export declare function schema<Name extends OperationName>(operation: Name, options?: ValidateOptions): Schema<Operations[Name]["input"]>;

// ---- Data for forms

/** ISO 3166-1 alpha-2 or alpha-3, in any case. */
export type CountryCode = string;

export interface Country {
  alpha3: string;
  alpha2: string;
  /** Without `+`. Seven territories have none. */
  callingCode?: string;
  /** In the language asked for, by `Intl.DisplayNames`. */
  name: string;
}

/** Every country. @example countries({ locale: navigator.language }) */
export declare function countries(options?: { locale?: string | readonly string[] }): Country[];

/** The subdivisions of a country by ISO 3166-2 code without the country; empty where it has none. */
export declare function subdivisions(
  country: CountryCode,
  options?: { names?: Readonly<Record<string, string>> },
): { code: string; name?: string }[];

export interface AddressField {
  field: "line1" | "line2" | "city" | "state" | "postalCode";
  required: boolean;
  /** What the country calls it: `zip`, `postcode`, `eircode`, `state`, `province`, `prefecture`, `post_town` …; else the field's name. */
  label: string;
  /** The HTML autofill token. */
  autocomplete: string;
  inputMode?: "numeric";
  maxLength?: number;
}

/**
 * The fields of an address in the country's own order, and after them whatever else the operation requires.
 *
 * @throws {KycLinkError} `invalid_config` for an unknown country or operation
 */
export declare function addressFields(country: CountryCode, operation?: OperationName): AddressField[];

/** Attributes to spread over a control. */
export interface FieldProps {
  name: string;
  type: "text" | "email" | "tel" | "url" | "date";
  autocomplete: string;
  inputMode?: "email" | "tel" | "url" | "numeric";
  maxLength?: number;
  required: boolean;
  "aria-required"?: true;
}

/**
 * The attributes of the control for a field: `"address.city"` or `["address", "city"]`. Within an address, `country`
 * decides what is required.
 *
 * @throws {KycLinkError} `invalid_config` for an unknown operation, field or country
 */
export declare function fieldProps(
  operation: OperationName,
  path: string | readonly string[],
  options?: { country?: CountryCode },
): FieldProps;

// ---- Problem details

/** RFC 9457. Nothing of the input, the provider's words or a credential is in it. */
export interface Problem {
  /** `urn:kyclink:<code>` */
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  errors?: { code: IssueCode; pointer: string; detail: string }[];
}

/** What an answer may say of a failed call, or of a list of issues (`invalid_request`, 422). */
export declare function problem(errorOrIssues: unknown, options?: { status?: number }): Problem;

/** The same as a Response with `application/problem+json`. */
export declare function problemResponse(errorOrIssues: unknown, options?: { status?: number }): Response;

// ---- Errors

/** What every failed call throws. `message`, `stack` and `toJSON` never hold a credential, a link or a person's data. */
export declare class KycLinkError extends Error {
  constructor(code: ErrorCode, details?: { message?: string; issues?: Issue[]; retryable?: boolean }, options?: { cause?: unknown });
  readonly name: "KycLinkError";
  readonly code: ErrorCode;
  readonly status?: number;
  readonly provider?: ProviderName;
  readonly operation?: OperationName;
  /** The provider's own code: an open set. */
  readonly providerCode?: string;
  /** The provider's id of this exchange, for its support. */
  readonly correlationId?: string;
  /**
   * The customer, where a create succeeded but its response or its link cannot be used: do not create it again, but make a
   * link for it with `createKycLink`.
   */
  readonly customerId?: string;
  /** The provider's own words, not enumerable: they may echo a person's data. */
  readonly providerMessage?: string;
  readonly issues: Issue[];
  /** How long the provider asks to wait. */
  readonly retryAfterMs?: number;
  /** Whether the same call may succeed when it is repeated. */
  readonly retryable: boolean;
  readonly cause?: unknown;
  toJSON(): Record<string, unknown>;
}

/** Whether a value is a KycLinkError, of this copy of the package or another, of this realm or another. */
export declare function isKycLinkError(value: unknown): value is KycLinkError;
