// The modules of Node, which are quicker there than what all platforms have.

/**
 * Returns a module of Node; `undefined` on every other platform. Several of them imitate Node's `process`, but what all
 * platforms have is quick there.
 */
export function builtin(name: "node:buffer" | "node:crypto" | "node:zlib") {
  const { navigator, process }: Platform = globalThis;
  const isOther = "Deno" in globalThis || "Bun" in globalThis || navigator?.userAgent === "Cloudflare-Workers";
  return !isOther && process?.release?.name === "node" ? process.getBuiltinModule?.(name) : undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: each caller declares what it uses of a module, since the types of Node must not be needed
type Module = any;

type Platform = {
  navigator?: { userAgent?: string };
  process?: { release?: { name?: string }; getBuiltinModule?: (name: string) => Module };
};
