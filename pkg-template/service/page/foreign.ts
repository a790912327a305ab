/**
 * Problems whose responses were not the handler's: a hook such as `authorize` has made them, or a gateway in front of
 * the handler. In `ClientProblem` their code says nothing about that: the hook's may be any.
 */
export const foreign: WeakSet<object> = new WeakSet();

/** Adds a problem to them, unless the body of its response is the handler's problem details. */
export function addIfForeign(problem: object, body: { type?: unknown } | null | undefined) {
  if (!String(body?.type).startsWith("urn:kyclink:")) foreign.add(problem);
}
