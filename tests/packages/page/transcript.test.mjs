/**
 * The responses of a handler are in `tests/transcripts`, word for word, with `<…>` for what is another in each run: to
 * a browser in `pages.txt`, to a program in `responses.txt`. Each view is there once with its elements, with names in
 * place of its texts; of pages with real texts, there is what a person reads. After an intended change,
 * `KYCLINK_UPDATE=1` rewrites the files.
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { browser, configOf, createHandler, createSandbox, fieldsOf, ORIGIN, PERSON, PERSON_AT_GRID } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";
import { device, OTHERS, REQUESTS, reply } from "../helpers/page/requests.mjs";
import { inside, render, SITE, textsOf, VIEWS } from "../helpers/page/views.mjs";
import { createParts, UUID } from "../helpers/transcripts/compare.mjs";
import { KEYS } from "../helpers/transcripts/recorder.mjs";

const { onboardingPage, LOCALES } = await subpath("page");
const { document } = await inside("views/document.js");
const PROGRAM = { accept: "application/json", "sec-fetch-mode": "cors" };
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" };
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
/** Forms that no view below has: addresses of countries, the same at each provider, and Bridge's own fields. */
const FORMS = [
  ["spherepay", "JP"],
  ["spherepay", "AE"],
  ["bridge", "US"],
];

