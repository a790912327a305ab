/**
 * Why an answer of a function is refused: a row for each reason of src/provider/own/refusal.rs, in which nothing else is
 * wrong, so that the advice is the one that helps.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey } from "../helpers/edge/harness.mjs";
import { esm } from "../helpers/install/index.mjs";
import { client, defineAcme, open, PAGES, PERSON } from "../helpers/provider/model.mjs";

const { reconcile } = await esm();

const LINK = `${PAGES}/x`;
const WINDOW = { sentAt: Date.now() - 1000, answeredBy: Date.now() };
const HTTPS = "a kycUrl that is not an https URL without credentials.";

/** What the owner is told about the status, or about the create if there is none. */
async function told(functions) {
  const { browser, errors } = open(() => functions);
  const page = browser();
  await page.json("links", PERSON, { "idempotency-key": newKey() });
  if (functions.status) await page.get("status");
  return errors.at(-1)?.error.message;
}

for (const [function_, returned, reason] of [
  ["create", { kycUrl: LINK }, "no customerId."],
  ["create", { customerId: "s-1", kycUrl: LINK, type: "business" }, "a type that is not the applicant's."],
  ["create", { customerId: "s-1" }, "neither kycUrl nor status."],
  ["create", { customerId: "s-1", kycUrl: "https://verify.acme.example.evil.example/x" }, "a kycUrl on another host: add it to hosts."],
  ["create", { customerId: "s-1", kycUrl: "https://verify.acme.example\\@evil.example/x" }, HTTPS],
  ["create", { customerId: "s-1", kycUrl: "/x" }, HTTPS],
  ["create", { customerId: "s-1", kycUrl: "http://localhost/x" }, HTTPS],
  ["create", { customerId: "s-1", kycUrl: LINK, expiresAt: "tomorrow" }, "an expiresAt that is not"],
  ["create", { customerId: "s-1", kycUrl: LINK, requirements: {} }, "requirements that are not a list"],
  ["create", { customerId: "s-1", kycUrl: LINK, capabilities: [{ name: "a" }] }, "capabilities that are not a list"],
  ["create", { customerId: "s-1", kycUrl: LINK, status: "done" }, "a status that is not one of kyclink's."],
  ["status", { customerId: "s-2", status: "approved" }, "the customerId of another customer."],
  ["status", {}, "neither kycUrl nor status."],
]) {
  test(`${function_} returned ${reason} ${JSON.stringify(returned)}`, async () => {
    const message = await told({ [function_]: () => returned });
    assert.ok(message.includes(`${function_} returned ${reason}`), message);
  });
}

for (const [returned, reason] of [
  [undefined, "neither customers nor null."],
  [[{ createdAt: 0 }], "a customer without customerId."],
  [Array.from({ length: 101 }, () => ({ customerId: "s-1" })), "more than 100 customers."],
  [[{ customerId: "../x" }], "a customerId that is not one"],
]) {
  test(`find returned ${reason}`, async () => {
    const acme = client(defineAcme(() => ({ repeat: "never", find: () => returned })));
    const error = await reconcile(acme, { ...PERSON, reference: "user-1" }, WINDOW).catch((error) => error);
    assert.equal(error.code, "outcome_unknown");
    assert.ok(error.message.includes(`find returned ${reason}`), error.message);
  });
}

test("where create makes the links, it is named", async () => {
  let isFirst = true;
  const create = () => {
    const kycUrl = isFirst ? LINK : "https://other.example/x";
    isFirst = false;
    return { customerId: "s-1", kycUrl };
  };
  const { browser, errors } = open(() => ({ create, status: () => ({ status: "incomplete" }) }));
  const page = browser();
  await page.json("links", PERSON, { "idempotency-key": newKey() });
  await page.json("links/renew", {}, {});
  assert.match(errors.at(-1).error.message, /create returned a kycUrl on another host: add it to hosts\./);
});
