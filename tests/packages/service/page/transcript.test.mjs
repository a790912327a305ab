/**
 * The responses of a handler are in `tests/transcripts`, with `<…>` for what is another in each run. `responses.txt` has
 * what each request gets, as a program and as a browser sends it: the status, the headers, the calls of hooks, and of a
 * page only its heading. `pages.txt` has the pages: each view once with its elements and with names in place of its
 * texts, and what a person reads where the texts depend on more. After an intended change, `KYCLINK_UPDATE=1` rewrites
 * the files.
 */

import assert from "node:assert/strict";
import { browser, configOf, createHandler, createSandbox, fieldsOf, ORIGIN, PERSON, PERSON_AT_GRID } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { device, OTHERS, REQUESTS, reply } from "../../helpers/page/requests.mjs";
import { inside, render, SITE, textsOf, VIEWS } from "../../helpers/page/views.mjs";
import { createParts } from "../../helpers/transcripts/compare.mjs";
import { createResponseWriter, headingOf, hide, lined, mainIn, readIn } from "../../helpers/transcripts/pages.mjs";
import { KEYS } from "../../helpers/transcripts/recorder.mjs";

const { onboardingPage, LOCALES } = await subpath("page");
const { document } = await inside("views/document.js");
const PROGRAM = { accept: "application/json", "sec-fetch-mode": "cors" };
const NOW = Date.parse("2026-03-01T10:00:00Z");

/** Who applies at each provider. */
const APPLICANTS = {
  spherepay: { individual: PERSON, business: { ...PERSON, type: "business" } },
  grid: {
    individual: { ...PERSON_AT_GRID, address: PERSON.address },
    business: {
      type: "business",
      email: PERSON.email,
      phone: PERSON.phone,
      address: PERSON.address,
      business: { legalName: "Analytical Engines Ltd", country: "US", taxId: "12-3456789", incorporatedOn: "2001-02-03" },
    },
  },
  bridge: {
    individual: { ...PERSON, firstName: "Jane", lastName: "Smith" },
    business: { ...PERSON, type: "business", business: { legalName: "Analytical Engines Ltd" } },
  },
};
const PROVIDERS = Object.keys(APPLICANTS);
/** A handler in front of the sandbox, at a time that stands still. */
async function open(t, provider, { personFields, ...more } = {}) {
  t.mock.timers.reset();
  t.mock.timers.enable({ apis: ["Date"], now: NOW });
  const sandbox = createSandbox({ ids: "deterministic", keys: KEYS });
  const keys = await sandbox.webhookKeys();
  const events = [];
  const { spherepay, grid, bridge, ...config } = configOf(sandbox, {
    provider,
    page: onboardingPage(),
    ...more,
    onEvent: (event) => events.push(event),
  });
  const handler = createHandler({
    ...config,
    spherepay: { ...spherepay, webhookSecret: keys.spherepay },
    grid: { ...grid, webhookPublicKey: keys.grid, personFields },
    bridge: { ...bridge, webhookPublicKey: keys.bridge },
  });
  return { sandbox, handler, events };
}

/** Submits an application, and returns its browser and its customer. */
async function apply(t, provider, type) {
  const { sandbox, handler, events } = await open(t, provider);
  const person = browser(handler);
  const made = await person.json("links", APPLICANTS[provider][type]);
  assert.ok(made.status < 300, made.text);
  return { sandbox, handler, events, person, customer: sandbox.customers()[0] };
}

/** The hooks of a row, which write down how they are called, around those that the row has itself. */
function createHooks(own = {}) {
  const calls = [];
  const tell = (name, request, ...more) => {
    const of = request instanceof Request ? `${request.method} ${new URL(request.url).pathname}` : typeof request;
    calls.push(`${name}: ${[of, ...more].join(", ")}`);
  };
  const hooks = {
    authorize(request, route) {
      tell("authorize", request, route);
      return own.authorize?.(request, route);
    },
    rateLimit(request, route) {
      tell("rateLimit", request, route);
      return own.rateLimit?.(request, route) ?? true;
    },
    onStep: ({ ms, ...report }) => calls.push(`onStep: ${typeof ms} ${JSON.stringify(report)}`),
    onError: (error, route) => calls.push(`onError: ${error.name} ${error.code}, ${route}`),
    onCreated: (customer) => calls.push(`onCreated: ${Object.keys(customer)}`),
  };
  return { hooks, calls };
}

/** The calls of hooks for the last request of a row: the requests before it are those of other rows. */
const lastOf = (calls) =>
  calls
    .join("\n")
    .split(/\n(?=rateLimit: )/)
    .at(-1)
    .split("\n");

