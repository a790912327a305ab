/**
 * Conversations about one rule each, in which the order or the time matters: what `transcriptOf` does not ask because
 * it asks the same of every provider.
 */

import { esm } from "../install/index.mjs";
import { BUSINESS, DAY, INDIVIDUAL, LINK, PERSON } from "../sandbox/harness.mjs";
import { createRecorder, createWriter } from "./recorder.mjs";
import { BRIDGE, withoutSchemes } from "./stories-bridge.mjs";
import { GRID } from "./stories-grid.mjs";
import { inV1, SPHEREPAY } from "./stories-spherepay.mjs";

const library = await esm();
const PROVIDERS = {
  spherepay: {
    path: "/v2/customer/kyc-link",
    stories: SPHEREPAY,
    bodies: [PERSON, { ...PERSON, type: "business" }],
  },
  grid: {
    path: "/customers",
    stories: GRID,
    bodies: [INDIVIDUAL, { ...BUSINESS, platformCustomerId: "acme" }],
  },
  bridge: {
    path: "/kyc_links",
    stories: BRIDGE,
    bodies: [LINK, { ...LINK, type: "business", email: "acme@example.com" }],
  },
};

/** When a key is used a second time: after how long, with what, and after which first response. */
const REUSE = {
  "the same request at once": {},
  "the same request within the day": { ms: DAY - 1 },
  "the same request after a day": { ms: DAY },
  "another request": { other: true },
  "another request after a day": { other: true, ms: DAY },
  "the same request after it was refused": { invalid: true },
  "a corrected request after it was refused": { invalid: true, other: true },
  "the same request after its response was lost": { lost: true },
};

/** What kyclink reads of a customer: where each provider has the requirements. */
const READS = {
  spherepay: (client, _, customerId) => client.getCustomer({ customerId }),
  grid: (client, sandbox) => client.getVerification({ verificationId: sandbox.deliveries().at(-1).event.data.id }),
  bridge(client, sandbox) {
    const { event } = sandbox.deliveries().findLast(({ event }) => event.event_category === "customer");
    return client.getCustomer({ customerId: event.event_object_id });
  },
};

/** A link to the check of a customer. */
const LINKS = {
  spherepay: async (send, id) => JSON.parse((await send("POST", `/v2/customer/${id}/kyc-link`)).body).url,
  grid: async (send, id) => JSON.parse((await send("POST", `/customers/${id}/kyc-link`)).body).kycUrl,
  bridge: async (send, id) => JSON.parse((await send("GET", `/kyc_links/${id}`)).body).kyc_link,
};

const long = (length) => "x".repeat(length);
const IDS = [long(42), long(43), "-_", "a b", ""];
const LIMITS = ["9", "99", "100", "0", "101", "01", ""];
/** What is just inside and just outside of each parameter's bounds. */
const BOUNDS = {
  spherepay: {
    "/v2/customer": {
      ...{ page: ["9", "999999999", "0", "01", "1.5", "1000000000", ""], limit: LIMITS },
      ...{ search: [long(255), long(256), ""], status: ["rejected", "hold", ""], type: ["business", "person", ""] },
    },
  },
  grid: { "/customers": { limit: LIMITS, cursor: [""] } },
  bridge: {
    "/kyc_links": { customer_id: IDS, starting_after: IDS, ending_before: IDS, limit: LIMITS, toString: [""] },
    "/rfis": { customer_id: IDS, starting_after: IDS, ending_before: IDS, state: ["on_bridge", "closed", "closed,", ""], limit: LIMITS },
    "/customers/{customer}/kyc_link": {
      endorsement: ["sepa", "spei", "cards", "base", "sepa,spei"],
      redirect_uri: ["https://a.example", "http://a.example", "app://done", "a.example/http://"],
    },
  },
};

