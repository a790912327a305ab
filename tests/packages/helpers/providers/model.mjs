/** What the models of the ready providers' APIs have in common. They are in memory, and share no code with the library. */

export const json = (body, status = 200, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

/**
 * Creates a model: what it remembers, its `fetch`, and the requests it got. `answer`, which a test may set, is called
 * with the method, the path and the response of each request that was carried out, and may return or throw what takes
 * the response's place.
 *
 * @param {object} memory
 * @param {(request: { method: string, url: URL, path: string, headers: Headers, body?: string }) => Response} respond
 */
export function createModel(memory, respond) {
  async function fetch(given, { method, headers, body }) {
    const url = new URL(given);
    const request = { method, url, path: url.pathname + url.search, headers: new Headers(headers), body };
    model.requests.push(request);
    const response = respond(request);
    return (await model.answer(method, url.pathname, response)) ?? response;
  }
  const model = { ...memory, requests: [], answer: () => undefined, fetch };
  return model;
}
