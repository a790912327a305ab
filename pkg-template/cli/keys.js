/**
 * The keys of `kyclink sandbox`, kept from one run to the next: a server that was started with the old ones would respond to
 * each webhook with 401. The file is where tools keep what is not committed.
 */

import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** @typedef {import("../types/testing.js").SandboxKeys} SandboxKeys */

const path = () => (existsSync("node_modules") ? join("node_modules", ".cache", "kyclink", "sandbox.json") : ".kyclink-sandbox.json");

/** Returns the keys of the last run, if there was one here. @returns {Promise<SandboxKeys | undefined>} */
export async function readKeys() {
  const keys = await readFile(path(), "utf8")
    .then(JSON.parse)
    .catch(() => undefined);
  const { kty, crv, x, y, d } = keys?.grid ?? {};
  const isWhole = [keys?.spherepay, x, y, d].every((text) => typeof text === "string") && kty === "EC" && crv === "P-256";
  if (!isWhole) return undefined;
  // Those of an older version lack the third provider's, which is then new.
  const { kty: kind, n, d: exponent } = keys.bridge ?? {};
  const hasBridge = kind === "RSA" && [n, exponent].every((text) => typeof text === "string");
  return hasBridge ? keys : { ...keys, bridge: undefined };
}

/** Keeps the keys. A folder that cannot be written to is no reason not to start. @param {SandboxKeys} keys */
export async function writeKeys(keys) {
  try {
    await mkdir(dirname(path()), { recursive: true });
    await writeFile(path(), JSON.stringify(keys), { mode: 0o600 });
  } catch {}
}
