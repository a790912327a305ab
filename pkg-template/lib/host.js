// What the wasm asks of its host, beside memory: a WHATWG URL parser.

/** `href`, `hostname`, `host` and whether there is a query or fragment, one a line; nothing where it is no URL. */
export function parseUrl(text) {
  try {
    const { href, host, hostname, search, hash } = new URL(text);
    return [href, hostname, host, search + hash && "?"].join("\n");
  } catch {
    return "";
  }
}
