/** Continuing on another device: the link, its page, and that nobody else learns the token. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browser, ORIGIN, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");
const { memoryStore } = await subpath("edge");

const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" };
const MINUTE = 60_000;

/** A handler with the page, a person who has started, and another device. */
async function open(config) {
  const made = setUp({ page: onboardingPage(), ...config });
  const [person, phone] = [made.browser(), made.browser()];
  assert.equal((await person.json("links", PERSON)).status, 201);
  /** Makes a link, and returns the path of its URL below the handler. */
  const link = async () => pathOf((await person.empty("handoff")).body.url);
  return { ...made, person, phone, link };
}

function pathOf(url) {
  assert.ok(url.startsWith(`${ORIGIN}/kyc/handoff/open?token=`), url);
  return url.slice(`${ORIGIN}/kyc/`.length);
}

const press = (device, path) => device.form(path, {}, NAVIGATION);

describe("the link", () => {
  test("is JSON for programs: an unguessable URL, when it ends, and its QR code", async () => {
    const { person } = await open();
    const { status, body } = await person.empty("handoff");
    assert.equal(status, 201);
    assert.deepEqual(Object.keys(body).sort(), ["compare", "expiresAt", "svg", "url"]);
    assert.ok(Number.isInteger(body.compare) && body.compare >= 10 && body.compare <= 99, body.compare);
    assert.match(body.url, /\?token=[\w-]{22,}$/, "128 bits");
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
    const { person, phone, sandbox } = await open();
    assert.match((await person.get("status", NAVIGATION)).text, /<form class="handoff" method="post" action="\/kyc\/handoff"/);
    const shown = await person.form("handoff", {}, NAVIGATION);
    assert.equal(shown.status, 201);
    assert.match(shown.text, /<div class="qr" role="img" aria-label="QR code with the link for your phone"><svg /);
    assert.match(shown.headers.get("content-security-policy"), /^default-src 'none'; /);
    const path = pathOf(/href="(https:[^"]+)"/.exec(shown.text)[1]);

    const page = await phone.get(path, NAVIGATION);
    assert.equal(page.status, 200);
    assert.match(page.text, /<form method="post"><button>Continue here<\/button><\/form>/);
    assert.equal(page.headers.get("referrer-policy"), "strict-origin");
    assert.equal(page.headers.get("cache-control"), "no-store");

    const opened = await press(phone, path);
    assert.deepEqual([opened.status, opened.headers.get("location")], [303, "/kyc/status"]);
    assert.match((await phone.get("status", NAVIGATION)).text, /You are almost there/);
    assert.deepEqual((await phone.get("status")).body.status, (await person.get("status")).body.status);
    assert.equal(sandbox.customers().length, 1);
    for (const { text } of [shown, page, opened])
      for (const secret of [sandbox.customers()[0].id, PERSON.email, PERSON.phone]) assert.ok(!text.includes(secret), secret);

    const used = await phone.get(path, NAVIGATION);
    assert.equal(used.status, 410);
    assert.match(used.text, /This link has already been used or has expired/);
  });

  test("is a page also for a scanner that does not ask for one, and no visit uses it up", async () => {
    const { phone, link } = await open();
    const path = await link();
    for (const method of ["GET", "HEAD", "GET", "HEAD"]) {
      const { status, headers, text } = await phone.send(path, { method });
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
      assert.equal(headers.get("set-cookie"), null);
      assert.equal(text.includes("<form"), method === "GET");
    }
    assert.equal((await press(phone, path)).status, 303);
    const { status, headers } = await phone.send(path);
    assert.deepEqual([status, headers.get("content-type")], [410, "text/html; charset=utf-8"]);
  });
});

test("hooks hear the route, never the token; who guesses is stopped by rateLimit before the store is read", async () => {
  const routes = [];
  const store = memoryStore();
  let isFlooded = false;
  let reads = 0;
  const rateLimit = (_request, route) => {
    routes.push(route);
    return !isFlooded;
  };
  const counting = {
    ...store,
    get(key) {
      reads++;
      return store.get(key);
    },
  };
  const { phone, link, errors } = await open({ rateLimit, store: counting });
  const path = await link();
  await phone.get(path);
  isFlooded = true;
  const before = reads;
  for (let i = 0; i < 100; i++) assert.equal((await phone.get(`handoff/open?token=guess${i}`)).status, 429);
  assert.equal(reads, before);
  isFlooded = false;
  counting.get = () => Promise.reject(new Error("the store is down"));
  assert.equal((await press(phone, path)).status, 503);
  assert.deepEqual([...new Set(routes)], ["links", "handoff", "handoff/open"]);
  assert.deepEqual(
    errors.map(({ route }) => route),
    ["handoff/open"],
  );
  const reported = errors.map(({ error, route }) => `${route} ${error.stack} ${JSON.stringify(error)}`).join();
  assert.ok(!reported.includes(path.split("=")[1]));
});

test("the store has neither the token nor the session in readable form", async () => {
  const store = memoryStore();
  const kept = [];
  const recording = {
    get: store.get,
    swap: (key, before, after, ttlMs) => {
      kept.push(key, after ?? "");
      return store.swap(key, before, after, ttlMs);
    },
  };
  const { link, sandbox } = await open({ store: recording });
  const token = (await link()).split("=")[1];
  for (const secret of [token, sandbox.customers()[0].id, PERSON.email]) assert.ok(!kept.some((text) => text.includes(secret)), secret);
});

