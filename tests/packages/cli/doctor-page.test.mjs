/** `kyclink doctor --url`: how long it waits, and how it reads what a page may send. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../helpers/cli/run.mjs";

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
