/**
 * A person with a login and without our cookie: in another browser, and by a link of support, with and without JavaScript.
 */

import { after, before, test } from "node:test";
import { subpath } from "../packages/helpers/install/index.mjs";
import { inEachBrowser } from "./browsers.mjs";
import { newPerson, SECRETS } from "./people.mjs";
import { openFilledForm, submit } from "./person.mjs";
import { startHandler } from "./running-handler.mjs";
import { openPage } from "./watched-page.mjs";

const { createOperator } = await subpath("edge");

const COOKIE = /(?:^|; )user=([\w-]+)/;
/** As docs/edge.md has it. */
function authorize(request) {
  const [, reference] = COOKIE.exec(request.headers.get("cookie") ?? "") ?? [];
  if (reference) return { reference };
  if (!request.headers.get("accept")?.includes("text/html")) return Response.json({ code: "login" }, { status: 401 });
  const back = encodeURIComponent(request.method === "GET" ? new URL(request.url).pathname : "/kyc");
  return new Response(null, { status: 303, headers: { location: `/login?next=${back}` } });
}

/** Who logs in: each test is of another person. */
let user;
let app, operator;
before(async () => {
  app = await startHandler(
    () => ({ authorize }),
    (request, response) => {
      const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
      if (pathname !== "/login") return undefined;
      if (request.method === "GET") {
        response.setHeader("content-type", "text/html");
        return response.end(
          '<!doctype html><html lang="en"><title>Log in</title><main><form method="post"><button>Log in</button></form></main>',
        );
      }
      return response.writeHead(303, { location: searchParams.get("next"), "set-cookie": `user=${user}; Path=/` }).end();
    },
  );
  operator = createOperator(app.config);
});
after(() => app?.stop());

inEachBrowser((browser) => {
  const open = (t, javaScriptEnabled) => openPage(t, browser(), { app: app.origin, secrets: SECRETS }, { javaScriptEnabled });
  const logIn = (page) => page.getByRole("button", { name: "Log in" }).click();
  const heading = (page, name) => page.getByRole("heading", { name }).waitFor();
  const NEXT = "You are almost there";

  for (const hasScript of [true, false]) {
    test(`a login is enough, ${hasScript ? "with" : "without"} JavaScript`, async (t) => {
      user = crypto.randomUUID();
      const first = await open(t, hasScript);
      await first.goto(`${app.origin}/login?next=/kyc`);
      await logIn(first);
      await openFilledForm(first, app.url, { hasScript, person: newPerson(), country: "US" });
      await submit(first);
      await heading(first, hasScript ? "Your identity check is ready" : NEXT);

      const second = await open(t, hasScript);
      await second.goto(`${app.url}/status`);
      await logIn(second);
      await heading(second, NEXT);

      const { url } = await operator.resumeLink({ reference: user, ttlMs: 3_600_000 });
      const third = await open(t, hasScript);
      await third.goto(url);
      await logIn(third);
      await heading(third, "Continue on this device?");
      await third.getByRole("button", { name: "Continue here" }).click();
      await heading(third, NEXT);
      await third.goto(url); // the message again: it has been used here
      await heading(third, NEXT);
    });
  }
});
