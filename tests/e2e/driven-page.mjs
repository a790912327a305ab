/**
 * The part of Playwright's interface that these tests use, for the engines that Playwright cannot drive: each test is
 * written once. Whatever an engine does in its own way is in a subclass: `evaluate`, `url`, `mouse` and the rest.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { find, isUnderMouse, pointOf, stateOf, take } from "./in-page.mjs";

/** As long as Playwright waits. */
const TIMEOUT_MS = 30_000;
const LOOK_MS = 100;

/** A function becomes an expression that calls it. */
export function expressionOf(script, given) {
  return typeof script === "string" ? script : `(${script})(${JSON.stringify(given)})`;
}

/** A page or a frame. */
export class DrivenPage {
  /** The requests that have failed, where an engine tells of them. */
  failures = [];
  click = (css) => this.locator(css).click();
  waitForFunction = (script, given) => this.until(() => this.evaluate(script, given), `${script}`);

  async waitForSelector(css, options) {
    const locator = this.locator(css);
    await locator.waitFor(options);
    return locator;
  }

  locator = (css) => new Locator(this, { css });
  getByRole = (role, { name = "", exact = false } = {}) => new Locator(this, { role, name, exact });
  getByLabel = (label) => new Locator(this, { label });
  getByText = (text) => new Locator(this, { text });

  /** Asks the page itself: the driver hears later, or not at all, that a script has replaced the address. */
  waitForURL(wanted) {
    const isWanted = (url) => (wanted.test ? wanted.test(url) : url === wanted);
    return this.until(async () => isWanted(await this.evaluate("location.href")), `the address ${wanted}`);
  }

  /** Returns the first truthy result of `look`. It has none while a document goes away. */
  async until(look, what, timeout = TIMEOUT_MS) {
    let error;
    for (const deadline = Date.now() + timeout; Date.now() < deadline; await sleep(LOOK_MS)) {
      const result = await Promise.resolve()
        .then(look)
        .catch((thrown) => {
          error = thrown;
        });
      if (result) return result;
    }
    const shown = await this.evaluate(stateOf).catch(() => "nothing");
    const failed = this.failures.map((url) => `\nno response from ${url}`).join("");
    throw new Error(`waited in vain for ${what} at ${await this.url()}, which shows:\n${shown}${failed}`, { cause: error });
  }
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
    const isThere = {
      visible: () => this.isVisible(),
      attached: async () => (await this.count()) > 0,
      detached: async () => (await this.count()) === 0,
    }[state];
    return this.#page.until(isThere, `${JSON.stringify(this.#wanted)} to be ${state}`, timeout);
  }

  /**
   * Clicks with the mouse, once nothing covers the element and the browser says that the mouse is over it. A click that
   * is sent right after a scroll may hit what was there before.
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
