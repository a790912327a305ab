// A program of CommonJS that requires modules, those of the package too that have no twin: they may not wait while they
// are loaded.
const { readFileSync } = require("node:fs");
const { check } = require("./all.mjs");
const slim = require("kyclink/slim");

slim.initSync(readFileSync(require.resolve("kyclink/kyclink.wasm")));
check({ slim }).then((results) => console.log(JSON.stringify(results)));
