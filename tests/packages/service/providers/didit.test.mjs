/** Didit: `kyclink/providers/didit` in front of a model of its API. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { esm, subpath } from "../../helpers/install/index.mjs";
import { CREDENTIALS, createApi, deliver, OTHER_WORKFLOW, VERSION } from "../../helpers/providers/didit.mjs";
import {
  isSilent,
  open,
  PERSON,
  REFERENCE,
  refusalOf,
  refusesOptions,
  refusesPages,
  started as startedAt,
  vectors,
} from "../../helpers/providers/harness.mjs";

const { didit } = await subpath("providers/didit");
const { client } = await subpath("provider");
const { onboard } = await esm();

const started = (t, config, credentials) => startedAt(t, didit({ ...CREDENTIALS, ...credentials }), createApi(), config);

test("a person gets a session with what is known of them, and the same one again", async (t) => {
  const { api, first, renew, session } = await started(t);
  assert.deepEqual([first.status, first.body], [201, { kycUrl: "https://verify.didit.me/session/token-1", provider: "didit" }]);
  assert.deepEqual(
    [session.vendor_data, session.callback, session.contact_details],
    [REFERENCE, "https://app.example.com/kyc", { email: PERSON.email, phone: PERSON.phone }],
  );
  session.status = "In Progress";
  assert.deepEqual([(await renew()).body.kycUrl, api.sessions.length], [session.url, 1]);
});

test("onboard works without a handler", async () => {
  const api = createApi();
  const applicant = { ...PERSON, firstName: "Jane", birthDate: "1990-01-15", reference: "José 42/x" };
  const { kind, link } = await onboard(client(didit(CREDENTIALS), { fetch: api.fetch }), applicant);
  assert.deepEqual([kind, link.customerId, link.token], ["link", "Jos=C3=A9=2042=2Fx", "token-1"]);
  assert.deepEqual(api.sessions[0].expected_details, { first_name: "Jane", date_of_birth: "1990-01-15" });
});

test("each of Didit's words is a status", async (t) => {
  const { api, status, session } = await started(t);
  // Those of another person, and of another workflow, say nothing about this one.
  for (const changes of [{ vendor_data: "user-2" }, { workflow_id: "another" }])
    api.sessions.push({ ...session, status: "Approved", ...changes });
  for (const [word, expected, kind] of [
    ["In Progress", "incomplete"],
    ["Awaiting User", "incomplete", "other"],
    ["Resubmitted", "incomplete", "document"],
    ["Abandoned", "incomplete"],
    ["Expired", "incomplete"],
    ["Kyc Expired", "expired"],
    ["Not Started", "incomplete"],
    ["In Review", "pending"],
    ["Approved", "approved"],
    ["Declined", "rejected"],
    ["approved", "unknown"],
  ]) {
    session.status = word;
    const found = await status();
    assert.deepEqual([found.status, found.requirements[0]?.kind], [expected, kind], word);
    const isPersonsTurn = found.requirements.every(({ who, nextAction }) => who === "person" && nextAction === "open_link");
    assert.equal(found.nextAction === "open_link" && isPersonsTurn, ["incomplete", "expired"].includes(expected), word);
  }
});

test("a session without a word for its status is no status", async (t) => {
  for (const word of [undefined, null, 5, ["Approved"]]) {
    const { status, session } = await started(t);
    session.status = word;
    assert.equal((await status()).code, "unexpected_response", `${word}`);
    t.mock.timers.reset();
  }
});

test("somebody who has been checked gets no other session, and an approval that has run out gets one", async () => {
  for (const [word, expected, count] of [
    ["Approved", "approved", 1],
    ["In Review", "status", 1],
    ["Declined", "status", 1],
    ["News", "status", 1],
    ["Expired", "link", 2],
    ["Abandoned", "link", 2],
    ["Kyc Expired", "link", 2],
  ]) {
    const api = createApi();
    const of = client(didit(CREDENTIALS), { fetch: api.fetch });
    await onboard(of, { ...PERSON, reference: REFERENCE });
    api.sessions[0].status = word;
    const { kind } = await onboard(of, { ...PERSON, reference: REFERENCE });
    assert.deepEqual([kind, api.sessions.length], [expected, count], word);
  }
});

test("a reference that gives no id is refused before anything is sent", async () => {
  for (const reference of ["..", "é".repeat(34)]) {
    const api = createApi();
    const { links, errors } = open(didit(CREDENTIALS), api, { authorize: () => ({ reference }), timeout: 1000 });
    const { status, body } = await links(PERSON);
    assert.deepEqual([status, body.errors, api.requests.length], [500, undefined, 0]);
    assert.match(errors.at(-1).message, /create threw KycLinkError: reference must/);
  }
});

test("an expired session, or approval, is renewed for the same customer", async (t) => {
  const { api, status, renew } = await started(t);
  for (const word of ["Expired", "Kyc Expired"]) {
    api.sessions.at(-1).status = word;
    assert.equal((await status()).nextAction, "open_link");
    const { status: code, body } = await renew();
    assert.deepEqual([code, body.kycUrl], [201, `https://verify.didit.me/session/token-${api.sessions.length}`]);
    assert.equal((await status()).status, "incomplete");
    api.sessions.at(-1).status = "Approved";
    assert.equal((await status()).status, "approved");
  }
  assert.equal(new Set(api.sessions.map((one) => one.vendor_data)).size, 1);
});

test("the status in the address of the return is never trusted", async (t) => {
  const { page } = await started(t);
  const { body } = await page.get("status?verificationSessionId=11111111-2222-3333-4444-000000000001&status=Approved");
  assert.equal(body.status, "incomplete");
});

test("after an event, Didit is asked: an older session says nothing", async (t) => {
  const { api, page, post, events, renew, session } = await started(t);
  session.status = "Expired";
  api.version = 2;
  await renew();
  const [, newer] = api.sessions;
  const now = async () => (await page.get("status")).body.status;
  for (const event of [deliver({ ...session, status: "Approved" }), deliver(newer)]) {
    await post(event);
    assert.equal(await now(), "incomplete");
  }
  newer.status = "Approved";
  const event = deliver(newer);
  assert.deepEqual([await post(event), await post(event)], [[200], [200]]);
  assert.equal(await now(), "approved");
  for (const status of ["Expired", "Kyc Expired", "Declined"]) {
    assert.deepEqual(await post(deliver({ ...session, status })), [200]);
    assert.equal(await now(), "approved", status);
  }
  assert.deepEqual([events.length, events[0].customerId], [6, REFERENCE]);
  assert.ok(isSilent([JSON.stringify(events)], [], ["Jane Marie Doe"]));
});

test("a delivery that is forged, late, malformed or of no matter changes nothing", async (t) => {
  const { post, status, events, session } = await started(t, {}, { webhookSecret: ["the-old-secret", CREDENTIALS.webhookSecret] });
  const approved = { ...session, status: "Approved" };
  const { body, headers } = deliver(approved);
  const seconds = Math.floor(Date.now() / 1000);
  for (const [delivery, expected] of [
    [{ body, headers: { "x-signature-simple": headers["x-signature"] } }, [401, "webhook_signature"]],
    [{ body, headers: { "x-signature-v2": headers["x-signature"] } }, [401, "webhook_signature"]],
    [{ body: "[".repeat(100_000) + "]".repeat(100_000), headers: { "x-signature-v2": "0".repeat(64) } }, [401, "webhook_signature"]],
    [deliver(approved, { timestamp: seconds - 901 }), [400, "webhook_too_old"]],
    [deliver(approved, { timestamp: seconds + 1000 }), [400, "webhook_too_old"]],
    [deliver(approved, { timestamp: "now" }), [400, "webhook_malformed"]],
    [deliver(approved, { event_id: {} }), [400, "webhook_malformed"]],
    [deliver(approved, { webhook_type: "data.updated" }), [200]],
    [deliver(approved, { vendor_data: null }), [200]],
  ]) {
    assert.deepEqual(await post(delivery), expected, delivery.body.slice(0, 200));
  }
  assert.deepEqual([events.length, (await status()).status], [0, "incomplete"]);
  assert.deepEqual(await post(deliver(session, {}, "the-old-secret")), [200]);
  assert.deepEqual(await post(deliver(session, { timestamp: seconds - 400 })), [200], "the second repetition, five minutes later");
});

test("its signatures are those of the vectors", async (t) => {
  const { secret, now, body, rewritten, signatures } = vectors("didit-webhook-signatures");
  t.mock.timers.enable({ apis: ["Date"], now });
  for (const [text, name, expected] of [
    [body, "x-signature", 200],
    [body, "x-signature-v2", 200],
    [rewritten, "x-signature-v2", 200],
    [rewritten, "x-signature", 401],
    [body, "x-signature-simple", 401],
    [body.replace("Approved", "Declined"), "x-signature-v2", 401],
  ]) {
    const { post } = open(didit({ ...CREDENTIALS, webhookSecret: secret }), createApi());
    const [status] = await post({ body: text, headers: { [name]: signatures[name] } });
    assert.equal(status, expected, name);
  }
});

test("V2 signs the JSON that Python writes", async (t) => {
  const { secret, now, cases } = vectors("didit-canonical");
  t.mock.timers.enable({ apis: ["Date"], now });
  const { post } = open(didit({ ...CREDENTIALS, webhookSecret: secret }), createApi());
  for (const { name, body, canonical, signature } of cases)
    for (const text of [body, canonical]) {
      const headers = { "x-signature-v2": signature };
      assert.deepEqual(await post({ body: text, headers }), [200], name);
      for (const changed of [text.replace("user-17", "user-18"), text.replace(/\d(?=[^\d]*$)/, "8"), text.slice(1), `${text}}`])
        assert.deepEqual(await post({ body: changed, headers }), [401, "webhook_signature"], `${name}: ${changed}`);
    }
});

test("a body without a canonical form is refused", async () => {
  const { post } = open(didit(CREDENTIALS), createApi());
  const head = `{"timestamp":${Math.floor(Date.now() / 1000)},"n":`;
  const bodies = ["1e999", "-1e999", "1-2", '"', '"\\', '"\\"'.repeat(60_000), "1e308,".repeat(9000)].map((text) => head + text);
  for (const body of [...bodies, `${head}[${"1e308,".repeat(9000)}0]}`, `${head}${"[".repeat(200_000)}`])
    for (const canonical of ["undefined", "null", "", body]) {
      const signature = createHmac("sha256", CREDENTIALS.webhookSecret).update(canonical).digest("hex");
      assert.deepEqual(await post({ body, headers: { "x-signature-v2": signature } }), [401, "webhook_signature"], body.slice(0, 99));
    }
});

test("whatever Didit responds is hostile input", async () => {
  const text =
    (body, status = 201) =>
    () =>
      new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  const ours = { vendor_data: REFERENCE, session_token: "token-1" };
  for (const [response, expected] of [
    [text("<html>"), "outcome_unknown"],
    [text("null"), "outcome_unknown"],
    [text({ ...ours, vendor_data: "user-2", url: "https://verify.didit.me/x" }), "outcome_unknown"],
    [text({ ...ours, vendor_data: "user-2", workflow_id: CREDENTIALS.workflowId, url: "https://verify.didit.me/x" }), "outcome_unknown"],
    [text({ ...ours, workflow_id: OTHER_WORKFLOW, url: "https://verify.didit.me/x" }), "outcome_unknown"],
    [text({ ...ours, url: "https://verify.didit.me.evil.example/x" }), "unexpected_response"],
    [text({ ...ours, url: 5 }), "unexpected_response"],
    [text({ detail: "You do not have permission" }, 403), "unauthorized"],
    [text({ detail: "credits" }, 400), "invalid_config"],
    [text({ detail: "Not found." }, 404), "invalid_config"],
    [text("<html>", 404), "not_found"],
    [text({ workflow_id: ["Jane"] }, 400), "invalid_config"],
    [text({ workflow_id: ["Jane"], expected_details: { nationality: "Jane" } }, 400), "provider_rejected"],
    [text({ contact_details: { phone: ["Jane"] } }, 400), "provider_rejected", "/phone"],
    [text({ email: "Jane" }, 400), "provider_rejected", "/email"],
  ].map(([response, code, pointer]) => [response, [code, pointer]])) {
    const api = createApi();
    api.answer = (method) => (method === "POST" ? response() : undefined);
    const of = client(didit(CREDENTIALS), { fetch: api.fetch, maxRetries: 0 });
    const error = await onboard(of, { ...PERSON, reference: REFERENCE }).catch((error) => error);
    assert.deepEqual([error.code, error.issues?.[0]?.pointer], expected);
    assert.ok(isSilent([error.message], [error], [CREDENTIALS.apiKey, PERSON.email, "token-1", "Jane"]));
  }
});

test("a row that is not of the person, or of another workflow, approves nobody, whatever the query has asked for", async (t) => {
  const upper = CREDENTIALS.workflowId.toUpperCase();
  for (const [changes, isTheirs] of [
    [{ session_kind: "business" }, false],
    [{ session_kind: undefined }, false],
    [{ session_kind: null }, false],
    [{ workflow_id: OTHER_WORKFLOW }, false],
    [{ vendor_data: "user-2" }, false],
    [{ vendor_data: undefined }, false],
    // Rows of people have no workflow in the schema.
    [{}, true],
    [{ workflow_id: null }, true],
    [{ workflow_id: CREDENTIALS.workflowId }, true],
    [{ workflow_id: upper }, true],
  ]) {
    const name = JSON.stringify(changes);
    const { api, status, session, errors, page } = await started(t, { timeout: 1000 });
    session.status = "Approved";
    api.answer = async (_, path, response) => {
      if (path !== "/v3/sessions/") return undefined;
      const { results, ...list } = await response.json();
      return Response.json({ ...list, results: results.map((row) => ({ ...row, ...changes })) });
    };
    assert.equal((await status()).status === "approved", isTheirs, name);
    assert.equal(errors.length === 0, isTheirs, name);
    const { body } = await page.json("token", {});
    assert.deepEqual([body.next, body.token], [isTheirs ? "approved" : undefined, undefined], name);
    t.mock.timers.reset();
  }
});

/** What a create may be refused with (OpenAPI, `POST /v3/session/`), and whose it is. */
const REFUSALS = {
  person: [
    [400, { vendor_data: "This user or business has been blocked and cannot create new verification sessions." }],
    [400, { contact_details: { phone: ["Enter a valid phone number."] } }],
    [400, { expected_details: { date_of_birth: ["Date has wrong format."] } }],
    [400, { email: ["Enter a valid email address."] }],
  ],
  operator: [
    [400, { workflow_id: ["This field is required."] }],
    [400, { workflow_id: "Invalid workflow_id." }],
    [400, { vendor_data: ["Ensure this field has no more than 2000 bytes."] }],
    [400, { callback: ["Enter a valid URL."] }],
    [400, { portrait_image: "No stored face image was found for this user." }],
    [400, { detail: "You don't have enough credits to perform this request." }],
    [401, { detail: "You must be authenticated with a valid access token to access this endpoint." }],
    [403, { detail: "You do not have permission to perform this action." }],
    [404, { detail: "Not found." }],
  ],
  nobody: [
    [408, {}],
    [424, {}],
    [425, {}],
    [429, { detail: "Session creation rate limit exceeded." }],
    [429, { detail: "Sandbox session quota exceeded (500 sessions per 24h)." }],
    [500, {}],
    [503, {}],
  ],
};

