/** The handler's own problem codes, which are generated from src/edge/response/refusal.rs. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, configOf, createHandler, createSandbox } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";

const { HANDLER_CODES } = await subpath("edge");

test("HANDLER_CODES cannot be changed", () => {
  assert.ok(HANDLER_CODES.length > 10);
  assert.ok(Object.isFrozen(HANDLER_CODES));
});

test("a response has a code of the list, and a message", async () => {
  const page = browser(createHandler(configOf(createSandbox())));
  const { body } = await page.json("links/renew", {});
  assert.equal(body.code, "no_session");
  assert.ok(HANDLER_CODES.includes(body.code) && body.detail.length > 10);
});
