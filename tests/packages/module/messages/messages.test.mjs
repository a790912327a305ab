/** `kyclink/messages/<locale>`: a message for every issue, in the person's language, which names the field. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, internal, MESSAGES, subpath } from "../../helpers/install/index.mjs";
import { files } from "../../helpers/vectors/files.mjs";
import { runVectors } from "../../helpers/vectors/run.mjs";

const api = await esm();
const pageApi = await subpath("form");
const { ISSUES, MISSING_FIELDS, OPERATIONS, SHAPES } = await internal("module/tables.js");
const form = await internal("form/tables.js");

const locales = new Map();
for (const locale of MESSAGES) {
  const messages = (await subpath(`messages/${locale}`)).default;
  locales.set(locale, { messages, texts: (await internal(`module/messages/texts/${locale}.js`)).default });
}
const english = locales.get("en");

/** The params of each code. */
const paramsOf = (code) => ISSUES[code].split("|").slice(1);

/** Why a code is not a country is for programs. */
const UNSPOKEN = { country_unknown: ["reason"] };

/** The name of each field of a shape, the fields in it, and whether it is a list (`module/encoding/shape.ts`). */
const fieldsOf = (shape) =>
  shape.filter(Boolean).map((field) => {
    const [name, kind = 0, detail] = [field].flat(1);
    const isList = (kind & 7) === 7;
    return [name, isList || (kind & 7) === 6 ? detail : undefined, isList];
  });

/** The paths of all fields of a shape. */
function* paths(fields, parent = []) {
  for (const [name, inner, isList] of fieldsOf(fields)) {
    const path = [...parent, name];
    yield isList ? [...path, 0] : path;
    if (Array.isArray(inner)) yield* paths(inner, isList ? [...path, 0] : path);
  }
}

const issue = (code, path, params = {}) => ({ code, path, params });