/** Hides what is random, and what changes with every file of the page. */
const hide = (text) =>
  text
    .replaceAll(UUID, "<uuid>")
    .replaceAll(/(?<=assets\/[\w-]+-)[\w-]{8,}(?=\.\w+)/g, "<hash>")
    .replaceAll(/(?<=assets\/country-)[0-9a-f]{16}(?=-")/g, "<hash>")
    .replaceAll(/'sha256-[^']+'/g, "<hash>")
    .replaceAll(/(?<=\/hosted\/)[0-9a-f]{32}/g, "<token>")
    .replaceAll(/(?<=<path fill=\\?"black\\?" d=\\?")(?:M\d+,\d+h10v10h-10z)+(?=\\?")/g, "<QR code>")
    .replaceAll(/(?<=\?token=)[\w-]{22}(?=["&]|$)/g, "<token>")
    .replaceAll(/(?<=the same number: |"compare":)\d{2}(?=[.}])/g, "<number>")
    .replaceAll(/[\w-]{43,}(\.[\w-]+)*/g, "<secret>");

/** The elements of several lines that are written. */
const written = new Set();
/** The pages that are written whole, by their titles: by their elements, and by their texts. */
const wholes = new Map();
const texts = new Map();

/** Where the element ends that begins in this line; a void element ends there, too. */
function endOf(lines, at) {
  const name = /^<(\w+)/.exec(lines[at])?.[1];
  const tags = new RegExp(`<(/?)${name}(?=[\\s>])`, "g");
  let depth = 0;
  for (let end = at; name !== undefined && end < lines.length; end++) {
    for (const [, isEnd] of lines[end].matchAll(tags)) depth += isEnd ? -1 : 1;
    if (depth === 0) return end;
  }
  return at;
}

/**
 * Elements by their depth, without the lines that only end one. Of an element that is known, its first tag stands for
 * it; `elements` gets those that are not.
 */
function nested(lines, elements = [], known = new Set(), indent = "") {
  const shown = [];
  for (let at = 0; at < lines.length; at++) {
    const end = endOf(lines, at);
    const element = lines.slice(at, end + 1).join("\n");
    const isKnown = end - at > 1 && known.has(element);
    elements.push(element);
    shown.push(`${indent}${lines[at]}${isKnown ? " (as before)" : ""}`);
    if (end === at) continue;
    const inner = lines.slice(at + 1, /^<\/\w+>$/.test(lines[end]) ? end : end + 1);
    if (!isKnown) shown.push(...nested(inner, elements, known, `${indent} `));
    at = end;
  }
  return shown;
}

/** What makes other lines of some: `-` what goes and `+` what comes, with the number of the line. */
function changesOf(before, now) {
  const most = Array.from({ length: before.length + 1 }, () => Array(now.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      most[i][j] = before[i] === now[j] ? most[i + 1][j + 1] + 1 : Math.max(most[i + 1][j], most[i][j + 1]);
  const changes = [];
  for (let i = 0, j = 0; i < before.length || j < now.length; ) {
    if (before[i] === now[j]) [i, j] = [i + 1, j + 1];
    else if (j === now.length || (i < before.length && most[i + 1][j] >= most[i][j + 1])) changes.push(`${i + 1} - ${before[i++]}`);
    else changes.push(`${i + 1} + ${now[j++]}`);
  }
  return changes;
}

/**
 * What is written of these lines: all, or how they differ from those before that are most like them, where that is shorter
 * than `whole`. `known` has the lines before by their titles.
 */
function likened(known, title, lines, whole = lines) {
  const unlike = (before) => before.filter((line) => !lines.includes(line)).length + lines.filter((line) => !before.includes(line)).length;
  const [likest] = [...known].map(([other, before]) => ({ other, before, count: unlike(before) })).sort((a, b) => a.count - b.count);
  const changes = likest ? changesOf(likest.before, lines) : undefined;
  if (changes?.length === 0) return [`as “${likest.other}”`];
  if (changes && changes.length < whole.length - 2) return [`as “${likest.other}” except`, ...changes];
  known.set(title, lines);
  return whole;
}

/** A page by its elements; what is written already stands for itself. */
function paged(title, lines) {
  const elements = [];
  const whole = nested(lines, elements, written);
  for (const element of elements) written.add(element);
  return likened(wholes, title, nested(lines), whole);
}

const hashOf = (text) => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** A list of options stands as its length and its hash: which ones it has is for the tests of the lists to say. */
const withoutOptions = (html) =>
  html.replaceAll(/(?:<option[^>]*>[^<]*<\/option>\s*){6,}/g, (list) => `(${list.match(/<option/g).length} options, ${hashOf(list)})`);

/** A page by its tags, one in a line; `<p/>` is one without content. */
function lined(title, html) {
  const short = withoutOptions(html).replaceAll(/<(\w+)([^<>]*)>\s*<\/\1>/g, "<$1$2/>");
  const lines = short.replaceAll("><", ">\n<").split("\n");
  return paged(title, lines.map((line) => hide(line.trim())).filter(Boolean));
}

/** What a person reads in the main part of a page. */
const readOf = (title, html) => likened(texts, title, readIn(mainIn(html)));

const mainIn = (html) => /<main[\s\S]*<\/main>/.exec(html)[0];

/** What a person reads in a page, and hears of its parts. */
const readIn = (html) =>
  [...withoutOptions(html).matchAll(/(?<=>)[^<]+|(?<= (?:aria-label|alt|placeholder)=")[^"]+/g)]
    .map(([text]) => hide(text.trim()))
    .filter(Boolean);

/** A response: its status, its headers where they differ from the last one's, and its body, of a page what `bodyOf` writes. */
function createResponseWriter(bodyOf) {
  let last = [];
  return (title, { status, headers, content }) => {
    const all = [...headers].map(([name, value]) => hide(`${name}: ${value}`));
    const names = new Set([...headers.keys()]);
    const gone = last.map((line) => line.split(":")[0]).filter((name) => !names.has(name));
    const shown = [...all.filter((line) => !last.includes(line)), ...(gone.length > 0 ? [`no ${gone.join(", ")}`] : [])];
    last = all;
    const isPage = (headers.get("content-type") ?? "").startsWith("text/html");
    return [String(status), ...shown, ...(isPage && content ? bodyOf(title, content) : [hide(content)])].filter(Boolean);
  };
}

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

const pages = [];
const responses = [];
const { part, compare } = createParts();

/** Requests whose steps are written: a create, another link, and a code. */
const STEPS = ["the link in a new tab", "another link", "a code that is right"];

part("responses to each request", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: NOW });
  const [asPage, asResponse] = [createResponseWriter(readOf), createResponseWriter(readOf)];
  for (const [what, row] of Object.entries({ ...REQUESTS, ...OTHERS })) {
    pages.push("", `# ${what}`, ...asPage(what, (await reply(row, { page: {} })).response));
    const [status, request, config] = row;
    const { hooks, calls } = createHooks(config);
    const { response } = await reply([status, request, { ...config, ...hooks }], { page: {}, headers: PROGRAM });
    const told = STEPS.includes(what) ? lastOf(calls) : lastOf(calls).filter((call) => !call.startsWith("onStep: "));
    responses.push("", `# ${what}`, ...asResponse(what, response), ...told);
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
        responses.push("", `# ${title}`, `events: ${events.map(({ kind }) => kind).join(", ")}`, hide((await person.get("status")).text));
        pages.push("", `# ${title}`, ...readOf(title, (await person.get("status", NAVIGATION)).text));
      }
    }
  });
}

part("the form in each kind of country", async (t) => {
  for (const [provider, country] of FORMS) {
    const { handler } = await open(t, provider);
    const fields = { type: "business", "address.country": country, email: "x" };
    const shown = await device(handler)("POST", "/kyc/links", { fields });
    pages.push("", `# ${provider}, ${country}`, ...readOf(`${provider}, ${country}`, shown.content));
  }
});

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
    if (shown) pages.push(...readOf(`${title}: ${path}`, shown).map((line) => `  ${line}`));
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
  for (const fields of [{}, { "own.note": "<b>", "own.code": "", "own.news": "on" }]) {
    const shown = await device(handler)("POST", "/kyc/links", { fields: { type: "individual", "address.country": "US", ...fields } });
    const title = `own fields: ${Object.keys(fields)}`;
    pages.push("", `# ${title}`, ...readOf(title, shown.content));
  }
});