test("each refusal is the person's, the operator's or nobody's", async () => {
  for (const [whose, refusals] of Object.entries(REFUSALS)) {
    for (const [status, body] of refusals) {
      const api = createApi();
      if (typeof body.vendor_data === "string") api.blocked.add(REFERENCE);
      api.answer = (method) => (method === "POST" ? Response.json(body, { status }) : undefined);
      assert.deepEqual(await refusalOf(didit(CREDENTIALS), api), whose, `${status} ${JSON.stringify(body)}`);
    }
  }
});

test("who is blocked is told to contact the operator, who is not woken, and begins once they are not", async (t) => {
  for (const [before, after] of [
    [undefined, "incomplete"],
    ["Expired", "incomplete"],
    ["In Progress", "incomplete"],
    ["Approved", "approved"],
  ]) {
    const api = createApi();
    if (before) await open(didit(CREDENTIALS), api).links(PERSON);
    if (before) api.sessions[0].status = before;
    api.blocked.add(REFERENCE);
    const { first, status, errors, page, renew } = await startedAt(t, didit(CREDENTIALS), api);
    assert.deepEqual([first.status, first.body], [200, { next: "status" }], before);
    for (const _ of [1, 2]) {
      const { status: known, nextAction, requirements } = await status();
      assert.deepEqual([known, nextAction, requirements], ["on_hold", "contact_support", []], before);
      assert.deepEqual((await renew()).body, { next: "status" }, before);
      assert.deepEqual((await page.json("token", {})).body, { next: "status" }, before);
    }
    assert.deepEqual(errors, [], before);
    assert.equal(api.sessions.length, before ? 1 : 0, before);
    api.blocked.clear();
    if (after === "incomplete") assert.equal((await renew()).status, 201, before);
    assert.equal((await status()).status, after, before);
    t.mock.timers.reset();
  }
});

