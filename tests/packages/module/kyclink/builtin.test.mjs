/** Which platforms have the modules of Node: Node, and none that imitates it. */

import assert from "node:assert/strict";
import * as buffer from "node:buffer";
import * as crypto from "node:crypto";
import { test } from "node:test";
import { internal } from "../../helpers/install/index.mjs";

const { builtin } = await internal("module/builtin.js");

/** Whether there is a module while a global or a member of `process` has this value. */
function hasModules(home, name, value) {
  const own = Object.getOwnPropertyDescriptor(home, name);
  Object.defineProperty(home, name, { value, configurable: true, writable: true });
  try {
    return builtin("node:crypto") !== undefined;
  } finally {
    if (own) Object.defineProperty(home, name, own);
    else delete home[name];
  }
}

test("Node has its modules, and so has a Node with another navigator", () => {
  assert.equal(builtin("node:crypto").createCipheriv, crypto.createCipheriv);
  assert.equal(builtin("node:buffer").Buffer, buffer.Buffer);
  for (const value of [undefined, {}, { userAgent: "Node.js/24" }]) assert.ok(hasModules(globalThis, "navigator", value));
});

test("a platform that imitates Node has none, nor one without process, nor a Node before 20.16", () => {
  for (const [home, name, value] of [
    [globalThis, "Deno", {}],
    [globalThis, "Bun", {}],
    [globalThis, "navigator", { userAgent: "Cloudflare-Workers" }],
    ...[undefined, {}, { name: "bun" }].map((release) => [process, "release", release]),
    [globalThis, "process", undefined],
    [process, "getBuiltinModule", undefined],
  ])
    assert.ok(!hasModules(home, name, value), name);
});
