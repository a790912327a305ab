// The types of `tables.js`, which `cargo xtask pack` generates.

import type { CompositeName, ErrorCode, IssueCode, Label, OperationName, ProviderName } from "../types/tables.js";

export declare const OPERATIONS: readonly OperationName[];
export declare const COMPOSITES: readonly CompositeName[];
/** The fields of each operation's input. */
export declare const SHAPES: readonly import("./record.js").TableShape[];
/** Per issue code: the message, then the names of its params, separated by `|`. */
export declare const ISSUES: Readonly<Record<IssueCode, string>>;
export declare const ISSUE_CODES: readonly IssueCode[];
/** The message of each error code; in `kyclink/form`, only of those that it can throw. */
export declare const ERRORS: Readonly<Partial<Record<ErrorCode, string>>> & { readonly internal: string };
/** The HTTP status of each error code in problem details. */
export declare const STATUSES: Readonly<Record<ErrorCode, number>>;
export declare const ERROR_CODES: readonly ErrorCode[];
/** The labels of address fields, by number. */
export declare const LABELS: readonly Label[];
/**
 * A field of a response: null for the object itself, a name for a whole value, a name and fields for an object, and `true` for
 * a list of them.
 */
export type ResponseField = null | string | readonly [name: string, fields: readonly ResponseField[], isList?: true];
/** What the wrapper knows of an endpoint: its index in the crate, and the fields of a response that the crate reads. */
export interface Endpoint {
  readonly index: number;
  readonly fields: readonly ResponseField[];
  readonly creates?: true;
}
/** The endpoint of each operation. Not in `kyclink/form`. */
export declare const ENDPOINTS: ReadonlyMap<string, Endpoint>;
/** Per provider: the options of its own in a configuration. Not in `kyclink/form`. */
export declare const PROVIDER_OPTIONS: Readonly<Record<ProviderName, Readonly<Record<string, 1>>>>;
/** Per provider: its name for people, and whether its hosted pages send them back. Not in `kyclink/form`. */
export declare const HOSTED_PAGES: Readonly<Record<ProviderName, { readonly title: string; readonly returnPeople: boolean }>>;
