// The message about an option that does not exist. Imports nothing, because the sandbox of kyclink/testing reads it,
// too.

// Enough to recognize a name by.
const LONGEST = 40;
// More differences than that, and the names have little in common.
const MOST_DIFFERENCES = 2;
// The shortest end of a name that is a word of its own.
const SHORTEST_END = 6;

/**
 * Returns the message about the first property that is no option, or `undefined` if all are. A property whose value is
 * `undefined` counts, too: the variable behind a misspelt option may be set in production only.
 *
 * @param given an object without inherited properties
 * @param known the names
 * @param ofCalls the options of a call, which a caller may pass here by mistake
 */
export function unknownOption(given: object, known: Readonly<Record<string, unknown>>, ofCalls: Readonly<Record<string, unknown>> = {}) {
  for (const name in given) {
    if (Object.hasOwn(known, name)) continue;
    const shown = name.slice(0, LONGEST);
    const advice = Object.hasOwn(ofCalls, name) ? "it belongs to a call, not to a client." : adviceOn(shown, Object.keys(known));
    return `There is no option "${shown}": ${advice}`;
  }
  return undefined;
}

/**
 * Throws that message, with the code of a KycLinkError: the class itself would bring all messages of the package.
 *
 * @param given an object without inherited properties
 * @param known the names
 */
export function refuseUnknown(given: object, known: Readonly<Record<string, unknown>>) {
  const message = unknownOption(given, known);
  if (message) throw misused(message);
}

/** Returns the error for a caller's mistake: `isKycLinkError` recognizes it, and it has the members of one. */
export function misused(message: string) {
  const error = Object.assign(new Error(message), { code: "invalid_config" as const, issues: [], retryable: false });
  return Object.defineProperties(error, {
    name: { value: "KycLinkError" },
    [Symbol.for("kyclink.KycLinkError")]: { value: true },
  });
}

/** Says which name was meant, or which there are. */
export function adviceOn(name: string, known: readonly string[]) {
  // Of a path, the last name may be right.
  const meant = nearest(name, known) ?? known.find((path) => path.endsWith(`.${name}`));
  return meant === undefined ? `there are ${known.join(", ")}.` : `did you mean "${meant}"?`;
}

/** Returns the name that resembles this one most, if one does. A caller of JavaScript may pass what is not a string. */
export function nearest(name: string, known: readonly string[]) {
  if (typeof name !== "string") return undefined;
  const lower = name.slice(0, LONGEST).toLowerCase();
  const distances = known.map((option) => {
    // One may be the end of the other, as in `webhookPublicKey` and `publicKey`.
    const other = option.toLowerCase();
    const [end, whole] = [lower, other].sort((one, another) => one.length - another.length);
    return end.length >= SHORTEST_END && whole.endsWith(end) ? 1 : distance(other, lower);
  });
  const least = Math.min(...distances);
  return least > MOST_DIFFERENCES ? undefined : known[distances.indexOf(least)];
}

/** Returns how many characters to insert, remove or replace to turn one word into the other (Levenshtein). */
function distance(one: string, other: string) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 0; i < one.length; i++) {
    const before = row;
    row = [i + 1];
    for (let j = 0; j < other.length; j++) {
      row[j + 1] = Math.min(before[j + 1] + 1, row[j] + 1, before[j] + Number(one[i] !== other[j]));
    }
  }
  return row[other.length];
}
