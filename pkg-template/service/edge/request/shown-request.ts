// The request that hooks see.

/** What most requests lack. A parameter's name may be encoded. */
const MAY_HAVE_TOKEN = /\?|token/i;
/** A token in the path, where a mail program or a proxy has encoded the question mark. */
const IN_PATH = /token(?:=|%3d).*/i;

/**
 * Returns the request that hooks may see. The token of a link to another device is a secret, which a hook might log or
 * send elsewhere. It may come to any path: with another slash, it is still the token of a link that works. The whole
 * query goes, as nothing else belongs to such a link.
 */
export function withoutToken(request: Request) {
  if (!MAY_HAVE_TOKEN.test(request.url)) return request;
  const url = new URL(request.url);
  const isInQuery = url.searchParams.has("token");
  if (!isInQuery && !IN_PATH.test(url.pathname)) return request;
  url.pathname = url.pathname.replace(IN_PATH, "");
  if (isInQuery) url.search = "";
  const { method, headers } = request;
  // Cloudflare's own: the visitor's country, network and so on.
  const cf = "cf" in request ? request.cf : undefined;
  const init = { method, headers, cf };
  return new Request(url, init);
}
