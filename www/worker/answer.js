/** Answers, as pages for forms and as JSON for programs, with the headers that every one of them needs. */

import { problem } from "kyclink";
import { toMessages } from "../page/applicant.js";
import { form } from "../views/form.js";
import { confirmContacts, verified } from "../views/outcome.js";
import { message, page } from "../views/page.js";
import { bodyKind } from "./request.js";

const REFUSALS = {
  malformed: [400, "What was sent cannot be read."],
  forbidden: [403, "This form can only be sent from its own page."],
  not_found: [404, "There is nothing at this address."],
  method_not_allowed: [405, "This address cannot be opened like that."],
  payload_too_large: [413, "That is more than this form takes: 16 KiB."],
  unsupported_media_type: [415, "Send a form or JSON."],
  internal: [500, "Something is wrong on our side. Please try again later."],
};

/** What is wrong with the request itself. */
export function refuse(request, env, code, headers) {
  const [status, text] = REFUSALS[code];
  const kind = bodyKind(request);
  const isForPerson = kind === "form" || (kind === undefined && request.headers.get("accept")?.includes("text/html"));
  return isForPerson
    ? answerPage(message("This did not work", text, "Go to the start"), status, env, headers)
    : answerProblem(code, text, status, { headers });
}

/** The ends of an onboarding for a person. @param {{ operation: string, label: string, values: Record<string, string> }} view */
export const asPages = (view, env) => ({
  correct: (issues) => answerPage(page("Please check your answers", form({ ...view, messages: toMessages(issues) })), 422, env),

  outcome({ kind, link, channels }) {
    if (kind === "link") return redirect(link.kycUrl, 303);
    return answerPage(kind === "approved" ? verified() : confirmContacts(view.label, channels), 200, env);
  },

  // What can be sent again is kept for that; what may have arrived already is not laid out to be sent twice.
  fault({ retryable }, { status, text, headers }) {
    const content = retryable ? page("Please try again", form({ ...view, notice: text })) : message("This did not work", text, "Start again");
    return answerPage(content, status, env, headers);
  },
});

/** The ends of an onboarding for a program. */
export const asJson = {
  correct: (issues) => answerProblem("invalid_request", "Some answers need another look.", 422, { errors: problem(issues).errors }),

  outcome({ kind, link, channels }) {
    if (kind === "approved") return answerJson({ next: "approved" }, 200);
    if (kind === "verify_contact") return answerJson({ next: "verify_contact", channels }, 202);
    const { kycUrl, expiresAt, provider } = link;
    return answerJson({ kycUrl, expiresAt, provider }, 201);
  },

  fault: ({ code }, { status, text, headers }) => answerProblem(code, text, status, { headers }),
};

/**
 * `same-origin`, because with `no-referrer` a browser hides even from us where a form was sent from. Browsers hold
 * `form-action` against the redirect after a post, too, and the hosted page may be on any https host; `HOSTED_ORIGIN`
 * is that of a sandbox without https.
 */
export function answerPage(markup, status, { HOSTED_ORIGIN = "" }, headers) {
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; form-action 'self' https: ${HOSTED_ORIGIN}; base-uri 'none'; frame-ancestors 'none'`;
  return answer(String(markup), status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "referrer-policy": "same-origin",
    ...headers,
  });
}

export function redirect(location, status) {
  return answer(null, status, { location });
}

function answerJson(value, status, headers) {
  return answer(JSON.stringify(value), status, { "content-type": "application/json", ...headers });
}

/** A problem as RFC 9457 has it. */
function answerProblem(code, title, status, { headers, errors } = {}) {
  return answerJson({ type: `urn:kyclink:${code}`, title, status, code, detail: title, errors }, status, {
    "content-type": "application/problem+json",
    ...headers,
  });
}

function answer(body, status, headers) {
  return new Response(body, {
    status,
    headers: { "cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff", ...headers },
  });
}
