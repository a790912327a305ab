/** The calls that the package makes in every runtime, to compare the results: the strings of the conformance suites. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const NOW = 1_790_000_000_000;
const MODE = { policy: "postal", normalize: false, now: NOW };

const ADDRESS = { line1: "1 Main Street", city: "X", state: "IL", postalCode: "60606", country: "US" };
const VIA_LINK = { type: "individual", email: "a@b.c", phone: "+14155550123", address: ADDRESS };
const CONSENT = { acceptedAt: "", ipAddress: "::1", termsVersion: "1", acceptanceMethod: "CHECKBOX" };
const PLACES = {
  email: ["spherepay.createCustomerViaLink", VIA_LINK, ["email"]],
  country: ["spherepay.createCustomerViaLink", VIA_LINK, ["address", "country"]],
  address: ["spherepay.createCustomerViaLink", VIA_LINK, ["address"]],
  date: ["grid.createCustomer", { customerType: "INDIVIDUAL" }, ["birthDate"]],
  timestamp: ["grid.createCustomer", { customerType: "INDIVIDUAL", endUserTermsConsent: CONSENT }, ["endUserTermsConsent", "acceptedAt"]],
  redirectUri: ["grid.createKycLink", { customerId: "Customer:1" }, ["redirectUri"]],
};

/** The calls: each text of the suites where it belongs. `differences.json` has what we decide otherwise, not texts. */
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

const put = (place, value) => {
  const [operation, base, path] = PLACES[place];
  return ["validate", "normalize"].map((call) => [call, operation, encoded(placed(base, path, value)), MODE]);
};

const placed = (node, [key, ...rest], value) => ({ ...node, [key]: rest.length > 0 ? placed(node[key], rest, value) : value });

/** The input as JSON, with a mark for a string that JSON cannot carry. */
function encoded(value) {
  if (typeof value === "string") return value.isWellFormed() ? value : { $: "malformed" };
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, encoded(item)]));
}
