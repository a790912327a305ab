/**
 * Returns a path without a slash at its end, which frameworks may add (`trailingSlash`).
 *
 * @param {string} path
 */
export function withoutSlash(path) {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}
