/**
 * Stripe Identity against Stripe's own client, `stripe` of npm: it sends the same requests as the adapter, reads what the
 * model responds, and signs events that the adapter accepts. Its types are those of the API.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import Stripe from "stripe";
import { esm, subpath } from "../../helpers/install/index.mjs";
import { open, PERSON, REFERENCE } from "../../helpers/providers/harness.mjs";
import { CREDENTIALS, createApi, deliver } from "../../helpers/providers/stripe-identity.mjs";

const { stripeIdentity } = await subpath("providers/stripe-identity");
const { client } = await subpath("provider");
const { onboard } = await esm();
const run = promisify(execFile);

const MODULES = fileURLToPath(new URL("../../../../node_modules/", import.meta.url));
const [TYPES, EVENTS] = ["Identity/VerificationSessions", "Events"].map((name) =>
  readFileSync(join(MODULES, `stripe/esm/resources/${name}.d.ts`), "utf8"),
);

/** The requests of the adapter, or of Stripe's client, in one form. */
const requestsOf = (api) =>
  api.requests.map(({ method, url, headers, body }) => ({
    method,
    address: url.origin + url.pathname,
    query: [...url.searchParams].sort(),
    // The client numbers the items of a list.
    form: [...new URLSearchParams(body ?? "")].map(([name, value]) => [name.replace(/\[\d+\]$/, "[]"), value]).sort(),
    headers: ["authorization", "stripe-version", ...(body ? ["content-type", "idempotency-key"] : [])].map((name) => headers.get(name)),
  }));

const officialOf = (api, options) =>
  new Stripe(CREDENTIALS.secretKey, { httpClient: Stripe.createFetchHttpClient(api.fetch), telemetry: false, ...options });

const DOCUMENT = { allowedTypes: ["passport", "id_card"], requireIdNumber: true, requireLiveCapture: true, requireMatchingSelfie: false };
const SETTINGS = [
  [
    { type: "document", document: DOCUMENT },
    {
      type: "document",
      options: {
        document: {
          allowed_types: ["passport", "id_card"],
          require_id_number: true,
          require_live_capture: true,
          require_matching_selfie: false,
        },
      },
    },
  ],
  [{ type: "id_number" }, { type: "id_number" }],
  [{ type: undefined, verificationFlow: "vf_1" }, { verification_flow: "vf_1" }],
];

test("the adapter sends the requests of Stripe's own client", async () => {
  for (const [settings, params] of SETTINGS) {
    const [ours, theirs] = [createApi(), createApi()];
    const idempotencyKey = "key-of-ours-0123456789";
    const applicant = { ...PERSON, reference: REFERENCE, redirectUri: "https://app.example.com/kyc" };
    const of = client(stripeIdentity({ ...CREDENTIALS, ...settings }), { fetch: ours.fetch });
    for (const _ of [1, 2]) await onboard(of, applicant, { idempotencyKey });
    const { verificationSessions: sessions } = officialOf(theirs).identity;
    const list = () => sessions.list({ client_reference_id: REFERENCE, limit: 100 });
    await list();
    const { email, phone } = PERSON;
    const details = { provided_details: { email, phone }, client_reference_id: REFERENCE, return_url: applicant.redirectUri };
    const made = await sessions.create({ ...params, ...details }, { idempotencyKey });
    await list();
    const again = await sessions.retrieve(made.id);
    assert.deepEqual(requestsOf(ours), requestsOf(theirs));
    assert.deepEqual([theirs.openPage(made.url)?.id, theirs.openPage(again.url)?.id], ["vs_1", "vs_1"]);
  }
});

test("the model refuses as Stripe's client expects it", async () => {
  const api = createApi();
  const { verificationSessions: sessions } = officialOf(api).identity;
  const failed = (call) => call.then(undefined, ({ type, statusCode }) => [type, statusCode]);
  assert.deepEqual(await failed(sessions.retrieve("vs_9")), ["StripeInvalidRequestError", 404]);
  await sessions.create({ type: "document" }, { idempotencyKey: "key" });
  assert.deepEqual(await failed(sessions.create({ type: "id_number" }, { idempotencyKey: "key" })), ["StripeIdempotencyError", 400]);
  const stranger = new Stripe("rk_test_of_another", { httpClient: Stripe.createFetchHttpClient(api.fetch), telemetry: false });
  assert.deepEqual(await failed(stranger.identity.verificationSessions.list()), ["StripeAuthenticationError", 401]);
});

/** Returns what the compiler says of JSON as a value of these types. */
async function complaints(t, values) {
  const folder = mkdtempSync(join(tmpdir(), "kyclink-stripe-"));
  t.after(() => rmSync(folder, { recursive: true }));
  symlinkSync(MODULES, join(folder, "node_modules"));
  const lines = values.map(([type, value], at) => `export const value${at}: ${type} = ${JSON.stringify(value)};`);
  writeFileSync(join(folder, "values.ts"), `import type { Stripe } from "stripe";\n${lines.join("\n")}\n`);
  const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: "nodenext", target: "es2022", types: ["node"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["values.ts"] }));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  return run(join(MODULES, ".bin/tsc"), ["--project", folder]).then(
    () => "",
    ({ stdout }) => stdout,
  );
}

