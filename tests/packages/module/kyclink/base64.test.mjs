/** How `kyclink` decodes its module where a bundler gives it no file. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { internal, wasm } from "../../helpers/install/index.mjs";

const { decodeBase64, decodeBase64url } = await internal("module/base64.js");

/** No bytes, one to four, all values of a byte, and the module itself. */
const CASES = [0, 1, 2, 3, 4].map((length) => Uint8Array.of(255, 0, 128, 1).subarray(0, length));
CASES.push(
  Uint8Array.from({ length: 256 }, (_, byte) => byte),
  new Uint8Array(wasm()),
);

for (const isThere of [false, true]) {
  test(`bytes are decoded ${isThere ? "by" : "without"} Uint8Array.fromBase64`, () => {
    const original = Object.getOwnPropertyDescriptor(Uint8Array, "fromBase64");
    let calls = 0;
    /** As in ECMAScript: a static method, which makes an array of its receiver. */
    const value = function (text) {
      calls++;
      assert.equal(this, Uint8Array);
      return new this(Buffer.from(text, "base64"));
    };
    Object.defineProperty(Uint8Array, "fromBase64", { value: isThere ? value : undefined, configurable: true });
    try {
      for (const bytes of CASES) assert.deepEqual(decodeBase64(Buffer.from(bytes).toString("base64")), bytes);
    } finally {
      delete Uint8Array.fromBase64;
      if (original) Object.defineProperty(Uint8Array, "fromBase64", original);
    }
    assert.equal(calls, isThere ? CASES.length : 0);
  });
}

test("the alphabet for URLs is decoded, with or without padding", () => {
  for (const bytes of CASES) {
    const text = Buffer.from(bytes).toString("base64url");
    for (const padding of ["", "=".repeat(-text.length & 3)]) assert.deepEqual(decodeBase64url(text + padding), bytes);
  }
});
