// The types of `tables.js`, which `cargo xtask pack` generates.

import type { CompositeName, ErrorCode, IssueCode, Label, OperationName, ProviderName } from "./codes.ts";

export declare const OPERATIONS: readonly OperationName[];
export declare const COMPOSITES: readonly CompositeName[];
/** Every policy, by its number in the crate. */
export declare const POLICIES: readonly import("./form/validate.ts").Policy[];
/** The shape of each operation's input, in the order of the crate. */
export declare const SHAPES: ReadonlyMap<string, import("./encoding/shape.js").Description>;
/** Per issue code: the message, then the names of its params, separated by `|`. */
export declare const ISSUES: Readonly<Record<IssueCode, string>>;
/** The message about a missing field, by its name or by the last two names of its path. */
export declare const MISSING_FIELDS: Readonly<Record<string, string>>;
/** Every {@link IssueCode}, to check that your own messages have all of them. */
export declare const ISSUE_CODES: readonly IssueCode[];
/** The message of each error code; in `kyclink/form`, only of those that it can throw. */
export declare const ERRORS: Readonly<Partial<Record<ErrorCode, string>>> & { readonly internal: string };
/** The HTTP status of each error code in problem details. */
export declare const STATUSES: Readonly<Record<ErrorCode, number>>;
/** Every {@link ErrorCode}, such as for the rows of a dashboard. `docs/errors.md` says what each means. */
export declare const ERROR_CODES: readonly ErrorCode[];
/** Every {@link Label}, to check that your own texts have all of them. */
// By number.
export declare const LABELS: readonly Label[];
/**
 * A field of a response: null for the object itself, a name for a whole value, a name and fields for an object, and
 * `true` for a list of them.
 */
export type ResponseField = null | string | readonly [name: string, fields: readonly ResponseField[], isList?: true];
/** An endpoint: its index in the crate, the fields of a response that the crate reads, and how it is called. */
export interface Endpoint {
  readonly index: number;
  readonly fields: readonly ResponseField[];
  readonly creates: boolean;
  /** The path, if the request is a POST of the whole input. */
  readonly postsTo: string | undefined;
  /** Whether the result is a page of a list. */
  readonly isPage?: true;
}
/** The endpoint of each operation. Not in `kyclink/form`. */
export declare const ENDPOINTS: ReadonlyMap<string, Endpoint>;
/** The status and the message of each of the handler's own codes. Not in `kyclink/form`. */
export declare const REFUSALS: Readonly<
  Record<import("../service/edge/handler-codes.ts").HandlerCode, readonly [status: number, message: string]>
>;
/** The first and the last status of a response that says that the request was carried out. Not in `kyclink/form`. */
export declare const SUCCESS: readonly [first: number, last: number];
/**
 * The codes of the failures of an attempt. Any other is that of a caller's mistake: nothing was sent. Not in
 * `kyclink/form`.
 */
export declare const UNANSWERED: readonly string[];
/** The names of a function's options, each with the value 1. */
type Options<Of> = Readonly<Record<keyof Of, 1>>;
export declare const VALIDATE_OPTIONS: Options<import("./options/options.ts").ValidateOptions>;
// The options below are not in `kyclink/form`.
export declare const LINK_OPTIONS: Options<import("./options/options.ts").LinkOptions>;
export declare const PRESENTATION_OPTIONS: Options<import("./options/options.ts").PresentationOptions>;
export declare const READ_OPTIONS: Options<import("./options/options.ts").ReadOptions>;
export declare const CLIENT_OPTIONS: Options<import("./options/options.ts").ClientOptions>;
export declare const CALL_OPTIONS: Options<import("./options/options.ts").CallOptions>;
export declare const ONBOARD_OPTIONS: Options<import("./options/options.ts").OnboardOptions>;
export declare const WEBHOOK_DELIVERY: Options<import("./options/options.ts").WebhookDelivery>;
export declare const HANDLER_OPTIONS: Options<import("../service/edge/config/options.ts").HandlerOptions>;
/** Per provider: the options of its own in a configuration. Not in `kyclink/form`. */
export declare const PROVIDER_OPTIONS: Readonly<Record<ProviderName, Readonly<Record<string, 1>>>>;
/** Per provider with codes for contacts: how many digits a code has. */
export declare const CODE_DIGITS: Readonly<Partial<Record<ProviderName, number>>>;

/**
 * Per provider: its name for people, whether its hosted pages send them back, and whether some may be framed. Not in
 * `kyclink/form`.
 */
export declare const HOSTED_PAGES: Readonly<
  Record<ProviderName, { readonly title: string; readonly returnPeople: boolean; readonly mayBeFramed: boolean }>
>;

/** Per provider: what most of its platforms require of a person beside its schema. Not in `kyclink/form`. */
export declare const PERSON_FIELDS: Readonly<Record<ProviderName, readonly import("./form/validate.ts").PersonField[]>>;

/** The fields of an applicant that a provider of one's own may ask for. Not in `kyclink/form`. */
export declare const APPLICANT_FIELDS: readonly string[];

/** The paths of the fields that an applicant may have at any provider. Not in `kyclink/form`. */
export declare const APPLICANT_PATHS: readonly string[];

/** The members of what the functions of a provider of one's own return, and of the items in its lists. Not in `kyclink/form`. */
export declare const ANSWER_MEMBERS: readonly string[];

/** Per provider: the types of the agreements that a handler may ask for. Not in `kyclink/form`. */
export declare const AGREEMENT_TYPES: Readonly<Record<ProviderName, readonly string[]>>;

/** The headers that may have the signature of a webhook. */
export declare const SIGNATURE_HEADERS: readonly string[];
