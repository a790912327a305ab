/**
 * Finds the handler for a method and a path. Patterns are written as in the documentation, `/customers/{id}`; literal
 * patterns must come before those with parameters.
 */

/**
 * @template H
 * @typedef {{ method: string, pattern: string, handler: H }} Route
 */

/**
 * @template H
 * @typedef {{ pattern: string, params: string[], handler?: H, allow: string[] }} Match without a handler, the path exists but not with this method
 */

/**
 * @template H
 * @param {Route<H>[]} routes
 * @param {string} method
 * @param {string} path without the provider's prefix
 * @returns {Match<H> | undefined}
 */
export function findRoute(routes, method, path) {
  const found = routes.flatMap((route) => {
    const params = matchPath(route.pattern, path);
    return params === undefined ? [] : [{ route, params }];
  });
  if (found.length === 0) return undefined;
  const { route, params } = found.find((one) => one.route.method === method) ?? found[0];
  return {
    pattern: route.pattern,
    params,
    handler: route.method === method ? route.handler : undefined,
    allow: [...new Set(found.map((one) => one.route.method))],
  };
}

/**
 * @param {string} pattern
 * @param {string} path
 * @returns {string[] | undefined}
 */
function matchPath(pattern, path) {
  const expected = pattern.split("/");
  const given = path.split("/");
  if (expected.length !== given.length) return undefined;
  /** @type {string[]} */
  const params = [];
  for (const [index, segment] of expected.entries()) {
    if (segment.startsWith("{")) {
      const value = decodeSegment(given[index]);
      if (value === undefined || value === "") return undefined;
      params.push(value);
    } else if (segment !== given[index]) {
      return undefined;
    }
  }
  return params;
}

/** @param {string} segment */
function decodeSegment(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // a malformed percent escape matches no resource
  }
}
