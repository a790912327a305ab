/** The JSON of what crosses the boundary: its limits, and what a frozen value stands for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { internal } from "../../helpers/install/index.mjs";

const { freeze, json, MAX_VALUES, Opaque, snapshot } = await internal("module/wasm/json.js");
const { Shape } = await internal("module/encoding/shape.js");

const MAX_LENGTH = 2 ** 25;
const MAX_DEPTH = 64;
const nested = (levels) => JSON.parse(`${"[".repeat(levels)}1${"]".repeat(levels)}`);

test("as many characters as allowed are written, and what is left out takes no room from what follows", () => {
  const most = "a".repeat(MAX_LENGTH - 1);
  assert.equal(json([most, "b", "c", "", 1]).slice(MAX_LENGTH + 1), `",${JSON.stringify("b")},!,"",1]`);
  assert.equal(json({ [most]: "b" }).slice(MAX_LENGTH + 1), '":"b"}');
  assert.equal(json({ [most]: "bc" }).slice(MAX_LENGTH + 1), '":!}');
  assert.equal(json({ [most]: "b", c: "" }), "!");
  assert.equal(json({ [most]: "bc", "": "" }).slice(MAX_LENGTH + 1), '":!,"":""}', "nothing is left for more than that");
  assert.equal(json({ [most]: "bc", cd: "" }), "!");
});

/** Anything may follow a name, which is written before it. */
const FOLLOWERS = [1, null, undefined, true, Number.NaN, () => {}, [], {}, [1], { "": 1 }, freeze({ b: "c" }), new Uint8Array(1)];

test("a name counts, whatever follows it", () => {
  for (const value of FOLLOWERS) {
    const [most, more] = [MAX_LENGTH, MAX_LENGTH + 1].map((length) => ({ ["a".repeat(length)]: value }));
    assert.notEqual(json(most), "!", `as many as allowed before ${typeof value}`);
    assert.equal(json(more), "!", typeof value);
    assert.equal(json([{ more }]), '[{"more":!}]', typeof value);
    assert.ok(snapshot(more) instanceof Opaque, typeof value);
  }
});

test("members that a shape does not have spend a limit of their own, and are refused beyond it", () => {
  const others = (length) => ({ ["x".repeat(length)]: 1, a: "b" });
  assert.equal(snapshot(others(MAX_LENGTH), 1, new Shape(["a"])).a, "b");
  assert.ok(snapshot(others(MAX_LENGTH), 1) instanceof Opaque, "without a shape, all members spend one limit");
  assert.ok(snapshot(others(MAX_LENGTH + 1), 1, new Shape(["a"])) instanceof Opaque);
});

test("as many values as allowed are written, and none after them", () => {
  const ones = (count) => Array(count).fill(1);
  assert.equal(json(ones(MAX_VALUES - 1)), JSON.stringify(ones(MAX_VALUES - 1)));
  assert.equal(json(ones(MAX_VALUES)), JSON.stringify(ones(MAX_VALUES)).replace(/1\]$/, "!]"));
  assert.equal(json(ones(MAX_VALUES + 1)), "!");
  const members = (count) => Object.fromEntries(ones(count).entries());
  assert.equal(json(members(MAX_VALUES + 1)), "!");
  assert.ok(json([members(MAX_VALUES - 2), 1]).endsWith(":1},!]"));
});

test("values are written down to a level, which counts from that of the value", () => {
  for (let level = 1; level < 5; level++) {
    const deepest = nested(MAX_DEPTH + 1 - level);
    assert.equal(json([freeze(deepest, level)]), `[${JSON.stringify(deepest)}]`);
    assert.equal(json(freeze([deepest], level)), `[${JSON.stringify(deepest)}]`.replace("[1]", "!"));
    assert.deepEqual(snapshot(deepest, level), deepest);
  }
  assert.equal(json(nested(MAX_DEPTH)), JSON.stringify(nested(MAX_DEPTH)));
  assert.equal(["a", "b", nested(MAX_DEPTH)].map(json)[2], JSON.stringify(nested(MAX_DEPTH)), "an index is no level");
});

test("a frozen value is what it was, and reading it runs no code", () => {
  const given = { a: ["b"] };
  const frozen = freeze(given);
  given.a.push("c");
  assert.equal(json({ frozen, list: [frozen, given] }), '{"frozen":{"a":["b"]},"list":[{"a":["b"]},{"a":["b","c"]}]}');
  assert.equal(snapshot({ frozen }).frozen, frozen, "a copy has the same");
  assert.equal(json(new Opaque(given)), "!");

  const traps = [];
  const trap =
    (name) =>
    (target, ...rest) => {
      traps.push(name);
      return Reflect[name](target, ...rest);
    };
  const handler = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, trap(name)]));
  assert.equal(json(new Proxy({ a: 1 }, handler)), '{"a":1}');
  assert.deepEqual(traps, ["ownKeys", "getOwnPropertyDescriptor", "get"]);
  assert.equal(json(new Proxy(frozen, {})), "{}", "only the value itself stands for it");
});
