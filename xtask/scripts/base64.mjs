// The bytes of a file as base64, on one line.
import { readFileSync } from "node:fs";

const [path] = process.argv.slice(2);
process.stdout.write(readFileSync(path).toString("base64"));
