// The names of the globals before the package is imported; programs import this module first. Node adds some globals
// with the first Response.
new Response();

export const before = new Set(Reflect.ownKeys(globalThis));
