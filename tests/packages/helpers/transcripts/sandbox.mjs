/** Records conversations with each provider of the sandbox. */

import { DAY, HOUR } from "../sandbox/harness.mjs";
import { BODIES, bodyMutants } from "../sandbox/requests.mjs";
import { createRecorder, createWriter } from "./recorder.mjs";

/** Runs one conversation after the other, and returns their lines. */
export async function transcriptOf(provider) {
  const write = createWriter();
  const record = (options) => createRecorder(provider.name, write, options);
  const lines = [];
  for (const what of Object.keys(provider.creates)) lines.push(...(await life(provider, record, what)));
  for (const part of [decisions, pairs, events]) lines.push(...(await part(provider, record)));
  const refused = new Set();
  for (const options of provider.options) lines.push(...(await refusals(provider, record, options, refused)));
  for (const part of [bodies, lists, failures]) lines.push(...(await part(provider, record)));
  return `${lines.join("\n")}\n`;
}

const idOf = (body) => body?.customerId ?? body?.id;
const fill = (value, ids) =>
  JSON.parse(Object.entries(ids).reduce((text, [name, id]) => text.replaceAll(`{${name}}`, id), JSON.stringify(value)));

/** A customer that is created, read and asked for links, with the links opened. */
async function life({ name, creates, reads }, record, what) {
  const { call, act, wait, lines, sandbox } = record({ bridge: { customerId: "at_once" } });
  const [path, body] = creates[what];
  lines.push(`# ${name}: ${what}`);
  const made = await call("POST", path, body);
  const ids = { id: idOf(made), customer: made.customer_id };
  // What does not depend on what the customer was created with is asked of the first one, and of the one with codes.
  const isWhole = what === "individual" || what === "individual in the EU";
  for (const [method, target, sent] of isWhole ? reads : reads.slice(0, 1)) await call(method, fill(target, ids), sent && fill(sent, ids));
  if (!isWhole) return lines;
  const links = sandbox.customers()[0].links.map(({ url }) => url);
  for (const url of links) await act("openLink", url);
  await act("customers");
  if (what !== "individual") return lines;
  for (const ms of [12 * HOUR, 28 * DAY]) {
    wait(ms);
    for (const url of links) await act("openLink", url);
  }
  await act("requests");
  return lines;
}

/** Each decision by a call, for the first type that can have it. `pairs` makes them on the page of a link, too. */
async function decisions(provider, record) {
  const all = [];
  const made = new Set();
  for (const type of ["individual", "business"]) {
    for (const decision of await decisionsOf(provider, record, type)) {
      if (made.has(decision) && decision !== "approve") continue;
      made.add(decision);
      const { recorder, id } = await withLink(provider, record, type, `# ${provider.name}: ${type}, ${decision}`);
      const { act, call, lines, sandbox } = recorder;
      const url = () => sandbox.customers()[0].links[0].url;
      await act(decision === "review" ? "openLink" : "complete", decision === "review" ? url() : id, decision);
      await act("customers");
      // Its response is longer than the entry in `customers()`.
      const [{ resource }] = sandbox.customers();
      if (provider.name === "bridge" && resource.customer_id) await call("GET", `/customers/${resource.customer_id}`);
      all.push(...lines);
    }
  }
  return all;
}

async function decisionsOf(provider, record, type) {
  const { recorder } = await withLink(provider, record, type, "");
  return [...recorder.sandbox.customers()[0].decisions, "review"];
}

/** A customer of an hour ago with a link, where the provider makes it by another request, too. */
async function withLink({ name, creates }, record, type, title) {
  const recorder = record();
  const [path, body] = creates[type];
  const made = JSON.parse((await recorder.send("POST", path, body)).body);
  const id = idOf(made);
  if (name === "grid") await recorder.send("POST", `/customers/${id}/kyc-link`, {});
  recorder.typesSince();
  recorder.wait(HOUR);
  recorder.lines.push(title);
  return { recorder, id };
}

const WAYS = { complete: "by a call", finishLink: "on the page" };

