/** Messages beside the fields and their summary, in the markup that the Worker writes, too. */

/** @param {HTMLFormElement} form */
export function fieldNames(form) {
  return [...new Set([...form.elements].map(({ name }) => name).filter(Boolean))];
}

/** The control of a name; of several, the first. @param {HTMLFormElement} form @param {string} name */
function control(form, name) {
  return form.querySelector(`[name="${name}"]`);
}

/** @param {HTMLFormElement} form @param {string} name */
export function isMarked(form, name) {
  return control(form, name).getAttribute("aria-invalid") === "true";
}

/** Puts a message beside a field, or takes it away. @param {HTMLFormElement} form @param {string} name @param {string} [message] */
export function mark(form, name, message) {
  const element = control(form, name);
  const place = document.getElementById(`${name}-error`);
  place.textContent = message ?? "";
  place.hidden = message === undefined;
  const described = (element.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== place.id);
  if (message === undefined) {
    element.removeAttribute("aria-invalid");
  } else {
    element.setAttribute("aria-invalid", "true");
    described.push(place.id);
  }
  if (described.length > 0) element.setAttribute("aria-describedby", described.join(" "));
  else element.removeAttribute("aria-describedby");
}

/** @param {Map<string, string>} messages */
export function showSummary(messages) {
  const summary = document.getElementById("summary");
  const items = [...messages].map(([name, message]) => {
    const item = document.createElement("li");
    item.append(name === "" ? message : link(name, message));
    return item;
  });
  summary.querySelector("ul").replaceChildren(...items);
  summary.hidden = false;
}

export function clearSummary() {
  document.getElementById("summary").hidden = true;
}

/** @param {string} name @param {string} message */
function link(name, message) {
  const anchor = document.createElement("a");
  anchor.href = `#${name}`;
  anchor.textContent = `${document.getElementById(name).dataset.label}: ${message}`;
  return anchor;
}
