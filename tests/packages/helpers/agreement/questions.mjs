/**
 * The calls that every build makes: the vectors, the strings of the conformance suites, the tables, and variations of all
 * of them.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mutants } from "../schema/inputs.mjs";
import { files } from "../vectors/files.mjs";
import { readVectors } from "../vectors/run.mjs";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const NOW = 1_790_000_000_000;
const MODES = ["schema", "postal", "strict"].flatMap((policy) => [false, true].map((normalize) => ({ policy, normalize, now: NOW })));

/** Questions of the vectors: each input in each mode. */
export function ofVectors() {
  const checks = files.map(({ vectors }) => readVectors(vectors)).filter(({ kind }) => ["field", "validate"].includes(kind));
  return checks.flatMap((vectors) => inputsOf(vectors).flatMap((input) => MODES.flatMap((mode) => ask(vectors.operation, input, mode))));
}

function inputsOf({ kind, cases, base, path, valid = [], invalid = {}, warned = {}, sent = [] }) {
  if (kind === "validate") return cases.map(({ input }) => input);
  const values = [...valid, ...Object.values({ ...invalid, ...warned }).flat(), ...sent.map(([given]) => given)];
  return values.map((value) => placed(base, path, value));
}

/** `count` questions about made inputs of each operation, the same ones each time. */
export function ofMutants(operations, count, seed) {
  return operations.flatMap((operation) =>
    [...mutants(operation, count, seed)].flatMap((input, at) => ask(operation, input, MODES[at % MODES.length])),
  );
}

/** Questions about what is no input at all, whole or in every field. */
export function ofOddities(operations) {
  const odd = [
    null,
    true,
    1,
    1.5,
    "x",
    "\ud800",
    "\ud83d\ude00",
    () => {},
    Symbol("x"),
    [],
    [[]],
    {},
    JSON.parse('{"__proto__":{"a/b~c":1},"constructor":"","":null}'),
    "é".repeat(3000),
  ];
  const names = [
    "type",
    "customerType",
    "email",
    "phone",
    "phoneNumber",
    "address",
    "customerId",
    "applicant",
    "redirectUri",
    "birthDate",
    "currencies",
    "business",
    "businessInfo",
  ];
  const inputs = odd.flatMap((value) => [
    value,
    Object.fromEntries(names.map((name) => [name, value])),
    { address: { ...ADDRESS, state: value, postalCode: value, line2: value } },
  ]);
  return operations.flatMap((operation) => inputs.flatMap((input) => MODES.flatMap((mode) => ask(operation, input, mode))));
}

const ADDRESS = { line1: "1 Main Street", city: "X", state: "IL", postalCode: "60606", country: "US" };
const VIA_LINK = { type: "individual", email: "a@b.c", phone: "+14155550123", address: ADDRESS };
const CONSENT = { acceptedAt: "", ipAddress: "::1", termsVersion: "1", acceptanceMethod: "CHECKBOX" };
const PLACES = {
  email: ["spherepay.createCustomerViaLink", VIA_LINK, ["email"]],
  phone: ["spherepay.createCustomerViaLink", VIA_LINK, ["phone"]],
  phoneNumber: ["grid.createCustomer", { customerType: "INDIVIDUAL" }, ["phoneNumber"]],
  country: ["spherepay.createCustomerViaLink", VIA_LINK, ["address", "country"]],
  region: ["grid.createCustomer", { customerType: "INDIVIDUAL" }, ["region"]],
  address: ["spherepay.createCustomerViaLink", VIA_LINK, ["address"]],
  date: ["grid.createCustomer", { customerType: "INDIVIDUAL" }, ["birthDate"]],
  timestamp: ["grid.createCustomer", { customerType: "INDIVIDUAL", endUserTermsConsent: CONSENT }, ["endUserTermsConsent", "acceptedAt"]],
  redirectUri: ["grid.createKycLink", { customerId: "Customer:1" }, ["redirectUri"]],
};

/** Questions of the conformance suites: each text where it belongs. */
export function ofSuites() {
  const suites = readdirSync(join(ROOT, "tests/suites")).filter((name) => name.endsWith(".json") && name !== "differences.json");
  return suites.flatMap((name) => {
    const { field, cases } = JSON.parse(readFileSync(join(ROOT, "tests/suites", name), "utf8"));
    if (field === "postalCode") return cases.flatMap(([country, postalCode]) => put("address", { ...ADDRESS, country, postalCode }));
    const texts = cases.map(([text]) => text);
    // A rule of ours refuses most http addresses before they are parsed.
    if (field === "redirectUri")
      texts.push(...texts.filter((text) => text.startsWith("http:")).map((text) => text.replace("http:", "https:")));
    return texts.flatMap((text) => put(field, text));
  });
}

/** Questions of the tables: every number, postal code, country and subdivision that is known. */
export function ofTables() {
  const rows = (path) =>
    readFileSync(join(ROOT, path), "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => row.split(","));
  return [
    ...rows("tests/vectors/data/phone-examples.csv").flatMap(([country, , number, phone]) => [
      ...put("phone", number),
      ...put("phoneNumber", number),
      ...ask("spherepay.onboard", { phone, address: { country } }, { ...MODES[3], phoneCountry: "address" }),
    ]),
    ...rows("tests/vectors/data/postal-samples.csv").flatMap(([country, fits, other]) =>
      [...fits.split(";"), ...other.split(";")].flatMap((postalCode) => put("address", { ...ADDRESS, country, postalCode })),
    ),
    ...[...rows("data/countries.csv"), ...rows("data/former-countries.csv")].flatMap(([alpha2, alpha3]) =>
      [alpha2, alpha3].flatMap((code) => [
        ...put("country", code),
        ...put("region", code.toLowerCase()),
        ...put("address", { line1: "1", city: "X", country: code }),
      ]),
    ),
    ...rows("data/subdivisions.csv").flatMap(([state], at) =>
      put("address", { ...ADDRESS, state: at % 2 ? state : state.slice(3), country: state.slice(0, 2) }),
    ),
  ];
}

const put = (place, value) => {
  const [operation, base, path] = PLACES[place];
  return ask(operation, placed(base, path, value), MODES[2]);
};

const ask = (operation, input, mode) => ["validate", "normalize"].map((call) => [call, operation, encoded(input), mode]);

const placed = (node, [key, ...rest], value) => ({ ...node, [key]: rest.length > 0 ? placed(node[key], rest, value) : value });

/** The input as JSON, with marks for what JSON cannot carry. */
function encoded(value) {
  if (typeof value === "string") return value.isWellFormed() ? value : { $: "malformed" };
  if (["function", "symbol"].includes(typeof value)) return { $: "opaque" };
  if (typeof value !== "object" || value === null) return value ?? null;
  // The list may hold a `constructor` of its own, which map would ask.
  if (Array.isArray(value)) return Array.from(value, encoded);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, encoded(item)]));
}
