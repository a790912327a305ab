// What `kyclink/page` exports.

import { misuse } from "../../../module/error.js";
import { check } from "./options.js";
import { pageOf } from "./page.js";

export { assets } from "../assets.js";
export { LOCALES } from "../texts/index.js";
export { html } from "../views/html.js";
export { views } from "./views.js";

/** @type {typeof import("../../../types/page.js").onboardingPage} */
export const onboardingPage = (options) => {
  // The handler calls what this function returns.
  if (options && "cookieSecret" in options) throw misuse("page must be what onboardingPage returns: write page: onboardingPage().");
  const checked = check(options);
  return (config) => pageOf(config, checked);
};
