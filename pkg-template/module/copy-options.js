// Copies of the options that callers pass.

// An object whose prototype is empty is several times faster than one without a prototype.
const EMPTY = Object.freeze(Object.create(null));

/**
 * Copies the own properties of `options`, so that a property somebody has put on `Object.prototype` does not count as
 * an option.
 *
 * @template {object} T
 * @overload
 * @param {T} options
 * @returns {T}
 */
/**
 * @template {object} T
 * @overload
 * @param {T | null | undefined} options
 * @returns {Partial<T>}
 */
/**
 * @param {object | null | undefined} options
 * @returns {object}
 */
export function copyOptions(options) {
  return Object.assign(Object.create(EMPTY), options);
}