/** Calls with the same arguments, in one line. */
function joined(calls) {
  const names = new Map();
  for (const [name, given] of calls.map((call) => call.split(": "))) names.set(given, [...(names.get(given) ?? []), name]);
  return [...names].map(([given, all]) => `${all.join(" and ")}: ${given}`);
}

const pages = [];
const responses = [];
const { part, compare } = createParts();

/** Requests whose steps are written. */
const STEPS = ["the status of a customer", "the link in a new tab"];

part("responses to each request", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: NOW });
  const write = createResponseWriter();
  for (const [what, row] of Object.entries({ ...REQUESTS, ...OTHERS })) {
    const [status, request, config] = row;
    const { hooks, calls } = createHooks(config);
    const { response } = await reply([status, request, { ...config, ...hooks }], { page: {}, headers: PROGRAM });
    const told = STEPS.includes(what) ? lastOf(calls) : joined(lastOf(calls).filter((call) => !call.startsWith("onStep: ")));
    const [line, ...toProgram] = write(response);
    const [toBrowser, ...more] = write((await reply(row, { page: {} })).response);
    const isSame = toBrowser === line;
    responses.push("", `# ${what}`, `${isSame ? "" : "to a program: "}${line}`, ...toProgram, ...told);
    if (!isSame) responses.push(`to a browser: ${toBrowser}`, ...more);
  }
});

for (const provider of PROVIDERS) {
  part(`events and the status at ${provider} after each decision`, async (t) => {
    const made = new Set();
    for (const type of ["individual", "business"]) {
      const { customer } = await apply(t, provider, type);
      for (const decision of customer.decisions.filter((one) => one === "approve" || !made.has(one))) {
        made.add(decision);
        const { sandbox, handler, events, person, customer } = await apply(t, provider, type);
        await sandbox.complete(customer.id, decision);
        for (const { headers, body } of sandbox.deliveries()) {
          const response = await handler(new Request(`${ORIGIN}/kyc/webhooks/${provider}`, { method: "POST", headers, body }));
          assert.equal(response.status, 200);
        }
        const title = `${provider}, ${type}, ${decision}`;
        responses.push("", `# ${title}`, `events: ${events.map(({ kind }) => kind).join(", ")}`);
        responses.push(hide((await person.get("status")).text));
      }
    }
  });
}

/** A person's browser without scripts: what it sends, and where that leads, with the page that is shown then. */
async function walk(t, title, [provider, config], steps) {
  const { handler, sandbox } = await open(t, provider, config);
  const send = device(handler);
  pages.push("", `# without scripts: ${title}`);
  for (const [path, fields] of steps) {
    const { status, headers, content } = await send(fields ? "POST" : "GET", `/kyc/${path}`, { fields });
    pages.push(`${fields ? "POST" : "GET"} ${path} ${JSON.stringify(fields ?? "")}: ${status} ${hide(headers.get("location") ?? "")}`);
    const shown =
      status === 303 && headers.get("location").startsWith("/kyc/") ? (await send("GET", headers.get("location"))).content : content;
    if (shown) pages.push(`  ${headingOf(shown)}`);
  }
  pages.push(...sandbox.requests().map(({ method, path, status }) => `  ${method} ${path} ${status}`));
}

part("a person without scripts", async (t) => {
  const flat = (applicant) => Object.fromEntries(fieldsOf(applicant).filter(([, value]) => value !== undefined));
  const form = { ...flat({ ...PERSON, address: { ...PERSON.address, country: "US" } }), idempotencyKey: "0123456789abcdefghijkl" };
  const wrong = { ...form, email: `"><script>alert('1')</script>`, "address.state": "Illinois" };
  const link = ["links/renew", {}];
  await walk(
    t,
    "a provider that sends nobody back",
    ["spherepay"],
    [["", undefined], ["links", wrong], ["links", form], link, ["", undefined], ["new"]],
  );
  const german = { ...flat(PERSON_AT_GRID), idempotencyKey: form.idempotencyKey };
  const codes = ["email", "phone"].flatMap((channel) =>
    [undefined, "000000", "123456"].map((code) => [`contact/${channel}${code ? "/confirm" : ""}`, { channel, ...(code && { code }) }]),
  );
  const back = { redirectUri: `${ORIGIN}/kyc/status` };
  await walk(
    t,
    "a provider that sends people back, after their contacts are confirmed",
    ["grid", back],
    [["links", german], ...codes, link],
  );
  const { firstName, lastName, ...nameless } = german;
  await walk(t, "what the platform requires", ["grid", { personFields: ["birthDate", "nationality"] }], [["links", nameless]]);
});

