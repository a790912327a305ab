/**
 * What becomes of a decision: each course that a ready provider has, whether a delivery tells it, a query, both, or a late
 * delivery of the decision comes after it. A course that a provider does not have is here with the reason.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { commonConfig, createOperator, memoryStore } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import * as diditModel from "../../helpers/providers/didit.mjs";
import * as dueModel from "../../helpers/providers/due.mjs";
import { begun, open, PERSON, REFERENCE } from "../../helpers/providers/harness.mjs";
import * as stripeModel from "../../helpers/providers/stripe-identity.mjs";
import * as sumsubModel from "../../helpers/providers/sumsub.mjs";

const [{ didit }, { due }, { stripeIdentity }, { sumsub }] = await Promise.all(
  ["didit", "due", "stripe-identity", "sumsub"].map((name) => subpath(`providers/${name}`)),
);

const NAMED = { type: "individual", email: PERSON.email, firstName: "Jane", lastName: "Smith" };
const [OPEN_LINK, SUPPORT] = [
  ["incomplete", "open_link"],
  ["rejected", "contact_support"],
];
const seconds = (ms) => Math.floor(ms / 1000);

const GREEN = { reviewStatus: "completed", reviewResult: { reviewAnswer: "GREEN" } };
const red = (reviewRejectType) => ({ reviewStatus: "completed", reviewResult: { reviewAnswer: "RED", reviewRejectType } });
const INIT = { reviewStatus: "init", reviewResult: undefined };

const diditEvent = (api, changes, at) => diditModel.deliver(api.sessions.at(-1), { timestamp: seconds(at), ...changes });
const submission = [{ id: "ksub_2", ownerId: "acct_1", status: "open" }];
const dueEvent = ({ accounts }, kyc, at, tos = { status: "accepted" }) =>
  dueModel.deliver(
    { ...accounts.get("acct_1"), kyc: { status: kyc }, tos },
    { id: `wh_evt__${at}`, occurredAt: new Date(at).toISOString() },
  );
const NO_OTHER = "a session that is verified changes no more, but by its redaction (identity/how-sessions-work)";

/**
 * Each provider: what decides, the delivery of a decision, where a link leads, and its courses. A course has the `change` at
 * the provider, the `event` that tells it, and the status and `nextAction` that follow, for those who were approved, and
 * `of` says for whom else.
 */