test("a key without the right to read people, or a person whom Didit does not know, is no block", async (t) => {
  for (const [answer, expected] of [
    [() => Response.json({ detail: "You do not have permission to perform this action." }, { status: 403 }), "approved"],
    [() => Response.json({ detail: "Not found." }, { status: 404 }), "approved"],
    [() => Response.json({ vendor_data: REFERENCE, status: "FLAGGED" }), "approved"],
    [() => Response.json({ vendor_data: REFERENCE, status: "BLOCKED" }), "on_hold"],
    [() => Response.json({ vendor_data: "user-18", status: "ACTIVE" }), "incomplete"],
    [() => Response.json({}), "incomplete"],
    [() => Response.json({}, { status: 503 }), "incomplete"],
    [() => Response.json({}, { status: 429 }), "incomplete"],
  ]) {
    const { api, status, session } = await started(t, { timeout: 1000 });
    await status();
    session.status = "Approved";
    api.answer = (_, path) => (path.startsWith("/v3/users/") ? answer() : undefined);
    assert.equal((await status()).status, expected, String(answer));
    t.mock.timers.reset();
  }
});

test("the UUID of a version of the workflow is told to the operator, and makes one session", async () => {
  const api = createApi();
  let people = 0;
  const authorize = () => ({ reference: `user-${++people}` });
  const { links, errors } = open(didit({ ...CREDENTIALS, workflowId: VERSION }), api, { timeout: 1000, authorize });
  for (const _ of [1, 2, 3]) {
    const { status, body } = await links(PERSON);
    assert.deepEqual([status, body.code], [503, "unavailable"]);
    const { code, message } = errors.at(-1);
    assert.deepEqual([code, message.includes("workflowId"), message.includes(CREDENTIALS.workflowId)], ["invalid_config", true, true]);
  }
  assert.equal(api.sessions.length, 1);
  // Where Didit does not say that it is a version, the session may be that of another workflow.
  for (const answer of [{}, { uuid: OTHER_WORKFLOW, workflow_id: CREDENTIALS.workflowId }, { uuid: VERSION, workflow_id: VERSION }]) {
    api.answer = (_, path) => (path.startsWith("/v3/workflows/") ? Response.json(answer) : undefined);
    const { links, errors } = open(didit({ ...CREDENTIALS, workflowId: VERSION }), api, { timeout: 1000 });
    for (const _ of [1, 2]) assert.deepEqual([(await links(PERSON)).body.code, errors.at(-1).code], ["outcome_unknown", "outcome_unknown"]);
  }
});