for (const basePath of ["/kyc", "/app/onboarding"])
  test(`no hook sees the token, whatever it looks at: ${basePath}`, async () => {
    const seen = [];
    const note = (request) => void seen.push(request.url, ...[...request.headers].flat());
    const render = onboardingPage({
      locale: (request) => {
        note(request);
        return "en";
      },
    });
    const hooks = {
      page: render,
      rateLimit: (request) => {
        note(request);
        return true;
      },
      authorize: (request) => {
        note(request);
        return { reference: "user-1" };
      },
    };
    const made = setUp({ ...hooks, basePath });
    const at = (request) => made.handler(new Request(request.url.replace("/kyc/", `${basePath}/`), request));
    const [person, phone] = [browser(at), browser(at)];
    assert.equal((await person.json("links", PERSON)).status, 201);
    const path = pathOf((await person.empty("handoff")).body.url.replace(`${basePath}/`, "/kyc/"));
    for (const way of [path, `${path}&theme=dark`, `${path.replace("?", "?a=b&")}`]) {
      assert.equal((await phone.get(way, NAVIGATION)).status, 200, way);
    }
    assert.equal((await press(phone, path)).status, 303);
    assert.ok(seen.length > 20);
    const [, token] = path.split("token=");
    assert.deepEqual(
      seen.filter((text) => text.includes(token) || /handoff\/open\?/.test(text)),
      [],
    );
    // Other routes keep their query.
    await phone.get("status?lang=en", NAVIGATION);
    assert.ok(seen.some((text) => text.endsWith(`${basePath}/status?lang=en`)));
  });

test("both devices show one number, and the page says which browser made the link, and when", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-22T12:00:00Z") });
  const { person, phone } = await open();
  const agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
  const shown = await person.form("handoff", {}, { ...NAVIGATION, "user-agent": agent });
  const [, number] = /Your phone must show the same number: (\d\d)\./.exec(shown.text);
  t.mock.timers.tick(3 * MINUTE);
  const path = pathOf(/href="(https:[^"]+)"/.exec(shown.text)[1]);
  for (const [locale, words] of [
    ["en", ["The link was made with Firefox, Windows, 3 minutes ago.", `The other device must show the same number: ${number}.`]],
    ["de", ["Der Link wurde mit Firefox, Windows erstellt, vor 3 Minuten.", `dieselbe Zahl zeigen: ${number}.`]],
  ]) {
    const { text } = await phone.get(path, { ...NAVIGATION, "accept-language": locale });
    for (const word of words) assert.ok(text.includes(word), `${word}: ${text}`);
    assert.ok(!text.includes('name="replace"'));
  }
});

describe("a browser that holds the onboarding of another customer", () => {
  const PERSON_2 = { ...PERSON, email: "john@example.com", phone: "+14155550124" };

  test("says what it gives up, and asks once more", async () => {
    const { browser, link, sandbox } = await open();
    const other = browser();
    await other.json("links", PERSON_2);
    const before = other.cookie();
    const path = await link();
    const { text } = await other.get(path, { ...NAVIGATION, "accept-language": "en" });
    assert.match(text, /In this browser, another verification was begun on \w+ \d+, \d{4}\. If you continue, this browser gives it up\./);
    assert.match(text, /<input type="checkbox" name="replace" value="1" required>/);
    for (const { email, phone } of [PERSON, PERSON_2]) assert.ok(!text.includes(email) && !text.includes(phone));
    for (const { id } of sandbox.customers()) assert.ok(!text.includes(id));
    const asked = await press(other, path);
    assert.deepEqual([asked.status, asked.headers.get("set-cookie")], [409, null]);
    assert.match(asked.text, /name="replace"/);
    assert.equal(other.cookie(), before);
    const opened = await other.form(path, { replace: "1" }, NAVIGATION);
    assert.deepEqual([opened.status, opened.headers.get("location")], [303, "/kyc/status"]);
    assert.notEqual(other.cookie(), before);
    assert.equal((await other.get("status")).body.handedOver, true);
  });
});

describe("the first device", () => {
  test("sees that another one has the onboarding, and disconnects it", async () => {
    const { person, phone, link } = await open();
    assert.doesNotMatch((await person.get("status", NAVIGATION)).text, /handoff\/end/);
    await press(phone, await link());
    assert.equal((await person.get("status")).body.otherDevice, true);
    assert.match((await person.get("status", NAVIGATION)).text, /<form class="end" method="post" action="\/kyc\/handoff\/end">/);
    // A device cannot hand on, so that it is not offered there.
    assert.doesNotMatch((await phone.get("status", NAVIGATION)).text, /class="handoff"/);
    assert.deepEqual([(await phone.empty("handoff")).status, (await phone.empty("handoff/end")).status], [403, 403]);
    const ended = await person.form("handoff/end", {}, NAVIGATION);
    assert.deepEqual([ended.status, ended.headers.get("location")], [303, "/kyc/status"]);
    assert.deepEqual((await phone.get("status")).body, { status: "none", nextAction: "none" });
    assert.equal((await person.get("status")).body.status, "incomplete");
  });
});
