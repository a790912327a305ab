/** Makes a case with every entry point of the package, and asks the native program the same. */

import { line } from "../agreement/native.mjs";
import { esm, subpath } from "../install/index.mjs";
import { generator, pick } from "../schema/inputs.mjs";
import { SIGNERS } from "../webhook/sign.mjs";
import { DISGUISES } from "./disguises.mjs";
import { ODDITIES, WITHOUT_JSON } from "./oddities.mjs";
import { encoded } from "./oracle.mjs";
import { polluted } from "./pollution.mjs";

export const NOW = 1_790_000_000_000;

export const kyclink = await esm();
const form = await subpath("form");
const pages = new Set(form.operations());
const SIGNED = { spherepay: SIGNERS.spherepay("secret_of_the_fuzzer"), grid: SIGNERS.grid(), bridge: SIGNERS.bridge() };

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
  verifyWebhook: {
    entries: (own) => ({
      kyclink: () => {
        const { isSigned: _, ...delivery } = deliveryOf(own);
        return kyclink.verifyWebhook(own.name, { ...delivery, maxAgeMs: own.options.maxAgeMs, now: NOW });
      },
    }),
    question: (own) => {
      const { headers, body, isSigned, ...keys } = deliveryOf(own);
      const pairs = Object.entries(headers).map(([name, value]) => [name, parsed(value)?.json?.s ? JSON.parse(value) : value]);
      return [
        encoded(parsed(body)?.json),
        { headers: pairs, keys: encoded(keys), isSigned, maxAgeMs: own.options.maxAgeMs ?? null, now: NOW },
      ];
    },
  },
  assertSafeKycUrl: {
    entries: ({ options }) => ({ kyclink: ({ url }) => kyclink.assertSafeKycUrl(url, options) }),
    question: ({ options }, { url }) => [encoded(url), options],
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

/** A delivery, whose signature or key is wrong in one of five cases. */
function deliveryOf({ name, other, seed }) {
  const { keys, headers } = SIGNED[name];
  const body = JSON.stringify(other);
  const [header, signature] = Object.entries(headers(body))[0];
  const [option, key] = Object.entries(keys)[0];
  const well = { body, headers: { [header]: signature }, [option]: key, isSigned: true };
  const wrong = { isSigned: false, headers: { [header]: Object.values(headers(`${body} `))[0] } };
  const variations = [
    { headers: { "content-type": "application/json", [header.toUpperCase()]: signature } },
    { [option]: [key, key] },
    wrong,
    {
      isSigned: false,
      headers: { [header]: pick([signature.slice(2), "", "0".repeat(64), "{}", '{"v":"1","s":1}', "é"], generator(seed)) },
    },
    { isSigned: false, headers: {} },
    { [option]: generator(seed)() < 0.5 ? "" : [] },
  ];
  return { ...well, ...variations[seed % 12] };
}

/** The question for the native program, as a line. */
export const questionOf = (own) => line([own.call, own.name, ...CALLS[own.call].question(own, subject(own))]);

/**
 * The result of each entry point: `[where, result]`. Every fourth case runs twice. Webhooks are verified asynchronously, so
 * a result may be a promise.
 */
export function resultsOf(own) {
  const entries = Object.entries(CALLS[own.call].entries(own));
  if (own.index % 4 === 0) entries.push(...entries.map(([where, run]) => [`${where}, again`, run]));
  return entries.map(([where, run]) => {
    const input = subject(own);
    if (own.call === "verifyWebhook") return [where, run(input).then(returned, thrown)];
    return [where, settled(() => polluted(own.pollution, () => run(input)))];
  });
}

function settled(run) {
  try {
    return returned(run());
  } catch (error) {
    return thrown(error);
  }
}

const returned = (value) => ({ value });

/** The public parts of an error. An error of somebody else, or of a trap, is never a result to compare. */
function thrown(error) {
  if (!kyclink.isKycLinkError(error)) return { foreign: error?.constructor?.name ?? typeof error };
  if (error.code === "internal") return { trap: true };
  const { name, message, ...details } = error.toJSON();
  const ofIssue = ({ providerMessage = null, providerPointer = null }) => [providerMessage, providerPointer];
  return { error: details, message, hidden: [error.providerMessage ?? null, error.issues.map(ofIssue)] };
}
