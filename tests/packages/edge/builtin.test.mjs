/** Which platforms have the modules of Node: Node, and none that imitates it. */

import assert from "node:assert/strict";
import * as buffer from "node:buffer";
import * as crypto from "node:crypto";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { file } from "../helpers/install/index.mjs";

const { builtin } = await import(pathToFileURL(file("dist/lib/edge/builtin.js")));

/** Calls a function while a global or a member of `process` has this value. */
function withMember(home, name, value, run) {
  const own = Object.getOwnPropertyDescriptor(home, name);
  Object.defineProperty(home, name, { value, configurable: true, writable: true });
  try {
    return run();
  } finally {
    if (own) Object.defineProperty(home, name, own);
    else delete home[name];
  }
}

test("Node has its modules", () => {
  assert.equal(builtin("node:crypto").createCipheriv, crypto.createCipheriv);
  assert.equal(builtin("node:buffer").Buffer, buffer.Buffer);
});

test("a platform that imitates Node has none", () => {
  for (const [name, value] of Object.entries({ Deno: {}, Bun: {}, navigator: { userAgent: "Cloudflare-Workers" } })) {
    assert.equal(
      withMember(globalThis, name, value, () => builtin("node:crypto")),
      undefined,
      name,
    );
  }
  for (const release of [undefined, {}, { name: "bun" }]) {
    assert.equal(
      withMember(process, "release", release, () => builtin("node:crypto")),
      undefined,
      JSON.stringify(release),
    );
  }
});

test("without process, or in a Node before 20.16, there is none", () => {
  assert.equal(
    withMember(globalThis, "process", undefined, () => builtin("node:crypto")),
    undefined,
  );
  assert.equal(
    withMember(process, "getBuiltinModule", undefined, () => builtin("node:crypto")),
    undefined,
  );
});

test("another navigator is no sign of another platform", () => {
  for (const value of [undefined, {}, { userAgent: "Node.js/24" }]) {
    assert.ok(withMember(globalThis, "navigator", value, () => builtin("node:crypto")));
  }
});
