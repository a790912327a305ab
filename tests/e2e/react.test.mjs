/**
 * A page of one's own with `kyclink/react`, in each engine: from what a person types to the status. What the hook does
 * step by step is in `tests/packages/service/react`.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { project } from "../packages/helpers/install/index.mjs";
import { inEachBrowser, WITH_WEBKIT } from "./browsers.mjs";
import { ADDRESSES } from "./people.mjs";
import { startHandler } from "./running-handler.mjs";

const PAGE = fileURLToPath(new URL("../packages/helpers/react/page.mjs", import.meta.url));
const APPLICANT = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { ...ADDRESSES.US, state: "IL", country: "US" },
};
/** The page's handle: for the functions that run there. */
const { app } = globalThis;

let running, files;
before(async () => {
  const { outputFiles } = await build({
    ...{ entryPoints: [PAGE], bundle: true, target: "es2022", format: "esm", splitting: true, outdir: "/", write: false },
    ...{ nodePaths: [join(project, "node_modules")], define: { "process.env.NODE_ENV": '"production"' }, logLevel: "error" },
  });
  files = new Map(outputFiles.map(({ path, text }) => [path, text]));
  running = await startHandler(
    () => ({ provider: "spherepay", page: undefined }),
    ({ url }, response) => {
      if (url.startsWith("/kyc")) return undefined;
      response.setHeader("content-type", files.has(url) ? "text/javascript" : "text/html");
      return response.end(
        files.get(url) ?? '<!doctype html><title>App</title><div id="root"></div><script type="module" src="/page.js"></script>',
      );
    },
  );
});
after(() => running?.stop());

inEachBrowser(
  (browser) => {
    test("the hook validates, has a link made, and shows what the provider decides", async (t) => {
      const context = await browser().newContext();
      t.after(() => context.close());
      const page = await context.newPage();
      await page.goto(running.origin);
      await page.waitForFunction(() => globalThis.app);
      await page.evaluate(() => app.mount({ operation: "spherepay.onboard" }));
      await page.waitForFunction(() => app.hook?.status);
      const submit = (applicant) =>
        page.evaluate((given) => app.hook.submit(given).then((state) => JSON.parse(JSON.stringify(state))), applicant);
      const refused = await submit({ ...APPLICANT, email: "jane@" });
      assert.deepEqual(
        [refused.kind, refused.issues?.map(({ code, pointer }) => [code, pointer])],
        ["issues", [["email_format", "/email"]]],
      );
      const { kind } = await submit(APPLICANT);
      assert.equal(kind, "link");
      // What the browser keeps of the session, it sends again.
      await page.waitForFunction(() => app.hook.status.nextAction === "open_link");
      await running.sandbox.complete(running.sandbox.customers().at(-1).id, "approve");
      await page.goto(running.origin);
      await page.waitForFunction(() => globalThis.app);
      await page.evaluate(() => app.mount({ operation: "spherepay.onboard" }));
      await page.waitForFunction(() => ["approved", "incomplete"].includes(app.hook?.status?.status));
      await page.waitForFunction(() => app.hook.status.status === "approved", undefined, { timeout: 20_000 });
      assert.deepEqual(await page.evaluate(() => app.errors), []);
    });
  },
  { names: WITH_WEBKIT },
);
