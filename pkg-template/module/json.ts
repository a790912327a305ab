// JSON that somebody else has written, and the objects in it.

/**
 * Returns the value of JSON, or of its bytes in UTF-8, which may begin with a mark of the byte order; `undefined` if it is
 * none.
 */
export function parseJson(json: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof json === "string" ? json : new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch {
    return undefined;
  }
}

/** Whether a value is an object, and not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
