// A CommonJS program that requires its own ES modules, and loads the wasm module itself.
const { readFileSync } = require("node:fs");
const { check } = require("./all.mjs");
const slim = require("kyclink/slim");

slim.initSync(readFileSync(require.resolve("kyclink/kyclink.wasm")));
check({ slim }).then((results) => console.log(JSON.stringify(results)));
