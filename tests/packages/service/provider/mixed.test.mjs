/** A handler that chooses among built-in providers and some of one's own, and several that share a process. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, createHandler, memoryStore, newKey, setUp } from "../../helpers/edge/harness.mjs";
import { API_KEY, createApi, defineAcme, defineProvider, open, PERSON } from "../../helpers/provider/model.mjs";

const key = () => ({ "idempotency-key": newKey() });
const PHONE = {
  phone: "+14155550123",
  address: { line1: "1 Main Street", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};

test("a function chooses by name or by object", async () => {
  const api = createApi();
  const acme = defineAcme();
  const beta = defineProvider({
    name: "beta",
    label: "Beta",
    applicant: { individual: ["email"] },
    hosts: ["beta.example"],
    account: "beta",
    repeat: "never",
    create: () => ({ customerId: "b-1", kycUrl: "https://beta.example/x" }),
    status: () => ({ status: "approved" }),
  });
  const choices = { jane: acme, john: "beta", jim: "bridge", joe: defineAcme(() => ({ name: "gamma" })), jill: "grid", jack: {} };
  const errors = [];
  const { sandbox, config } = setUp({});
  const fetch = (url, init) => (String(url).startsWith("https://api.acme.example") ? api.fetch(url, init) : sandbox.fetch(url, init));
  const { spherepay: _, grid: __, ...rest } = config;
  const handler = createHandler({
    ...rest,
    fetch,
    provider: (applicant) => choices[applicant.firstName.toLowerCase()],
    providers: [acme, beta],
    onError: (error) => errors.push(error),
  });
  for (const [firstName, expected] of [
    ["Jane", [201, "acme"]],
    ["John", [201, "beta"]],
    ["Jim", [202, "bridge"]],
    ["Joe", [500, undefined]],
    ["Jill", [500, undefined]],
    ["Jack", [500, undefined]],
  ]) {
    const page = browser(handler);
    const { status, body } = await page.json("links", { ...PERSON, firstName, ...PHONE }, key());
    assert.deepEqual([status, body.provider], expected, firstName);
    if (status < 300) assert.equal((await page.get("status")).body.provider, expected[1]);
  }
  assert.deepEqual([...new Set(errors.map(({ code }) => code))], ["advice"]);
});

test("handlers whose providers have one name stay apart, in one process and over one store", async () => {
  const store = memoryStore();
  const worlds = ["a.example", "b.example"].map((host) =>
    open(() => ({ hosts: [host], create: ({ reference }) => ({ customerId: reference, kycUrl: `https://a.example/${reference}` }) }), {
      store,
      id: host,
    }),
  );
  const statuses = [];
  for (const { browser } of [...worlds, worlds[0]]) statuses.push((await browser().json("links", PERSON, key())).status);
  assert.deepEqual(statuses, [201, 502, 201]);
  const page = worlds[0].browser();
  await page.json("links", PERSON, key());
  const stranger = browser(worlds[1].handler);
  stranger.cookie(page.cookie());
  assert.deepEqual((await stranger.get("status")).body, { status: "none", nextAction: "none" });
});

test("what a configuration gets wrong is refused at once", () => {
  const acme = defineAcme();
  for (const [changes, message] of [
    [{ provider: { ...acme } }, /defineProvider/],
    [{ provider: () => acme, providers: [{}] }, /defineProvider/],
    [{ provider: () => acme, providers: [acme, defineAcme(() => ({ label: "Other" }))] }, /one name/],
    [{ provider: () => acme, providers: [] }, /No provider/],
    [{ provider: "acme" }, /provider must be/],
  ]) {
    assert.throws(() => open(undefined, changes), { code: "invalid_config", message });
  }
  assert.ok(!JSON.stringify(acme).includes(API_KEY) && Object.isFrozen(acme));
});

test("providers that is not a list is refused with what to pass", () => {
  const acme = defineAcme();
  for (const providers of [acme, { acme }, "acme", 5, true, new Set([acme]), () => [acme], null])
    for (const provider of ["grid", () => acme, acme])
      assert.throws(() => open(undefined, { provider, providers }), { code: "invalid_config", message: /^providers must be a list/ });
  assert.throws(() => open(undefined, { provider: () => acme, providers: ["acme"] }), { code: "invalid_config", message: /^A provider/ });
});
