/** The path of the package that `cargo xtask pack` created. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SetupError } from "./setup.mjs";

export function packed() {
  const [, version] = /^version = "(.+)"$/m.exec(readFileSync(new URL("../Cargo.toml", import.meta.url), "utf8"));
  const tarball = fileURLToPath(new URL(`../target/npm/kyclink-${version}.tgz`, import.meta.url));
  if (!existsSync(tarball)) throw new SetupError("the package is not built yet: run cargo xtask demo, or cargo xtask pack before this.");
  return tarball;
}
