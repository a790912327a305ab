// The issues in the handler's problem details, as `kyclink/page/client` returns them.

import type { IssuesResult } from "./client-types.ts";

/** Returns the result with the errors of problem details; `undefined` if they are not issues of the handler. */
export function toIssues(errors: unknown, attemptsLeft?: unknown): IssuesResult | undefined {
  if (!Array.isArray(errors) || errors.length === 0 || !errors.every(isIssue)) return undefined;
  const issues = errors.map(({ code, pointer, params, detail }) => ({
    code,
    path: pathOf(pointer),
    pointer,
    params: { ...params },
    message: detail,
  }));
  return { kind: "issues", issues, ...(typeof attemptsLeft === "number" && { attemptsLeft }) };
}

/**
 * Whether an error of problem details is an issue. A gateway in front of the handler may list errors of another form.
 */
function isIssue(error: Partial<Record<string, unknown>> | null | undefined) {
  return ["code", "pointer", "detail"].every((name) => typeof error?.[name] === "string");
}

/** Returns the path that a JSON Pointer (RFC 6901) names. */
function pathOf(pointer: string) {
  const parts = pointer.split("/").slice(1);
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~")));
}
