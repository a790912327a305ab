// The modules of Node, which are quicker there than what all platforms have.

/**
 * Returns a module of Node. Returns `undefined` on another platform, also on one that imitates Node's `process`: what it
 * has of its own is quick.
 *
 * @param {"node:buffer" | "node:crypto"} name
 */
export function builtin(name) {
  const { navigator, process } = /** @type {Platform} */ (globalThis);
  const isOther = "Deno" in globalThis || "Bun" in globalThis || navigator?.userAgent === "Cloudflare-Workers";
  return !isOther && process?.release?.name === "node" ? process.getBuiltinModule?.(name) : undefined;
}

/**
 * @typedef {{ navigator?: { userAgent?: string },
 *   process?: { release?: { name?: string }, getBuiltinModule?: (name: string) => any } }} Platform
 */
