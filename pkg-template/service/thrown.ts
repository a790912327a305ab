// What was thrown by the program's own code, in words for its developer.

const MAX_MESSAGE = 300;
/** A line of a stack with a place in code, as V8 and the other engines write it. */
const LINE = /^\s*(?:at |[^\s@]*@).*:\d+:\d+\)?$/;
/** What is in the place of a dependency's or the runtime's code. */
const OF_OTHERS = /node_modules|node:/;

/**
 * Returns the message of what was thrown, and the first line of the program's own code in its stack. Both may contain
 * anything, also of a person: they are for a developer's machine and for tests only.
 */
export function detailsOf(thrown: unknown) {
  try {
    const { message, stack }: Error = Object(thrown);
    const text = String(typeof thrown === "string" ? thrown : (message ?? "")).replace(/\s+/g, " ");
    const line = String(stack)
      .split("\n")
      .find((line) => LINE.test(line) && !OF_OTHERS.test(line));
    return `${text && `: ${text.slice(0, MAX_MESSAGE)}`}${line ? ` (${line.trim()})` : ""}`;
  } catch {
    return ""; // a getter, or a revoked proxy
  }
}
