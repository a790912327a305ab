// What the wasm module imports from its host besides memory: a WHATWG URL parser, and Unicode normalization.

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

/** Returns a text in a normalization form: 0 is NFC, 1 NFKC (`TextForm` in src/value/host). */
export function normalizeText(text: string, form: number) {
  return text.normalize(form === 0 ? "NFC" : "NFKC");
}
