// Copies of the options that callers pass.

// An object whose prototype is empty is several times faster than one without a prototype.
const EMPTY = Object.freeze(Object.create(null));

/**
 * Copies the own properties of `options`, so that a property somebody has put on `Object.prototype` does not count as
 * an option.
 */
export function copyOptions<T extends object>(options: T): T;
export function copyOptions<T extends object>(options: T | null | undefined): Partial<T>;
export function copyOptions(options: object | null | undefined): object {
  return Object.assign(Object.create(EMPTY), options);
}
