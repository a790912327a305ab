// The message about an option that does not exist. Imports nothing, because the sandbox of kyclink/testing reads it, too.

// Enough to recognize a name by.
const LONGEST = 40;
// More differences than that, and the names have little in common.
const MOST_DIFFERENCES = 2;

/**
 * Returns the message about the first property that is no option, or `undefined` if all are. A property whose value is
 * `undefined` counts, too: the variable behind a misspelt option may be set in production only.
 *
 * @param {object} own an object without inherited properties
 * @param {Readonly<Record<string, unknown>>} known the names
 */
export function unknownOption(own, known) {
  for (const name in own) if (!Object.hasOwn(known, name)) return describe(name.slice(0, LONGEST), Object.keys(known));
  return undefined;
}

/**
 * @param {string} name
 * @param {string[]} known
 */
function describe(name, known) {
  const distances = known.map((option) => distance(option.toLowerCase(), name.toLowerCase()));
  const least = Math.min(...distances);
  const advice = least > MOST_DIFFERENCES ? `there are ${known.join(", ")}.` : `did you mean "${known[distances.indexOf(least)]}"?`;
  return `There is no option "${name}": ${advice}`;
}

/**
 * Returns how many characters to insert, remove or replace to turn one word into the other (Levenshtein).
 *
 * @param {string} one
 * @param {string} other
 */
function distance(one, other) {
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