const PROVIDERS = {
  sumsub: {
    make: () => [
      sumsub({
        ...sumsubModel.CREDENTIALS,
        levelName: sumsubModel.LEVEL,
        levels: [sumsubModel.LEVEL, sumsubModel.OTHER_LEVEL],
        webhookSecret: sumsubModel.WEBHOOK_SECRET,
      }),
      sumsubModel.createApi(),
    ],
    decide: (api, status) => Object.assign(api.open(REFERENCE), status === "approved" ? GREEN : red("FINAL")),
    deliver: (_, status, at) => sumsubModel.deliver(status === "approved" ? GREEN : red("FINAL"), { at }),
    leadsTo: ({ people }, url) => [...people.values()].find(({ id }) => url.includes(`/${id}-`))?.userId === REFERENCE,
    courses: {
      deactivated: {
        change: ({ applicants }) => Object.assign(applicants.get(REFERENCE), { deleted: true }),
        event: (_, at) => sumsubModel.deliver({ type: "applicantDeactivated" }, { at }),
        expected: OPEN_LINK,
        of: ["rejected"],
      },
      deleted: { gone: ({ applicants }) => applicants.clear() },
      blocked: {
        change: ({ applicants }) => Object.assign(applicants.get(REFERENCE), red("FINAL")),
        event: (_, at) => sumsubModel.deliver(red("FINAL"), { at }),
        expected: SUPPORT,
      },
      reset: {
        change: ({ applicants }) => Object.assign(applicants.get(REFERENCE), INIT),
        event: (_, at) => sumsubModel.deliver({ type: "applicantReset" }, { at }),
        expected: OPEN_LINK,
        of: ["rejected"],
      },
      "next level": {
        change: ({ applicants }) => Object.assign(applicants.get(REFERENCE), { ...INIT, levelName: sumsubModel.OTHER_LEVEL }),
        event: (_, at) => sumsubModel.deliver({ type: "applicantLevelChanged", levelName: sumsubModel.OTHER_LEVEL }, { at }),
        expected: OPEN_LINK,
        of: ["rejected"],
        opened: (api) => assert.equal(api.open(REFERENCE).levelName, sumsubModel.OTHER_LEVEL, "nobody is put back"),
      },
      "more data": {
        change: ({ applicants }) => Object.assign(applicants.get(REFERENCE), red("RETRY")),
        event: (_, at) => sumsubModel.deliver(red("RETRY"), { at }),
        expected: OPEN_LINK,
        of: ["rejected"],
      },
      expired: "an approval does not run out: a document that has expired leads to another review",
      redacted: "`applicantPersonalDataDeleted` says nothing about the review: what Sumsub says when it is asked counts",
    },
  },
  didit: {
    make: () => [didit(diditModel.CREDENTIALS), diditModel.createApi()],
    decide: ({ sessions }, status) => Object.assign(sessions.at(-1), { status: { approved: "Approved", rejected: "Declined" }[status] }),
    deliver: (api, status, at) => diditEvent(api, { status: { approved: "Approved", rejected: "Declined" }[status] }, at),
    leadsTo: ({ sessions }, url) => sessions.at(-1).url === url,
    courses: {
      deactivated: "sessions are declined, resubmitted or deleted",
      // There is no webhook.
      deleted: { gone: ({ sessions }) => sessions.splice(0) },
      blocked: {
        change: ({ blocked }) => blocked.add(REFERENCE),
        event: (api, at) =>
          diditEvent(api, { webhook_type: "user.status.updated", status: "BLOCKED", session_id: undefined, workflow_id: undefined }, at),
        expected: ["on_hold", "contact_support"],
        again: ({ blocked }) => blocked.clear(),
      },
      reset: {
        change: ({ sessions }) =>
          sessions.push({ ...sessions[0], session_id: "of-another", url: `${sessions[0].url}2`, status: "Not Started" }),
        event: (api, at) => diditEvent(api, {}, at),
        expected: OPEN_LINK,
        of: ["rejected"],
      },
      "next level": "a workflow has a scope of its own: the sessions of another one say nothing here",
      "more data": {
        change: ({ sessions }) => Object.assign(sessions.at(-1), { status: "Resubmitted" }),
        event: (api, at) => diditEvent(api, {}, at),
        expected: OPEN_LINK,
        of: ["rejected"],
      },
      expired: {
        change: ({ sessions }) => Object.assign(sessions.at(-1), { status: "Kyc Expired" }),
        event: (api, at) => diditEvent(api, {}, at),
        expected: ["expired", "open_link"],
      },
      redacted: "what was collected goes with the session: see deleted",
    },
  },
  due: {
    make: () => [
      due({ apiKey: dueModel.API_KEY, environment: "sandbox", webhookPublicKey: dueModel.VECTOR.publicKey }),
      dueModel.createApi(),
    ],
    person: { ...NAMED, address: { country: "US" } },
    decide({ accounts }, status) {
      const { kyc, tos } = accounts.get("acct_1");
      Object.assign(kyc, { status: status === "approved" ? "passed" : "failed" });
      Object.assign(tos, { status: "accepted" });
    },
    deliver: (api, status, at) => dueEvent(api, status, at),
    leadsTo: ({ accounts, submissions }, url) =>
      url ===
      (submissions.has("acct_1")
        ? dueModel.linksOf(accounts.get("acct_1")).more("ksub_2")
        : dueModel.linksOf(accounts.get("acct_1")).check),
    courses: {
      deactivated: "the words of an account's own `status` are not documented, and not read",
      deleted: { gone: ({ accounts }) => accounts.clear() },
      blocked: {
        change: ({ accounts }) => Object.assign(accounts.get("acct_1").kyc, { status: "failed" }),
        event: (api, at) => dueEvent(api, "rejected", at),
        expected: SUPPORT,
      },
      reset: {
        change: ({ accounts }) => Object.assign(accounts.get("acct_1").kyc, { status: "resubmission_required" }),
        event: (api, at) => dueEvent(api, "resubmission_required", at),
        expected: OPEN_LINK,
        of: ["rejected"],
      },
      "next level": "what comes after the check is a submission: see more data",
      "more data": {
        change: ({ submissions }) => submissions.set("acct_1", submission),
        event: (_, at) =>
          dueModel.deliver(submission[0], {
            id: `wh_evt__${at}`,
            type: "transfers.kyc.submission.status_changed",
            occurredAt: new Date(at).toISOString(),
          }),
        expected: OPEN_LINK,
        again: ({ submissions }) => submissions.delete("acct_1"),
      },
      expired: "no word says that an approval has run out",
      redacted: "no word says that data were removed",
    },
  },
  "stripe-identity": {
    make: () => [stripeIdentity(stripeModel.CREDENTIALS), stripeModel.createApi()],
    decide: ({ sessions }) => Object.assign(sessions.at(-1), { status: "verified" }),
    deliver: ({ sessions }, _, at) =>
      stripeModel.deliver({ ...sessions[0], status: "verified", redaction: null }, { created: seconds(at), id: `evt_of_${at}` }),
    courses: {
      deactivated: NO_OTHER,
      deleted: { gone: ({ sessions }) => sessions.splice(0) },
      blocked: NO_OTHER,
      reset: NO_OTHER,
      "next level": NO_OTHER,
      "more data": NO_OTHER,
      expired: NO_OTHER,
      redacted: {
        change: ({ sessions }) => Object.assign(sessions[0], { redaction: { status: "processing" } }),
        event: ({ sessions }, at) =>
          stripeModel.deliver(sessions[0], { type: "identity.verification_session.redacted", created: seconds(at), id: `evt_of_${at}` }),
        expected: ["incomplete", "contact_support"],
        // The form begins another session, with another customer.
        again: false,
      },
    },
  },
};

