/**
 * Text of the providers: each member of their responses and events gets a hostile value, one at a time, while a person
 * goes from the form to a rejection; and each response is replaced with an error whose every text is hostile. What comes
 * out of the handler has none of it, except what a person may see, and that is only text or a link.
 */

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { format, inspect } from "node:util";
import {
  CONTACT_CODE,
  configOf,
  createHandler,
  createSandbox,
  fieldsOf,
  ORIGIN,
  PERSON,
  PERSON_AT_GRID,
} from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { dangersOf, elementsOf } from "../../helpers/page/dom.mjs";

const { onboardingPage } = await subpath("page");
const page = onboardingPage({ locale: "en" });
/** The same for all sandboxes, because making them takes longer than all requests of a person. */
const KEYS = await createSandbox().exportKeys();

const CANARY = "qZ7canaryX3";
const HOSTILE = `${CANARY}"'></li></title><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u2066\u0007\r\nx-evil: ${CANARY}`;
/** Members of the handler's JSON that have text of the provider: what a person may read, and where the person goes. */
const SHOWN = ["reasons", "kycUrl", "url"];

beforeEach(() => mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") }));
afterEach(() => mock.timers.reset());

/** Returns the path of each value that contains no other. */
function leavesOf(value, path = []) {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

/** Returns a copy in which the value at this path is another one. */
function replaced(value, [name, ...rest], change) {
  if (name === undefined) return change(value);
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[name] = replaced(copy[name], rest, change);
  return copy;
}

const isUrl = (value) => typeof value === "string" && /^https?:/.test(value);

/** What a value is replaced with. A URL stays one in one of the cases, because any other text is refused. */
const REPLACEMENTS = {
  "a hostile text": () => HOSTILE,
  "a URL with a hostile query": (value) => (isUrl(value) ? `${value}?${HOSTILE}` : value),
  "a URL with hostile letters": (value) => (isUrl(value) ? `${value}?${CANARY}"'<script>` : value),
  "a script": (value) => (isUrl(value) ? `javascript:alert("${CANARY}")` : value),
};

/** Error responses, every text of which is hostile. */
const ERRORS = {
  spherepay: [
    { detail: HOSTILE, title: HOSTILE, code: HOSTILE, correlationId: HOSTILE, errors: [{ detail: HOSTILE, pointer: "/email" }] },
    { detail: HOSTILE, errors: [{ detail: HOSTILE, pointer: `/${HOSTILE}` }] },
    { ts: HOSTILE, error: { general: HOSTILE, email: [HOSTILE], [HOSTILE]: [HOSTILE] } },
    { ok: false, object: HOSTILE, error: HOSTILE, message: HOSTILE, request: HOSTILE },
  ],
  grid: [
    { code: HOSTILE, reason: HOSTILE, details: { errors: [{ field: "email", message: HOSTILE }, { field: HOSTILE }] } },
    { code: "INVALID_INPUT", reason: HOSTILE, details: { errors: [{ field: "email", constraint: { format: HOSTILE, enum: [HOSTILE] } }] } },
  ],
  bridge: [
    { code: HOSTILE, message: HOSTILE, source: { location: HOSTILE, key: { email: HOSTILE, [HOSTILE]: HOSTILE } } },
    { code: "invalid_parameters", message: HOSTILE, source: { location: "body", key: HOSTILE } },
    { errors: [{ code: HOSTILE, message: HOSTILE }] },
  ],
};
const STATUSES = [400, 401, 403, 404, 409, 422];

/**
 * Lets a person go from the form to a rejection, while one value is another. Returns what the provider has said, and
 * everything that came out of the handler.
 *
 * @param change returns what the provider says instead, by its number
 */
async function goOn(provider, change = (_, said) => said) {
  const sandbox = createSandbox({ keys: KEYS });
  const said = [];
  const say = (what) => {
    said.push(what);
    return change(said.length - 1, what);
  };
  async function fetch(...request) {
    const response = await sandbox.fetch(...request);
    const text = await response.text();
    if (text === "") return new Response(null, response);
    const { status = response.status, body } = say({ body: JSON.parse(text) });
    return Response.json(body, { status });
  }
  const keys = await sandbox.webhookKeys();
  const key = provider === "spherepay" ? { webhookSecret: keys.spherepay } : { webhookPublicKey: keys[provider] };
  const base = configOf(sandbox);
  const credentials = provider === "bridge" ? { apiKey: "key-of-ours" } : base[provider];
  const own = { ...credentials, baseUrl: sandbox.baseUrls[provider], ...key };
  const reported = [];
  const handler = createHandler({
    ...base,
    provider,
    [provider]: own,
    fetch,
    page,
    onError: (error) => reported.push(error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 9 })),
    onStep: (step) => reported.push(JSON.stringify(step)),
  });
  const out = [];
  let cookie;
  async function send(method, path, { fields, json, headers } = {}) {
    const all = { origin: ORIGIN, ...(cookie && { cookie }), ...headers };
    if (json) all["content-type"] = "application/json";
    else if (!headers) Object.assign(all, { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" });
    const body = json ? JSON.stringify(json) : fields && new URLSearchParams(fields);
    const response = await handler(new Request(`${ORIGIN}/kyc/${path}`, { method, headers: all, body }));
    const set = response.headers.get("set-cookie");
    if (set) cookie = set.split(";")[0];
    out.push({ what: `${method} ${path}`, response, text: await response.text() });
  }
  const both = async (path, given = {}) => {
    await send("POST", path, { fields: given });
    await send("POST", path, { json: given });
  };
  const look = async () => {
    mock.timers.tick(11_000);
    await send("GET", "status");
    await send("GET", "status", { headers: { accept: "application/json" } });
  };

  const person = provider === "grid" ? PERSON_AT_GRID : { ...PERSON, address: { ...PERSON.address, country: "US" } };
  const present = fieldsOf(person).filter(([, value]) => value !== undefined);
  await send("POST", "links", { fields: Object.fromEntries(present) });
  await look();
  for (const channel of provider === "grid" ? ["email", "phone"] : []) {
    await both(`contact/${channel}`, { channel });
    await both(`contact/${channel}/confirm`, { channel, code: "000000" });
    await send("POST", `contact/${channel}/confirm`, { fields: { channel, code: CONTACT_CODE } });
  }
  await both("links/renew");
  const { id, links } = sandbox.customers().at(-1) ?? { links: [] };
  const terms = links.find(({ kind }) => kind === "tos");
  if (provider === "bridge" && terms) await sandbox.finishLink(terms.url, "approve");
  await both("links/renew");
  await send("POST", "handoff");
  if (id) await sandbox.complete(id, "reject");
  await look();
  for (const { event } of sandbox.deliveries()) {
    const { body, headers } = await sandbox.signWebhook(provider, say({ body: event }).body);
    const response = await handler(new Request(`${ORIGIN}/kyc/webhooks/${provider}`, { method: "POST", body, headers }));
    out.push({ what: "webhook", response, text: await response.text() });
  }
  await look();
  await both("links/renew");
  await send("POST", "links", { json: { ...person, email: "john@example.com" } });
  await send("POST", "end");
  return { said, out, reported };
}

/** Asserts that nothing hostile is in what came out. Returns the texts of the provider that a person sees. */
function assertHarmless({ out, reported }, what) {
  const shown = [];
  for (const text of reported) assert.ok(!text?.includes(CANARY), `${what}: onError or onStep gets ${text}`);
  for (const { what: request, response, text } of out) {
    const place = `${what}: ${request} ${response.status}`;
    for (const [name, value] of response.headers) {
      if (!value.includes(CANARY)) continue;
      assert.equal(name, "location", `${place}: ${name}`);
      isLink(value, place);
    }
    assert.doesNotMatch(text, /[\u202a-\u202e]|\u2066[^+\d(]/, `${place}: text that changes the direction of other text`);
    const type = response.headers.get("content-type") ?? "";
    if (!text.includes(CANARY)) continue;
    shown.push(request);
    if (type === "application/json") {
      for (const path of leavesOf(JSON.parse(text))) {
        const value = path.reduce((inner, name) => inner[name], JSON.parse(text));
        if (!String(value).includes(CANARY) && !path.some((name) => name.includes(CANARY))) continue;
        assert.ok(SHOWN.includes(path[0]), `${place}: ${path}`);
        if (path[0] !== "reasons") isLink(value, place);
        else assert.doesNotMatch(value, /\p{Cc}/u, place);
      }
      continue;
    }
    assert.match(type, /^text\/html/, place);
    const elements = elementsOf(text);
    assert.deepEqual(dangersOf(elements), [], place);
    for (const { name, attributes, text } of elements) {
      if (text.includes(CANARY)) assert.equal(name, "li", place);
      for (const [attribute, value] of Object.entries(attributes)) {
        if (!value.includes(CANARY)) continue;
        assert.equal(attribute, "href", place);
        isLink(value, place);
      }
    }
  }
  return shown;
}

function isLink(value, place) {
  const { protocol } = new URL(value);
  assert.ok(protocol === "https:", `${place}: ${value}`);
  assert.match(value, /^[\x21-\x7e]+$/, place);
}

for (const provider of ["spherepay", "grid", "bridge"]) {
  describe(provider, () => {
    for (const [name, replacement] of Object.entries(REPLACEMENTS)) {
      test(`${name} in place of each value that the provider says`, async (t) => {
        const plain = await goOn(provider);
        assert.deepEqual(assertHarmless(plain, "nothing"), []);
        assert.equal(plain.out.filter(({ what, response }) => what === "webhook" && response.status === 200).length > 0, true);
        const isReplaced = (body, path) => {
          const before = path.reduce((inner, member) => inner?.[member], body);
          return before !== undefined && replacement(before) !== before;
        };
        const paths = new Map(plain.said.flatMap(({ body }) => leavesOf(body).map((path) => [path.join("."), path])));
        const shown = [];
        let count = 0;
        // From the beginning, and once the customer and the link are there.
        for (const first of [0, 2]) {
          for (const path of paths.values()) {
            if (!plain.said.some(({ body }) => isReplaced(body, path))) continue;
            let isChanged = false;
            const change = (number, what) => {
              if (number < first || !isReplaced(what.body, path)) return what;
              isChanged = true;
              return { body: replaced(what.body, path, replacement) };
            };
            const result = await goOn(provider, change);
            shown.push(...assertHarmless(result, `${first} ${path.join(".")}`).map((request) => `${path.at(-1)} at ${request}`));
            if (isChanged) count += 1;
          }
        }
        t.diagnostic(`${count} values; shown: ${[...new Set(shown)].join(", ")}`);
        assert.ok(count > (name === "a hostile text" ? 30 : 1), `${count}`);
      });
    }

    test("a hostile error in place of each response", async () => {
      const plain = await goOn(provider);
      for (const at of plain.said.keys()) {
        for (const [number, error] of ERRORS[provider].entries()) {
          const status = STATUSES[(at + number) % STATUSES.length];
          const result = await goOn(provider, (index, what) => (index === at ? { status, body: { status, ...error } } : what));
          assert.deepEqual(assertHarmless(result, `${at} ${status} ${number}`), []);
        }
      }
    });

    test("no id of the provider reaches the page", async () => {
      const { said, out, reported } = await goOn(provider);
      const ids = new Set();
      for (const { body } of said)
        for (const path of leavesOf(body)) {
          const value = path.reduce((inner, name) => inner[name], body);
          if (/(^|_)id$|[a-z]Id$/.test(path.at(-1)) && typeof value === "string" && value.length > 7) ids.add(value);
        }
      assert.ok(ids.size > 1, [...ids].join());
      for (const { what, response, text } of out) {
        const all = format(
          text,
          [...response.headers].filter(([name]) => name !== "set-cookie" && name !== "location"),
        );
        // A link is the provider's own text. It leads the person there.
        const links = [...text.matchAll(/https?:\/\/[^"\s]+/g)].map(([link]) => link);
        const rest = links.reduce((left, link) => left.replaceAll(link, ""), all);
        for (const id of ids) assert.ok(!rest.includes(id), `${what}: ${id}`);
      }
      for (const text of reported) for (const id of ids) assert.ok(!text?.includes(id), text);
    });

    test("without onError, the log has nothing of a provider's error", async (t) => {
      const lines = [];
      for (const name of ["error", "warn", "log", "info", "debug"])
        t.mock.method(console, name, (...given) => lines.push(format(...given)));
      for (const error of ERRORS[provider]) {
        const { handler, person } = world(provider, async () => Response.json({ status: 401, ...error }, { status: 401 }));
        const body = JSON.stringify(person);
        const headers = { origin: ORIGIN, "content-type": "application/json" };
        const { status } = await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers, body }));
        assert.equal(status, 502);
      }
      assert.ok(lines.length >= ERRORS[provider].length);
      for (const line of lines) assert.ok(!line.includes(CANARY), line);
    });
  });
}

/** A handler without hooks in front of a provider that responds like this, and an applicant for it. */
function world(provider, fetch) {
  const sandbox = createSandbox();
  const base = configOf(sandbox);
  const own = { ...(base[provider] ?? { apiKey: "key-of-ours" }), baseUrl: sandbox.baseUrls[provider] };
  const person = provider === "grid" ? PERSON_AT_GRID : { ...PERSON, address: { ...PERSON.address, country: "US" } };
  return { person, handler: createHandler({ ...base, provider, [provider]: own, fetch }) };
}
