/** What the pages of this Worker are made with. */

import { addressFields, countries, fieldProps, subdivisions, validate } from "kyclink";
import names from "kyclink/names/en";
import { page } from "../views/page.ts";
import { type Texts, textsFor } from "../views/texts/index.ts";
import type { FormSite, Site, View } from "../views/view.ts";

const rules: FormSite["rules"] = { addressFields, countries, fieldProps, subdivisions, validate };

/** A view as a page in a person's language. */
export function render(view: View, partner: { operation: Site["operation"]; label: string }, texts: Texts): string {
  return page(view, { operation: partner.operation, partner: partner.label, texts, rules, names }, crypto.randomUUID());
}

export function textsOf(request: Request): Texts {
  return textsFor(request.headers.get("accept-language") ?? "");
}
