/** Stripe Identity: `kyclink/providers/stripe-identity` in front of a model of its API. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, subpath } from "../../helpers/install/index.mjs";
import {
  isSilent,
  key,
  open,
  PERSON,
  REFERENCE,
  refusalOf,
  refusesOptions,
  refusesPages,
  started as startedAt,
  vectors,
} from "../../helpers/providers/harness.mjs";
import { CREDENTIALS, createApi, deliver, sign } from "../../helpers/providers/stripe-identity.mjs";

const { stripeIdentity } = await subpath("providers/stripe-identity");
const { client } = await subpath("provider");
const { onboard } = await esm();

const APPLICANT = { ...PERSON, reference: REFERENCE };
const clientOf = (api, options) => client(stripeIdentity(CREDENTIALS), { fetch: api.fetch, ...options });
/** The requests that create a session; the body is a form. */
const posts = (api) =>
  api.requests
    .filter(({ method }) => method === "POST")
    .map(({ headers, body }) => ({ headers, body: Object.fromEntries(new URLSearchParams(body)) }));

const started = (t, config, credentials) => startedAt(t, stripeIdentity({ ...CREDENTIALS, ...credentials }), createApi(), config);

test("a person gets one session, which is fetched again for another link", async (t) => {
  const { api, first, page, renew, session } = await started(t);
  const expiresAt = new Date(Date.now() + 48 * 3_600_000).toISOString();
  const link = { kycUrl: "https://verify.stripe.com/start/test_1", expiresAt, provider: "stripe-identity", once: true };
  assert.deepEqual([first.status, first.body], [201, link]);
  const [{ body, headers }] = posts(api);
  assert.deepEqual(body, {
    type: "document",
    client_reference_id: REFERENCE,
    return_url: "https://app.example.com/kyc",
    "provided_details[email]": PERSON.email,
    "provided_details[phone]": PERSON.phone,
  });
  assert.deepEqual([headers.get("stripe-version"), headers.get("idempotency-key")?.length > 20], ["2026-10-28.endive", true]);
  const { kycUrl } = (await renew()).body;
  assert.ok(kycUrl.startsWith("https://verify.stripe.com/start/") && kycUrl !== first.body.kycUrl, kycUrl);
  session.last_error = { code: "document_expired", reason: "Jane" };
  const again = (await page.json("links", PERSON, key())).body.kycUrl;
  assert.deepEqual([new Set([first.body.kycUrl, kycUrl, again]).size, api.sessions.length], [3, 1]);
});

test("a link that has been opened is not given again to the same post, whatever became of the session", async (t) => {
  for (const [changes, expected] of [
    [{}, "https:"],
    [{ last_error: { code: "document_expired", reason: "Jane" } }, "https:"],
    [{ status: "processing" }, "status"],
    [{ status: "verified" }, "approved"],
    [{ status: "canceled" }, "status"],
    [{ redaction: { status: "redacted" } }, "status"],
  ])
    for (const authorize of [() => ({ reference: REFERENCE }), undefined]) {
      const { api, page } = await started(t, { authorize });
      const sent = key();
      const first = await page.json("links", { ...PERSON, email: "other@example.com" }, sent);
      const session = api.openPage(first.body.kycUrl);
      Object.assign(session, changes);
      for (const _ of [1, 2]) {
        const { body } = await page.json("links", { ...PERSON, email: "other@example.com" }, sent);
        assert.deepEqual([body.next ?? new URL(body.kycUrl).protocol, body.once], [expected, body.kycUrl && true], JSON.stringify(changes));
        assert.equal(body.kycUrl && api.openPage(body.kycUrl)?.id, body.kycUrl && session.id, JSON.stringify(changes));
      }
      t.mock.timers.reset();
    }
});

test("the result of onboard says that its link works once, and until when", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
  const { link } = await onboard(clientOf(createApi()), APPLICANT);
  const { once, expiresAt, expiresAtMs } = link;
  assert.deepEqual([once, expiresAt, expiresAtMs], [true, "2027-01-17T08:00:00.000Z", 1_800_000_000_000 + 48 * 3_600_000]);
});