/** Fails unless it is a whole sentence. */
function assertSentence(message, where) {
  assert.doesNotMatch(message, /\{[a-z]+\}|undefined|null|\[object|NaN/i, where);
  assert.match(message, /[.。]$|：|: /u, where);
  assert.equal(message, message.trim(), where);
}

for (const [locale, { messages, texts }] of locales) {
  test(`${locale}: every code has a message with all its params, and no message is left over`, () => {
    assert.deepEqual(Object.keys(messages).sort(), [...api.ISSUE_CODES].sort());
    for (const code of api.ISSUE_CODES) {
      const params = Object.fromEntries(paramsOf(code).map((name) => [name, `<${name}>`]));
      if (code === "invalid_type") params.expected = "integer";
      if (code === "mutually_exclusive") params.with = "email";
      const spoken = { ...params, expected: texts.types.integer, with: texts.enter.email };
      for (const [path, field] of [
        [["birthDate"], texts.enter.birthDate],
        [["unheard", 0, "of"], texts.other],
        [[], texts.input],
      ]) {
        const message = messages[code](issue(code, path, params));
        assertSentence(message, code);
        if (texts.messages[code]?.includes("{field}")) assert.ok(message.includes(field), `${code}: ${message}`);
        for (const name of Object.keys(params))
          assert.equal(message.includes(spoken[name]), !UNSPOKEN[code]?.includes(name), `${code}: ${name}`);
      }
    }
  });

  test(`${locale}: a missing field is asked for by its name`, () => {
    const generic = messages.required(issue("required", ["unheard of"]));
    assert.equal(generic, texts.required.other);
    for (const fields of form.SHAPES.values())
      for (const path of paths(fields)) {
        const message = messages.required(issue("required", path));
        assertSentence(message, path.join("."));
        assert.notEqual(message, generic, path.join("."));
      }
  });

  test(`${locale}: no field is named that no operation and no route has`, () => {
    const all = [...SHAPES.values()].flatMap((fields) => [...paths(fields)]).map((path) => path.filter((step) => typeof step === "string"));
    const known = new Set(["code", ...all.map((path) => path.at(-1)), ...all.map((path) => path.slice(-2).join("."))]);
    const named = [...Object.keys(texts.enter), ...Object.keys(texts.choose)];
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
    assert.equal(new Set(named).size, named.length, "a field is entered or chosen");
    assert.deepEqual(named, [...Object.keys(english.texts.enter), ...Object.keys(english.texts.choose)]);
  });

  test(`${locale}: the issues of all vectors have sentences`, () => {
    let count = 0;
    const validate = (operation, input, options) => {
      const [plain, verdict] = [{}, { messages }].map((more) => api.validate(operation, input, { ...options, ...more }));
      const [expected, found] = [plain, verdict].map(({ issues = [], warnings }) => [...issues, ...warnings]);
      assert.deepEqual(
        found.map(({ code, pointer, params }) => ({ code, pointer, params })),
        expected.map(({ code, pointer, params }) => ({ code, pointer, params })),
      );
      for (const { code, pointer, message } of found) assertSentence(message, `${operation} ${code} ${pointer}`);
      count += found.length;
      return plain;
    };
    const vectors = files.filter(({ vectors: { kind } }) => kind === "field" || kind === "validate");
    assert.deepEqual(runVectors({ ...api, validate }, vectors).failed, []);
    assert.ok(count > 500, String(count));
  });
}

test("without messages, a missing field is asked for by the same English names", () => {
  const messageOf = (path) => english.messages.required(issue("required", path));
  for (const [name, sentence] of Object.entries(MISSING_FIELDS)) assert.equal(messageOf(name.split(".")), sentence, name);
  const { enter, choose } = english.texts;
  assert.deepEqual(Object.keys(MISSING_FIELDS), [...Object.keys(enter), ...Object.keys(choose)]);
  // The form's table has the fields of its operations only.
  for (const [name, sentence] of Object.entries(form.MISSING_FIELDS)) assert.equal(MISSING_FIELDS[name], sentence, name);
  assert.ok(Object.keys(form.MISSING_FIELDS).length < Object.keys(MISSING_FIELDS).length);
  let count = 0;
  for (const validate of [api.validate, pageApi.validate])
    for (const operation of pageApi.operations())
      for (const input of [{}, { type: "business", customerType: "BUSINESS", business: {}, businessInfo: {}, address: {}, applicant: {} }])
        for (const { code, path, message } of validate(operation, input).issues ?? [])
          if (code === "required") assert.equal(message, messageOf(path), `${operation} ${path} ${++count}`);
  assert.ok(count > 80, String(count));
});

test("no message repeats a value or an unknown name", () => {
  const value = "Zx9\u0000Qw".repeat(100);
  const filled = (fields) =>
    Object.fromEntries([
      ...fieldsOf(fields).map(([name, inner, isList]) => {
        const content = inner ? filled(inner) : value;
        return [name, isList ? [content] : content];
      }),
      [value, value],
    ]);
  for (const [locale, { messages }] of locales) {
    for (const operation of OPERATIONS) {
      const { issues = [], warnings } = api.validate(operation, filled(SHAPES.get(operation)), { messages });
      assert.ok(warnings.some(({ code }) => code === "unknown_field"));
      for (const { code, message } of [...issues, ...warnings]) assert.ok(!message.includes("Zx9"), `${locale} ${code}`);
    }
  }
});

/** Words that only English has, of three letters or more. */
const ENGLISH = /\b(the|your|enter|choose|check|this|must|and|with|not|name|address|field|code of|number|country|such as)\b/i;

for (const [locale, { messages, texts }] of locales) {
  if (locale === "en") continue;
  test(`${locale}: nothing is left in English`, () => {
    const flat = ({ enter, choose, required, types, messages, input, other }) => ({
      ...{ ...enter, ...choose, ...types, ...messages, input, other },
      ...{ "required.enter": required.enter, "required.choose": required.choose, "required.other": required.other },
    });
    const originals = flat(english.texts);
    for (const [key, text] of Object.entries(flat(texts))) {
      assert.notEqual(text, originals[key], key);
      // What is the same everywhere: examples, and the names of places for params.
      const words = text.replace(/\{\w+\}|https:\/\/\S*|\S+@\S+/g, "");
      assert.doesNotMatch(words, ENGLISH, `${key}: ${text}`);
      const letters = { ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u, ar: /\p{Script=Arabic}/u }[locale] ?? /\p{L}/u;
      if (key !== "boolean") assert.match(text.replace("{field}", "") || "{field}", letters, key);
    }
    for (const code of api.ISSUE_CODES)
      assert.notEqual(messages[code](issue(code, ["email"])), english.messages[code](issue(code, ["email"])), code);
  });
}

test("ar: what is written from left to right is isolated", () => {
  for (const text of Object.values(locales.get("ar").texts.messages)) {
    // Latin letters outside of an isolate, and isolates that do not end.
    const rest = text.replace(/\u2066[^\u2066\u2069]*\u2069/g, "").replace(/\{\w+\}/g, "");
    assert.doesNotMatch(rest, /[A-Za-z\u2066\u2069]/, text);
  }
});

test("the message of a field says what the page calls it", () => {
  const message = (locale, path, code = "required") => locales.get(locale).messages[code](issue(code, path, { max: 5, actual: 6 }));
  assert.equal(message("en", ["email"]), "Enter your email address.");
  assert.equal(message("en", ["address", "country"]), "Choose your country.");
  assert.equal(message("en", ["business", "country"]), "Choose the country of registration of your business.");
  for (const name of ["businessInfo", "businessInformation"])
    assert.equal(message("en", [name, "country"]), message("en", ["business", "country"]));
  // What the application calls its own fields, the package does not know.
  for (const name of ["email", "phone", "country", "firstName"]) {
    assert.equal(message("en", ["own", name]), message("en", ["own", "referral"]), name);
    assert.notEqual(message("en", ["own", name]), message("en", [name]), name);
  }
  assert.equal(message("en", ["constructor"]), "Fill in this field.");
  assert.equal(message("en", ["__proto__", "toString"]), "Fill in this field.");
});