const COURSES = ["deactivated", "deleted", "blocked", "reset", "next level", "more data", "expired", "redacted"];

/** In which order a course is learned: each step changes the world, and must leave the status that the course leads to. */
const WAYS = {
  query: [["wait"]],
  delivery: [["deliver"], ["wait"]],
  both: [["wait"], ["deliver"], ["wait"]],
  "a delivery that comes first, and twice": [["deliver"], ["deliver"], ["wait"]],
  "a late delivery of the decision": [["wait"], ["late"], ["wait"]],
  "a delivery, and a late one of the decision": [["deliver"], ["late"], ["wait"]],
};

/** Whom a provider has decided about, and whose decision a look has told. */
async function decided(t, { make, person, decide }, status, config) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const [provider, api] = make();
  const world = await begun(provider, api, { redirectUri: "https://app.example.com/kyc", ...config }, person);
  assert.equal(world.first.status, 201, world.first.text);
  decide(api, status);
  assert.equal((await world.status()).status, status);
  // Further apart than clocks may differ.
  t.mock.timers.tick(600_000);
  assert.equal((await world.status()).status, status);
  return { ...world, provider };
}

for (const [name, given] of Object.entries(PROVIDERS)) {
  describe(name, () => {
    test("each course is in the table, or is said not to be there", () => assert.deepEqual(Object.keys(given.courses), COURSES));

    for (const [course, { change, event, expected, of = [], opened, again }] of Object.entries(given.courses).filter(
      ([, one]) => one.change,
    ))
      for (const before of ["approved", ...of])
        for (const [way, steps] of Object.entries(WAYS))
          test(`${before}, then ${course}: ${way}`, async (t) => {
            const { api, page, post, renew, status, errors, events } = await decided(t, given, before);
            const decidedAt = Date.now() - 300_000;
            change(api);
            const changedAt = Date.now();
            for (const [step] of steps) {
              if (step === "wait") t.mock.timers.tick(11_000);
              if (step === "deliver") assert.deepEqual(await post(event(api, changedAt)), [200]);
              if (step === "late") t.mock.timers.tick(300_000);
              if (step === "late") assert.deepEqual(await post(given.deliver(api, before, decidedAt)), [200]);
              const { status: known, nextAction } = await status();
              assert.deepEqual([known, nextAction], expected, step);
            }
            assert.ok(!events.some(({ kind }, at) => at === 0 && steps[0][0] === "deliver" && kind === "kyc_approved"));
            const link = await renew();
            if (expected[1] === "open_link") {
              assert.equal(link.status, 201, link.text);
              assert.ok(given.leadsTo(api, link.body.kycUrl), link.body.kycUrl);
              opened?.(api);
            } else {
              assert.ok(link.status === 200 || expected[0] === "rejected", link.text);
            }
            const token = await page.json("token", {});
            assert.ok(token.status < 500 && (expected[1] === "open_link" || token.body.token === undefined), token.text);
            assert.deepEqual(errors, []);
            if (again === false) return;
            again?.(api);
            given.decide(api, "approved");
            t.mock.timers.tick(11_000);
            assert.equal((await status()).status, "approved", "a decision may follow again");
          });

    test("a run of the agenda finds an approval that has ended without a delivery", async (t) => {
      const seen = [];
      const store = memoryStore();
      const config = { agenda: true, store, onEvent: ({ kind, source }) => seen.push([kind, source]) };
      const { api, provider } = await decided(t, given, "approved", config);
      const operator = createOperator({ provider, ...commonConfig(api.fetch), ...config });
      const days = async (count) => {
        for (let day = 0; day < count; day++) {
          t.mock.timers.tick(86_400_000);
          while ((await operator.refresh()).isMore);
        }
      };
      await operator.refresh();
      await days(8);
      assert.deepEqual(seen, [["kyc_approved", "refresh"]]);
      const { change, expected } = Object.values(given.courses).find((one) => one.change);
      change(api);
      await days(8);
      assert.deepEqual(seen.slice(1), [
        [{ on_hold: "kyc_needs_review", rejected: "kyc_rejected" }[expected[0]] ?? "customer_updated", "refresh"],
      ]);
    });

    for (const before of ["approved", ...(name === "stripe-identity" ? [] : ["rejected"])])
      test(`${before}, then deleted: one response ends no decision, and whoever begins again gets another link`, async (t) => {
        const { api, provider, status } = await decided(t, given, before);
        given.courses.deleted.gone(api);
        for (const ms of [11_000, 60_000]) {
          t.mock.timers.tick(ms);
          assert.equal((await status()).status, before);
        }
        // Another handler, which knows nobody.
        const again = open(provider, api);
        assert.equal((await again.links(given.person ?? PERSON)).status, 201);
        const { status: known, nextAction } = await again.status();
        assert.deepEqual([known, nextAction], OPEN_LINK);
      });
  });
}
