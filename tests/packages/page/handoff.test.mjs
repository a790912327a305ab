/** Continuing on another device: the link, its page, and everything that must not get a session by it. */

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { browser, ORIGIN, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { startWorker } from "../helpers/edge/workerd.mjs";
import { subpath } from "../helpers/install/index.mjs";

const { LOCALES, onboardingPage } = await subpath("page");
const { memoryStore } = await subpath("edge");
const worker = await startWorker({});
after(() => worker.close());

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

  test("is offered where there is something to do, in every language", async () => {
    const { person, phone, link, sandbox } = await open();
    for (const locale of LOCALES) {
      const headers = { ...NAVIGATION, "accept-language": locale };
      const path = await link();
      const texts = [
        (await person.get("status", headers)).text,
        (await phone.get(path, headers)).text,
        (await phone.get("handoff/open", headers)).text,
      ];
      for (const text of texts) assert.ok(text.includes(`<html lang="${locale}"`) && /<button|<a class="button"/.test(text));
    }
    sandbox.complete(sandbox.customers()[0].id, "approve");
    assert.doesNotMatch((await (await open()).phone.get("status", NAVIGATION)).text, /class="handoff"/);
  });

  test("without the page, there is no such route", async () => {
    const { person } = await open({ page: undefined });
    assert.equal((await person.empty("handoff")).status, 404);
    assert.equal((await person.get("handoff/open?token=x")).status, 404);
  });
});

describe("the origin of the link is a configured one", () => {
  const API = "https://api.example.com";
  /** What a client may say about itself, and what proxies say. */
  const CLAIMS = [
    {},
    { "x-forwarded-proto": "http", "x-forwarded-host": "evil.example", "x-forwarded-port": "80", "x-forwarded-prefix": "/evil" },
    { forwarded: 'for=192.0.2.1;host="evil.example";proto=http', "x-original-host": "evil.example", "x-host": "evil.example" },
    { host: "evil.example", referer: "http://evil.example/", via: "1.1 evil.example" },
  ];

  /** A person who has started, and whose requests come under another origin than the browser sees. */
  async function startAt(own, config) {
    const made = setUp({ page: onboardingPage(), ...config });
    const person = browser(async ({ method, headers, url, body }) => {
      const { pathname, search } = new URL(url);
      return made.handler(new Request(own + pathname + search, { method, headers, body, duplex: "half" }));
    });
    assert.equal((await person.json("links", PERSON)).status, 201);
    return { ...made, person };
  }

  const originOf = async (person, headers) => new URL((await person.empty("handoff", headers)).body.url).origin;

  for (const [own, config, expected] of [
    ["http://app.example.com", {}, ORIGIN],
    ["http://app.example.com:443", {}, ORIGIN],
    ["http://backend:3000", {}, ORIGIN],
    ["http://evil.example", {}, ORIGIN],
    ["https://evil.example", {}, ORIGIN],
    ["http://api.example.com", { allowedOrigins: [ORIGIN, API] }, API],
    ["https://evil.example", { allowedOrigins: [API, ORIGIN] }, ORIGIN],
    ["http://backend:3000", { allowedOrigins: [ORIGIN, API], publicOrigin: API }, API],
    ["https://evil.example", { allowedOrigins: [ORIGIN, API], publicOrigin: API }, API],
    ["https://app.example.com", { allowedOrigins: [ORIGIN, API], publicOrigin: API }, API],
  ]) {
    test(`${expected} at ${own} with ${JSON.stringify(config)}`, async () => {
      const { person } = await startAt(own, config);
      for (const claims of CLAIMS) {
        // No Sec-Fetch-Site: a browser of before 2023.
        assert.equal(await originOf(person, claims), expected, JSON.stringify(claims));
        const { text } = await person.form("handoff", {}, { accept: "text/html", ...claims });
        assert.ok(text.includes(`href="${expected}/kyc/handoff/open?token=`));
        assert.doesNotMatch(text, /http:(?!\/\/www\.w3\.org\/)|evil|backend/);
      }
    });
  }

  test("a guess is reported once, and never a host that somebody has sent", async () => {
    for (const [own, config, count] of [
      ["https://evil.example", {}, 1],
      ["http://app.example.com", {}, 0],
      ["https://evil.example", { publicOrigin: ORIGIN }, 0],
    ]) {
      const { person, errors } = await startAt(own, config);
      for (let i = 0; i < 3; i++) await originOf(person);
      assert.equal(errors.length, count);
      for (const { error } of errors) {
        assert.equal(error.code, "advice");
        assert.match(error.message, /^A link to another device was made, .* set publicOrigin/);
        assert.doesNotMatch(error.message, /evil/);
      }
    }
  });

  test("publicOrigin must be in allowedOrigins, so that it is https if they are", () => {
    for (const publicOrigin of ["http://app.example.com", `${ORIGIN}/`, "https://other.example.com", "http://localhost", "null", "", 1]) {
      assert.throws(
        () => setUp({ publicOrigin }),
        ({ code, message }) => code === "invalid_config" && /publicOrigin must be one of allowedOrigins/.test(message),
        String(publicOrigin),
      );
    }
    const allowedOrigins = ["http://localhost:8787"];
    assert.ok(setUp({ allowedOrigins, publicOrigin: "http://localhost:8787" }));
    assert.ok(setUp({ publicOrigin: undefined }));
  });
});

