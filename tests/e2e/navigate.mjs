/** Sends a request as a browser's navigation, which fetch cannot do. */

import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";

/**
 * @param {string} url
 * @param {{ method?: string, body?: URLSearchParams, language?: string, cookie?: string }} [init]
 * @returns {Promise<Response>} redirects are not followed
 */
export async function navigate(url, { method = "GET", body, language = "en", cookie } = {}) {
  const { origin } = new URL(url);
  const headers = {
    accept: "text/html",
    "accept-language": language,
    "sec-fetch-mode": "navigate",
    ...(cookie && { cookie }),
    ...(body && { origin, "content-type": "application/x-www-form-urlencoded" }),
  };
  const sent = request(url, { method, headers });
  sent.end(body?.toString());
  const [response] = await once(sent, "response");
  return new Response(await text(response), {
    status: response.statusCode,
    headers: Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
  });
}
