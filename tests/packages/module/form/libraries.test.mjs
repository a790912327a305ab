/**
 * `schema` in libraries that accept a Standard Schema, through their own APIs: issues have the path of their field and
 * a message that a person can act on; valid input is returned as it will be sent.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSubmission, report } from "@conform-to/dom/future";
import { sValidator } from "@hono/standard-validator";
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { FieldApi, FormApi } from "@tanstack/form-core";
import { Hono } from "hono";
import { createFormControl } from "react-hook-form";
import { subpath } from "../../helpers/install/index.mjs";

const { schema } = await subpath("form");

const person = (address) => ({
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "il", postalCode: "60601", country: "us", ...address },
});

const OPERATION = "grid.onboard";
/** An applicant that is right, as it comes out, one that is not, and where the issues are. */
const right = { ...person(), currencies: ["USD"] };
const value = { ...person({ country: "US" }), currencies: ["USD"] };
const wrong = { ...person({ postalCode: "", line1: " " }), email: "", currencies: ["USD", ""] };
const found = ["address.line1", "address.postalCode", "currencies.1", "email"];

/** Two messages of one's own: a text with a place, and a function of the issue. */
const MESSAGES = { required: "Bitte ausfüllen.", email_format: ({ path }) => `Keine Adresse: ${path.join(".")}` };

/** Each leaf of a tree that `isLeaf` accepts, by dot path. */
function leaves(tree, isLeaf, path = []) {
  if (isLeaf(tree)) return [[path.join("."), tree]];
  return typeof tree === "object" && tree !== null
    ? Object.entries(tree).flatMap(([key, item]) => leaves(item, isLeaf, [...path, key]))
    : [];
}

const sentence = /^[A-Z].{8,}\.$/;

test("react-hook-form: errors and values by its resolver", async () => {
  const submit = async (values, options) => {
    const control = createFormControl({ defaultValues: values, resolver: standardSchemaResolver(schema(OPERATION, options)) });
    let outcome;
    await control.handleSubmit(
      (value) => (outcome = { value }),
      (errors) => (outcome = { errors }),
    )();
    return outcome;
  };
  assert.deepEqual(await submit(right), { value });
  const { errors } = await submit(wrong);
  const flat = leaves(errors, (node) => typeof node?.message === "string");
  assert.deepEqual(flat.map(([path]) => path).sort(), found);
  for (const [path, { message }] of flat) assert.match(message, sentence, path);
  const worded = (await submit({ ...wrong, email: "jane@" }, { messages: MESSAGES })).errors;
  assert.equal(worded.email.message, "Keine Adresse: email");
  assert.equal(worded.address.line1.message, "Bitte ausfüllen.");
});

test("TanStack Form: errors of the form and of its fields, while typing and without waiting", async () => {
  const submitted = [];
  const form = new FormApi({
    defaultValues: wrong,
    validators: { onChange: schema(OPERATION, { messages: MESSAGES }) },
    onSubmit: ({ value }) => submitted.push(value),
  });
  form.mount();
  const names = ["email", "phone", "address.line1", "address.state", "address.postalCode", "currencies[1]"];
  const fields = Object.fromEntries(names.map((name) => [name, new FieldApi({ form, name })]));
  for (const field of Object.values(fields)) field.mount();
  await form.handleSubmit();
  assert.deepEqual(submitted, []);
  const failing = () => names.filter((name) => fields[name].state.meta.errors.length > 0);
  const expected = found.map((path) => path.replace(/\.(\d+)$/, "[$1]"));
  assert.deepEqual(failing().sort(), expected);
  for (const name of failing()) assert.match(fields[name].state.meta.errors[0].message, /^[A-Z].{8,}/, name);
  assert.ok(fields["address.line1"].state.meta.errors[0].code, "issues keep their codes");
  // The finding is gone when the call that mends the value returns.
  fields.email.handleChange(right.email);
  assert.deepEqual(
    failing().sort(),
    expected.filter((name) => name !== "email"),
  );
  for (const name of names)
    fields[name].handleChange(name === "currencies[1]" ? "EUR" : name.split(".").reduce((node, key) => node[key], right));
  assert.deepEqual(failing(), []);
  await form.handleSubmit();
  assert.equal(submitted.length, 1);
});

test("Conform: a posted form and its report", () => {
  const submit = (input) => {
    const body = new URLSearchParams();
    for (const [name, text] of leaves(input, (node) => typeof node === "string")) body.append(name.replace(/\.(\d+)$/, "[$1]"), text);
    const submission = parseSubmission(body);
    const result = schema(OPERATION)["~standard"].validate(submission.payload);
    return { result, error: report(submission, { error: result.issues ? { issues: result.issues } : null }).error };
  };
  // Conform hands the whole result over, so that the warnings arrive.
  assert.deepEqual(submit(right), { result: { ok: true, value, warnings: [] }, error: null });
  const { error } = submit(wrong);
  assert.equal(error.formErrors, null);
  assert.deepEqual(
    Object.keys(error.fieldErrors).sort(),
    found.map((path) => path.replace(/\.(\d+)$/, "[$1]")),
  );
  for (const [message] of Object.values(error.fieldErrors)) assert.match(message, sentence);
});

test("Hono: the validator's value and issues", async () => {
  const app = new Hono().post("/", sValidator("json", schema(OPERATION, { messages: MESSAGES })), (context) =>
    context.json(context.req.valid("json")),
  );
  const post = (input) =>
    app.request("/", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(input) });
  const good = await post(right);
  assert.deepEqual([good.status, await good.json()], [200, value]);
  const bad = await post(wrong);
  const { error } = await bad.json();
  assert.equal(bad.status, 400);
  assert.deepEqual(error.map(({ path }) => path.join(".")).sort(), found);
  for (const { code, pointer, message } of error) assert.ok(code && pointer && message);
});

test("a schema has what the standard requires, and nothing else", () => {
  const { version, vendor, validate, jsonSchema, ...rest } = schema("grid.onboard")["~standard"];
  assert.deepEqual({ version, vendor, rest }, { version: 1, vendor: "kyclink", rest: {} });
  assert.equal(typeof validate, "function");
  assert.deepEqual(Object.keys(jsonSchema), ["input", "output"]);
  // A consumer may call it without its object.
  assert.ok(validate({}, { libraryOptions: {} }).issues.length > 0);
  assert.ok(!("issues" in validate(right)));
});

test("an unknown operation or policy is a coded error when the schema is used", () => {
  const coded = { name: "KycLinkError", code: "invalid_config" };
  for (const [operation, options] of [["nothing"], ["grid.onboard", { policy: "lax" }]]) {
    const { validate, jsonSchema } = schema(operation, options)["~standard"];
    assert.throws(() => validate({}), coded);
    assert.throws(() => jsonSchema.input({ target: "draft-07" }), coded);
  }
  const { jsonSchema } = schema("grid.onboard")["~standard"];
  for (const options of [{ target: "openapi-3.0" }, { target: undefined }, {}, undefined])
    assert.throws(() => jsonSchema.input(options), coded);
});
