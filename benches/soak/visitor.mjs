import { ORIGIN, send } from "./send.mjs";

/**
 * A response that differs from the expected one. Its message has no personal data: only the request's name and what
 * came.
 */
export class Unexpected extends Error {}

/** A browser with a cookie, or a provider's webhooks. Every response is checked; `tally` counts it. */
export class Visitor {
  #cookie;

  constructor(server, provider, tally) {
    this.server = server;
    this.provider = provider;
    this.tally = tally;
  }

  /**
   * Sends a request, and checks that the response has one of the expected statuses, and what every response must have.
   *
   * @param {string} label
   * @param {{ method?: string, path: string, headers?: object, body?: string | string[] }} request
   * @param {number | number[]} expected
   */
  async send(label, { method = "POST", path, headers, body }, expected) {
    const all = { origin: ORIGIN, ...(this.#cookie && { cookie: this.#cookie }), ...headers };
    const own = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const response = await send({ port: this.server.ports[this.provider], method, path, headers: own, body }).catch(({ code }) =>
      this.fail(label, code),
    );
    this.tally.count(label, response);
    const problem = response.headers["content-type"]?.includes("json") ? JSON.parse(response.text) : {};
    if (![expected].flat().includes(response.status)) this.fail(label, `${response.status} ${problem.code ?? ""}`);
    if (path.startsWith("/kyc/links") && response.headers["cache-control"] !== "no-store") this.fail(label, "cache-control");
    this.#cookie = response.headers["set-cookie"]?.[0].split(";")[0] ?? this.#cookie;
    return { ...response, body: problem };
  }

  json(label, { path, value, headers }, expected) {
    const body = typeof value === "string" ? value : JSON.stringify(value);
    return this.send(label, { path: `/kyc/${path}`, headers: { "content-type": "application/json", ...headers }, body }, expected);
  }

  /** Posts a form as a browser does that navigates. */
  form(label, path, fields, expected) {
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "text/html", "sec-fetch-mode": "navigate" };
    return this.send(label, { path: `/kyc/${path}`, headers, body: new URLSearchParams(fields).toString() }, expected);
  }

  get(label, path, expected, headers) {
    return this.send(label, { method: "GET", path, headers: { origin: undefined, ...headers } }, expected);
  }

  /** Fails unless the condition holds. */
  check(label, what, holds) {
    if (!holds) this.fail(label, what);
  }

  fail(label, what) {
    throw new Unexpected(`${this.server.name} ${this.provider}, ${label}: ${what}`);
  }
}
