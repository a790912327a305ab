/** Reading a post that anybody may have sent. */

import { readValues, toApplicant } from "../page/applicant.js";

const MAX_BODY = 16 * 1024;
const FORMS = ["application/x-www-form-urlencoded", "multipart/form-data"];

/** Whether our own page sent this: browsers name the origin of every post. @param {Request} request @param {string} ours */
export function isFromOurPage({ headers }, ours) {
  const origin = headers.get("origin");
  if (origin !== null && origin !== "null") return origin === ours;
  return headers.get("sec-fetch-site") === "same-origin";
}

/** @param {Request} request @returns {"json" | "form" | undefined} */
export function bodyKind({ headers }) {
  const type = (headers.get("content-type") ?? "").split(";")[0].trim().toLowerCase();
  if (type === "application/json") return "json";
  return FORMS.includes(type) ? "form" : undefined;
}

/** @param {Request} request @returns {Promise<Blob | undefined>} undefined when it is too long, read no further than that */
export async function readBody({ body }) {
  const chunks = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return new Blob(chunks);
}

/** The applicant in a form, with its values as they were typed; rejects what is no form. @param {Blob} body @param {Request} request */
export async function readForm(body, { headers }) {
  const form = await new Response(body, { headers: { "content-type": headers.get("content-type") } }).formData();
  const values = readValues(form);
  return { applicant: toApplicant(values), values };
}

/** The applicant in JSON, whatever it is; rejects what is no JSON. @param {Blob} body */
export async function readJson(body) {
  const given = JSON.parse(await body.text());
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  // Nobody chooses these for us: whoever knows a reference must not get that person's link.
  return { applicant: isObject ? { ...given, reference: undefined, redirectUri: undefined } : given };
}
