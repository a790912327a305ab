// The issues in the handler's problem details, as `kyclink/page/client` returns them.

/** @typedef {import("../types/page-client.js").ClientIssue} ClientIssue */

/**
 * Returns the result with the errors of problem details; `undefined` if they are not issues of the handler.
 *
 * @param {unknown} errors
 * @returns {{ kind: "issues", issues: ClientIssue[] } | undefined}
 */
export function toIssues(errors) {
  if (!Array.isArray(errors) || errors.length === 0 || !errors.every(isIssue)) return undefined;
  const issues = /** @type {{ code: ClientIssue["code"], pointer: string, detail: string }[]} */ (errors);
  return {
    kind: "issues",
    issues: issues.map(({ code, pointer, detail }) => ({ code, pointer, path: pathOf(pointer), message: detail })),
  };
}

/**
 * Whether an error of problem details is an issue. A gateway in front of the handler may list errors of another form.
 *
 * @param {Partial<Record<string, unknown>> | null | undefined} error
 */
function isIssue(error) {
  return ["code", "pointer", "detail"].every((name) => typeof error?.[name] === "string");
}

/**
 * Returns the path that a JSON Pointer (RFC 6901) names.
 *
 * @param {string} pointer
 */
function pathOf(pointer) {
  const parts = pointer.split("/").slice(1);
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~")));
}
