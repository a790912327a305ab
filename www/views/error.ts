/** The error page. */

import { html, type Markup } from "./html.ts";
import type { Texts } from "./texts/index.ts";
import type { ErrorView, Site } from "./view.ts";

export function error({ problem }: ErrorView, { texts }: Site): Markup {
  return html`<div class="card"><h1>${texts.errors.title}</h1>
<p class="lead">${sentence(problem, texts)}</p>
<p><a class="button" href="${problem?.code === "idempotency_key_reused" ? "/new" : "/"}">${texts.errors.back}</a></p></div>`;
}

function sentence(problem: ErrorView["problem"], { errors, faults }: Texts): string {
  if (problem?.code === "idempotency_key_reused") return errors.reused;
  switch (problem?.status) {
    case 404:
      return errors.missing;
    case 403:
      return errors.forbidden;
    case 429:
      return faults.busy;
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
      return faults.ours;
  }
}
