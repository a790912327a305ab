export * from "./core.js";
export * from "./init.js";
