// Issues and errors as RFC 9457 problem details that are safe to send to a browser.

import type { ErrorCode, IssueCode } from "../codes.ts";
import { copyOptions } from "../copy-options.ts";
import { isKycLinkError, misuse } from "../error.ts";
import type { Issue } from "../issue.ts";
import { paramsOf } from "../issue.ts";
import { knownOptions } from "../options/known-options.ts";
import { ERRORS, STATUSES } from "../tables.js";
import { toJson } from "../to-json.ts";

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

/** The input of problem details. */
interface Known {
  code: ErrorCode;
  message?: string;
  issues?: Issue[];
  retryAfterMs?: number;
  retryable?: boolean;
  customerId?: string;
}

/** Fetch, section 2.2.3: a Response with such a status and a body cannot be made. */
const WITHOUT_BODY = [204, 205, 304];
/** The title for an error that is not one of ours. The error itself is not shown, because it may contain anything. */
const FOREIGN = "Something went wrong on our side.";

/**
 * Converts an error or an array of issues to problem details, which you can send to a browser.
 *
 * @param errorOrIssues A {@link KycLinkError}, or issues (`invalid_request`). Any other value becomes `internal`.
 * @param options `status` replaces the code's HTTP status, which is 422 for issues.
 * @throws {KycLinkError} `invalid_config` if `status` is not an integer from 200 to 599, or is 204, 205 or 304
 * @example
 * problem(issues); // { type: "urn:kyclink:invalid_request", status: 422, errors: […], … }
 */
export function problem(errorOrIssues: unknown, options?: ProblemOptions): Problem {
  const { status } = knownOptions(options, { status: 1 });
  if (status != null && !(Number.isInteger(status) && status >= 200 && status <= 599 && !WITHOUT_BODY.includes(status))) {
    throw misuse("status must be 200 to 599, and not one of a response without a body: 204, 205, 304.");
  }
  const { code, message: whole, issues = [] } = known(errorOrIssues);
  // What is wrong with a response, such as the host of its link, is for whoever calls the provider.
  const message = code === "unexpected_response" ? /^[^.]*\./.exec(whole ?? "")?.[0] : whole;
  // `kyclink/form` has no messages for errors that only a client throws: there, the error's own message is the title.
  // A later version may have made the error, so its code may be any text, also the name of an inherited member.
  const isOurs = isKycLinkError(errorOrIssues) || isIssues(errorOrIssues);
  const title = !isOurs ? FOREIGN : (copyOptions(ERRORS)[code] ?? (message || ERRORS.internal));
  return {
    type: `urn:kyclink:${code}`,
    title,
    status: status ?? copyOptions(STATUSES)[code] ?? 500,
    code,
    detail: message || title,
    ...(issues.length > 0 && { errors: issues.map(problemIssue) }),
  };
}

function problemIssue(issue: Issue) {
  const { code, pointer, message } = issue;
  const params = paramsOf(issue);
  return { code, pointer, ...(Object.keys(params).length > 0 && { params }), detail: message };
}

/**
 * Returns problem details as a `Response` with `application/problem+json`, and `Retry-After` if the error has it, unless the
 * customer may exist: whoever posts the form again then creates another one.
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
export function problemResponse(errorOrIssues: unknown, options?: ProblemOptions): Response {
  const body = problem(errorOrIssues, options);
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  const error = known(errorOrIssues);
  const { retryAfterMs = -1 } = error;
  // Whole seconds within 31 bits, which every recipient can represent (RFC 9111 section 1.2.2).
  if (retryAfterMs >= 0 && !mayExist(error)) headers.set("retry-after", String(Math.min(Math.ceil(retryAfterMs / 1000), 2 ** 31 - 1)));
  return new Response(toJson(body), copyOptions({ status: body.status, headers }));
}

function mayExist({ code, customerId, retryable = false }: Known) {
  return code === "outcome_unknown" || (customerId !== undefined && !retryable);
}

/**
 * Returns the public parts of a value. Any value that is neither our error nor a list of our issues has none, because
 * it may contain anything.
 */
function known(error: unknown): Known {
  if (isKycLinkError(error)) return error;
  return isIssues(error) ? { code: "invalid_request", issues: error } : { code: "internal" };
}

function isIssues(value: unknown): value is Issue[] {
  try {
    return (
      Array.isArray(value) && value.every((issue) => [issue.code, issue.pointer, issue.message].every((text) => typeof text === "string"))
    );
  } catch {
    return false;
  }
}
