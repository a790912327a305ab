// The messages beside the controls and their summary, in the markup of views/field.js.

/**
 * Returns the names of the visible fields, in the order of the form.
 *
 * @param {HTMLFormElement} form
 * @returns {string[]}
 */
export function namesOf(form) {
  const names = [...form.elements]
    .filter((element) => !element.matches("[type=hidden]"))
    .map((element) => /** @type {HTMLInputElement} */ (element).name);
  return [...new Set(names.filter(Boolean))];
}

/**
 * Returns the control with this name; of several, the first.
 *
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLInputElement | HTMLSelectElement}
 */
export function controlOf(form, name) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (form.querySelector(`[name="${name}"]`));
}

/** Returns the controls with a meaning of their own. @param {HTMLFormElement} form */
export function controlsOf(form) {
  return {
    button: /** @type {HTMLButtonElement} */ (form.querySelector("button[data-submit]")),
    key: /** @type {HTMLInputElement} */ (form.elements.namedItem("idempotencyKey")),
    // A provider of one's own may ask for neither a phone number nor an address.
    country: /** @type {ReturnType<typeof controlOf> | null} */ (controlOf(form, "address.country")),
    phone: /** @type {HTMLInputElement | null} */ (controlOf(form, "phone")),
    place: /** @type {HTMLElement | null} */ (form.querySelector("[data-address]")),
    latin: /** @type {HTMLFieldSetElement | null} */ (form.querySelector("[data-latin]")),
    prepare: /** @type {HTMLElement | null} */ (form.querySelector("[data-prepare]")),
  };
}

/**
 * Returns the names of the empty controls that the rules do not know, and that are required.
 *
 * @param {HTMLFormElement} form
 */
export function emptyOwn(form) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const controls = form.querySelectorAll(':is([name^="own."], [name^="agreements."])[required]');
  return [...controls].filter(({ validity }) => validity.valueMissing).map(({ name }) => name);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function isMarked(form, name) {
  return controlOf(form, name).getAttribute("aria-invalid") === "true";
}

/**
 * Shows an error beside a control, or removes it.
 *
 * @param {Element} control
 * @param {string | undefined} message
 */
export function mark(control, message) {
  setMessage(control, "error", message);
  if (message === undefined) control.removeAttribute("aria-invalid");
  else control.setAttribute("aria-invalid", "true");
}

/**
 * Shows a warning about an unusual value, or removes it.
 *
 * @param {Element} control
 * @param {string | undefined} message
 */
export function advise(control, message) {
  setMessage(control, "warning", message);
}

/**
 * @param {Element} control
 * @param {"error" | "warning"} kind
 * @param {string | undefined} message
 */
function setMessage(control, kind, message) {
  const place = document.getElementById(`${control.id}-${kind}`);
  if (!place) return;
  if (place.textContent !== (message ?? "")) place.textContent = message ?? "";
  place.hidden = message === undefined;
  const described = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (message === undefined) described.delete(place.id);
  else described.add(place.id);
  if (described.size > 0) control.setAttribute("aria-describedby", [...described].join(" "));
  else control.removeAttribute("aria-describedby");
}

/** @param {ReadonlyMap<string, string>} messages */
export function showSummary(messages) {
  const summary = /** @type {HTMLElement} */ (document.getElementById("summary"));
  const items = [...messages].map(([name, message]) => {
    const item = document.createElement("li");
    item.append(name === "" ? message : link(name, message));
    return item;
  });
  /** @type {HTMLUListElement} */ (summary.querySelector("ul")).replaceChildren(...items);
  summary.hidden = false;
}

export function clearSummary() {
  /** @type {HTMLElement} */ (document.getElementById("summary")).hidden = true;
}

/**
 * Shows what went wrong with the form as a whole, or removes that message.
 *
 * @param {ParentNode} place
 * @param {string | undefined} message
 */
export function notify(place, message) {
  const notice = /** @type {HTMLElement} */ (place.querySelector("[data-notice]"));
  notice.textContent = message ?? "";
  notice.hidden = message === undefined;
}

/**
 * @param {string} name
 * @param {string} message
 * @returns {HTMLAnchorElement}
 */
function link(name, message) {
  const anchor = document.createElement("a");
  anchor.href = `#${name}`;
  anchor.textContent = message;
  return anchor;
}
