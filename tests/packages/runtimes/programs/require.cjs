// A program of CommonJS, which gets the package's twins for it.
const before = new Set((new Response(), Reflect.ownKeys(globalThis)));
const packages = {
  kyclink: require("kyclink"),
  edge: require("kyclink/edge"),
  form: require("kyclink/form"),
  testing: require("kyclink/testing"),
};

import("./checks.mjs").then(({ run }) => run({ before, ...packages })).then((results) => console.log(JSON.stringify(results)));
