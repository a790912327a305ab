/**
 * Finds the handler for a method and a path. Patterns are written as in the documentation, `/customers/{id}`; literal
 * patterns must come before those with parameters.
 */

export type SandboxRoute<H> = { method: string; pattern: string; handler: H };

/** without a handler, the path exists but not with this method */
type Match<H> = { pattern: string; params: string[]; handler?: H; allow: string[] };

/** @param path without the provider's prefix */
export function findRoute<H>(routes: SandboxRoute<H>[], method: string, path: string): Match<H> | undefined {
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

function matchPath(pattern: string, path: string): string[] | undefined {
  const expected = pattern.split("/");
  const given = path.split("/");
  if (expected.length !== given.length) return undefined;
  const params: string[] = [];
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

function decodeSegment(segment: string) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // a malformed percent escape matches no resource
  }
}
