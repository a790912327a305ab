// A test of Jest, which loads the package's CommonJS variants. `checks.cjs` is checks.mjs as Babel would make it.
const { test } = require("@jest/globals");
const { run } = require("./checks.cjs");

const LANGUAGES = ["ar", "de", "en", "es", "fr", "ja", "pt", "zh"];
// Jest's jsdom has no `fetch`, no `Response` and no `crypto.subtle`.
const isPage = typeof document !== "undefined";

test("checks", async () => {
  if (!isPage) new Response();
  const before = new Set(Reflect.ownKeys(globalThis));
  const packages = {
    form: require("kyclink/form"),
    names: Object.fromEntries(LANGUAGES.map((language) => [language, require(`kyclink/names/${language}`).default])),
    cloudflare: require("kyclink/cloudflare"),
    ...(!isPage && { kyclink: require("kyclink"), edge: require("kyclink/edge"), testing: require("kyclink/testing") }),
  };
  console.log(JSON.stringify(await run({ before, ...packages })));
});
