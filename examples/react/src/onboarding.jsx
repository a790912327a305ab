// An onboarding form with react-hook-form: its resolver is kyclink's schema, its fields come from kyclink's data, and it is sent
// to kyclink's handler.
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { addressFields, countries, fieldProps, schema, subdivisions } from "kyclink/form";
import names from "kyclink/names/en";
import { useState } from "react";
import { useForm } from "react-hook-form";

const OPERATION = "spherepay.onboard";
const LABELS = {
  line1: "Street and number",
  line2: "Flat, floor",
  city: "City",
  post_town: "Town",
  state: "State",
  prefecture: "Prefecture",
  zip: "ZIP code",
  postcode: "Postcode",
};
const resolver = standardSchemaResolver(schema(OPERATION, { normalize: true, messages: { required: "Please fill this in." } }));
const options = countries().map(({ alpha2, name }) => ({ code: alpha2, name }));

export function Onboarding() {
  const defaultValues = { type: "individual", email: "", phone: "", address: { country: "US" } };
  // Fields that the country does not have are neither shown nor sent.
  const { formState, handleSubmit, register, setError, watch } = useForm({ resolver, defaultValues, shouldUnregister: true });
  const country = watch("address.country");
  const field = { country, errors: formState.errors, register };

  // One key for this form: a double click or a retry creates one customer.
  const [key] = useState(() => crypto.randomUUID());

  async function submit(applicant) {
    const result = await post("/kyc/links", applicant, key);
    if (result.kycUrl) return window.location.assign(result.kycUrl);
    for (const { pointer, detail } of result.errors ?? []) setError(pointer.slice(1).replaceAll("/", "."), { message: detail });
    if (!result.errors) setError("root", { message: result.detail ?? "Nothing is left to do." });
  }

  return (
    <form noValidate onSubmit={handleSubmit(submit)}>
      <h1>Verify your identity</h1>
      <input type="hidden" {...register("type")} />
      <Field {...field} path="email" label="E-mail" />
      <Field {...field} path="phone" label="Phone" />
      <Field {...field} path="address.country" label="Country" options={options} />
      {addressFields(country, OPERATION).map(({ field: name, label }) => (
        <Field
          {...field}
          key={`${country} ${name}`}
          path={`address.${name}`}
          label={LABELS[label] ?? label}
          options={name === "state" ? states(country) : []}
        />
      ))}
      <p role="alert">{formState.errors.root?.message}</p>
      <button type="submit" disabled={formState.isSubmitting}>
        Continue
      </button>
    </form>
  );
}

/** Returns the handler's response; without one, problem details in its place. */
async function post(route, body, key) {
  try {
    const headers = { "content-type": "application/json", "idempotency-key": key };
    return await (await fetch(route, { method: "POST", headers, body: JSON.stringify(body) })).json();
  } catch {
    return { detail: "The server could not be reached. Please try again." };
  }
}

/** A control with its attributes and its message. */
function Field({ path, label, country, options = [], errors, register }) {
  const { autocomplete: autoComplete, type, name, required, ...props } = fieldProps(OPERATION, path, { country });
  const message = path.split(".").reduce((node, key) => node?.[key], errors)?.message;
  const attributes = {
    ...props,
    autoComplete,
    id: path,
    "aria-invalid": Boolean(message),
    "aria-describedby": `${path}-error`,
    ...register(name),
  };
  return (
    <p>
      <label htmlFor={path}>{label}</label>{" "}
      {options.length > 0 ? (
        <select {...attributes}>
          {options.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <input type={type} {...attributes} />
      )}{" "}
      <span id={`${path}-error`}>{message}</span>
    </p>
  );
}

/** The states as options, after an empty one. */
function states(country) {
  const list = subdivisions(country, { names });
  return list.length > 0 ? [{ code: "", name: "" }, ...list] : [];
}
