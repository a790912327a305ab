/**
 * Problems whose responses were not the handler's: a hook such as `authorize` has made them, or a gateway in front of
 * the handler. In `ClientProblem` their code says nothing about that: the hook's may be any.
 *
 * @type {WeakSet<object>}
 */
export const foreign = new WeakSet();

/**
 * Whether a body is the handler's problem details.
 *
 * @param {{ type?: unknown } | null | undefined} body
 */
export function isProblem(body) {
  return String(body?.type).startsWith("urn:kyclink:");
}