/** Stories that every provider here has. */
const shared = (name, { path, bodies }) => ({
  async "a key that was used"({ send, sandbox, wait, lines }) {
    for (const [at, [what, { ms = 0, other, invalid, lost }]] of Object.entries(REUSE).entries()) {
      const own = { ...bodies[0], ...(name === "grid" ? { platformCustomerId: `${at}` } : { email: `${at}@example.com` }) };
      const isOfLinks = name === "grid";
      const target = isOfLinks ? `${path}/${JSON.parse((await send("POST", path, own)).body).id}/kyc-link` : path;
      const [body, second] = isOfLinks ? [{ redirectUri: "https://a.example/" }, {}] : [own, { ...own, email: `other-${at}@example.com` }];
      const given = invalid ? { ...body, redirectUri: "ftp://x", redirect_uri: "ftp://x", email: 1 } : body;
      const post = (sent) => send("POST", target, sent, { "idempotency-key": what });
      if (lost) sandbox.nextFailure("drop_after");
      const first = await post(given).catch(() => undefined);
      const before = sandbox.customers().length;
      wait(ms, false);
      const again = await post(other ? second : given);
      const isSame = again.body === first?.body ? ", the same" : "";
      lines.push(`${what}: ${first?.status ?? "lost"}, ${again.status}${isSame}, ${sandbox.customers().length - before} made`);
    }
  },

  async "where a check stops, as kyclink reads it, and that it goes on from there"({ lines }) {
    const events = { approve: "kyc_approved", reject: "kyc_rejected", hold: "kyc_needs_review" };
    for (const [at, type] of ["individual", "business"].entries()) {
      let stops = Object.keys(events);
      for (let place = 0; place < stops.length; place++) {
        const { sandbox, send } = createRecorder(name, createWriter());
        const made = JSON.parse((await send("POST", path, bodies[at])).body);
        const id = made.customerId ?? made.id;
        stops = sandbox.customers()[0].decisions;
        await sandbox.trigger(events[stops[place]] ?? stops[place], id);
        const config = { apiKey: "key", clientId: "id", clientSecret: "secret", baseUrl: sandbox.baseUrls[name], fetch: sandbox.fetch };
        const read = READS[name](library[name](config), sandbox, id);
        const requirements = await read.then(
          (customer) => customer.requirements,
          ({ code }) => [{ kind: code }],
        );
        const needs = requirements.map((one) =>
          ["kind", "who", "can", "nextAction", "code", "dueBy"].flatMap((key) => one[key] ?? []).join(" "),
        );
        const { finished } = await sandbox.finishLink(await LINKS[name](send, id), "approve");
        const end = finished ? sandbox.customers()[0].status : "the link is used";
        lines.push(`${type}, ${stops[place]}: ${needs.join(", ") || "nothing"}; then ${end}`);
      }
    }
  },

  async "as many as a page has unless it is told otherwise"({ send, sandbox, lines }) {
    for (let made = 0; made < 22; made++)
      await send("POST", path, {
        ...bodies[0],
        ...(name === "grid" ? { platformCustomerId: `${made}` } : { email: `${made}@example.com` }),
      });
    const page = JSON.parse((await send("GET", path.replace("/kyc-link", ""))).body);
    lines.push(`${(page.customers ?? page.data).length}`);
    if (name !== "bridge") return;
    for (let made = 0; made < 11; made++) await sandbox.trigger("rfi.created", sandbox.customers()[0].id);
    lines.push(`${JSON.parse((await send("GET", "/rfis")).body).data.length} of the questions`);
  },

  async "bounds of the parameters"({ send, sandbox, lines }) {
    await send("POST", path, bodies[0]);
    const customer = sandbox.deliveries().at(-1)?.event.event_object_id;
    for (const [target, parameters] of Object.entries(BOUNDS[name]))
      for (const [parameter, values] of Object.entries(parameters)) {
        const said = [];
        for (const value of values) {
          const query = new URLSearchParams({ [parameter]: value });
          const { status } = await send("GET", `${target.replace("{customer}", customer)}?${query}`);
          said.push(`${value.length > 20 ? value.length : JSON.stringify(value)} ${status}`);
        }
        lines.push(`${target} ${parameter}: ${said.join(" | ")}`);
      }
  },
});

/** The lines of all stories of a provider. */
export async function storiesOf(name) {
  const provider = PROVIDERS[name];
  const write = createWriter();
  const lines = [];
  const tell = async (title, options, story) => {
    const recorder = createRecorder(name, write, options);
    recorder.lines.push(`# ${name}: ${title}`);
    await story(recorder);
    lines.push(...recorder.lines);
  };
  for (const [title, story] of Object.entries({ ...shared(name, provider), ...provider.stories })) await tell(title, undefined, story);
  if (name === "spherepay") await tell("the errors of v1", { spherepay: { errors: "v1" } }, inV1);
  if (name === "grid") {
    for (const requiredFields of [undefined, ["EMAIL", "BIRTH_DATE"]])
      await tell(`what the platform requires: ${requiredFields}`, { grid: { requiredFields } }, GRID["what the platform requires"]);
    for (const title of ["the platform", "suffixes", "what a customer gets that gives little, and a status that it asks for"])
      await tell(`${title} (regulated)`, { grid: { regulated: true } }, GRID[title]);
  }
  if (name === "bridge") {
    await tell("links without schemes", { bridge: { schemes: false } }, withoutSchemes);
    const ofHost = { origin: "http://localhost:8080", bridge: { schemes: false } };
    await tell("links without schemes, of another host", ofHost, ({ call }) => call("POST", "/kyc_links", LINK));
  }
  return `${lines.join("\n").trim()}\n`;
}
