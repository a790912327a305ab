/** `kyclink demo` with each provider: whose webhooks it takes, which one a country has, and what of a request it prints. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { inside, PERSON, serving } from "../../helpers/cli/run.mjs";

const { byCountry } = await inside("demo.js");

/** Starts the demo, and returns its addresses. */
async function demo(t, ...args) {
  const running = await serving(t, ["demo", "--port", "0", ...args]);
  const url = (await running.until(/http:\S+/)).trim();
  return { ...running, url, origin: new URL(url).origin };
}

test("auto: the country decides, by either of its codes", () => {
  for (const [country, provider] of [
    ["US", "bridge"],
    ["USA", "bridge"],
    ["DE", "grid"],
    ["DEU", "grid"],
    ["FR", "spherepay"],
    ["GBR", "spherepay"],
    [undefined, "spherepay"],
  ])
    assert.equal(byCountry({ address: { country } }), provider, country);
  assert.equal(byCountry({}), "spherepay");
});

test("auto: the webhooks of every provider are read", async (t) => {
  const { until, stop } = await serving(t, ["demo", "--port", "0", "--json", "--provider", "auto"]);
  const { url, sandbox, provider } = JSON.parse(await until(/.+(?=\n)/));
  assert.equal(provider, "auto");
  assert.notEqual(new URL(sandbox).origin, new URL(url).origin);
  for (const name of ["spherepay", "grid", "bridge"])
    assert.equal((await fetch(`${url}/webhooks/${name}`, { method: "POST", body: "{}" })).status, 401, name);
  assert.equal(await stop(), 0);
});

const LOGGED = [
  "browser  POST /kyc/links → 202",
  "provider POST /kyc_links → 200",
  "browser  GET /kyc/status → 200",
  "webhook  customer.updated.status_transitioned → 200",
];

for (const provider of ["bridge", "auto"]) {
  test(`${provider}: an American accepts Bridge's terms, is checked and led back, a webhook approves, and the log has no data`, async (t) => {
    const { until, stop, out, url, origin } = await demo(t, "--provider", provider);
    const headers = { origin, "content-type": "application/json", accept: "application/json" };
    const address = { ...PERSON.address, country: "US", state: "IL" };
    const body = JSON.stringify({ ...PERSON, firstName: "Jane", lastName: "Smith", address });
    const sent = await fetch(`${url}/links`, { method: "POST", headers, body });
    const cookie = sent.headers.get("set-cookie").split(";")[0];
    const approve = (address) => fetch(address, { method: "POST", body: new URLSearchParams({ decision: "approve" }), redirect: "manual" });
    const status = async () => (await fetch(`${url}/status`, { headers: { cookie } })).json();
    assert.equal((await status()).nextAction, "accept_terms");
    await approve((await sent.json()).url);
    const renewed = await fetch(`${url}/links/renew`, { method: "POST", headers: { ...headers, cookie }, body: "{}" });
    const { kycUrl } = await renewed.json();
    const finished = await approve(kycUrl);
    assert.equal(finished.headers.get("location") ?? (await finished.text()), `${url}/status`);
    await until(/webhook {2}customer\.updated\.status_transitioned → 200\n/);
    // The status that was asked for is used for ten seconds, so this one is a webhook's.
    for (let looks = 0; (await status()).status !== "approved" && looks < 40; looks++) await sleep(100);
    assert.equal((await status()).status, "approved");
    const lines = stripVTControlCharacters(out()).split("\n");
    for (const line of LOGGED) assert.ok(lines.includes(line), `${line} in ${out()}`);
    const secrets = [
      address.line1,
      address.city,
      address.postalCode,
      PERSON.email,
      PERSON.phone,
      cookie.split("=")[1],
      kycUrl.split("/").at(-1),
    ];
    for (const secret of secrets) assert.ok(!out().includes(secret), secret);
    assert.equal(await stop(), 0);
  });
}

test("the files of the page are one line of the log", async (t) => {
  const { until, stop, out, url } = await demo(t);
  const page = await (await fetch(url)).text();
  const files = [...new Set([...page.matchAll(/"(\/kyc\/assets\/[^"]+\.(?:css|js))"/g)].map(([, path]) => path))];
  assert.ok(files.length > 1, page);
  for (const path of files) assert.equal((await fetch(new URL(path, url))).status, 200, path);
  await fetch(`${url}/status`);
  await until(/browser {2}GET \/kyc\/status/);
  assert.equal(out().match(/assets/g).length, 1, out());
  assert.match(out(), /^browser {2}GET \/kyc\/assets\/… → 200$/m);
  assert.equal(await stop(), 0);
});