/** A view of each kind; the others differ from one of them in their texts, or in what the tests of the views say. */
const WHOLE = [
  "form",
  "form at Grid",
  "form with what was typed",
  "form with wrong controls",
  "contacts, next confirm",
  "contacts, a wrong code",
  "none",
  "rejected, for reasons",
  "approved, a document is due",
  "pending, an owner's turn, too",
  "on hold",
  "unknown",
  "the link to open, without a base",
  "terms to accept",
  "the link in a new tab, in the browser of another app",
  "the check in a frame",
  "the code for another device",
  "the page on another device",
  "missing: each kind",
  "error without a problem",
];

part("each view, with the names of its texts", (t) => {
  t.mock.timers.reset();
  t.mock.timers.enable({ apis: ["Date"], now: NOW });
  const names = new Map();
  const all = Object.entries(VIEWS).map(([name, [view, site]]) => ({ name, view, site: { ...SITE, ...site, newKey: "key" } }));
  for (const { name, view, site } of all.filter((one) => WHOLE.includes(one.name))) {
    const html = String(document(view, site));
    pages.push("", `# ${name}`, ...lined(name, name === "form" ? html : mainIn(html)));
    names.set(name, textsOf(render(view, site)));
  }
  for (const { name, view, site } of all.filter((one) => !WHOLE.includes(one.name)))
    pages.push("", `# ${name}`, ...likened(names, name, textsOf(render(view, site))));
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
    const said = (nextAction, requirements) => textsIn({ status, nextAction, requirements });
    group(actions.flatMap((action) => Object.entries(MISSING).map(([what, missing]) => [`${action}, ${what}`, said(action, missing)])));
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
    const none = (await send("GET", "/kyc/none")).content;
    const form = (await send("POST", "/kyc/links", { fields })).content;
    pages.push("", `# ${locale}: nothing`, /<html[^>]+?(?= data)/.exec(none)[0], ...readIn(mainIn(none)));
    pages.push("", `# ${locale}: a form with issues`, ...readIn(summaryIn(form)));
  }
});

compare({ pages, responses });
