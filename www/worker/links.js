/** `POST /kyc/links`: from what was posted to a link, or to what stands in its way. */

import { isKycLinkError, onboard, validate } from "kyclink";
import { asJson, asPages, refuse } from "./answer.js";
import { faultOf } from "./faults.js";
import { providerOf } from "./provider.js";
import { bodyKind, isFromOurPage, readBody, readForm, readJson } from "./request.js";

/** @param {Request} request @param {Record<string, string>} env */
export async function createLink(request, env) {
  if (!isFromOurPage(request, env.APP_ORIGIN)) return refuse(request, env, "forbidden");
  const kind = bodyKind(request);
  if (kind === undefined) return refuse(request, env, "unsupported_media_type");
  const body = await readBody(request);
  if (body === undefined) return refuse(request, env, "payload_too_large");
  const given = await (kind === "form" ? readForm : readJson)(body, request).catch(() => undefined);
  if (given === undefined) return refuse(request, env, "malformed");

  const { operation, label, connect } = providerOf(env);
  const speak = kind === "form" ? asPages({ operation, label, values: given.values }, env) : asJson;
  const verdict = validate(operation, given.applicant, { normalize: true });
  if (!verdict.ok) return speak.correct(verdict.issues);
  try {
    const applicant = { ...verdict.value, reference: crypto.randomUUID(), redirectUri: env.REDIRECT_URI };
    return speak.outcome(await onboard(connect(), applicant));
  } catch (error) {
    if (!isKycLinkError(error)) throw error;
    console.error(`${error.code}: ${error.message}`);
    return error.issues.length > 0 ? speak.correct(error.issues) : speak.fault(error, faultOf(error));
  }
}
