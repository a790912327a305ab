/** The components of docs/forms.md, with `kyclink/react`. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { blocks } from "../../helpers/docs/markdown.mjs";
import { project, scratch } from "../../helpers/install/index.mjs";
import { launch } from "../../runtimes/chromium.mjs";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Opens a page with the component that docs/forms.md has in a language. `reply` responds to the handler's routes. */
async function openComponent(t, language, reply) {
  const { code } = blocks("docs/forms.md").find((block) => block.language === language);
  const mount = `import { createRoot } from "react-dom/client";
import { createElement } from "react";
createRoot(document.body.appendChild(document.createElement("div"))).render(createElement(Onboarding));`;
  const entry = join(scratch(), `onboarding.${language}`);
  writeFileSync(entry, `${code}\n${mount}`);
  const nodePaths = [join(project, "node_modules"), join(ROOT, "node_modules")];
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "esm", jsx: "automatic", nodePaths, write: false });
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.route("https://app.example.com/", (route) =>
    route.fulfill({ contentType: "text/html", body: "<body><script type=module src=/page.js></script>" }),
  );
  await page.route("**/page.js", (route) => route.fulfill({ contentType: "text/javascript", body: outputFiles[0].text }));
  await page.route("**/kyc/*", (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify(reply(route.request())) }));
  await page.goto("https://app.example.com/");
  return page;
}

test("the component of docs/forms.md shows what is wrong, and later how to continue", async (t) => {
  let status = { status: "none", nextAction: "none" };
  const page = await openComponent(t, "jsx", () => status);
  await page.locator("[name=email]").fill("jane");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("email").waitFor();
  assert.equal(await page.locator("[name=email]").getAttribute("aria-invalid"), "true");
  status = { status: "incomplete", provider: "spherepay", nextAction: "open_link", updatedAt: "2026-01-01T00:00:00Z" };
  await page.reload();
  await page.locator("form").waitFor({ state: "detached" });
  assert.equal(await page.getByRole("button", { name: "Continue" }).count(), 1);
});

test("the page that asks for the country first reads a number as one of that country", async (t) => {
  let applicant;
  const page = await openComponent(t, "tsx", (request) => {
    if (request.method() === "GET") return { status: "none", nextAction: "none" };
    applicant = request.postDataJSON();
    return { status: "none", nextAction: "none" };
  });
  await page.getByLabel("Country").selectOption("DE");
  assert.equal(await page.getByLabel("Phone").getAttribute("placeholder"), "015123456789");
  await page.getByLabel("Phone").fill("0171 1234567");
  await page.getByLabel("E-mail").fill("jane.smith@example.com");
  await page.locator("[name='address.line1']").fill("Hauptstraße 1");
  await page.locator("[name='address.city']").fill("Berlin");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("postal code").waitFor();
  assert.equal(applicant, undefined);
  await page.locator("[name='address.postalCode']").fill("10115");
  await Promise.all([page.waitForResponse("**/kyc/links"), page.getByRole("button", { name: "Continue" }).click()]);
  assert.equal(applicant.phone, "+491711234567");
  assert.equal(applicant.address.city, "Berlin");
});
