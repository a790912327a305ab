/**
 * WebKit with the part of Playwright's interface that these tests use: WebKitGTK, as Debian has it, with WebDriver. It is
 * the engine of Safari in another program. Playwright drives only a WebKit of its own making.
 *
 * The driver has one session, so each context is a browser of its own, and its settings are those of its process.
 */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "../packages/helpers/programs/index.mjs";
import { DrivenPage, expressionOf } from "./driven-page.mjs";
import { startWatchingProxy } from "./watching-proxy.mjs";
import { startScreen, startSession } from "./webdriver.mjs";

/** The bars of the window are as small as possible: a window is as wide as its bars, and no page would be narrow. */
const BARS = "* { min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; font-size: 0; -gtk-icon-transform: scale(0); }";
/** Tests are quicker than people: the next click, at the same place, would be the second of a double click for 400 ms. */
const settings = (animations) => `[Settings]\ngtk-double-click-time=80\ngtk-enable-animations=${animations}\n`;
const SETTINGS = { reduce: settings(0), "no-preference": settings(1) };
/** A locale without names and forms of its own. WebKit reads the language of a page from the locale's name. */
const PLAIN_LOCALE = "/usr/lib/locale/C.utf8";
const KEYS = { Tab: "\uE004", Enter: "\uE007" };
const SHIFT = "\uE008";

export async function launch() {
  const screen = await startScreen();
  const contexts = new Set();
  return {
    async newContext(options) {
      const context = await open(screen.display, options);
      contexts.add(context);
      return context;
    },
    async newPage() {
      return (await this.newContext()).newPage();
    },
    async close() {
      for (const context of contexts) await context.close();
      await screen.stop();
    },
  };
}

/** Writes the settings of a browser, and returns the variables that name them. */
function settingsIn(home, { locale, colorScheme, reducedMotion }) {
  const name = `${locale.replace("-", "_")}.utf8`;
  const [gtk, locales] = [join(home, "config", "gtk-3.0"), join(home, "locales")];
  for (const folder of [gtk, locales]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(gtk, "gtk.css"), BARS);
  writeFileSync(join(gtk, "settings.ini"), SETTINGS[reducedMotion]);
  symlinkSync(PLAIN_LOCALE, join(locales, name));
  return {
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    GTK_THEME: colorScheme === "dark" ? "Adwaita:dark" : "Adwaita",
    LOCPATH: locales,
    LC_ALL: name,
    LANGUAGE: locale,
  };
}

