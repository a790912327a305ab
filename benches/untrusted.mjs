// `cargo xtask bench untrusted`: how long each parser of untrusted input takes per KiB of the worst known input, from 1
// KiB to its limit. If that time is constant, a cheap request cannot cause expensive work. `--write` writes the ratios
// to SECURITY.md.
//
// A ratio is the time per KiB of the larger input divided by that of the input of 1 KiB: 1 is linear time, below
// 1 the fixed cost of a call is a smaller share. Memory beyond the processor's caches takes up to twice as long. The
// command fails if a ratio is above MAX; that of a quadratic parser would be far above.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { esm, subpath } from "../tests/packages/helpers/install/index.mjs";

const PAGE = fileURLToPath(new URL("../SECURITY.md", import.meta.url));
const MARKERS = ["<!-- generated: untrusted -->", "<!-- /generated -->"];
const KIB = 1024;
const SIZES = [1, 4, 16, 64, 256, 1024];
const MAX = 4;
const ROUNDS = 15;
const MAX_REPEATS = 4;

const { normalize, parseResponse, validate, verifyWebhook } = await esm();
const { createHandler, memoryStore } = await subpath("edge");
const { createSandbox } = await subpath("testing");
const { onboardingPage } = await subpath("page");

const ORIGIN = "https://app.example.com";
const PERSON = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
};
const sandbox = createSandbox();
const { secret } = await sandbox.signWebhook("spherepay", {});
const { publicKey } = await sandbox.signWebhook("grid", {});
const config = {
  provider: () => "spherepay",
  spherepay: { apiKey: "key", baseUrl: sandbox.baseUrls.spherepay, webhookSecret: secret, profiles: ["kyc_profile_a"] },
  grid: { clientId: "id", clientSecret: "secret", baseUrl: sandbox.baseUrls.grid, webhookPublicKey: publicKey },
  fetch: sandbox.fetch,
  allowedOrigins: [ORIGIN],
  cookieSecret: crypto.randomUUID(),
  store: memoryStore(),
  rateLimit: "none",
};
const handler = createHandler(config);
const page = createHandler({ ...config, page: onboardingPage() });

const fill = (bytes, unit) => unit.repeat(Math.ceil(bytes / unit.length)).slice(0, bytes);
const many = (bytes, item) => {
  const items = [];
  for (let size = 0, at = 0; size < bytes; at++) {
    items.push(item(at));
    size += items.at(-1).length + 1;
  }
  return items;
};
const request = (path, body, headers) =>
  handler(
    new Request(`https://app.example.com/kyc/${path}`, {
      method: body === undefined ? "GET" : "POST",
      body,
      headers: { origin: ORIGIN, ...headers },
    }),
  );
const post = (type) => (body) => request("links", body, { "content-type": type });
const json = post("application/json");
const form = post("application/x-www-form-urlencoded");
const multipart = post("multipart/form-data; boundary=b");
const part = (name) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n\r\n`;
const header =
  (name, path = "links") =>
  (value) =>
    request(path, path === "status" ? undefined : "{}", { "content-type": "application/json", [name]: value });
/** A navigation to a route of the page, with one more header. */
const navigate = (path, headers, method = "GET") =>
  page(
    new Request(`https://app.example.com${path}`, {
      method,
      headers: { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "none", ...headers },
    }),
  );
const pageHeader =
  (name, path = "/kyc/new") =>
  (value) =>
    navigate(path, { [name]: value });
/** A path that shows an error. Its view reads the same headers as the form, and takes less time. */
const missing = "/kyc/nowhere";
const preflight = (value) => navigate("/kyc/links", { origin: ORIGIN, "access-control-request-method": value }, "OPTIONS");
const url = (prefix) => (rest) => navigate(prefix + rest, {});
const host = (name) => handler(new Request(`https://${name}/kyc/status`));
const parse = (operation, status) => (body) => {
  try {
    parseResponse(operation, { status, headers: {}, body }, { customerId: "customer_1" });
  } catch {} // whatever it is
};
const signed = (provider) => async (body) => {
  const delivery = await sandbox.signWebhook(provider, JSON.parse(body));
  return () => verifyWebhook(provider, { ...delivery, ...(provider === "grid" ? { publicKey } : { secret }) }).catch(() => {});
};

const STATE_FORM =
  "type=individual&email=a%40b.example&phone=%2B14155550123&address.line1=1&address.city=x&address.country=US&address.state=";
const COUNTRY_FORM = "type=individual&email=a%40b.example&phone=%2B14155550123&address.line1=1&address.city=x&address.country=";
const pageForm = (body) =>
  page(
    new Request("https://app.example.com/kyc/links", {
      method: "POST",
      body,
      headers: { origin: ORIGIN, accept: "text/html", "sec-fetch-mode": "navigate", "content-type": "application/x-www-form-urlencoded" },
    }),
  );

