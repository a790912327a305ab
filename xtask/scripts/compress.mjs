// How many bytes each of the given groups of files takes: as it is, with gzip and with brotli, as JSON.
// A group is one argument, its files separated by commas. Each file is compressed by itself, as a server sends it.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

const groups = process.argv.slice(2).map((group) => {
  const files = group.split(",").map((path) => readFileSync(path));
  const sum = (measure) => files.reduce((total, bytes) => total + measure(bytes), 0);
  return { raw: sum((bytes) => bytes.length), gzip: sum(gzip), brotli: sum(brotli) };
});
console.log(JSON.stringify(groups));
