// `spherepay.createCustomerViaLink` written by hand for one provider, by a careful developer: the same rules, all
// issues at once, and only validated values are sent. benches/onboard.mjs compares kyclink with it; it does not use
// kyclink.

let ALPHA3;
let ALPHA2;
let FORMATS;

/** Sets the tables, the text of data/countries.csv and data/address.csv: the caller loads the files. */
export function useTables(countries, addresses) {
  const rows = (csv) =>
    csv
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => row.split(","));
  ALPHA3 = new Map(
    rows(countries).flatMap(([alpha2, alpha3]) => [
      [alpha2, alpha3],
      [alpha3, alpha3],
    ]),
  );
  ALPHA2 = new Map(rows(countries).map(([alpha2, alpha3]) => [alpha3, alpha2]));
  FORMATS = new Map(rows(addresses).map(([country, , state, postalCode]) => [country, { state, postalCode }]));
}

const EMAIL =
  /^[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;
const PHONE = /^\+\d{7,15}$/;
const STATE = /^(?:([A-Z]{2})-)?([A-Z\d]{1,3})$/i;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;
const CUSTOMER = /^customer_[a-z0-9]+$/;
const SECURE = /^https:\/\/[^\s\\/@?#]+(?:[/?#]|$)/i;
const UNSAFE = /[\s\\\u0000-\u001f\u007f]/;
const KNOWN = new Set(["type", "email", "phone", "address"]);
const KNOWN_IN_ADDRESS = new Set(["line1", "line2", "city", "state", "postalCode", "country"]);
const MAX_BODY = 1 << 20;
const HOSTS = { sandbox: "https://api.sandbox.spherepay.co", production: "https://api.spherepay.co" };

/** Creates a link: validates, sends and parses. */
export async function createLink(input, config) {
  return parseResponse(await exchange(buildRequest(input, config)));
}

/** Sends a request and reads the response. */
export async function exchange({ method, url, headers, body }, fetch = globalThis.fetch) {
  const response = await fetch(url, { method, headers, body, redirect: "manual", signal: AbortSignal.timeout(30_000) });
  return { status: response.status, headers: {}, body: await read(response) };
}

/** Validates the input and builds the request. */
export function buildRequest(input, { apiKey, environment, baseUrl }) {
  const host = baseUrl ?? HOSTS[environment];
  if (host === undefined || typeof apiKey !== "string" || apiKey === "" || /[\r\n]/.test(apiKey)) throw new Error("invalid configuration");
  const issues = [];
  const value = customer(input, issues);
  if (issues.length > 0) throw Object.assign(new Error("invalid input"), { issues });
  return {
    method: "POST",
    url: `${host}/v2/customer/kyc-link`,
    headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify(value),
  };
}

function customer(input, issues) {
  if (!isObject(input)) return void issues.push({ code: "invalid_type", path: [] });
  const report = (name, code) => void issues.push({ code, path: [name] });
  const { type } = input;
  if (type !== "individual" && type !== "business") report("type", type === undefined ? "required" : "unknown_value");
  const email = text(input, "email", report);
  if (email !== undefined && (email.length > 254 || email.lastIndexOf("@") > 64)) report("email", "too_long");
  else if (email !== undefined && !EMAIL.test(email)) report("email", "email_format");
  const phone = text(input, "phone", report);
  if (phone !== undefined && !PHONE.test(phone)) report("phone", "phone_format");
  return { type, email, phone, address: address(input.address, issues), ...unknown(input, KNOWN) };
}

function address(input, issues) {
  if (!isObject(input)) return void issues.push({ code: "required", path: ["address"] });
  const report = (name, code) => void issues.push({ code, path: ["address", name] });
  const line1 = text(input, "line1", report, 255);
  const line2 = optional(input, "line2", report, 255);
  const city = text(input, "city", report, 255);
  const given = text(input, "country", report);
  const country = given === undefined ? undefined : ALPHA3.get(given.toUpperCase());
  if (given !== undefined && country === undefined) report("country", "country_unknown");
  const alpha2 = ALPHA2.get(country);
  const format = FORMATS.get(alpha2);
  let state = optional(input, "state", report);
  if (state !== undefined) {
    const [, prefix, code] = STATE.exec(state) ?? [];
    if (code === undefined) report("state", "state_not_code");
    else if (prefix !== undefined && prefix.toUpperCase() !== alpha2) report("state", "state_country_mismatch");
    state = code?.toUpperCase();
  } else if (format?.state === "required") report("state", "state_required");
  const postalCode = optional(input, "postalCode", report);
  if (postalCode === undefined && format?.postalCode === "required") report("postalCode", "postal_code_required");
  return { line1, line2, city, state, postalCode, country, ...unknown(input, KNOWN_IN_ADDRESS) };
}

/** Parses a response. */
export function parseResponse({ status, body }) {
  if (status < 200 || status > 299) throw new Error(`status ${status}`);
  const response = JSON.parse(body);
  const { customerId, url, expiresAt } = isObject(response) ? response : {};
  if (typeof customerId !== "string" || !CUSTOMER.test(customerId)) throw new Error("no customer");
  if (typeof url !== "string" || UNSAFE.test(url) || !SECURE.test(url)) throw new Error("no safe link");
  const { href, username, password } = new URL(url);
  if (username !== "" || password !== "") throw new Error("no safe link");
  const expiresAtMs = typeof expiresAt === "string" && MOMENT.test(expiresAt) ? Date.parse(expiresAt) : NaN;
  if (Number.isNaN(expiresAtMs)) throw new Error("no expiry");
  return { provider: "spherepay", customerId, kycUrl: href, expiresAt, expiresAtMs };
}

/** Reads the body up to its limit, as kyclink does. Code written by hand knows that this is the platform's fetch. */
async function read(response) {
  const { headers, body } = response;
  const overruled = headers.get("content-encoding") ?? headers.get("transfer-encoding");
  if ((headers.get("content-length") ?? Infinity) <= MAX_BODY && overruled === null) return response.text();
  const decoder = new TextDecoder();
  let size = 0;
  let text = "";
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_BODY) throw new Error("too large");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function text(input, name, report, max) {
  const value = optional(input, name, report, max);
  if (value === undefined || value.trim() === "") return report(name, "required");
  return value;
}

function optional(input, name, report, max = Infinity) {
  const value = input[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string" || !value.isWellFormed()) return report(name, "invalid_type");
  if (value.length > max && [...value].length > max) report(name, "too_long");
  return value;
}

/** Unknown fields are not sent; a warning names them. */
function unknown(input, known) {
  for (const name of Object.keys(input)) if (!known.has(name)) console.warn(`unknown field ${name}`);
  return {};
}
