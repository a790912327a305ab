/**
 * A page built by Vite, in Chromium, under the strictest Content-Security-Policy that the package promises to work
 * with.
 */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { files } from "../../helpers/vectors/files.mjs";
import { site } from "../../runtimes/site.mjs";

const PERSON = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1", city: "Gibraltar", postalCode: "GX11 1AA", country: "GI" },
};

let pages;
before(async () => (pages = await site(["main", "slim"])));
after(() => pages?.close());

test("the build has one wasm file, for the page that imports it", () => {
  assert.equal(readdirSync(pages.assets).filter((name) => name.endsWith(".wasm")).length, 1);
});

test("the main entry works at once and fetches nothing", async (t) => {
  const { page, problems } = await pages.open(t, "main.html");
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  const verdict = await page.evaluate((input) => window.kyclink.validate("spherepay.onboard", input), PERSON);
  assert.deepEqual(verdict, { ok: true, value: { ...PERSON, address: { ...PERSON.address, country: "GIB" } }, warnings: [] });
  assert.deepEqual(requests, []);
  assert.deepEqual(problems, []);
});

test("the vectors pass", async (t) => {
  const { page, problems } = await pages.open(t, "main.html");
  const { passed, failed } = await page.evaluate((files) => window.runVectors(window.kyclink, files), files);
  assert.deepEqual(failed, []);
  t.diagnostic(`${passed} cases in ${files.length} files`);
  assert.ok(passed > files.length);
  assert.deepEqual(problems, []);
});

test("a web page cannot create a client by accident", async (t) => {
  const { page } = await pages.open(t, "main.html");
  for (const provider of ["spherepay", "grid"]) {
    const code = await page.evaluate((provider) => {
      try {
        window.kyclink[provider]({ apiKey: "k", environment: "sandbox", clientId: "a", clientSecret: "b" });
      } catch (error) {
        return error.code;
      }
    }, provider);
    assert.equal(code, "secret_in_browser");
  }
});

/** `module/slim/init.test.mjs` has each other kind of file, and each that is none. */
test("kyclink/slim with the URL of its file", async (t) => {
  const { page, problems } = await pages.open(t, "slim.html");
  const isValid = await page.evaluate(async () => {
    await window.kyclink.init(window.wasmUrl);
    return window.kyclink.validate("grid.createKycLink", { customerId: "a" }).ok;
  });
  assert.equal(isValid, true);
  assert.deepEqual(problems, []);
});
