// Prepares responses for parsing: the host decodes each body once. Of a 2xx response, only the fields that the
// operation reads cross the boundary; `raw` stays here.

import { misuse } from "../error.ts";
import { isObject } from "../json.ts";
import { knownOptions } from "../options/known-options.ts";
import type { ReadOptions } from "../options/options.ts";
import type { Operations } from "../providers.js";
import type { ResponseField } from "../tables.js";
import { ENDPOINTS, READ_OPTIONS, SUCCESS } from "../tables.js";
import { isLoopback, isSafeUrl } from "../url.ts";
import { PARSE_RESPONSE } from "../wasm/calls.ts";
import { freeze, json, ofJson, parsedJson } from "../wasm/json.ts";
import { call } from "../wasm/wasm.ts";
import type { Header, HeadersInput } from "./headers.ts";
import { pairs } from "./headers.ts";
import type { CallName } from "./request.ts";

/** An HTTP response as plain data. */
export interface HttpResponse {
  /** The HTTP status. 0, as in `Response.error()`, means that there was no response. */
  status: number;
  /** The response headers. */
  headers: HeadersInput;
  /** The raw body. */
  body?: string | Uint8Array;
  /** Where it came from, as a `Response` has it. From this machine, links to this machine are accepted. */
  url?: string;
}

/**
 * A decoded response. An empty body is null, one that is not JSON is false. A 2xx has no headers, because nothing reads
 * them. Where the request has an idempotency key, it has the `attempts` before it.
 */
export interface DecodedResponse {
  status: number;
  headers?: Header[];
  body: { json: unknown } | false | null;
  attempts?: Attempts;
}

/**
 * The attempts of a call before the last one, which all have the same key. src/client/exchange/attempts.rs says what they mean.
 */
export type Attempts = { idempotencyKey?: string; mayHaveArrived: boolean };

/** `links` is a list, or frozen: allowHosts and allowLoopback. No error repeats one of the `credentials`. */
type ParseOptions = { links?: unknown; profiles?: unknown; credentials?: string[] };

/**
 * Parses a response into the operation's output.
 *
 * @param operation The operation that the request was built for.
 * @param response The provider's response.
 * @param input The input of the request. Pass it always: some responses do not contain the customer's id.
 * @param options Which links are accepted, and which profiles determine a customer's status.
 * @returns The operation's output; `undefined` for operations without one.
 * @throws {KycLinkError} for every status other than 2xx, and `unexpected_response` for an unusable 2xx response
 * @example
 * const link = parseResponse("grid.createKycLink", { status: 201, headers: {}, body }, { customerId });
 */
export function parseResponse<Name extends CallName>(
  operation: Name,
  response: HttpResponse,
  input?: Operations[Name]["input"],
  options?: ReadOptions,
): Operations[Name]["output"] {
  const { allowHosts, allowLoopback = isFromLoopback(response), profiles } = knownOptions(options, READ_OPTIONS);
  const links = (options || allowLoopback) && [allowHosts, allowLoopback];
  return parse(operation, decode(response), input, { links, profiles });
}

/** Whether a response has come from this machine, where a sandbox has its links. */
function isFromLoopback(response: HttpResponse) {
  const url = response?.url;
  return typeof url === "string" && url !== "" && isSafeUrl(url, true) && isLoopback(new URL(url).hostname);
}

/** Returns the output of an operation, or throws its error, from a response whose body is decoded. */
export function parse<Output = unknown>(
  operation: string,
  response: DecodedResponse,
  input: unknown,
  { links, profiles, credentials }: ParseOptions,
): Output {
  const raws: object[] = [];
  const crossing = freezeResponse(operation, response, raws);
  // Of a 2xx, an output does not need what was sent, apart from the input where the response does not repeat it; no
  // response to a create needs that. src/client/call/mod.rs says when an error needs all of it: then there is no value.
  const isError = response.headers !== undefined;
  const sent = ENDPOINTS.get(operation)?.creates ? undefined : input;
  let output = isError ? undefined : call(PARSE_RESPONSE, crossing, sent, links, profiles);
  // Only an error has a `Retry-After` that may be a date.
  if (output === undefined) output = call(PARSE_RESPONSE, crossing, input, links, profiles, Date.now(), credentials ?? []);
  if (raws.length > 0) attachRaws(output, raws);
  return (output ?? undefined) as Output;
}

/**
 * Returns what stands for a response in calls, as src/client/http/received_response.rs reads it. Each object that an output
 * has as `raw` is added to `raws`, and its index crosses instead.
 */
export function freezeResponse(operation: string, { status, headers, body, attempts }: DecodedResponse, raws: object[]) {
  const { index, fields } = ENDPOINTS.get(operation) ?? { index: typeof operation === "string" ? operation : "", fields: undefined };
  // An error has one of five forms, and is rare.
  if (!isSuccess(status) || !fields || !body) return freeze([index, status, body && ofJson(parsedJson([body.json])), headers, attempts]);
  const picked = parsedJson(pick(body.json, fields, raws));
  return ofJson(attempts ? `[${index},${status},${picked},null,${json(attempts)}]` : `[${index},${status},${picked}]`);
}

/** Replaces the index in `raw` of an output, or of each item in it, with the object itself. */
export function attachRaws(output: unknown, raws: object[]) {
  const { items = output }: { items?: unknown } = output ?? {};
  for (const item of [items].flat() as { raw?: unknown }[]) {
    if (typeof item.raw === "number") item.raw = raws[item.raw];
  }
}

/** Returns an object of the fields that the operation reads; `null` if the value is not an object. */
function pick(value: unknown, fields: readonly ResponseField[], raws: object[]): Record<string, unknown> | null {
  if (!isObject(value)) return null;
  const picked: Record<string, unknown> = {};
  for (const field of fields) {
    if (field === null) {
      picked.raw = raws.push(value) - 1;
      continue;
    }
    const [name, inner, isList] = typeof field === "string" ? [field] : field;
    const part = Object.hasOwn(value, name) ? value[name] : null;
    if (!inner) picked[name] = part;
    else if (!isList) picked[name] = pick(part, inner, raws);
    else picked[name] = Array.isArray(part) ? part.map((item) => pick(item, inner, raws)) : null;
  }
  return picked;
}

export function decode(response: { status: number; headers: unknown; body?: unknown }): DecodedResponse {
  const { status, headers, body } = response ?? {};
  const isUnread = isSuccess(status) && (headers === undefined || typeof headers === "object");
  return { status, headers: isUnread ? undefined : pairs(headers), body: parseBody(bodyText(body)) };
}

/** Returns whether a response says that the request was carried out. */
export function isSuccess(status: number) {
  return Number.isInteger(status) && status >= SUCCESS[0] && status <= SUCCESS[1];
}

/** Leaves the byte order mark to `parseBody`, which removes one of a text, too. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function bodyText(body: unknown) {
  if (typeof body === "string") return body;
  try {
    return decoder.decode((body as Uint8Array | undefined) ?? new Uint8Array());
  } catch (cause) {
    throw misuse("The body of a response must be a string or bytes.", { cause });
  }
}

/** Any character but the crate's white space, which is Unicode's: a byte order mark is none, and U+0085 is. */
const CONTENT = /[^\s\x85]|\ufeff/;

function parseBody(text: string): DecodedResponse["body"] {
  // Some servers send a byte order mark, which is not JSON.
  const content = text.startsWith("\ufeff") ? text.slice(1) : text;
  try {
    return { json: JSON.parse(content) };
  } catch {
    return CONTENT.test(content) ? false : null;
  }
}
