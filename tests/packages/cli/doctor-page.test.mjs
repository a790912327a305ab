/** `kyclink doctor --url`: how long it waits, and how it reads what a page may send. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inside, run } from "../helpers/cli/run.mjs";

const { checkPolicy } = await inside("policy.js");
const CLOSED = { code: 1, findings: [{ name: "url", message: "the page does not respond" }] };

async function doctor(t, url) {
  const { code, out } = await run(t, ["doctor", "--json", "--url", url], {});
  return { code, findings: JSON.parse(out).findings };
}

test("a page that does not respond is given up after ten seconds", async (t) => {
  const waits = [];
  t.mock.method(globalThis, "fetch", async (_, options) => {
    options?.signal?.throwIfAborted();
    return new Response(null);
  });
  t.mock.method(AbortSignal, "timeout", (ms) => {
    waits.push(ms);
    return AbortSignal.abort();
  });
  assert.deepEqual(await doctor(t, "https://app.example.com/"), CLOSED);
  assert.deepEqual(waits, [10_000]);
});

test("a redirect is not followed, and its own policy counts", async (t) => {
  const asked = [];
  t.mock.method(globalThis, "fetch", async (url, { redirect }) => {
    asked.push([url, redirect]);
    return new Response(null, { status: 307, headers: { location: "/other", "content-security-policy": "script-src 'self'" } });
  });
  const { findings } = await doctor(t, "https://app.example.com/kyc");
  assert.deepEqual(asked, [["https://app.example.com/kyc", "manual"]]);
  assert.deepEqual(
    findings.map(({ name }) => name),
    ["Content-Security-Policy"],
  );
});

test("a policy may have any ASCII white space between its words, and none counts as a word", () => {
  for (const space of [" ", "\t", "\n", "\f", "\r", " \r\n\t "]) {
    const of = (...words) => checkPolicy(words.join(space)).length;
    assert.equal(of("", "script-src", "'self'", "'wasm-unsafe-eval'", ";", "form-action", "https:", ""), 0, JSON.stringify(space));
    assert.equal(of("", "script-src", "'self'", ";", "form-action", "'self'", ";"), 2, JSON.stringify(space));
  }
  assert.equal(checkPolicy("script-src 'self'\u00a0'wasm-unsafe-eval'").length, 1, "a space that is not ASCII separates nothing");
});
