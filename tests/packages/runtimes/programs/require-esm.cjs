// A program of CommonJS that requires modules: they may not wait while they are loaded.
const { check } = require("./all.mjs");

check().then((results) => console.log(JSON.stringify(results)));