part("a form with own fields", async (t) => {
  const ownFields = {
    note: { label: "Note" },
    code: { label: "Code", required: true },
    news: { label: { en: "Send me news", de: "Neuigkeiten" }, kind: "checkbox" },
    adult: { label: "I am an adult", kind: "checkbox", required: true },
  };
  const { handler } = await open(t, "spherepay", { ownFields });
  const fields = { type: "individual", "address.country": "US", "own.note": "<b>", "own.code": "", "own.news": "on" };
  const shown = await device(handler)("POST", "/kyc/links", { fields });
  const from = shown.content.indexOf('<div class="field" data-field="own.note"');
  assert.ok(from > 0);
  const own = shown.content.slice(from, shown.content.indexOf("<button data-submit"));
  pages.push("", "# own fields", headingOf(shown.content), ...lined("own fields", own));
});

part("each view, with the names of its texts", (t) => {
  t.mock.timers.reset();
  t.mock.timers.enable({ apis: ["Date"], now: NOW });
  for (const [name, [view, site]] of Object.entries(VIEWS)) {
    const html = String(document(view, { ...SITE, ...site, newKey: "key" }));
    const main = mainIn(html);
    if (name === "form")
      pages.push("", "# the document of a form", ...lined("the document of a form", html.replace(main, "<main></main>")));
    const shown = lined(name, main);
    pages.push(...(shown.length === 1 ? [`# ${name}: ${shown}`] : ["", `# ${name}`, ...shown]));
  }
});

part("what each status says", () => {
  const one = (more) => ({ kind: "data", who: "person", can: "act", nextAction: "open_link", ...more });
  /** What may be missing: the words, and the actions, depend on the kinds of requirements. */
  const MISSING = {
    nothing: undefined,
    "something to do": [one()],
    "the provider's turn": [one({ kind: "review", who: "provider", can: "wait" })],
    "both turns": [one(), one({ kind: "review", who: "provider", can: "wait" })],
    "nothing that can be done": [one({ kind: "other", can: "final" })],
    "something that is not known": [one({ kind: "other", can: "unknown" })],
  };
  const textsIn = (view, site) => [...new Set(textsOf(render({ kind: "status", ...view }, site)))].join(" ");
  /** Writes what says the same in one line. */
  const group = (rows) => {
    const said = new Map();
    for (const [what, texts] of rows) said.set(texts, [...(said.get(texts) ?? []), what]);
    for (const [texts, whats] of said) pages.push(`${whats.join(" | ")}: ${texts}`);
  };
  const statuses = ["none", "incomplete", "pending", "on_hold", "unknown", "rejected", "approved", "expired", "of the future"];
  const actions = ["none", "wait", "open_link", "verify_contact", "accept_terms", "try_again", "contact_support"];
  for (const status of statuses) {
    pages.push("", `# ${status}`);
    group(actions.map((nextAction) => [nextAction, textsIn({ status, nextAction })]));
  }
  for (const [status, nextAction] of [
    ["incomplete", "open_link"],
    ["pending", "wait"],
    ["rejected", "contact_support"],
    ["approved", "wait"],
  ]) {
    pages.push("", `# ${status}, ${nextAction}: what is missing`);
    group(Object.entries(MISSING).map(([what, requirements]) => [what, textsIn({ status, nextAction, requirements })]));
  }
  const frame = { url: "https://kyc.example/widget", allow: "camera", title: "Identity check" };
  for (const nextAction of ["open_link", "accept_terms", "wait"]) {
    pages.push("", `# each way to a page of the provider: ${nextAction}`);
    const rows = [];
    for (const url of [{}, { kycUrl: "https://kyc.example/1" }, { termsUrl: "https://terms.example/1" }])
      for (const presentation of [undefined, { ways: ["tab"] }, { ways: ["tab", "frame"], frame }])
        for (const site of [{}, { frames: true }, { inApp: true }, { frames: true, inApp: true }]) {
          const names = [...Object.keys(url), ...(presentation?.ways ?? []), ...Object.keys(site)];
          rows.push([names.join(", "), textsIn({ status: "incomplete", nextAction, ...url, presentation }, site)]);
        }
    group(rows);
  }
});

part("pages in each other language", async (t) => {
  const { handler } = await open(t, "grid");
  // The texts themselves are in the files of the languages, and `views` has the name of each: what is told here is what
  // they make of a place, a label and a name.
  const summaryIn = (html) => /<div id="summary"[\s\S]*?<form/.exec(html)[0];
  const fields = Object.fromEntries(fieldsOf({ ...PERSON_AT_GRID, phone: "1" }).filter(([, value]) => value !== undefined));
  for (const locale of LOCALES.filter((one) => one !== "en")) {
    const send = device(handler, { "accept-language": locale });
    const form = (await send("POST", "/kyc/links", { fields })).content;
    pages.push("", `# ${locale}: a form with issues`, ...readIn(summaryIn(form)));
  }
});

compare({ pages, responses });
