/** Reading a post that anybody may have sent. */

const MAX_BODY = 16 * 1024;

const TYPES = {
  "application/json": "json",
  "application/x-www-form-urlencoded": "form",
  "multipart/form-data": "form",
};

/** @param {Request} request @returns {"json" | "form" | undefined} */
export function bodyKind({ headers }) {
  const [type] = (headers.get("content-type") ?? "").split(";");
  return TYPES[type.trim().toLowerCase()];
}

/** Whether our own page sent this: browsers name the origin of every post. @param {Request} request @param {string} ours */
export function isFromOurPage({ headers }, ours) {
  const origin = headers.get("origin");
  if (origin !== null && origin !== "null") return origin === ours;
  return headers.get("sec-fetch-site") === "same-origin";
}

/** @param {Request} request @returns {Promise<Uint8Array | undefined>} undefined when it is too long, read no further than that */
export async function readBody({ body }) {
  const chunks = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** @param {Uint8Array} bytes @param {string} contentType @returns {Promise<FormData | undefined>} undefined when it is none */
export function parseForm(bytes, contentType) {
  return new Response(bytes, { headers: { "content-type": contentType } }).formData().catch(() => undefined);
}

/** @param {Uint8Array} bytes @returns {{ value: unknown } | undefined} undefined when it is no JSON */
export function parseJson(bytes) {
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}
