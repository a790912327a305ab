/** A person whom the application knows: prefilled values to confirm, and own fields, in front of a sandbox. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { subpath } from "../packages/helpers/install/index.mjs";
import { violations } from "./axe.mjs";
import { inEachBrowser } from "./browsers.mjs";
import { ADDRESSES, PERSON, SECRETS } from "./people.mjs";
import { fill, openForm, submit } from "./person.mjs";
import { openPage } from "./watched-page.mjs";

const { createHandler, memoryStore } = await subpath("edge");
const { toNodeHandler } = await subpath("node");
const { onboardingPage } = await subpath("page");
const { startSandbox } = await subpath("testing");

const REFERRAL = "FRIEND-42";
const KNOWN = { email: PERSON.email, phone: PERSON.phone, address: { ...ADDRESSES.US, state: "IL", country: "US" } };

let sandbox, server, origin, created;
before(async () => {
  sandbox = await startSandbox();
  let handler;
  server = createServer((request, response) => handler(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
  handler = toNodeHandler(
    createHandler({
      provider: "spherepay",
      spherepay: { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.spherepay },
      allowedOrigins: [origin],
      cookieSecret: "a-secret-of-this-test-with-more-than-32-bytes",
      store: memoryStore(),
      rateLimit: () => true,
      ownFields: {
        terms: { label: "I accept the terms of Example", kind: "checkbox", required: true },
        referral: { label: "Referral code" },
      },
      onCreated: ({ own }) => created.push(own),
      page: onboardingPage({ prefill: ({ headers }) => (headers.get("cookie")?.includes("user=42") ? KNOWN : undefined) }),
      onError: (error) => assert.equal(error.code, "invalid_config"), // advice about profiles
    }),
  );
});
after(async () => {
  server?.close();
  await sandbox?.close();
});

inEachBrowser((browser) => {
  for (const hasScript of [true, false]) {
    test(`what is known is confirmed, and a consent is asked for, ${hasScript ? "with" : "without"} script`, async () => {
      created = [];
      const secrets = [...SECRETS, REFERRAL];
      const { page, problems, close } = await openPage(browser(), { app: origin, secrets }, { javaScriptEnabled: hasScript });
      // Somebody else's link fills in nothing.
      await openForm(page, `${origin}/kyc?lang=en`, { hasScript });
      assert.equal(await page.locator("[name=email]").inputValue(), "");
      await page.context().addCookies([{ name: "user", value: "42", url: origin }]);
      await openForm(page, `${origin}/kyc`, { hasScript });
      await page.getByText("We have filled in what we already know.").waitFor();
      assert.equal(await page.locator("[name=email]").inputValue(), KNOWN.email);
      assert.equal(await page.locator("[name='address.state']").inputValue(), "IL");
      if (hasScript) assert.deepEqual(await violations(page), []);

      await fill(page, { "own.referral": REFERRAL });
      await submit(page);
      const consent = page.getByLabel("I accept the terms of Example");
      await page.locator("[name='own.terms'][aria-invalid=true]").waitFor();
      await page.getByText("I accept the terms of Example – Fill in this field.").first().waitFor();
      assert.deepEqual(created, []);
      await consent.check();
      await submit(page);
      await page.locator("a[target=_blank], form[target=_blank] button").first().waitFor();
      assert.deepEqual(created, [{ terms: true, referral: REFERRAL }]);
      assert.deepEqual(problems, []);
      await close();
    });
  }
});
