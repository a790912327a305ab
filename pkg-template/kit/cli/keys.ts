/**
 * Stores the webhook keys of `kyclink sandbox` for its next run: a server that was started with the old ones would
 * respond to each webhook with 401. The file is in node_modules, which is not committed, if there is one.
 */

import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createSandbox } from "../testing/index.ts";
import type { SandboxKeys } from "../testing/options.ts";
import { LinkError, readOwn, replaceOwn } from "./files.ts";

/** Where the keys are in a folder without node_modules. */
export const IN_FOLDER = ".kyclink-sandbox.json";
const pathOfKeys = () => (existsSync("node_modules") ? join("node_modules", ".cache", "kyclink", "sandbox.json") : IN_FOLDER);

/** Returns the keys of the last run, if there was one here whose keys are whole. */
export async function readKeys(): Promise<SandboxKeys | undefined> {
  try {
    const keys = JSON.parse((await readOwn(pathOfKeys())) ?? "");
    if (typeof keys.spherepay !== "string") return undefined;
    // Only a sandbox knows whether it can sign with them. What the file of an older version does not have, it makes.
    const sandbox = createSandbox({ keys });
    await sandbox.webhookKeys();
    return await sandbox.exportKeys();
  } catch {
    return undefined;
  }
}

/**
 * Stores the keys, if the folder can be written to: the sandbox starts without that, too, but not if a link is in the
 * place of the file. Returns the path of a file that may get into a repository.
 */
export async function writeKeys(keys: SandboxKeys) {
  try {
    const path = pathOfKeys();
    await mkdir(dirname(path), { recursive: true });
    await replaceOwn(path, JSON.stringify(keys));
    return path === IN_FOLDER ? path : undefined;
  } catch (error) {
    if (error instanceof LinkError) throw error;
    return undefined;
  }
}
