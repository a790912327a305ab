/**
 * Firefox with the part of Playwright's interface that these tests use, so that each test is written once: Playwright's
 * own Firefox support needs commands that the ESR does not have. Everything uses WebDriver BiDi, with real mouse and
 * key events; text that a field is filled with arrives at once, as Playwright has it.
 */

import puppeteer from "puppeteer-core";
import { program } from "../packages/helpers/programs/index.mjs";
import { find, isUnderMouse, pointOf, stateOf, take } from "./in-page.mjs";
import { startNoScriptProxy } from "./no-script-proxy.mjs";

/** As long as Playwright waits. */
const TIMEOUT_MS = 30_000;
const LOOK_MS = 100;

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

class Page {
  #page;
  #context;
  #system;

  constructor(page, context, system) {
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

  click = (css) => this.locator(css).click();
  waitForSelector = (css) => this.locator(css).waitFor();
  waitForFunction = (script, given) => this.until(() => this.evaluate(script, given), `${script}`);

  locator = (css) => new Locator(this, { css });
  getByRole = (role, { name = "", exact = false } = {}) => new Locator(this, { role, name, exact });
  getByLabel = (label) => new Locator(this, { label });
  getByText = (text) => new Locator(this, { text });

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

  /** Asks the page itself: the driver hears later, or not at all, that a script has replaced the address. */
  waitForURL(wanted) {
    const isWanted = (url) => (wanted.test ? wanted.test(url) : url === wanted);
    return this.until(async () => isWanted(await this.evaluate("location.href")), `the address ${wanted}`);
  }

  /** Returns the first truthy result of `look`. It has none while a document goes away. */
  async until(look, what, timeout = TIMEOUT_MS) {
    let error;
    for (const deadline = Date.now() + timeout; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, LOOK_MS))) {
      const result = await Promise.resolve()
        .then(look)
        .catch((thrown) => {
          error = thrown;
        });
      if (result) return result;
    }
    const shown = await this.evaluate(stateOf).catch(() => "nothing");
    throw new Error(`waited in vain for ${what} at ${this.url()}, which shows:\n${shown}`, { cause: error });
  }
}

/** A frame, in which a person presses buttons. */
class Frame {
  #frame;

  constructor(frame, page) {
    this.#frame = frame;
    this.until = page.until.bind(page);
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
  getByRole = (role, { name = "", exact = false } = {}) => new Locator(this, { role, name, exact });
}

/** A function becomes an expression that calls it. */
function expressionOf(script, given) {
  return typeof script === "string" ? script : `(${script})(${JSON.stringify(given)})`;
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

class Locator {
  #page;
  #wanted;

  constructor(page, wanted) {
    this.#page = page;
    this.#wanted = wanted;
  }

  /** Runs a function in the page with all elements that match, and returns its result. */
  #evaluateAll(script, ...given) {
    return this.#page.evaluate(
      `(${script})((${find})(${JSON.stringify(this.#wanted)}), ${given.map((value) => JSON.stringify(value)).join()})`,
    );
  }

  /** Runs a script with the first element, once there is one. */
  async #evaluateFirst(script, ...given) {
    const wrapped = `([first], ...given) => first && { result: (${script})(first, ...given) }`;
    return (await this.#page.until(() => this.#evaluateAll(wrapped, ...given), JSON.stringify(this.#wanted))).result;
  }

  getByRole = (role, { name = "" } = {}) => new Locator(this.#page, { within: this.#wanted, role, name });
  /** Actions use the first element anyway. */
  first = () => this;
  count = () => this.#evaluateAll((all) => all.length);
  evaluate = (script, given) => this.#evaluateFirst(script, given);
  evaluateAll = (script) => this.#evaluateAll(script);
  isVisible = () => this.#evaluateAll((all) => all.some((element) => element.checkVisibility()));
  isHidden = async () => !(await this.isVisible());
  inputValue = () => this.#evaluateFirst(({ value }) => value);
  textContent = () => this.#evaluateFirst((element) => element.textContent);
  getAttribute = (name) => this.#evaluateFirst((element, name) => element.getAttribute(name), name);
  focus = () => this.#evaluateFirst((element) => void element.focus());

  waitFor({ state = "visible", timeout } = {}) {
    const isThere = { visible: () => this.isVisible(), detached: async () => (await this.count()) === 0 }[state];
    return this.#page.until(isThere, `${JSON.stringify(this.#wanted)} to be ${state}`, timeout);
  }

  /**
   * Clicks with the mouse, once nothing covers the element and Firefox says that the mouse is over it. A click that is
   * sent right after a scroll may hit what was there before.
   */
  async click({ clickCount } = {}) {
    const { mouse } = this.#page;
    const reach = async () => {
      const point = await this.#evaluateAll(pointOf);
      if (!point) return undefined;
      await mouse.move(point.x, point.y);
      return (await this.#evaluateAll(isUnderMouse)) && point;
    };
    const { x, y } = await this.#page.until(reach, `${JSON.stringify(this.#wanted)} to be clicked`);
    await mouse.click(x, y, { clickCount });
  }

  check = () => this.click();
  dblclick = () => this.click({ clickCount: 2 });
  selectOption = (option) => this.#evaluateFirst(take, option.label ?? option);

  fill = (value) => this.#evaluateFirst(take, value);
}
