// `kyclink/page`: what a Worker or a server imports.
import { createHandler, memoryStore, type Page } from "kyclink/edge";
import type { Html, Locale, PageOptions, PageSite, PageTexts, PageView } from "kyclink/page";
import { assets, html, LOCALES, onboardingPage, views } from "kyclink/page";
import { type OnboardingClient, onboardingClient } from "kyclink/page/client";

const options: PageOptions = {
  locale: ({ headers }) => (headers.get("x-language") === "de" ? "de" : undefined),
  texts: { en: { form: { title: "Welcome" }, status: { approved: { text: undefined } } }, ja: undefined },
  theme: { accent: "#0b6e4f", background: undefined },
  logo: { src: "/logo.svg", alt: "" },
  assets: new URL("https://static.example.com/"),
  prefill: async ({ headers }) =>
    headers.has("cookie") ? { email: "jane@example.com", address: { country: "US", city: undefined }, own: { referral: "x" } } : undefined,
};
export const handler = createHandler({
  provider: "grid",
  grid: { clientId: "a", clientSecret: "b", environment: "sandbox" },
  allowedOrigins: ["https://app.example.com"],
  cookieSecret: "secret",
  store: memoryStore(),
  rateLimit: "none",
  page: onboardingPage(options),
});
export const known: [readonly Locale[], Readonly<Record<string, string>>] = [LOCALES, assets];
export const titleOf = ({ form }: PageTexts): string => form.title;
onboardingPage({ assets: "handler", locale: "pt" });
// @ts-expect-error There is no such field.
onboardingPage({ prefill: () => ({ address: { zip: "60606" } }) });
// @ts-expect-error There is no such text.
onboardingPage({ texts: { en: { form: { heading: "x" } } } });

// A document of one's own.
export const own: Page = onboardingPage({
  document: (view: PageView, site: PageSite): Html => {
    const main =
      view.kind === "form" ? views.form(view, site) : view.kind === "status" ? views.status(view, site) : views.content(view, site);
    return html`<html${views.root(site)}>${views.head(view, site)}${views.styles(site)}${views.script(site)}<main>${main}</main>
${site.texts.locale} ${site.base} ${site.newTab} ${view.kind === "status" && view.kycUrl}`;
  },
});
// @ts-expect-error A string might contain what nobody has escaped.
onboardingPage({ document: () => "<!doctype html>" });

declare const applicant: Parameters<OnboardingClient["start"]>[0];
onboardingClient({ base: undefined }).start({ ...applicant, own: undefined }, { idempotencyKey: undefined });
