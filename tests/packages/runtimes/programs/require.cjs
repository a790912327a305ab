// A CommonJS program, which requires the package.
new Response();
const before = new Set(Reflect.ownKeys(globalThis));
const packages = {
  kyclink: require("kyclink"),
  edge: require("kyclink/edge"),
  form: require("kyclink/form"),
  testing: require("kyclink/testing"),
};

import("./checks.mjs").then(({ run }) => run({ before, ...packages })).then((results) => console.log(JSON.stringify(results)));
