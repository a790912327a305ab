/** `kyclink/form` in a page built by Vite, in Chromium, under the Content-Security-Policy that the package requires. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { formWasm } from "../../helpers/install/index.mjs";
import { site } from "../../runtimes/site.mjs";

const PERSON = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1", city: "Gibraltar", country: "GI" },
};

let pages;
before(async () => (pages = await site(["form", "form-slim"])));
after(() => pages?.close());

test("the build has only the small wasm file, and no script contains a provider's host name", () => {
  const names = readdirSync(pages.assets);
  const [wasm, ...others] = names.filter((name) => name.endsWith(".wasm"));
  assert.deepEqual(others, []);
  assert.ok(readFileSync(join(pages.assets, wasm)).equals(formWasm()));
  for (const name of names.filter((name) => name.endsWith(".js")))
    assert.doesNotMatch(readFileSync(join(pages.assets, name), "utf8"), /spherepay\.co|lightspark\.com|authorization/i, name);
});

test("it works at once and fetches nothing", async (t) => {
  const { page, problems } = await pages.open(t, "form.html");
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
    result: {
      ok: true,
      value: { ...PERSON, address: { ...PERSON.address, country: "GIB" } },
      warnings: [
        {
          code: "postal_code_missing",
          path: ["address", "postalCode"],
          pointer: "/address/postalCode",
          params: {},
          message: "Enter the postal code if the address has one.",
        },
      ],
    },
  });
  assert.deepEqual(requests, []);
  assert.deepEqual(problems, []);
});

test("if the policy blocks WebAssembly, the error names the missing keyword", async (t) => {
  const { page } = await pages.open(t, "form.html?policy=none");
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
