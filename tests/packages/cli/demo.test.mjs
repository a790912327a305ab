/** `kyclink demo` with each provider: whose webhooks it takes, which one a country has, and what of a request it prints. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { inside, onTerminal, PERSON, serving } from "../helpers/cli/run.mjs";

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

test("the provider's page leads back to the status", async (t) => {
  const { stop, url, origin } = await demo(t, "--provider", "bridge");
  const headers = { origin, "content-type": "application/json", accept: "application/json" };
  const applicant = { ...PERSON, firstName: "Jane", lastName: "Smith" };
  const sent = await fetch(`${url}/links`, { method: "POST", headers, body: JSON.stringify(applicant) });
  const cookie = sent.headers.get("set-cookie").split(";")[0];
  const approve = (address) => fetch(address, { method: "POST", body: new URLSearchParams({ decision: "approve" }), redirect: "manual" });
  const renew = () => fetch(`${url}/links/renew`, { method: "POST", headers: { ...headers, cookie }, body: "{}" });
  await approve((await sent.json()).url);
  const finished = await approve((await (await renew()).json()).kycUrl);
  assert.equal(finished.headers.get("location") ?? (await finished.text()), `${url}/status`);
  assert.equal(await stop(), 0);
});

describe("what it prints", () => {
  test("paths are cut and escaped, those of the page and those of the provider", async (t) => {
    const { until, stop, out, url, origin } = await demo(t);
    await fetch(`${url}/${"x".repeat(5000)}`);
    await until(/^browser .*xxx.*$/m);
    const headers = { origin, "content-type": "application/json", accept: "application/json" };
    const sent = await fetch(`${url}/links`, { method: "POST", headers, body: JSON.stringify(PERSON) });
    const { port } = new URL((await sent.json()).kycUrl);
    await fetch(`http://127.0.0.1:${port}/spherepay/v2/${"x".repeat(5000)}`);
    await until(/^provider .*xxx.*$/m);
    for (const line of out().split("\n")) assert.ok(line.length < 300, line);
    assert.equal(await stop(), 0);
  });

  test("on a terminal, the address is green", async (t) => {
    onTerminal(t);
    const { until, stop, out } = await serving(t, ["demo", "--port", "0"], { FORCE_COLOR: "1" });
    await until(/Stop {2}Ctrl-C\n/);
    const [, address] = /Open {2}(.*)/.exec(out());
    assert.equal(address, `\x1b[32m${stripVTControlCharacters(address)}\x1b[39m`);
    assert.equal(await stop(), 0);
  });
});
