/** `POST /kyc/links`: from what was posted to a link, or to what stands in its way. */

import { isKycLinkError, onboard, validate } from "kyclink";
import { readValues, toApplicant } from "../page/applicant.js";
import { asJson, asPages, refuse } from "./answer.js";
import { faultOf } from "./faults.js";
import { providerOf } from "./provider.js";
import { bodyKind, isFromOurPage, parseForm, parseJson, readBody } from "./request.js";

/** @param {Request} request @param {Record<string, string>} env */
export async function createLink(request, env) {
  if (!isFromOurPage(request, env.APP_ORIGIN)) return refuse(request, env, "forbidden");
  const kind = bodyKind(request);
  if (kind === undefined) return refuse(request, env, "unsupported_media_type");
  const body = await readBody(request);
  if (body === undefined) return refuse(request, env, "payload_too_large");
  const given = kind === "form" ? await readForm(body, request) : readApplicant(body);
  if (given === undefined) return refuse(request, env, "malformed");

  const { operation, label, connect } = providerOf(env);
  const speak = kind === "form" ? asPages({ operation, label, values: given.values }, env) : asJson;
  const verdict = validate(operation, given.applicant, { normalize: true });
  if (!verdict.ok) return speak.correct(verdict.issues);
  try {
    return speak.outcome(await onboard(connect(), { ...verdict.value, ...ours(env) }));
  } catch (error) {
    if (!isKycLinkError(error)) throw error;
    console.error(`${error.code}: ${error.message}`);
    return error.issues.length > 0 ? speak.correct(error.issues) : speak.fault(error, faultOf(error));
  }
}

/** What nobody may choose for us: whoever knows a reference must not get that person's link. */
function ours({ REDIRECT_URI }) {
  return { reference: crypto.randomUUID(), redirectUri: REDIRECT_URI };
}

async function readForm(body, request) {
  const form = await parseForm(body, request.headers.get("content-type"));
  if (form === undefined) return undefined;
  const values = readValues(form);
  return { values, applicant: toApplicant(values) };
}

function readApplicant(body) {
  const json = parseJson(body);
  if (json === undefined) return undefined;
  const isObject = typeof json.value === "object" && json.value !== null && !Array.isArray(json.value);
  return { applicant: isObject ? { ...json.value, reference: undefined, redirectUri: undefined } : json.value };
}