test("after a session that has ended, the same key makes another one", async () => {
  for (const changes of [
    { status: "canceled" },
    { redaction: { status: "processing" } },
    { redaction: { status: "redacted" }, status: "verified" },
  ]) {
    const api = createApi();
    const idempotencyKey = "key-of-ours-0123456789";
    const ids = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      const { link } = await onboard(clientOf(api), APPLICANT, { idempotencyKey });
      assert.ok(api.openPage(link.kycUrl), `${JSON.stringify(changes)}: a used link`);
      ids.push(link.customerId);
      Object.assign(api.sessions.at(-1), changes);
    }
    assert.deepEqual(ids, ["vs_1", "vs_2", "vs_3"], JSON.stringify(changes));
  }
});

test("a create whose response is lost makes no second session, also where the list is a moment late", async () => {
  const api = createApi();
  let isFirst = true;
  api.answer = (method, path) => {
    if (method === "POST" && isFirst) {
      isFirst = false;
      return new Response("{}", { status: 502 });
    }
    // Then the key makes the repetition safe.
    return path.endsWith("sessions") && method === "GET" ? new Response('{"data":[]}') : undefined;
  };
  const { kind, link } = await onboard(clientOf(api), APPLICANT);
  assert.deepEqual([kind, link.customerId, api.sessions.length, posts(api).length], ["link", "vs_1", 1, 2]);
});

test("of several sessions of a reference, the newest one that is not canceled counts", async () => {
  const order = [-20, 30, 10, 40];
  for (const created of [order, order.toReversed()]) {
    const api = createApi();
    await onboard(clientOf(api), APPLICANT);
    const [first] = api.sessions;
    const of = (late) => ({ id: `vs_of_${late}`, created: first.created + late, status: late === 40 ? "canceled" : "requires_input" });
    api.sessions.push(...created.map((late) => ({ ...first, ...of(late) })), { ...first, ...of(50), client_reference_id: "user-18" });
    const { kind, link } = await onboard(clientOf(api), APPLICANT);
    assert.deepEqual([kind, link.customerId, posts(api).length], ["link", "vs_of_30", 1], `${created}`);
  }
});

const STATES = [
  [{ status: "requires_input" }, "incomplete", "open_link"],
  [{ status: "requires_input", last_error: { code: "selfie_face_mismatch" } }, "incomplete", "open_link"],
  [{ status: "requires_input", last_error: { code: "under_supported_age" } }, "incomplete", "contact_support"],
  [{ status: "requires_input", last_error: { code: "country_not_supported" } }, "incomplete", "contact_support"],
  [{ status: "requires_input", last_error: { code: "consent_declined" } }, "incomplete", "contact_support"],
  [{ status: "processing" }, "pending", "wait"],
  [{ status: "canceled" }, "incomplete", "contact_support"],
  [{ status: "verified" }, "approved", "none"],
  [{ status: "rejected" }, "unknown", "contact_support"],
  ...["processing", "redacted", "validated", "news"].map((status) => [
    { status: "verified", redaction: { status } },
    "incomplete",
    "contact_support",
  ]),
  [{ status: "canceled", redaction: { status: "redacted" } }, "incomplete", "contact_support"],
  [{ status: "verified", redaction: "[redacted]" }, "incomplete", "contact_support"],
  [{ status: "verified", redaction: null }, "approved", "none"],
];

test("each of Stripe's words is a status, and a failed check is no rejection", async (t) => {
  for (const [changes, expected, nextAction] of STATES) {
    const { status, session } = await started(t);
    Object.assign(session, changes);
    const found = await status();
    assert.deepEqual([found.status, found.nextAction], [expected, nextAction], JSON.stringify(changes));
    t.mock.timers.reset();
  }
});

