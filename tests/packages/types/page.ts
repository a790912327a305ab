// `kyclink/page`: what a Worker or a server imports.
import { createHandler, memoryStore } from "kyclink/edge";
import type { Locale, PageOptions, PageTexts } from "kyclink/page";
import { assets, LOCALES, onboardingPage } from "kyclink/page";

const options: PageOptions = {
  locale: ({ headers }) => (headers.get("x-language") === "de" ? "de" : undefined),
  texts: { en: { form: { title: "Welcome" }, status: { approved: { text: undefined } } }, ja: undefined },
  theme: { accent: "#0b6e4f", background: undefined },
  logo: { src: "/logo.svg", alt: "" },
  assets: new URL("https://static.example.com/"),
};
export const handler = createHandler({
  provider: "grid",
  grid: { clientId: "a", clientSecret: "b" },
  allowedOrigins: ["https://app.example.com"],
  cookieSecret: "secret",
  store: memoryStore(),
  rateLimit: "none",
  page: onboardingPage(options),
});
export const known: [readonly Locale[], Readonly<Record<string, string>>] = [LOCALES, assets];
export const titleOf = ({ form }: PageTexts): string => form.title;
onboardingPage({ assets: "handler", locale: "pt" });
// @ts-expect-error There is no such language.
onboardingPage({ locale: "xx" });
// @ts-expect-error There is no such text.
onboardingPage({ texts: { en: { form: { heading: "x" } } } });
// @ts-expect-error There is no such value.
onboardingPage({ theme: { color: "red" } });
