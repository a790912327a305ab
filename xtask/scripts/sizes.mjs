/**
 * `node xtask/scripts/sizes.mjs <compiler> [--check]`: measures what users download, and writes the tables of docs/speed.md.
 * `--check` writes nothing, and fails if a download has grown by more than 3 % since they were written.
 * Both fail above an absolute limit.
 */

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { filled } from "./generated.mjs";

const [, , compiler, mode] = process.argv;
const PAGE = "docs/speed.md";
const dist = (path) => `target/package/dist/${path}`;
const versions = JSON.parse(readFileSync("package.json", "utf8")).devDependencies;

/** Bundles a program as for pages and Workers, without these imports. */
function bundle(entry, external = ["*.wasm"], name = entry.replace(dist(""), "")) {
  const outfile = `target/size/${name}`;
  const options = { bundle: true, minify: true, format: "esm", target: "es2022", logLevel: "warning" };
  buildSync({ ...options, entryPoints: [entry], outfile, external });
  return outfile;
}

/** What exceeds its limit. */
const over = [];

/** The parts of the package: which files each has, and why it is there. The first part that a file fits is its own. */
const PARTS = [
  ["the wasm modules as files", /^dist\/.*\.wasm$/, "Workers and Vercel's edge runtime, which compile no bytes; `kyclink/slim`"],
  [
    "the wasm modules as text",
    /inline-wasm(-edge)?\.js$/,
    "calls without `init` and without an asset in Node, Deno, Bun and every bundler",
  ],
  ["names in eight languages", /^dist\/module\/names\//, "states by name; `Intl` has none of them, and its countries differ by platform"],
  ["the page, its texts and messages", /^dist\/(service\/page|module\/messages)\//, "`kyclink/page`, `kyclink/messages/<locale>`"],
  ["the sandbox and the commands", /^dist\/kit\//, "`kyclink/testing`, `npx kyclink`"],
  ["declarations", /^dist\/types\//, "TypeScript, the words that editors show, and a reference offline"],
  ["the scripts of kyclink/form", /^dist\/form\//, "`kyclink/form`, which has its own tables and wasm instance to download a quarter"],
  ["the handler and its stores", /^dist\/service\/(entry|edge|cloudflare|node|stores)\//, "`kyclink/edge`, and what runs it"],
  ["providers of one's own", /^dist\/service\/providers?\//, "`kyclink/provider`, and the four that are ready"],
  ["the other scripts", /^dist\//, "validation, clients, webhooks, the hook for React"],
  ["the pages, examples and licenses", /./, "documentation that belongs to the version"],
];
/** What a download may grow by before somebody has to look: then `cargo xtask size` writes the new size, and a reviewer sees it. */
const MAX_GROWTH = 1.03;

/** The most that all of it may take, in bytes: every install has it, whatever it uses. */
const MAX_UNPACKED = 4_800_000;

/** The table of the parts, rounded so that not every changed word changes it. */
function unpacked() {
  const folder = "target/package/";
  const sizes = PARTS.map(() => 0);
  for (const path of readdirSync(folder, { recursive: true })) {
    const { size, isFile } = fileAt(folder + path);
    if (isFile) sizes[PARTS.findIndex(([, files]) => files.test(path))] += size;
  }
  const total = sizes.reduce((sum, size) => sum + size);
  if (total > MAX_UNPACKED) over.push(`the package: ${total} bytes unpacked exceed the limit of ${MAX_UNPACKED}`);
  const rounded = (size) => Math.round(size / 10_000) * 10;
  const rows = PARTS.map(([name, , why], at) => `| ${name} | ${rounded(sizes[at])} | ${why} |\n`);
  return `| part | KB | without it there would be no |\n|---|--:|---|\n${rows.join("")}| all | ${rounded(total)} | at most ${rounded(MAX_UNPACKED)} |\n`;
}

function fileAt(path) {
  const stats = statSync(path);
  return { size: stats.size, isFile: stats.isFile() };
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
  const names = [
    "service/page/assets.js",
    "service/page/texts/index.js",
    "module/names/en.js",
    "module/messages/texts/en.js",
    "service/page/server/script-texts.js",
  ];
  const [{ assets }, { TEXTS }, { labels }, { default: issues }, { scriptTexts }] = await Promise.all(names.map(load));
  const texts = `export default ${JSON.stringify(scriptTexts({ ...TEXTS.en, locale: "en", addressLabels: labels, issues }))};\n`;
  const kinds = new Map([["texts", texts]]);
  for (const [name, text] of Object.entries(assets)) {
    const kind = name.slice(0, name.lastIndexOf("-")).replace("chunk", "main");
    kinds.set(kind, (kinds.get(kind) ?? "") + text);
  }
  return (...wanted) => wanted.map((kind) => written(`page/${kind}`, kinds.get(kind)));
}

/** The sizes of files that are downloaded together, each compressed alone. */
function measure(files) {
  const contents = files.map((path) => readFileSync(path));
  const sum = (size) => contents.reduce((all, content) => all + size(content).length, 0);
  return [sum((content) => content), sum((content) => gzipSync(content, { level: 9 })), sum((content) => brotliCompressSync(content))];
}

const page = await pageFiles();
const [wasm, edgeWasm, formWasm] = ["module/kyclink.wasm", "service/kyclink-edge.wasm", "form/kyclink.wasm"].map(dist);
const names = bundle(dist("module/names/en.js"));
const form = [bundle(dist("form/entry/workerd.js")), formWasm];
const react = bundle(dist("service/react/index.js"), ["react", "*/page/client.js", "kyclink/form"]);
/** What is downloaded together, and the most that it may be with brotli. */
const ROWS = [
  ["kyclink.wasm", [wasm]],
  ["kyclink: workerd entry, minified, and its wasm", [bundle(dist("module/client/workerd.js")), wasm], 160 * 1024],
  ["kyclink: inline entry, minified, the wasm in it as text", [bundle(dist("module/entry/inline.js"))]],
  ["kyclink-edge.wasm", [edgeWasm]],
  ["kyclink/edge: workerd entry, minified, and its wasm", [bundle(dist("service/edge/workerd.js")), edgeWasm], 252 * 1024],
  ["kyclink-form.wasm", [formWasm]],
  ["kyclink/form: workerd entry, minified, and its wasm", form, 58 * 1024],
  ["kyclink/form: inline entry, minified, the wasm in it as text", [bundle(dist("form/entry/inline.js"))]],
  ["kyclink/names/en, minified", [names]],
  ["kyclink/react, minified, beside React and kyclink/page/client", [react], 5 * 1024],
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
  ["kyclink/form, as above, with kyclink/names/en", [...form, names]],
  ...stack,
  ["these packages in one bundle", [bundle(STACK, [], "stack/all.js")]],
];

const current = readFileSync(PAGE, "utf8");
function table(rows) {
  const measured = rows.map(([name, files, limit]) => {
    const sizes = measure(files);
    const [, , brotli] = sizes;
    if (brotli > limit) over.push(`${name}: ${brotli} bytes with brotli exceed the limit of ${limit}`);
    const committed = current.split("\n").find((row) => row.startsWith(`| ${name} |`));
    const before = Number(committed?.split("|")[4]);
    if (mode === "--check" && !(brotli <= before * MAX_GROWTH))
      over.push(`${name}: ${brotli} bytes with brotli, and ${before} in ${PAGE}. If the growth is worth it, run \`cargo xtask size\`.`);
    return `| ${[name, ...sizes, limit ?? ""].join(" | ")} |\n`;
  });
  return `| what | raw | gzip -9 | brotli -q 11 | limit |\n|---|--:|--:|--:|--:|\n${measured.join("")}`;
}

const parts = { sizes: table(ROWS), unpacked: unpacked(), compared: `${table(compared)}\nMeasured with ${compiler}.` };
if (mode !== "--check")
  writeFileSync(
    PAGE,
    Object.entries(parts).reduce((page, [name, part]) => filled(page, name, part), current),
  );
console.log(Object.values(parts).join("\n"));
if (over.length > 0) {
  console.error(over.join("\n"));
  process.exitCode = 1;
}
