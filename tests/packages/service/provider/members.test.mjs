/**
 * Every member of every answer of a provider of one's own is absent, readable or malformed: functions return the values
 * that the test of `members.rs` reads, and those that JSON does not have.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inspect } from "node:util";
import { newKey } from "../../helpers/edge/harness.mjs";
import { internal } from "../../helpers/install/index.mjs";
import { API, deliver, open, PAGES, PERSON } from "../../helpers/provider/model.mjs";

const { membersOf, UNREADABLE } = await internal("service/provider/members.js");

/** Values that JSON does not have. */
const OTHERS = [Number.NaN, Infinity, 10n, Symbol("x"), () => "x", new Date(Number.NaN), new Map(), new String("c-1"), /x/, "\ud800"];
const MOMENTS = [new Date(Date.UTC(2026, 10, 29)), Date.UTC(2026, 10, 29), 0, -1, 1.5];
const NO_MOMENTS = [8.64e15 + 1, 8.64e15, Date.UTC(9999, 11, 31) + 86_400_000, new Date(8.64e15)];
const TIMES = ["expiresAt", "createdAt", "at"];

/** Expands `{"$repeat": [string, count]}` and `{"$list": [item, count]}`. */
function expanded(value) {
  const { $repeat, $list } = value ?? {};
  if ($list) return Array.from({ length: $list[1] }, () => expanded($list[0]));
  return $repeat ? $repeat[0].repeat($repeat[1]) : value;
}

const vectors = JSON.parse(readFileSync(new URL("../../../vectors/data/answers.json", import.meta.url), "utf8"));
const members = vectors.members.map(({ name, of, like = name }) => {
  const { valid, malformed, isText } = vectors.members.find((member) => member.name === like);
  return {
    name,
    of,
    valid: [...valid.map(expanded), ...(TIMES.includes(name) ? MOMENTS : [])],
    malformed: [...malformed.map(expanded), ...(isText ? vectors.notTexts : []), ...OTHERS, ...(TIMES.includes(name) ? NO_MOMENTS : [])],
  };
});

test("what a function returns becomes data, of which each member was read once", () => {
  for (const { name, valid, malformed } of members) {
    for (const absent of [{}, { [name]: undefined }, { [name]: null }, Object.create({ [name]: valid[0] })]) {
      assert.deepEqual(Object.keys(membersOf(absent)), [], name);
    }
    for (const value of [...valid, ...malformed]) {
      const reads = [];
      const given = Object.defineProperty({}, name, { get: () => reads.push(name) && value });
      const data = membersOf(given);
      assert.deepEqual([Object.keys(data), reads], [[name], [name]], inspect(value));
      assert.notEqual(JSON.parse(JSON.stringify(data))[name] ?? undefined, undefined, `${name}: ${inspect(value)} is there`);
    }
  }
  const at = new Date(5);
  const data = membersOf({ at, kycUrl: new URL("https://a.example"), reasons: Array(1), requirements: [{ code: "a", other: 1 }] });
  const expected = { at: 5, kycUrl: "https://a.example/", reasons: [null], requirements: [{ code: "a" }] };
  assert.deepEqual(JSON.parse(JSON.stringify(data)), expected);
});

const LINK = { customerId: "s-1", kycUrl: `${PAGES}/x` };
const OF_STATUS = ["status", "requirements", "capabilities", "reasons", "operatorReasons"];
const UNUSABLE = [502, "unexpected_response"];
const lost = () => {
  throw new TypeError("fetch failed");
};
const UNKNOWN = [503, "outcome_unknown"];
const key = () => ({ "idempotency-key": newKey() });

/** Asks for something of a person who has begun; `answer` is the result of that function. */
const askingOfBegun = (name, send) => async (answer) => {
  const world = open(() => ({ create: () => LINK, status: () => ({ status: "incomplete" }), [name]: answer }));
  const page = world.browser();
  await page.json("links", PERSON, key());
  const { status, body } = await send(page);
  return { world, outcome: [status, body.code], expected: UNUSABLE };
};

/**
 * What each function returns that is right, and what happens to a person if it is malformed. Each is called with a
 * provider's functions, of which `answer` is the result of the one that is tested.
 */