test("options that are wrong are refused without their values", () => {
  const cases = [
    [{ apiKey: undefined }, /^apiKey is missing/],
    [{ apiKey: "secret key\n" }, /^apiKey must/],
    [{ workflowId: "secret" }, /^workflowId must/],
    [{ webhookSecret: "" }, /^webhookSecret must/],
    [{ webhookSecret: [] }, /^webhookSecret must/],
    [{ baseUrl: "http://secret.example" }, /^baseUrl must/],
    [{ baseUrl: "https://secret.example/?x" }, /^baseUrl must/],
    [{ linkHosts: [] }, /^hosts must/],
    [{ apikey: "secret" }, /apiKey/],
  ];
  refusesOptions(didit, CREDENTIALS, cases, ["secret key", "secret.ex"]);
  assert.ok(isSilent([JSON.stringify(didit(CREDENTIALS))], [didit(CREDENTIALS)], Object.values(CREDENTIALS)));
});

test("a key that Didit does not know is reported, and a person is not told why", async () => {
  const { links, errors } = open(didit({ ...CREDENTIALS, apiKey: "another-key" }), createApi());
  const { status, text } = await links(PERSON);
  assert.ok(status >= 500 && isSilent([text], errors, ["another-key", "permission"]));
  assert.equal(errors[0].code, "unauthorized");
});

test("credentials are refused in a web page", (t) => refusesPages(t, didit, CREDENTIALS));
