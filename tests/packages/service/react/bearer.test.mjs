/** `headers` of `kyclink/react`: a page or an app whose session is a bearer token. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eachVersion } from "../../helpers/react/harness.mjs";

/** The page's handle: for the functions that run there. */
const { app } = globalThis;
const PEOPLE = { "Bearer t-1": "user-1", "Bearer t-2": "user-2" };

/** Knows people by their bearer token only. */
function authorize({ headers }) {
  const reference = PEOPLE[headers.get("authorization")];
  return reference ? { reference } : Response.json({ code: "login" }, { status: 401 });
}

eachVersion((site) => {
  const { hook, noErrors, open, start, submit } = site;

  test("the headers of the last rendering are sent, and new ones begin nothing anew", async (t) => {
    start("spherepay", () => ({ authorize }));
    const page = await open(t, { headers: { authorization: "Bearer t-1" } });
    assert.equal((await submit(page)).kind, "link");
    await page.waitForFunction(() => app.hook.status?.status === "incomplete");
    const before = (await hook(page)).state;
    // Only the token says who it is.
    await page.context().clearCookies();
    for (const [token, kind] of [
      ["t-2", "problem"],
      ["t-1", "link"],
      ["t-3", "problem"],
    ]) {
      await page.evaluate((token) => app.setOptions({ headers: { authorization: `Bearer ${token}` } }), token);
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
      assert.equal((await page.evaluate(() => app.hook.renew())).kind, kind, token);
      assert.equal((await hook(page)).state.kind, before.kind, token);
      await page.context().clearCookies();
    }
    assert.equal(site.sandbox.customers().length, 1);
    await noErrors(page);
  });
});
