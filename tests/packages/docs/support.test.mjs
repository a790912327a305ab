/**
 * The Worker of docs/running.md that sends an e-mail about the outcome, in workerd: its cron handler, its consumer of a
 * real queue, and its handler of webhooks.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { programs } from "../helpers/docs/markdown.mjs";
import { createOperator, ORIGIN, setUp } from "../helpers/edge/harness.mjs";
import { program } from "../runtimes/bundle.mjs";
import { start } from "../runtimes/workerd.mjs";

const HOUR = 3_600_000;
const CRON = "0 * * * *";
const { code } = programs("docs/running.md").find(({ name }) => name === "outcome-mail.mjs");

/** What surrounds the Worker: the table, the mailer and the provider's sandbox. Bindings that hold no connection. */
const SURROUNDINGS = `
import { memoryStore } from "kyclink/edge";
import { createSandbox } from "kyclink/testing";

const sent = [];
const reported = [];
const failing = new Set();
let made;
async function surroundings() {
  const sandbox = createSandbox();
  const table = new Map();
  return {
    sandbox,
    API_KEY: "a_key",
    BASE_URL: sandbox.baseUrls.spherepay,
    WEBHOOK_SECRET: (await sandbox.webhookKeys()).spherepay,
    STORE: memoryStore(),
    fetch: sandbox.fetch,
    report: (code) => reported.push(String(code)),
    PEOPLE: {
      created: (id, reference) => table.set(id, { reference, email: reference + "@example.com", since: Date.now() }),
      find: (id) => table.get(id),
      told: (id, status) => Object.assign(table.get(id), { isDecided: ["approved", "rejected"].includes(status) }),
      waitingSince: (time, max) =>
        [...table].filter(([, row]) => !row.isDecided && row.since < time).map(([id]) => id).slice(0, max),
    },
    MAILER: {
      send({ key, to, text, url }) {
        if (failing.has(to)) throw new Error("the mailer is away");
        if (sent.some((mail) => mail.key === key)) return;
        sent.push({ key, to, text, url });
      },
    },
  };
}
const withBindings = async (env) => ({ ...(await (made ??= surroundings())), ...env });

const routes = {
  complete: async ({ sandbox }, { customer, outcome }) => sandbox.complete(sandbox.customers()[customer].id, outcome),
  async deliver(env) {
    for (const { body, headers } of env.sandbox.deliveries()) {
      const { status } = await worker.fetch(new Request("https://app.example.com/kyc/webhooks/spherepay", { method: "POST", headers, body }), env);
      if (status !== 200 && status !== 204) throw new Error("a webhook was answered with " + status);
    }
  },
  mailer: (_, { away }) => (failing.clear(), away.forEach((to) => failing.add(to))),
  seen: () => ({ sent, reported }),
};
export default {
  async fetch(request, env) {
    const all = await withBindings(env);
    const { pathname } = new URL(request.url);
    const route = routes[pathname.slice("/test/".length)];
    if (!route) return worker.fetch(request, all);
    return Response.json((await route(all, await request.json())) ?? null);
  },
  queue: async (batch, env) => worker.queue(batch, await withBindings(env)),
  scheduled: async (event, env) => worker.scheduled(event, await withBindings(env)),
};
`;

let worker;
before(async () => {
  worker = await start(program(code + SURROUNDINGS), {
    bindings: { COOKIE_SECRET: crypto.randomUUID() + crypto.randomUUID() },
    queueProducers: { OUTCOMES: "outcomes" },
    queueConsumers: { outcomes: { maxBatchTimeout: 0 } },
  });
});
after(() => worker?.close());

async function ask(name, body = {}) {
  const response = await worker.fetch({ method: "POST", body: JSON.stringify(body) }, `/test/${name}`);
  assert.equal(response.status, 200, `${name}: ${await response.clone().text()}`);
  return response.json();
}

async function onboard(user) {
  const origin = "https://app.example.com";
  const address = { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "US" };
  const body = JSON.stringify({ type: "individual", email: `${user}@example.com`, phone: "+14155550123", address });
  const headers = { origin, "content-type": "application/json", "x-user": user };
  const { status } = await worker.fetch({ method: "POST", headers, body }, "/kyc/links");
  assert.equal(status, 201);
}

const mails = async () => (await ask("seen")).sent.map(({ to, text }) => `${to}: ${text}`);
const look = (hours) => worker.scheduled({ cron: CRON, scheduledTime: new Date(Date.now() + hours * HOUR) });
const VERIFIED = "jane@example.com: You are verified.";
const UNFINISHED = "john@example.com: Your verification is not finished.";

test("the cron expression of the document is the one that is tested", () => assert.ok(code.includes(JSON.stringify(CRON))));

test("an outcome goes through the queue, and its link leads to the page that asks once", async () => {
  for (const user of ["jane", "john"]) await onboard(user);
  await ask("complete", { customer: 0, outcome: "approve" });
  await ask("deliver");
  for (let looks = 0; (await mails()).length === 0 && looks < 100; looks++) await sleep(100);
  assert.deepEqual(await mails(), [VERIFIED]);
  const { sent } = await ask("seen");
  const { pathname, search } = new URL(sent[0].url);
  const headers = { accept: "text/html", "sec-fetch-mode": "navigate", "x-user": "jane" };
  const page = await worker.fetch({ headers }, pathname + search);
  assert.deepEqual([page.status, /<form method="post">/.test(await page.text())], [200, true]);
});

test("the scheduled look finds who waits for long, and nobody before", async () => {
  await look(1);
  assert.deepEqual(await mails(), [VERIFIED]);
});

test("a mailer that is away does not end the look, and the next one makes up for it", async () => {
  await ask("mailer", { away: ["john@example.com"] });
  await look(72);
  assert.deepEqual([await mails(), (await ask("seen")).reported], [[VERIFIED], ["Error"]]);
  await ask("mailer", { away: [] });
  await look(73);
  assert.deepEqual(await mails(), [VERIFIED, UNFINISHED]);
});

test("it writes once a week, and no more once there is a decision", async () => {
  await look(73);
  assert.equal((await mails()).length, 2);
  await look(73 + 7 * 24);
  assert.deepEqual(await mails(), [VERIFIED, UNFINISHED, UNFINISHED]);
  await ask("complete", { customer: 1, outcome: "approve" });
  await look(73 + 14 * 24);
  await look(73 + 21 * 24);
  assert.deepEqual((await mails()).slice(3), ["john@example.com: You are verified."]);
});

test("at Bridge, the id that onCreated got finds the customer; the customerId of an event finds nothing", async () => {
  const created = [];
  const { handler, sandbox, config } = setUp({ provider: "bridge", onCreated: (one) => created.push(one) });
  const body = JSON.stringify({ type: "individual", email: "jane@example.com", address: { country: "US" } });
  await handler(
    new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers: { origin: ORIGIN, "content-type": "application/json" }, body }),
  );
  const [{ kycLinkId, customerId }] = created;
  assert.equal(customerId, undefined);
  await sandbox.complete(sandbox.customers()[0].id, "approve");
  const events = sandbox.deliveries().map(({ body }) => JSON.parse(body));
  const event = events.find(({ event_category: category }) => category === "customer");
  const operator = createOperator(config);
  const found = await operator.find({ customerId: kycLinkId });
  assert.deepEqual([found.status, found.kycLinkId], ["approved", kycLinkId]);
  assert.equal((await operator.find({ customerId: event.event_object_id })).status, "none");
});
