/** `kyclink/form` in a page built by Vite, in Chromium, under the Content-Security-Policy that the package asks for. */

import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { copy, formWasm } from "./install/index.mjs";
import { launch, serve } from "./runtimes/chromium.mjs";
import { files } from "./vectors/files.mjs";

const checks = files.filter(({ vectors }) => ["field", "validate"].includes(vectors.kind));
const PERSON = { type: "individual", email: "jane@example.com", phone: "+14155550123", address: { line1: "1", city: "Gibraltar", country: "GI" } };

let browser, server, assets;
before(async () => {
  const { folder } = copy();
  cpSync(fileURLToPath(new URL("page", import.meta.url)), folder, { recursive: true });
  cpSync(fileURLToPath(new URL("vectors/run.mjs", import.meta.url)), join(folder, "run.mjs"));
  const input = { form: join(folder, "form.html"), slim: join(folder, "form-slim.html") };
  await build({ root: folder, configFile: false, logLevel: "warn", build: { modulePreload: { polyfill: false }, rolldownOptions: { input } } });
  assets = join(folder, "dist/assets");
  [browser, server] = await Promise.all([launch(), serve(join(folder, "dist"))]);
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** A fresh page, and what it complained about. */
async function open(t, path) {
  const page = await browser.newPage();
  t.after(() => page.close());
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  await page.goto(`${server.origin}/${path}`);
  await page.waitForFunction(() => window.kyclink);
  return { page, problems };
}

test("the build has one wasm file, the small one, and no script holds a provider's host name", () => {
  const names = readdirSync(assets);
  const [wasm, ...others] = names.filter((name) => name.endsWith(".wasm"));
  assert.deepEqual(others, []);
  assert.ok(readFileSync(join(assets, wasm)).equals(formWasm()));
  for (const name of names.filter((name) => name.endsWith(".js"))) assert.doesNotMatch(readFileSync(join(assets, name), "utf8"), /spherepay\.co|lightspark\.com|authorization/i, name);
});

test("it works at once, and fetches nothing", async (t) => {
  const { page, problems } = await open(t, "form.html");
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  const found = await page.evaluate((input) => {
    const { addressFields, countries, fieldProps, schema, subdivisions } = window.kyclink;
    return {
      countries: countries({ locale: "fr" }).filter(({ alpha2 }) => alpha2 === "DE"),
      state: subdivisions("US", { names: window.names }).find(({ code }) => code === "IL"),
      first: addressFields("JP")[0].label,
      tel: fieldProps("grid.onboard", "phone").autocomplete,
      result: schema("spherepay.onboard")["~standard"].validate(input),
    };
  }, PERSON);
  assert.deepEqual(found, {
    countries: [{ alpha3: "DEU", alpha2: "DE", callingCode: "49", name: "Allemagne" }],
    state: { code: "IL", name: "Illinois" },
    first: "postcode",
    tel: "tel",
    result: { value: { ...PERSON, address: { ...PERSON.address, country: "GIB" } } },
  });
  assert.deepEqual(requests, []);
  assert.deepEqual(problems, []);
});

test("the vectors of validation hold", async (t) => {
  const { page, problems } = await open(t, "form.html");
  const { passed, failed } = await page.evaluate((files) => window.runVectors(window.kyclink, files), checks);
  assert.deepEqual(failed, []);
  t.diagnostic(`${passed} cases in ${checks.length} files`);
  assert.ok(passed > checks.length);
  assert.deepEqual(problems, []);
});

test("where the policy blocks WebAssembly, the error says which word is missing", async (t) => {
  const { page } = await open(t, "form.html?policy=none");
  const error = await page.evaluate(() => {
    try {
      return window.kyclink.validate("grid.onboard", {});
    } catch (error) {
      return error.toJSON();
    }
  });
  assert.equal(error.code, "invalid_config");
  assert.match(error.message, /Content-Security-Policy.*'wasm-unsafe-eval'/);
});

test("kyclink/form/slim takes the URL of its wasm", async (t) => {
  const { page, problems } = await open(t, "form-slim.html");
  const outcome = await page.evaluate(async () => {
    const { kyclink, wasmUrl } = window;
    let before;
    try {
      kyclink.countries();
    } catch (error) {
      before = error.code;
    }
    await kyclink.init(wasmUrl);
    return { before, after: kyclink.countries().length };
  });
  assert.deepEqual(outcome, { before: "not_initialized", after: 249 });
  assert.deepEqual(problems, []);
});
