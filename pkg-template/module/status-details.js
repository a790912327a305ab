// What a status says beside itself and what is next.

/**
 * The members that a view of a status takes over from it.
 *
 * @type {readonly ["type", "requirements", "capabilities", "reasons", "otherDevice", "handedOver", "agreementsUrl"]}
 */
const NAMES = ["type", "requirements", "capabilities", "reasons", "otherDevice", "handedOver", "agreementsUrl"];

/**
 * Returns the details that a status has.
 *
 * @param {object} given
 * @returns {Partial<Pick<import("../types/edge.js").CustomerState, typeof NAMES[number]>>}
 */
export function detailsOf(given) {
  const status = /** @type {Record<string, unknown>} */ (given);
  return Object.fromEntries(NAMES.flatMap((name) => (Object.hasOwn(status, name) && status[name] ? [[name, status[name]]] : [])));
}
