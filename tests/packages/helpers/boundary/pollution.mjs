/** What other code of a program may have done to every object. */

const OWN = ["constructor", "toString", "valueOf", "hasOwnProperty", "toLocaleString", "propertyIsEnumerable", "isPrototypeOf"];

/**
 * Runs a function while every object has a further member. Or, "frozen", while no object can be assigned a member that
 * has the name of a method of all objects, as in programs that freeze the built-in prototypes.
 */
export function polluted(pollution, run) {
  if (!pollution) return run();
  const [name, kind] = pollution;
  const names = kind === "frozen" ? OWN : [name];
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(Object.prototype, name)]);
  const after = kind === "frozen" ? { writable: false } : { value: "individual", writable: true, enumerable: kind === "visible" };
  for (const name of names) Object.defineProperty(Object.prototype, name, { ...after, configurable: true });
  try {
    return run();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(Object.prototype, name, descriptor);
      else delete Object.prototype[name];
    }
  }
}
