// What the wasm module imports from its host besides memory: a WHATWG URL parser.

/**
 * Returns `href`, `hostname`, `host` and, where the URL has a query or a fragment, `?`: one per line. Returns an empty
 * string for anything that is not a URL.
 *
 * @param {string} text
 */
export function parseUrl(text) {
  try {
    const { href, host, hostname, search, hash } = new URL(text);
    return [href, hostname, host, search + hash === "" ? "" : "?"].join("\n");
  } catch {
    return "";
  }
}
