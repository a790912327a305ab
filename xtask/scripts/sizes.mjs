/**
 * `node xtask/scripts/sizes.mjs <compiler> [--check]`: measures what users download with size-limit, checks the limits,
 * and writes docs/size.md or compares it. Another compiler generates other code: then only the limits are checked.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import file from "@size-limit/file";
import { buildSync } from "esbuild";
import sizeLimit from "size-limit";

const [, , compiler, mode] = process.argv;
const PAGE = "docs/size.md";
const dist = (path) => `target/package/dist/${path}`;
const versions = JSON.parse(readFileSync("package.json", "utf8")).devDependencies;

/** Bundles a program as for pages and Workers, without these imports. */
function bundle(entry, external = ["*.wasm"], name = entry.replace(dist(""), "")) {
  const outfile = `target/size/${name}`;
  const options = { bundle: true, minify: true, format: "esm", target: "es2022", logLevel: "warning" };
  buildSync({ ...options, entryPoints: [entry], outfile, external });
  return outfile;
}

function written(name, text) {
  const path = `target/size/${name}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** What a browser loads of the onboarding page beside its HTML, by kind. */
async function pageFiles() {
  const load = (name) => import(resolve(dist(name)));
  const names = ["page/assets.js", "page/texts/index.js", "names/en.js", "messages/texts/en.js"];
  const [{ assets }, { TEXTS }, { labels }, { default: issues }] = await Promise.all(names.map(load));
  const texts = `export default ${JSON.stringify({ ...TEXTS.en, locale: "en", addressLabels: labels, issues })};\n`;
  const kinds = new Map([["texts", texts]]);
  for (const [name, text] of Object.entries(assets)) {
    const kind = name.slice(0, name.lastIndexOf("-")).replace("chunk", "main");
    kinds.set(kind, (kinds.get(kind) ?? "") + text);
  }
  return (...wanted) => wanted.map((kind) => written(`page/${kind}`, kinds.get(kind)));
}

async function measure(files) {
  const checks = [{ files, brotli: false }, { files, gzip: true }, { files }];
  return (await sizeLimit([file], { checks })).map(({ size }) => size);
}

const page = await pageFiles();
const [wasm, formWasm, names] = [dist("kyclink.wasm"), dist("form/kyclink.wasm"), bundle(dist("names/en.js"))];
const form = [bundle(dist("form/entry/workerd.js")), formWasm];
const react = bundle(dist("react/index.js"), ["react", "*/page/client.js", "kyclink/form"]);
/** What is downloaded together, and the most that it may be with brotli. */
const ROWS = [
  ["kyclink.wasm", [wasm]],
  ["kyclink: workerd entry, minified, and its wasm", [bundle(dist("entry/workerd.js")), wasm]],
  ["kyclink/edge: workerd entry, minified, and the same wasm", [bundle(dist("edge/workerd.js")), wasm], 176 * 1024],
  ["kyclink: inline entry, minified, the wasm in it as text", [bundle(dist("entry/inline.js"))]],
  ["kyclink-form.wasm", [formWasm]],
  ["kyclink/form: workerd entry, minified, and its wasm", form, 48 * 1024],
  ["kyclink/form: inline entry, minified, the wasm in it as text", [bundle(dist("form/entry/inline.js"))]],
  ["kyclink/names/en, minified", [names]],
  ["kyclink/names/de, minified", [bundle(dist("names/de.js"))]],
  ["kyclink/messages/de, minified", [bundle(dist("messages/de.js"))]],
  ["kyclink/react, minified, beside React and kyclink/page/client", [react], 2 * 1024],
  ["kyclink/page: the styles and the icon, before the form is shown", page("style", "dark", "icon")],
  ["kyclink/page: the script and English texts", page("main", "texts")],
  ["kyclink/page: the rules, loaded last", page("rules")],
];

/** What benches/stack.mjs uses of each package. */
const PACKAGES = {
  "libphonenumber-js/min": 'export { parsePhoneNumberFromString } from "libphonenumber-js/min";',
  "i18n-iso-countries": 'export { default } from "i18n-iso-countries"; export { default as en } from "i18n-iso-countries/langs/en.json";',
  "iso-3166": 'export { iso31662 } from "iso-3166";',
  "postcode-validator": 'export { postcodeValidator, postcodeValidatorExistsForCountry } from "postcode-validator";',
};
const STACK = "benches/stack.mjs";
const versioned = (specifier) => `${specifier} ${versions[specifier.split("/")[0]]}`;
const stack = [
  [`${versioned("zod/mini")}, as ${STACK} uses it`, [bundle(STACK, [...Object.keys(PACKAGES), "i18n-iso-countries/*"], "stack/zod.js")]],
  ...Object.entries(PACKAGES).map(([specifier, code], at) => {
    return [versioned(specifier), [bundle(written(`stack/${at}.mjs`, code), [], `stack/${at}.js`)]];
  }),
];
const compared = [
  ROWS.find(([, files]) => files === form),
  ["kyclink/form: the same with kyclink/names/en", [...form, names]],
  ...stack,
  ["the sum of these packages", stack.flatMap(([, files]) => files)],
  ["the same in one bundle", [bundle(STACK, [], "stack/all.js")]],
];

const over = [];
async function table(rows) {
  const measured = rows.map(async ([name, files, limit]) => {
    const sizes = await measure(files);
    if (limit && sizes[2] > limit) over.push(`${name}: ${sizes[2]} bytes with brotli exceed the limit of ${limit}; make it smaller`);
    return `| ${[name, ...sizes, limit ?? "", limit ? limit - sizes[2] : ""].join(" | ")} |\n`;
  });
  return `| what | raw | gzip -9 | brotli -q 11 | limit | left |\n|---|--:|--:|--:|--:|--:|\n${(await Promise.all(measured)).join("")}`;
}

const text = `# Sizes
The bytes that a user of the package downloads, measured with size-limit.
A limit is for brotli, and so is what is left of it.
\`cargo xtask size\` writes this file; \`cargo xtask size --check\` fails if it is out of date.

${await table(ROWS)}
## Compared with JavaScript packages
[${STACK}](../${STACK}) combines these packages for the same verdict on an applicant.
Each row is the part of a package that it uses, minified.
iso-3166 includes the names of subdivisions, which are \`kyclink/names/en\` here.

${await table(compared)}
Measured with ${compiler}.
`;
const current = readFileSync(PAGE, "utf8");
if (mode !== "--check") writeFileSync(PAGE, text);
else if (!current.includes(`Measured with ${compiler}.`)) console.log(`${PAGE} is of another compiler: only the limits are checked`);
else if (current !== text) over.push(`${PAGE} is out of date: run \`cargo xtask size\` and commit the result`);
console.log(text);
if (over.length > 0) {
  console.error(over.join("\n"));
  process.exitCode = 1;
}
