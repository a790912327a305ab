/** The handler's own problem codes: those of src/edge, listed for users. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { browser, configOf, createHandler, createSandbox } from "./edge/harness.mjs";
import { subpath } from "./install/index.mjs";

const { HANDLER_CODES } = await subpath("edge");

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("HANDLER_CODES lists the code of every refusal, and no other", () => {
  const refusals = [...read("src/edge/response.rs").matchAll(/Self = Self\(\d+, "(\w+)"\)/g)].map(([, code]) => code);
  assert.ok(refusals.length > 10);
  // The wrapper responds with `internal` where its own code fails.
  assert.deepEqual([...HANDLER_CODES].sort(), [...refusals, "internal"].sort());
  assert.ok(Object.isFrozen(HANDLER_CODES));
});

test("the type lists the same codes", () => {
  const [, type] = read("pkg-template/types/edge.d.ts").match(/export type HandlerCode =([^;]+);/);
  assert.deepEqual(
    [...type.matchAll(/"(\w+)"/g)].map(([, code]) => code),
    [...HANDLER_CODES],
  );
});

test("a response has a code of the list, and a message", async () => {
  const page = browser(createHandler(configOf(createSandbox())));
  const { body } = await page.json("links/renew", {});
  assert.equal(body.code, "no_session");
  assert.ok(HANDLER_CODES.includes(body.code) && body.detail.length > 10);
});
