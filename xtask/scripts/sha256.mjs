// The SHA-256 of a file, in hexadecimal digits.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const [path] = process.argv.slice(2);
process.stdout.write(createHash("sha256").update(readFileSync(path)).digest("hex"));
