// The requests of the race, the provider behind both Workers, and the check that both do the same.
import assert from "node:assert/strict";
import { HEADERS } from "../browser.mjs";
import { exchanges } from "../exchanges.mjs";
import { listen, send } from "../worker/load.mjs";

const BODIES = exchanges.map(({ input }) => JSON.stringify(input));
let clients = 0;

/** Returns the address of a client that has sent nothing yet: a limit would refuse the many requests of one. */
const newAddress = () => [10, ++clients >> 16, (clients >> 8) & 255, clients & 255].join(".");

/** A `POST /links`. */
export function createLink({ body = BODIES[clients % BODIES.length], key = crypto.randomUUID(), status = 201, ...others } = {}) {
  const headers = { ...HEADERS, "cf-connecting-ip": newAddress(), "content-type": "application/json", "idempotency-key": key, ...others };
  return { method: "POST", path: "/kyc/links", headers, body, status };
}

/** A `GET /status` of the browser that got this response. */
export function readStatus({ headers }, status = 200) {
  const cookie = headers["set-cookie"]?.[0].split(";")[0] ?? "";
  return { method: "GET", path: "/kyc/status", headers: { ...HEADERS, "cf-connecting-ip": newAddress(), cookie }, status };
}

/** Starts a provider, and returns `{ port, close, requests }`: what it was sent. */
export async function provider() {
  const requests = [];
  let count = 0;
  const server = await listen((request, response) => {
    const { method, url, headers } = request;
    const seen = { method, url, authorization: headers.authorization, type: headers["content-type"], body: "" };
    requests.push(seen);
    request.setEncoding("utf8").on("data", (text) => (seen.body += text));
    const id = method === "GET" ? url.split("/").at(-1) : `customer_${String(++count).padStart(32, "0")}`;
    const body = JSON.stringify(method === "GET" ? customer(id) : link(id));
    const others = { "content-type": "application/json; charset=utf-8", "x-request-id": id };
    response.writeHead(method === "GET" ? 200 : 201, { ...others, "content-length": Buffer.byteLength(body) }).end(body);
  });
  return { ...server, requests };
}

const link = (customerId) => ({
  customerId,
  url: `https://in.sumsub.com/websdk/p/${customerId.slice(-16)}`,
  expiresAt: "2099-03-09T20:46:31.305Z",
});

const customer = (id) => ({
  id,
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  createdAt: "2026-03-09T20:46:31.305Z",
  verificationProfiles: [
    { name: "kyc_profile_a", status: "pending", criteria: { complete: ["email_address"], pending: ["photo_id"], required: [] } },
  ],
});

/**
 * Throws unless two Workers respond in the same way to the same requests, and send the same to their providers.
 *
 * @param {{ port: number, requests: object[] }[]} workers
 */
export async function checkSame(workers) {
  const results = [];
  for (const { port, requests } of workers) {
    const seen = [];
    const ask = async (request) => {
      const { status, headers, text } = await send(port, { ...request, status: undefined });
      seen.push(comparable(status, headers, JSON.parse(text)));
      return { headers };
    };
    const key = "a-key-that-is-the-same-for-both";
    const [body, other] = BODIES;
    const created = await ask(createLink({ body, key }));
    const before = requests.length;
    const again = await ask(createLink({ body, key }));
    assert.equal(requests.length, before, "a repeated request creates nothing");
    await ask(readStatus(created));
    const asked = requests.length;
    assert.equal(asked, before + 1, "the first status asks the provider");
    await ask(readStatus(created));
    await ask(readStatus(again));
    assert.equal(requests.length, asked, "a status that is known does not");
    await ask(readStatus({ headers: {} }));
    await ask(readStatus({ headers: { "set-cookie": ["__Host-kyclink=AAAA; Path=/"] } }));
    await ask(createLink({ body: other, key }));
    await ask(createLink({ body, key: "short" }));
    await ask(createLink({ body, origin: "https://other.example" }));
    await ask(createLink({ body: "{" }));
    await ask(createLink({ body, "content-type": "text/plain" }));
    await ask(createLink({ body: JSON.stringify({ ...JSON.parse(body), email: "jane", phone: "1" }) }));
    await ask(createLink({ body: " ".repeat(17_000) }));
    await ask({ ...createLink(), path: "/kyc/other" });
    const limited = { ...createLink({ body: "{" }) };
    for (let count = 0; count < 21; count++) await ask(limited);
    const double = createLink({ body, key: "another-key-that-both-clicks-have" });
    const clicks = await Promise.all([send(port, { ...double, status: undefined }), send(port, { ...double, status: undefined })]);
    assert.ok(clicks.every(({ status }) => status === 201 || status === 409));
    results.push({ seen, requests });
  }
  const [one, other] = results;
  assert.deepEqual(one, other);
  assert.deepEqual(
    one.requests.map(({ method }) => method),
    ["POST", "GET", "POST"],
    "one customer for each key",
  );
}

/** What two responses have in common: not the values that are random or a time, nor the words of a problem. */
function comparable(status, { "set-cookie": cookies, date, "content-length": _, ...headers }, body) {
  const cookie = cookies?.map((text) => text.replace(/=[^;]*/, ""));
  const { code, errors } = body;
  const issues = errors?.map(({ code, pointer }) => `${code} ${pointer}`);
  const shown = status < 400 ? { ...body, updatedAt: typeof body.updatedAt } : { code, issues };
  if ("retry-after" in headers) headers["retry-after"] = headers["retry-after"] > 0;
  return { status, headers, cookie, body: shown };
}
