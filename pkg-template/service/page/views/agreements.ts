// The agreements that a person reads and accepts: in the form, and on a page of their own for what is missing later.

import type { State } from "./field.ts";
import { errorOf } from "./field.ts";
import { attributes, html } from "./html.ts";
import { message } from "./issues.ts";
import { endSession } from "./session.ts";
import type { Agreement, AgreementsView, Site, Texts } from "./view.js";

/** The name of the control of an agreement. */
export const controlOf = ({ type }: Agreement) => `agreements.${type}`;

/**
 * A checkbox for each agreement, with a link to its document. Its value is the version that is shown: a tick for an
 * earlier one does not count.
 */
export function agreementFields(agreements: readonly Agreement[], { agreements: texts }: Texts, stateOf: (name: string) => State) {
  const [before, after] = texts.accept.split("{title}");
  const boxes = agreements.map((agreement) => {
    const { title, url, version } = agreement;
    const name = controlOf(agreement);
    const { value, message, autofocus } = stateOf(name);
    const props = attributes({
      id: name,
      name,
      value: version,
      required: true,
      checked: value === version,
      "data-label": title,
      "aria-describedby": message && `${name}-error`,
      "aria-invalid": message === undefined ? undefined : "true",
      autofocus,
    });
    return html`<div class="field" data-field="${name}">
<label class="choice"><input type="checkbox"${props}> <span>${before}<a href="${url}" target="_blank" rel="noopener noreferrer" hreflang="en"><bdi lang="en">${title}</bdi></a>${after}</span></label>
${errorOf(name, message)}
</div>
`;
  });
  return html`<fieldset>
<legend>${texts.title}</legend>
${boxes}</fieldset>`;
}

/** The page for what a customer has not accepted yet. It needs no script. */
export function agreementsPage({ agreements = [], issues = [], values = {} }: AgreementsView, site: Site) {
  const { base, texts } = site;
  const titleOf = (name: string) => agreements.find((agreement) => controlOf(agreement) === name)?.title;
  const wrong = new Map(issues.map((issue) => [issue.path.join("."), message(issue, texts, titleOf)]));
  const first = agreements.map(controlOf).find((name) => wrong.has(name));
  const isRefused = issues.length > 0 && first === undefined;
  return html`<h1>${texts.agreements.title}</h1>
<p class="lead">${texts.agreements.lead}</p>
<form method="post" action="${base}/agreements">
${agreementFields(agreements, texts, (name) => ({ value: values[name], message: wrong.get(name), autofocus: name === first }))}
<p class="notice" role="alert"${attributes({ hidden: !isRefused })}>${isRefused && texts.failures.refused}</p>
<button>${texts.form.submit}</button>
</form>
${endSession(site)}`;
}
