/** Returns a path without a slash at its end, which frameworks may add (`trailingSlash`). */
export function withoutSlash(path: string) {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}
