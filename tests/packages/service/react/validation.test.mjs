/** Issues in `kyclink/react`: those of the handler, and those that the page finds itself. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PERSON } from "../../helpers/edge/harness.mjs";
import { eachVersion } from "../../helpers/react/harness.mjs";

/** The page's handle: for the functions that run there. */
const { app } = globalThis;

eachVersion((site) => {
  const { hook, open, sent, start, submit } = site;

  test("issues are listed by field, all and in their order, and go with the next result", async (t) => {
    const page = await open(t);
    const issue = (code, pointer) => ({ code, pointer, detail: code });
    const errors = [issue("a", "/email"), issue("b", "/address/city"), issue("c", "/email"), issue("d", "/a~1b~0c/0")];
    await page.route(/links/, (route) => route.fulfill({ status: 422, json: { code: "invalid_request", errors } }));
    await submit(page);
    const codes = Object.entries((await hook(page)).issues).map(([field, issues]) => [field, issues.map(({ code }) => code)]);
    assert.deepEqual(codes, [
      ["email", ["a", "c"]],
      ["address.city", ["b"]],
      ["a/b~c.0", ["d"]],
    ]);
    assert.equal(await page.evaluate(() => app.hook.issues.constructor), undefined);
    await page.unroute(/links/);
    assert.equal((await submit(page, { ...PERSON, email: "jane", address: { ...PERSON.address, city: "" } })).kind, "issues");
    assert.deepEqual(Object.keys((await hook(page)).issues).sort(), ["address.city", "email"]);
    await submit(page);
    assert.deepEqual((await hook(page)).issues, {});
  });

  test("with an operation the page validates, sends nothing that is wrong, and sends what is right as the provider wants it", async (t) => {
    const page = await open(t, { operation: "spherepay.onboard" });
    const wrong = { ...PERSON, email: "jane", address: { ...PERSON.address, city: "" } };
    assert.equal((await submit(page, wrong)).kind, "issues");
    assert.deepEqual(Object.keys((await hook(page)).issues).sort(), ["address.city", "email"]);
    assert.deepEqual(sent(), []);
    assert.equal((await submit(page, { ...PERSON, phone: "(415) 555-0123", address: { ...PERSON.address, country: "us" } })).kind, "link");
    assert.deepEqual(sent(), ["POST links"]);
    assert.equal(site.sandbox.customers().length, 1);
  });

  test("own fields are sent beside the applicant, also where the page validates", async (t) => {
    const created = [];
    const ownFields = { consent: { label: "I agree", kind: "checkbox", required: true } };
    start("spherepay", () => ({ ownFields, onCreated: ({ own }) => created.push(own) }));
    for (const options of [{}, { operation: "spherepay.onboard" }]) {
      const page = await open(t, options);
      assert.equal((await submit(page)).kind, "issues");
      assert.deepEqual(Object.keys((await hook(page)).issues), ["own.consent"]);
      assert.equal((await submit(page, { ...PERSON, own: { consent: true } })).kind, "link");
      await page.close();
    }
    assert.deepEqual(created, [{ consent: true }, { consent: true }]);
  });

  test("the page refuses what the handler refuses, if it has the handler's policy", async (t) => {
    start("spherepay", () => ({ policy: "strict" }));
    const posted = () => sent().filter((one) => one.startsWith("POST"));
    const unusual = { ...PERSON, address: { ...PERSON.address, postalCode: "x" } };
    const page = await open(t, { operation: "spherepay.onboard" });
    assert.equal((await submit(page, unusual)).kind, "issues");
    assert.deepEqual(posted(), ["POST links"]);
    await page.evaluate(() => app.setOptions({ operation: "spherepay.onboard", policy: "strict" }));
    await page.waitForFunction(() => app.functions.size === 2);
    assert.equal((await submit(page, unusual)).kind, "issues");
    assert.deepEqual([Object.keys((await hook(page)).issues), posted().length], [["address.postalCode"], 1]);
  });

  test("the page requires what the platform requires", async (t) => {
    start("grid", () => ({}));
    const page = await open(t, { operation: "grid.onboard", personFields: ["firstName", "birthDate"] });
    assert.equal((await submit(page)).kind, "issues");
    assert.deepEqual([Object.keys((await hook(page)).issues).sort(), sent()], [["birthDate", "firstName"], []]);
  });

  test("the rules are loaded when they are needed; if they cannot be, the handler alone validates", async (t) => {
    const page = await open(t, { operation: "spherepay.onboard" });
    const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
    // The other large one is the whole of kyclink, which only a frame without a presentation loads.
    const large = [...site.files.keys()].filter((path) => /^\/inline-/.test(path) && site.files.get(path).length > 30_000);
    const [rules] = large.sort((a, b) => site.files.get(a).length - site.files.get(b).length);
    assert.ok(site.files.get(rules).length > 100_000);
    assert.ok(!(await loaded()).includes(rules));
    await page.route(`**${rules}`, (route) => route.abort());
    assert.equal((await submit(page, { ...PERSON, email: "jane" })).kind, "issues");
    assert.ok((await loaded()).includes(rules));
    assert.deepEqual(sent(), ["POST links"]);
  });

  test("where there is no WebAssembly, the handler alone validates", async (t) => {
    const page = await open(t, { operation: "spherepay.onboard" }, { before: () => delete globalThis.WebAssembly });
    assert.equal(await page.evaluate(() => "WebAssembly" in globalThis), false);
    assert.equal((await submit(page, { ...PERSON, email: "jane" })).kind, "issues");
    assert.deepEqual(Object.keys((await hook(page)).issues), ["email"]);
    assert.equal((await submit(page)).kind, "link");
    assert.deepEqual(sent(), ["POST links", "POST links"]);
    assert.deepEqual((await hook(page)).state.problem, undefined);
  });

  test("an operation or a policy that does not exist rejects, and the hook is not busy any more", async (t) => {
    for (const options of [{ operation: "grid.unknown" }, { operation: "spherepay.onboard", policy: "lenient" }]) {
      const page = await open(t, options);
      const code = await page.evaluate((applicant) => app.hook.submit(applicant).catch(({ code }) => code), PERSON);
      assert.equal(code, "invalid_config");
      assert.deepEqual([(await hook(page)).state, sent()], [{ kind: "form", isBusy: false }, []]);
    }
  });
});
