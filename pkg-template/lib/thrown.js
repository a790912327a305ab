// What was thrown by the program's own code, in words for its developer.

const MAX_MESSAGE = 300;
/** A line of a stack with a place in code that is not a dependency's or the runtime's, as V8 and the other engines write it. */
const OWN_LINE = /^\s*(?:at |[^\s@]*@)(?!.*(?:node_modules|node:)).*:\d+:\d+\)?$/;

/**
 * Returns the message of what was thrown, and the first line of the program's own code in its stack. Both may contain
 * anything, also of a person: they are for a developer's machine and for tests only.
 *
 * @param {unknown} thrown
 */
export function detailsOf(thrown) {
  try {
    const { message, stack } = /** @type {Error} */ (Object(thrown));
    const text = String(typeof thrown === "string" ? thrown : (message ?? "")).replace(/\s+/g, " ");
    const line = String(stack)
      .split("\n")
      .find((line) => OWN_LINE.test(line));
    return `${text && `: ${text.slice(0, MAX_MESSAGE)}`}${line ? ` (${line.trim()})` : ""}`;
  } catch {
    return ""; // a getter, or a revoked proxy
  }
}
