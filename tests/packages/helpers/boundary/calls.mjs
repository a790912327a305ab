/** Makes a case with every entry point of the package, and asks the native program the same. */

import { line } from "../agreement/native.mjs";
import { esm, subpath } from "../install/index.mjs";
import { generator } from "../schema/inputs.mjs";
import { DISGUISES } from "./disguises.mjs";
import { ODDITIES, WITHOUT_JSON } from "./oddities.mjs";
import { encoded } from "./oracle.mjs";
import { polluted } from "./pollution.mjs";

export const NOW = 1_790_000_000_000;

export const kyclink = await esm();
const form = await subpath("form");
const pages = new Set(form.operations());

/** Makes the value that a case passes, a new one each time. */
export function subject({ tree, odd, disguise, seed }) {
  const random = generator(seed);
  let input = structuredClone(tree);
  if (disguise) return DISGUISES[disguise](input, random);
  // The deepest first, so that every parent is still as it was.
  for (const { path, oddity } of odd.toSorted((a, b) => b.path.length - a.path.length)) {
    const parent = path.slice(0, -1).reduce((node, key) => node[key], input);
    const make = ODDITIES[oddity] ?? WITHOUT_JSON[oddity];
    if (path.length === 0) input = make(random, input, input);
    else define(parent, path.at(-1), make(random, parent[path.at(-1)], input));
  }
  return input;
}

const define = (parent, key, value) => Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });

/** The calls: `entries` are the functions to compare, `question` is what the native program reads. */
const CALLS = {
  validate: {
    entries: ({ name, options }) =>
      map(
        { kyclink: kyclink.validate, ...(pages.has(name) && { "kyclink/form": form.validate }) },
        (validate) => (input) => validate(name, input, { ...options, now: NOW }),
      ),
    question: ({ options }, input) => [encoded(input), { ...options, now: NOW }],
  },
  normalize: {
    entries: ({ name }) =>
      map(
        { kyclink: kyclink.normalize, ...(pages.has(name) && { "kyclink/form": form.normalize }) },
        (normalize) => (input) => normalize(name, input),
      ),
    question: (_, input) => [encoded(input), null],
  },
  toInput: {
    entries: ({ name }) => ({ kyclink: (input) => kyclink.toInput(input, name) }),
    question: (_, input) => [encoded(input), null],
  },
  buildRequest: {
    entries: ({ name, other }) => ({ kyclink: (input) => kyclink.buildRequest(name, input, other) }),
    question: ({ other }, input) => [
      encoded(input),
      { now: NOW, config: encoded({ ...other, headers: other.headers && Object.entries(other.headers) }) },
    ],
  },
  parseResponse: {
    entries: (own) => {
      const { status, headers } = own.response;
      const text = bodyOf(own);
      const forms = {
        "a string": { status, headers, body: text },
        bytes: { status, headers: new Headers(headers), body: new TextEncoder().encode(text) },
      };
      return map(forms, (response) => (input) => kyclink.parseResponse(own.name, response, input, own.options));
    },
    question: (own, input) => {
      const { status, headers } = own.response;
      const body = bodyOf(own);
      const content = parsed(body.replace(/^\ufeff/, ""));
      const response = { status, headers: Object.entries(headers), ...(content ? { json: encoded(content.json) } : { body }) };
      return [encoded(input), { ...encoded(own.options), response, now: NOW }];
    },
  },
};

const map = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

/** The body of a response: one that was changed, or else a text. */
const bodyOf = ({ other, response }) => (other === undefined ? response.text : JSON.stringify(other));

function parsed(text) {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The question for the native program, as a line. */
export const questionOf = (own) => line([own.call, own.name, ...CALLS[own.call].question(own, subject(own))]);

/** The result of each entry point: `[where, result]`. Every fourth case runs twice. */
export function resultsOf(own) {
  const entries = Object.entries(CALLS[own.call].entries(own));
  if (own.index % 4 === 0) entries.push(...entries.map(([where, run]) => [`${where}, again`, run]));
  return entries.map(([where, run]) => {
    const input = subject(own);
    return [where, settled(() => polluted(own.pollution, () => run(input)))];
  });
}

function settled(run) {
  try {
    return { value: run() };
  } catch (error) {
    return thrown(error);
  }
}

/** The public parts of an error. An error of somebody else, or of a trap, is never a result to compare. */
function thrown(error) {
  if (!kyclink.isKycLinkError(error)) return { foreign: error?.constructor?.name ?? typeof error };
  if (error.code === "internal") return { trap: true };
  const { name, message, ...details } = error.toJSON();
  const ofIssue = ({ providerMessage = null, providerPointer = null }) => [providerMessage, providerPointer];
  return { error: details, message, hidden: [error.providerMessage ?? null, error.issues.map(ofIssue)] };
}
