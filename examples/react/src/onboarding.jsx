// An onboarding form with react-hook-form: its resolver is kyclink's schema, its fields come from kyclink's data, and
// it is sent to kyclink's handler.
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { addressFields, countries, fieldProps, schema } from "kyclink/form";
import messages from "kyclink/messages/en";
import names, { labels } from "kyclink/names/en";
import { onboardingClient } from "kyclink/page/client";
import { useState } from "react";
import { useForm } from "react-hook-form";

const OPERATION = "spherepay.onboard";
const onboarding = onboardingClient();
const resolver = standardSchemaResolver(schema(OPERATION, { normalize: true, messages }));
const all = countries({ names }).map(({ alpha2, name }) => ({ code: alpha2, name }));

export function Onboarding() {
  const defaultValues = { type: "individual", email: "", phone: "", address: { country: "US" } };
  // Fields that the country does not have are neither shown nor sent.
  const { formState, handleSubmit, register, setError, watch } = useForm({ resolver, defaultValues, shouldUnregister: true });
  const country = watch("address.country");
  const field = { country, errors: formState.errors, register };

  // One key for this form: a double click or a retry creates one customer.
  const [key] = useState(() => crypto.randomUUID());

  async function submit(applicant) {
    const result = await onboarding.start(applicant, { idempotencyKey: key });
    if (result.kind === "link") return window.location.assign(result.kycUrl);
    if (result.kind === "problem") return setError("root", { message: "This did not work. Please try again." });
    // A contact or the terms come first (`verify_contact`, `accept_terms`), or the person is approved already.
    if (result.kind !== "issues") return window.location.assign("/kyc/status");
    for (const { path, message } of result.issues) setError(path.join("."), { message });
  }

  return (
    <form method="post" action="/kyc/links" noValidate onSubmit={handleSubmit(submit)}>
      <h1>Verify your identity</h1>
      <input type="hidden" {...register("type")} />
      <Field {...field} path="email" label="E-mail" />
      <Field {...field} path="phone" label="Phone" />
      <Field {...field} path="address.country" label="Country" options={all} />
      {addressFields(country, OPERATION, { names }).map(({ field: name, label, options }) => (
        <Field
          {...field}
          key={`${country} ${name}`}
          path={`address.${name}`}
          label={labels[label]}
          options={options && [{ code: "", name: "" }, ...options]}
        />
      ))}
      <p role="alert">{formState.errors.root?.message}</p>
      <button type="submit" disabled={formState.isSubmitting}>
        Continue
      </button>
    </form>
  );
}

/** A control with its attributes and its message. */
function Field({ path, label, country, options, errors, register }) {
  const { type, name, ...props } = fieldProps(OPERATION, path, { country, naming: "react" });
  const message = path.split(".").reduce((node, key) => node?.[key], errors)?.message;
  const attributes = {
    ...props,
    id: path,
    "aria-invalid": Boolean(message),
    "aria-describedby": `${path}-error`,
    ...register(name),
  };
  return (
    <p>
      <label htmlFor={path}>{label}</label>{" "}
      {options ? (
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