test("a session without a word for its status is no status", async (t) => {
  for (const word of [undefined, null, 5, ["verified"]]) {
    const { status, session } = await started(t);
    session.status = word;
    assert.equal((await status()).code, "unexpected_response", `${word}`);
    t.mock.timers.reset();
  }
});

test("whom Stripe has verified, or is checking, gets no link", async () => {
  for (const [status, expected] of [
    ["verified", "approved"],
    ["processing", "status"],
  ]) {
    const api = createApi();
    await onboard(clientOf(api), APPLICANT);
    api.sessions[0].status = status;
    assert.deepEqual([(await onboard(clientOf(api), APPLICANT)).kind, api.sessions.length], [expected, 1]);
  }
});

test("after a canceled session, whoever begins again gets another", async (t) => {
  const { api, browser, page, renew, session, post } = await started(t);
  session.status = "canceled";
  assert.equal((await renew()).body.next, "status");
  const again = browser();
  const { status, body } = await again.json("links", PERSON, key());
  assert.deepEqual([status, body.kycUrl.startsWith("https://verify.stripe.com/"), api.sessions.length], [201, true, 2]);
  const newer = { ...api.sessions[1], status: "verified" };
  for (const [event, expected] of [
    [deliver(session), "incomplete"],
    [deliver({ ...session, status: "verified" }), "incomplete"],
    [deliver(newer), "approved"],
    [deliver(session), "approved"],
  ]) {
    assert.deepEqual(await post(event), [200]);
    const seen = [await again.get("status"), await page.get("status")].map(({ body }) => body.status);
    assert.deepEqual(seen, [expected, "incomplete"], "the browser of the canceled session has no approval of it");
  }
});

test("a verified event counts at once, and once", async (t) => {
  const { page, post, events, session } = await started(t);
  for (const [changes, expected, kind] of [
    [{ status: "processing" }, "pending", "kyc_pending"],
    [{ status: "requires_input", last_error: { code: "document_expired", reason: "Jane" } }, "incomplete", "customer_updated"],
    [{ status: "verified", last_error: null }, "approved", "kyc_approved"],
  ]) {
    t.mock.timers.tick(300_000); // further apart than clocks differ
    const event = deliver({ ...session, ...changes });
    for (const _ of [1, 2]) assert.deepEqual(await post(event), [200]);
    assert.deepEqual([(await page.get("status")).body.status, events.at(-1).kind], [expected, kind]);
  }
  assert.deepEqual([events.length, events[0].customerId], [3, "vs_1"]);
  assert.ok(!JSON.stringify(events).includes("Jane"));
});

const WRONG = `v1=${"0".repeat(64)}`;

test("a delivery that is forged, late, malformed or of no matter changes nothing", async (t) => {
  const { post, status, events, session } = await started(t, {}, { webhookSecret: ["whsec_the_old_one", CREDENTIALS.webhookSecret] });
  const verified = { ...session, status: "verified" };
  const { body, headers } = deliver(verified);
  const [time, signature] = headers["stripe-signature"].split(",");
  const seconds = Math.floor(Date.now() / 1000);
  const withSignature = (text) => ({ body, headers: { "stripe-signature": text } });
  for (const [delivery, expected] of [
    [withSignature(signature), [401, "webhook_signature"]],
    [withSignature(`${time},${signature.replace("v1", "v0")}`), [401, "webhook_signature"]],
    [withSignature(`t=${seconds + 1},${signature}`), [401, "webhook_signature"]],
    [withSignature(`${time},${"v1=00,".repeat(5000)}`), [401, "webhook_signature"]],
    // Behind as many as are tried.
    [withSignature(`${time},${`${WRONG},`.repeat(8)}${signature}`), [401, "webhook_signature"]],
    [deliver(verified, {}, { at: seconds - 301 }), [400, "webhook_too_old"]],
    [{ body: "[]", headers: { "stripe-signature": sign("[]") } }, [400, "webhook_malformed"]],
    [deliver(verified, { id: 5 }), [400, "webhook_malformed"]],
    [deliver(verified, { livemode: true }), [200]],
    [deliver(verified, { livemode: undefined }), [200]],
    [deliver(verified, { account: "acct_of_a_platform's_customer" }), [200]],
    [deliver(verified, { type: "identity.verification_session.redacted" }), [200]],
    [deliver({ ...verified, redaction: { status: "processing" } }), [200]],
    [deliver(verified, { type: "identity.verification_session.canceled" }), [200]],
    [deliver(verified, { type: "charge.succeeded" }), [200]],
    [deliver({ ...verified, id: "../vs_1" }), [400, "webhook_malformed"]],
    [deliver(verified, { data: null }), [200]],
  ]) {
    assert.deepEqual(await post(delivery), expected, `${delivery.body} ${delivery.headers["stripe-signature"]?.slice(0, 99)}`);
  }
  assert.deepEqual([events.length, (await status()).status], [0, "incomplete"]);
  for (const text of [`${time},${`${WRONG},`.repeat(7)}${signature}`, sign(body, { secret: "whsec_the_old_one" })])
    assert.deepEqual(await post(withSignature(text)), [200]);
});

