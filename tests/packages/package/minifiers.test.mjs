/**
 * Minifiers: each entry point is bundled, minified once and twice, and then does what it did before. And no shipped
 * file has an escape of a surrogate, which a minifier may print as something else: SWC did until 1.14, as in Next 15.
 * That is why @swc/core is of an older version here.
 */

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import swc from "@swc/core";
import { build, transform } from "esbuild";
import { minify as terser } from "terser";
import { configOf, createHandler, createSandbox, ORIGIN, PERSON } from "../helpers/edge/harness.mjs";
import { file, project, wasm } from "../helpers/install/index.mjs";

/** Here the bundles find React. */
const FOLDER = fileURLToPath(new URL("../../../target/minified/", import.meta.url));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

const MINIFIERS = {
  SWC: async (text) => (await swc.minify(text, { module: true, compress: true, mangle: true })).code,
  terser: async (text) => (await terser(text, { module: true })).code,
  esbuild: async (text) => (await transform(text, { minify: true, format: "esm", charset: "utf8" })).code,
};

/** What a page may send in the place of a name: the wrapper copies each in another way. */
const ODD = [() => {}, Symbol("x"), Number.NaN, "\ud800", "a\udfff", "\u{1f600}", "\u2028", [], new Date(0), { a: () => {} }];

const verdicts = ({ validate }) =>
  ODD.map((odd) => validate("spherepay.onboard", { ...PERSON, firstName: odd, [`${odd?.length}\ud800`]: odd }));

/** What the main function of an entry point that a page or a Worker bundles returns, as data; the others are loaded. */
const MAIN = {
  async "."(entry) {
    const { fetch, baseUrls } = createSandbox({ ids: "deterministic" });
    const client = entry.spherepay({ apiKey: "sandbox", baseUrl: baseUrls.spherepay, fetch });
    const { kind } = await entry.onboard(client, PERSON);
    assert.equal(kind, "link");
    return [kind, verdicts(entry)];
  },
  "./form": (entry) => [verdicts(entry), entry.countries({ locale: "de" }), entry.fieldProps("grid.onboard", "address.country")],
  async "./slim"(entry) {
    await entry.init(wasm());
    return MAIN["."](entry);
  },
  async "./edge"(entry) {
    const sandbox = createSandbox({ ids: "deterministic" });
    return onboardBy(entry.createHandler(configOf(sandbox, { store: entry.memoryStore() })));
  },
  async "./page"(entry) {
    const handler = createHandler(configOf(createSandbox({ ids: "deterministic" }), { page: entry.onboardingPage() }));
    const looking = { accept: "text/html", "sec-fetch-mode": "navigate" };
    const form = await handler(new Request(`${ORIGIN}/kyc`, { headers: looking }));
    const text = (await form.text()).replace(/(?<=name="idempotencyKey" value=")[^"]+/, "a random one");
    return [await onboardBy(handler), form.status, text];
  },
  async "./page/client"(entry) {
    const { fetch } = globalThis;
    const handler = createHandler(configOf(createSandbox({ ids: "deterministic" })));
    globalThis.fetch = (url, { headers, ...init }) =>
      handler(new Request(new URL(url, ORIGIN), { ...init, headers: { ...Object.fromEntries(new Headers(headers)), origin: ORIGIN } }));
    try {
      const client = entry.onboardingClient();
      const [bad, good] = [await client.start({ ...PERSON, email: "jane" }), await client.start(PERSON)];
      assert.equal(good.kind, "link");
      return [bad, good.kind];
    } finally {
      globalThis.fetch = fetch;
    }
  },
};

/** Messages and names are data, and functions that make a message of an issue. */
const dataOf = (entry) => JSON.stringify(entry, (_, value) => (typeof value === "function" ? value.length : value));

/** Posts an applicant that is not valid, and one that is. */
async function onboardBy(handler) {
  const headers = { origin: ORIGIN, "content-type": "application/json" };
  const post = async (person) => {
    const response = await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers, body: JSON.stringify(person) }));
    return [response.status, await response.json()];
  };
  const [[bad, problem], [status, { provider }]] = [await post({ ...PERSON, email: "jane", firstName: "\ud800" }), await post(PERSON)];
  assert.deepEqual([bad, status], [422, 201]);
  return [problem, provider];
}

const { exports } = JSON.parse(readFileSync(file("package.json"), "utf8"));
const ENTRIES = Object.keys(exports).filter((name) => !/\.(json|wasm)$/.test(name));

async function bundle(entry) {
  const specifier = `kyclink${entry.slice(1)}`;
  const isDefault = /^\.\/(messages|names)\//.test(entry);
  const { outputFiles } = await build({
    stdin: { contents: `export * from "${specifier}";${isDefault ? `export { default } from "${specifier}";` : ""}`, resolveDir: project },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "es2022",
    external: ["react"],
    logLevel: "silent",
  });
  return outputFiles[0].text;
}

mkdirSync(FOLDER, { recursive: true });
let written = 0;
const load = (text) => {
  const path = join(FOLDER, `${written++}.mjs`);
  writeFileSync(path, text);
  return import(pathToFileURL(path));
};
const resultOf = async (entry, text) => {
  const loaded = await load(text);
  return [dataOf(loaded), await MAIN[entry]?.(loaded)];
};

describe("each entry point does the same", () => {
  for (const entry of ENTRIES) {
    test(entry, async () => {
      const text = await bundle(entry);
      const expected = await resultOf(entry, text);
      for (const [name, minify] of Object.entries(MINIFIERS)) {
        const once = await minify(text);
        assert.ok(isDeepStrictEqual(await resultOf(entry, once), expected), `${name}, once`);
        assert.ok(isDeepStrictEqual(await resultOf(entry, await minify(once)), expected), `${name}, twice`);
      }
    });
  }
});

/** An escape of a surrogate, also one that is escaped itself: the scripts of the page are strings in a script. */
const SURROGATE_ESCAPE = /\\u(?:d[89a-f][0-9a-f]{2}|\{0*d[89a-f][0-9a-f]{2}\})/i;

test("no shipped file has an escape of a surrogate", () => {
  for (const text of ["\\ud800", "\\\\uDFFF", "\\u{d83d}", "\\u{00dc00}"]) assert.match(text, SURROGATE_ESCAPE);
  for (const harmless of ["\\u{d80}", "\\u2066", "\\ud7ff", "\\u{1d800}"]) assert.doesNotMatch(harmless, SURROGATE_ESCAPE);
  const names = readdirSync(file(), { recursive: true }).filter((name) => statSync(file(name)).isFile());
  const found = names.filter((name) => SURROGATE_ESCAPE.test(readFileSync(file(name), "latin1")));
  assert.deepEqual(found, []);
  assert.ok(names.length > 200);
});
