/**
 * `kyclink/page`: the onboarding page of a handler.
 *
 * @example
 * ```ts
 * import { createHandler } from "kyclink/edge";
 * import { onboardingPage } from "kyclink/page";
 *
 * const handler = createHandler({ ...config, page: onboardingPage() });
 * ```
 * @module
 */

import { misuse } from "../../../module/error.ts";
import type { Page } from "../../edge/config/hooks.ts";
import type { PageOptions } from "./options.ts";
import { check } from "./options.ts";
import { pageOf } from "./page.ts";

export { assets } from "../assets.js";
export { LOCALES } from "../texts/index.ts";
export type { Locale } from "../texts/locale.ts";
export type { PageTexts, SiteTexts } from "../texts/page-texts.ts";
export type { Html } from "../views/html.ts";
export { html } from "../views/html.ts";
export type { PageIssue, PageProblem, PageSite, PageView } from "../views/page-view.ts";
export type { Logo, PageOptions } from "./options.ts";
export type { Prefill } from "./prefill.ts";
export type { Theme } from "./theme.ts";
export { views } from "./views.ts";

/**
 * Creates the onboarding page: form, contact codes, status and errors. It works without JavaScript.
 *
 * @param options Language, texts, design and where the files are.
 * @returns The `page` option of `createHandler`.
 * @throws {KycLinkError} `invalid_config` if an option is invalid
 * @example
 * const page = onboardingPage({ theme: { accent: "#0b6e4f" }, logo: { src: "/logo.svg", alt: "Example" } });
 */
export function onboardingPage(options?: PageOptions): Page {
  // The handler calls what this function returns.
  if (options && "cookieSecret" in options) throw misuse("page must be what onboardingPage returns: write page: onboardingPage().");
  const checked = check(options);
  return (config) => pageOf(config, checked);
}
