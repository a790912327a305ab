import { esm, subpath } from "../helpers/install/index.mjs";
import { browser, createHandler, createSandbox, memoryStore, ORIGIN, PERSON, PERSON_AT_GRID, SECRET } from "../helpers/edge/harness.mjs";
const { defineProvider } = await subpath("provider");
const { onboardingPage } = await subpath("page");
const { limitBy, createOperator, clientNetwork } = await subpath("edge");
// extra
const bodies = [];
const sb = createSandbox();
const fetch = (url, init) => { bodies.push([String(url), init?.body]); return sb.fetch(url, init); };
for (const provider of ["grid", "spherepay", "bridge"]) {
  bodies.length = 0;
  const handler = createHandler({ provider, [provider]: provider === "grid" ? { clientId: "id", clientSecret: "secret-abc", baseUrl: sb.baseUrls.grid } : { apiKey: "key-of-ours", baseUrl: sb.baseUrls[provider] }, fetch, store: memoryStore(), cookieSecret: SECRET, allowedOrigins: [ORIGIN], rateLimit: "none", page: onboardingPage(), id: "x", onError() {} });
  const b = browser(handler);
  const body = { ...(provider === "grid" ? PERSON_AT_GRID : PERSON), extra: { kycStatus: "APPROVED", platformCustomerId: "victim" }, kycStatus: "APPROVED", platformCustomerId: "victim", agreementConsents: [{ type: "X" }], reference: "victim", "__proto__": { reference: "victim" }, customerId: "victim", profiles: ["x"] };
  const text = JSON.stringify(body).replace('"reference":"victim"', '"reference":"victim","\\u0072eference":"victim2","__proto__":{"reference":"victim3"},"constructor":{"prototype":{"reference":"v4"}}');
  const r = await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers: { origin: ORIGIN, "content-type": "application/json" }, body: text }));
  console.log("EXTRA", provider, r.status, (await r.text()).slice(0, 200), JSON.stringify(bodies).includes("victim"), JSON.stringify(bodies).includes("APPROVED"));
  // query
  const c = b;
  await b.json("links", provider === "grid" ? PERSON_AT_GRID : { ...PERSON, email: `x${provider}@example.com` }, {});
  for (const q of ["status?customerId=victim", "status?customer=victim&token=abc", "status?reference=victim"]) {
    const res = await handler(new Request(`${ORIGIN}/kyc/${q}`, { headers: { cookie: "" } }));
    console.log("QUERY", q, (await res.json()).status);
  }
}
// a provider named constructor
for (const name of ["constructor", "valueof"]) {
  const own = defineProvider({ name, label: "<b>Acme</b> \"'", applicant: { individual: ["email", "phone"] }, hosts: ["kyc.example"], account: "a", repeat: "reference",
    create: ({ reference }) => ({ customerId: "__proto__", kycUrl: "https://kyc.example/x" }), status: () => ({ status: "approved", requirements: [{ kind: "document", code: "constructor" }], capabilities: [{ name: "constructor", status: "approved" }] }),
    webhook: { verify: () => ({ id: "constructor", customerId: "__proto__", status: "approved" }) } });
  const store = memoryStore();
  const handler = createHandler({ provider: own, store, cookieSecret: SECRET, allowedOrigins: [ORIGIN], rateLimit: limitBy({ store, key: () => "constructor" }), page: onboardingPage(), agenda: true, onError: (e) => console.log("ERR", e.message), authorize: () => ({ reference: "__proto__" }) });
  const b = browser(handler);
  const r = await b.json("links", { type: "individual", email: "jane@example.com", phone: "+14155550123" }, { "idempotency-key": "constructor-constructor-x-y-z" });
  console.log("NAME", name, r.status, r.body, (await b.get("status")).body);
  console.log((await handler(new Request(`${ORIGIN}/kyc/webhooks/${name}`, { method: "POST", body: "{}" }))).status);
  const page = await (await handler(new Request(`${ORIGIN}/kyc/new`, { headers: { accept: "text/html" } }))).text();
  console.log("escaped label:", page.includes("<b>Acme"), page.match(/data-partner="[^"]*"/)?.[0]);
  const op = createOperator({ provider: own, store, cookieSecret: SECRET, allowedOrigins: [ORIGIN], rateLimit: "none", agenda: true, authorize: () => ({ reference: "__proto__" }) });
  console.log(await op.find({ reference: "__proto__" }).catch((e) => e.message), await op.refresh().catch((e) => e.message));
}
