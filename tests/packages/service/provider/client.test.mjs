/** `onboard` with a provider of one's own, without a handler. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm } from "../../helpers/install/index.mjs";
import { API_KEY, client, createApi, defineAcme, PAGES, PERSON } from "../../helpers/provider/model.mjs";

const { onboard, reconcile } = await esm();

const WITH_REFERENCE = { ...PERSON, reference: "user-1" };

test("an applicant gets a link, and the same one again", async () => {
  const api = createApi();
  const acme = client(defineAcme(), { fetch: api.fetch });
  for (const links of [1, 2]) {
    const outcome = await onboard(acme, WITH_REFERENCE);
    const { kind, link, requirements } = outcome;
    assert.deepEqual(
      [kind, link.kycUrl, link.customerId, link.provider, requirements],
      ["link", `${PAGES}/s-1?n=${links}`, "s-1", "acme", []],
    );
  }
  assert.equal(api.sessions.size, 1);
});

test("a create whose response is lost is sent again where that is safe, and with the same key", async () => {
  for (const [repeat, expected] of [
    ["reference", "link"],
    ["key", "link"],
    ["never", "outcome_unknown"],
  ]) {
    const api = createApi();
    let isFirst = true;
    api.lose = () => {
      if (isFirst) {
        isFirst = false;
        throw new TypeError(API_KEY);
      }
    };
    const acme = client(
      defineAcme(() => ({ repeat })),
      { fetch: api.fetch },
    );
    const outcome = await onboard(acme, WITH_REFERENCE).then(
      ({ kind }) => kind,
      ({ code }) => code,
    );
    assert.deepEqual([outcome, api.sessions.size], [expected, 1], repeat);
  }
});

test("without the reference that makes a repetition safe, nothing is sent", async () => {
  const api = createApi();
  const error = await onboard(client(defineAcme(), { fetch: api.fetch }), PERSON).catch((error) => error);
  assert.deepEqual([error.code, error.issues.map(({ pointer }) => pointer), api.requests], ["invalid_request", ["/reference"], []]);
});

test("a customer that the provider knows already has no link", async () => {
  for (const [status, kind] of [
    ["approved", "approved"],
    ["pending", "status"],
  ]) {
    const acme = client(
      defineAcme(() => ({ create: () => ({ customerId: "s-1", status }) })),
      { fetch: createApi().fetch },
    );
    const outcome = await onboard(acme, WITH_REFERENCE);
    assert.deepEqual([outcome.kind, outcome.customerId, outcome.status ?? "approved"], [kind, "s-1", status]);
  }
});

test("reconcile asks find, which may be missing", async () => {
  const window = { sentAt: Date.now() - 1000, answeredBy: Date.now() };
  const find = ({ reference, since }) => ({ reference, customerId: `${reference}-${since.getTime() <= window.sentAt}` });
  const acme = (changes) =>
    client(
      defineAcme(() => changes),
      { fetch: createApi().fetch },
    );
  const found = await reconcile(acme({ find }), WITH_REFERENCE, window);
  assert.deepEqual([found.id, found.provider, found.type], ["user-1-true", "acme", "individual"]);
  assert.equal(await reconcile(acme({ find: () => null }), WITH_REFERENCE, window), undefined);
  await assert.rejects(reconcile(acme({}), WITH_REFERENCE, window), { code: "outcome_unknown" });
  assert.equal(await reconcile(acme({ find: () => ({ customerId: "s-1", reference: "user-2" }) }), WITH_REFERENCE, window), undefined);
  await assert.rejects(reconcile(acme({ find: () => ({ customerId: "s-1" }) }), WITH_REFERENCE, window), { code: "conflict" });
  for (const [returned, reason] of [
    [undefined, /find returned neither customers nor null\./],
    [[{ createdAt: 0 }], /find returned a customer without customerId\./],
  ])
    await assert.rejects(reconcile(acme({ find: () => returned }), WITH_REFERENCE, window), { code: "outcome_unknown", message: reason });
});

test("its options are checked, and so is the provider", () => {
  const acme = defineAcme();
  for (const wrong of [{ fetch: 5 }, { timeout: 0 }, { policy: "none" }, { apiKey: "x" }])
    assert.throws(() => client(acme, wrong), { code: "invalid_config" });
  for (const other of [undefined, {}, { ...acme }, "acme"]) assert.throws(() => client(other), { code: "invalid_config" });
});