test("an approval ends when its session is redacted, and an older event does not bring it back", async (t) => {
  const { page, post, events, session } = await started(t);
  const approved = deliver({ ...session, status: "verified" });
  assert.deepEqual([await post(approved), (await page.get("status")).body.status], [[200], "approved"]);
  t.mock.timers.tick(4 * 86_400_000);
  Object.assign(session, { status: "verified", redaction: { status: "redacted" } });
  const redacted = deliver(session, { type: "identity.verification_session.redacted" });
  assert.deepEqual([await post(redacted), (await page.get("status")).body.status], [[200], "incomplete"]);
  const { headers } = deliver({ ...session, status: "verified", redaction: null });
  assert.deepEqual(await post({ body: approved.body, headers }), [401, "webhook_signature"]);
  const late = { body: approved.body, headers: { "stripe-signature": sign(approved.body) } };
  assert.deepEqual([await post(late), (await page.get("status")).body.status], [[200], "incomplete"]);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ["kyc_approved", "customer_updated"],
  );
});

test("its signatures are those of the vector", async (t) => {
  const { secret, now, body, header } = vectors("stripe-identity-webhook-signatures");
  t.mock.timers.enable({ apis: ["Date"], now });
  const { post, events } = open(stripeIdentity({ ...CREDENTIALS, webhookSecret: secret }), createApi());
  const headers = { "stripe-signature": header };
  assert.deepEqual(await post({ body: body.replace("verified", "canceled"), headers }), [401, "webhook_signature"]);
  assert.deepEqual(await post({ body, headers }), [200]);
  assert.deepEqual(
    events.map(({ kind, customerId }) => [kind, customerId]),
    [["kyc_approved", "vs_test"]],
  );
});

