// A form without a framework: the address fields depend on the country, and each issue is shown beside its field.
import { addressFields, applicantFrom, countries, fieldProps, ready, subdivisions, validate } from "kyclink/form";
import names from "kyclink/names/en";
import { onboardingClient } from "kyclink/page/client";

// Chromium before 115 starts WebAssembly only asynchronously. If it cannot start, the form is posted without this script.
await ready();

const OPERATION = "spherepay.onboard";
/** The labels of fields in English; a label that is missing here is shown as it is. */
const LABELS = {
  line1: "Street and number",
  line2: "Flat, floor",
  city: "City",
  post_town: "Town",
  postcode: "Postcode",
  zip: "ZIP code",
  pin: "PIN code",
  eircode: "Eircode",
  state: "State",
  province: "Province",
  prefecture: "Prefecture",
  county: "County",
  emirate: "Emirate",
  area: "Area",
  do_si: "Do or si",
};
const form = document.querySelector("form");
const onboarding = onboardingClient({ base: "/kyc" });
let idempotencyKey = crypto.randomUUID(); // a double click creates one customer
const typed = document.getElementById("address.country");
const country = Object.assign(document.createElement("select"), { id: typed.id });

for (const { alpha2, name } of countries({ names })) country.add(new Option(name, alpha2));
country.value = typed.value;
typed.replaceWith(country);
country.addEventListener("change", showAddress);
for (const name of ["email", "phone", "address.country"]) prepare(document.getElementById(name));
showAddress();

/** Shows the fields of the country's addresses in its own order, with the current values. */
function showAddress() {
  const { address = {} } = applicantFrom(new FormData(form));
  const rows = addressFields(country.value, OPERATION).map(({ field, label }) => {
    const states = field === "state" ? subdivisions(country.value, { names }) : [];
    const control = document.createElement(states.length > 0 ? "select" : "input");
    if (states.length > 0) control.append(new Option(""), ...states.map(({ code, name }) => new Option(name, code)));
    Object.assign(control, { id: `address.${field}`, value: address[field] ?? "" });
    const row = document.createElement("p");
    row.append(Object.assign(document.createElement("label"), { htmlFor: control.id, textContent: LABELS[label] ?? label }), " ", control);
    prepare(control);
    return row;
  });
  document.getElementById("address").replaceChildren(...rows);
}

/** Sets a control's attributes, and adds an element for its message. */
function prepare(control) {
  const message = Object.assign(document.createElement("span"), { id: `${control.id}-error` });
  control.after(" ", message);
  const { type, ...props } = fieldProps(OPERATION, control.id, { country: country.value });
  if (control instanceof HTMLInputElement) control.type = type;
  for (const [name, value] of Object.entries({ ...props, "aria-describedby": message.id })) {
    if (value !== false) control.setAttribute(name, value);
  }
}

/** Shows each issue beside the field that its JSON pointer names, and all others above the button. */
function show(issues) {
  const left = new Map(issues.map(({ pointer, message }) => [pointer.slice(1).replace("/", "."), message]));
  for (const control of form.querySelectorAll("[aria-describedby]")) {
    const message = left.get(control.id) ?? "";
    left.delete(control.id);
    control.setAttribute("aria-invalid", message !== "");
    document.getElementById(`${control.id}-error`).textContent = message;
  }
  document.getElementById("failure").textContent = [...left.values()].join(" ");
  form.querySelector("[aria-invalid=true]")?.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const verdict = validate(OPERATION, applicantFrom(new FormData(form)), { normalize: true });
  show(verdict.ok ? [] : verdict.issues);
  if (!verdict.ok) return;
  const result = await onboarding.start(verdict.value, { idempotencyKey });
  if (result.kind === "link") location.assign(result.kycUrl);
  else if (result.kind === "issues") show(result.issues);
  else if (result.kind === "problem") {
    // The key belongs to other details, whose response was lost, or it is a day old.
    if (result.code === "idempotency_key_reused") idempotencyKey = crypto.randomUUID();
    show([{ pointer: "", message: "This did not work. Please try again." }]);
  } else location.assign("/kyc/status"); // a contact or the terms come first, or the person is approved already
});
