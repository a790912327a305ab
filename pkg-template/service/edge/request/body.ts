// Reads the body of a request, within limits of size and time.

import { copyOptions } from "../../../module/copy-options.ts";
import { fieldTree } from "../../../module/form/applicant.ts";
import { isObject } from "../../../module/json.ts";
import type { Context } from "../handler.ts";

// More than any form here has.
const MAX_FIELDS = 200;
// More chunks than a network makes of the longest body. A sender of single bytes would make each byte expensive.
const MAX_CHUNKS = 4096;
const FIRST_BYTES = 2 * 1024;

/** The codings of `content-encoding` that make bytes of a text. Some senders write the charset there. */
const CODINGS = /\b(?:gzip|compress|deflate|br|zstd)\b/i;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads the body as JSON, as the tree of a form, or as bytes for signature verification. `refused` is the reason if it
 * cannot be read.
 */
export async function readBody(
  context: Context,
  { kind, limit, ms, without }: { kind: "json" | "form" | "bytes"; limit: number; ms: number; without: string[] },
) {
  const bytes = await read(context, limit, ms);
  if (typeof bytes === "string") return { refused: bytes };
  try {
    if (kind === "bytes") {
      context.body = bytes;
      return {};
    }
    if (kind === "json") {
      return { body: omit(JSON.parse(decoder.decode(bytes)), without) };
    }
    // What is parsed as a form need not be text.
    if (isEncoded(context.incoming)) decoder.decode(bytes);
    const headers = { "content-type": context.request.headers.get("content-type") ?? "" };
    const all = [...(await new Response(bytes, { headers }).formData())];
    if (all.length > MAX_FIELDS) return { refused: "payload_too_large" };
    context.values = copyOptions(Object.fromEntries(all.filter(isText)));
    const { idempotencyKey, ...body } = copyOptions(fieldTree(all));
    // Several keys, or a key in parts, are not an idempotency key.
    if (idempotencyKey !== undefined && typeof idempotencyKey !== "string") return { refused: "malformed" };
    return { body: omit(body, without), key: idempotencyKey };
  } catch {
    return { refused: isEncoded(context.incoming) ? "encoded" : "malformed" };
  }
}

/** Whether a body is compressed, as its headers say. The handler reads bodies as they are sent. */
export function isEncoded({ headers }: Request) {
  return CODINGS.test(headers.get("content-encoding") ?? "");
}

function isText(field: [string, FormDataEntryValue]): field is [string, string] {
  return typeof field[1] === "string";
}

/** Returns an object without these fields, and anything else as it is. */
function omit(value: unknown, without: string[]) {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !without.includes(name))) : value;
}

/** Returns the bytes of the body, or the reason why it cannot be read. */
async function read({ incoming: { body, headers } }: Context, limit: number, ms: number) {
  if (Number(headers.get("content-length")) > limit) return "payload_too_large";
  if (!body) return new Uint8Array();
  const reader = body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late: Promise<"request_timeout"> = new Promise((resolve) => {
    timer = setTimeout(resolve, ms, "request_timeout");
  });
  const bytes = await Promise.race([collect(reader, limit), late]);
  clearTimeout(timer);
  if (typeof bytes === "string") reader.cancel().catch(() => {});
  return bytes;
}

/**
 * Collects the body in one buffer: a chunk may be a single byte, and a list of a million chunks takes more memory than
 * the body.
 */
async function collect(reader: ReadableStreamDefaultReader<Uint8Array>, limit: number) {
  let bytes = new Uint8Array(Math.min(limit, FIRST_BYTES));
  let size = 0;
  try {
    for (let chunks = 0; ; chunks++) {
      const { done, value } = await reader.read();
      if (done) return bytes.subarray(0, size);
      const end = size + value.byteLength;
      if (end > limit || chunks > MAX_CHUNKS) return "payload_too_large";
      if (end > bytes.length) {
        const larger = new Uint8Array(Math.min(limit, Math.max(end, 2 * bytes.length)));
        larger.set(bytes.subarray(0, size));
        bytes = larger;
      }
      bytes.set(value, size);
      size = end;
    }
  } catch {
    return "malformed"; // the sender disconnected
  }
}
