// The names of the globals that are there before the package is imported; a program imports this first. Node makes some of
// its own with the first Response.
new Response();

export const before = new Set(Reflect.ownKeys(globalThis));