test("whatever Stripe responds is hostile input", async () => {
  const text =
    (body, status = 200) =>
    () =>
      new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  const session = { id: "vs_1", client_reference_id: REFERENCE, status: "requires_input", livemode: false, type: "document" };
  for (const [response, code, pointer, wait] of [
    [text("<html>"), "outcome_unknown"],
    [text("null"), "outcome_unknown"],
    [text({ ...session, id: "../x", url: "https://verify.stripe.com/x" }), "outcome_unknown"],
    [text({ ...session, url: "https://verify.stripe.com.evil.example/x" }), "unexpected_response"],
    [text({ ...session, url: null }), "unexpected_response"],
    [text({ error: { type: "authentication_error", message: "Jane" } }, 401), "unauthorized"],
    [text({ error: { type: "invalid_request_error", message: "Jane" } }, 403), "forbidden"],
    [text({ error: { type: "idempotency_error", message: "Jane" } }, 400), "conflict"],
    [
      text({ error: { type: "invalid_request_error", param: "provided_details[phone]", message: "Jane" } }, 400),
      "provider_rejected",
      "/phone",
    ],
    [text({ error: { type: "invalid_request_error", param: "provided_details" } }, 400), "provider_rejected"],
    [text({ error: { type: "invalid_request_error", param: "return_url" } }, 400), "invalid_config"],
    [text({ error: { type: "invalid_request_error", message: "Identity is not activated, Jane" } }, 400), "invalid_config"],
    [() => new Response("{}", { status: 429, headers: { "retry-after": "7" } }), "rate_limited", undefined, 7000],
  ]) {
    const api = createApi();
    // An unusable link is fetched again.
    api.answer = (method, path) => (method === "POST" || !path.endsWith("sessions") ? response() : undefined);
    const error = await onboard(clientOf(api, { maxRetries: 0 }), APPLICANT).catch((error) => error);
    assert.deepEqual([error.code, error.issues?.[0]?.pointer, error.retryAfterMs], [code, pointer, wait]);
    assert.ok(isSilent([error.message], [error], [CREDENTIALS.secretKey, PERSON.email, "Jane"]));
  }
});

/** What Stripe may refuse a session with (docs.stripe.com/api/errors, /error-codes), and whose it is. */
const REFUSALS = {
  person: [
    [400, { type: "invalid_request_error", param: "provided_details[phone]" }],
    [400, { type: "invalid_request_error", param: "provided_details[email]", code: "email_invalid" }],
    [400, { type: "invalid_request_error", param: "provided_details" }],
  ],
  operator: [
    [400, { type: "invalid_request_error", param: "return_url", code: "url_invalid" }],
    [400, { type: "invalid_request_error", param: "verification_flow", code: "resource_missing" }],
    [400, { type: "invalid_request_error" }],
    [401, { type: "invalid_request_error", code: "api_key_expired" }],
    [403, { type: "invalid_request_error", code: "more_permissions_required_for_application" }],
    [402, { type: "invalid_request_error" }],
  ],
  nobody: [
    [409, { type: "idempotency_error", code: "idempotency_key_in_use" }],
    [409, { type: "invalid_request_error", code: "idempotency_key_in_use" }],
    [409, { type: "invalid_request_error", code: "lock_timeout" }],
    [424, { type: "api_error" }],
    [429, { type: "rate_limit_error", code: "rate_limit" }],
    [500, { type: "api_error" }],
  ],
};

test("each refusal is the person's, the operator's or nobody's", async () => {
  for (const [whose, refusals] of Object.entries(REFUSALS)) {
    for (const [status, error] of refusals) {
      const api = createApi();
      api.answer = (method) => {
        if (method !== "POST") return undefined;
        api.sessions.length = 0;
        return Response.json({ error }, { status });
      };
      assert.deepEqual(await refusalOf(stripeIdentity(CREDENTIALS), api), whose, `${status} ${JSON.stringify(error)}`);
    }
  }
});

test("a session of somebody else is nobody's here", async (t) => {
  const api = createApi();
  await onboard(clientOf(api), { ...APPLICANT, reference: "user-2" });
  // A filter that is ignored lists the sessions of everybody.
  api.answer = (method, path) =>
    method === "GET" && path.endsWith("sessions") ? new Response(JSON.stringify({ data: [...api.sessions, null] })) : undefined;
  assert.equal((await onboard(clientOf(api), APPLICANT)).link.customerId, "vs_2");
  const [theirs] = api.sessions;
  api.answer = (method) => Response.json(method === "POST" ? { ...theirs, status: "verified" } : { data: [] });
  await assert.rejects(onboard(clientOf(api, { maxRetries: 0 }), APPLICANT), { code: "outcome_unknown" });
  const { api: mine, status, session } = await started(t);
  mine.answer = () => new Response(JSON.stringify({ ...session, id: "vs_9", status: "verified" }));
  assert.notEqual((await status()).status, "approved");
});

