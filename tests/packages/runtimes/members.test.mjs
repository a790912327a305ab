/** The program of docs/members.md, over HTTP: Express, Postgres, and Grid's sandbox. */

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import http from "node:http";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { blocks } from "../helpers/docs/markdown.mjs";
import { PERSON, PERSON_AT_GRID } from "../helpers/edge/harness.mjs";
import { copy, subpath } from "../helpers/install/index.mjs";
import { freePort } from "../helpers/programs/index.mjs";
import { startPostgres } from "../helpers/stores/servers.mjs";
import { require } from "./consumer.mjs";

const { startSandbox } = await subpath("testing");
const CREDENTIALS = { email: "jane@example.com", password: "correct horse battery" };
const APPLICANT = { ...PERSON_AT_GRID, address: PERSON.address };

let sandbox, database, server, origin, env, file;
before(async () => {
  sandbox = await startSandbox();
  database = await startPostgres();
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const { code } = blocks("docs/members.md").find(({ code }) => code.startsWith("// members.mjs"));
  const { folder } = copy();
  symlinkSync(dirname(require.resolve("express/package.json")), join(folder, "node_modules/express"));
  symlinkSync(fileURLToPath(new URL("../../../node_modules/pg", import.meta.url)), join(folder, "node_modules/pg"));
  file = join(folder, "members.mjs");
  writeFileSync(file, code);
  const keys = await sandbox.webhookKeys();
  env = {
    ...process.env,
    ...{ PORT: port, ORIGIN: origin, DATABASE_URL: database.url, COOKIE_SECRET: crypto.randomUUID() + crypto.randomUUID() },
    ...{ GRID_CLIENT_ID: "sandbox", GRID_CLIENT_SECRET: "sandbox", GRID_BASE_URL: sandbox.baseUrls.grid },
    GRID_WEBHOOK_PUBLIC_KEY: keys.grid,
  };
  server = spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "inherit"] });
  await once(server.stdout, "data");
});
after(async () => {
  server?.kill();
  await sandbox?.close();
  await database?.close();
});

/** Sends what a browser does: `fetch` of Node says of each request that a script sends it. */
async function request(url, { method, body, headers }) {
  const type = body instanceof URLSearchParams && { "content-type": "application/x-www-form-urlencoded" };
  const sent = http.request(url, { method, headers: { ...type, ...headers } }).end(body && String(body));
  const [response] = await once(sent, "response");
  const { "set-cookie": cookies = [], ...rest } = response.headers;
  const given = new Headers(Object.entries(rest));
  for (const cookie of cookies) given.append("set-cookie", cookie);
  return new Response((await text(response)) || null, { status: response.statusCode, headers: given });
}

/** A browser of its own, which keeps its cookies. */
function browser() {
  const cookies = new Map();
  return async function send(path, { method = "GET", form, json, headers } = {}) {
    const body = form ? new URLSearchParams(form) : json && JSON.stringify(json);
    const response = await request(new URL(path, origin), {
      method,
      body,
      headers: {
        ...(method === "POST" && { origin }),
        ...(json && { "content-type": "application/json" }),
        ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") }),
        ...headers,
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      cookies.set(name, value);
    }
    return response;
  };
}

const post = { method: "POST" };
const NAVIGATION = { headers: { "sec-fetch-mode": "navigate", accept: "text/html" } };

test("a person joins, onboards, goes on elsewhere, comes back by an e-mail, and is forgotten", async () => {
  const first = browser();
  assert.equal((await first("/kyc/links", { ...post, json: APPLICANT })).status, 401);
  assert.equal((await first("/join", { ...post, form: CREDENTIALS })).headers.get("location"), "/login");
  assert.equal((await first("/login", { ...post, form: { ...CREDENTIALS, password: "wrong horse battery" } })).status, 401);
  assert.equal((await first("/login?next=//evil.example/", { ...post, form: CREDENTIALS })).headers.get("location"), "/kyc");
  // This is a path of the site, which would lead away if it stood alone.
  const dotted = await first("/login?next=/.//evil.example/", { ...post, form: CREDENTIALS });
  assert.equal(new URL(dotted.headers.get("location"), origin).origin, origin);
  assert.equal((await first("/kyc/links", { ...post, json: APPLICANT })).status, 201);
  // A form that was posted without a login: the way back is a page.
  const late = await browser()("/kyc/links/renew", { ...post, headers: { accept: "text/html" } });
  assert.equal(late.headers.get("location"), "/login?next=%2Fkyc");

  // Another browser has the login only.
  const second = browser();
  await second("/login", { ...post, form: CREDENTIALS });
  assert.equal((await (await second("/kyc/status")).json()).status, "incomplete");
  const stranger = browser();
  await stranger("/join", { ...post, form: { ...CREDENTIALS, email: "john@example.com" } });
  await stranger("/login", { ...post, form: { ...CREDENTIALS, email: "john@example.com" } });
  assert.equal((await (await stranger("/kyc/status")).json()).status, "none");

  const { stdout } = await promisify(execFile)(process.execPath, [file, "resume", CREDENTIALS.email], { env });
  const third = browser();
  const led = (await third(stdout.trim(), NAVIGATION)).headers.get("location");
  assert.equal(led, "/login?next=%2Fkyc%2Fhandoff%2Fopen");
  const back = (await third(led, { ...post, form: CREDENTIALS })).headers.get("location");
  assert.match(await (await third(back, NAVIGATION)).text(), /<form method="post">/);

  const { account, verification } = await (await second("/me/data")).json();
  assert.equal(account.email, CREDENTIALS.email);
  assert.equal(verification.customers.length, 1, JSON.stringify(verification));
  assert.equal((await second("/me/forget", { ...post, headers: { origin: "https://evil.example" } })).status, 403);
  const forgotten = await (await second("/me/forget", post)).json();
  assert.ok(Array.isArray(forgotten.left) && forgotten.atProvider.length === 1, JSON.stringify(forgotten));
  assert.equal((await second("/me/data")).status, 401);
  assert.equal((await first("/kyc/status")).status, 401);
  // Who has not onboarded can leave as well.
  assert.equal((await stranger("/me/data")).status, 200);
  assert.equal((await stranger("/me/forget", post)).status, 200);
  assert.equal((await stranger("/me/data")).status, 401);
});
