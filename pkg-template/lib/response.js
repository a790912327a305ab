// A response on its way to its parser: the body decoded, once, by the host.

import { pairs } from "./headers.js";
import { call } from "./wasm.js";

/** The output that an operation's response promises. */
export function parse(operation, response, input, { allowHosts, allowLoopback } = {}) {
  return call("parse_response", operation, decode(response), input, { allowHosts, allowLoopback });
}

/** A response as src/js/unpack.rs takes it: the body nothing, `{ json }`, or `false` where it is not JSON. */
export function decode({ status, headers, body }) {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body ?? new Uint8Array());
  return { status, headers: pairs(headers), body: text.trim() === "" ? null : json(text) };
}

function json(text) {
  try {
    return { json: JSON.parse(text.replace(/^\ufeff/, "")) };
  } catch {
    return false;
  }
}
