/** Runs examples/own-desk unchanged, with a real Postgres: people who answer, staff who decide, and strangers. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import pg from "pg";
import { example } from "../helpers/examples/install.mjs";
import { freePort } from "../helpers/programs/index.mjs";
import { startPostgres } from "../helpers/stores/servers.mjs";

const APPLICANT = {
  type: "individual",
  email: "jane@example.com",
  firstName: "<b>Jane</b>",
  lastName: "Smith",
  birthDate: "1990-01-31",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "US" },
};
const PASSWORD = "a-password-of-ann-2391";
const ANSWERS = { occupation: 'Baker"><script>', funds: "salary", isTrue: "on" };

const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const env = {
  ...process.env,
  ORIGIN: origin,
  PORT: port,
  COOKIE_SECRET: crypto.randomUUID(),
  STAFF: `bob:${"b".repeat(20)} ann:${PASSWORD}`,
};
let database, pool, server;
let printed = "";
before(async () => {
  database = await startPostgres();
  pool = new pg.Pool(database.connection);
  const cwd = example("own-desk");
  server = spawn(process.execPath, ["server.js"], { cwd, env: { ...env, DATABASE_URL: database.url } });
  for (const stream of [server.stdout, server.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
  await Promise.race([once(server.stdout, "data"), once(server, "exit")]);
  assert.match(printed, new RegExp(`^${origin}/kyc$`, "m"));
});
after(async () => {
  server?.kill();
  await pool?.end();
  await database?.close();
});

const at = (path, options) => fetch(new URL(path, origin), { redirect: "manual", ...options });
const post = (path, form, headers) => at(path, { method: "POST", body: new URLSearchParams(form), headers });
const ann = { authorization: `Basic ${btoa(`ann:${PASSWORD}`)}`, origin };
const idOf = async (link) => {
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(new URL(link).pathname.split("/")[2]))).toString("base64url");
  return (await pool.query("SELECT id FROM desk_people WHERE link_hash = $1", [hash])).rows[0].id;
};

/** A person with a link: `{ link, id, status }`. */
async function begin() {
  const headers = { origin, "content-type": "application/json" };
  const made = await at("/kyc/links", { method: "POST", headers, body: JSON.stringify(APPLICANT) });
  const { kycUrl } = await made.json();
  assert.equal(made.status, 201);
  const cookie = made.headers.get("set-cookie").split(";")[0];
  const renew = async () =>
    (await (await at("/kyc/links/renew", { method: "POST", headers: { ...headers, cookie }, body: "{}" })).json()).kycUrl;
  return {
    link: kycUrl,
    id: await idOf(kycUrl),
    renew,
    status: async () => (await (await at("/kyc/status", { headers: { cookie } })).json()).status,
  };
}

for (const [state, kind] of [
  ["approved", "kyc_approved"],
  ["rejected", "kyc_rejected"],
]) {
  test(`from the form to a person who is ${state}`, async () => {
    const { link, id, status } = await begin();
    assert.equal(await status(), "incomplete");
    const page = await at(link);
    assert.match(await page.text(), /<form method="post">/);
    assert.match(page.headers.get("content-security-policy"), /^default-src 'none';/);
    const sent = await post(link, ANSWERS);
    assert.deepEqual([sent.status, sent.headers.get("location")], [303, `${origin}/kyc/status`]);
    assert.equal(await status(), "pending");

    const list = await (await at("/staff", { headers: ann })).text();
    assert.ok(list.includes(id) && list.includes("Baker&#34;&#62;&#60;script&#62;") && list.includes("&#60;b&#62;Jane"));
    assert.doesNotMatch(list, /<script|<b>/);
    assert.equal((await post(`/staff/${id}`, { state, reason: "as seen" }, ann)).status, 303);
    assert.equal(await status(), state);
    assert.match(printed, new RegExp(`^webhook ${kind} ${id}$`, "m"), "the desk's own webhook");
    const { rows } = await pool.query("SELECT decided_by, reason FROM desk_people WHERE id = $1", [id]);
    assert.deepEqual(rows, [{ decided_by: "ann", reason: "as seen" }]);
    assert.equal((await post(`/staff/${id}`, { state: "approved", reason: "again" }, ann)).status, 409);
    assert.equal((await post(link, ANSWERS)).status, 404, "a link works once");
  });
}

