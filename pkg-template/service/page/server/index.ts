// What `kyclink/page` exports.

import { misuse } from "../../../module/error.ts";
import type { onboardingPage as onboardingPageType } from "../../../types/page.js";
import { check } from "./options.ts";
import { pageOf } from "./page.ts";

export { assets } from "../assets.js";
export { LOCALES } from "../texts/index.ts";
export { html } from "../views/html.ts";
export { views } from "./views.ts";

export const onboardingPage: typeof onboardingPageType = (options) => {
  // The handler calls what this function returns.
  if (options && "cookieSecret" in options) throw misuse("page must be what onboardingPage returns: write page: onboardingPage().");
  const checked = check(options);
  return (config) => pageOf(config, checked);
};
