#!/usr/bin/env node
/**
 * `npx kyclink <command>`. The commands are imported only where they can run: an older Node would report a syntax
 * error.
 */

const OLDEST = [20, 19];
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(`kyclink: this is Node ${process.versions.node}: install Node ${OLDEST.join(".")} or newer\n`);
  process.exitCode = 1;
} else {
  const { run } = await import("./commands.ts");
  process.exitCode = await run(process.argv.slice(2));
}

export {};
