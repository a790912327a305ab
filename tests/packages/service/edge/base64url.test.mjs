/**
 * Base64 with the alphabet for URLs: each of the three codecs writes what RFC 4648 says, and takes one spelling only.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { file } from "../../helpers/install/index.mjs";

const { bufferCodec, decodeExactly, encodeBase64url, nativeCodec, plainCodec, platformCodec } = await import(
  pathToFileURL(file("dist/service/edge/vault/base64url.js"))
);

/** RFC 4648 section 10, and the two characters that differ from the other alphabet. */
const VECTORS = { "": "", f: "Zg", fo: "Zm8", foo: "Zm9v", foob: "Zm9vYg", fooba: "Zm9vYmE", foobar: "Zm9vYmFy", "\xfb\xff\xfe": "-__-" };

const METHODS = [
  [Uint8Array, "fromBase64", (text, options) => new Uint8Array(Buffer.from(text, readNative(options)))],
  [
    Uint8Array.prototype,
    "toBase64",
    function toBase64(options) {
      return Buffer.from(this).toString(readNative(options));
    },
  ],
];

/** Reads the options as ES2026 does, for the only ones that are used here. */
function readNative({ alphabet, omitPadding, lastChunkHandling }) {
  assert.deepEqual([alphabet, omitPadding, lastChunkHandling], ["base64url", true, undefined]);
  return "base64url";
}

/** Node has the methods of ES2026 from version 25: an older one gets them for the time of a test. */
function withNative(run) {
  const missing = METHODS.filter(([home, name]) => !Object.hasOwn(home, name));
  for (const [home, name, value] of missing) Object.defineProperty(home, name, { value, configurable: true });
  try {
    return run();
  } finally {
    for (const [home, name] of missing) delete home[name];
  }
}

const CODECS = {
  "without Node": [plainCodec, (run) => run()],
  "of Node": [bufferCodec(Buffer), (run) => run()],
  "of ES2026": [nativeCodec, withNative],
};

for (const [name, [codec, where]] of Object.entries(CODECS)) {
  describe(`the codec ${name}`, () => {
    test("encodes as the RFC does, a part of a buffer, too, and decodes it", () =>
      where(() => {
        for (const [text, encoded] of Object.entries(VECTORS)) {
          const bytes = new Uint8Array(Buffer.from(`--${text}--`, "latin1")).subarray(2, -2);
          assert.equal(codec.encode(bytes), encoded);
          assert.deepEqual([...decodeExactly(encoded, codec)], [...bytes]);
        }
        // Every byte at every place of four.
        for (let value = 0; value < 4 * 256; value++) {
          const bytes = Uint8Array.from({ length: 4 }, (_, place) => (place === value >> 8 ? value & 255 : 255 - (value & 255)));
          const text = Buffer.from(bytes).toString("base64url");
          assert.equal(codec.encode(bytes), text);
          assert.deepEqual([...decodeExactly(text, codec)], [...bytes]);
        }
      }));

    test("takes no other spelling of the same bytes, and nothing that is not base64", () =>
      where(() => {
        for (const text of ["Zh", "Zm9", "Zm9=", "Zg==", "Zm 9v", "Zm9v\n", " Zm9v", "+//+", "-_/-", "%", "é", "\ud800", "Zm9v\0"]) {
          assert.equal(decodeExactly(text, codec).length, 0, JSON.stringify(text));
        }
      }));
  });
}

test("a platform gets the codec of ES2026, or Node's, or the one without Node", () => {
  assert.equal(withNative(platformCodec), nativeCodec);
  const own = METHODS.map(([home, name]) => [home, name, Object.getOwnPropertyDescriptor(home, name)]);
  for (const [home, name] of METHODS) delete home[name];
  const { getBuiltinModule } = process;
  try {
    assert.ok(![nativeCodec, plainCodec].includes(platformCodec()), "Node's");
    // Half of the methods.
    for (const [home, name, value] of METHODS) {
      Object.defineProperty(home, name, { value, configurable: true });
      assert.notEqual(platformCodec(), nativeCodec, name);
      delete home[name];
    }
    process.getBuiltinModule = undefined;
    assert.equal(platformCodec(), plainCodec);
    // Engines had the methods before `omitPadding`, and others may lack the alphabet, or throw.
    const early = [
      (bytes) => bytes.toString("base64url").padEnd(4, "="),
      (bytes) => bytes.toString("base64").replaceAll("=", ""),
      () => assert.fail("not implemented"),
    ];
    const [[, , fromBase64], [home]] = METHODS;
    for (const encode of early) {
      Object.defineProperty(Uint8Array, "fromBase64", { value: fromBase64, configurable: true });
      const toBase64 = function toBase64() {
        return encode(Buffer.from(this));
      };
      Object.defineProperty(home, "toBase64", { value: toBase64, configurable: true });
      assert.equal(platformCodec(), plainCodec, String(encode));
    }
  } finally {
    process.getBuiltinModule = getBuiltinModule;
    for (const [home, name] of METHODS) delete home[name];
    for (const [home, name, descriptor] of own) if (descriptor) Object.defineProperty(home, name, descriptor);
  }
  assert.equal(encodeBase64url(new Uint8Array([251, 255])), "-_8");
});