test("the model's responses and events have the types of Stripe's client", async (t) => {
  const api = createApi();
  const bodies = [];
  api.answer = async (_method, path, response) => void bodies.push([path, await response.clone().json()]);
  for (const [settings] of SETTINGS) {
    const { status } = open(stripeIdentity({ ...CREDENTIALS, ...settings }), api, { authorize: () => ({ reference: REFERENCE }) });
    await onboard(client(stripeIdentity({ ...CREDENTIALS, ...settings }), { fetch: api.fetch }), { ...PERSON, reference: REFERENCE });
    await status();
  }
  const changes = [
    { status: "verified" },
    { status: "processing" },
    { status: "requires_input", last_error: { code: "document_expired", reason: "…" } },
    { status: "canceled" },
    { status: "verified", redaction: { status: "redacted" } },
  ];
  const session = { ...api.sessions[0], url: null, client_secret: null };
  const deliveries = changes.map((changed) => JSON.parse(deliver({ ...session, ...changed }).body));
  const SESSION = "Stripe.Identity.VerificationSession";
  const values = [
    ...bodies.map(([, body]) => [body.object === "list" ? `Stripe.ApiList<${SESSION}>` : SESSION, body]),
    ...deliveries.map((event) => ["Stripe.Event", event]),
  ];
  assert.ok(values.length >= 11, `${values.length}`);
  assert.equal(await complaints(t, values), "");
  const wrong = [{ news: 1 }, { status: 5 }, { created: "1" }, { redaction: "redacted" }, { url: undefined }];
  const found = await complaints(
    t,
    wrong.map((changed) => [SESSION, { ...session, ...changed }]),
  );
  // Each value has a line of its own, below the import.
  const lines = new Set([...found.matchAll(/values\.ts\((\d+),/g)].map(([, line]) => Number(line) - 2));
  assert.deepEqual([...lines].sort(), [...wrong.keys()], found);
});

/** The words of a type, which may be any other word, too. */
const wordsOf = (source, name) => {
  const [, union] = new RegExp(`type ${name} = ([^;]+);`).exec(source);
  return [...union.matchAll(/'([^']+)'/g)].map(([, word]) => word);
};

test("each word of Stripe's types means something", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const api = createApi();
  const world = open(stripeIdentity(CREDENTIALS), api);
  await world.links(PERSON);
  const [session] = api.sessions;
  const statusOf = async (changes) => {
    Object.assign(session, { status: "requires_input", last_error: null, redaction: null }, changes);
    t.mock.timers.tick(11_000);
    return (await world.status()).status;
  };
  const [statuses, codes] = ["Status", "Code"].map((name) => wordsOf(TYPES, name));
  assert.deepEqual(statuses, ["canceled", "processing", "requires_input", "verified"]);
  for (const status of statuses) assert.notEqual(await statusOf({ status }), "unknown", status);
  assert.equal(codes.length, 19);
  for (const code of codes) assert.equal(await statusOf({ last_error: { code, reason: "…" } }), "incomplete", code);
  const [, redaction] = TYPES.split("namespace Redaction {");
  for (const status of wordsOf(redaction, "Status"))
    assert.equal(await statusOf({ status: "verified", redaction: { status } }), "incomplete");
  const types = new Set([...EVENTS.matchAll(/'identity\.verification_session\.(\w+)'/g)].map(([, name]) => name));
  assert.deepEqual([...types].sort(), ["canceled", "created", "processing", "redacted", "requires_input", "verified"]);
});

test("events that Stripe's client has signed are accepted, and the other way round", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const api = createApi();
  const { links, post, events } = open(stripeIdentity(CREDENTIALS), api);
  const { webhooks } = officialOf(api);
  await links(PERSON);
  const { body: payload, headers } = deliver({ ...api.sessions[0], status: "verified" });
  const secret = CREDENTIALS.webhookSecret;
  assert.equal(webhooks.constructEvent(payload, headers["stripe-signature"], secret).data.object.id, "vs_1");
  const timestamp = Math.floor(Date.now() / 1000);
  const sign = (more) => webhooks.generateTestHeaderString({ payload, secret, timestamp, ...more });
  const signed = async (header, body = payload) => (await post({ body, headers: { "stripe-signature": header } }))[0];
  const [time, signature] = sign().split(",");
  for (const [header, expected] of [
    [sign(), 200],
    [`${time},v1=${"0".repeat(64)},${signature}`, 200],
    [sign({ scheme: "v0" }), 401],
    [sign({ secret: "whsec_of_another" }), 401],
    [sign({ timestamp: timestamp - 299 }), 200],
    [sign({ timestamp: timestamp - 301 }), 400],
  ])
    assert.equal(await signed(header), expected, header);
  assert.equal(await signed(sign(), `${payload} `), 401);
  assert.equal(events.length, 1);
});