/** The parsers: the name, the limit in KiB, a function that makes an input of that size, and the parser. */
const PARSERS = [
  ["JSON body: one string", 16, (bytes) => JSON.stringify({ ...PERSON, email: fill(bytes, "a@") }), json],
  ["JSON body: many names", 16, (bytes) => `{${many(bytes, (at) => `"n${at}":0`).join()}}`, json],
  ["JSON body: one name, again and again", 16, (bytes) => `{${many(bytes, () => '"email":""').join()}}`, json],
  ["JSON body: a list", 16, (bytes) => `{"currencies":[${many(bytes, () => '""').join()}]}`, json],
  ["JSON body: nested", 16, (bytes) => fill(bytes / 2, "[") + fill(bytes / 2, "]"), json],
  ["form: one name, again and again", 16, (bytes) => many(bytes, () => "a=").join("&"), form],
  ["form: many names", 16, (bytes) => many(bytes, (at) => `n${at}=`).join("&"), form],
  ["form: paths", 16, (bytes) => many(bytes, (at) => `a.b.c.d.e.f.g.${at}=`).join("&"), form],
  ["form: dots and escapes", 16, (bytes) => `${fill(bytes / 2, "a.")}=${fill(bytes / 2, "%00")}`, form],
  ["multipart: many parts", 16, (bytes) => `${many(bytes, () => part("a")).join("")}--b--\r\n`, multipart],
  ["multipart: text that looks like a boundary", 16, (bytes) => `${part("a")}${fill(bytes, "\r\n--")}\r\n--b--\r\n`, multipart],
  ["multipart: no end", 16, (bytes) => `${part("a")}${fill(bytes, "-")}`, multipart],
  ["cookie: many", 16, (bytes) => many(bytes, (at) => `c${at}=1`).join("; "), header("cookie", "status")],
  ["cookie: ours, long", 16, (bytes) => `__Host-kyclink=${fill(bytes, "A")}`, header("cookie", "status")],
  ["cookie: ours, many", 16, (bytes) => many(bytes, () => `__Host-kyclink=${"A".repeat(120)}`).join("; "), header("cookie", "status")],
  ["cookie, read by the page", 64, (bytes) => fill(bytes, "; \t"), pageHeader("cookie", "/kyc")],
  ["User-Agent: an app", 64, (bytes) => fill(bytes, "iPhone "), pageHeader("user-agent", missing)],
  ["User-Agent: nothing known", 64, (bytes) => fill(bytes, "; wv Line"), pageHeader("user-agent", missing)],
  ["Accept-Language: many", 64, (bytes) => fill(bytes, "x;q=0.1,"), pageHeader("accept-language", missing)],
  ["Accept-Language: one", 64, (bytes) => fill(bytes, "de-"), pageHeader("accept-language", missing)],
  ["Sec-Fetch-Mode", 16, (bytes) => fill(bytes, "navigate"), header("sec-fetch-mode", "status")],
  ["Sec-Fetch-Site", 16, (bytes) => fill(bytes, "same-origin"), header("sec-fetch-site")],
  ["Access-Control-Request-Method", 16, (bytes) => fill(bytes, "POST"), preflight],
  ["Content-Length", 16, (bytes) => fill(bytes, "0"), header("content-length")],
  ["URL: a path of the handler", 16, (bytes) => fill(bytes, "a/"), url("/kyc/")],
  ["URL: another path", 16, (bytes) => fill(bytes, "webhooks/"), url("/")],
  ["URL: a file of the page", 16, (bytes) => fill(bytes, "-de-DE.json"), url("/kyc/assets/country")],
  ["URL: a query", 16, (bytes) => fill(bytes, "a=%C3%A9&"), url("/kyc/handoff/open?")],
  ["URL: a token", 16, (bytes) => fill(bytes, "k"), url("/kyc/handoff/open?token=")],
  ["URL: a host", 16, (bytes) => `${fill(bytes, "a.")}example`, host],
  ["form: a state that is typed", 16, (bytes) => `${STATE_FORM}${fill(bytes, "a%20")}`, form],
  ["form: a country that is typed", 16, (bytes) => `${COUNTRY_FORM}${fill(bytes, "a%20")}`, form],
  ["page: a form that is shown again", 16, (bytes) => `type=individual&address.country=US&address.line1=${fill(bytes, "<")}`, pageForm],
  ["Idempotency-Key", 16, (bytes) => fill(bytes, "k"), header("idempotency-key")],
  ["Content-Type", 16, (bytes) => `application/json;${fill(bytes, " ;a=b")}x`, header("content-type")],
  ["Accept", 16, (bytes) => fill(bytes, "text/html,"), header("accept", "status")],
  ["Origin", 16, (bytes) => `https://${fill(bytes, "a.")}`, header("origin")],
  ["signature of SpherePay", 16, (bytes) => fill(bytes, "0"), header("signature", "webhooks/spherepay")],
  ["signature of Grid: JSON", 16, (bytes) => `{"v":"1","s":"${fill(bytes, "M")}"}`, header("x-grid-signature", "webhooks/grid")],
  ["signature of Grid: nested", 16, (bytes) => fill(bytes, "["), header("x-grid-signature", "webhooks/grid")],
  [
    "webhook body of SpherePay",
    1024,
    (bytes) => JSON.stringify({ id: "e", name: "x", data: { a: fill(bytes, "é") } }),
    signed("spherepay"),
    true,
  ],
  [
    "webhook body of Grid: many names",
    1024,
    (bytes) => `{"id":"e","type":"x","data":{${many(bytes, (at) => `"n${at}":0`).join()}}}`,
    signed("grid"),
    true,
  ],
  ["validate: one string", 1024, (bytes) => ({ ...PERSON, email: fill(bytes, "a.") }), (input) => validate("spherepay.onboard", input)],
  [
    "validate: a phone with separators",
    1024,
    (bytes) => ({ ...PERSON, phone: fill(bytes, "+1 (0)-") }),
    (input) => validate("spherepay.onboard", input, { normalize: true }),
  ],
  [
    "validate: a redirect",
    1024,
    (bytes) => ({ ...PERSON, redirectUri: `https://a.example/${fill(bytes, "é/../")}` }),
    (input) => validate("grid.onboard", input),
  ],
  [
    "validate: many names",
    1024,
    (bytes) => Object.fromEntries(many(bytes, (at) => `name${at}`).map((name) => [name, 1])),
    (input) => validate("spherepay.onboard", input),
  ],
  ["validate: a list", 1024, (bytes) => ({ ...PERSON, currencies: many(bytes, () => "usd") }), (input) => validate("grid.onboard", input)],
  [
    "normalize: spaces",
    1024,
    (bytes) => ({ ...PERSON, address: { ...PERSON.address, line1: fill(bytes, " \u202e") } }),
    (input) => normalize("spherepay.onboard", input),
  ],
  [
    "response: customers",
    1024,
    (bytes) =>
      `{"customers":[${many(bytes, (at) => `{"id":"customer_${at}","type":"individual"}`).join()}],"pagination":{"page":1,"hasNext":false}}`,
    parse("spherepay.listCustomers", 200),
  ],
  [
    "response: one string",
    1024,
    (bytes) => `{"customerId":"customer_1","url":"https://a.example/${fill(bytes, "a")}","expiresAt":"2099-01-01T00:00:00Z"}`,
    parse("spherepay.createKycLink", 201),
  ],
  [
    "response: many names",
    1024,
    (bytes) => `{"id":"customer_1","type":"individual",${many(bytes, (at) => `"n${at}":0`).join()}}`,
    parse("spherepay.getCustomer", 200),
  ],
  [
    "response: an error about many fields",
    1024,
    (bytes) =>
      `{"code":"INVALID_INPUT","details":{"errors":[${many(bytes, () => '{"field":"address.postalCode","message":"no"}').join()}]}}`,
    parse("grid.createCustomer", 400),
  ],
  [
    "response: an error with names",
    1024,
    (bytes) => `{"error":{${many(bytes, (at) => `"n${at}":["Required"]`).join()}}}`,
    parse("spherepay.createCustomer", 400),
  ],
  ["response: no JSON", 1024, (bytes) => fill(bytes, "<html>"), parse("grid.getCustomer", 500)],
];