/** Each decision after each other one: which webhooks it sends, and how it leaves the customer, once for all that do the same. */
async function pairs(provider, record) {
  const lines = [];
  const known = new Set();
  for (const type of ["individual", "business"]) {
    lines.push(`# ${provider.name}: ${type}, one decision after another`);
    const all = await decisionsOf(provider, record, type);
    for (const [how, way] of Object.entries(WAYS)) {
      const ends = [];
      for (const first of all.filter((one) => one !== "review")) {
        for (const second of all) {
          if (second === "review" && how === "complete") continue;
          const { recorder, id } = await withLink(provider, record, type, "");
          await recorder.sandbox.complete(id, first);
          recorder.typesSince();
          const [{ links }] = recorder.sandbox.customers();
          const result = await recorder.sandbox[how](how === "complete" ? id : links[0].url, second);
          const [{ status, links: after }] = recorder.sandbox.customers();
          const end = [status, result?.finished ?? "", ...after.map(({ state }) => state), ...recorder.typesSince()].join(" ");
          // Of a business, what is not the same of an individual.
          const alike = `${first} ${second} ${way} ${end}`.replaceAll("KYB", "KYC");
          if (!known.has(alike)) ends.push({ first, second, end });
          known.add(alike);
        }
      }
      const bySecond = grouped(ends, ({ second, end }) => JSON.stringify([second, end]));
      const alike = grouped([...bySecond.values()], (rows) => JSON.stringify([rows.map(({ first }) => first), rows[0].end]));
      for (const sets of alike.values()) {
        const [firsts, seconds] = [sets[0].map(({ first }) => first), sets.map(([{ second }]) => second)];
        lines.push(`${firsts.join(" or ")}, then ${seconds.join(" or ")} ${way}: ${sets[0][0].end}`);
      }
    }
  }
  return lines;
}

