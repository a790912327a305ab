// A CommonJS program that requires ES modules, also those of the package without a CommonJS variant: they must not have a
// top-level await.
const { readFileSync } = require("node:fs");
const { check } = require("./all.mjs");
const slim = require("kyclink/slim");

slim.initSync(readFileSync(require.resolve("kyclink/kyclink.wasm")));
check({ slim }).then((results) => console.log(JSON.stringify(results)));