describe("one device gets the session", () => {
  for (const [name, store] of Object.entries({ "memoryStore()": memoryStore(), KycLinkStore: worker.store })) {
    test(`of twenty posts at once, with ${name}`, async () => {
      const { browser, link } = await open({ store });
      const path = await link();
      const all = await Promise.all(Array.from({ length: 20 }, () => press(browser(), path)));
      assert.deepEqual(all.map(({ status }) => status).sort(), [303, ...Array(19).fill(410)]);
      assert.equal(all.filter(({ headers }) => headers.get("set-cookie")).length, 1);
    });
  }

  test("within ten minutes", async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
    const { phone, link } = await open();
    for (const [age, status] of [
      [10 * MINUTE - 1, 303],
      [10 * MINUTE, 410],
    ]) {
      const path = await link();
      t.mock.timers.tick(age);
      assert.equal((await press(phone, path)).status, status);
    }
  });

  test("not by another site, another login or another handler", async () => {
    const store = memoryStore();
    const authorize = ({ headers }) => ({ reference: headers.get("x-user") ?? "jane" });
    const { phone, link, config, browser } = await open({ store, authorize });
    const other = setUp({ ...config, id: "other" }).browser();
    const path = await link();
    const crossing = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    for (const [device, headers, status] of [
      [phone, crossing, 403],
      [phone, { origin: undefined }, 403],
      [browser(), { "x-user": "mallory" }, 410],
      [other, {}, 410],
      [phone, {}, 303],
    ]) {
      const response = await device.empty(path, headers);
      assert.equal(response.status, status);
      assert.equal(response.headers.get("set-cookie") !== null, status === 303);
    }
  });

  test("needs a session to begin with, from our own page", async () => {
    const { browser, person } = await open();
    assert.equal((await browser().empty("handoff")).status, 401);
    assert.equal((await person.empty("handoff", { origin: "https://evil.example" })).status, 403);
    assert.match((await browser().form("handoff", {}, NAVIGATION)).text, /Nothing has been started here/);
  });

  test("and a customer has at most ten links an hour", async () => {
    const { person, link } = await open();
    for (let i = 0; i < 10; i++) await link();
    const { status, headers, body } = await person.empty("handoff");
    assert.deepEqual([status, body.code], [429, "too_many_requests"]);
    assert.ok(Number(headers.get("retry-after")) > 3000);
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

  test("ends its own session, and with it every other one", async () => {
    const { person, phone, link } = await open();
    await press(phone, await link());
    const path = await link();
    const cookie = person.cookie();
    assert.match((await person.get("status", NAVIGATION)).text, /<form class="end" method="post" action="\/kyc\/end">/);
    const ended = await person.form("end", {}, NAVIGATION);
    assert.deepEqual([ended.status, ended.headers.get("location")], [303, "/kyc"]);
    assert.equal(ended.headers.get("set-cookie"), "__Host-kyclink=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    // The copy of a cookie is of no use either.
    person.cookie(cookie);
    for (const device of [person, phone]) {
      assert.deepEqual((await device.get("status")).body, { status: "none", nextAction: "none" });
      assert.equal((await device.empty("links/renew")).status, 401);
    }
    assert.equal((await press(phone, path)).status, 410);
  });
});
