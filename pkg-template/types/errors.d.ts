// Errors, and problem details for responses of your own.
import type { AnyProviderName } from "./common.js";
import type { Issue } from "./issues.js";
import type { ErrorCode, IssueCode, OperationName } from "./tables.js";

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
