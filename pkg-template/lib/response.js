// A response on its way to its parser: the body decoded, once, by the host.

import { PARSE_RESPONSE } from "./calls.js";
import { misuse } from "./error.js";
import { pairs } from "./headers.js";
import { ownOptions } from "./options.js";
import { call } from "./wasm.js";

/** Reads an answer: the output of any 2xx; throws on everything else. */
export function parseResponse(operation, response, input, options) {
  return parse(operation, decode(response), input, options);
}

/** The same of an answer that is decoded already. */
export function parse(operation, answer, input, options) {
  const { allowHosts, allowLoopback, profiles } = ownOptions(options);
  const reading = { allowHosts, allowLoopback, profiles, now: Date.now() };
  return call(PARSE_RESPONSE, operation, answer, input, reading) ?? undefined;
}

/** A response as src/js/unpack.rs takes it: the body nothing, `{ json }`, or `false` where it is not JSON. */
export function decode(response) {
  const { status, headers, body } = response ?? {};
  const content = text(body);
  return { status, headers: pairs(headers), body: content.trim() === "" ? null : json(content) };
}

function text(body) {
  if (typeof body === "string") return body;
  try {
    return new TextDecoder().decode(body ?? new Uint8Array());
  } catch (cause) {
    throw misuse("The body of a response is text or bytes.", { cause });
  }
}

function json(text) {
  try {
    return { json: JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text) };
  } catch {
    return false;
  }
}
