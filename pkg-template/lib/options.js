// Options as callers pass them.

/**
 * Copies the own properties of `options`, so that a property somebody has put on `Object.prototype` does not count as an option.
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
export function ownOptions(options) {
  return { __proto__: null, ...options };
}
