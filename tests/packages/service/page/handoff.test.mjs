/** Continuing on another device: the link and its page. The crate decides who may open it, `service/edge/request/shown-request.ts` who sees it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PERSON, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");

const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" };
const MINUTE = 60_000;

/** A person who has started, and another device. */
async function begun() {
  const { browser, sandbox } = setUp({ page: onboardingPage() });
  const [person, phone] = [browser(), browser()];
  assert.equal((await person.json("links", PERSON)).status, 201);
  return { person, phone, sandbox, browser };
}

test("is JSON for programs: an unguessable URL, when it ends, and its QR code", async () => {
  const { person } = await begun();
  const { status, body } = await person.empty("handoff");
  assert.equal(status, 201);
  assert.deepEqual(Object.keys(body).sort(), ["compare", "expiresAt", "svg", "url"]);
  assert.ok(Number.isInteger(body.compare) && body.compare >= 10 && body.compare <= 99, body.compare);
  assert.match(body.url, /^https:\/\/app\.example\.com\/kyc\/handoff\/open\?token=[\w-]{22,}$/, "128 bits");
  assert.match(body.expiresAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const left = Date.parse(body.expiresAt) - Date.now();
  assert.ok(left > 9 * MINUTE && left <= 10 * MINUTE, left);
  assert.match(body.svg, /^<svg [^>]*viewBox="0 0 \d+ \d+"/);
  assert.doesNotMatch(body.svg, /style|script|href| on\w+=/);
  const again = await person.empty("handoff");
  assert.notEqual(again.body.url, body.url);
  assert.notEqual(again.body.svg, body.svg);
});

test("without JavaScript: a button, the code with the link, another button, and the status", async () => {
  const { person, phone, sandbox, browser } = await begun();
  assert.match((await person.get("status", NAVIGATION)).text, /<form class="handoff" method="post" action="\/kyc\/handoff"/);
  const agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
  const shown = await person.form("handoff", {}, { ...NAVIGATION, "user-agent": agent });
  assert.equal(shown.status, 201);
  const [, number] = /Your phone must show the same number: (\d\d)\./.exec(shown.text);
  assert.match(shown.text, /<div class="qr" role="img" aria-label="QR code with the link for your phone"><svg /);
  assert.match(shown.headers.get("content-security-policy"), /^default-src 'none'; /);
  const [, path] = /href="https:\/\/app\.example\.com\/kyc\/(handoff\/open\?token=[^"]+)"/.exec(shown.text);

  const page = await phone.get(path, NAVIGATION);
  assert.equal(page.status, 200);
  assert.match(page.text, /<form method="post"><button>Continue here<\/button><\/form>/);
  for (const words of ["made with Firefox, Windows, this minute.", `The other device must show the same number: ${number}.`])
    assert.ok(page.text.includes(words), words);
  assert.equal(page.headers.get("referrer-policy"), "strict-origin");
  assert.equal(page.headers.get("cache-control"), "no-store");

  const opened = await phone.form(path, {}, NAVIGATION);
  assert.deepEqual([opened.status, opened.headers.get("location")], [303, "/kyc/status"]);
  assert.match((await phone.get("status", NAVIGATION)).text, /You are almost there/);
  assert.deepEqual((await phone.get("status")).body.status, (await person.get("status")).body.status);
  assert.equal(sandbox.customers().length, 1);
  for (const { text } of [shown, page, opened])
    for (const secret of [sandbox.customers()[0].id, PERSON.email, PERSON.phone]) assert.ok(!text.includes(secret), secret);

  // This phone has used it, and everybody else comes too late.
  assert.equal((await phone.get(path, NAVIGATION)).headers.get("location"), "/kyc/status");
  const used = await browser().get(path, NAVIGATION);
  assert.equal(used.status, 410);
  assert.match(used.text, /This link has already been used or has expired/);
});
