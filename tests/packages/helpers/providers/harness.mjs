/** A handler in front of a ready provider and a model of its API, and a person at it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { browser, commonConfig, createHandler, newKey } from "../edge/harness.mjs";

export const PERSON = { type: "individual", email: "jane.smith@example.com", phone: "+14155550123" };
export const REFERENCE = "user-17";
export const key = () => ({ "idempotency-key": newKey() });
export const vectors = (name) => JSON.parse(readFileSync(new URL(`../../../vectors/provider/${name}.json`, import.meta.url), "utf8"));

/** Opens a handler for a person with that reference. `config` changes its options. */
export function open(provider, api, config) {
  const [errors, events] = [[], []];
  const handler = createHandler({
    provider,
    ...commonConfig(api.fetch),
    authorize: () => ({ reference: REFERENCE }),
    onError: (error) => errors.push(error),
    onEvent: (event) => events.push(event),
    ...config,
  });
  const page = browser(handler);
  return {
    api,
    handler,
    page,
    errors,
    events,
    browser: () => browser(handler),
    links: (person) => page.json("links", person, key()),
    renew: () => page.json("links/renew", {}),
    status: async () => (await page.get("status")).body,
    /** Posts a delivery, and returns the status and the code of the response. */
    async post({ body, headers }) {
      const url = `https://app.example.com/kyc/webhooks/${provider.name}`;
      const response = await handler(new Request(url, { method: "POST", body, headers }));
      return [response.status, (await response.json().catch(() => ({}))).code].filter(Boolean);
    },
  };
}

/** Opens a handler, and has a person begin. */
export async function begun(provider, api, config, person = PERSON) {
  const world = open(provider, api, config);
  return { ...world, first: await world.links(person) };
}

/** The same with a clock: more than ten seconds pass before each look at the status. `session` is the model's first. */
export async function started(t, provider, api, config) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const world = await begun(provider, api, { redirectUri: "https://app.example.com/kyc", ...config });
  const status = () => {
    t.mock.timers.tick(11_000);
    return world.status();
  };
  return { ...world, status, session: api.sessions[0] };
}

/**
 * Posts a form whose create the model refuses, and returns whose the refusal is, by what a person and the owner are told:
 * those of the owner are the ones that running.md has somebody woken for.
 */
export async function refusalOf(provider, api, person = PERSON) {
  const { links, status, errors } = open(provider, api, { timeout: 1000 });
  const { status: code, body } = await links(person);
  const reported = errors.map((error) => error.code);
  if (["invalid_config", "unauthorized", "forbidden"].some((one) => reported.includes(one))) return code >= 500 ? "operator" : `${code}`;
  if (code >= 500) return ["rate_limited", "outcome_unknown", "unavailable"].includes(body.code) ? "nobody" : body.code;
  if (body.next === "status") return (await status()).nextAction === "contact_support" ? "person" : body.next;
  return [409, 422].includes(code) ? "person" : `${code}`;
}

/** Each of these changes makes options that are refused, with a message that has none of the values in `secrets`. */
export function refusesOptions(make, options, cases, secrets) {
  for (const [changes, message] of cases) {
    assert.throws(
      () => make({ ...options, ...changes }),
      (error) => {
        assert.deepEqual([error.code, message.test(error.message)], ["invalid_config", true], `${message}: ${error.message}`);
        return isSilent([error.message], [error], secrets);
      },
    );
  }
}

/** A page gets no credentials, unless the developer insists. */
export function refusesPages(t, make, options) {
  globalThis.document = {};
  t.after(() => delete globalThis.document);
  assert.throws(() => make(options), { code: "secret_in_browser" });
  assert.equal(typeof make({ ...options, dangerouslyAllowBrowser: true }).name, "string");
}

/** Whether nothing of these is in what a page or the owner's log gets. */
export function isSilent(texts, errors, secrets) {
  const shown = texts.join() + inspect(errors, { depth: 9, showHidden: true, getters: true });
  return secrets.every((secret) => !shown.includes(secret));
}

/** Wraps the `fetch` of a model: the first response to a request of that method is lost after it was carried out. */
export function losing(api, method) {
  let isLost = false;
  return async (url, init) => {
    const response = await api.fetch(url, init);
    if (isLost || init.method !== method) return response;
    isLost = true;
    throw new TypeError("the connection was lost");
  };
}