test("a link is a person's own: it cannot be guessed, used twice or kept", async () => {
  const [jane, joe] = [await begin(), await begin()];
  const stored = JSON.stringify((await pool.query("SELECT * FROM desk_people")).rows);
  for (const { link } of [jane, joe]) assert.ok(!stored.includes(new URL(link).pathname.split("/")[2]));
  for (const other of [jane.id, "", "a".repeat(43), encodeURIComponent("' OR ''='")])
    assert.equal((await at(`/desk/${other}`)).status, 404);
  const renewed = await jane.renew();
  assert.deepEqual([(await at(jane.link)).status, (await at(renewed)).status], [404, 200], "a new link replaces the old one");
  assert.equal(await idOf(renewed), jane.id);
  assert.equal((await post(joe.link, ANSWERS)).status, 303);
  assert.deepEqual([await joe.status(), await jane.status()], ["pending", "incomplete"]);
  await pool.query("UPDATE desk_people SET link_expires_at = now() WHERE id = $1", [jane.id]);
  assert.deepEqual([(await at(renewed)).status, (await post(renewed, ANSWERS)).status], [404, 404], "expired");
});

test("answers that are missing are asked for again", async () => {
  const { link, status } = await begin();
  for (const wrong of [
    {},
    { ...ANSWERS, funds: "crime" },
    { ...ANSWERS, occupation: "a".repeat(201) },
    { ...ANSWERS, occupation: "a\0" },
    { occupation: "Baker", funds: "salary" },
  ])
    assert.equal((await post(link, wrong)).status, 200);
  assert.equal((await post(link, { ...ANSWERS, occupation: "a".repeat(10_001) })).status, 413);
  assert.equal(await status(), "incomplete");
});

test("only staff decide, and only on the page for staff", async () => {
  const { link, id, status } = await begin();
  const approve = { state: "approved", reason: "mine" };
  assert.equal((await post(`/staff/${id}`, approve, ann)).status, 409, "nothing to decide yet");
  await post(link, ANSWERS);
  const basic = (credentials) => ({ origin, authorization: `Basic ${btoa(credentials)}` });
  for (const headers of [{ origin }, basic("ann:"), basic(PASSWORD), basic(`bob:${PASSWORD}`), basic(`ann:${PASSWORD} `)]) {
    assert.equal((await at("/staff", { headers })).status, 401);
    assert.equal((await post(`/staff/${id}`, approve, headers)).status, 401);
  }
  for (const other of ["https://evil.example", "null", undefined])
    assert.equal((await post(`/staff/${id}`, approve, { authorization: ann.authorization, ...(other && { origin: other }) })).status, 403);
  for (const form of [{ state: "approved" }, { state: "open", reason: "x" }, { reason: "x" }])
    assert.equal((await post(`/staff/${id}`, form, ann)).status, 422);
  const forged = JSON.stringify({ id: "e", kind: "kyc_approved", customerId: id, status: "approved", at: Date.now() });
  for (const signature of ["", "a".repeat(43)])
    assert.equal((await at("/kyc/webhooks/desk", { method: "POST", body: forged, headers: { "desk-signature": signature } })).status, 404);
  assert.equal(await status(), "pending");
});

test("a short password stops the start", async () => {
  const other = spawn(process.execPath, ["server.js"], {
    cwd: example("own-desk"),
    env: { ...env, DATABASE_URL: database.url, STAFF: "ann:short" },
  });
  const [code] = await once(other, "exit");
  assert.equal(code, 1);
});
