/** The pages of this Worker. */

import { addressFields, countries, fieldProps, subdivisions, validate } from "kyclink";
import * as names from "kyclink/names/en";
import { page } from "../views/page.ts";
import { textsFor } from "../views/texts/index.ts";
import type { FormSite, View } from "../views/view.ts";
import type { Env } from "./config.ts";

const PARTNERS = { spherepay: "SpherePay", grid: "Lightspark Grid" };
const rules = { addressFields, countries, fieldProps, subdivisions, validate } as FormSite["rules"];

/** Renders a view as a page in the browser's preferred language. */
export function render(view: View, { PROVIDER }: Env, { headers }: Request): string {
  const texts = textsFor(headers.get("accept-language") ?? "");
  return page(view, { operation: `${PROVIDER}.onboard`, partner: PARTNERS[PROVIDER], texts, rules, names }, crypto.randomUUID());
}
