/** Functions that are sent to a page in Firefox as source text: each is self-contained. */

/** Returns the elements that a Playwright selector matches. */
export function find({ within, css, role, name, exact, label, text }) {
  const all = (selector) => (within ? find(within) : [document]).flatMap((root) => [...root.querySelectorAll(selector)]);
  const wordsOf = (element) => (element.querySelector(":scope > legend") ?? element).textContent.replace(/\s+/g, " ").trim();
  const says = (element, words) => (exact ? wordsOf(element) === words : wordsOf(element).toLowerCase().includes(words.toLowerCase()));
  if (css !== undefined) return all(css);
  if (label !== undefined) return all("label").flatMap((element) => (says(element, label) ? [element.control] : []));
  if (text !== undefined)
    return all("main *").filter((element) => says(element, text) && ![...element.children].some((child) => says(child, text)));
  const selector = { alert: "[role=alert]", button: "button", group: "fieldset", heading: "h1, h2", link: "a[href]" }[role];
  return all(selector).filter((element) => element.checkVisibility() && says(element, name));
}

/**
 * Returns the middle of the first element if nothing covers it there. Otherwise scrolls to it: call this again later.
 */
export function pointOf([element]) {
  if (!element?.checkVisibility()) return undefined;
  const { left, top, width, height } = element.getBoundingClientRect();
  const point = { x: left + width / 2, y: top + height / 2 };
  if (element.contains(document.elementFromPoint(point.x, point.y))) return point;
  element.scrollIntoView({ block: "center", behavior: "instant" });
}

/** Whether the mouse is over the first element, as the browser sees it. */
export const isUnderMouse = ([element]) => element?.matches(":hover") ?? false;

/** Returns what a page shows, and the names of the fields that the browser does not accept. */
export function stateOf() {
  const names = [...document.querySelectorAll(":is(input, select):invalid")].map(({ name }) => name);
  return `${document.body.innerText}\nfields that the browser does not accept: ${names.join(" ") || "none"}`;
}

/** Replaces the text of a control, as an input method or the clipboard would. Sets the value of other controls. */
export function take(control, value) {
  control.focus();
  if (control.localName === "input" && control.type !== "date") {
    control.select();
    if (value === "") document.execCommand("delete");
    else if (!document.execCommand("insertText", false, value)) throw new Error("the control takes no text yet");
    return;
  }
  control.value =
    control.localName === "select" ? [...control.options].find((option) => option.value === value || option.label === value).value : value;
  for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
}
