/** The page of a handler in Chromium, whose clock and whose responses a test controls. */

import { after, before, beforeEach } from "node:test";
import { launch } from "../../runtimes/chromium.mjs";
import { configOf, createHandler, createSandbox, fieldsOf } from "../edge/harness.mjs";
import { internal, subpath } from "../install/index.mjs";

const { serve } = await internal("kit/testing/http.js");

const { onboardingPage } = await subpath("page");

/** Starts a browser and a server for the tests of a file. */
export function inChromium(start = launch) {
  let browser, server, handler, hold;
  const site = {
    origin: undefined,
    /** The requests to the handler, without those for files. */
    requests: [],
    /** Renders a view on the server, for a browser: with the page that was opened last. */
    render: undefined,

    /**
     * Opens the page of a handler for this provider.
     *
     * @param {{ config?: object, context?: object, path?: string, prepare?: (page: object) => unknown, isReady?: boolean }} [how]
     *   `isReady`: whether to wait until the page validates
     */
    async open(t, provider, options, { config, context: more, path = "", prepare, isReady = true } = {}) {
      const sandbox = createSandbox();
      const bridge = { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.bridge };
      // One page, so that a test can enter everything at once. Steps have tests of their own.
      const rendered = onboardingPage({ locale: "en", steps: false, ...options });
      const all = configOf(sandbox, { provider, bridge, allowedOrigins: [site.origin], page: rendered, ...config });
      handler = createHandler(all);
      site.render = (view, { userAgent = "" } = {}) =>
        rendered({ ...all, basePath: "/kyc" }).render(view, new Request(`${site.origin}/kyc`, { headers: { "user-agent": userAgent } }));
      const context = await browser.newContext(more);
      t.after(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await page.clock.install();
      await prepare?.(page);
      await page.goto(`${site.origin}/kyc${path}`);
      if (isReady) await page.locator("form[data-validated=here]").waitFor();
      return page;
    },

    posts: () => site.requests.filter(({ method }) => method === "POST"),

    /** Holds all responses until the returned function is called. */
    holding() {
      let release;
      hold = new Promise((resolve) => (release = resolve));
      return release;
    },

    async arrival(page, count) {
      while (site.posts().length < count) await page.waitForTimeout(10);
    },
  };

  before(async () => {
    browser = await start();
    server = await serve(0, async (request) => {
      const { method, url } = request;
      const isKept = !/assets/.test(url);
      if (isKept)
        site.requests.push({ method, path: url.replace(site.origin, "").replace("/kyc/", ""), body: await request.clone().text() });
      const reply = await handler(request);
      if (isKept) await hold;
      return reply;
    });
    site.origin = `http://localhost:${server.port}`;
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(() => {
    site.requests = [];
    hold = undefined;
  });
  return site;
}

/** Enters a person of the United States into the form. */
export async function enter(page, person) {
  const fields = fieldsOf({ type: "individual", ...person, address: { ...person.address, country: "US", state: "IL" } });
  await page.locator("[name='address.country']").selectOption("US");
  await page.locator("select[name='address.state']").waitFor();
  for (const [name, value] of fields) {
    const control = page.locator(`[name='${name}']`).first();
    if (value === undefined || (await control.count()) === 0 || name === "address.country" || name === "type") continue;
    if (name === "address.state") await control.selectOption(value);
    else await control.fill(value);
  }
}

export const FORM = "form[data-enhance=form]";
export const submitForm = (page, selector = FORM) =>
  page.evaluate((selector) => document.querySelector(selector).requestSubmit(), selector);

/** Holds the requests to a route, in the order in which they arrive: the test responds to them. */
export async function held(page, route) {
  const sent = [];
  await page.route(`**/kyc/${route}`, (one) => sent.push(one));
  return sent;
}

/** Until there are so many. */
export async function reaches(page, list, count) {
  while (list.length < count) await page.waitForTimeout(10);
}

/** Submits the form, and returns the requests: the test responds to them. */
export async function submitHeld(page) {
  const sent = await held(page, "links");
  await submitForm(page);
  await reaches(page, sent, 1);
  return sent;
}

/** A problem as the handler describes it. */
export const problem = (status, code, more, headers) => ({ status, headers, json: { type: `urn:kyclink:${code}`, code, ...more } });

/** The controls that are marked as wrong, by their ids. */
export const markedIn = (page) => page.locator("[aria-invalid=true]").evaluateAll((controls) => controls.map(({ id }) => id));

export const choose = (page, country) => page.locator("[name='address.country']").selectOption(country);
/** Until the address has the fields of a country. */
export const shown = (page, country) => page.locator(`[data-address][data-country=${country}]`).waitFor();
/** Chooses a country, and waits for its file. */
export async function follow(page, country) {
  const response = page.waitForResponse((received) => received.url().includes(`-${country}.json`));
  await choose(page, country);
  await (await response).finished();
  await shown(page, country);
}

/** The URL of the file of a country. */
export const fileOf = (country) => new RegExp(`/assets/country-.*-${country}\\.json`);

/** Holds the file of a country until the returned function is called. */
export async function withhold(page, country) {
  let deliver;
  const delivered = new Promise((resolve) => (deliver = resolve));
  await page.route(fileOf(country), async (route) => {
    await delivered;
    await route.continue();
  });
  return deliver;
}
