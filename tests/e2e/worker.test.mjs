/** The demo's Worker over HTTP: its log, and its messages for provider errors. The handler has its own tests. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { subpath } from "../packages/helpers/install/index.mjs";
import { startDemo } from "./running-demo.mjs";

const { startSandbox } = await subpath("testing");

const APPLICANT = {
  type: "individual",
  email: "ada@example.com",
  phone: "+14155550123",
  address: { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
};

/** Has a link made. @param {{ origin: string }} demo */
const post = ({ origin }) =>
  fetch(`${origin}/kyc/links`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify(APPLICANT),
  });

describe("in front of the sandbox", () => {
  let demo;
  before(async () => (demo = await startDemo()));
  after(() => demo?.stop());

  test("another host name redirects to the configured one", async () => {
    const response = await fetch(`${demo.origin.replace("127.0.0.1", "localhost")}/kyc/new?a=b`, { redirect: "manual" });
    assert.equal(response.status, 307);
    assert.equal(response.headers.get("location"), `${demo.origin}/kyc/new`);
  });

  test("the log has each request and no personal data", async () => {
    assert.equal((await post(demo)).status, 201);
    await demo.prints(/browser {2}POST \/kyc\/links → 201/);
    await demo.prints(/provider POST \/spherepay\/v2\/customer\/kyc-link \{"type":"individual","email":"•••".* → 201 /);
    await demo.prints(/webhook {2}spherepay customer\.create → 200/);
    for (const secret of ["ada@", "Wacker", "4155550123", "60606", "hosted/"]) assert.ok(!demo.output().includes(secret), secret);
  });
});

describe("with the credentials of a real provider", () => {
  let upstream, demo;
  before(async () => {
    upstream = await startSandbox();
    demo = await startDemo([], { SPHEREPAY_API_KEY: "secret-key", SPHEREPAY_BASE_URL: upstream.baseUrls.spherepay });
  });
  after(async () => {
    await demo?.stop();
    await upstream?.close();
  });

  test("it says so and prints no credential", async () => {
    assert.ok(demo.output().includes(`SpherePay: the real provider, ${upstream.baseUrls.spherepay};`));
    assert.equal((await post(demo)).status, 201);
    assert.doesNotMatch(demo.output(), /secret-key/);
  });

  test("a rejected key is not shown as the person's mistake", async (t) => {
    const wrong = await startDemo([], { SPHEREPAY_API_KEY: "wrong", SPHEREPAY_BASE_URL: upstream.baseUrls.spherepay });
    t.after(() => wrong.stop());
    assert.equal((await post(wrong)).status, 502);
    await wrong.prints(/error {4}links: unauthorized/);
  });
});
