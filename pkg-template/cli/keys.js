/**
 * Stores the webhook keys of `kyclink sandbox` for its next run: a server that was started with the old ones would
 * respond to each webhook with 401. The file is in node_modules, which is not committed, if there is one.
 */

import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** @typedef {import("../types/testing.js").SandboxKeys} SandboxKeys */

const pathOfKeys = () => (existsSync("node_modules") ? join("node_modules", ".cache", "kyclink", "sandbox.json") : ".kyclink-sandbox.json");

/** Returns the keys of the last run, if there was one here. @returns {Promise<SandboxKeys | undefined>} */
export async function readKeys() {
  const keys = await readFile(pathOfKeys(), "utf8")
    .then(JSON.parse)
    .catch(() => undefined);
  const { kty, crv, x, y, d } = keys?.grid ?? {};
  const isWhole = [keys?.spherepay, x, y, d].every((text) => typeof text === "string") && kty === "EC" && crv === "P-256";
  if (!isWhole) return undefined;
  // The file of an older version has no key of Bridge: the sandbox then makes one.
  const { kty: bridgeType, n, d: bridgeExponent } = keys.bridge ?? {};
  const hasBridge = bridgeType === "RSA" && [n, bridgeExponent].every((text) => typeof text === "string");
  return hasBridge ? keys : { ...keys, bridge: undefined };
}

/** Stores the keys, if the folder can be written to: the sandbox starts without that, too. @param {SandboxKeys} keys */
export async function writeKeys(keys) {
  try {
    await mkdir(dirname(pathOfKeys()), { recursive: true });
    await writeFile(pathOfKeys(), JSON.stringify(keys), { mode: 0o600 });
  } catch {}
}