async function open(display, options = {}) {
  const { javaScriptEnabled = true, userAgent, viewport = { width: 1280, height: 720 }, ...looks } = options;
  const home = mkdtempSync(join(tmpdir(), "kyclink-webkit-"));
  const proxy = await startWatchingProxy();
  const env = {
    DISPLAY: display,
    ...settingsIn(home, { locale: "en-US", colorScheme: "light", reducedMotion: "no-preference", ...looks }),
    // A container may not make the namespaces of WebKit's own sandbox, and has no graphics card.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
  };
  const session = await startSession(program("webkit"), env, {
    proxy: { proxyType: "manual", httpProxy: proxy.address },
    "webkitgtk:browserOptions": {
      args: ["--automation", `--enable-javascript=${javaScriptEnabled}`, ...(userAgent ? [`--user-agent=${userAgent}`] : [])],
    },
  });
  const run = session.run;
  const windows = () => run((send) => send("GET", "/window/handles"));
  let isClosed = false;
  const context = {
    version: session.version,
    setDefaultTimeout() {},
    /** The first page of the browser. */
    async newPage() {
      const [handle] = await windows();
      const page = new Page(handle, this, { run, proxy });
      await page.setViewportSize(viewport);
      return page;
    },
    /** A tab that the page opens. */
    async waitForEvent() {
      const before = new Set(await windows());
      const page = new Page([...before][0], this, { run, proxy });
      const handle = await page.until(async () => (await windows()).find((handle) => !before.has(handle)), "a new tab");
      const tab = new Page(handle, this, { run, proxy });
      await tab.setViewportSize(viewport);
      return tab;
    },
    setOffline: async (isOffline) => proxy.setOffline(isOffline),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await session.stop();
      proxy.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return context;
}

class Page extends DrivenPage {
  #handle;
  #context;
  #run;
  #proxy;

  constructor(handle, context, { run, proxy }) {
    super();
    this.#handle = handle;
    this.#context = context;
    this.#run = run;
    this.#proxy = proxy;
    this.failures = proxy.failures;
  }

  /** Runs a command in this tab, or in the frame at this place among the frames of its document. */
  send(method, path, body, frame) {
    return this.#run(async (send) => {
      await send("POST", "/window", { handle: this.#handle });
      if (frame !== undefined) await send("POST", "/frame", { id: frame });
      return send(method, path, body);
    });
  }

  context = () => this.#context;
  url = () => this.send("GET", "/url");
  async goto(url, { waitUntil } = {}) {
    await this.send("POST", "/url", { url });
    if (waitUntil === "networkidle") await this.#proxy.isIdle();
  }
  goBack = () => this.send("POST", "/back", {});
  bringToFront = () => this.send("GET", "/url");
  close = () => this.send("DELETE", "/window");
  addInitScript = async (script) => this.#proxy.addScript(expressionOf(script));
  setOffline = async (isOffline) => this.#proxy.setOffline(isOffline);
  on = (event, listener) => this.#proxy.events.on(event, listener);

  /** The driver sets the size of the window, which has a bar. */
  async setViewportSize({ width, height }) {
    const rect = { x: 0, y: 0, width, height };
    await this.send("POST", "/window/rect", rect);
    const bar = await this.evaluate("outerHeight - innerHeight");
    await this.send("POST", "/window/rect", { ...rect, height: height + bar });
    await this.until(() => this.evaluate(`innerWidth === ${width} && innerHeight === ${height}`), `a page of ${width} x ${height}`);
  }

  /** Responds to requests in the server's place. @param {string | RegExp} wanted a string is the end of a URL */
  async route(wanted, respond) {
    this.#proxy.route(isMeant(wanted), respond);
  }

  waitForResponse(wanted) {
    const { events } = this.#proxy;
    return new Promise((resolve) => {
      const look = (response) => {
        if (!(typeof wanted === "function" ? wanted(response) : isMeant(wanted)(response.url()))) return;
        events.off("response", look);
        resolve(response);
      };
      events.on("response", look);
    });
  }

  /** @param {Function | string} script as Playwright takes it, or as text */
  evaluate(script, given) {
    return this.evaluateIn(undefined, script, given);
  }

  /** The result crosses as JSON: WebDriver has no `undefined`. */
  async evaluateIn(frame, script, given) {
    const body = `const told = (value) => JSON.stringify({ value });
      const result = (${expressionOf(script, given)}
      );
      return result instanceof Promise ? result.then(told) : told(result);`;
    return JSON.parse(await this.send("POST", "/execute/sync", { script: body, args: [] }, frame)).value;
  }

  /** The frames of the document. */
  async frames() {
    const count = await this.evaluate("document.querySelectorAll('iframe').length");
    const frames = [];
    for (let at = 0; at < count; at++) {
      const url = await this.evaluateIn(at, "location.href").catch(() => undefined);
      if (url) frames.push(new Frame(this, at, url));
    }
    return frames;
  }

  mouse = {
    move: (x, y) => this.#point([moveTo(x, y)]),
    click: (x, y, { clickCount = 1 } = {}) => {
      const click = ["pointerDown", "pointerUp"].map((type) => ({ type, button: 0 }));
      return this.#point([moveTo(x, y), ...Array(clickCount).fill(click).flat()]);
    },
  };
  #point = (actions) => this.#act({ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions });

  keyboard = {
    press: (key) => this.#type(KEYS[key]),
    type: async (text) => {
      for (const letter of text) await this.#type(letter);
    },
  };
  /** An upper-case letter is typed with Shift. */
  #type(value) {
    const down = (value) => ({ type: "keyDown", value });
    const up = (value) => ({ type: "keyUp", value });
    const typed = [down(value), up(value)];
    return this.#act({
      type: "key",
      id: "keyboard",
      actions: value === value.toLowerCase() ? typed : [down(SHIFT), ...typed, up(SHIFT)],
    });
  }

  #act = (source) => this.send("POST", "/actions", { actions: [source] });
}

/** A frame, in which a person presses buttons. */
class Frame extends DrivenPage {
  #page;
  #at;

  constructor(page, at, url) {
    super();
    this.#page = page;
    this.#at = at;
    this.url = () => url;
    // Points are those of the frame; the mouse is one of the page.
    const act =
      (action) =>
      async (x, y, ...options) => {
        const box = await page.evaluate((at) => {
          const frame = document.querySelectorAll("iframe")[at];
          frame.scrollIntoView({ block: "center", behavior: "instant" });
          const { left, top } = frame.getBoundingClientRect();
          return { x: left + frame.clientLeft, y: top + frame.clientTop };
        }, at);
        await page.mouse[action](box.x + x, box.y + y, ...options);
      };
    this.mouse = { move: act("move"), click: act("click") };
  }

  evaluate = (script, given) => this.#page.evaluateIn(this.#at, script, given);
}

const moveTo = (x, y) => ({ type: "pointerMove", duration: 0, origin: "viewport", x: Math.floor(x), y: Math.floor(y) });

/** A pattern as Playwright takes it: a string is the end of a URL. */
function isMeant(wanted) {
  return wanted.test ? (url) => wanted.test(url) : (url) => url.endsWith(wanted.replace(/^\*+/, ""));
}