/** Rows by what is the same of them. */
function grouped(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

/**
 * Each event that can be triggered, of a customer that is new and of one that is named: its types, and each webhook
 * once. Its later ones differ in what the customer is by then.
 */
async function events({ name, creates }, record) {
  const { act, call, lines, sandbox, typesSince } = record();
  lines.push(`# ${name}: events`);
  await act("createExample", "none", name);
  await act("createExample", "kyc_approved", name);
  await act("customers");
  const [{ id }] = sandbox.customers();
  await act("createExample", "kyc_approved", name);
  await act("complete", id, "none");
  const [path, body] = creates.business;
  const other = idOf(await call("POST", path, body));
  const known = /one of ([^"]+)$/.exec(await sandbox.trigger("none", id).catch(({ message }) => message))?.[1].split(", ") ?? [];
  for (const event of known) {
    const before = lines.length;
    await act("trigger", event, other);
    const told = lines.splice(before).slice(1);
    await sandbox.trigger(event, id);
    const ofBusiness = told.map((line) => line.split(" ")[4]).join(" ");
    const ofIndividual = typesSince().join(" ");
    const empty = record();
    await empty.sandbox.createExample(event);
    const made = (sandbox) => sandbox.customers().map((customer) => customer.provider);
    const used = record().sandbox;
    await used.createExample("kyc_approved", name === "grid" ? "bridge" : "grid");
    await used.createExample(event);
    const alone = `${empty.typesSince().join(" ")}, customers of ${made(empty.sandbox)}`;
    const both = ofIndividual === ofBusiness ? ofBusiness : `${ofBusiness}; of the individual: ${ofIndividual}`;
    lines.push(`${event}: ${both}; as an example: ${alone}; beside another provider's of ${made(used)}`);
    lines.push(...told.filter((line) => !line.includes(" as before")));
  }
  await act("trigger", "needs_other");
  await act("trigger", "needs_owner", id);
  await act("trigger", "none");
  return lines;
}

/** The members of a value, whatever they are. */
const shapeOf = (value) => JSON.stringify(value, (_, inner) => (typeof inner === "object" && inner !== null ? inner : ""));

/** What is refused, in each format: of a later one, each status and shape once that is not the same in an earlier one. */
async function refusals({ name, creates, refused }, record, options, known) {
  const isFirst = known.size === 0;
  const shapes = new Set();
  const { call, lines, sandbox, send } = record({ [name]: options });
  lines.push(`# ${name}: refused ${JSON.stringify(options)}`);
  const [path, body] = creates.individual;
  const ids = { id: idOf(await call("POST", path, body)) };
  for (const [method, target, sent, headers] of refused) {
    const last = sandbox.customers().at(-1)?.id;
    const before = lines.length;
    const body = await call(method, fill(target, { ...ids, last }), sent && (typeof sent === "string" ? sent : fill(sent, ids)), headers);
    const said = lines.slice(before).join("\n");
    const shape = `${/\b[45]\d\d\b/.exec(lines.at(-1))} ${shapeOf(body)}`;
    if (known.has(said) || (!isFirst && shapes.has(shape))) lines.length = before;
    known.add(said);
    shapes.add(shape);
  }
  const [hooks] = BODIES.filter(({ endpoint }) => endpoint === { spherepay: "POST /v1/webhook", bridge: "POST /webhooks" }[name]);
  if (hooks !== undefined) {
    const target = hooks.endpoint.slice("POST ".length);
    await call("POST", target, hooks.body);
    for (let made = 1; made < 10; made++) await send("POST", target, hooks.body);
    await call("POST", target, hooks.body);
  }
  return lines;
}

/** Where an error says that something is wrong. */
const placeOf = ({ field, pointer, parameter, key, error }) => field ?? pointer ?? parameter ?? Object.keys(key ?? error ?? {}).join();

/** Texts, patterns and numbers that a sentence has from the schema of a field. */
const OF_SCHEMA = /(?<=Must be one of: |Must match ).*|(?<=Must contain at (?:least|most) )\d+|(?<=Invalid )\S+(?= format)/;

/** An error without what its field's schema says: tests/schemas has that, and `kit/testing/conformance.test.mjs` tries it. */
function withoutSchema(error) {
  const hide = (value) => (typeof value === "string" ? value.replace(OF_SCHEMA, "…") : value);
  const key = error.key && Object.fromEntries(Object.entries(error.key).map(([name, text]) => [name, hide(text)]));
  const texts = Object.fromEntries(["message", "detail", "error"].filter((name) => name in error).map((name) => [name, hide(error[name])]));
  return { ...error, ...texts, key, constraint: error.constraint && Object.keys(error.constraint).join() };
}

/** What each field can have wrong: every sentence, once, with the fields that it is about. */
async function bodies({ name, creates }, record) {
  const lines = [`# ${name}: fields`];
  const known = new Set();
  const own = BODIES.filter(({ endpoint }) =>
    (name === "bridge" ? /kyc_links|\/webhooks/ : name === "grid" ? /\/customers|verifications/ : /\/v[12]\//).test(endpoint),
  );
  for (const { endpoint, name: what, body } of own) {
    const said = new Set();
    let accepted = 0;
    for (const mutant of bodyMutants(body)) {
      const { send, sandbox } = record({ bridge: { errors: "messages" } });
      const [method, pattern] = endpoint.split(" ");
      const [path, first] =
        creates[body.customerType === "BUSINESS" ? "business" : name === "grid" ? "individual in the EU" : Object.keys(creates).at(-2)];
      if (pattern.includes("{")) await send("POST", path, first);
      const target = pattern.replace(/\{\w+\}/, sandbox.customers()[0]?.id ?? "");
      if (pattern.endsWith("/confirm")) await send("POST", target.replace("/confirm", ""));
      const { status, body: text } = await send(method, target, mutant);
      if (status < 400) {
        accepted++;
        continue;
      }
      const reply = JSON.parse(text);
      const errors = reply.details?.errors ?? reply.errors ?? [reply.source ?? reply];
      // One sentence counts once, whichever request it refused.
      for (const error of errors)
        said.add(JSON.stringify([status, placeOf(error), { ...withoutSchema(error), correlationId: undefined, ts: undefined }]));
    }
    lines.push(`${endpoint}, ${what}: ${accepted} changes are accepted, ${said.size} sentences are about the others`);
    const news = [...said].filter((one) => !known.has(one)).sort();
    for (const one of news) known.add(one);
    const rows = news.map((one) => {
      const [status, place, error] = JSON.parse(one);
      return { place, sentence: `  ${status} ${JSON.stringify(error).replaceAll(JSON.stringify(place), '"…"')}` };
    });
    for (const [sentence, places] of grouped(rows, (row) => row.sentence))
      lines.push(`${sentence} about ${places.map(({ place }) => place).join(", ")}`);
  }
  return lines;
}

/** Every parameter of the list. */
async function lists({ name, creates, list }, record) {
  const { call, lines, sandbox, send, wait, typesSince } = record({ bridge: { customerId: "at_once" } });
  lines.push(`# ${name}: lists`);
  for (const [path, body] of Object.values(creates).slice(0, 3).reverse()) {
    await send("POST", path, body);
    wait(HOUR);
  }
  await sandbox.complete(sandbox.customers()[0].id, "hold");
  typesSince();
  const ids = sandbox.customers().map(({ id, resource }) => resource.customer_id ?? id);
  const names = { first: ids[0], second: ids[1], third: ids[2], cursor: btoa(ids[1] ?? "") };
  for (const [at, query] of list.queries.entries()) {
    const before = lines.length;
    const path = `${list.path}${query && `?${encodeURI(fill(query, names))}`}`;
    const { customers, data = customers, ...rest } = (await call("GET", path)) ?? {};
    // The first one has the customers, each later one says which.
    if (at > 0 && data) lines.splice(before, lines.length, `GET ${path}: ${data.map(({ id }) => id).join(" ")} ${JSON.stringify(rest)}`);
  }
  return lines;
}

/** Each planned failure that has a response of the provider's. */
async function failures({ name, creates: { individual } }, record) {
  const { act, call, lines } = record();
  lines.push(`# ${name}: failures`);
  for (const given of [[429], [500], [503, { retryAfter: 7 }]]) {
    await act("nextFailure", ...given);
    await call("POST", ...individual);
  }
  return lines;
}
