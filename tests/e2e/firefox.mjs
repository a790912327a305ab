/**
 * Firefox with the part of Playwright's interface that these tests use: Playwright's own Firefox support needs commands
 * that the ESR does not have. Everything uses WebDriver BiDi, with real mouse and key events; text that a field is filled
 * with arrives at once, as Playwright has it.
 */

import puppeteer from "puppeteer-core";
import { program } from "../packages/helpers/programs/index.mjs";
import { DrivenPage, expressionOf } from "./driven-page.mjs";
import { startNoScriptProxy } from "./no-script-proxy.mjs";

export async function launch() {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: program("firefox"),
    headless: true,
    extraPrefsFirefox: {
      // Pages open with reduced motion.
      "ui.prefersReducedMotion": 1,
      // The pages are on this machine, and their requests go through the proxy all the same.
      "network.proxy.allow_hijacking_localhost": true,
    },
    // For scripts of the tests that run where Firefox's own do
    args: ["-remote-allow-system-access"],
  });
  const system = await systemOf(browser);
  let proxy;

  return {
    async newContext({ javaScriptEnabled = true, locale, viewport = { width: 1280, height: 720 } } = {}) {
      if (!javaScriptEnabled) proxy ??= startNoScriptProxy();
      const context = await browser.createBrowserContext({ proxyServer: javaScriptEnabled ? undefined : (await proxy).address });
      // Puppeteer has no method for this.
      if (locale) await browser.connection.send("emulation.setLocaleOverride", { locale, userContexts: [context.id] });
      let page;
      return {
        setDefaultTimeout() {},
        async newPage() {
          const made = await context.newPage();
          await made.setViewport(viewport);
          page = new Page(made, this, system);
          return page;
        },
        /** A tab that the page opens. */
        async waitForEvent() {
          const before = new Set(await context.pages());
          const opened = async () => (await context.pages()).find((tab) => !before.has(tab));
          return new Page(await page.until(opened, "a new tab"), this, system);
        },
        setOffline: (isOffline) => page.setOffline(isOffline),
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      (await proxy)?.close();
    },
  };
}

/** Runs scripts with the rights of Firefox's own, where BiDi has no command. */
async function systemOf({ connection }) {
  const { result } = await connection.send("browsingContext.getTree", { "moz:scope": "chrome" });
  const target = { context: result.contexts[0].context };
  return {
    async run(script, ...given) {
      const expression = `(${script})(...${JSON.stringify(given)})`;
      const { result } = await connection.send("script.evaluate", { expression, target, awaitPromise: true });
      if (result.type === "exception") throw new Error(result.exceptionDetails.text);
    },
  };
}

/** Overrides the appearance settings of one tab. */
function override(tab, looks) {
  const { NavigableManager } = globalThis.ChromeUtils.importESModule("chrome://remote/content/shared/NavigableManager.sys.mjs");
  Object.assign(NavigableManager.getBrowsingContextById(tab), looks);
}

class Page extends DrivenPage {
  #page;
  #context;
  #system;

  constructor(page, context, system) {
    super();
    this.#page = page;
    this.#context = context;
    this.#system = system;
    this.keyboard = page.keyboard;
    this.mouse = page.mouse;
  }

  context = () => this.#context;
  url = () => this.#page.url();
  goto = (url) => this.#page.goto(url);
  goBack = () => this.#page.goBack();
  bringToFront = () => this.#page.bringToFront();
  close = () => this.#page.close();
  screenshot = (options) => this.#page.screenshot(options);
  addInitScript = (script) => this.#page.evaluateOnNewDocument(script);
  setViewportSize = (size) => this.#page.setViewport(size);
  setOffline = (isOffline) => this.#page.setOfflineMode(isOffline);
  waitForLoadState = () => this.#page.waitForNetworkIdle();
  waitForResponse = (url) => this.#page.waitForResponse(url);
  on = (event, listener) => this.#page.on(event, listener);

  emulateMedia = ({ colorScheme }) => this.#system.run(override, this.#page.mainFrame()._id, { prefersColorSchemeOverride: colorScheme });

  /** The frames of the page, with what is in them. */
  frames = () => this.#page.frames().map((frame) => new Frame(frame, this));

  /** Responds to requests in the server's place. @param {string | RegExp} wanted a string is the end of a URL */
  async route(wanted, response) {
    await this.#page.setRequestInterception(true);
    const isMeant = (url) => (wanted.test ? wanted.test(url) : url.endsWith(wanted.replace(/^\*+/, "")));
    this.on("request", (request) => (isMeant(request.url()) ? response(routeOf(request)) : request.continue()));
  }

  /** @param {Function | string} script as Playwright takes it, or as text */
  evaluate(script, given) {
    return this.#page.evaluate(expressionOf(script, given));
  }
}

/** A frame, in which a person presses buttons. */
class Frame extends DrivenPage {
  #frame;

  constructor(frame, page) {
    super();
    this.#frame = frame;
    // Points are those of the frame; the mouse is one of the page.
    const act =
      (action) =>
      async (x, y, ...options) => {
        const element = await frame.frameElement();
        await element.scrollIntoView();
        const box = await element.boundingBox();
        await page.mouse[action](box.x + x, box.y + y, ...options);
      };
    this.mouse = { move: act("move"), click: act("click") };
  }

  url = () => this.#frame.url();
  evaluate = (script, given) => this.#frame.evaluate(expressionOf(script, given));
}

/** An intercepted request, as Playwright hands it over. */
function routeOf(request) {
  return {
    request: () => request,
    abort: () => request.abort(),
    continue: () => request.continue(),
    fulfill: ({ status, headers, json }) =>
      request.respond({ status, headers, contentType: "application/json", body: JSON.stringify(json) }),
  };
}