const FUNCTIONS = {
  create: {
    of: ["customer"],
    right: LINK,
    ask: async (answer, name) => {
      const world = open(() => ({ repeat: "never", create: answer }));
      const { status, body } = await world.browser().json("links", PERSON, key());
      // Where its id and type can be read, the customer is known, and only its link is not.
      return { world, outcome: [status, body.code], expected: ["customerId", "type"].includes(name) ? UNKNOWN : UNUSABLE };
    },
  },
  link: { of: ["customer"], right: LINK, ask: askingOfBegun("link", (page) => page.json("links/renew", {})) },
  token: {
    of: ["customer", "event"],
    only: ["customerId", "type", "token", "id", "expiresAt", ...OF_STATUS],
    right: { token: "t-1" },
    ask: askingOfBegun("token", (page) => page.json("token", {})),
  },
  status: { of: ["customer"], right: { status: "approved" }, ask: askingOfBegun("status", (page) => page.get("status")) },
  find: {
    of: ["customer", "found", "event"],
    only: ["customerId", "reference", "type", "createdAt"],
    right: { customerId: "s-1", reference: "user-1" },
    ask: async (answer) => {
      let creates = 0;
      const create = ({ fetch }) => {
        creates += 1;
        return fetch(API, { method: "POST" }).then(lost);
      };
      const world = open(() => ({ repeat: "never", create, link: () => LINK, find: answer }));
      const [page, sent] = [world.browser(), key()];
      await page.json("links", PERSON, sent);
      const { status, body } = await page.json("links", PERSON, sent);
      assert.equal(creates, 1, "the lost one may have made a customer");
      return { world, outcome: [status, body.code], expected: UNKNOWN };
    },
  },
  verify: {
    of: ["customer", "event"],
    only: ["id", "kind", "at", "customerId", "reference", "type", ...OF_STATUS],
    right: { id: "e-1", kind: "kyc_approved", customerId: "s-1" },
    ask: async (answer) => {
      const events = [];
      const world = open(() => ({ status: () => ({ status: "incomplete" }), webhook: { verify: answer } }), {
        onEvent: (event) => events.push(event),
      });
      const page = world.browser();
      await page.json("links", PERSON, key());
      const post = new Request("https://app.example.com/kyc/webhooks/acme", { method: "POST", ...deliver({}) });
      const response = await world.handler(post);
      const { code } = await response.json().catch(() => ({}));
      const { status } = (await page.get("status")).body;
      return { world, outcome: [response.status, code, status, events.length], expected: [400, "webhook_malformed", "incomplete", 0] };
    },
  },
};

for (const [name, { of, only, right, ask }] of Object.entries(FUNCTIONS)) {
  const own = members.filter((one) => of.includes(one.of) && (only ?? [one.name]).includes(one.name));

  test(`a readable member of what ${name} returns`, async () => {
    for (const { name: member, valid } of own)
      for (const value of valid) {
        const { world } = await ask(() => ({ ...right, [member]: value }), member);
        for (const { error } of world.errors)
          assert.doesNotMatch(error.message, /returned .* (?:is|are) not (?!the applicant's)/, `${member}: ${inspect(value)}`);
      }
  });

  test(`a malformed member of what ${name} returns`, async () => {
    for (const member of own)
      for (const value of member.malformed) {
        const { world, outcome, expected } = await ask(() => ({ ...right, [member.name]: value }), member.name);
        const label = `${member.name}: ${inspect(value)}`;
        assert.deepEqual(outcome, expected, label);
        const messages = world.errors.map(({ error }) => error.message).filter((message) => message.includes("returned"));
        assert.ok(
          messages.some((message) => /(^The function verify of acme|\. (create|link|token|status|find)) returned \S.*\./.test(message)),
          `${label}: ${world.errors.map(({ error }) => error.message)}`,
        );
        for (const secret of ["2025-", "999", "Please"]) assert.ok(!messages.join().includes(secret), messages.join());
      }
  });
}

test("a list and a string pass up to the size that the crate reads, and none that is longer is read", () => {
  const reasons = (length) => membersOf({ reasons: Array(length).fill("x") }).reasons;
  const token = (length) => membersOf({ token: "x".repeat(length) }).token;
  assert.deepEqual([reasons(200).length, token(8192).length], [200, 8192]);
  assert.deepEqual([reasons(201), token(8193)], [UNREADABLE, UNREADABLE]);
});

/** Customers of a reference, of whom one was made now. */
const manyOf = (count, reference) =>
  Array.from({ length: count }, (_, at) => ({ customerId: `s-${at + 1}`, reference, createdAt: at === 0 ? new Date() : 0 }));

test("a found customer is nobody's whose time cannot be read, or whose type is another one", async () => {
  for (const [found, expected] of [
    [{}, [201, 1]],
    [{ createdAt: null, type: null }, [201, 1]],
    [{ type: "individual" }, [201, 1]],
    [{ createdAt: "2025-01-01 00:00:00" }, [503, 1]],
    [{ createdAt: Number.NaN }, [503, 1]],
    [{ createdAt: { seconds: 0 } }, [503, 1]],
    [{ type: "person" }, [503, 1]],
    // Somebody else's: the lost create has made nobody, and may still.
    [{ type: "business" }, [503, 1]],
    [{ createdAt: "2025-01-01T00:00:00Z" }, [503, 1]],
    [{ reference: "user-2" }, [503, 1]],
    // Everybody can give its address.
    [{ reference: null }, [409, 1]],
    [{ reference: null, createdAt: new Date() }, [409, 1]],
    [Array.from({ length: 101 }, () => ({ customerId: "s-1", createdAt: 0 })), [503, 1]],
    [(reference) => manyOf(101, reference), [503, 1]],
    [(reference) => manyOf(100, reference), [201, 1]],
  ]) {
    let creates = 0;
    const create = ({ fetch }) => {
      creates += 1;
      return fetch(API, { method: "POST" }).then(lost);
    };
    const find = ({ reference }) => {
      if (typeof found === "function") return found(reference);
      return Array.isArray(found) ? found : { customerId: "s-1", reference, ...found };
    };
    const { browser } = open(() => ({ repeat: "never", create, find, link: () => LINK }));
    const [page, sent] = [browser(), key()];
    await page.json("links", PERSON, sent);
    const { status } = await page.json("links", PERSON, sent);
    assert.deepEqual([status, creates], expected, inspect(found));
  }
});