/** Returns the shortest time of a call, in ms: disturbances only make a measurement longer. */
async function least(read, calls) {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) await read();
    best = Math.min(best, (performance.now() - start) / calls);
  }
  return best;
}

async function measure([name, limit, make, read, prepares]) {
  const perKib = [];
  for (const kib of SIZES.filter((kib) => kib <= limit)) {
    // Just below the limit of the whole input.
    const input = make(kib * KIB - (kib === limit ? 400 : 0));
    const call = prepares ? await read(input) : () => read(input);
    await call();
    const once = await least(call, 1);
    perKib.push((await least(call, Math.max(1, Math.min(50, Math.ceil(2 / once))))) / kib);
  }
  const [first] = perKib;
  return { name, limit, worst: Math.max(...perKib.map((time) => time / first)), atLimit: perKib.at(-1) / first };
}

/**
 * Measures again if a ratio is high: on a busy machine, the smallest input may have been measured in a quiet moment.
 */
async function measureBest(parser) {
  let best = await measure(parser);
  for (let again = 0; again < MAX_REPEATS && best.worst > MAX / 2; again++) {
    const other = await measure(parser);
    if (other.worst < best.worst) best = other;
  }
  return best;
}

const rows = [];
for (const parser of PARSERS) rows.push(await measureBest(parser));

const table = [
  "| input | limit | at the limit | worst between |",
  "|---|--:|--:|--:|",
  ...rows.map(({ name, limit, worst, atLimit }) => `| ${name} | ${limit} KiB | ${atLimit.toFixed(2)} | ${worst.toFixed(2)} |`),
].join("\n");
console.log(table);

if (process.argv.includes("--write")) {
  const page = readFileSync(PAGE, "utf8");
  const [start, end] = MARKERS;
  const [before, rest] = page.split(start);
  writeFileSync(PAGE, `${before}${start}\n${table}\n${rest.slice(rest.indexOf(end))}`);
}
const steep = rows.filter(({ worst }) => worst > MAX);
for (const { name, worst } of steep) console.error(`${name}: ${worst.toFixed(1)} times as long for a KiB`);
process.exit(steep.length > 0 ? 1 : 0);
