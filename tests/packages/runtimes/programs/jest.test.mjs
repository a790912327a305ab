// A test of Jest, as an ES module.
import { test } from "@jest/globals";
import { run } from "./checks.mjs";

const LANGUAGES = ["ar", "de", "en", "es", "fr", "ja", "pt", "zh"];
// Jest's jsdom has no `fetch`, no `Response` and no `crypto.subtle`.
const isPage = typeof document !== "undefined";

test("checks", async () => {
  if (!isPage) new Response();
  const before = new Set(Reflect.ownKeys(globalThis));
  const names = await Promise.all(LANGUAGES.map(async (language) => [language, (await import(`kyclink/names/${language}`)).default]));
  const packages = {
    form: await import("kyclink/form"),
    names: Object.fromEntries(names),
    cloudflare: await import("kyclink/cloudflare"),
    ...(!isPage && {
      kyclink: await import("kyclink"),
      edge: await import("kyclink/edge"),
      testing: await import("kyclink/testing"),
    }),
  };
  console.log(JSON.stringify(await run({ before, ...packages })));
});
