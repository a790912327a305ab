// The error page.

import { html } from "./html.ts";
import type { ErrorView, Site, Texts } from "./view.js";

export function error({ problem }: ErrorView, { base, texts }: Site) {
  const isNew = problem?.code === "idempotency_key_reused" || problem?.code === "customer_gone";
  return html`<div class="card"><h1>${texts.errors.title}</h1>
<p class="lead">${message(problem, texts)}</p>
<p><a class="button" href="${isNew ? `${base}/new` : base || "/"}">${texts.errors.back}</a></p></div>`;
}

function message(problem: ErrorView["problem"], { errors, failures }: Texts) {
  if (problem?.advice) return problem.advice;
  if (problem?.code === "idempotency_key_reused") return errors.reused;
  if (problem?.code === "customer_gone") return errors.gone;
  if (problem?.code === "contact_locked") return errors.locked;
  if (problem?.code === "conflict") return failures.taken;
  switch (problem?.status) {
    case 404:
      return errors.missing;
    case 410:
      return errors.expired;
    case 403:
      return errors.forbidden;
    case 429:
      return failures.busy;
    case 409:
    case 502:
    case 503:
    case 504:
      return errors.reload;
    case 400:
    case 405:
    case 408:
    case 413:
    case 415:
      return errors.malformed;
    default:
      return failures.ours;
  }
}
