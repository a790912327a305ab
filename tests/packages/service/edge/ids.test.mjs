/** The random ids of a request: each of its own, of 132 bits, all of them random. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { internal } from "../../helpers/install/index.mjs";

const { randomIds } = await internal("service/edge/engine/ids.js");

test("a request gets four ids of 22 characters, drawn in one go", (t) => {
  const { mock } = t.mock.method(crypto, "getRandomValues");
  const ids = randomIds();
  assert.equal(ids.length, 4);
  for (const id of ids) assert.match(id, /^[\w-]{22}$/);
  assert.deepEqual(
    mock.calls.map(({ arguments: [bytes] }) => bytes.length),
    [66],
    "4 times 132 bits",
  );
});

test("no id is a part of another, and each character takes every value", () => {
  const all = Array.from({ length: 2000 }, randomIds).flat();
  assert.equal(new Set(all).size, all.length);
  for (let at = 0; at < 22; at++) assert.equal(new Set(all.map((id) => id[at])).size, 64, `character ${at}`);
});

test("the ids are the bytes that were drawn, and none is left out", (t) => {
  const drawn = Buffer.from(Array.from({ length: 66 }, (_, at) => at));
  t.mock.method(crypto, "getRandomValues", (bytes) => {
    bytes.set(drawn);
    return bytes;
  });
  assert.equal(randomIds().join(""), drawn.toString("base64url"));
});