const SELFIE = { document: { requireMatchingSelfie: true } };
const PASSPORT = { document: { allowedTypes: ["passport"] } };
const FLOW = { type: undefined, verificationFlow: "vf_1" };
const LIVE = { secretKey: CREDENTIALS.secretKey.replace("test", "live") };
/** Options, and what a session says that was not made with them, or need not be. */
const NOT_OURS = [
  [SELFIE, { type: undefined, options: undefined }],
  [SELFIE, { type: null }],
  [SELFIE, { options: undefined }],
  [SELFIE, { options: { document: {} } }],
  [PASSPORT, { options: { document: { allowed_types: ["passport", "id_card"] } } }],
  [PASSPORT, { options: { document: {} } }],
  [{}, { options: { document: { allowed_types: ["passport"] } } }],
  [FLOW, { type: undefined, verification_flow: undefined }],
  [FLOW, { verification_flow: "vf_2" }],
  [LIVE, { livemode: false }],
  [LIVE, { livemode: undefined }],
  [{}, { livemode: true }],
];

test("a session of other settings or of the other mode, or that does not say them, approves nobody", async (t) => {
  for (const [credentials, changes] of NOT_OURS) {
    const name = JSON.stringify([credentials, changes]);
    const provider = stripeIdentity({ ...CREDENTIALS, ...credentials });
    const { api, post, status, session, events, renew } = await startedAt(t, provider, createApi(credentials));
    const ours = { ...session };
    Object.assign(session, { status: "verified" }, changes);
    assert.deepEqual(await post(deliver(session, { livemode: ours.livemode })), [200], name);
    assert.deepEqual([(await status()).status, events.length, (await renew()).body.next], ["unknown", 0, undefined], name);
    // The next create does not take it for its own, neither in the list nor in a response.
    api.answer = (method, path) =>
      method === "POST" && path.endsWith("sessions") ? Response.json({ ...ours, status: "verified", ...changes }) : undefined;
    const of = client(provider, { fetch: api.fetch, maxRetries: 0 });
    await assert.rejects(onboard(of, APPLICANT), { code: "outcome_unknown" }, name);
    // The same session counts once it says that it is ours.
    Object.assign(session, ours, { status: "verified" });
    assert.equal((await status()).status, "approved", name);
    t.mock.timers.reset();
  }
});

test("options that are wrong are refused without their values", () => {
  const cases = [
    [{ secretKey: undefined }, /^secretKey is missing/],
    [{ secretKey: "pk_live_of_ours_secret" }, /^secretKey must/],
    [{ secretKey: "sk_live_secret key" }, /^secretKey must/],
    [{ secretKey: "sk_org_live_secret_of_ours" }, /one Stripe account/],
    [{ type: undefined }, /^type must/],
    [{ type: "passport" }, /^type must/],
    [{ verificationFlow: "vf_1" }, /verificationFlow alone/],
    [{ type: undefined, verificationFlow: "secret key" }, /^verificationFlow must/],
    [{ document: { allowedTypes: ["visa"] } }, /allowedTypes/],
    [{ document: { requireSelfie: true } }, /requireSelfie/],
    [{ document: { requireLiveCapture: "yes" } }, /requireLiveCapture/],
    [{ webhookSecret: "secret key" }, /^webhookSecret must/],
    [{ baseUrl: "http://secret.example" }, /^baseUrl must/],
    [{ apiKey: "secret" }, /apiKey/],
  ];
  refusesOptions(stripeIdentity, CREDENTIALS, cases, ["secret key", "secret.ex", "ours_secret"]);
  const { secretKey, webhookSecret } = CREDENTIALS;
  assert.ok(isSilent([JSON.stringify(stripeIdentity(CREDENTIALS))], [stripeIdentity(CREDENTIALS)], [secretKey, webhookSecret]));
});

test("credentials are refused in a web page", (t) => refusesPages(t, stripeIdentity, CREDENTIALS));
