// What the wasm module imports from its host besides memory: a WHATWG URL parser.

/**
 * Returns `href`, `hostname`, `host` and, where the URL has a query or a fragment, `?`: one per line. Returns an empty
 * string for anything that is not a URL.
 */
export function parseUrl(text: string) {
  try {
    const { href, host, hostname, search, hash } = new URL(text);
    return [href, hostname, host, search + hash === "" ? "" : "?"].join("\n");
  } catch {
    return "";
  }
}
