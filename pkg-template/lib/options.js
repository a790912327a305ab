// Options as callers give them.

/** Copies the own properties of `options`: what anybody has put on `Object.prototype` is not an option. */
export function ownOptions(options) {
  return { __proto__: null, ...options };
}
