import { readFileSync } from "node:fs";

/** Returns the memory of a process that is in RAM, in bytes. */
export function rssOf(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(kib) * 1024;
}
